"""Who could take which village on a day: districts, capacities, what is held, and how near.

The definitions are those of the contract (`schema.graphql`, Proposal). All parties are rows of the
snapshot.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.analysis.coverage import View, runs, span, supported, target_villages
from graph.analysis.covering import active_on
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Side, Stage

TOWNSHIP_TIE, COUNTY_TIE, NO_TIE = 0, 10, 20
"""What a pairing costs for how near its donor stands to the village."""

Pair = tuple[int, int]
"""A donor and a village."""


def open_villages(
    snapshot: Snapshot, view: View, within: int | None = None, district: int | None = None
) -> IntArray:
    """Rows of the villages that a proposal without a wish is about (int32): target villages with
    which nobody has an active pairing, signed, planned or negotiating."""
    nobody = np.zeros(len(snapshot.parties), dtype=bool)
    return Offers(snapshot, view, district, {}, nobody).open_in(within)


@dataclass(frozen=True)
class Offers:
    """What donors offer on the day. `capacities` stand in the place of those stated, what-if;
    `district`, when given, is the only one that may give.

    `gone`, a bool (P,), are those assumed to have withdrawn: their pairings count as ended on the
    day, so that they offer nothing, and a district of them is paired with no county or township
    any more, whoever else of it may still give elsewhere."""

    snapshot: Snapshot
    view: View
    district: int | None
    capacities: Mapping[int, int]
    gone: BoolArray

    @cached_property
    def supporters(self) -> Mapping[int, tuple[int, ...]]:
        """Of each county and township, the districts that have themselves an active signed pairing
        with it."""
        parties = self.snapshot.parties
        districts = np.flatnonzero(
            (parties.kind.array == PartyKind.COUNTY)
            & (parties.side.array == Side.DONOR)
            & ~self.gone
        )
        found: defaultdict[int, list[int]] = defaultdict(list)
        for district in districts.tolist():
            if self.district in (None, district):
                for place in supported(self.snapshot, self.view.day, district):
                    found[place].append(district)
        return {place: tuple(which) for place, which in found.items()}

    def districts_of(self, village: int) -> tuple[int, ...]:
        """The districts whose donors may take this village, rising."""
        parties, none = self.snapshot.parties, ()
        of_county = self.supporters.get(parties.county.at[village], none)
        of_township = self.supporters.get(parties.township.at[village], none)
        return tuple(sorted({*of_county, *of_township}))

    @cached_property
    def capacity(self) -> IntArray:
        """int (P,): what each party offers, NOWHERE for those that state nothing or are gone."""
        offered = self.snapshot.parties.capacity.array.astype(np.int64)
        for party, villages in self.capacities.items():
            offered[party] = villages
        offered[self.gone] = NOWHERE
        return offered

    def open_in(self, within: int | None) -> IntArray:
        """The open target villages in the division `within`, or everywhere; of the scope what the
        only district that may give supports, if there is only one."""
        first, last = span(self.snapshot, within)
        scope = [(first, last)]
        if self.district is not None:
            places = runs(self.snapshot, self.supporters)
            scope = [(max(a, first), min(b, last)) for a, b in places if b > first and a < last]
        return self.open_of(target_villages(self.snapshot, self.view, scope))

    def open_of(self, villages: IntArray) -> IntArray:
        """Those of these villages with which nobody who stays has an active pairing, signed,
        planned or negotiating."""
        pairings = self.snapshot.pairings
        busy = np.zeros(len(self.snapshot.parties), dtype=bool)
        busy[pairings.recipient.array[self._active & ~self.gone[pairings.donor.array]]] = True
        found: IntArray = villages[~busy[villages]]
        return found

    @cached_property
    def held(self) -> IntArray:
        """int (P,): distinct villages with which each party has an active signed, planned or
        negotiating pairing as the donor."""
        pairings, parties = self.snapshot.pairings, self.snapshot.parties
        rows = pairings.by_donor.array
        to_village = parties.kind.array[pairings.recipient.array] == PartyKind.VILLAGE
        rows = rows[(self._active & to_village)[rows]]
        donor, village = pairings.donor.array[rows], pairings.recipient.array[rows]
        # This order has the pairings of the same two together.
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (donor[1:] != donor[:-1]) | (village[1:] != village[:-1])
        return np.bincount(donor[new], minlength=len(parties))

    @cached_property
    def donors(self) -> Mapping[int, IntArray]:
        """By district: the donors in it (itself too) that state a capacity, rising."""
        parties = self.snapshot.parties
        offering = np.flatnonzero((self.capacity != NOWHERE) & (parties.side.array == Side.DONOR))
        county = parties.county.array[offering]
        return {
            district: offering[county == district]
            for district in np.unique(county[county != NOWHERE]).tolist()
        }

    @cached_property
    def _active(self) -> BoolArray:
        return active_on(self.snapshot, self.view.day)

    @cached_property
    def near(self) -> Mapping[int, IntArray]:
        """Of each township the donors with an active signed pairing with it; of each county those
        with one with it or any party in it. Rising."""
        pairings, parties = self.snapshot.pairings, self.snapshot.parties
        rows = np.flatnonzero(self._active & (pairings.stage.array == Stage.SIGNED))
        donor, recipient = pairings.donor.array[rows], pairings.recipient.array[rows]
        township = recipient[parties.kind.array[recipient] == PartyKind.TOWNSHIP]
        by_township = donor[parties.kind.array[recipient] == PartyKind.TOWNSHIP]
        county = parties.county.array[recipient]
        places = np.concatenate([township, county]).astype(np.int64)
        donors = np.concatenate([by_township, donor])
        if not len(places):
            return {}
        both = np.unique(places * len(parties) + donors)
        places, donors = np.divmod(both, len(parties))
        starts = np.flatnonzero(np.diff(places, prepend=NOWHERE - 1))
        named = zip(places[starts].tolist(), np.split(donors, starts[1:]), strict=True)
        return {place: some for place, some in named if place != NOWHERE}

    @cached_property
    def _nearest(self) -> Mapping[int, frozenset[int]]:
        return {place: frozenset(donors.tolist()) for place, donors in self.near.items()}

    def tie(self, donor: int, village: int) -> int:
        parties = self.snapshot.parties
        for place, tie in (
            (parties.township.at[village], TOWNSHIP_TIE),
            (parties.county.at[village], COUNTY_TIE),
        ):
            if donor in self._nearest.get(place, ()):
                return tie
        return NO_TIE

    def taken(self, villages: Collection[int]) -> Mapping[int, frozenset[int]]:
        """Of these villages, the donors that have an uncancelled pairing with one that ends after
        the day: another would overlap. Villages without any are left out."""
        pairings = self.snapshot.pairings
        stage, end = pairings.stage.at, pairings.end.at
        found = {
            village: frozenset(
                pairings.donor.at[row]
                for row in pairings.of_recipient(village)
                if stage[row] != Stage.CANCELLED and end[row] > self.view.day
            )
            for village in villages
        }
        return {village: donors for village, donors in found.items() if donors}
