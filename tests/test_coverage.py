from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import PARTIES, SMALL, TODAY, designation_rows, keys, pairing_rows, row

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import (
    Grouping,
    View,
    VillageOrder,
    cover_of,
    coverage,
    coverage_by,
    donors_of,
    runs,
    span,
    supported,
    target_villages,
    village_cover,
)
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.words import Cover, PartyKind, VillageTarget

DEEP = View(TODAY)
POOR = View(TODAY, VillageTarget.POOR)

# A village of which only the county is known, beside those of the small network.
COUNTY_VILLAGE = PartyRow(30, "653221#01", "village", "recipient", "和田县待定名村01", 23, named=0)
TREE = [*PARTIES, COUNTY_VILLAGE]


def counts(found: Coverage) -> tuple[int, ...]:
    covers = (found.covered, found.planned, found.township_only, found.county_only, found.none)
    return found.total, *covers, found.sole_donor


def test_coverage_small() -> None:
    # 赛汉 is covered; 待定名 has only the county's pairing, as 巴格其 has.
    assert counts(coverage(SMALL, DEEP)) == (3, 1, 0, 0, 2, 0, 1)
    assert coverage(SMALL, DEEP).uncovered == 2
    assert coverage(SMALL, DEEP).rate == pytest.approx(1 / 3)
    assert counts(coverage(SMALL, POOR)) == (4, 1, 0, 0, 3, 0, 1)


def test_coverage_within_counts_the_division_itself() -> None:
    assert counts(coverage(SMALL, DEEP, row("150926201200"))) == (1, 1, 0, 0, 0, 0, 1)
    assert counts(coverage(SMALL, DEEP, row("653200"))) == (1, 0, 0, 0, 1, 0, 0)


def test_coverage_of_nothing_has_no_rate() -> None:
    assert coverage(SMALL, DEEP, row("110000")).rate is None


def test_coverage_exited_counts_those_that_left() -> None:
    assert coverage(SMALL, View(TODAY, exited=True)).total == 4


def test_coverage_of_an_empty_ledger() -> None:
    empty = assemble([])
    assert counts(coverage(empty, DEEP)) == (0, 0, 0, 0, 0, 0, 0)
    assert coverage_by(empty, Grouping.COUNTY, DEEP) == []


def test_coverage_by_district_counts_a_village_for_each() -> None:
    rows = [
        PairingRow(1, "a", 2, 13),
        PairingRow(2, "b", 40, 13),
        # 朝阳镇 lies in a county that the district supports already: its villages count once.
        PairingRow(3, "c", 40, 18),
    ]
    other = PartyRow(40, "110107", "county", "donor", "石景山区", 1)
    found = assemble([*PARTIES, other], rows, [DesignationRow(1, 15), DesignationRow(2, 19)])
    groups = coverage_by(found, Grouping.DONOR_DISTRICT, DEEP)
    assert [(found.parties.key(at), count.total) for at, count in groups] == [
        ("110107", 2),
        ("110115", 2),
    ]
    assert coverage_by(found, Grouping.DONOR_DISTRICT, DEEP, found.parties.row("150926202"))[0][
        1
    ] == coverage(found, DEEP, found.parties.row("150926202"))


def test_coverage_by_above_the_scope_counts_the_scope() -> None:
    groups = coverage_by(SMALL, Grouping.COUNTY, DEEP, row("150926201200"))
    assert [(SMALL.parties.key(at), count.total) for at, count in groups] == [("150926", 1)]


def test_supported_leaves_out_other_recipients() -> None:
    assert keys(supported(SMALL, TODAY, row("110115"))) == ["150926", "653221"]


def test_target_villages_by_cover() -> None:
    by_cover = target_villages(SMALL, DEEP, order=VillageOrder.COVER)
    assert keys(by_cover.tolist()) == ["150926201#01", "653221100200", "150926201200"]
    assert keys(target_villages(SMALL, DEEP, covers=[Cover.COVERED]).tolist()) == ["150926201200"]
    assert keys(target_villages(SMALL, DEEP, [span(SMALL, row("653221"))]).tolist()) == [
        "653221100200"
    ]


def test_cover_of_a_village_that_is_no_target() -> None:
    assert cover_of(SMALL, DEEP, row("150926202200")) is None
    assert cover_of(SMALL, POOR, row("150926202200")) is Cover.COUNTY_ONLY


def test_donors_of_are_distinct() -> None:
    assert keys(donors_of(SMALL, TODAY, row("150926201200"))) == ["E1"]


# The same again, as the contract words it, row by row.


