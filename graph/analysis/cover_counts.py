"""Counts of target villages by their cover, over any run of rows.

The definitions are those of the contract (`schema.graphql`: Coverage). Rows are rows of the
snapshot's parties.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.network.columns import IntArray, Ints
from graph.words import Cover, PartyKind

Slice = tuple[int, int]
"""A run of rows, half-open."""

KINDS = len(PartyKind)
BITS, FIELDS = 21, 3
"""So many counts of so many bits lie in an int64, below its sign."""
FIELD = (1 << BITS) - 1
"""The largest count; the country has some 700,000 villages."""
SHIFTS = np.arange(FIELDS) * BITS
WORDS = 2 + -(-KINDS // FIELDS)
COVER_FIELDS = np.zeros((2, len(Cover)), dtype=np.int64)
"""What a village of each cover adds to the first two words."""
for _member in Cover:
    COVER_FIELDS[divmod(_member, FIELDS)[0], _member] = 1 << int(SHIFTS[_member % FIELDS])
KIND_FIELDS = np.array(
    [sum((bits >> n & 1) << int(SHIFTS[n]) for n in range(FIELDS)) for bits in range(1 << FIELDS)]
)
"""What a village adds to a word when donors of these kinds, as bits, cover it."""


class Coverage(NamedTuple):
    """Counts of the target villages of one scope; total is the sum of the five covers."""

    total: int
    covered: int
    planned: int
    township_only: int
    county_only: int
    none: int
    sole_donor: int
    by_kind: tuple[int, ...]

    @property
    def uncovered(self) -> int:
        return self.total - self.covered

    @property
    def rate(self) -> float | None:
        return self.covered / self.total if self.total else None

    def of(self, cover: Cover) -> int:
        """How many villages have this cover."""
        return (self.covered, self.planned, self.township_only, self.county_only, self.none)[cover]

    def covered_by(self, kind: PartyKind) -> int:
        """Villages covered by at least one donor of this kind."""
        return self.by_kind[kind]


@dataclass(frozen=True, slots=True)
class VillageCover:
    """The cover of every target village on one day: K villages in division order.

    `sums` are running sums, so that any run of rows is one subtraction.
    """

    rows: Ints
    """int32 (K,): rows of the villages, rising."""
    cover: Ints
    """int8 (K,): Cover."""
    donors: Ints
    """int32 (K,): how many distinct donors cover the village."""
    sums: IntArray
    """int64 (WORDS, K + 1): the five covers, the villages with one donor and those that donors of
    each kind cover, FIELDS of these counts side by side in a number."""

    def at(self, row: int) -> int | None:
        """Where this village stands among the K; None when it is no target village."""
        place = int(np.searchsorted(self.rows.array, row))
        if place == len(self.rows.at) or self.rows.at[place] != row:
            return None
        return place

    def count(self, slices: Sequence[Slice]) -> Coverage:
        """Counts over disjoint runs of rows together."""
        (total,) = _unpacked(self._between(slices).sum(axis=1, keepdims=True))
        return coverage_from(total)

    def count_each(self, slices: Sequence[Slice]) -> list[Coverage]:
        """Counts over each run of rows by itself."""
        return [coverage_from(counts) for counts in _unpacked(self._between(slices))]

    def _between(self, slices: Sequence[Slice]) -> IntArray:
        bounds = np.array(slices, dtype=np.int64).reshape(-1, 2).T
        low, high = np.searchsorted(self.rows.array, bounds)
        sums: IntArray = self.sums[:, high] - self.sums[:, low]
        return sums


def coverage_from(sums: Sequence[int]) -> Coverage:
    """From the five covers, the villages with a sole donor, and those covered by each kind."""
    covered, planned, township, county, none, sole, *kinds = sums
    total = covered + planned + township + county + none
    return Coverage(total, covered, planned, township, county, none, sole, tuple(kinds[:KINDS]))


def running_sums(cover: IntArray, donors: IntArray, kinds: IntArray) -> IntArray:
    """The running sums of VillageCover; raises OverflowError beyond what a field can count."""
    if len(cover) > FIELD:
        raise OverflowError(f"{len(cover):,} target villages, {FIELD:,} can be counted")
    sums = np.zeros((WORDS, len(cover) + 1), dtype=np.int64)
    sole = (donors == 1).astype(np.int64) << SHIFTS[-1]
    np.cumsum(COVER_FIELDS[0].take(cover), out=sums[0, 1:])
    np.cumsum(COVER_FIELDS[1].take(cover) | sole, out=sums[1, 1:])
    for word in range(2, WORDS):
        some = (kinds >> (word - 2) * FIELDS) & (len(KIND_FIELDS) - 1)
        if some.any():
            np.cumsum(KIND_FIELDS.take(some), out=sums[word, 1:])
    return sums


def _unpacked(sums: IntArray) -> list[list[int]]:
    """The counts in each column of (WORDS, n) sums, as `coverage_from` takes them."""
    fields = (sums[:, :, np.newaxis] >> SHIFTS) & FIELD
    each: list[list[int]] = fields.transpose(1, 0, 2).reshape(-1, WORDS * FIELDS).tolist()
    return each
