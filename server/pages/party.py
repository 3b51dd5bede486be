"""One party: where it lies, who supports it, whom it supports, what is counted for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.coverage import cover_of, coverage, runs, supported, village_cover
from graph.analysis.pairings import find_pairings
from graph.language import say
from graph.network.snapshot import NOWHERE
from graph.words import Cover, DesignationKind, PartyKind, Side, Stage
from server.list_queries import PairingQuery
from server.pages.allowed import may_change_any, may_give
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.givers import Giver, givers
from server.pages.history import HistoryPart, party_part
from server.pages.moments import Span, span_of
from server.pages.naming_link import naming_link
from server.pages.once import once
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.party_figures import FiguresPart, figures_part
from server.pages.party_inside import Inside, inside
from server.pages.party_picture import picture_of
from server.pages.suggestion_part import VillagePart, village_part

MOST_PAIRINGS = 100
EVERY: PairingQuery = {"span": "all", "stage": [stage.text for stage in Stage]}
"""Pairings of all days and stages."""


@dataclass(frozen=True, slots=True)
class DesignationLine:
    kind: DesignationKind
    span: Span
    active: bool


@dataclass(frozen=True, slots=True)
class PairingTable:
    """The first of the `total` pairings at one end of a party, those active on the day first."""

    lines: tuple[PairingLine, ...]
    active: Figure
    total: Figure


class Answers(NamedTuple):
    """Pairings that a unit leads or is a partner in: those active on the day, and all."""

    what: str
    active: Figure
    total: Figure


@dataclass(frozen=True, slots=True)
class PartyPage:
    """`coverage` is of what lies in a recipient, of what a donor district supports; `cover` is
    that of a target village. `picture` leads to the picture of a district's pairings, `drawn` to
    that in which the party is best seen."""

    name: str
    kind: PartyKind
    side: Side
    key: str
    code: str
    aliases: tuple[str, ...]
    named: bool
    capacity: int | None
    above: tuple[Ref, ...]
    designations: tuple[DesignationLine, ...]
    cover: Cover | None
    near: tuple[Giver, ...]
    coverage: Counted | None
    received: PairingTable
    given: PairingTable
    answers: tuple[Answers, ...]
    inside: Inside | None
    figures: FiguresPart
    picture: str
    drawn: Ref
    register: str
    hand_over: str
    naming: Ref | None
    history: HistoryPart | None
    proposals: VillagePart | None


def party(asked: Asked) -> Shown:
    parties = asked.snapshot.parties
    row = parties.row(asked.key)
    capacity = parties.capacity.at[row]
    page = PartyPage(
        parties.name(row),
        parties.kind_of(row),
        Side(parties.side.at[row]),
        parties.key(row),
        parties.code(row) or "",
        parties.aliases(row),
        bool(parties.named.at[row]),
        None if capacity == NOWHERE else capacity,
        asked.above(row),
        designation_lines(asked, row),
        cover_of(asked.snapshot, asked.view, row),
        _near(asked, row),
        _coverage(asked, row),
        _table(asked, row, asked.snapshot.pairings.of_recipient(row)),
        _table(asked, row, asked.snapshot.pairings.of_donor(row)),
        tuple(_answers(asked, row)),
        once(asked, (inside, row), lambda: inside(asked, row)),
        figures_part(asked, row),
        _picture(asked, row),
        picture_of(asked, row),
        _register(asked, row),
        _hand_over(asked, row),
        naming_link(asked, row),
        party_part(asked, row),
        village_part(asked, row),
    )
    title, crumbs = asked.ref(row).text, asked.above(row)
    if parties.key(row) != asked.key:
        # The key of an unnamed village that has a name by now.
        there = {"Location": asked.urls.party(parties.key(row))}
        return Shown("party", title, page, crumbs, 302, there)
    return Shown("party", title, page, crumbs)


def _is_district(asked: Asked, row: int) -> bool:
    parties = asked.snapshot.parties
    return parties.kind.at[row] == PartyKind.COUNTY and parties.is_donor(row)


def _picture(asked: Asked, row: int) -> str:
    if not _is_district(asked, row):
        return ""
    return asked.urls.district(asked.snapshot.parties.key(row))


def _register(asked: Asked, row: int) -> str:
    """Where a pairing with it at its end is registered; empty for who may not."""
    is_donor = asked.snapshot.parties.is_donor(row)
    if not (may_give(asked, row) if is_donor else asked.can_write):
        return ""
    end = "donor" if is_donor else "recipient"
    return asked.urls.register(**{end: asked.snapshot.parties.key(row)})


def _hand_over(asked: Asked, row: int) -> str:
    """Where its own pairings are handed over, or those of the donors in it where it has none;
    empty for who may hand over none of them."""
    parties, pairings = asked.snapshot.parties, asked.snapshot.pairings
    if not parties.is_donor(row):
        return ""
    own = pairings.of_donor(row)
    inside = not own and parties.is_division(row)
    rows = find_pairings(asked.snapshot, None, row, tuple(Stage), None) if inside else own
    free = may_give(asked, row) and (inside or len(own) > 0)
    if not free and not may_change_any(asked, rows):
        return ""
    return asked.urls.hand_over(parties.key(row), inside=inside)


def designation_lines(asked: Asked, village: int) -> tuple[DesignationLine, ...]:
    """What a village is designated as, on all days."""
    held, day = asked.snapshot.designations, asked.view.day
    low, high = held.village.array.searchsorted((village, village + 1)).tolist()
    return tuple(
        DesignationLine(
            DesignationKind(held.kind.at[row]),
            span_of(held, row),
            held.start.at[row] <= day < held.end.at[row],
        )
        for row in range(low, high)
    )


def _near(asked: Asked, row: int) -> tuple[Giver, ...]:
    """Who supports the township and the county that a village or a township lies in."""
    parties = asked.snapshot.parties
    if parties.is_donor(row) or parties.kind.at[row] < PartyKind.TOWNSHIP:
        return ()
    places = (parties.township.at[row], parties.county.at[row])
    rows = [place for place in places if place not in (NOWHERE, row)]
    return tuple(giver for place in rows for giver in givers(asked, place))


def _coverage(asked: Asked, row: int) -> Counted | None:
    snapshot, parties, key = asked.snapshot, asked.snapshot.parties, asked.snapshot.parties.key(row)
    if _is_district(asked, row):
        places = runs(snapshot, supported(snapshot, asked.view.day, row))
        found = village_cover(snapshot, asked.view).count(places)
        return counted(asked.urls, asked.ref(row), found, district=key)
    if parties.is_donor(row) or parties.kind.at[row] >= PartyKind.VILLAGE:
        return None
    return counted(asked.urls, asked.ref(row), coverage(snapshot, asked.view, row), within=key)


def _answers(asked: Asked, row: int) -> Iterator[Answers]:
    """What it leads and where it is a partner; on the day those that lists show."""
    held, key = asked.snapshot.pairings, asked.snapshot.parties.key(row)
    active = find_pairings(asked.snapshot, day=asked.view.day)
    for what, name, column in (
        (say("责任单位"), "lead", held.lead.array),
        (say("协作单位"), "partner", held.partner.array),
    ):
        total = int((column == row).sum())
        if total:
            yield Answers(
                what,
                Figure(int((column[active] == row).sum()), asked.urls.to("/pairings", {name: key})),
                Figure(total, asked.urls.to("/pairings", {name: key, **EVERY})),
            )


def pairing_lines(asked: Asked, rows: Sequence[int]) -> list[PairingLine]:
    """Those active on the day first, of these the furthest."""
    lines = [pairing_line(asked, row) for row in rows]
    lines.sort(key=lambda line: (not line.active, -line.stage))
    return lines


def _table(asked: Asked, party_row: int, rows: Sequence[int]) -> PairingTable:
    key = asked.snapshot.parties.key(party_row)
    lines = pairing_lines(asked, rows)
    active = sum(line.active for line in lines)
    everything = asked.urls.to("/pairings", {"of": key, **EVERY})
    return PairingTable(
        tuple(lines[:MOST_PAIRINGS]),
        Figure(active, asked.urls.pairings(of=key)),
        Figure(len(lines), everything),
    )
