"""The cheapest assignment of rows to slots, exactly: as many rows as can be, then the least cost.

Each row may take any of many slots at a cost of its own. To give the solver all of them would be
far too much: it is given each row's cheapest ones, and what it finds is then proved, or more of
them are given.

The proof is linear programming's: prices of slots, none above 0 and 0 for a slot that nobody takes,
such that no row had rather another slot of those it was given. A slot that it was not given costs
at least its `bound`, so that it cannot help as long as what the row pays now, price included, is
not above that bound. A row that has all its slots, or as many as there are rows, needs no proof.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from graph.errors import Invalid
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE

FIRST = 64
"""How many slots a row is given at first, and how many times as many when they do not do."""
TIMES = 4
MARKS = 1000
MOST_ARCS = 6_000_000
"""How many pairs of a row and a slot are looked at together at most: 1 to 2 seconds."""


class TooLarge(Invalid):
    """A task for which the answer would be waited for too long."""

    code = "TOO_LARGE"


class Choices(NamedTuple):
    """The cheapest slots of one row, rising by cost: int arrays of equal length. `bound` is a cost
    that no other slot of the row is below; None when it has no other."""

    slots: IntArray
    costs: IntArray
    bound: int | None


class Market(Protocol):
    """What rows may take."""

    def cheapest(self, row: int, size: int) -> Choices:
        """At most `size` slots of a row. The same rows have the same costs in every call."""
        ...

    def marks(self, rows: IntArray, slots: IntArray) -> IntArray:
        """A number below MARKS for each of these rows with the slot in the same place: it decides
        between equal costs."""
        ...


def assign(market: Market, rows: Sequence[int]) -> list[int]:
    """The slot of each of these rows, NOWHERE for one that gets none.

    As many rows as possible get a slot, each another one, at the least total of costs (integers,
    not negative). Of several equally good assignments it is one with a small sum of marks, the
    smallest among the slots that were looked at: the same rows in the same order find the same,
    and a small change of what they may take changes little. Raises TooLarge beyond MOST_ARCS.
    """
    if not rows:
        return []
    sizes = np.full(len(rows), min(FIRST, len(rows)))
    while True:
        found = _Round(market, rows, sizes)
        wanting = found.unproved()
        if not wanting.any():
            taken: list[int] = found.taken.tolist()
            return taken
        sizes[wanting] = np.minimum(sizes[wanting] * TIMES, len(rows))


class _Round:
    """One attempt: every row with its cheapest slots, and besides one of its own that stands for
    getting none, dearer than all others together."""

    def __init__(self, market: Market, rows: Sequence[int], sizes: IntArray) -> None:
        choices = []
        arcs = 0
        for row, size in zip(rows, sizes.tolist(), strict=True):
            choices.append(market.cheapest(row, size))
            arcs += len(choices[-1].slots)
            _check(arcs, len(rows))
        number = len(rows)
        counts = np.array([len(one.slots) for one in choices])
        place = np.repeat(np.arange(number), counts)
        slots = np.concatenate([one.slots for one in choices])
        costs = np.concatenate([one.costs for one in choices])
        # A row gets no slot at the price of `none`, in a column of its own behind the slots.
        none = (int(costs.max(initial=0)) + 1) * (number + 1)
        without = np.full(number, none)
        self._owner = np.concatenate([place, np.arange(number)])
        marks = np.zeros(len(self._owner), dtype=np.int64)
        marks[: len(slots)] = market.marks(np.array(rows)[place], slots)
        used, place = np.unique(slots, return_inverse=True)
        self._column = np.concatenate([place, len(used) + np.arange(number)])
        self._cost = np.concatenate([costs, without]).astype(np.int64)
        self._columns = len(used) + number
        complete = sizes >= number
        self._bound = np.array(
            [
                np.inf if one.bound is None or whole else one.bound
                for one, whole in zip(choices, complete.tolist(), strict=True)
            ]
        )
        self._match = self._solved(number, marks)
        self.taken: IntArray = np.concatenate([used, np.full(number, NOWHERE)])[self._match]

    def _solved(self, number: int, marks: IntArray) -> IntArray:
        # All marks together weigh less than a cost of 1. A weight of 0 would be no arc.
        weights = (self._cost * (number * MARKS) + marks + 1).astype(np.float64)
        # Loaded by the first proposal: it would keep a starting server for a fifth of a second.
        from scipy.sparse import csgraph, csr_array  # noqa: PLC0415

        arcs = csr_array((weights, (self._owner, self._column)), shape=(number, self._columns))
        _, match = csgraph.min_weight_full_bipartite_matching(arcs)
        columns: IntArray = match
        return columns

    def unproved(self) -> BoolArray:
        """For each row: might a slot that it was not given make the whole better?"""
        if np.isinf(self._bound).all():
            return np.zeros(len(self._bound), dtype=bool)
        chosen = self._column == self._match[self._owner]
        paid = np.empty(len(self._bound), dtype=np.int64)
        paid[self._owner[chosen]] = self._cost[chosen]
        unproved: BoolArray = paid - self._prices(paid)[self._match] > self._bound
        return unproved

    def _prices(self, paid: IntArray) -> IntArray:
        """The highest prices of columns, none above 0, at which each row had rather its own: the
        shortest ways of Bellman and Ford, which end because the assignment is the best."""
        order = np.argsort(self._column, kind="stable")
        column, owner = self._column[order], self._owner[order]
        dearer = self._cost[order] - paid[owner]
        held = self._match[owner]
        first = np.flatnonzero(np.diff(column, prepend=NOWHERE))
        prices = np.zeros(self._columns, dtype=np.int64)
        while True:
            lower = np.minimum(
                prices[column[first]], np.minimum.reduceat(prices[held] + dearer, first)
            )
            if (lower == prices[column[first]]).all():
                return prices
            prices[column[first]] = lower


def _check(arcs: int, rows: int) -> None:
    if arcs > MOST_ARCS:
        raise TooLarge(
            say(
                "这个范围太大：{rows:,} 个村和能结对的单位之间要比较的组合超过 {most:,} 个；"
                "请缩小范围，例如一个县或一个支援区",
                rows=rows,
                most=MOST_ARCS,
            )
        )
