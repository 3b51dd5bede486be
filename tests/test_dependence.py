"""What hangs by one thread, against the contract's words counted village by village."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import PARTIES, SMALL, TODAY, keys, row

from graph.analysis import worst as searching
from graph.analysis.coverage import View, cover_of, coverage, target_villages
from graph.analysis.dependence import (
    DependenceGrouping,
    cover_without,
    dependence,
    held_villages,
    withdrawal,
)
from graph.analysis.worst import MOST, worst
from graph.errors import Invalid
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from graph.words import Cover, DesignationKind, Stage, VillageTarget

DONOR, TOWNSHIP, DISTRICT = DependenceGrouping

# A second district, a firm in a village, one in no district; a village directly in its county.
WIDER = [
    *PARTIES,
    PartyRow(31, "110116", "county", "donor", "怀柔区", 1),
    PartyRow(32, "110116001", "township", "donor", "怀柔镇", 31),
    PartyRow(33, "E2", "enterprise", "donor", "怀柔公司", 32),
    PartyRow(34, "E3", "enterprise", "donor", "村办公司", 4),
    PartyRow(35, "B1", "department", "donor", "市局", 1),
    PartyRow(36, "110115006", "township", "donor", "采育镇", 2),
    PartyRow(40, "653221#01", "village", "recipient", "待定名村01", 23, named=0),
]
GIVERS = [party.id for party in WIDER if party.side == "donor"]
VILLAGES = [party.id for party in WIDER if party.side == "recipient" and party.kind == "village"]
BY_ID = {party.id: party for party in WIDER}


def above(party: int) -> Iterator[PartyRow]:
    """It, and what it lies in."""
    here: int | None = party
    while here is not None:
        yield BY_ID[here]
        here = BY_ID[here].parent_id


@dataclass(frozen=True)
class Ledger:
    """The same question asked of the rows of SQL, without a snapshot. Parties are ids."""

    pairings: list[PairingRow]
    designations: list[DesignationRow]
    view: View
    within: int | None

    @property
    def snapshot(self) -> Snapshot:
        return assemble(WIDER, self.pairings, self.designations)

    def holds(self, start: int | None, end: int | None) -> bool:
        return (start is None or start <= self.view.day) and (end is None or end > self.view.day)

    def covered(self) -> dict[int, set[int]]:
        """The covered target villages of the scope, each with its donors."""
        poor = self.view.target is VillageTarget.POOR
        targets = {
            one.village_id
            for one in self.designations
            if (poor or one.kind == "deep_poverty")
            and self.holds(one.start, None if self.view.exited else one.end)
            and (
                self.within is None or self.within in [party.id for party in above(one.village_id)]
            )
        }
        donors: dict[int, set[int]] = {}
        for one in self.pairings:
            signed = one.stage == "signed" and self.holds(one.start, one.end)
            if signed and one.recipient_id in targets:
                donors.setdefault(one.recipient_id, set()).add(one.donor_id)
        return donors

    def lost(self, parties: Iterable[int], *, whole: bool = True) -> list[int]:
        gone = set(parties)

        def withdraws(donor: int) -> bool:
            places = [party.id for party in above(donor)] if whole else [donor]
            return not gone.isdisjoint(places)

        return sorted(
            village for village, donors in self.covered().items() if all(map(withdraws, donors))
        )

    def dependence(self, grouping: DependenceGrouping) -> dict[int, int]:
        kind = {TOWNSHIP: "township", DISTRICT: "county"}
        parties = (
            GIVERS
            if grouping is DONOR
            else [party for party in GIVERS if BY_ID[party].kind == kind[grouping]]
        )
        found = {party: len(self.lost([party], whole=grouping is not DONOR)) for party in parties}
        return {party: number for party, number in found.items() if number}

    def worst(self, size: int, grouping: DependenceGrouping, donor_within: int | None) -> int:
        kind = {TOWNSHIP: "township", DISTRICT: "county"}
        parties = [
            party
            for party in GIVERS
            if (grouping is DONOR or BY_ID[party].kind == kind[grouping])
            and (donor_within is None or donor_within in [one.id for one in above(party)])
        ]
        return max(
            len(self.lost(chosen, whole=grouping is not DONOR))
            for number in range(size + 1)
            for chosen in combinations(parties, number)
        )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Few days and villages, so that most are covered, some by several donors."""
    spans = st.sampled_from([(None, None), (None, None), (0, None), (None, 3), (2, 5), (4, None)])
    stages = st.sampled_from([Stage.SIGNED] * 5 + [*Stage])
    ends = st.tuples(st.sampled_from(GIVERS), st.sampled_from([*VILLAGES, 14, 13]))
    pairings = [
        PairingRow(id_, f"p{97 * id_ % 101}", *pair, stage.text, *days)
        for id_, (pair, stage, days) in enumerate(
            draw(st.lists(st.tuples(ends, stages, spans), min_size=3, max_size=24)), 1
        )
    ]
    kinds = st.sampled_from([*DesignationKind, DesignationKind.DEEP_POVERTY])
    designations = [
        DesignationRow(id_, village, kind.text, *days)
        for id_, (village, kind, days) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(VILLAGES), kinds, spans), max_size=12)), 1
        )
    ]
    view = View(draw(st.integers(-1, 6)), draw(st.sampled_from(VillageTarget)), draw(st.booleans()))
    within = draw(st.none() | st.sampled_from([11, 13, 14, 18, 15, 20, 23, 40, 1]))
    return Ledger(pairings, designations, view, within)


