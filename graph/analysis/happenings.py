"""What happened between two days: pairings that began or ended, designations likewise.

It is told as the ledger stands now: a correction of the past is no happening, and a pairing that
was cancelled counts on no day; that it was to begin is told all the same. Days are numbers as in
`graph.days`; a bound that is known to the month or the year stands for its first day.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.analysis.changes import Standing
from graph.analysis.coverage import View, span
from graph.language import say_as
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Pairings, Snapshot
from graph.words import DesignationKind, PartyKind, Stage, VillageTarget, Word


class Happening(Word):
    """BEGAN follows nothing; SIGNED follows a plan of the same donor, CONTINUED any other pairing
    of it, HANDED_OVER one of another donor. ENDED is followed by nothing on its day. CANCELLED was
    to begin on the day."""

    BEGAN = 0, say_as("event", "起始")
    SIGNED = 1, say_as("event", "签订")
    HANDED_OVER = 2, say_as("event", "移交")
    CONTINUED = 3, say_as("event", "续接")
    ENDED = 4, say_as("event", "结束")
    CANCELLED = 5, say_as("event", "取消")
    DESIGNATED = 6, say_as("event", "认定")
    LEFT_LIST = 7, say_as("event", "退出")

    @property
    def is_of_pairing(self) -> bool:
        return self < Happening.DESIGNATED


@dataclass(frozen=True, slots=True)
class Happenings:
    """H of them by day, party, kind and row; all arrays are alike in length."""

    kind: IntArray
    """int8 (H,): Happening."""
    day: IntArray
    party: IntArray
    """int32 (H,): row of the recipient, or of the village that was designated."""
    row: IntArray
    """int32 (H,): row of the pairing, or of the designation."""

    def __len__(self) -> int:
        return len(self.kind)

    def only(self, kept: BoolArray | IntArray) -> "Happenings":
        return Happenings(self.kind[kept], self.day[kept], self.party[kept], self.row[kept])

    def counts(self) -> dict[Happening, int]:
        found = np.bincount(self.kind, minlength=len(Happening)).tolist()
        return {kind: found[kind] for kind in Happening}


def happenings(snapshot: Snapshot, view: View, since: int, within: int | None = None) -> Happenings:
    """What happened after the day `since` up to and on the day of the view.

    Of pairings whose recipient is or lies in the division `within`, or is the township or county
    that it lies in: all that bears on the cover of its villages, and what schools and hospitals
    there receive. Of designations those that make a target village.
    """

    def make() -> Happenings:
        parts = [*_of_pairings(snapshot, view, since, within)]
        parts += _of_designations(snapshot, view, since, within)
        kind, day, party, row = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.lexsort((row, kind, party, day))
        return Happenings(kind.astype(np.int8), day, party, row).only(order)

    return snapshot.memo.get((happenings, view.day, view.target, since, within), make)


_Part = tuple[IntArray, IntArray, IntArray, IntArray]


def _of_pairings(
    snapshot: Snapshot, view: View, since: int, within: int | None
) -> tuple[_Part, _Part]:
    pairings = snapshot.pairings
    rows = _concerned(snapshot, within)
    start, end = pairings.start.array[rows], pairings.end.array[rows]
    began = rows[(since < start) & (start <= view.day)]
    ended = rows[(since < end) & (end <= view.day)]
    ended = ended[pairings.stage.array[ended] != Stage.CANCELLED]
    ended = ended[~_taken_on(pairings, ended)]
    recipient = pairings.recipient.array
    return (
        (_beginnings(pairings, began), pairings.start.array[began], recipient[began], began),
        (
            np.full(len(ended), int(Happening.ENDED)),
            *(pairings.end.array[ended], recipient[ended], ended),
        ),
    )


def _concerned(snapshot: Snapshot, within: int | None) -> IntArray:
    """Rows of the pairings with the scope, and with the township and the county above it."""
    pairings, parties = snapshot.pairings, snapshot.parties
    first, last = span(snapshot, within)
    slot = pairings.recipient_slot.at
    kinds = (PartyKind.COUNTY, PartyKind.TOWNSHIP)
    above = [] if within is None else parties.ancestors(within)
    slices = [(row, row + 1) for row in above if parties.kind.at[row] in kinds]
    slices.append((first, last))
    order = pairings.by_recipient.array
    return np.concatenate([order[slot[low] : slot[high]] for low, high in slices])


def _beginnings(pairings: Pairings, rows: IntArray) -> IntArray:
    """As what each of these pairings began."""
    stage, donor = pairings.stage.array, pairings.donor.array
    before = pairings.follows.array[rows]
    follows = before != NOWHERE
    # Without a pairing before, the last row stands in and is not looked at.
    follows &= (stage[before] != Stage.CANCELLED) & _same(pairings.recipient.array, rows, before)
    same_donor = _same(donor, rows, before)
    signed = (stage[rows] == Stage.SIGNED) & (stage[before] != Stage.SIGNED)
    cases = [
        (stage[rows] == Stage.CANCELLED, Happening.CANCELLED),
        (~follows, Happening.BEGAN),
        (~same_donor, Happening.HANDED_OVER),
        (signed, Happening.SIGNED),
    ]
    conditions, kinds = zip(*cases, strict=True)
    return np.select(list(conditions), [int(kind) for kind in kinds], int(Happening.CONTINUED))


def _taken_on(pairings: Pairings, rows: IntArray) -> BoolArray:
    """Does another begin on the day on which it ends, that follows it?"""
    later = np.flatnonzero(
        (pairings.follows.array != NOWHERE) & (pairings.stage.array != Stage.CANCELLED)
    )
    before = pairings.follows.array[later]
    gapless = pairings.start.array[later] == pairings.end.array[before]
    gapless &= _same(pairings.recipient.array, later, before)
    return np.isin(rows, before[gapless])


def _same(column: IntArray, rows: IntArray, others: IntArray) -> BoolArray:
    same: BoolArray = column[rows] == column[others]
    return same


def _of_designations(
    snapshot: Snapshot, view: View, since: int, within: int | None
) -> tuple[_Part, _Part]:
    designations = snapshot.designations
    low, high = np.searchsorted(designations.village.array, span(snapshot, within))
    rows = np.arange(low, high, dtype=np.int32)
    if view.target is VillageTarget.DEEP_POVERTY:
        rows = rows[designations.kind.array[rows] == DesignationKind.DEEP_POVERTY]

    def bounded(bounds: IntArray, kind: Happening) -> _Part:
        found = rows[(since < bounds[rows]) & (bounds[rows] <= view.day)]
        kinds = np.full(len(found), int(kind))
        return kinds, bounds[found], designations.village.array[found], found

    return (
        bounded(designations.start.array, Happening.DESIGNATED),
        bounded(designations.end.array, Happening.LEFT_LIST),
    )


OWN = (Standing.COVERED, Standing.PLANNED)
"""What a village has by its own pairings."""

Reasons = Callable[[int, Standing, Standing], IntArray]


def reasons_between(
    snapshot: Snapshot, view: View, since: int, within: int | None = None
) -> Reasons:
    """The reasons among all that `happenings` finds; kept with the snapshot, as those are."""

    def make() -> Reasons:
        return reasons_among(snapshot, happenings(snapshot, view, since, within))

    return snapshot.memo.get((reasons_between, view.day, view.target, since, within), make)


def reasons_among(snapshot: Snapshot, found: Happenings) -> Reasons:
    """Why a village that stood so stands so now: places in `found`, in its order.

    A village is covered or planned by its own pairings, and else has what its township or its
    county has by signed ones; it comes and goes as a target by its designations. What bears on
    where it stood or stands is told, so that a village whose standing differs always has a reason,
    if `found` is of a scope that holds it and of the days between. What was cancelled is none.
    """
    order = np.argsort(found.party, kind="stable")
    party, parties = found.party[order], snapshot.parties
    designated = found.kind >= Happening.DESIGNATED
    paired = found.kind < Happening.CANCELLED
    signed = paired.copy()
    signed[paired] = snapshot.pairings.stage.array[found.row[paired]] == Stage.SIGNED

    def of(row: int, told: BoolArray) -> IntArray:
        low, high = np.searchsorted(party, (row, row + 1))
        places = order[low:high]
        return places[told[places]]

    def reasons(village: int, was: Standing, now: Standing) -> IntArray:
        both = (was, now)
        places = [of(village, designated)] if Standing.OUTSIDE in both else []
        if was in OWN or now in OWN:
            places.append(of(village, paired))
        if Standing.TOWNSHIP_ONLY in both:
            places.append(of(parties.township.at[village], signed))
        if Standing.COUNTY_ONLY in both:
            places.append(of(parties.county.at[village], signed))
        return np.sort(np.concatenate(places)) if places else order[:0]

    return reasons
