"""The places that donors have left, as a market in which villages take the cheapest ones."""

from collections.abc import Collection, Mapping, Sequence
from zlib import crc32

import numpy as np

from graph.analysis.assignment import MARKS, Choices
from graph.analysis.offers import COUNTY_TIE, NO_TIE, TOWNSHIP_TIE, Offers
from graph.network.columns import IntArray
from graph.network.snapshot import Snapshot

NOBODY: frozenset[int] = frozenset()
MIXING = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose product with another spreads over all bits (2^64 by the golden ratio)."""


class Slots:
    """A slot is one more village that a donor could take; its load is how many it has by then.

    Slots are numbered by donor and load. `loads` says how many each donor has so far; a donor has
    no more slots than there are villages. `refused` are the donors that a village must not get.
    """

    def __init__(
        self,
        offers: Offers,
        districts: Collection[int],
        villages: Sequence[int],
        loads: IntArray,
        refused: Mapping[int, frozenset[int]],
    ) -> None:
        self._offers = offers
        self._villages = villages
        self._refused = refused
        donors = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(offers.donors.get(one, ()) for one in districts)]
        ).astype(np.int64)
        donors = np.sort(donors)
        free = np.clip(offers.capacity[donors] - loads[donors], 0, len(villages))
        self.donor: IntArray = np.repeat(donors, free)
        ends = np.cumsum(free)
        self._first = np.zeros(len(loads), dtype=np.int64)
        self._free = np.zeros(len(loads), dtype=np.int64)
        self._first[donors], self._free[donors] = ends - free, free
        self._load = loads[self.donor] + np.arange(len(self.donor)) - self._first[self.donor]
        county = offers.snapshot.parties.county.array[self.donor]
        self._pools = {district: self._cheapest_of(county == district) for district in districts}
        signs = [_sign(offers.snapshot, donor) for donor in donors.tolist()]
        self._sign = np.repeat(np.array(signs, dtype=np.uint64), free)
        self._tie = np.full(len(loads), NO_TIE, dtype=np.int64)
        self._found: dict[tuple[object, ...], Choices] = {}

    def _cheapest_of(self, which: IntArray) -> IntArray:
        """These slots by load, then by donor."""
        own = np.flatnonzero(which)
        return own[np.argsort(self._load[own], kind="stable")]

    def cheapest(self, row: int, size: int) -> Choices:
        """Of the village in this place of `villages`."""
        village, parties = self._villages[row], self._offers.snapshot.parties
        township, county = parties.township.at[village], parties.county.at[village]
        refused = self._refused.get(village, NOBODY)
        key = (township, county, refused, size)
        if key not in self._found:
            self._found[key] = self._choices(village, township, county, refused, size)
        found = self._found[key]
        return found._replace(marks=self._marks(village, found.slots))

    def _marks(self, village: int, slots: IntArray) -> IntArray:
        """Numbers that look like chance and follow from the keys of village and donor alone."""
        mixed = self._sign[slots] * MIXING + np.uint64(_sign(self._offers.snapshot, village))
        mixed = (mixed ^ (mixed >> np.uint64(29))) * MIXING
        marks: IntArray = (mixed >> np.uint64(40)).astype(np.int64) % MARKS
        return marks

    def _choices(
        self, village: int, township: int, county: int, refused: frozenset[int], size: int
    ) -> Choices:
        """The cheapest are among the first of each district, and those of donors that stand near
        the village: no other donor costs less than NO_TIE with its load."""
        districts = self._offers.districts_of(village)
        pools = [self._pools[district] for district in districts]
        county_of = self._offers.snapshot.parties.county.at
        here = [donor for donor in refused if county_of[donor] in districts]
        spoilt = int(self._free[here].sum())
        near = [self._offers.near.get(place) for place in (county, township)]
        for donors, tie in zip(near, (COUNTY_TIE, TOWNSHIP_TIE), strict=True):
            if donors is not None:
                self._tie[donors] = tie
        own = [self._of_donors(donors, districts, size) for donors in near if donors is not None]
        slots = np.unique(np.concatenate([*(pool[: size + spoilt] for pool in pools), *own]))
        if here:
            slots = slots[~np.isin(self.donor[slots], here)]
        costs = self._tie[self.donor[slots]] + self._load[slots]
        for donors in near:
            if donors is not None:
                self._tie[donors] = NO_TIE
        order = np.argsort(costs, kind="stable")[:size]
        slots, costs = slots[order].astype(np.int64), costs[order]
        total = sum(map(len, pools)) - spoilt
        bound = int(costs[-1]) if size <= len(slots) < total else None
        return Choices(slots, costs, bound, np.zeros(0, dtype=np.int64))

    def _of_donors(self, donors: IntArray, districts: Sequence[int], size: int) -> IntArray:
        """The first slots of each of these donors, as far as it lies in one of these districts."""
        county = self._offers.snapshot.parties.county.array[donors]
        here = donors[np.isin(county, districts)]
        counts = np.minimum(self._free[here], size)
        ends = np.cumsum(counts)
        return np.repeat(self._first[here] - (ends - counts), counts) + np.arange(counts.sum())


def _sign(snapshot: Snapshot, party: int) -> int:
    return crc32(snapshot.parties.key(party).encode())
