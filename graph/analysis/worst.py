"""The worst to lose: the k parties whose joint withdrawal takes most covered villages along.

Choosing them is as hard as finding the densest part of a hypergraph, and no greedy rule is good
here: what is lost grows faster than the parties do (two donors of one village lose it only
together), so the best single one may be in no good pair. The parties are therefore searched for by
branch and bound, which proves its answer, as long as that stays within WORK; beyond it the answer
is the best that was found, and `bound` says how much more any other could lose at most.

The bound: a village whose donors are not all chosen yet lends an equal share of itself to each
party that is still missing. However the rest is chosen, it loses no more than the sum of the
shares of those chosen, so no more than the greatest shares together.
"""

import math
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import View, span
from graph.analysis.dependence import DependenceGrouping, Held, groups_of, held_villages
from graph.errors import Invalid
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot

MOST = 10
"""The most parties that are looked for together."""
WORK = 10_000_000
"""How many numbers a search may look at, about a third of a second; then it ends."""
STEP = 3_000
"""What a step costs however little there is to look at, in the same unit."""


class Worst(NamedTuple):
    """`parties` are rows, rising: at most as many as were asked for, none whose withdrawal adds
    nothing. `villages` are lost with them. No choice of as many loses more than `bound`; when
    `exact`, none loses more than this one, and the two numbers are equal."""

    parties: list[int]
    villages: int
    exact: bool
    bound: int


def worst(
    snapshot: Snapshot,
    view: View,
    size: int,
    grouping: DependenceGrouping,
    within: int | None = None,
    *,
    donor_within: int | None = None,
) -> Worst:
    """The `size` parties (1 to MOST), of those in the division `donor_within` or of all, whose
    joint withdrawal loses most covered villages in `within` or in all; of several such choices
    always the same one.

    A donor of grouping DONOR withdraws itself, a township or a district with all in it, as in
    `dependence`. Raises Invalid for another size.
    """
    if not 1 <= size <= MOST:
        raise Invalid(say("一起退出的应是 1 至 {most} 个，而不是 {size} 个", most=MOST, size=size))
    asked = (view, size, grouping, within)
    return snapshot.memo.get(
        (worst, *asked, donor_within),
        lambda: _worst(snapshot, *asked, donor_within=donor_within),
    )


def _worst(
    snapshot: Snapshot,
    view: View,
    size: int,
    grouping: DependenceGrouping,
    within: int | None,
    *,
    donor_within: int | None,
) -> Worst:
    held = held_villages(snapshot, view, within)
    groups = groups_of(snapshot, held.donors, grouping)
    first, last = span(snapshot, donor_within)
    groups = np.where((first <= groups) & (groups < last), groups, NOWHERE)
    sets = _sets(held, groups, size)
    if sets is None:
        return Worst([], 0, exact=True, bound=0)
    search = _Search(sets, size)
    search.run()
    found = sets.needed(search.best)
    rows: list[int] = sets.groups[found].tolist()
    return Worst(rows, search.lost, search.bound == search.lost, search.bound)


@dataclass(frozen=True, slots=True)
class _Sets:
    """Which parties each village depends on together: S distinct sets, of M members in all."""

    groups: IntArray
    """(G,): rows of the parties, rising."""
    members: IntArray
    """(M,): places among the parties."""
    starts: IntArray
    """(S,): where the members of each set begin."""
    owner: IntArray
    """(M,): the set of each member."""
    villages: IntArray
    """(S,): how many villages depend on exactly this set."""

    def needed(self, chosen: BoolArray) -> BoolArray:
        """Of these parties, those that some lost village depends on."""
        whole = np.logical_and.reduceat(chosen[self.members], self.starts)
        kept = np.zeros_like(chosen)
        kept[self.members[whole[self.owner]]] = True
        return kept

    def lost(self, chosen: BoolArray) -> int:
        whole = np.logical_and.reduceat(chosen[self.members], self.starts)
        return int(self.villages[whole].sum())


