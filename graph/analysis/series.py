"""Coverage over time: a series of days at once, and the difference between two days.

The definitions are those of `graph.analysis.coverage`. What holds from a day to another is a span
of places among the days that are asked for; how many villages something holds for on each day is
counted from where its spans begin and end. The work grows with the spans and not with the days.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from graph.analysis.cover_counts import KINDS, Coverage, coverage_from
from graph.analysis.coverage import View, span, target_villages
from graph.analysis.spans import Spans, both, expanded, joined, merged, numbers, spans_of, twice
from graph.days import ALWAYS, EPOCH, number_of, year_before
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, DesignationKind, Stage, VillageTarget

MOST_POINTS = 400
"""How many days a series holds at most, wherever one may be asked for."""


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


def first_day(snapshot: Snapshot, within: int | None = None) -> int | None:
    """The first day on which a designation or a pairing begins in a division (or anywhere).

    Open starts are no day; cancelled pairings never began. None when nothing has a day.
    """
    first, last = span(snapshot, within)
    designations, pairings = snapshot.designations, snapshot.pairings
    low, high = np.searchsorted(designations.village.array, (first, last))
    slot = pairings.recipient_slot.at
    rows = pairings.by_recipient.array[slot[first] : slot[last]]
    rows = rows[pairings.stage.array[rows] != Stage.CANCELLED]
    starts = np.concatenate([designations.start.array[low:high], pairings.start.array[rows]])
    known = starts[starts != ALWAYS]
    return int(known.min()) if len(known) else None


def beginning(snapshot: Snapshot, last: datetime.date, within: int | None = None) -> datetime.date:
    """From when on a series up to `last` has something to tell: the first day in the division (or
    anywhere), but no further back than there may be points for; a year before where nothing has
    begun until then."""
    first = first_day(snapshot, within)
    if first is None or first > number_of(last):
        return year_before(last)
    # In whole years, and `last` itself may be one more point.
    furthest = max(last.year - MOST_POINTS // 4 + 2, datetime.MINYEAR)
    return max(EPOCH + datetime.timedelta(days=first), datetime.date(furthest, 1, 1))


def coverage_series(
    snapshot: Snapshot,
    days: Sequence[int],
    target: VillageTarget = VillageTarget.DEEP_POVERTY,
    exited: bool = False,
    within: int | None = None,
) -> list[Coverage]:
    """The coverage of the target villages in a division (or of all) on each of these rising days.

    Equal to `coverage` of each day. Kept with the snapshot once it was computed.
    """

    def make() -> list[Coverage]:
        counts = _counts(snapshot, np.asarray(days, dtype=np.int64), target, exited, within)
        return list(map(coverage_from, counts.tolist()))

    key = (coverage_series, tuple(days), target, exited, within)
    return list(snapshot.memo.get(key, make))


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
    covers = _covers(snapshot, days, villages, targets)
    donors, kinds = _donors(snapshot, days, villages)
    width = len(days)
    sole = covers[0] - both(targets, twice(donors, width), width)
    return np.column_stack([*covers, sole, _by_kind(donors, kinds, targets, width)])


def _targets(
    snapshot: Snapshot, days: IntArray, target: VillageTarget, exited: bool, within: int | None
) -> tuple[IntArray, Spans]:
    """Rows of the villages ever designated, rising, and where each is a target village."""
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
    return villages, merged(spans_of(index, start, end, days), len(days))


def _covers(
    snapshot: Snapshot, days: IntArray, villages: IntArray, targets: Spans
) -> list[IntArray]:
    """How many target villages have each cover on each day, best cover first.

    Each cover is what holds with it and the better ones, less what holds with those.
    """
    parties, stage, width = snapshot.parties, snapshot.pairings.stage.array, len(days)
    signed, promised = stage == Stage.SIGNED, stage <= Stage.PLANNED
    above = (parties.township.array[villages], parties.county.array[villages])
    sources = [(villages, signed), (villages, promised), *((place, signed) for place in above)]
    held = Spans.none()
    counts: list[IntArray] = [np.zeros(width, dtype=np.int64)]
    for recipients, chosen in sources:
        held = merged(joined(held, _paired(snapshot, days, recipients, chosen)), width)
        counts.append(both(targets, held, width))
    counts.append(numbers(targets, width))
    return [wider - better for better, wider in pairwise(counts)]


def _paired(snapshot: Snapshot, days: IntArray, recipients: IntArray, chosen: BoolArray) -> Spans:
    """Where one of the chosen pairings supports each of these rows.

    A row may come repeatedly; NOWHERE is never supported.
    """
    distinct, place = np.unique(recipients, return_inverse=True)
    rows, index = _supporting(snapshot, distinct, chosen)
    found = merged(_active(snapshot, index, rows, days), len(days))
    return expanded(found, place, len(distinct))


def _supporting(
    snapshot: Snapshot, recipients: IntArray, wanted: BoolArray
) -> tuple[IntArray, IntArray]:
    """Rows of the wanted pairings with one of these distinct recipients, and which one it is, by
    recipient, donor and start."""
    pairings = snapshot.pairings
    place = np.full(len(snapshot.parties) + 1, NOWHERE, dtype=np.int32)
    # The last place stands for NOWHERE, which no pairing has for its recipient.
    place[recipients] = np.arange(len(recipients))
    rows = pairings.by_recipient.array
    rows = rows.take(np.flatnonzero(wanted.take(rows)))
    index = place.take(pairings.recipient.array.take(rows))
    found = np.flatnonzero(index != NOWHERE)
    return rows.take(found), index.take(found)


def _active(snapshot: Snapshot, index: IntArray, rows: IntArray, days: IntArray) -> Spans:
    pairings = snapshot.pairings
    return spans_of(index, pairings.start.array.take(rows), pairings.end.array.take(rows), days)


def _donors(snapshot: Snapshot, days: IntArray, villages: IntArray) -> tuple[Spans, IntArray]:
    """Where each donor covers each village, once however many pairings they have: spans of the
    village, and the kind of the donor of each."""
    pairings, kind = snapshot.pairings, snapshot.parties.kind.array
    rows, village = _supporting(snapshot, villages, pairings.stage.array == Stage.SIGNED)
    donor = pairings.donor.array.take(rows)
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (village[1:] != village[:-1]) | (donor[1:] != donor[:-1])
    found = merged(_active(snapshot, np.cumsum(new) - 1, rows, days), len(days))
    firsts = np.flatnonzero(new).take(found.thing)
    of_village = Spans(village.take(firsts).astype(np.int64), found.begin, found.end)
    return of_village, kind.take(donor.take(firsts))


def _by_kind(donors: Spans, kinds: IntArray, targets: Spans, width: int) -> IntArray:
    """How many target villages have a donor of each kind on each day: shape (days, KINDS)."""
    pairs, index = np.unique(donors.thing * KINDS + kinds, return_inverse=True)
    paired = merged(Spans(index, donors.begin, donors.end), width)
    size = int(max(donors.thing.max(initial=0), targets.thing.max(initial=0))) + 1
    own = expanded(targets, pairs // KINDS, size)
    either = merged(joined(paired, own), width)
    found = np.zeros((KINDS, width), dtype=np.int64)
    for kind in range(KINDS):
        of_kind = pairs % KINDS == kind
        parts = (each.only(of_kind[each.thing]) for each in (paired, own, either))
        one, other, together = (numbers(part, width) for part in parts)
        found[kind] = one + other - together
    return found.T
