"""Neighbourhoods and paths are those that networkx finds in a graph of everything."""

from __future__ import annotations

from itertools import chain, pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import (
    GIVERS,
    PARTIES,
    SMALL,
    TAKERS,
    TODAY,
    days,
    keys,
    pairing_rows,
    row,
    with_pairings,
)

from graph.analysis.neighbourhood import Neighbourhood, neighbourhood, shortest_path
from graph.network.build import assemble
from graph.network.rows import PairingRow, PartyRow
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage

parties = st.sampled_from(range(len(PARTIES)))
PROMISED = (Stage.NEGOTIATING, Stage.PLANNED, Stage.SIGNED)
SIGNED = (Stage.SIGNED,)


def graph_of(snapshot: Snapshot, day: int, stages: tuple[Stage, ...]) -> nx.MultiGraph[int]:
    """Every party and every link, by the words of the contract."""
    held, everybody = snapshot.pairings, snapshot.parties
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(range(len(everybody)))
    for at in range(len(held)):
        if held.stage.at[at] in stages and held.start.at[at] <= day < held.end.at[at]:
            graph.add_edge(held.donor.at[at], held.recipient.at[at], pairing=at)
    for at in range(len(everybody)):
        parent = everybody.parent.at[at]
        if parent != NOWHERE and everybody.kind_of(parent) not in (
            PartyKind.PROVINCE,
            PartyKind.PREFECTURE,
        ):
            graph.add_edge(at, parent, part=at)
    return graph


def with_links(
    snapshot: Snapshot, graph: nx.MultiGraph[int], nodes: dict[int, int], *, truncated: bool
) -> Neighbourhood:
    """These parties, in their order, with every link of the graph between two of them."""
    links = [link for *_, link in graph.subgraph(nodes).edges(data=True)]
    held = snapshot.pairings

    def place(at: int) -> tuple[int, int, int, str]:
        return held.recipient.at[at], held.donor.at[at], held.start.at[at], held.key(at)

    pairings = sorted((link["pairing"] for link in links if "pairing" in link), key=place)
    parts = sorted(link["part"] for link in links if "part" in link)
    return Neighbourhood(list(nodes), list(nodes.values()), pairings, parts, truncated)


def brute_neighbourhood(
    snapshot: Snapshot, day: int, center: int, hops: int, limit: int
) -> Neighbourhood:
    everybody, graph = snapshot.parties, graph_of(snapshot, day, PROMISED)
    far = nx.single_source_shortest_path_length(graph, center, cutoff=hops)
    order = sorted(far, key=lambda at: (far[at], everybody.kind.at[at], everybody.key(at)))
    nodes = {at: far[at] for at in order[:limit]}
    return with_links(snapshot, graph, nodes, truncated=len(far) > limit)


def brute_path(snapshot: Snapshot, day: int, start: int, goal: int) -> Neighbourhood | None:
    graph = graph_of(snapshot, day, SIGNED)
    if not nx.has_path(graph, start, goal):
        return None
    ways = nx.all_shortest_paths(graph, start, goal)
    way = min(ways, key=lambda way: [snapshot.parties.key(at) for at in way])
    nodes = {at: distance for distance, at in enumerate(way)}
    return with_links(snapshot, graph, nodes, truncated=False)


@st.composite
def ledgers(draw: st.DrawFn) -> Snapshot:
    """The small network's parties under keys that say nothing of where they lie, so that the order
    of rows is none of keys; pairings of all kinds, or many signed ones."""
    named = draw(st.permutations([party.key for party in PARTIES]))
    everybody = [party._replace(key=key) for party, key in zip(PARTIES, named, strict=True)]
    ends = st.tuples(st.sampled_from(GIVERS), st.sampled_from(TAKERS))
    signed = st.lists(ends, min_size=10, max_size=40).map(
        lambda drawn: [PairingRow(n, f"p{n}", *pair) for n, pair in enumerate(drawn, 1)]
    )
    return assemble(everybody, draw(pairing_rows() | signed))


@given(ledgers(), days, parties, st.integers(1, 4), st.integers(1, 25))
def test_neighbourhood_is_that_of_the_whole_graph(
    snapshot: Snapshot, day: int, center: int, hops: int, limit: int
) -> None:
    found = neighbourhood(snapshot, day, center, hops, limit)
    assert found == brute_neighbourhood(snapshot, day, center, hops, limit)


@given(ledgers(), days, parties, parties)
def test_path_is_the_first_shortest_of_the_whole_graph(
    snapshot: Snapshot, day: int, start: int, goal: int
) -> None:
    found = shortest_path(snapshot, day, start, goal)
    assert found == brute_path(snapshot, day, start, goal)


