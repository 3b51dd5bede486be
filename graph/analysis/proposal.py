"""Proposals: who could take the villages that nobody supports or plans to.

The definitions are those of the contract (`schema.graphql`, Proposal): as many villages as
possible, then the least total cost, exactly. Between equally good proposals decide marks, numbers
that look like chance and follow from the keys of donor and village alone: the least sum of them
among the pairs that were looked at. So the same ledger gives the same proposal, whatever its SQL
ids, and a small change of it, or of a wish, changes little of the proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis import proposal_words as words
from graph.analysis.assignment import assign
from graph.analysis.coverage import View, supported
from graph.analysis.dependence import leaving
from graph.analysis.offers import COUNTY_TIE, NO_TIE, TOWNSHIP_TIE, Offers, Pair
from graph.analysis.proposal_words import Nearness, UnassignedReason
from graph.analysis.slots import NOBODY, Slots
from graph.errors import Problem, Rejected
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Snapshot

__all__ = [
    "Nearness",
    "Pair",
    "Proposal",
    "ProposedPairing",
    "Unassigned",
    "UnassignedReason",
    "known_proposal",
    "propose",
]

NEARNESS = (TOWNSHIP_TIE, COUNTY_TIE, NO_TIE)
"""What each Nearness costs."""


class ProposedPairing(NamedTuple):
    """`donor` and `village` are rows; `reason` is a line for a person. The cost is what `near` is
    worth, and what the donor holds before."""

    donor: int
    village: int
    cost: int
    reason: str
    pinned: bool
    near: Nearness

    @property
    def held_then(self) -> int:
        """Villages that the donor holds with this one."""
        return self.cost - NEARNESS[self.near] + 1


class Unassigned(NamedTuple):
    village: int
    reason: UnassignedReason


@dataclass(frozen=True, slots=True)
class Proposal:
    """Both lists by village in division order; a donor's load rises in this order."""

    pairings: list[ProposedPairing]
    unassigned: list[Unassigned]
    total_cost: int
    offering: int
    """How many donors state a capacity in the districts that may give."""


def propose(
    snapshot: Snapshot,
    view: View,
    within: int | None = None,
    *,
    district: int | None = None,
    capacities: Mapping[int, int] | None = None,
    pinned: Collection[Pair] = (),
    forbidden: Collection[Pair] = (),
    withdrawn: Collection[int] = (),
    whole: bool = True,
) -> Proposal:
    """The best assignment for the open villages in the division `within`, or for all; one that was
    asked for already is kept with the snapshot.

    `district` leaves only donors in this district, and the villages that it may take.
    `capacities` say for single donors what they could take, whatever they state. Every pair of
    `pinned` (donor, village) is taken, none of `forbidden` is, and the rest is the best then.

    With `withdrawn` it is the proposal for the day on which these had withdrawn (`whole`: a
    division with all in it, as in `dependence.withdrawal`): every pairing that they give, signed
    or promised, of the day counts as ended on it. So what only they covered or planned is open,
    they offer nothing, and where a district withdraws its pairings with counties and townships
    bring nobody near any more.
    Raises Rejected, naming every pinned pair that cannot be, and TooLarge.
    """
    offered, fixed, excluded = dict(capacities or {}), frozenset(pinned), frozenset(forbidden)
    left = frozenset(withdrawn)

    def solved() -> Proposal:
        gone = leaving(snapshot, left, whole=whole)
        offers = Offers(snapshot, view, district, offered, gone)
        return _Task(offers, offers.open_in(within).tolist(), fixed, excluded).solved()

    wishes = (frozenset(offered.items()), fixed, excluded, left, whole or not left)
    return snapshot.memo.get((propose, view, within, district, *wishes), solved)


def known_proposal(
    snapshot: Snapshot, view: View, within: int | None = None, district: int | None = None
) -> Proposal | None:
    """The proposal without a wish that was asked for already; None before that. It solves
    nothing."""
    none: frozenset[Pair] = frozenset()
    found = snapshot.memo.known((propose, view, within, district, none, none, none, none, True))
    return found if isinstance(found, Proposal) else None