def scope(snapshot: Snapshot, party: int | None) -> int | None:
    return None if party is None else snapshot.parties.row_of_id.at[party]


def ids(snapshot: Snapshot, rows: Iterable[int]) -> list[int]:
    return [snapshot.parties.id.at[at] for at in rows]


@settings(max_examples=300)
@given(ledgers(), st.sampled_from(DependenceGrouping))
def test_dependence_like_the_oracle(ledger: Ledger, grouping: DependenceGrouping) -> None:
    snapshot = ledger.snapshot
    found = dependence(snapshot, ledger.view, grouping, scope(snapshot, ledger.within))
    named = {ids(snapshot, [one.party])[0]: one.villages for one in found}
    assert named == ledger.dependence(grouping)
    assert len(named) == len(found)
    assert found == sorted(found, key=lambda one: (-one.villages, one.party))


@settings(max_examples=300)
@given(ledgers(), st.sets(st.sampled_from([*GIVERS, 15, 14]), max_size=4), st.booleans())
def test_withdrawal_like_the_oracle(ledger: Ledger, parties: set[int], whole: bool) -> None:
    snapshot = ledger.snapshot
    rows = [snapshot.parties.row_of_id.at[party] for party in sorted(parties)]
    within = scope(snapshot, ledger.within)
    lost = withdrawal(snapshot, ledger.view, rows, within, whole=whole).tolist()
    assert sorted(ids(snapshot, lost)) == ledger.lost(parties, whole=whole)
    assert lost == sorted(lost)


@settings(max_examples=200)
@given(ledgers(), st.sets(st.sampled_from([*GIVERS, 15, 14]), max_size=4), st.booleans())
def test_cover_without_them_is_that_of_a_ledger_without_their_pairings(
    ledger: Ledger, parties: set[int], whole: bool
) -> None:
    snapshot = ledger.snapshot
    gone = {
        giver
        for giver in GIVERS
        if not parties.isdisjoint({one.id for one in above(giver)} if whole else {giver})
    }
    left = [one for one in ledger.pairings if one.donor_id not in gone]
    after = Ledger(left, ledger.designations, ledger.view, ledger.within).snapshot
    rows = [snapshot.parties.row_of_id.at[party] for party in sorted(parties)]
    targets = target_villages(snapshot, ledger.view)
    found = cover_without(snapshot, ledger.view, targets, rows, whole=whole).tolist()
    assert found == [cover_of(after, ledger.view, village) for village in targets.tolist()]


@settings(max_examples=100)
@given(
    ledgers(),
    st.integers(1, 4),
    st.sampled_from(DependenceGrouping),
    st.none() | st.sampled_from([2, 3, 31, 5]),
)
def test_worst_like_every_choice(
    ledger: Ledger, size: int, grouping: DependenceGrouping, donor_within: int | None
) -> None:
    snapshot, within = ledger.snapshot, scope(ledger.snapshot, ledger.within)
    among = scope(snapshot, donor_within)
    found = worst(snapshot, ledger.view, size, grouping, within, donor_within=among)
    assert found.exact
    assert found.villages == found.bound == ledger.worst(size, grouping, donor_within)
    assert len(found.parties) <= size
    whole = grouping is not DONOR
    lost = withdrawal(snapshot, ledger.view, found.parties, within, whole=whole)
    assert len(lost) == found.villages
    for left_out in found.parties:
        fewer = [party for party in found.parties if party != left_out]
        kept = withdrawal(snapshot, ledger.view, fewer, within, whole=whole)
        assert len(kept) < found.villages, "a party that adds nothing is not named"


