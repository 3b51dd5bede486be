"""Finding parties by what people type: names, aliases, pinyin, initials, keys.

A typed text is compared as `graph.naming.normalise` spells it, in lower case, and so are the lines
of `Parties.lines`. Matches are ranked: 0 when a whole line is the text, 1 when a line starts
with it, 2 when a line contains it. Of equal rank the wider kind comes first: 大兴 is the district
before it is one of the villages of that name.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analysis.coverage import span
from graph.naming import normalise, without_office, without_suffix
from graph.network.columns import IntArray
from graph.network.snapshot import Parties, Snapshot
from graph.words import DIVISION_KINDS, PartyKind

LINE = ord("\n")
PARTY = 0x1E
"""Stands before the lines of each party and after the last; a normalised text cannot hold it."""
FEW = 256
"""Up to how many rows are read faster singly than as arrays."""
UNRANKED = 3
PLAIN = re.compile(r"[\u4e00-\u9fff0-9a-z#\n]*")
"""Texts that stay as they are when they are normalised."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The search lines of all parties in one run of bytes, to be compared byte by byte at once."""

    bytes: NDArray[np.uint8]
    start: IntArray
    """int64 (P + 1,): where the mark before each party stands, and the one after the last."""
    frequency: IntArray
    """int64 (256,): how often each byte occurs."""


def find_parties(
    snapshot: Snapshot,
    text: str | None = None,
    kinds: Collection[PartyKind] | None = None,
    within: int | None = None,
) -> IntArray:
    """Rows of the parties that match, by rank, by kind and then in order; all in order without a
    text.

    `kinds` keeps these kinds only (none for an empty collection); `within` is the row of a
    division and keeps it and all in it. Returns an int32 array of distinct rows.
    """
    first, last = span(snapshot, within)
    sought = _spelled(text)
    if not sought:
        return _of_kinds(snapshot, np.arange(first, last, dtype=np.int32), kinds)
    rows, ranks = _matches(_lines(snapshot), sought, first, last)
    places = ranks.astype(np.int32) * len(PartyKind) + snapshot.parties.kind.array[rows]
    ranked = rows[np.argsort(places, kind="stable")].astype(np.int32)
    return _of_kinds(snapshot, ranked, kinds)


def matches(snapshot: Snapshot, text: str | None) -> tuple[IntArray, IntArray]:
    """Rows of the parties that match, rising, and the rank of each; none for a text that says
    nothing."""
    sought = _spelled(text)
    if not sought:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return _matches(_lines(snapshot), sought, 0, len(snapshot.parties))


def find_children(
    snapshot: Snapshot, division: int, text: str | None = None
) -> IntArray | list[int]:
    """Rows of the divisions directly in this one, those that match `text` ranked by it: an int32
    array, or a list where that is faster."""
    parties = snapshot.parties
    if _spelled(text):
        found = find_parties(snapshot, text, DIVISION_KINDS, division)
    elif parties.end.at[division] - division <= FEW:
        kind, last = parties.kind.at, PartyKind.VILLAGE.value
        return [row for row in parties.children(division) if kind[row] <= last]
    else:
        found = np.arange(division + 1, parties.end.at[division], dtype=np.int32)
        found = found[parties.kind.array[found] <= PartyKind.VILLAGE]
    direct: IntArray = found[parties.parent.array[found] == division]
    return direct


def rank(parties: Parties, row: int, text: str | None) -> int:
    """The rank of a party that matches `text`; 0 when nothing is sought."""
    sought = _spelled(text)
    lines = _folded(parties.lines(row)).split("\n")
    if not sought or sought in lines:
        return 0
    if any(line.startswith(sought) for line in lines):
        return 1
    return 2 if any(sought in line for line in lines) else UNRANKED


def place(parties: Parties, row: int, text: str | None) -> int:
    """Where a party that matches `text` comes in `find_parties`: smaller first, equal in order."""
    if not _spelled(text):
        return 0
    return rank(parties, row, text) * len(PartyKind) + parties.kind.at[row]


