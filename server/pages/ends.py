"""Parties as forms name them: by code, by a name that only one has, or chosen from candidates."""

from dataclasses import dataclass

from graph.analysis.search import find_parties, rank
from graph.language import joined, say
from graph.naming import normalise
from graph.network.snapshot import Snapshot
from graph.words import Side
from server.pages.asked import Asked, BadQuery, Shown
from server.pages.pairing_line import place_of

MOST_CANDIDATES = 8
MOST_RANKED = 200
SUCCESSORS = tuple(f"successor{number}" for number in range(1, 9))
"""Fields for the donors to which many pairings are handed over."""
PARTY_FIELDS = {
    "donor": Side.DONOR,
    "recipient": Side.RECIPIENT,
    "lead": None,
    "partner": None,
    **dict.fromkeys(SUCCESSORS, Side.DONOR),
}
"""Fields of forms that name a party, and the side that it must be on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    key: str
    name: str
    about: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """The first of `total` parties that `text` may mean, for the field `name`."""

    name: str
    text: str
    lines: tuple[Candidate, ...]
    total: int


def candidates(asked: Asked) -> Shown:
    """The candidates for what was typed so far, as a fragment of the form."""
    name = asked.query.get("field", "")
    if name not in PARTY_FIELDS:
        raise BadQuery("field", say("field 应是 {known} 之一", known=joined(PARTY_FIELDS)))
    text = asked.text(f"{name}_text")
    return Shown("candidates", say("可选的主体"), found(asked, name, text))


def found(asked: Asked, name: str, text: str, chosen: str = "") -> Candidates:
    """What a text may mean; the only one is chosen at once."""
    if not text.strip():
        return Candidates(name, text, (), 0)
    rows = _rows(asked.snapshot, name, text)
    if chosen:
        one = asked.snapshot.parties.find(chosen)
        rows = [] if one is None else [one]
    only = named(asked, name, text) or (
        asked.snapshot.parties.key(rows[0]) if len(rows) == 1 else ""
    )
    lines = (_candidate(asked, row, chosen or only) for row in rows[:MOST_CANDIDATES])
    return Candidates(name, text, tuple(lines), len(rows))


def named(asked: Asked, name: str, text: str) -> str:
    """The key of the one party that the text names in full, or nothing."""
    parties = asked.snapshot.parties
    if parties.find(text) is not None:
        return text
    exact = [row for row in _rows(asked.snapshot, name, text) if _is_called(asked, row, text)]
    return parties.key(exact[0]) if len(exact) == 1 else ""


def _is_called(asked: Asked, row: int, text: str) -> bool:
    parties, sought = asked.snapshot.parties, normalise(text)
    names = (parties.name(row), *parties.aliases(row))
    return any(normalise(each) == sought for each in names)


def _rows(snapshot: Snapshot, name: str, text: str) -> list[int]:
    """Best matches first, of equal ones those that stand in pairings already; those on the wrong
    side are left out."""
    side = PARTY_FIELDS[name]
    rows = find_parties(snapshot, text)
    if side is not None:
        rows = rows[snapshot.parties.side.array[rows] == side]
    best: list[int] = rows[:MOST_RANKED].tolist()
    best.sort(key=lambda row: (rank(snapshot.parties, row, text), not _is_paired(snapshot, row)))
    return [*best, *rows[MOST_RANKED:].tolist()]


def _is_paired(snapshot: Snapshot, row: int) -> bool:
    held = snapshot.pairings
    return len(held.of_donor(row)) + len(held.of_recipient(row)) > 0


def _candidate(asked: Asked, row: int, chosen: str) -> Candidate:
    parties = asked.snapshot.parties
    key = parties.key(row)
    facts = (place_of(asked, row)[:40], parties.kind_of(row).chinese, key[:40])
    about = joined(filter(None, facts), " · ")
    return Candidate(key, parties.name(row)[:60], about, key == chosen)