class _Task:
    def __init__(
        self,
        offers: Offers,
        villages: list[int],
        pinned: frozenset[Pair],
        forbidden: frozenset[Pair],
    ) -> None:
        self._offers = offers
        self._villages = villages
        self._open = frozenset(villages)
        self._pinned = pinned
        self._taken = offers.taken(villages)
        self._supported: dict[int, frozenset[int]] = {}
        self._forbidden: defaultdict[int, set[int]] = defaultdict(set)
        for donor, village in forbidden:
            self._forbidden[village].add(donor)

    def solved(self) -> Proposal:
        self._check_pinned()
        chosen = {village: donor for donor, village in self._pinned}
        loads = self._offers.held.copy()
        for donor in chosen.values():
            loads[donor] += 1
        free = [village for village in self._villages if village not in chosen]
        for districts, villages in self._components(free):
            chosen |= self._assigned(districts, villages, loads)
        pairings = self._pairings(chosen)
        return Proposal(
            pairings,
            [
                Unassigned(village, self._why_not(village))
                for village in self._villages
                if village not in chosen
            ],
            sum(one.cost for one in pairings),
            len(self._offering()),
        )

    def _components(self, villages: Iterable[int]) -> list[tuple[list[int], list[int]]]:
        """Districts that compete for the same villages, and those villages: nothing joins two of
        these. Villages that no district may take are in none."""
        group: dict[int, set[int]] = {}
        by_districts: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for village in villages:
            if districts := self._offers.districts_of(village):
                by_districts[districts].append(village)
        for districts in by_districts:
            joined = set(districts).union(*(group.get(one, ()) for one in districts))
            group |= dict.fromkeys(joined, joined)
        found: dict[int, list[int]] = defaultdict(list)
        for districts, some in by_districts.items():
            found[min(group[districts[0]])] += some
        return [(sorted(group[first]), sorted(found[first])) for first in sorted(found)]

    def _assigned(
        self, districts: list[int], villages: list[int], loads: IntArray
    ) -> dict[int, int]:
        """The donor of each village that gets one."""
        refused = {
            village: self._taken.get(village, NOBODY) | self._forbidden.get(village, set())
            for village in villages
            if village in self._taken or village in self._forbidden
        }
        slots = Slots(self._offers, districts, villages, loads, refused)
        found = assign(slots, range(len(villages)))
        donor = slots.donor.tolist()
        return {
            village: donor[slot]
            for village, slot in zip(villages, found, strict=True)
            if slot != NOWHERE
        }

    def _pairings(self, chosen: Mapping[int, int]) -> list[ProposedPairing]:
        held, capacity = self._offers.held, self._offers.capacity
        before: Counter[int] = Counter()
        found = []
        for village in sorted(chosen):
            donor = chosen[village]
            load = int(held[donor]) + before[donor]
            before[donor] += 1
            tie = self._offers.tie(donor, village)
            reason = self._reason(donor, village, tie, load, int(capacity[donor]))
            is_pinned = (donor, village) in self._pinned
            near = Nearness(NEARNESS.index(tie))
            found.append(ProposedPairing(donor, village, tie + load, reason, is_pinned, near))
        return found

    def _reason(self, donor: int, village: int, tie: int, load: int, capacity: int) -> str:
        parties = self._offers.snapshot.parties
        county, township = parties.county.at[village], parties.township.at[village]
        if tie == TOWNSHIP_TIE:
            why = words.FROM_TOWNSHIP.format(place=parties.name(township))
        elif tie == COUNTY_TIE:
            direct = self._is_near(donor, county)
            said = words.FROM_COUNTY if direct else words.FROM_INSIDE
            why = said.format(place=parties.name(county))
        else:
            district = parties.county.at[donor]
            place = county if district in self._offers.supporters.get(county, ()) else township
            why = words.FROM_DISTRICT.format(
                district=parties.name(district), place=parties.name(place)
            )
        left = capacity - load - 1
        return words.LOAD.format(why=why, capacity=capacity, load=load, left=left)

    def _is_near(self, donor: int, place: int) -> bool:
        """Has the donor an active signed pairing with this very place?"""
        if donor not in self._supported:
            snapshot, day = self._offers.snapshot, self._offers.view.day
            self._supported[donor] = frozenset(supported(snapshot, day, donor))
        return place in self._supported[donor]

    def _why_not(self, village: int) -> UnassignedReason:
        districts = self._offers.districts_of(village)
        if not districts:
            return UnassignedReason.NO_PAIRED_DISTRICT
        taken = self._taken.get(village, NOBODY)
        for district in districts:
            some = self._offers.donors.get(district)
            if some is not None and not taken.issuperset(some.tolist()):
                return UnassignedReason.CAPACITY_EXHAUSTED
        return UnassignedReason.NO_CAPACITY_OFFERED

    def _offering(self) -> set[int]:
        giving = {one for some in self._offers.supporters.values() for one in some}
        donors = self._offers.donors
        return {donor for one in giving if one in donors for donor in donors[one].tolist()}

    def _check_pinned(self) -> None:
        """Raises Rejected with every pinned pair that cannot be, donor and village in its path."""
        names, key = self._offers.snapshot.parties.name, self._offers.snapshot.parties.key
        problems = [
            Problem(("pinned", key(donor), key(village)), "NOT_ELIGIBLE", why)
            for donor, village in sorted(self._pinned)
            if (why := self._why_not_pinned(donor, village))
        ]
        donors = Counter(donor for donor, _ in self._pinned)
        for donor, number in sorted(donors.items()):
            left = max(0, int(self._offers.capacity[donor]) - int(self._offers.held[donor]))
            if number > left and not problems:
                said = words.TOO_MANY.format(donor=names(donor), number=number, left=left)
                problems.append(Problem(("pinned", key(donor)), "NO_CAPACITY", said))
        villages = Counter(village for _, village in self._pinned)
        for village in sorted(one for one, number in villages.items() if number > 1):
            said = words.TWO_DONORS.format(village=names(village))
            problems.append(Problem(("pinned", key(village)), "TWICE", said))
        if problems:
            raise Rejected(problems)

    def _why_not_pinned(self, donor: int, village: int) -> str:
        parties = self._offers.snapshot.parties
        said = {"donor": parties.name(donor), "village": parties.name(village)}
        if village not in self._open:
            return words.NOT_OPEN.format(**said)
        if donor in self._forbidden.get(village, ()):
            return words.FORBIDDEN_TOO.format(**said)
        why = self._why_not_eligible(donor, village)
        return words.NOT_ELIGIBLE.format(**said, why=why) if why else ""

    def _why_not_eligible(self, donor: int, village: int) -> str:
        offers = self._offers
        if offers.gone[donor]:
            return words.GONE
        if offers.snapshot.parties.county.at[donor] not in offers.districts_of(village):
            return words.OUTSIDE
        if offers.capacity[donor] == NOWHERE:
            return words.NO_CAPACITY
        return words.OVERLAPS if donor in self._taken.get(village, ()) else ""
