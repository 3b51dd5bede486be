"""Who takes part, and which institutions are supported, counted party by party from SQL rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_network import claims
from small_network import PARTIES

from graph.analysis import institutions as institution_counts
from graph.analysis.institutions import InstitutionGrouping, institution_coverage, institutions
from graph.analysis.involvement import Involvement, involvement
from graph.analysis.participation import (
    DIVISIONS,
    TOWNSHIPS,
    DonorSort,
    Participation,
    donor_sorts,
    participants,
    participation,
    total_of,
)
from graph.analysis.reconciliation import Part, reconcile
from graph.days import year_bounds
from graph.network.build import assemble
from graph.network.live import Network
from graph.network.rows import PairingRow, PartyRow
from graph.network.snapshot import Figures, Snapshot
from graph.registry.database import Database
from graph.words import ORGANISATION_KINDS, Measure, PartyKind, Stage

# A second district, units in a village, in no district; institutions at every level.
WIDER = [
    *PARTIES,
    PartyRow(31, "110116", "county", "donor", "怀柔区", 1),
    PartyRow(32, "110116001", "township", "donor", "怀柔镇", 31),
    PartyRow(33, "110116002", "township", "donor", "泉河街道办事处", 31),
    PartyRow(34, "110116003", "township", "donor", "雁栖开发区", 31),
    PartyRow(35, "110116004", "township", "donor", "长哨营满族乡", 31),
    PartyRow(36, "110116001200", "village", "donor", "红军庄村民委员会", 32),
    PartyRow(37, "110116001201", "village", "donor", "富乐社区", 32),
    PartyRow(38, "E2", "enterprise", "donor", "村办公司", 36),
    PartyRow(39, "B1", "department", "donor", "市局", 1),
    PartyRow(51, "H2", "hospital", "recipient", "旗医院", 13),
    PartyRow(52, "S2", "school", "recipient", "乡中心学校", 14),
    PartyRow(53, "S3", "school", "recipient", "村小", 15),
    PartyRow(54, "S4", "school", "recipient", "盟一中", 12),
    PartyRow(55, "K1", "park", "recipient", "产业园", 24),
]
BY_ID = {party.id: party for party in WIDER}
GIVERS = [party.id for party in WIDER if party.side == "donor"]
TAKERS = [party.id for party in WIDER if party.side == "recipient"]
SORTS = {
    "大兴区": DonorSort.DISTRICT,
    "怀柔区": DonorSort.DISTRICT,
    "黄村地区": DonorSort.LOCALITY,
    "怀柔镇": DonorSort.TOWN,
    "长哨营满族乡": DonorSort.TOWN,
    "泉河街道办事处": DonorSort.STREET,
    "雁栖开发区": DonorSort.OTHER_TOWNSHIP,
    "黄村西里社区居委会": DonorSort.COMMUNITY,
    "富乐社区": DonorSort.COMMUNITY,
    "红军庄村民委员会": DonorSort.VILLAGE,
    "京粮（集团）有限公司": DonorSort.ENTERPRISE,
    "村办公司": DonorSort.ENTERPRISE,
    "大兴一中": DonorSort.SCHOOL,
    "市局": DonorSort.DEPARTMENT,
}
"""Of all that is counted on the donor side: everything but the province."""


def above(party: int) -> Iterator[PartyRow]:
    """It, and what it lies in."""
    here: int | None = party
    while here is not None:
        yield BY_ID[here]
        here = BY_ID[here].parent_id


def inside(party: int, division: int | None) -> bool:
    return division is None or division in [one.id for one in above(party)]


def lies_in(party: int, kind: str) -> int | None:
    return next((one.id for one in above(party) if one.kind == kind), None)


@dataclass(frozen=True)
class Ledger:
    """The same questions asked of the rows of SQL. Parties are ids."""

    pairings: list[PairingRow]
    day: int
    within: int | None

    @property
    def snapshot(self) -> Snapshot:
        return assemble(WIDER, self.pairings)

    def stages(self, party: int) -> set[str]:
        return {
            one.stage
            for one in self.pairings
            if party in (one.donor_id, one.recipient_id)
            and (one.start is None or one.start <= self.day)
            and (one.end is None or one.end > self.day)
        }

    def involvement(self, party: int) -> Involvement:
        stages = self.stages(party)
        if "signed" in stages:
            return Involvement.PAIRED
        return Involvement.PROMISED if stages & {"planned", "negotiating"} else Involvement.NONE

    def inside(self, party: int) -> Involvement:
        return min(self.involvement(one) for one in BY_ID if inside(one, party))

    @property
    def givers(self) -> list[int]:
        return [one for one in GIVERS if BY_ID[one].name in SORTS and inside(one, self.within)]

    @property
    def institutions(self) -> list[int]:
        kinds = {kind.text for kind in ORGANISATION_KINDS}
        return [one for one in TAKERS if BY_ID[one].kind in kinds and inside(one, self.within)]


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    spans = st.sampled_from([(None, None), (None, None), (0, None), (None, 3), (2, 5), (4, None)])
    stages = st.sampled_from([Stage.SIGNED, Stage.SIGNED, *Stage])
    units = [one for one in TAKERS if BY_ID[one].key[0] in "HSK"]
    ends = st.tuples(st.sampled_from(GIVERS), st.sampled_from([*units, *TAKERS]))
    pairings = [
        PairingRow(id_, f"p{97 * id_ % 101}", *pair, stage.text, *days)
        for id_, (pair, stage, days) in enumerate(
            draw(st.lists(st.tuples(ends, stages, spans), max_size=20)), 1
        )
    ]
    return Ledger(
        pairings,
        draw(st.integers(-1, 6)),
        draw(st.none() | st.sampled_from([1, 2, 3, 4, 31, 32, 34, 36, 11, 12, 13, 14, 15, 23])),
    )


def row_of(snapshot: Snapshot, party: int | None) -> int | None:
    return None if party is None else snapshot.parties.row_of_id.at[party]


def ids(snapshot: Snapshot, rows: list[int]) -> list[int]:
    return [snapshot.parties.id.at[row] for row in rows]


def counted(states: list[Involvement]) -> tuple[int, ...]:
    return (len(states), *(states.count(state) for state in Involvement))


@settings(max_examples=150)
@given(ledgers())
def test_participation_like_the_oracle(ledger: Ledger) -> None:
    snapshot = ledger.snapshot
    groups = participation(snapshot, ledger.day, row_of(snapshot, ledger.within))
    found, expected = {}, {}
    for group in groups:
        place = None if group.district is None else snapshot.parties.id.at[group.district]
        for one in group.sorts:
            found[place, one.sort] = (
                *(one.total, one.paired, one.promised, one.none),
                one.paired_inside,
            )
    for place in {lies_in(one, "county") for one in ledger.givers}:
        for sort in DonorSort:
            these = [
                one
                for one in ledger.givers
                if lies_in(one, "county") == place and SORTS[BY_ID[one].name] is sort
            ]
            reached = [one for one in these if ledger.inside(one) is Involvement.PAIRED]
            expected[place, sort] = (*counted(list(map(ledger.involvement, these))), len(reached))
    assert found == expected
    rows = [group.district for group in groups if group.district is not None]
    assert rows == sorted(rows)
    assert all(group.district is not None for group in groups[:-1])


@settings(max_examples=80)
@given(
    ledgers(),
    st.none() | st.sets(st.sampled_from(DonorSort)),
    st.none() | st.sets(st.sampled_from(Involvement)),
    st.booleans(),
    st.booleans(),
)
def test_participants_like_the_oracle(
    ledger: Ledger,
    sorts: set[DonorSort] | None,
    states: set[Involvement] | None,
    whole: bool,
    direct: bool,
) -> None:
    snapshot = ledger.snapshot
    rows = participants(
        *(snapshot, ledger.day, row_of(snapshot, ledger.within), sorts, states),
        inside=whole,
        direct=direct,
    ).tolist()
    state = ledger.inside if whole else ledger.involvement
    assert rows == sorted(rows)
    assert sorted(ids(snapshot, rows)) == [
        one
        for one in ledger.givers
        if (sorts is None or SORTS[BY_ID[one].name] in sorts)
        and (states is None or state(one) in states)
        and (not direct or lies_in(one, "county") is None)
    ]


@settings(max_examples=80)
@given(ledgers(), st.sampled_from(InstitutionGrouping))
def test_institutions_like_the_oracle(ledger: Ledger, grouping: InstitutionGrouping) -> None:
    snapshot, within = ledger.snapshot, row_of(ledger.snapshot, ledger.within)
    groups = institution_coverage(snapshot, ledger.day, grouping, within)
    level = grouping.text
    found, expected = {}, {}
    for group in groups:
        place = None if group.division is None else snapshot.parties.id.at[group.division]
        for one in group.kinds:
            found[place, one.kind] = (one.total, one.paired, one.promised, one.none)
    for place in {lies_in(one, level) for one in ledger.institutions}:
        for kind in ORGANISATION_KINDS:
            these = [
                one
                for one in ledger.institutions
                if lies_in(one, level) == place and BY_ID[one].kind == kind.text
            ]
            expected[place, kind] = counted(list(map(ledger.involvement, these)))
    assert found == expected
    outside = institutions(snapshot, ledger.day, within, outside=grouping).tolist()
    assert sorted(ids(snapshot, outside)) == [
        one for one in ledger.institutions if lies_in(one, level) is None
    ]


@settings(max_examples=80)
@given(ledgers())
def test_parts_sum_and_every_number_has_its_rows(ledger: Ledger) -> None:
    snapshot, within = ledger.snapshot, row_of(ledger.snapshot, ledger.within)
    groups = participation(snapshot, ledger.day, within)
    whole = total_of(groups)
    for one in whole.sorts:
        assert one.total == one.paired + one.promised + one.none
        assert one.paired <= one.paired_inside <= one.total
        assert (one.rate is None) == (one.total == 0)
        if one.sort not in DIVISIONS:
            assert one.paired == one.paired_inside, "nothing lies in a unit"
        asks = (snapshot, ledger.day, within, [one.sort])
        assert len(participants(*asks)) == one.total
        for state in Involvement:
            assert len(participants(*asks, [state])) == one.of(state)
        reached = participants(*asks, [Involvement.PAIRED], inside=True)
        assert len(reached) == one.paired_inside
    everything = whole.of(tuple(DonorSort))
    assert everything.total == len(participants(snapshot, ledger.day, within))
    found = institution_counts.total_of(institution_coverage(snapshot, ledger.day, within=within))
    assert found.of().total == len(institutions(snapshot, ledger.day, within))
    for kind in ORGANISATION_KINDS:
        for state in Involvement:
            rows = institutions(snapshot, ledger.day, within, [kind], [state])
            assert len(rows) == found.of([kind]).of(state)


YEAR = 2020


@settings(max_examples=80)
@given(ledgers())
def test_towns_like_the_plan_counts_them_where_both_can(ledger: Ledger) -> None:
    """Of pairings without bounds, towns with townships, the year's count is the day's."""
    towns = [one for one in GIVERS if BY_ID[one].kind == "township"]
    takers = [one for one in TAKERS if BY_ID[one].kind == "township"]
    pairings = [
        one._replace(
            donor_id=towns[one.donor_id % len(towns)],
            recipient_id=takers[one.recipient_id % len(takers)],
            start=None,
            end=None,
        )
        for one in ledger.pairings
    ]
    promised = {31: Figures(claims=tuple(claims(1, YEAR, 2)))}
    snapshot = assemble(WIDER, pairings, figures=promised)
    district = snapshot.parties.row_of_id.at[31]
    held = reconcile(snapshot, district, YEAR, Measure.DONOR_TOWNS)
    (group,) = participation(snapshot, year_bounds(YEAR)[0], district)
    found = group.of(TOWNSHIPS)
    assert found.paired == held.of(Part.SIGNED)
    assert found.promised == held.of(Part.PLANNED) + held.of(Part.NEGOTIATING)


def test_sorts_are_told_by_name() -> None:
    snapshot = assemble(WIDER, [])
    sorts = donor_sorts(snapshot)
    named = {
        snapshot.parties.name(row): DonorSort(sorts.at[row])
        for row in range(len(snapshot.parties))
        if sorts.at[row] >= 0
    }
    assert named == SORTS


def one_signed(donor: str, recipient: str) -> Snapshot:
    keys = {party.key: party.id for party in WIDER}
    return assemble(WIDER, [PairingRow(1, "p1", keys[donor], keys[recipient], "signed")])


def test_town_whose_firm_takes_part_has_none_of_its_own() -> None:
    """A firm in a village: village, town and district are reached, none is paired itself."""
    snapshot = one_signed("E2", "S3")
    (group,) = participation(snapshot, 0, snapshot.parties.row("110116"))
    own = {one.sort: (one.paired, one.paired_inside) for one in group.sorts if one.paired_inside}
    assert own == {
        DonorSort.DISTRICT: (0, 1),
        DonorSort.TOWN: (0, 1),
        DonorSort.VILLAGE: (0, 1),
        DonorSort.ENTERPRISE: (1, 1),
    }
    assert group.of(TOWNSHIPS).rate == 0
    assert group.sorts[DonorSort.SCHOOL].rate is None


def test_pairing_of_the_county_does_not_cover_its_schools() -> None:
    snapshot = one_signed("110115", "150926")
    found = institution_coverage(snapshot, 0, within=snapshot.parties.row("150926"))
    assert [group.of().paired for group in found] == [0]
    county = snapshot.parties.row("150926")
    assert involvement(snapshot, 0).at[county] == Involvement.PAIRED


def test_ledger_without_parties_has_no_groups() -> None:
    empty = assemble([], [])
    assert participation(empty, 0) == []
    assert institution_coverage(empty, 0) == []
    assert total_of([]) == Participation(None, total_of([]).sorts)
    assert total_of([]).of(tuple(DonorSort)).rate is None


def test_sample_has_twenty_towns_that_plan(sample_database: Database) -> None:
    """The real task list names twenty towns of 大兴区, as the plan says; none is signed."""
    snapshot = Network(sample_database).snapshot
    parties, day = snapshot.parties, number_of_2020()
    (group,) = participation(snapshot, day, parties.row("110115"))
    towns = group.of(TOWNSHIPS)
    assert (towns.paired, towns.promised) == (0, 20)
    held = reconcile(snapshot, parties.row("110115"), YEAR, Measure.DONOR_TOWNS)
    assert held.total == towns.promised
    assert institution_coverage(snapshot, day) == []
    assert len(participation(snapshot, day)) == 16


def number_of_2020() -> int:
    return year_bounds(YEAR)[0] + 180


@pytest.mark.parametrize("kind", ORGANISATION_KINDS)
def test_every_kind_of_unit_is_a_sort_of_the_same_name(kind: PartyKind) -> None:
    assert DonorSort[kind.name].kind is kind
    assert DonorSort[kind.name].chinese == kind.chinese
