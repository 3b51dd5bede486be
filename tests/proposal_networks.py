"""Ledgers for proposals: a small one known by heart, and generated ones; and the contract's
definition said once more, pair by pair, with no code of the program's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from graph.analysis.coverage import View
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot

DAY = 100
VIEW = View(DAY)
Cost = Mapping[tuple[str, str], int]


@dataclass
class Ledger:
    parties: list[PartyRow]
    pairings: list[PairingRow]
    designations: list[DesignationRow]

    def snapshot(self) -> Snapshot:
        return assemble(self.parties, self.pairings, self.designations)

    def renumbered(self, seed: int) -> Ledger:
        """The same ledger under other SQL ids."""
        ids = [party.id for party in self.parties]
        new = ids.copy()
        Random(seed).shuffle(new)
        to = dict(zip(ids, new, strict=True))
        parties = [
            one._replace(id=to[one.id], parent_id=one.parent_id and to[one.parent_id])
            for one in self.parties
        ]
        numbers = list(range(1, len(self.pairings) + 1))
        Random(seed + 1).shuffle(numbers)
        pairings = [
            one._replace(id=number, donor_id=to[one.donor_id], recipient_id=to[one.recipient_id])
            for one, number in zip(self.pairings, numbers, strict=True)
        ]
        designations = [one._replace(village_id=to[one.village_id]) for one in self.designations]
        return Ledger(
            sorted(parties, key=lambda one: one.id),
            sorted(pairings, key=lambda one: one.id),
            designations,
        )


class Making:
    def __init__(self) -> None:
        self.ledger = Ledger([], [], [])
        self.ids: dict[str, int] = {}

    def party(self, key: str, kind: str, side: str, above: str = "", offers: int = -1) -> str:
        self.ids[key] = len(self.ids) + 1
        capacity = None if offers < 0 else offers
        row = PartyRow(
            *(self.ids[key], key, kind, side, key, self.ids.get(above)), capacity=capacity
        )
        self.ledger.parties.append(row)
        return key

    def villages(self, *keys: str, above: str) -> None:
        """Target villages."""
        for key in keys:
            self.party(key, "village", "recipient", above)
            number = len(self.ledger.designations) + 1
            self.ledger.designations.append(DesignationRow(number, self.ids[key]))

    def pair(
        self,
        donor: str,
        recipient: str,
        stage: str = "signed",
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        number = len(self.ledger.pairings) + 1
        ends = (self.ids[donor], self.ids[recipient])
        row = PairingRow(number, f"p{number}", *ends, stage, start, end, source="清单")
        self.ledger.pairings.append(row)


def small() -> Making:
    """Districts D1 and D2; D1 supports county C1, D2 township T3 of county C2. Donors e1 (2) and
    e2 (1) in D1, e3 (1) in D2, e4 in D2 without a capacity. Villages v1 v2 in T1, v3 in T2, v4 in
    T3, v5 in T4, all open."""
    b = Making()
    b.party("B", "province", "donor")
    for district in ("D1", "D2", "D3"):
        b.party(district, "county", "donor", "B")
    for key, above, offers in (("e1", "D1", 2), ("e2", "D1", 1), ("e3", "D2", 1), ("e4", "D2", -1)):
        b.party(key, "enterprise", "donor", above, offers)
    b.party("P", "province", "recipient")
    for county, townships in (("C1", ("T1", "T2")), ("C2", ("T3", "T4"))):
        b.party(county, "county", "recipient", "P")
        for township in townships:
            b.party(township, "township", "recipient", county)
    b.villages("v1", "v2", above="T1")
    b.villages("v3", above="T2")
    b.villages("v4", above="T3")
    b.villages("v5", above="T4")
    b.pair("D1", "C1")
    b.pair("D2", "T3")
    return b


def generated(seed: int, villages: int, donors: int, counties: int = 2) -> Ledger:
    """Districts, townships and every kind of pairing, some ended, planned, cancelled or to come."""
    chance, b = Random(seed), Making()
    b.party("B", "province", "donor")
    districts = [b.party(f"D{n}", "county", "donor", "B") for n in range(1, 2 + counties)]
    towns = [b.party(f"S{n}", "township", "donor", chance.choice(districts)) for n in range(3)]
    places = [*districts, *towns, "B"]
    givers = [
        b.party(f"e{n:04}", "enterprise", "donor", chance.choice(places), chance.randint(-1, 3))
        for n in range(donors)
    ]
    b.party("P", "province", "recipient")
    held = [b.party(f"C{n}", "county", "recipient", "P") for n in range(counties)]
    townships = [
        b.party(f"{county}T{n}", "township", "recipient", county)
        for county in held
        for n in range(2)
    ]
    keys = [f"v{n:04}" for n in range(villages)]
    for key in keys:
        b.villages(key, above=chance.choice([*townships, *held]))
    for district in districts:
        for place in chance.sample([*held, *townships], 2):
            b.pair(district, place, chance.choice(["signed", "signed", "planned"]))
    taken = set()
    for _ in range(donors + villages // 2):
        two = (chance.choice([*givers, *towns]), chance.choice([*keys, *townships, *held]))
        if two not in taken:
            taken.add(two)
            stage = chance.choice(["signed", "planned", "negotiating", "cancelled"])
            start = chance.choice([None, 50, 150])
            b.pair(*two, stage, start, chance.choice([None, 90, 200][(start or 0) // 75 :]))
    return b.ledger


class Definition:
    """Who may take which village at what cost, read off the contract; `gone` are keys of those
    whose pairings all ended before, and who offer nothing."""

    def __init__(self, ledger: Ledger, gone: Collection[str] = ()) -> None:
        self.gone = gone
        self.by_id = {party.id: party for party in ledger.parties}
        self.by_key = {party.key: party for party in ledger.parties}
        self.active: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.overlaps = set()
        for row in ledger.pairings:
            two = (self.by_id[row.donor_id].key, self.by_id[row.recipient_id].key)
            if two[0] in gone:
                continue
            end = 10**6 if row.end is None else row.end
            if row.stage != "cancelled" and end > DAY:
                self.overlaps.add(two)
                if row.start is None or row.start <= DAY:
                    self.active[two].add(row.stage)
        targets = [self.by_id[row.village_id].key for row in ledger.designations]
        self.open = sorted(key for key in targets if not self._is_taken(key))

    def _is_taken(self, village: str) -> bool:
        return any(recipient == village and found for (_, recipient), found in self.active.items())

    def above(self, key: str) -> Iterator[str]:
        party: PartyRow | None = self.by_key[key]
        while party is not None:
            yield party.key
            party = self.by_id.get(party.parent_id or 0)

    def kind_above(self, key: str, kind: str) -> str:
        return next((one for one in self.above(key) if self.by_key[one].kind == kind), "")

    def signed(self, donor: str, recipient: str) -> bool:
        return "signed" in self.active.get((donor, recipient), ())

    def districts(self, village: str) -> set[str]:
        places = [self.kind_above(village, kind) for kind in ("county", "township")]
        return {
            party.key
            for party in self.by_key.values()
            if (party.kind, party.side) == ("county", "donor")
            and any(self.signed(party.key, place) for place in places)
        }

    def held(self, donor: str) -> int:
        return sum(
            giver == donor and self.by_key[recipient].kind == "village" and bool(found)
            for (giver, recipient), found in self.active.items()
        )

    def tie(self, donor: str, village: str) -> int:
        if self.signed(donor, self.kind_above(village, "township")):
            return 0
        county = self.kind_above(village, "county")
        near = any(
            giver == donor and "signed" in found and county in self.above(recipient)
            for (giver, recipient), found in self.active.items()
        )
        return 10 if near else 20

    def offering(self, village: str) -> list[str]:
        """Eligible donors."""
        districts = self.districts(village)
        return [
            party.key
            for party in self.by_key.values()
            if party.capacity is not None
            and party.key not in self.gone
            and party.side == "donor"
            and self.kind_above(party.key, "county") in districts
            and (party.key, village) not in self.overlaps
        ]

    def free(self, donor: str) -> int:
        return max(0, (self.by_key[donor].capacity or 0) - self.held(donor))

    def ties(self) -> Cost:
        return {
            (donor, village): self.tie(donor, village)
            for village in self.open
            for donor in self.offering(village)
            if self.free(donor)
        }

    def reason(self, village: str) -> str:
        if not self.districts(village):
            return "NO_PAIRED_DISTRICT"
        return "CAPACITY_EXHAUSTED" if self.offering(village) else "NO_CAPACITY_OFFERED"

    def best(self) -> tuple[int, int]:
        """Minus the most villages that can be assigned, and the least cost then: every way."""
        ties = self.ties()
        choices = {
            village: [donor for donor, other in ties if other == village] for village in self.open
        }

        def ways(villages: Sequence[str], load: dict[str, int]) -> tuple[int, int]:
            if not villages:
                return 0, 0
            best = ways(villages[1:], load)
            for donor in choices[villages[0]]:
                if load.get(donor, 0) < self.free(donor):
                    more = {**load, donor: load.get(donor, 0) + 1}
                    missing, cost = ways(villages[1:], more)
                    own = ties[donor, villages[0]] + self.held(donor) + load.get(donor, 0)
                    best = min(best, (missing - 1, cost + own))
            return best

        return ways(self.open, {})


def rises(numbers: Sequence[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(numbers))