def _sets(held: Held, groups: IntArray, size: int) -> _Sets | None:
    """The sets of at most `size` parties; None when there are none. A village with a donor that
    counts for none is never lost and has no set."""
    village = np.repeat(np.arange(len(held.starts)), np.diff(held.starts, append=len(groups)))
    new = np.ones(len(groups), dtype=bool)
    new[1:] = (groups[1:] != groups[:-1]) | (village[1:] != village[:-1])
    open_ended = np.zeros(len(held.starts), dtype=bool)
    open_ended[village[groups == NOWHERE]] = True
    new &= ~open_ended[village]
    village, groups = village[new], groups[new]
    sizes = np.bincount(village, minlength=len(held.starts))
    parts, lengths, villages = [], [], []
    for length in range(1, size + 1):
        alike = groups[sizes[village] == length].reshape(-1, length)
        distinct, numbers = np.unique(alike, axis=0, return_counts=True)
        parts.append(distinct.ravel())
        lengths.append(np.full(len(distinct), length))
        villages.append(numbers)
    widths = np.concatenate(lengths)
    if not len(widths):
        return None
    rows, members = np.unique(np.concatenate(parts), return_inverse=True)
    starts = np.cumsum(widths) - widths
    owner = np.repeat(np.arange(len(widths)), widths)
    return _Sets(rows, members, starts, owner, np.concatenate(villages))


class _Node(NamedTuple):
    """Part of the choices: those with all of `taken` and none of `refused`, `left` more to take.
    None of them loses more than `bound`; `next` are the parties with the greatest shares."""

    bound: int
    taken: tuple[int, ...]
    refused: tuple[int, ...]
    next: tuple[int, ...]


class _Search:
    """Best bound first, so that what is left open is bounded by the first of the queue."""

    def __init__(self, sets: _Sets, size: int) -> None:
        self._sets = sets
        self._size = size
        self._scale = math.lcm(*range(1, size + 1))
        self.spent = 0
        self.looked = 0
        """How many parts of the choices were looked at."""
        self.best = np.zeros(len(sets.groups), dtype=bool)
        self.lost = 0
        self.bound = 0

    def run(self) -> None:
        queue: list[tuple[int, int, _Node]] = []

        def add(node: _Node) -> None:
            # Of equal bounds the newest first: it has taken most.
            heappush(queue, (-node.bound, -self.looked, node))

        node = root = self._node((), ())
        while node.next:
            # A good choice to begin with: one party after the other, by the greatest share.
            node = self._node((*node.taken, node.next[0]), ())
        add(root)
        while queue and -queue[0][0] > self.lost and self.spent <= WORK:
            node = heappop(queue)[2]
            if node.next:
                first = node.next[0]
                add(self._node(node.taken, (*node.refused, first)))
                add(self._node((*node.taken, first), node.refused))
        self.bound = max(self.lost, -queue[0][0] if queue else 0)

    def _node(self, taken: tuple[int, ...], refused: tuple[int, ...]) -> _Node:
        sets, left = self._sets, self._size - len(taken)
        chosen = self._mask(taken)
        missing_here = ~chosen[sets.members]
        missing = np.add.reduceat(missing_here, sets.starts, dtype=np.int64)
        barred = np.logical_or.reduceat(self._mask(refused)[sets.members], sets.starts)
        lost = int(sets.villages[missing == 0].sum())
        open_ = (missing > 0) & (missing <= left) & ~barred
        # The scale makes every share a whole number, far below those that a float rounds.
        share = np.where(open_, self._scale // np.maximum(missing, 1) * sets.villages, 0)
        lent = np.where(missing_here, share[sets.owner], 0)
        shares = np.bincount(sets.members, lent, len(sets.groups))
        most = np.argsort(-shares, kind="stable")[:left]
        most = most[shares[most] > 0]
        bound = lost + int(shares[most].sum()) // self._scale
        chosen[most] = True
        self._try(chosen)
        self.looked += 1
        self.spent += STEP + len(sets.members) + len(sets.groups)
        return _Node(bound, taken, refused, tuple(most.tolist()))

    def _try(self, chosen: BoolArray) -> None:
        lost = self._sets.lost(chosen)
        if lost > self.lost:
            self.best, self.lost = chosen.copy(), lost

    def _mask(self, places: tuple[int, ...]) -> BoolArray:
        mask = np.zeros(len(self._sets.groups), dtype=bool)
        mask[list(places)] = True
        return mask
