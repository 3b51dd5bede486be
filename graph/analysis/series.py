"""Coverage over time: a series of days at once, and the difference between two days.

The definitions are those of `graph.analysis.coverage`. A series is worked out as rasters: a row for
each village (or pair of a village and a donor), a column for each day, filled from the spans.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from graph.analysis.coverage import KINDS, Coverage, View, coverage_from, span, target_villages
from graph.days import EPOCH, number_of
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Pairings, Snapshot
from graph.words import Cover, DesignationKind, Stage, VillageTarget

BLOCK = 64
"""How many days are worked out at once; it bounds the memory that the rasters take."""


def quarters(first: int, last: int) -> list[int]:
    """`first`, then the first day of each later quarter up to and including `last`.

    Day numbers as in `graph.days`; empty when `last` lies before `first`.
    """
    begin, end = (EPOCH + datetime.timedelta(days=day) for day in (first, last))
    starts = (
        number_of(datetime.date(year, month, 1))
        for year in range(begin.year, end.year + 1)
        for month in (1, 4, 7, 10)
    )
    later = [day for day in starts if first < day <= last]
    return [first, *later] if first <= last else []


def coverage_series(
    snapshot: Snapshot,
    days: Sequence[int],
    target: VillageTarget = VillageTarget.DEEP_POVERTY,
    exited: bool = False,
    within: int | None = None,
) -> list[Coverage]:
    """The coverage of the target villages in a division (or of all) on each of these rising days.

    Equal to `coverage` of each day, in one pass over the pairings for BLOCK days.
    """
    found: list[Coverage] = []
    for first in range(0, len(days), BLOCK):
        block = np.asarray(days[first : first + BLOCK])
        counts = _counts(snapshot, block, target, exited, within)
        found += map(coverage_from, counts.tolist())
    return found


def coverage_change(
    snapshot: Snapshot, view: View, since: int, within: int | None = None
) -> tuple[IntArray, IntArray]:
    """Rows of the villages covered in `view` and not on the day `since`, and the reverse.

    Both in division order.
    """
    slices = [span(snapshot, within)]
    now = target_villages(snapshot, view, slices, [Cover.COVERED])
    then = target_villages(snapshot, replace(view, day=since), slices, [Cover.COVERED])
    gained = np.setdiff1d(now, then, assume_unique=True)
    return gained, np.setdiff1d(then, now, assume_unique=True)


def _counts(
    snapshot: Snapshot, days: IntArray, target: VillageTarget, exited: bool, within: int | None
) -> IntArray:
    """Shape (days, 6 + KINDS): the five covers, villages with one donor, and those by kind."""
    villages, targets = _targets(snapshot, days, target, exited, within)
    cover = _covers(snapshot, days, villages)
    donors, kinds = _donors(snapshot, days, villages, targets)
    columns = [np.sum((cover == member) & targets, axis=0) for member in Cover]
    columns.append(np.sum((donors == 1) & targets, axis=0))
    return np.column_stack([*columns, kinds])


def _targets(
    snapshot: Snapshot, days: IntArray, target: VillageTarget, exited: bool, within: int | None
) -> tuple[IntArray, BoolArray]:
    """Rows of the villages ever designated, rising, and whether each is a target on each day."""
    designations = snapshot.designations
    first, last = span(snapshot, within)
    village = designations.village.array
    counts = (first <= village) & (village < last)
    if target is VillageTarget.DEEP_POVERTY:
        counts &= designations.kind.array == DesignationKind.DEEP_POVERTY
    villages, index = np.unique(village[counts], return_inverse=True)
    start, end = designations.start.array[counts], designations.end.array[counts]
    if exited:
        end = np.full_like(end, np.iinfo(end.dtype).max)
    return villages, _raster(index, start, end, len(villages), days)


def _covers(snapshot: Snapshot, days: IntArray, villages: IntArray) -> IntArray:
    """The cover of each village on each day, as if it were a target."""
    parties, stage = snapshot.parties, snapshot.pairings.stage.array
    signed, promised = stage == Stage.SIGNED, stage <= Stage.PLANNED
    cover = np.full((len(villages), len(days)), Cover.NONE, dtype=np.int8)
    cover[_paired(snapshot, days, parties.county.array[villages], signed)] = Cover.COUNTY_ONLY
    cover[_paired(snapshot, days, parties.township.array[villages], signed)] = Cover.TOWNSHIP_ONLY
    cover[_paired(snapshot, days, villages, promised)] = Cover.PLANNED
    cover[_paired(snapshot, days, villages, signed)] = Cover.COVERED
    return cover


def _paired(
    snapshot: Snapshot, days: IntArray, recipients: IntArray, chosen: BoolArray
) -> BoolArray:
    """Whether one of the chosen pairings supports each of these rows on each day.

    Shape (recipients, days); a row may come repeatedly, NOWHERE is never supported.
    """
    distinct, place = np.unique(recipients, return_inverse=True)
    rows, index = _supporting(snapshot, distinct[distinct != NOWHERE], chosen)
    index += np.count_nonzero(distinct == NOWHERE)
    pairings = snapshot.pairings
    start, end = pairings.start.array[rows], pairings.end.array[rows]
    return _raster(index, start, end, len(distinct), days)[place]


def _supporting(
    snapshot: Snapshot, recipients: IntArray, chosen: BoolArray
) -> tuple[IntArray, IntArray]:
    """Rows of the chosen pairings with one of these distinct recipients, and which one it is."""
    place = np.full(len(snapshot.parties), NOWHERE, dtype=np.int64)
    place[recipients] = np.arange(len(recipients))
    index = place[snapshot.pairings.recipient.array]
    rows = np.flatnonzero(chosen & (index != NOWHERE))
    return rows, index[rows]


def _donors(
    snapshot: Snapshot, days: IntArray, villages: IntArray, targets: BoolArray
) -> tuple[IntArray, IntArray]:
    """How many distinct donors each village has on each day, and on each day how many target
    villages have a donor of each kind: shapes (villages, days) and (days, KINDS)."""
    pairings, kind = snapshot.pairings, snapshot.parties.kind.array
    rows, village = _supporting(snapshot, villages, pairings.stage.array == Stage.SIGNED)
    donor = pairings.donor.array[rows].astype(np.int64)
    of_village, _, paired = _distinct(pairings, rows, village, donor, days)
    donors = np.zeros(targets.shape, dtype=np.int32)
    np.add.at(donors, of_village, paired)
    of_village, kinds, paired = _distinct(pairings, rows, village, kind[donor], days)
    by_kind = np.zeros((KINDS, len(days)), dtype=np.int64)
    np.add.at(by_kind, kinds, paired & targets[of_village])
    return donors, by_kind.T


def _distinct(
    pairings: Pairings, rows: IntArray, village: IntArray, other: IntArray, days: IntArray
) -> tuple[IntArray, IntArray, BoolArray]:
    """Each distinct (village, other) of these pairings: both of them, and on which days it holds.

    Overlapping and renewed pairings of the same two count once.
    """
    width = int(other.max(initial=0)) + 1
    both, index = np.unique(village * width + other, return_inverse=True)
    start, end = pairings.start.array[rows], pairings.end.array[rows]
    return *np.divmod(both, width), _raster(index, start, end, len(both), days)


def _raster(
    index: IntArray, start: IntArray, end: IntArray, size: int, days: IntArray
) -> BoolArray:
    """Shape (size, days): does a span of this index, half-open, hold the day?"""
    begins = np.searchsorted(days, start)
    ends = np.maximum(np.searchsorted(days, end), begins)
    steps = np.zeros((size, len(days) + 1), dtype=np.int32)
    np.add.at(steps, (index, begins), 1)
    np.add.at(steps, (index, ends), -1)
    return np.cumsum(steps[:, :-1], axis=1) > 0