@settings(max_examples=100)
@given(ledgers(), st.integers(1, 4), st.sampled_from(DependenceGrouping))
def test_worst_without_time_says_how_far_off_it_may_be(
    ledger: Ledger, size: int, grouping: DependenceGrouping
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "WORK", 0)
        snapshot = ledger.snapshot
        within = scope(snapshot, ledger.within)
        found = worst(snapshot, ledger.view, size, grouping, within)
    assert found.villages <= ledger.worst(size, grouping, None) <= found.bound
    assert found.exact == (found.villages == found.bound)
    lost = withdrawal(snapshot, ledger.view, found.parties, within, whole=grouping is not DONOR)
    assert len(lost) == found.villages


@settings(max_examples=100)
@given(ledgers())
def test_what_is_held_is_what_coverage_counts(ledger: Ledger) -> None:
    snapshot, within = ledger.snapshot, scope(ledger.snapshot, ledger.within)
    held, counts = (
        held_villages(snapshot, ledger.view, within),
        coverage(snapshot, ledger.view, within),
    )
    assert len(held.villages) == counts.covered
    sole = dependence(snapshot, ledger.view, DONOR, within)
    assert sum(one.villages for one in sole) == counts.sole_donor
    assert all(
        cover_of(snapshot, ledger.view, at) is Cover.COVERED for at in held.villages.tolist()
    )


# Small exact networks.


def signed(*pairs: tuple[int, int]) -> Snapshot:
    """These donors (ids) cover these villages."""
    pairings = [PairingRow(n, f"p{n}", *pair, "signed") for n, pair in enumerate(pairs, 1)]
    designations = [DesignationRow(n, village) for n, village in enumerate(VILLAGES, 1)]
    return assemble(WIDER, pairings, designations)


ANY = View(0)
TOWN, FIRM, SCHOOL, COMMUNITY, VILLAGE_FIRM = 3, 5, 6, 4, 34
FAR_TOWN, FAR_FIRM, OFFICE = 32, 33, 35


def found(snapshot: Snapshot, grouping: DependenceGrouping) -> list[tuple[str, int]]:
    return [(snapshot.parties.key(p), n) for p, n in dependence(snapshot, ANY, grouping)]


def test_two_donors_of_one_street_are_one_thread() -> None:
    snapshot = signed((TOWN, 15), (FIRM, 15), (VILLAGE_FIRM, 15), (FIRM, 16))
    assert found(snapshot, DONOR) == [("E1", 1)]
    assert found(snapshot, TOWNSHIP) == [("110115005", 2)]
    assert found(snapshot, DISTRICT) == [("110115", 2)]


def test_donor_directly_in_the_district_has_no_township() -> None:
    snapshot = signed((SCHOOL, 15), (SCHOOL, 16), (FIRM, 16))
    assert found(snapshot, DONOR) == [("S1", 1)]
    assert found(snapshot, TOWNSHIP) == []
    assert found(snapshot, DISTRICT) == [("110115", 2)]


def test_donor_of_no_district_keeps_a_village_from_hanging_on_one() -> None:
    snapshot = signed((OFFICE, 15), (FIRM, 15), (OFFICE, 16))
    assert found(snapshot, DONOR) == [("B1", 1)]
    assert found(snapshot, DISTRICT) == []


def test_two_districts_hold_a_village_together() -> None:
    snapshot = signed((FIRM, 15), (FAR_FIRM, 15))
    assert [found(snapshot, grouping) for grouping in DependenceGrouping] == [[], [], []]
    assert worst(snapshot, ANY, 1, DISTRICT) == ([], 0, True, 0)
    assert worst(snapshot, ANY, 2, DISTRICT).villages == 1


def test_equal_ones_stand_in_division_order() -> None:
    snapshot = signed((FAR_FIRM, 15), (FIRM, 16), (TOWN, 17), (TOWN, 19))
    assert found(snapshot, DONOR) == [("110115005", 2), ("E1", 1), ("E2", 1)]


def test_renewed_pairing_is_one_donor() -> None:
    snapshot = signed((FIRM, 15), (FIRM, 15))
    assert found(snapshot, DONOR) == [("E1", 1)]


def test_division_takes_along_all_in_it_or_itself_alone() -> None:
    snapshot = signed((TOWN, 15), (FIRM, 16), (COMMUNITY, 17), (FAR_FIRM, 19))
    town = [snapshot.parties.row("110115005")]
    whole = withdrawal(snapshot, ANY, town).tolist()
    alone = withdrawal(snapshot, ANY, town, whole=False).tolist()
    assert sorted(keys(whole, snapshot)) == ["150926201#01", "150926201200", "150926201201"]
    assert keys(alone, snapshot) == ["150926201200"]
    assert withdrawal(snapshot, ANY, []).tolist() == []