@dataclass(frozen=True)
class Oracle:
    parties: dict[int, PartyRow]
    pairings: Sequence[PairingRow]
    designations: Sequence[DesignationRow]
    view: View

    def above(self, party: int) -> Iterator[PartyRow]:
        here: int | None = party
        while here is not None:
            yield self.parties[here]
            here = self.parties[here].parent_id

    def holds(self, start: int | None, end: int | None) -> bool:
        return (start is None or start <= self.view.day) and (end is None or end > self.view.day)

    def targets(self) -> list[int]:
        kinds = (
            ["deep_poverty"]
            if self.view.target is VillageTarget.DEEP_POVERTY
            else [
                "deep_poverty",
                "poor",
            ]
        )
        return sorted(
            {
                one.village_id
                for one in self.designations
                if one.kind in kinds
                and self.holds(one.start, None if self.view.exited else one.end)
            }
        )

    def donors(self, recipient: int, *stages: str) -> set[int]:
        return {
            one.donor_id
            for one in self.pairings
            if one.recipient_id == recipient
            and one.stage in stages
            and self.holds(one.start, one.end)
        }

    def cover(self, village: int) -> Cover:
        if self.donors(village, "signed"):
            return Cover.COVERED
        if self.donors(village, "planned", "negotiating"):
            return Cover.PLANNED
        for kind, cover in (("township", Cover.TOWNSHIP_ONLY), ("county", Cover.COUNTY_ONLY)):
            for party in self.above(village):
                if party.kind == kind and self.donors(party.id, "signed"):
                    return cover
        return Cover.NONE

    def count(self, inside: Callable[[int], bool]) -> tuple[int, ...]:
        villages = [village for village in self.targets() if inside(village)]
        covers = [self.cover(village) for village in villages]
        sole = sum(len(self.donors(village, "signed")) == 1 for village in villages)
        return len(villages), *(covers.count(cover) for cover in Cover), sole

    def by_kind(self, kind: str) -> int:
        return sum(
            any(self.parties[donor].kind == kind for donor in self.donors(village, "signed"))
            for village in self.targets()
        )

    def lies_in(self, village: int, division: int) -> bool:
        return any(party.id == division for party in self.above(village))

    def supported(self, district: int) -> set[int]:
        return {
            party
            for party in self.parties
            if self.parties[party].kind in ("county", "township")
            and district in self.donors(party, "signed")
        }


@st.composite
def oracles(draw: st.DrawFn) -> Oracle:
    """Half of them with villages of which only the county is known."""
    pairings, designations = draw(pairing_rows(40)), draw(designation_rows())
    if draw(st.booleans()):
        pairings = [
            one._replace(recipient_id=30) if one.recipient_id == 25 else one for one in pairings
        ]
        designations = [
            one._replace(village_id=30) if one.village_id == 25 else one for one in designations
        ]
    view = View(
        draw(st.integers(-1, 14)), draw(st.sampled_from(VillageTarget)), draw(st.booleans())
    )
    return Oracle({party.id: party for party in TREE}, pairings, designations, view)


@settings(max_examples=400)
@given(oracles(), st.none() | st.sampled_from([party.id for party in TREE]))
def test_coverage_like_the_oracle(oracle: Oracle, within: int | None) -> None:
    snapshot = assemble(TREE, oracle.pairings, oracle.designations)
    at = None if within is None else snapshot.parties.row_of_id.at[within]
    found = coverage(snapshot, oracle.view, at)
    assert counts(found) == oracle.count(lambda v: within is None or oracle.lies_in(v, within))
    whole = coverage(snapshot, oracle.view)
    for kind in PartyKind:
        assert whole.covered_by(kind) == oracle.by_kind(kind.text)


@settings(max_examples=200)
@given(oracles())
def test_villages_like_the_oracle(oracle: Oracle) -> None:
    snapshot = assemble(TREE, oracle.pairings, oracle.designations)
    rows = target_villages(snapshot, oracle.view)
    ids = [int(snapshot.parties.id.at[at]) for at in rows]
    assert sorted(ids) == oracle.targets()
    assert [cover_of(snapshot, oracle.view, at) for at in rows.tolist()] == [
        oracle.cover(village) for village in ids
    ]
    for at, village in zip(rows.tolist(), ids, strict=True):
        donors = donors_of(snapshot, oracle.view.day, at)
        assert {snapshot.parties.id.at[donor] for donor in donors} == oracle.donors(
            village, "signed"
        )
        assert len(donors) == len(set(donors))
    ordered = target_villages(snapshot, oracle.view, order=VillageOrder.COVER).tolist()
    covers = {at: cover_of(snapshot, oracle.view, at) for at in ordered}
    assert ordered == sorted(ordered, key=lambda at: (-int(covers[at] or 0), at))


@settings(max_examples=200)
@given(
    oracles(),
    st.sampled_from(Grouping),
    st.none() | st.sampled_from([party.id for party in TREE if len(party.key) > 2]),
)
def test_groups_like_the_oracle(oracle: Oracle, grouping: Grouping, within: int | None) -> None:
    snapshot = assemble(TREE, oracle.pairings, oracle.designations)
    scope = None if within is None else snapshot.parties.row_of_id.at[within]
    groups = coverage_by(snapshot, grouping, oracle.view, scope)
    found = {int(snapshot.parties.id.at[at]): counts(count) for at, count in groups}
    expected = {}
    for party in oracle.parties.values():
        if grouping is Grouping.DONOR_DISTRICT:
            if party.kind != "county" or party.side != "donor":
                continue
            divisions: Iterable[int] = oracle.supported(party.id)
        elif party.kind == grouping.text:
            divisions = [party.id]
        else:
            continue
        inside = _inside(oracle, list(divisions), within)
        count = oracle.count(inside)
        if count[0]:
            expected[party.id] = count
    assert found == expected
    assert [at for at, _ in groups] == sorted(at for at, _ in groups)


def _inside(oracle: Oracle, divisions: Sequence[int], within: int | None) -> Callable[[int], bool]:
    def inside(village: int) -> bool:
        return (within is None or oracle.lies_in(village, within)) and any(
            oracle.lies_in(village, division) for division in divisions
        )

    return inside


def test_runs_are_disjoint() -> None:
    rows = [row("150926"), row("150926201"), row("653221"), row("150926202")]
    assert runs(SMALL, rows) == [span(SMALL, row("150926")), span(SMALL, row("653221"))]


def test_village_cover_is_kept_with_the_snapshot() -> None:
    assert village_cover(SMALL, DEEP) is village_cover(SMALL, View(TODAY))
