"""The way between two parties as steps and as a sentence; what is around one; shared counties."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import PARTIES, SMALL, TODAY, days, pairing_rows, row, with_pairings
from web_network import districts_and_counties

from graph.analysis import shared as sharing
from graph.analysis.neighbourhood import Tie, neighbourhood, reach, ties
from graph.analysis.shared import Shared, shared_counties
from graph.analysis.way import Step, sentence, way
from graph.errors import Invalid
from graph.network.rows import PairingRow
from graph.network.snapshot import NOWHERE, Snapshot

parties = st.sampled_from(range(len(PARTIES)))


def told(start: str, goal: str, snapshot: Snapshot = SMALL) -> str:
    steps = way(snapshot, TODAY, row(start), row(goal))
    assert steps is not None
    return sentence(snapshot, steps)


def test_sentence_tells_each_step_in_its_direction() -> None:
    assert told("E1", "150926201") == (
        "京粮（集团）有限公司自 2020-01-01 起结对支援赛汉村村委会，赛汉村村委会属于乌拉哈乌拉乡。"
    )
    assert told("E1", "150926") == (
        "京粮（集团）有限公司属于黄村地区，黄村地区属于大兴区，"
        "大兴区自 2018-03 起结对支援察哈尔右翼前旗。"
    )
    assert told("653221", "110115005") == (
        "和田县自 2018 起由大兴区结对支援，大兴区辖区里有黄村地区。"
    )


def test_start_that_nobody_knows_is_not_told_and_parallel_pairings_are() -> None:
    twice = [
        PairingRow(1, "a", 5, 15, "signed"),
        PairingRow(2, "b", 5, 15, "signed", programme="另一渠道"),
    ]
    said = told("E1", "150926201200", with_pairings(twice))
    assert said == "京粮（集团）有限公司结对支援赛汉村村委会（另有 1 条结对关系）。"


def test_way_to_oneself_has_no_step_and_no_way_is_none() -> None:
    assert (way(SMALL, TODAY, 3, 3), sentence(SMALL, [])) == ([], "")
    assert way(SMALL, TODAY, row("E1"), row("653201")) is None


@given(pairing_rows(), days, parties, parties)
def test_steps_join_from_start_to_goal(
    held: list[PairingRow], day: int, start: int, goal: int
) -> None:
    snapshot = with_pairings(held)
    steps = way(snapshot, day, start, goal)
    if steps is None:
        return
    assert [start, *(step.end for step in steps)] == [*(step.start for step in steps), goal]
    parent, pairings = snapshot.parties.parent.at, snapshot.pairings
    for one, other, found in steps:
        ends = {frozenset((pairings.donor.at[at], pairings.recipient.at[at])) for at in found}
        assert ends == ({frozenset((one, other))} if found else set())
        assert found or parent[one] == other or parent[other] == one


@given(pairing_rows(), days, parties, st.integers(1, 4))
def test_everybody_around_is_the_neighbourhood_and_each_is_tied(
    held: list[PairingRow], day: int, center: int, hops: int
) -> None:
    snapshot = with_pairings(held)
    levels, found = reach(snapshot, day, center, hops), neighbourhood(snapshot, day, center, hops)
    assert [at for level in levels for at in level] == found.parties
    assert [n for n, level in enumerate(levels) for _ in level] == found.distances
    between = {
        (Tie(snapshot.pairings.donor.at[at], at), snapshot.pairings.recipient.at[at])
        for at in found.pairings
    }
    tied = {
        (tie, party)
        for party in found.parties
        for tie in ties(snapshot, day, party, set(found.parties))
    }
    given_ = {(tie, at) for tie, at in tied if tie.pairing != NOWHERE}
    assert {(tie, at) for tie, at in given_ if not snapshot.parties.is_donor(at)} == between
    parts = {(at, tie.party) for tie, at in tied if tie.pairing == NOWHERE}
    assert {(at, snapshot.parties.parent.at[at]) for at in found.parts} <= parts
    assert len(parts) == 2 * len(found.parts)
    for near, far in pairwise(levels):
        assert all(ties(snapshot, day, at, set(near)) for at in far)


number = st.integers(0, 3)


@given(st.lists(st.tuples(number, number, st.integers(0, 1), st.integers(0, 1))), st.booleans())
def test_shared_counties_are_the_bipartite_projection(
    drawn: list[tuple[int, int, int, int]], narrow: bool
) -> None:
    b, givers, takers = districts_and_counties()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"{side}{n}" for side in ("11010", "61010") for n in range(4))
    for district, county, giver, taker in drawn:
        b.pair(givers[district][giver], takers[county][taker])
        if county == 2 or not narrow:
            graph.add_edge(f"11010{district}", f"61010{county}")
    snapshot = b.snapshot()
    key = snapshot.parties.key
    projected = nx.bipartite.weighted_projected_graph(graph, [f"11010{n}" for n in range(4)])
    found = shared_counties(snapshot, TODAY, snapshot.parties.row("610102") if narrow else None)
    assert [len(one.counties) for one in found] == sorted(
        (len(one.counties) for one in found), reverse=True
    )
    assert {(key(one.first), key(one.second)): len(one.counties) for one in found} == {
        (min(ends), max(ends)): projected.edges[ends]["weight"] for ends in projected.edges
    }
    for pair in found:
        for district in (pair.first, pair.second):
            assert all(graph.has_edge(key(district), key(county)) for county in pair.counties)


def test_districts_share_the_counties_that_both_support() -> None:
    """Of a county itself, or of anything in it; most first."""
    b, givers, takers = districts_and_counties()
    districts, counties = [it[0] for it in givers], [it[0] for it in takers]
    b.pair(districts[0], counties[0])
    b.pair(givers[1][1], takers[0][1])
    for district in (1, 2):
        for county in (1, 2):
            b.pair(districts[district], counties[county])
    b.pair(districts[3], counties[0], "planned")
    snapshot = b.snapshot()
    rows = {key: snapshot.parties.row(key) for key in ("110100", "110101", "110102")}
    places = [snapshot.parties.row(f"61010{n}") for n in range(3)]
    assert shared_counties(snapshot, TODAY) == [
        Shared(rows["110101"], rows["110102"], (places[1], places[2])),
        Shared(rows["110100"], rows["110101"], (places[0],)),
    ]
    assert len(shared_counties(snapshot, TODAY, places[0])) == 1


def test_too_many_districts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_DISTRICTS", 0)
    with pytest.raises(Invalid, match="这里有 1 个支援区，最多能比较 0 个"):
        shared_counties(SMALL, TODAY + 2)


def test_steps_are_values() -> None:
    steps = way(SMALL, TODAY, row("E1"), row("150926201"))
    assert steps == [
        Step(row("E1"), row("150926201200"), (4,)),
        Step(row("150926201200"), row("150926201"), ()),
    ]
