"""How parties take part in pairings on a day: those on either side, counted in one way.

A party stands at one end only, so its best stage on the day says all: as a donor on the donor
side, as a recipient on the other. Days are numbers as in `graph.days`; rows are rows of the
snapshot's parties.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from graph.analysis.pairings import find_pairings
from graph.language import say, say_as
from graph.network.columns import BoolArray, IntArray, Ints, ints
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Side, Stage, Word


class Involvement(Word):
    """Of one party on a day, the best that holds, best first.

    PAIRED: it stands itself at an end of an active signed pairing. PROMISED: of none such, but of
    an active planned or negotiating one. NONE: of neither.
    """

    PAIRED = 0, say_as("state", "已结对")
    PROMISED = 1, say_as("state", "拟结对")
    NONE = 2, say("无结对")


@dataclass(frozen=True, slots=True)
class InvolvementCounts:
    """Counts of some parties; total = paired + promised + none."""

    total: int
    paired: int
    promised: int
    none: int

    @property
    def rate(self) -> float | None:
        """paired / total; None for 0 of 0."""
        return self.paired / self.total if self.total else None

    def of(self, involvement: Involvement) -> int:
        return (self.paired, self.promised, self.none)[involvement]


def best_stages(snapshot: Snapshot, pairings: IntArray, side: Side) -> IntArray:
    """int8 (P,): the furthest stage that each party has at this end of these pairings (rows),
    NOWHERE (-1) for parties that stand in none."""
    held = snapshot.pairings
    ends = (held.donor if side is Side.DONOR else held.recipient).array[pairings]
    stages = held.stage.array[pairings]
    best = np.full(len(snapshot.parties), NOWHERE, dtype=np.int8)
    for stage in Stage:
        best[ends[stages == stage]] = stage
    return best


def involvement(snapshot: Snapshot, day: int) -> Ints:
    """int8 (P,): the Involvement of each party itself; kept with the snapshot."""
    return snapshot.memo.get((involvement, day), lambda: _involvement(snapshot, day))


def involvement_inside(snapshot: Snapshot, day: int) -> Ints:
    """int8 (P,): the best Involvement among each party and all that lies in it, likewise."""

    def make() -> Ints:
        paired = paired_inside(snapshot, day) > 0
        promised = _inside(snapshot, involvement(snapshot, day).array == Involvement.PROMISED) > 0
        return _best(paired, promised)

    return snapshot.memo.get((involvement_inside, day), make)


def paired_inside(snapshot: Snapshot, day: int) -> IntArray:
    """int64 (P,): how many are PAIRED among each party and all that lies in it; likewise."""

    def make() -> IntArray:
        return _inside(snapshot, involvement(snapshot, day).array == Involvement.PAIRED)

    return snapshot.memo.get((paired_inside, day), make)


def count_by(places: IntArray, number: int, involvements: IntArray) -> list[InvolvementCounts]:
    """Counts for each of `number` places; of each party its place (from 0) and its Involvement."""
    states = len(Involvement)
    keys = places.astype(np.int64) * states + involvements
    counts = np.bincount(keys, minlength=number * states).reshape(number, states)
    return [InvolvementCounts(sum(each), *each) for each in counts.tolist()]


def summed(counts: Collection[InvolvementCounts]) -> InvolvementCounts:
    """Of parties that are counted once each."""
    return InvolvementCounts(
        sum(each.total for each in counts),
        sum(each.paired for each in counts),
        sum(each.promised for each in counts),
        sum(each.none for each in counts),
    )


def is_one_of(values: IntArray, wanted: Collection[int]) -> BoolArray:
    """Which of the values, numbers of words or NOWHERE, are wanted."""
    return np.isin(values, [int(each) for each in wanted])


def _involvement(snapshot: Snapshot, day: int) -> Ints:
    active = find_pairings(snapshot, day=day)
    best = np.maximum(*(best_stages(snapshot, active, side) for side in Side))
    return _best(best == Stage.SIGNED, best != NOWHERE)


def _best(paired: BoolArray, promised: BoolArray) -> Ints:
    values = np.where(promised, Involvement.PROMISED, Involvement.NONE)
    return ints(np.where(paired, Involvement.PAIRED, values), np.int8)


def _inside(snapshot: Snapshot, chosen: BoolArray) -> IntArray:
    """How many of the chosen are each party or lie in it: what lies in it are the rows after it."""
    sums = np.concatenate([[0], np.cumsum(chosen)])
    found: IntArray = sums[snapshot.parties.end.array] - sums[:-1]
    found.flags.writeable = False
    return found
