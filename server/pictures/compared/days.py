"""What the picture of two days shows: villages, and who gave and gives to whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.changes import Change, Standing, VillageChanges, village_changes
from graph.analysis.cover_counts import Slice
from graph.analysis.coverage import View, span
from graph.analysis.ties import Ties, supported_between, ties_between
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage
from server.pictures.compared.contents import Cell, Contents, Mark, Numbers, Row, Tie, contents

STATES = tuple(one.text.replace("_", "-") for one in Standing)
MARKS = {Change.SAME: Mark.SAME, Change.GAINED: Mark.GAINED, Change.LOST: Mark.LOST}
WORSE = (Change.WORSE, Change.ENTERED)


class Scope(NamedTuple):
    """Rows of a recipient-side division and of a donor district, either of them None for all."""

    within: int | None = None
    district: int | None = None

    def by_county(self, snapshot: Snapshot) -> bool:
        """Is a row a county, and a donor a whole district? Where there are many counties."""
        if self.district is not None:
            return False
        return self.within is None or snapshot.parties.kind.at[self.within] < PartyKind.COUNTY

    def is_large(self, snapshot: Snapshot) -> bool:
        """Are there too many villages and ties to see among them what changed?"""
        return self.district is not None or self.by_county(snapshot)

    def places(self, snapshot: Snapshot, since: int, until: int) -> list[Slice]:
        """Runs of rows: of the division, and of what the district supports on one of the days."""
        first, last = span(snapshot, self.within)
        if self.district is None:
            return [(first, last)]
        held = supported_between(snapshot, since, until, self.district)
        return [(max(a, first), min(b, last)) for a, b in held if b > first and a < last]


def changes_in(snapshot: Snapshot, view: View, since: int, scope: Scope) -> VillageChanges:
    """Villages of the scope that are target villages on one of the two days."""
    found = village_changes(snapshot, view, since, scope.within)
    if scope.district is None:
        return found
    return found.inside(scope.places(snapshot, since, view.day))


def day_contents(
    snapshot: Snapshot, view: View, since: int, scope: Scope, *, whole: bool
) -> Contents:
    """By township, or by county where there are many; of a district only its own donors."""
    by_county = scope.by_county(snapshot)
    donors = None if scope.district is None else span(snapshot, scope.district)
    places = scope.places(snapshot, since, view.day)
    ties = ties_between(snapshot, since, view.day, places, donors)
    left, right = _ties(snapshot, ties, by_county=by_county)
    found = changes_in(snapshot, view, since, scope)
    rows = _rows(snapshot, found, {tie.place for tie in (*left, *right)}, by_county=by_county)
    return contents(list(rows), left, right, whole=whole, is_large=scope.is_large(snapshot))


def spots_of(snapshot: Snapshot, rows: IntArray, *, by_county: bool) -> IntArray:
    """The row of the picture to which each party belongs: its township, else its county, else
    NOWHERE."""
    parties = snapshot.parties
    county = parties.county.array[rows]
    if by_county:
        return county
    township = parties.township.array[rows]
    found: IntArray = np.where(township == NOWHERE, county, township)
    return found


def _rows(
    snapshot: Snapshot, found: VillageChanges, others: set[int], *, by_county: bool
) -> Iterator[Row]:
    """In division order; what is of a county itself comes after its townships."""
    parties = snapshot.parties
    spots = spots_of(snapshot, found.rows, by_county=by_county)
    order = np.argsort(spots, kind="stable")
    places, starts = np.unique(spots[order], return_index=True)
    # Nothing at all would be one empty part.
    at = dict(zip(places.tolist(), np.split(order, starts[1:]), strict=False))
    above = parties.ancestors
    none = np.zeros(0, dtype=np.int64)

    def group(place: int) -> int:
        return above(place)[0] if by_county and above(place) else parties.county.at[place]

    def key(place: int) -> tuple[int, bool, int]:
        return group(place), not by_county and place == group(place), place

    for place in sorted({*at, *others} - {NOWHERE}, key=key):
        some = found.only(at.get(place, none))
        changed = bool((some.change != Change.SAME).any())
        cells, bars = ((), _bars(some)) if by_county else (tuple(_cells(some)), ())
        yield Row(place, group(place), _numbers(some), cells, bars, changed)


def _numbers(some: VillageChanges) -> Numbers:
    counts = some.counts()
    was, now = some.was, some.now
    return Numbers(
        int((was == Standing.COVERED).sum()),
        int((was != Standing.OUTSIDE).sum()),
        int((now == Standing.COVERED).sum()),
        int((now != Standing.OUTSIDE).sum()),
        counts[Change.GAINED],
        counts[Change.LOST],
    )


def _bars(some: VillageChanges) -> tuple[tuple[int, ...], ...]:
    """Of each day: covered, planned, any other target village."""
    each = (np.bincount(side, minlength=len(Standing)).tolist() for side in (some.was, some.now))
    return tuple(
        (counts[Standing.COVERED], counts[Standing.PLANNED], sum(counts[2 : Standing.OUTSIDE]))
        for counts in each
    )


def _cells(some: VillageChanges) -> Iterator[Cell]:
    every = (some.rows, some.was, some.now, some.change)
    for village, was, now, change in zip(*(column.tolist() for column in every), strict=True):
        before, after, what = Standing(was), Standing(now), Change(change)
        mark = MARKS.get(what, Mark.WORSE if what in WORSE else Mark.BETTER)
        told: str = after.chinese
        if what is not Change.SAME:
            told = say("{before}→{after}", before=before.chinese, after=after.chinese)
        yield Cell(village, STATES[was], STATES[now], mark, told)


def _ties(snapshot: Snapshot, ties: Ties, *, by_county: bool) -> tuple[list[Tie], list[Tie]]:
    """Of each day, by place and donor."""
    parties, count = snapshot.parties, len(snapshot.parties)
    places = spots_of(snapshot, ties.recipient, by_county=by_county).astype(np.int64)
    donors = ties.donor
    if by_county:
        county = parties.county.array[donors]
        donors = np.where(county == NOWHERE, donors, county)
    kept = np.flatnonzero(places != NOWHERE)
    keys, at = np.unique(places[kept] * count + donors[kept], return_inverse=True)
    heap = Heap(keys, at, count, ties.was[kept], ties.now[kept], by_county)
    return heap.left(), heap.right()


@dataclass(frozen=True)
class Heap:
    """Ties that meet at a place and a donor: `keys` of the two, and for each tie where its own
    stands among these. By county it counts whether there is any tie, and its best stage."""

    keys: IntArray
    at: IntArray
    parties: int
    was: IntArray
    now: IntArray
    by_county: bool

    def left(self) -> list[Tie]:
        return self._side(self.was, self.now, Mark.LOST)

    def right(self) -> list[Tie]:
        return self._side(self.now, self.was, Mark.GAINED)

    def _side(self, own: IntArray, other: IntArray, only: Mark) -> list[Tie]:
        """`only`: what those are of which there is none on the other side."""
        best, others = self._best(own), self._best(other)
        numbers = self._counted(own != NOWHERE)
        alone = self._counted((own != NOWHERE) & (other == NOWHERE))
        if self.by_county:
            up, down = self._moved(best, others, only)
            fresh = others == NOWHERE
        else:
            up, down = (self._counted(one) > 0 for one in self._moved(own, other, only))
            fresh = alone > 0
        marks = np.select([fresh, up, down], [0, 1, 2], 3).tolist()
        named = (only, Mark.BETTER, Mark.WORSE, Mark.SAME)
        columns = (self.keys, best, marks, numbers, alone)
        return [
            Tie(key % self.parties, key // self.parties, Stage(stage).text, named[mark], *counts)
            for key, stage, mark, *counts in zip(*map(_listed, columns), strict=True)
            if stage != NOWHERE
        ]

    def _moved(self, own: IntArray, other: IntArray, only: Mark) -> tuple[BoolArray, BoolArray]:
        """Which got further from the earlier day to the later one, and which fell back."""
        both = (own != NOWHERE) & (other != NOWHERE)
        more, less = both & (own > other), both & (own < other)
        return (more, less) if only is Mark.GAINED else (less, more)

    def _best(self, stage: IntArray) -> IntArray:
        best = np.full(len(self.keys), NOWHERE, dtype=np.int8)
        np.maximum.at(best, self.at, stage)
        return best

    def _counted(self, which: BoolArray) -> IntArray:
        return np.bincount(self.at[which], minlength=len(self.keys))


def _listed(column: IntArray | list[int]) -> list[int]:
    return column if isinstance(column, list) else column.tolist()
