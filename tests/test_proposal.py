"""Proposals: the contract's definition on networks known by heart, and against two oracles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from random import Random

import networkx as nx
import numpy as np
import pytest
from proposal_networks import DAY, VIEW, Definition, Ledger, Making, generated, rises, small

from graph.analysis import assignment
from graph.analysis.assignment import Choices, TooLarge, assign
from graph.analysis.coverage import View
from graph.analysis.proposal import Proposal, propose
from graph.errors import Rejected
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Snapshot

Keys = tuple[str, str]


def proposed(
    made: Making,
    *,
    within: str = "",
    district: str = "",
    capacities: Mapping[str, int] | None = None,
    pinned: Collection[Keys] = (),
    forbidden: Collection[Keys] = (),
    withdrawn: Collection[str] = (),
    whole: bool = True,
) -> tuple[dict[str, tuple[str, int]], dict[str, str], int]:
    """Donor and cost by village, the reasons of the others, and the total, all by keys."""
    snapshot = made.ledger.snapshot()
    row = snapshot.parties.row

    def rows(pairs: Collection[Keys]) -> list[tuple[int, int]]:
        return [(row(donor), row(village)) for donor, village in pairs]

    found = propose(
        snapshot,
        VIEW,
        row(within) if within else None,
        district=row(district) if district else None,
        capacities={row(key): number for key, number in (capacities or {}).items()},
        pinned=rows(pinned),
        forbidden=rows(forbidden),
        withdrawn=[row(key) for key in withdrawn],
        whole=whole,
    )
    return (*told(snapshot, found), found.total_cost)


def told(snapshot: Snapshot, found: Proposal) -> tuple[dict[str, tuple[str, int]], dict[str, str]]:
    key = snapshot.parties.key
    return (
        {key(one.village): (key(one.donor), one.cost) for one in found.pairings},
        {key(one.village): one.reason.name for one in found.unassigned},
    )


def test_as_many_villages_as_can_be_and_the_reason_of_every_other() -> None:
    taken, left, cost = proposed(small())
    assert sorted(taken.values()) == [("e1", 20), ("e1", 21), ("e2", 20), ("e3", 20)]
    assert taken["v4"] == ("e3", 20)
    assert left == {"v5": "NO_PAIRED_DISTRICT"}
    assert cost == 81


def test_cost_is_how_near_the_donor_stands() -> None:
    made = small()
    made.pair("e1", "T2")
    taken = proposed(made)[0]
    assert taken["v3"][0] == "e1"
    assert sorted(taken.values()) in (
        [("e1", 0), ("e1", 11), ("e2", 20), ("e3", 20)],
        [("e1", 1), ("e1", 10), ("e2", 20), ("e3", 20)],
    )
    made = small()
    made.pair("e2", "C1")
    assert sorted(cost for _, cost in proposed(made)[0].values()) == [10, 20, 20, 21]


@pytest.mark.parametrize("stage", ["planned", "negotiating", "cancelled"])
def test_only_signed_pairings_bring_a_donor_near(stage: str) -> None:
    made = small()
    made.pair("e1", "T2", stage)
    assert proposed(made)[2] == 81


def test_pairing_with_any_party_in_the_county_brings_near() -> None:
    made = small()
    made.party("h", "hospital", "recipient", "T2")
    made.pair("e2", "h")
    assert proposed(made)[2] == 20 + 21 + 10 + 20


def test_number_held_counts_distinct_villages_of_all_but_cancelled_pairings() -> None:
    made = small()
    made.villages("v6", "v7", above="T4")
    made.pair("e1", "v6", "negotiating")
    made.pair("e1", "v7", "cancelled")
    made.pair("e1", "v7", end=DAY)
    made.pair("e1", "C1", "planned")
    taken, left, _ = proposed(made)
    assert [one for one, _ in taken.values()].count("e1") == 1
    assert sorted(cost for _, cost in taken.values()) == [20, 20, 21]
    assert sorted(left.values()) == ["CAPACITY_EXHAUSTED", *["NO_PAIRED_DISTRICT"] * 2]
    assert left["v5"] == left["v7"] == "NO_PAIRED_DISTRICT"


def test_donor_with_a_pairing_to_come_is_not_eligible() -> None:
    made = small()
    made.pair("e3", "v4", start=DAY + 50)
    assert proposed(made)[1]["v4"] == "NO_CAPACITY_OFFERED"
    made.party("e5", "school", "donor", "D2", 0)
    assert proposed(made)[1]["v4"] == "CAPACITY_EXHAUSTED"


def test_district_must_support_by_itself_and_today() -> None:
    made = small()
    made.pair("D3", "T4", "planned")
    made.pair("e1", "T4")
    made.pair("D2", "T4", end=DAY)
    assert proposed(made)[1]["v5"] == "NO_PAIRED_DISTRICT"
    made.pair("D3", "C2")
    assert proposed(made)[1]["v5"] == "NO_CAPACITY_OFFERED"
    assert proposed(made, capacities={"D3": 1})[0]["v5"] == ("D3", 10)


def test_covered_and_planned_villages_are_left_out() -> None:
    made = small()
    made.pair("e1", "v1", "planned")
    made.pair("D3", "v3")
    taken, left, _ = proposed(made)
    assert {*taken, *left} == {"v2", "v4", "v5"}


def test_scope_is_a_division_or_what_a_district_may_take() -> None:
    taken = proposed(small(), within="T1")[0]
    assert sorted(taken) == ["v1", "v2"]
    assert sorted(taken.values()) == [("e1", 20), ("e2", 20)]
    taken, left, _ = proposed(small(), district="D2")
    assert taken == {"v4": ("e3", 20)}
    assert left == {}
    assert proposed(small(), district="D2", within="C1")[:2] == ({}, {})


def test_capacities_what_if() -> None:
    taken, left, _ = proposed(small(), capacities={"e1": 0, "e2": 1})
    assert sorted(taken.values()) == [("e2", 20), ("e3", 20)]
    assert sorted(left.values()) == [*["CAPACITY_EXHAUSTED"] * 2, "NO_PAIRED_DISTRICT"]
    assert proposed(small(), capacities={"e4": 5})[0]["v4"] in (("e3", 20), ("e4", 20))


def test_pinned_and_forbidden_choices() -> None:
    taken, _, cost = proposed(small(), pinned=[("e2", "v1")])
    assert taken["v1"] == ("e2", 20)
    assert cost == 81
    taken, left, _ = proposed(small(), forbidden=[("e1", "v1"), ("e2", "v1")])
    assert left["v1"] == "CAPACITY_EXHAUSTED"
    assert {taken["v2"][0], taken["v3"][0]} == {"e1", "e2"}


@pytest.mark.parametrize(
    ("pinned", "capacities", "said"),
    [
        ([("e3", "v1")], {}, "不能指定e3支援v1：它所在的区没有与这个村的县或乡镇签订结对"),
        ([("e4", "v4")], {}, "不能指定e4支援v4：它没有写明可结对村数"),
        ([("e2", "v1"), ("e2", "v2")], {}, "给e2指定了 2 村，它只能再结 1 村"),
        ([("e2", "v1")], {"e2": 0}, "给e2指定了 1 村，它只能再结 0 村"),
        ([("e1", "v1"), ("e2", "v1")], {}, "v1指定了两家支援方，只能指定一家"),
        ([("e1", "T1")], {}, "T1不在待结对的村里"),
    ],
)
def test_pinned_choice_that_cannot_be_is_refused_by_name(
    pinned: list[Keys], capacities: dict[str, int], said: str
) -> None:
    with pytest.raises(Rejected, match=said):
        proposed(small(), pinned=pinned, capacities=capacities)


def test_pinned_choice_that_is_forbidden_or_would_overlap_is_refused() -> None:
    with pytest.raises(Rejected, match="既是指定的，又是排除的"):
        proposed(small(), pinned=[("e1", "v1")], forbidden=[("e1", "v1")])
    made = small()
    made.pair("e3", "v4", start=DAY + 50)
    with pytest.raises(Rejected, match="双方已有一条未结束的结对关系"):
        proposed(made, pinned=[("e3", "v4")])


def test_reasons_say_why_this_donor() -> None:
    made = small()
    made.pair("e1", "T1")
    made.pair("e2", "T2", start=50)
    snapshot = made.ledger.snapshot()
    said = {
        snapshot.parties.key(one.village): one.reason for one in propose(snapshot, VIEW).pairings
    }
    left = "；可结对 2 村，已承担 0 村，接下这一村后还可再结 1 村"
    assert said["v1"] == f"已与T1签订结对{left}"
    assert said["v3"].startswith("已与T2签订结对")
    assert said["v4"] == "D2与T3签订了结对；可结对 1 村，已承担 0 村，接下这一村后还可再结 0 村"


def supporting() -> Making:
    """The small ledger; e1 covers v1 alone, e2 and e3 cover v4, D1 plans v3."""
    made = small()
    made.pair("e1", "v1")
    made.pair("e2", "v4")
    made.pair("e3", "v4")
    made.pair("D1", "v3", "planned")
    return made


def test_what_only_those_who_withdraw_gave_is_open_and_they_offer_nothing() -> None:
    made = supporting()
    assert sorted({**proposed(made)[0], **proposed(made)[1]}) == ["v2", "v5"]
    taken, left, _ = proposed(made, withdrawn=["e1"], capacities={"e2": 3})
    assert {donor for donor, _ in taken.values()} == {"e2"}
    assert sorted(taken) == ["v1", "v2"]
    assert sorted(cost for _, cost in taken.values()) == [21, 22]
    assert left == {"v5": "NO_PAIRED_DISTRICT"}
    assert proposed(made, withdrawn=["e1"])[1]["v1"] == "CAPACITY_EXHAUSTED"
    assert proposed(made, withdrawn=["e2", "e3"], capacities={"e4": 1})[0]["v4"] == ("e4", 20)


def test_what_they_plan_counts_as_gone_too() -> None:
    assert "v3" in proposed(supporting(), withdrawn=["D1"], whole=False)[1]


def test_district_takes_along_all_in_it_unless_it_withdraws_alone() -> None:
    made = supporting()
    made.pair("D2", "C1")
    taken, left, _ = proposed(made, withdrawn=["D1"], capacities={"e3": 4})
    assert {donor for donor, _ in taken.values()} == {"e3"}
    assert sorted(taken) == ["v1", "v2", "v3"]
    assert left == {"v5": "NO_PAIRED_DISTRICT"}
    # Nothing of D1 is paired with C1 then, but e1 keeps its village.
    taken, left, _ = proposed(supporting(), withdrawn=["D1"], whole=False)
    assert taken == {}
    assert left == dict.fromkeys(["v2", "v3", "v5"], "NO_PAIRED_DISTRICT")


def test_district_that_withdraws_is_no_scope_any_more() -> None:
    assert proposed(supporting(), district="D1", withdrawn=["D1"])[:2] == ({}, {})


def test_capacity_wished_for_of_one_who_withdraws_is_nothing_and_no_choice_is_fixed() -> None:
    taken, left, _ = proposed(small(), withdrawn=["e1", "e2"], capacities={"e1": 9})
    assert taken == {"v4": ("e3", 20)}
    assert left["v1"] == "NO_CAPACITY_OFFERED"
    with pytest.raises(Rejected, match="不能指定e1支援v1：方案假设它已退出"):
        proposed(small(), withdrawn=["e1"], pinned=[("e1", "v1")])


def test_proposal_of_the_day_is_not_that_of_a_withdrawal() -> None:
    snapshot = supporting().ledger.snapshot()
    row = snapshot.parties.row
    plain = propose(snapshot, VIEW)
    assert propose(snapshot, VIEW, withdrawn=[row("D1")]) != plain
    alone = propose(snapshot, VIEW, withdrawn=[row("D1")], whole=False)
    assert alone != propose(snapshot, VIEW, withdrawn=[row("D1")])
    assert propose(snapshot, VIEW) is plain


def check(
    ledger: Ledger, found: Proposal, snapshot: Snapshot, gone: Collection[str] = ()
) -> Definition:
    """Is it feasible, does it cost what it says, and is every reason the true one?"""
    rules = Definition(ledger, gone)
    taken, left = told(snapshot, found)
    assert sorted([*taken, *left]) == rules.open
    loads: defaultdict[str, list[int]] = defaultdict(list)
    for village, (donor, cost) in taken.items():
        assert donor in rules.offering(village)
        loads[donor].append(cost - rules.tie(donor, village))
    for donor, costs in loads.items():
        assert costs[0] == rules.held(donor)
        assert rises(costs)
        assert len(costs) <= rules.free(donor)
    assert left == {village: rules.reason(village) for village in left}
    assert found.total_cost == sum(cost for _, cost in taken.values())
    return rules


@pytest.mark.parametrize("seed", range(60))
def test_every_way_to_assign_is_no_better(seed: int) -> None:
    ledger = generated(seed, 6, 5)
    snapshot = ledger.snapshot()
    found = propose(snapshot, VIEW)
    rules = check(ledger, found, snapshot)
    assert (-len(found.pairings), found.total_cost) == rules.best()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(60))
def test_every_way_to_assign_is_no_better_after_a_withdrawal(seed: int, whole: bool) -> None:
    ledger = generated(seed, 6, 5)
    givers = [party.key for party in ledger.parties if party.key[0] in "DSe"]
    withdrawn = Random(seed).sample(givers, 2)
    snapshot = ledger.snapshot()
    rows = [snapshot.parties.row(key) for key in withdrawn]
    found = propose(snapshot, VIEW, withdrawn=rows, whole=whole)
    rules = Definition(ledger)
    gone = {
        party.key
        for party in ledger.parties
        if {party.key, *(rules.above(party.key) if whole else ())} & {*withdrawn}
    }
    rules = check(ledger, found, snapshot, gone)
    assert (-len(found.pairings), found.total_cost) == rules.best()


def flow(rules: Definition) -> tuple[int, int]:
    """The same by networkx: minus the number of villages, and the cost, of the cheapest flow in
    which a village may stay without a donor at a price above all others together."""
    ties = rules.ties()
    graph: nx.DiGraph[object] = nx.DiGraph()
    none = (40 + max((rules.held(donor) for donor, _ in ties), default=0)) * (len(rules.open) + 1)
    graph.add_node("sink", demand=len(rules.open))
    for village in rules.open:
        graph.add_node(("v", village), demand=-1)
        graph.add_edge(("v", village), "sink", weight=none)
    for (donor, village), tie in ties.items():
        graph.add_edge(("v", village), ("d", donor), weight=tie, capacity=1)
    for donor in {donor for donor, _ in ties}:
        for more in range(rules.free(donor)):
            place = ("s", donor, more)
            graph.add_edge(("d", donor), place, capacity=1)
            graph.add_edge(place, "sink", weight=rules.held(donor) + more, capacity=1)
    cost, _ = nx.network_simplex(graph)
    left, rest = divmod(cost, none)
    return left - len(rules.open), rest


@pytest.mark.parametrize(("seed", "donors"), [(1, 12), (2, 40), (3, 90), (4, 25)])
def test_network_simplex_finds_the_same_optimum(
    seed: int, donors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "FIRST", 2)
    ledger = generated(seed, 110, donors, counties=4)
    snapshot = ledger.snapshot()
    found = propose(snapshot, VIEW)
    rules = check(ledger, found, snapshot)
    assert found.pairings
    assert (-len(found.pairings), found.total_cost) == flow(rules)


@pytest.mark.parametrize("first", [1, 3, 1000])
def test_how_many_slots_are_looked_at_first_does_not_matter(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = generated(5, 80, 30, counties=3).snapshot()
    wanted = propose(snapshot, VIEW)
    monkeypatch.setattr(assignment, "FIRST", first)
    found = propose(snapshot, VIEW)
    assert len(found.pairings) == len(wanted.pairings)
    assert found.total_cost == wanted.total_cost


@pytest.mark.parametrize("seed", range(8))
def test_other_ids_give_the_same_proposal(seed: int) -> None:
    ledger = generated(seed, 40, 20)
    snapshot, other = ledger.snapshot(), ledger.renumbered(seed).snapshot()
    assert told(other, propose(other, VIEW)) == told(snapshot, propose(snapshot, VIEW))


@pytest.mark.parametrize("seed", range(4))
def test_one_choice_ruled_out_changes_little(seed: int) -> None:
    snapshot = generated(seed, 90, 40, counties=3).snapshot()
    before = {one.village: one.donor for one in propose(snapshot, VIEW).pairings}
    village, donor = next(iter(before.items()))
    found = propose(snapshot, VIEW, forbidden=[(donor, village)])
    after = {one.village: one.donor for one in found.pairings}
    changed = [one for one in before.keys() | after.keys() if before.get(one) != after.get(one)]
    assert 1 <= len(changed) <= 6


def test_day_decides() -> None:
    made = small()
    made.pair("D1", "C2", start=DAY + 1)
    snapshot = made.ledger.snapshot()
    assert len(propose(snapshot, VIEW).pairings) == 4
    later = propose(snapshot, View(DAY + 1))
    assert [one.reason.name for one in later.unassigned] == ["CAPACITY_EXHAUSTED"]


class Table:
    """Rows that may take what a table says."""

    def __init__(self, costs: list[list[int]]) -> None:
        self._costs = costs

    def cheapest(self, row: int, size: int) -> Choices:
        costs = np.array(self._costs[row])
        slots = np.argsort(costs, kind="stable")[:size]
        whole = len(slots) == len(costs)
        bound = None if whole else int(costs[slots[-1]])
        return Choices(slots, costs[slots], bound)

    def marks(self, rows: IntArray, slots: IntArray) -> IntArray:
        return np.zeros(len(rows), dtype=np.int64)


def test_assignment_asks_for_more_until_it_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignment, "FIRST", 1)
    market = Table([[1, 2, 9], [1, 5, 9], [1, 3, 4]])
    assert assign(market, range(3)) == [1, 0, 2]
    assert assign(market, []) == []
    assert assign(Table([[7], [3]]), range(2)) == [NOWHERE, 0]


def test_task_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignment, "MOST_ARCS", 5)
    with pytest.raises(TooLarge, match="请缩小范围"):
        proposed(small())