def find_division(snapshot: Snapshot, name: str, within: int | None = None) -> int | None:
    """The row of the one division of this name inside `within` (the row of a division).

    The first step that finds any decides: the name as it stands, without its office, without its
    type; then an alias in the same way. None when that step finds several, or none finds any.
    """
    sought, bare = normalise(name), without_suffix(name)
    if not sought:
        return None
    steps: tuple[Callable[[str], bool], ...] = (
        lambda spelled: spelled == sought,
        lambda spelled: without_office(spelled) == without_office(sought),
        lambda spelled: spelled == bare or without_suffix(spelled) in (sought, bare),
    )
    rows = _starting(snapshot, bare, within)
    for names in _spellings(snapshot.parties, rows):
        for step in steps:
            found = [row for row, spelled in names if step(spelled)]
            if found:
                return found[0] if len(set(found)) == 1 else None
    return None


def _starting(snapshot: Snapshot, bare: str, within: int | None) -> list[int]:
    """Rows of the divisions with a line that starts so, as each does that a step may find."""
    rows, ranks = _matches(_lines(snapshot), bare.lower(), *span(snapshot, within))
    started: list[int] = _of_kinds(snapshot, rows[ranks <= 1], DIVISION_KINDS).tolist()
    return started


def _spellings(parties: Parties, rows: Sequence[int]) -> Iterator[list[tuple[int, str]]]:
    """The names of these rows; then their aliases."""
    yield [(row, normalise(parties.name(row))) for row in rows]
    yield [(row, normalise(alias)) for row in rows for alias in parties.aliases(row)]


def _of_kinds(snapshot: Snapshot, rows: IntArray, kinds: Collection[PartyKind] | None) -> IntArray:
    if kinds is None:
        return rows
    wanted = np.zeros(len(PartyKind), dtype=bool)
    wanted[[int(kind) for kind in kinds]] = True
    chosen: IntArray = rows[wanted[snapshot.parties.kind.array[rows]]]
    return chosen


def _lines(snapshot: Snapshot) -> Lines:
    return snapshot.parties.memo.get(_lines, lambda: _make_lines(snapshot.parties))


def _make_lines(parties: Parties) -> Lines:
    mark = chr(PARTY)
    folded = (_folded(parties.lines(row)) for row in range(len(parties)))
    data = np.frombuffer((mark + "".join(lines + mark for lines in folded)).encode(), np.uint8)
    return Lines(data, np.flatnonzero(data == PARTY), np.bincount(data, minlength=256))


def _spelled(text: str | None) -> str:
    return normalise(text or "").lower()


def _folded(lines: str) -> str:
    """Each line as `_spelled` has it. Most are so already, and normalising costs more than this."""
    if PLAIN.fullmatch(lines):
        return lines
    return "\n".join(map(_spelled, lines.split("\n")))


def _matches(lines: Lines, sought: str, first: int, last: int) -> tuple[IntArray, IntArray]:
    """Rows from `first` to `last` that contain the text, rising, and the best rank of each."""
    places = _places(lines, sought.encode(), int(lines.start[first]), int(lines.start[last]))
    before = lines.bytes[places - 1]
    after = lines.bytes[places + len(sought.encode())]
    begins = (before == LINE) | (before == PARTY)
    whole = begins & ((after == LINE) | (after == PARTY))
    ranks = 2 - begins.astype(np.int8) - whole
    rows = np.searchsorted(lines.start, places, side="right") - 1
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    return rows[firsts], np.minimum.reduceat(ranks, firsts) if len(firsts) else ranks


def _places(lines: Lines, sought: bytes, low: int, high: int) -> IntArray:
    """Where the bytes stand between two marks: the rarest byte is looked for first."""
    wanted: NDArray[np.uint8] = np.frombuffer(sought, dtype=np.uint8)
    rarest, *others = np.argsort(lines.frequency[wanted], kind="stable").tolist()
    places: IntArray = np.flatnonzero(lines.bytes[low:high] == wanted[rarest]) + (low - rarest)
    for place in others:
        if not len(places):
            break
        # Clipped ends are marks, which never match.
        there = lines.bytes.take(places + place, mode="clip")
        places = places[there == wanted[place]]
    return places
