"""What a district's report of a quarter counts, beside what other modules count anyway.

The district's ground are the counties and townships that it supports itself on a day, as
`graph.analysis.coverage.supported` has them; one that lies in another adds nothing to it. Days are
numbers as in `graph.days`, rows are rows of the snapshot's parties.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.analysis.changes import Change, VillageChanges, village_changes
from graph.analysis.cover_counts import Coverage, Slice
from graph.analysis.coverage import View, runs, supported, village_cover
from graph.analysis.happenings import Happening, Happenings, happenings
from graph.analysis.quarter import Quarter
from graph.days import number_of
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind

QUARTERS = 8
"""How many quarters the series goes back."""


@dataclass(frozen=True, slots=True)
class Part:
    """The villages of a place as far as they lie in the ground. `township` is None where a county
    is meant; NOWHERE for villages of the county in no township that is known."""

    county: int
    township: int | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class PlaceChanges:
    """What became of the villages of one place of the ground; `before` and `after` are those
    covered on the day before and on the last."""

    place: int
    before: int
    counts: dict[Change, int]
    after: int


def ground(snapshot: Snapshot, day: int, district: int) -> list[Slice]:
    """The ground as disjoint, rising runs of rows; each begins with the place that it is."""
    return runs(snapshot, supported(snapshot, day, district))


def ground_coverage(snapshot: Snapshot, view: View, district: int) -> Coverage:
    return village_cover(snapshot, view).count(ground(snapshot, view.day, district))


def by_county(snapshot: Snapshot, view: View, district: int) -> list[Part]:
    """Each county of the ground, or in which some of it lies, in division order."""
    county, found = snapshot.parties.county.at, village_cover(snapshot, view)
    held: dict[int, list[Slice]] = {}
    for place in ground(snapshot, view.day, district):
        above = county[place[0]]
        held.setdefault(place[0] if above == NOWHERE else above, []).append(place)
    return [Part(row, None, found.count(places)) for row, places in held.items()]


def by_township(snapshot: Snapshot, view: View, district: int) -> list[Part]:
    """Each township of the ground in division order, those without target villages too; after
    those of a county its villages in no township, if there are any."""
    parties, found = snapshot.parties, village_cover(snapshot, view)
    parts = []
    for first, last in ground(snapshot, view.day, district):
        county = parties.county.at[first]
        kind = parties.kind.array[first:last]
        townships = (first + np.flatnonzero(kind == PartyKind.TOWNSHIP)).tolist()
        slices = [(row, parties.end.at[row]) for row in townships]
        counts = found.count_each(slices) if slices else []
        parts += [Part(county, row, count) for row, count in zip(townships, counts, strict=True)]
        direct = found.count(_direct(snapshot, first, last))
        if direct.total:
            parts.append(Part(county, NOWHERE, direct))
    return parts


def _direct(snapshot: Snapshot, first: int, last: int) -> list[Slice]:
    """The villages of a county that lie in none of its townships."""
    parties = snapshot.parties
    village = parties.kind.array[first:last] == PartyKind.VILLAGE
    rows = first + np.flatnonzero(village & (parties.township.array[first:last] == NOWHERE))
    return [(row, row + 1) for row in rows.tolist()]


def changes_by_place(
    snapshot: Snapshot, view: View, since: int, district: int
) -> list[PlaceChanges]:
    """Of each place of the ground of the view's day, since the day `since`."""
    now, then = village_cover(snapshot, view), village_cover(snapshot, replace(view, day=since))
    return [
        PlaceChanges(
            place[0],
            then.count([place]).covered,
            village_changes(snapshot, view, since, place[0]).counts(),
            now.count([place]).covered,
        )
        for place in ground(snapshot, view.day, district)
    ]


def changed_villages(snapshot: Snapshot, view: View, since: int, district: int) -> VillageChanges:
    """The villages of the ground that stand otherwise than on the day `since`, by division."""
    found = [
        village_changes(snapshot, view, since, first)
        for first, _ in ground(snapshot, view.day, district)
    ]
    nothing = np.zeros(0, dtype=np.int32)
    every = VillageChanges(
        np.concatenate([nothing, *(each.rows for each in found)]),
        np.concatenate([nothing, *(each.was for each in found)]),
        np.concatenate([nothing, *(each.now for each in found)]),
    )
    return every.only(every.change != Change.SAME)


def happened_by(snapshot: Snapshot, view: View, since: int, district: int) -> Happenings:
    """What became after the day `since` of the pairings of the district and of all in it: those
    that it has handed over to another too. Designations are none of it."""
    found = happenings(snapshot, view, since)
    pairings, last = snapshot.pairings, snapshot.parties.end.at[district]
    found = found.only(np.flatnonzero(found.kind < Happening.DESIGNATED))

    def ours(rows: IntArray) -> BoolArray:
        donor = pairings.donor.array[rows]
        found: BoolArray = (district <= donor) & (donor < last)
        return found

    before = pairings.follows.array[found.row]
    taken = (found.kind == Happening.HANDED_OVER) & ours(np.maximum(before, 0))
    return found.only(np.flatnonzero(ours(found.row) | taken))


def series_days(quarter: Quarter, day: int) -> list[int]:
    """The first days of the quarters until then, rising, and the day itself."""
    firsts = [quarter]
    while len(firsts) < QUARTERS and firsts[0].year > 1:
        firsts.insert(0, firsts[0].before)
    return sorted({day, *(number_of(one.first) for one in firsts)})


def ground_series(
    snapshot: Snapshot, view: View, district: int, days: Sequence[int]
) -> list[Coverage]:
    """The coverage of each day, of what was the ground on it."""

    def make() -> list[Coverage]:
        views: Iterable[View] = (replace(view, day=day) for day in days)
        return [ground_coverage(snapshot, each, district) for each in views]

    key = (ground_series, replace(view, day=0), district, tuple(days))
    return list(snapshot.memo.get(key, make))