def test_only_signed_and_active_pairings_hold() -> None:
    """Of the small network's village one donor signed and another only planned."""
    assert keys(withdrawal(SMALL, View(TODAY), [row("E1")]).tolist()) == ["150926201200"]
    assert withdrawal(SMALL, View(TODAY), [row("110115005"), row("S1")]).tolist() == [
        row("150926201200")
    ]
    assert withdrawal(SMALL, View(TODAY), [row("S1")]).tolist() == []
    ended = View(TODAY + 365)
    assert withdrawal(SMALL, ended, [row("E1")]).tolist() == []
    assert dependence(SMALL, ended, DONOR) == []


def test_worst_pair_is_not_the_worst_two_alone() -> None:
    """Each of the first two holds a village alone, the other two hold three together."""
    snapshot = signed((FIRM, 15), (TOWN, 16), *((d, v) for v in (17, 19, 25) for d in (6, 33)))
    assert found(snapshot, DONOR) == [("110115005", 1), ("E1", 1)]
    pair = worst(snapshot, ANY, 2, DONOR)
    assert sorted(keys(pair.parties, snapshot)) == ["E2", "S1"]
    assert pair[1:] == (3, True, 3)


def test_worst_names_no_more_than_are_needed() -> None:
    snapshot = signed((FIRM, 15), (FIRM, 16))
    assert keys(worst(snapshot, ANY, 5, DONOR).parties, snapshot) == ["E1"]


@pytest.mark.parametrize("size", [0, -1, MOST + 1])
def test_worst_of_an_odd_number_is_refused(size: int) -> None:
    with pytest.raises(Invalid, match=f"1 至 {MOST} 个"):
        worst(SMALL, ANY, size, DONOR)


def test_empty_ledger_has_no_thread() -> None:
    snapshot = assemble([], [])
    assert dependence(snapshot, ANY, DONOR) == []
    assert worst(snapshot, ANY, 3, DONOR) == ([], 0, True, 0)


def test_hard_search_ends_and_brackets_the_answer() -> None:
    """Forty donors, every village held by three of them: too much for the work allowed."""
    firms = [PartyRow(100 + n, f"F{n:02}", "enterprise", "donor", f"公司{n}", 3) for n in range(40)]
    villages = [
        PartyRow(200 + n, f"150926202{300 + n}", "village", "recipient", f"村{n}", 18)
        for n in range(400)
    ]
    threes = [
        sorted({7 * n % 40, (11 * n + n // 40) % 40, (17 * n + n // 3) % 40}) for n in range(400)
    ]
    pairs = [(100 + firm, 200 + n) for n, three in enumerate(threes) for firm in three]
    pairings = [PairingRow(n, f"p{n}", *pair, "signed") for n, pair in enumerate(pairs, 1)]
    designations = [DesignationRow(n, 200 + n) for n in range(400)]
    snapshot = assemble([*WIDER, *firms, *villages], pairings, designations)
    for size, proved in ((3, True), (10, False)):
        most = worst(snapshot, ANY, size, DONOR)
        assert most.exact is proved
        lost = withdrawal(snapshot, ANY, most.parties)
        assert len(lost) == most.villages <= most.bound
        best = Counter(frozenset(three) for three in threes).most_common(1)[0][1]
        assert most.villages >= best
        assert most.exact == (most.villages == most.bound)


@pytest.mark.parametrize("seed", range(12))
def test_worst_among_many_alike_is_proved(seed: int) -> None:
    """Twelve donors, nearly every village held by two or three: a first guess is seldom best."""
    chance = Random(seed)
    firms = [PartyRow(100 + n, f"F{n:02}", "enterprise", "donor", f"公司{n}", 3) for n in range(12)]
    villages = [
        PartyRow(200 + n, f"150926202{300 + n}", "village", "recipient", f"村{n}", 18)
        for n in range(50)
    ]
    held = [set(chance.sample(range(12), chance.choice([2, 2, 3]))) for _ in villages]
    pairs = [(100 + firm, 200 + n) for n, firms_ in enumerate(held) for firm in sorted(firms_)]
    pairings = [PairingRow(n, f"p{n}", *pair, "signed") for n, pair in enumerate(pairs, 1)]
    designations = [DesignationRow(n, village.id) for n, village in enumerate(villages, 1)]
    snapshot = assemble([*WIDER, *firms, *villages], pairings, designations)
    best = max(
        sum(village <= set(chosen) for village in held) for chosen in combinations(range(12), 4)
    )
    assert worst(snapshot, ANY, 4, DONOR)[1:] == (best, True, best)
