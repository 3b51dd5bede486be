"""Coverage from the provinces down to the townships; a township shows its villages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from graph.analysis.cover_counts import Slice, VillageCover
from graph.analysis.coverage import span, village_cover
from graph.analysis.pairings import find_pairings
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind, Side
from server.list_queries import VillageQuery
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.listing import Listing, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.village_query import VillageChoice, find_villages
from server.pages.villages import VillageLine, village_line

BELOW = {
    PartyKind.PROVINCE: say("县"),
    PartyKind.PREFECTURE: say("县"),
    PartyKind.COUNTY: say("乡镇"),
}
"""What the units of a table are called, by the kind of what holds them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the table. A heading sums up the units that follow `under` it."""

    kind: str
    counted: Counted
    pairings: Figure | None
    heading: bool = False
    under: bool = False


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """`whole` is the scope's own total; `quiet` counts the units left out, which have neither
    target villages nor pairings. `villages` is there for a township."""

    whole: Unit
    units: tuple[Unit, ...]
    unit: str
    quiet: Figure | None
    misplaced: Misplaced | None
    villages: Listing[VillageLine] | None


class _Scope(NamedTuple):
    asked: Asked
    covers: VillageCover
    recipients: IntArray
    """Rows of the recipients of active pairings, rising."""

    def active(self, rows: Slice) -> int:
        low, high = np.searchsorted(self.recipients, rows)
        return int(high - low)


def coverage(asked: Asked) -> Shown:
    snapshot, parties, urls = asked.snapshot, asked.snapshot.parties, asked.urls
    within = asked.division("within")
    scope = _scope(asked, within)
    key = "" if within is None else parties.key(within)
    name = Ref(say("全部"), urls.coverage()) if within is None else asked.ref(within)
    rows = span(snapshot, within)
    kind = None if within is None else parties.kind_of(within)
    units = [] if misplaced(asked, within) else list(_units(scope, within))
    everything = asked.flag("all")
    shown = [unit for unit in units if everything or unit.counted.total.number or _busy(unit)]
    page = CoveragePage(
        Unit(
            "",
            counted(urls, name, scope.covers.count([rows]), within=key),
            Figure(scope.active(rows), urls.pairings(within=key)),
        ),
        tuple(shown),
        say("省") if kind is None else BELOW.get(kind, ""),
        # A heading only sums up units that are counted themselves.
        _quiet(asked, key, sum(not unit.heading for unit in units if unit not in shown)),
        misplaced(asked, within),
        _villages(asked, within),
    )
    whose = asked.target
    if within is not None:
        whose = say("{place}{target}", place=name.text, target=whose)
    return Shown("coverage", say("{target}覆盖", target=whose), page, _crumbs(asked, within))


def _scope(asked: Asked, within: int | None) -> _Scope:
    snapshot = asked.snapshot
    rows = find_pairings(snapshot, within, day=asked.view.day)
    recipients = np.sort(snapshot.pairings.recipient.array[rows])
    return _Scope(asked, village_cover(snapshot, asked.view), recipients)


def _busy(unit: Unit) -> bool:
    return unit.pairings is None or unit.pairings.number > 0


def _quiet(asked: Asked, key: str, number: int) -> Figure | None:
    return Figure(number, asked.urls.coverage(key, everything=True)) if number else None


def _crumbs(asked: Asked, within: int | None) -> tuple[Ref, ...]:
    """Here a place leads to its coverage."""
    parties, urls = asked.snapshot.parties, asked.urls
    above = [] if within is None else [*parties.ancestors(within), within]
    places = (asked.ref(row)._replace(href=urls.coverage(parties.key(row))) for row in above)
    return (Ref(say("覆盖"), urls.coverage()), *places) if above else ()


def _units(scope: _Scope, within: int | None) -> Iterator[Unit]:
    """What lies in the scope, down to the next level that staff think in."""
    parties = scope.asked.snapshot.parties
    if within is None:
        provinces = (row for row in parties.roots() if parties.side.at[row] == Side.RECIPIENT)
        yield from (_unit(scope, row) for row in provinces)
        return
    for row in parties.children(within):
        kind = parties.kind.at[row]
        if kind == PartyKind.PREFECTURE:
            yield _unit(scope, row, heading=True)
            yield from (replace(unit, under=True) for unit in _units(scope, row))
        elif kind in (PartyKind.COUNTY, PartyKind.TOWNSHIP):
            yield _unit(scope, row)
    if parties.kind.at[within] == PartyKind.COUNTY:
        yield from _without_township(scope, within)


def _unit(scope: _Scope, row: int, *, heading: bool = False) -> Unit:
    asked, parties = scope.asked, scope.asked.snapshot.parties
    key, rows = parties.key(row), span(asked.snapshot, row)
    name = asked.ref(row)._replace(href=asked.urls.coverage(key))
    return Unit(
        parties.kind_of(row).chinese,
        counted(asked.urls, name, scope.covers.count([rows]), within=key),
        Figure(scope.active(rows), asked.urls.pairings(within=key)),
        heading,
    )


def _without_township(scope: _Scope, county: int) -> Iterator[Unit]:
    """Villages that a source counts for the county, no township known: else the sum is short."""
    asked, parties = scope.asked, scope.asked.snapshot.parties
    rows = [
        (row, row + 1)
        for row in parties.children(county)
        if parties.kind.at[row] == PartyKind.VILLAGE and parties.township.at[row] == NOWHERE
    ]
    found = scope.covers.count(rows)
    if found.total:
        query: VillageQuery = {"within": parties.key(county), "direct": True}
        name = Ref(say("不明乡镇"), asked.urls.to("/villages", query))
        yield Unit("", counted(asked.urls, name, found, **query), None)


def _villages(asked: Asked, within: int | None) -> Listing[VillageLine] | None:
    kinds = (PartyKind.TOWNSHIP, PartyKind.VILLAGE)
    if within is None or asked.snapshot.parties.kind.at[within] not in kinds:
        return None
    found = find_villages(asked, VillageChoice(within))
    return listing(asked, found.rows, village_line(asked))
