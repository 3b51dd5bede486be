"""The places that donors have left, as a market in which villages take the cheapest ones."""

from collections.abc import Collection, Mapping, Sequence
from zlib import crc32

import numpy as np

from graph.analysis.assignment import MARKS, Choices
from graph.analysis.offers import COUNTY_TIE, NO_TIE, TOWNSHIP_TIE, Offers
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Snapshot

NOBODY: frozenset[int] = frozenset()
STEP = 64
"""Slots are compared so many at a time, so that villages whose donors differ a little share it."""
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
        signs = [_sign(offers.snapshot, village) for village in villages]
        self._village_sign = np.array(signs, dtype=np.uint64)
        self._tie = np.full(len(loads), NO_TIE, dtype=np.int64)
        self._found: dict[tuple[int, int, int], tuple[IntArray, IntArray]] = {}
        self._near: dict[tuple[object, ...], IntArray] = {}

    def _cheapest_of(self, which: IntArray) -> IntArray:
        """These slots by load, then by donor."""
        own = np.flatnonzero(which)
        return own[np.argsort(self._load[own], kind="stable")]

    def cheapest(self, row: int, size: int) -> Choices:
        """Of the village in this place of `villages`."""
        village, offers = self._villages[row], self._offers
        districts, county_of = offers.districts_of(village), offers.snapshot.parties.county.at
        refused = self._refused.get(village, NOBODY)
        here = [donor for donor in refused if county_of[donor] in districts]
        spoilt = int(self._free[here].sum()) if here else 0
        slots, costs = self._cheapest(village, -(-(size + spoilt) // STEP) * STEP)
        if spoilt:
            kept = np.flatnonzero(~np.isin(self.donor[slots], here))
            slots, costs = slots[kept], costs[kept]
        total = sum(len(self._pools[district]) for district in districts) - spoilt
        slots, costs = slots[:size], costs[:size]
        return Choices(slots, costs, int(costs[-1]) if size <= len(slots) < total else None)

    def marks(self, rows: IntArray, slots: IntArray) -> IntArray:
        """Numbers that look like chance and follow from the keys of village and donor alone."""
        mixed = self._sign[slots] * MIXING + self._village_sign[rows]
        mixed = (mixed ^ (mixed >> np.uint64(29))) * MIXING
        marks: IntArray = (mixed >> np.uint64(40)).astype(np.int64) % MARKS
        return marks

    def _cheapest(self, village: int, size: int) -> tuple[IntArray, IntArray]:
        """The cheapest slots for whoever lies where this village does, and what they cost, by
        cost and then by slot."""
        parties = self._offers.snapshot.parties
        key = (parties.township.at[village], parties.county.at[village], size)
        if key not in self._found:
            districts = self._offers.districts_of(village)
            self._found[key] = self._compared(*key, districts)
        return self._found[key]

    def _compared(
        self, township: int, county: int, size: int, districts: Sequence[int]
    ) -> tuple[IntArray, IntArray]:
        """The cheapest are among the first of each district, and those of donors that stand near
        the village: no other donor costs less than NO_TIE with its load."""
        near = [(county, COUNTY_TIE), (township, TOWNSHIP_TIE)]
        close = [
            (donors, tie)
            for place, tie in near
            if (donors := self._offers.near.get(place)) is not None
        ]
        for donors, tie in close:
            self._tie[donors] = tie
        own = [self._of_donors(place, districts, size) for place, _ in near]
        slots = np.sort(
            np.concatenate([*(self._pools[district][:size] for district in districts), *own])
        )
        slots = slots[np.flatnonzero(np.diff(slots, prepend=NOWHERE))]
        costs = self._tie[self.donor[slots]] + self._load[slots]
        for donors, _ in close:
            self._tie[donors] = NO_TIE
        order = np.argsort(costs, kind="stable")[:size]
        return slots[order].astype(np.int64), costs[order]

    def _of_donors(self, place: int, districts: Sequence[int], size: int) -> IntArray:
        """The first slots of each donor that stands near the place, as far as it lies in one of
        these districts."""
        key = (place, districts, size)
        if key not in self._near:
            donors = self._offers.near.get(place, np.zeros(0, dtype=np.int64))
            county = self._offers.snapshot.parties.county.array[donors]
            inside = [county == district for district in districts]
            here = donors[np.logical_or.reduce(inside)] if inside else donors[:0]
            counts = np.minimum(self._free[here], size)
            ends = np.cumsum(counts)
            firsts = np.repeat(self._first[here] - (ends - counts), counts)
            self._near[key] = firsts + np.arange(len(firsts))
        return self._near[key]


def _sign(snapshot: Snapshot, party: int) -> int:
    return crc32(snapshot.parties.key(party).encode())
