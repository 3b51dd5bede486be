"""The checks of pairings and of who supports whom, against their definitions row by row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from hypothesis import given
from hypothesis import strategies as st
from small_network import DONORS, PARTIES, RECIPIENTS, designation_rows, pairing_rows

from graph.analysis.coverage import View, target_villages
from graph.analysis.quality import CHECKS, About, findings
from graph.analysis.quality_ends import SOON
from graph.analysis.quality_pairings import LONG
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot

Line = tuple[object, ...]
DAYS = (-SOON, 0, 5, 12, LONG + 1, LONG + 8)


@st.composite
def pairings(draw: st.DrawFn) -> list[PairingRow]:
    """With units, agreements, and pairings that follow others."""
    rows = draw(pairing_rows())
    units = st.none() | st.sampled_from([party.id for party in DONORS])
    return [
        row._replace(
            lead_id=draw(units),
            partner_id=draw(units),
            agreement=draw(st.sampled_from([None, "", "甲"])),
            negotiating_villages=draw(st.integers(0, 1)),
            follows_id=draw(st.none() | st.integers(1, row.id - 1)) if row.id > 1 else None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Told:
    """The definitions, said with loops over rows."""

    parties: dict[int, PartyRow]
    pairings: list[PairingRow]
    designations: list[DesignationRow]
    targets: set[int]
    day: int

    def above(self, party: int) -> list[int]:
        """The party and all that it lies in."""
        found, at = [], self.parties.get(party)
        while at is not None:
            found.append(at.id)
            at = self.parties.get(at.parent_id or 0)
        return found

    def place(self, party: int, kind: str) -> int | None:
        found = [one for one in self.above(party) if self.parties[one].kind == kind]
        return found[0] if found else None

    def kind(self, party: int) -> str:
        return self.parties[party].kind

    @cached_property
    def active(self) -> list[PairingRow]:
        return [
            one
            for one in self.pairings
            if one.stage != "cancelled"
            and (one.start is None or one.start <= self.day)
            and (one.end is None or self.day < one.end)
        ]

    @cached_property
    def villages_of(self) -> dict[int, set[int]]:
        """The villages with which each donor is paired."""
        found = defaultdict(set)
        for one in self.active:
            if self.kind(one.recipient_id) == "village":
                found[one.donor_id].add(one.recipient_id)
        return found

    def lines(self, code: str) -> dict[str, Line]:
        method = getattr(self, code.replace("-", "_"))
        found: dict[str, Line] = method()
        return found

    def townships_without_villages(self) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for one in self.active:
            held = {v for v in self.targets if one.recipient_id in self.above(v)}
            if self.kind(one.recipient_id) != "township" or not held:
                continue
            district = self.place(one.donor_id, "county")
            same = (
                other
                for other in self.active
                if other.recipient_id in held and self.place(other.donor_id, "county") == district
            )
            if not any(True for _ in same):
                found[one.key] = (len(held),)
        return found

    def villages_negotiated(self) -> dict[str, Line]:
        return {one.key: () for one in self.active if one.negotiating_villages}

    def single_donors(self) -> dict[str, Line]:
        donors = defaultdict(set)
        for one in self.active:
            if one.recipient_id in self.targets:
                donors[one.recipient_id].add(one.donor_id)
        return {
            self.parties[village].key: (self.parties[next(iter(givers))].key,)
            for village, givers in donors.items()
            if len(givers) == 1
        }

    def unnamed_quotas(self) -> dict[str, Line]:
        found: dict[str, int] = defaultdict(int)
        for party in self.parties.values():
            if not party.named and party.parent_id is not None:
                found[self.parties[party.parent_id].key] += 1
        return {key: (count,) for key, count in found.items()}

    def beyond_capacity(self) -> dict[str, Line]:
        return {
            party.key: (party.capacity, len(self.villages_of[party.id]))
            for party in self.parties.values()
            if party.capacity is not None and len(self.villages_of[party.id]) > party.capacity
        }

    def closed_scope(self) -> dict[str, Line]:
        ends: dict[int, list[int | None]] = defaultdict(list)
        for designation in self.designations:
            ends[designation.village_id].append(designation.end)
        left = {
            village
            for village, days in ends.items()
            if all(day is not None and day <= self.day for day in days)
        }
        return {one.key: () for one in self.active if one.recipient_id in left}

    def never_signed(self) -> dict[str, Line]:
        followed = {one.follows_id for one in self.pairings if one.stage != "cancelled"}
        return {
            one.key: ()
            for one in self.pairings
            if one.stage in ("planned", "negotiating")
            and one.end is not None
            and one.end <= self.day
            and one.id not in followed
        }

    def ending_soon(self) -> dict[str, Line]:
        followed = {one.follows_id for one in self.pairings if one.stage != "cancelled"}
        return {
            one.key: (one.end - self.day,)
            for one in self.active
            if one.end is not None and one.end - self.day <= SOON and one.id not in followed
        }

    def ended_alone(self) -> dict[str, Line]:
        followed = {one.follows_id for one in self.pairings if one.stage != "cancelled"}
        found: dict[str, Line] = {}
        for one in self.pairings:
            same = [other for other in self.pairings if other.recipient_id == one.recipient_id]
            if one.stage != "signed" or one.end is None or one.end > self.day:
                continue
            lasting = (
                other
                for other in same
                if other.stage != "cancelled" and (other.end is None or other.end > self.day)
            )
            ends = [other.end for other in same if other.stage == "signed"]
            last = max(end for end in ends if end is not None and end <= self.day)
            if one.id not in followed and not any(True for _ in lasting) and one.end == last:
                found[one.key] = (self.day - one.end,)
        return found

    def long(self, stage: str) -> dict[str, Line]:
        return {
            one.key: (self.day - one.start,)
            for one in self.active
            if one.stage == stage and one.start is not None and self.day - one.start >= LONG
        }

    def long_planned(self) -> dict[str, Line]:
        return self.long("planned")

    def long_negotiating(self) -> dict[str, Line]:
        return self.long("negotiating")

    def signed_without_agreement(self) -> dict[str, Line]:
        return {one.key: () for one in self.active if one.stage == "signed" and not one.agreement}

    def without_start(self) -> dict[str, Line]:
        return {one.key: () for one in self.active if one.start is None}

    def units_elsewhere(self) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for one in self.active:
            home = self.place(one.donor_id, "county")
            for unit in (one.lead_id, one.partner_id):
                county = None if unit is None else self.place(unit, "county")
                if unit is not None and county and home and county != home:
                    found[one.key] = (self.parties[unit].key,)
                    break
        return found

    def related(self, party: int, division: int) -> bool:
        """Does it lie in the division, or has it, or what lies in it, a pairing with that?"""
        if division in self.above(party):
            return True
        return any(
            division in self.above(here) and party in self.above(there)
            for one in self.active
            for here, there in (
                (one.donor_id, one.recipient_id),
                (one.recipient_id, one.donor_id),
            )
        )


# A second district, so that donors can be elsewhere, and donors that say what they offer.
MORE = [
    PartyRow(7, "110101", "county", "donor", "东城区", 1),
    PartyRow(8, "110101001", "township", "donor", "东华门街道", 7),
    PartyRow(5, "E1", "enterprise", "donor", "京粮（集团）有限公司", 2, capacity=1),
    PartyRow(6, "S1", "school", "donor", "大兴一中", 7, capacity=0),
]
TREE = {party.id: party for party in (*PARTIES, *MORE)}
SKIPPED = ("duplicate-names", "undesignated")
"""Neither depends on pairings; small networks show them exactly."""


def lines(snapshot: Snapshot, view: View, code: str, within: int | None) -> dict[str, Line]:
    (check,) = (check for check in CHECKS if check.code == code)
    found = findings(snapshot, view, check, within)
    keys = (snapshot.parties if check.about is About.PARTIES else snapshot.pairings).key
    columns = [column.tolist() for column in found.numbers]
    if found.beside is not None:
        columns.append([snapshot.parties.key(row) for row in found.beside.tolist()])
    told = {
        keys(row): tuple(column[place] for column in columns)
        for place, row in enumerate(found.rows.tolist())
    }
    assert len(told) == len(found)
    return told


@given(
    pairings(),
    designation_rows(),
    st.sampled_from(DAYS),
    st.none() | st.sampled_from([party.id for party in RECIPIENTS + DONORS[:4] + MORE[:2]]),
)
def test_checks_find_what_their_definitions_say(
    rows: list[PairingRow], designations: list[DesignationRow], day: int, scope: int | None
) -> None:
    snapshot = assemble(TREE.values(), rows, designations)
    parties, view = snapshot.parties, View(day)
    targets = {parties.id.at[row] for row in target_villages(snapshot, view).tolist()}
    told = Told(TREE, rows, designations, targets, day)
    ends = {one.key: (one.donor_id, one.recipient_id) for one in rows}
    within = None if scope is None else parties.row_of_id.at[scope]
    for check in CHECKS:
        if check.code in SKIPPED:
            continue
        expected = told.lines(check.code)
        if scope is not None and check.about is About.PAIRINGS:
            expected = {
                key: line
                for key, line in expected.items()
                if any(scope in told.above(end) for end in ends[key])
            }
        elif scope is not None:
            expected = {
                key: line
                for key, line in expected.items()
                if told.related(parties.id_of_key[key], scope)
            }
        assert lines(snapshot, view, check.code, within) == expected, check.code
