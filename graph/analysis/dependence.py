"""What hangs by one thread: which cover depends on whom, and what is lost when donors withdraw.

The definitions are those of the contract (`schema.graphql`: Dependence, DependenceGrouping,
withdrawal). Only COVERED villages count, and only their distinct donors: a village with two donors
depends on neither, yet on their street when both lie in it. So the loss of a street is not the sum
of its donors' losses; it is counted by asking of each village whether all its donors lie in one
place (FINDINGS.md: min = max over the village's donors' groups).

Rows are rows of the snapshot's parties; the day stands in the `View`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import View, span, target_villages
from graph.analysis.covering import active_on, active_signed, best_cover, covering
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, Stage, Word


class DependenceGrouping(Word):
    """By whom dependence is counted."""

    DONOR = 0, say("支援方")
    TOWNSHIP = 1, say("支援方镇街")
    DISTRICT = 2, say("支援区")


class Dependence(NamedTuple):
    """A party, and how many villages depend on it alone."""

    party: int
    villages: int


@dataclass(frozen=True, slots=True)
class Held:
    """The covered villages of a scope, K of them, and who covers each: E pairs in all."""

    villages: IntArray
    """int32 (K,): rows, rising."""
    starts: IntArray
    """int64 (K,): the donors of village k begin at starts[k]; each has at least one."""
    donors: IntArray
    """int32 (E,): rows, rising and distinct for each village."""


def dependence(
    snapshot: Snapshot, view: View, grouping: DependenceGrouping, within: int | None = None
) -> list[Dependence]:
    """On whom the covered villages in a division (or all) depend, and how many: most first, of
    equal ones in division order. Parties on which none depends are left out.

    DONOR counts the villages whose only donor is the party itself; TOWNSHIP and DISTRICT those
    whose donors are all this division or lie in it.
    """
    key = (dependence, view, grouping, within)
    return list(snapshot.memo.get(key, lambda: _dependence(snapshot, view, grouping, within)))


def withdrawal(
    snapshot: Snapshot,
    view: View,
    parties: Iterable[int],
    within: int | None = None,
    *,
    whole: bool = True,
) -> IntArray:
    """Rows of the covered villages that would be covered no more if all these parties withdrew,
    in division order (int32).

    A division stands for itself and all in it; not `whole`, for itself alone. Parties that support
    nobody, and those of the recipient side, take nothing along.
    """
    held = held_villages(snapshot, view, within)
    gone = leaving(snapshot, parties, whole=whole)
    lost: IntArray = held.villages[np.logical_and.reduceat(gone[held.donors], held.starts)]
    return lost


def cover_without(
    snapshot: Snapshot,
    view: View,
    villages: IntArray,
    parties: Iterable[int],
    *,
    whole: bool = True,
) -> IntArray:
    """int8 (K,): the Cover of each of these villages if all these parties withdrew, as
    `withdrawal` says it: no pairing of theirs counts, at whatever stage, be it with the village,
    its township or its county."""
    pairings = snapshot.pairings
    gone = leaving(snapshot, parties, whole=whole)
    stays = active_on(snapshot, view.day) & ~gone[pairings.donor.array]
    stage = pairings.stage.array
    signed, promised = stays & (stage == Stage.SIGNED), stays & (stage <= Stage.PLANNED)
    return best_cover(snapshot, villages, signed, promised)


def leaving(snapshot: Snapshot, parties: Iterable[int], *, whole: bool = True) -> BoolArray:
    """bool (P,): who is gone when these withdraw; `whole`: a division with all in it."""
    gone = np.zeros(len(snapshot.parties), dtype=bool)
    for row in parties:
        gone[row : snapshot.parties.end.at[row] if whole else row + 1] = True
    return gone


def held_villages(snapshot: Snapshot, view: View, within: int | None = None) -> Held:
    """The covered villages in a division (or all) with their donors."""
    every = snapshot.memo.get((held_villages, view), lambda: _held(snapshot, view))
    if within is None:
        return every
    low, high = np.searchsorted(every.villages, span(snapshot, within))
    ends = np.append(every.starts, len(every.donors))
    first, last = ends[low], ends[high]
    return Held(every.villages[low:high], every.starts[low:high] - first, every.donors[first:last])


def groups_of(snapshot: Snapshot, donors: IntArray, grouping: DependenceGrouping) -> IntArray:
    """The party that each donor counts for, NOWHERE for none: itself, or the township or the
    district that it is or lies in. It rises with the donors' rows, NOWHERE aside."""
    if grouping is DependenceGrouping.DONOR:
        return donors
    parties = snapshot.parties
    by_township = grouping is DependenceGrouping.TOWNSHIP
    column = parties.township if by_township else parties.county
    return column.array[donors]


def _held(snapshot: Snapshot, view: View) -> Held:
    villages = target_villages(snapshot, view, covers=[Cover.COVERED])
    at, donors = covering(snapshot, villages, active_signed(snapshot, view.day))
    starts = np.searchsorted(at, np.arange(len(villages)))
    for array in (villages, starts, donors):
        array.flags.writeable = False
    return Held(villages, starts, donors)


def _dependence(
    snapshot: Snapshot, view: View, grouping: DependenceGrouping, within: int | None
) -> list[Dependence]:
    held = held_villages(snapshot, view, within)
    groups = groups_of(snapshot, held.donors, grouping)
    lowest = np.minimum.reduceat(groups, held.starts)
    highest = np.maximum.reduceat(groups, held.starts)
    # A donor of no group is NOWHERE, lower than any: it shares no village with a group.
    alone = lowest[(lowest == highest) & (lowest != NOWHERE)]
    rows, numbers = np.unique(alone, return_counts=True)
    order = np.argsort(-numbers, kind="stable")
    pairs = zip(rows[order].tolist(), numbers[order].tolist(), strict=True)
    return [Dependence(*pair) for pair in pairs]