def reached(center: str, hops: int, limit: int = 100) -> tuple[list[str], bool]:
    found = neighbourhood(SMALL, TODAY, row(center), hops, limit)
    return keys(found.parties), found.truncated


def test_limit_that_is_just_enough_cuts_nothing_off() -> None:
    everything = [
        "150926201",
        "150926",
        "110115005",
        "150926201#01",
        "150926201200",
        "150926201201",
    ]
    assert reached("150926201", 1, 6) == (everything, False)
    assert reached("150926201", 1, 5) == (everything[:5], True)
    assert reached("150926201", 2, 6) == (everything, True)


def test_nodes_come_by_kind_before_key() -> None:
    """The county 650000 lies in a prefecture, the hospital comes behind the township."""
    assert reached("653221", 1) == (["653221", "110115", "653221100", "H1"], False)


def test_a_prefecture_holds_nothing_together() -> None:
    assert reached("653200", 4) == (["653200"], False)
    assert reached("653201", 4) == (["653201"], False)


def test_what_is_sited_above_counties_stands_alone() -> None:
    everybody = [
        PartyRow(1, "110000", "province", "donor", "北京市"),
        PartyRow(2, "E1", "enterprise", "donor", "市属企业", 1),
        PartyRow(3, "150000", "province", "recipient", "内蒙古"),
    ]
    snapshot = assemble(everybody, [PairingRow(1, "p", 2, 3)])
    organisation, province = (snapshot.parties.row(key) for key in ("E1", "150000"))
    found = neighbourhood(snapshot, 0, organisation, 4)
    assert (found.parties, found.pairings, found.parts) == ([organisation, province], [0], [])


def test_plans_make_a_neighbourhood_and_no_path() -> None:
    planned = with_pairings([PairingRow(1, "p", 5, 26, "planned")])
    ends = row("E1"), row("H1")
    assert ends[1] in neighbourhood(planned, 0, ends[0]).parties
    assert shortest_path(planned, 0, *ends) is None


def test_way_to_itself_is_the_party_alone() -> None:
    assert shortest_path(SMALL, TODAY, 3, 3) == Neighbourhood([3], [0], [], [])


def test_parallel_pairings_are_all_there() -> None:
    twice = with_pairings(
        [PairingRow(1, "b", 5, 26), PairingRow(2, "a", 5, 26), PairingRow(3, "c", 2, 13)]
    )
    found = shortest_path(twice, 0, row("E1"), row("H1"))
    assert found is not None
    assert [twice.pairings.key(at) for at in found.pairings] == ["a", "b"]
    assert found.parts == []


def test_way_between_ends_far_apart_names_each_party_on_it() -> None:
    found = shortest_path(SMALL, TODAY, row("E1"), row("653221100200"))
    assert found is not None
    assert keys(found.parties) == [
        "E1",
        "110115005",
        "110115",
        "653221",
        "653221100",
        "653221100200",
    ]
    held = SMALL.pairings
    links = {(held.donor.at[at], held.recipient.at[at]) for at in found.pairings}
    links |= {(at, SMALL.parties.parent.at[at]) for at in found.parts}
    steps = list(pairwise(found.parties))
    assert [step in links or step[::-1] in links for step in steps] == [True] * len(links)


@pytest.mark.parametrize("hops", [1, 2, 4])
def test_a_hub_of_thousands_is_cut_at_the_limit(hops: int) -> None:
    """One enterprise and 6,000 villages of 20 townships, each village with a school of its own."""
    villages = range(100, 6_100)
    everybody = chain(
        [
            PartyRow(1, "110000", "province", "donor", "北京市"),
            PartyRow(2, "110101", "county", "donor", "东城区", 1),
            PartyRow(3, "E1", "enterprise", "donor", "大企业", 2),
            PartyRow(4, "150000", "province", "recipient", "内蒙古"),
            PartyRow(5, "150100", "county", "recipient", "某县", 4),
        ],
        (PartyRow(10 + n, f"15010{n:04}", "township", "recipient", "乡", 5) for n in range(20)),
        (PartyRow(n, f"v{n}", "village", "recipient", "村", 10 + n % 20) for n in villages),
        (PartyRow(n + 9_000, f"s{n}", "school", "recipient", "小学", n) for n in villages),
    )
    snapshot = assemble(everybody, [PairingRow(n, f"p{n}", 3, n) for n in villages])
    hub = snapshot.parties.row("E1")
    found = neighbourhood(snapshot, 0, hub, hops, 2000)
    assert (len(found.parties), found.truncated) == (2000, True)
    assert [snapshot.parties.key(at) for at in found.parties[:3]] == ["E1", "110101", "v100"]
    recipients = [snapshot.pairings.recipient.at[at] for at in found.pairings]
    assert recipients == sorted(recipients)
    assert len(found.pairings) == 1998
    assert found.parts == [hub]
