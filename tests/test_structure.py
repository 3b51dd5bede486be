"""How a network holds together: each answer is that of brute force on a multigraph of its own."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import PARTIES, SMALL, TODAY, days, divisions, keys, pairing_rows, row
from small_network import with_pairings as network_of

from graph.analysis.betweenness import betweenness
from graph.analysis.neighbourhood import shortest_path
from graph.analysis.structure import Bridge, Counts, shares_of, structure, together
from graph.errors import NotFound
from graph.network import graphs
from graph.network.graphs import BeyondBound, cut, graph_of
from graph.network.rows import PairingRow
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage

scopes = st.none() | divisions


def oracle(snapshot: Snapshot, day: int, within: int | None) -> nx.MultiGraph[int]:
    """Every link by the words of the definition, one after the other."""
    held, parties = snapshot.pairings, snapshot.parties
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    for at in range(len(held)):
        donor, recipient = held.donor.at[at], held.recipient.at[at]
        active = held.start.at[at] <= day < held.end.at[at]
        inside = within is None or any(parties.inside(end, within) for end in (donor, recipient))
        if held.stage.at[at] == Stage.SIGNED and active and inside:
            graph.add_edge(donor, recipient, at)
    for end in [*graph]:
        party = end
        above = parties.parent.at[party]
        while above != NOWHERE and parties.kind.at[above] >= PartyKind.COUNTY:
            if not graph.has_edge(party, above):
                graph.add_edge(party, above)
            party = above
            above = parties.parent.at[party]
    return graph


def row_in(snapshot: Snapshot, within: str | None) -> int | None:
    return None if within is None else snapshot.parties.row(within)


@given(pairing_rows(), days, scopes)
def test_groups_are_the_components(held: list[PairingRow], day: int, within: str | None) -> None:
    snapshot = network_of(held)
    scope, parties = row_in(snapshot, within), snapshot.parties
    graph, found = oracle(snapshot, day, scope), structure(snapshot, day, scope)
    pieces = sorted(map(sorted, nx.connected_components(graph)), key=lambda it: (-len(it), it[0]))
    assert [group.parties.tolist() for group in found.groups] == pieces
    ends = {
        end for *pair, key in graph.edges(keys=True) for end in pair if is_pairing(graph, *pair)
    }
    for group, piece in zip(found.groups, pieces, strict=True):
        donors = {one for one in piece if parties.is_donor(one)}
        counties = {one for one in piece if parties.kind.at[one] == PartyKind.COUNTY}
        taking = (ends & set(piece)) - donors
        villages = {one for one in taking if parties.kind.at[one] == PartyKind.VILLAGE}
        shares = (set(piece), ends & donors, taking, villages, counties & donors, counties - donors)
        assert group.counts == Counts(*map(len, shares))
        shown = shares_of(snapshot, day, scope, group.parties)
        assert [rows.tolist() for rows in shown] == [*map(sorted, shares)]
        assert group.pairings == sum(
            is_pairing(graph, one, other) for one, other in graph.subgraph(piece).edges()
        )
        assert together(snapshot, day, piece[0], scope).tolist() == piece


def is_pairing(graph: nx.MultiGraph[int], one: int, other: int) -> bool:
    """The sides of a pairing differ; a part lies on the side of its whole."""
    sides = SMALL.parties.side.at
    return bool(sides[one] != sides[other])


@given(pairing_rows(), days, scopes)
def test_bridges_part_what_they_alone_hold(
    held: list[PairingRow], day: int, within: str | None
) -> None:
    """Each pairing is taken away in turn."""
    snapshot = network_of(held)
    scope = row_in(snapshot, within)
    graph, expected = oracle(snapshot, day, scope), []
    for one, other, at in [*graph.edges(keys=True)]:
        if not is_pairing(graph, one, other):
            continue
        left = graph.copy()
        left.remove_edge(one, other, at)
        donor, recipient = snapshot.pairings.donor.at[at], snapshot.pairings.recipient.at[at]
        sides = [sorted(nx.node_connected_component(left, end)) for end in (donor, recipient)]
        if sides[0] != sides[1]:
            expected.append(Bridge(at, *map(len, sides)))
            assert together(snapshot, day, donor, scope, lost=at).tolist() == sides[0]
            assert together(snapshot, day, recipient, scope, lost=at).tolist() == sides[1]
    expected.sort(key=lambda bridge: (-bridge.parted, bridge.pairing))
    assert structure(snapshot, day, scope).bridges == expected


@given(pairing_rows(), days, scopes)
def test_betweenness_counts_ways(held: list[PairingRow], day: int, within: str | None) -> None:
    """All shortest ways between all pairs, one by one."""
    snapshot = network_of(held)
    scope = row_in(snapshot, within)
    graph = nx.Graph(oracle(snapshot, day, scope))
    through = dict.fromkeys(graph, 0.0)
    nodes = sorted(graph)
    for at, start in enumerate(nodes):
        for goal in nodes[at + 1 :]:
            if nx.has_path(graph, start, goal):
                ways = [*nx.all_shortest_paths(graph, start, goal)]
                for inner in (one for way in ways for one in way[1:-1]):
                    through[inner] += 1 / len(ways)
    pairs = (len(nodes) - 1) * (len(nodes) - 2) / 2
    found = betweenness(snapshot, day, scope)
    assert {one.party for one in found} == {one for one, number in through.items() if number}
    for one in found:
        assert one.share == pytest.approx(through[one.party] / pairs, abs=1e-11)
    assert found == sorted(found, key=lambda one: (-one.share, one.party))


def test_betweenness_is_that_of_networkx_on_a_larger_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """More parties than ways are grown from at once."""
    monkeypatch.setattr("graph.analysis.betweenness.AT_ONCE", 7)
    held = [
        PairingRow(n + 1, f"p{n}", donor, taker, "signed")
        for n, (donor, taker) in enumerate(
            (donor, taker) for donor in range(2, 7) for taker in range(13, 27) if donor * taker % 3
        )
        if taker not in (20, 21)
    ]
    snapshot = network_of(held)
    known = nx.betweenness_centrality(graph_of(snapshot, cut(snapshot, TODAY)))
    found = betweenness(snapshot, TODAY)
    assert len(found) > 12
    assert {one.party: one.share for one in found} == pytest.approx(
        {one: share for one, share in known.items() if share > 1e-11}
    )


@given(pairing_rows(), days, st.sampled_from(range(len(PARTIES))))
def test_two_hang_together_just_when_there_is_a_way(
    held: list[PairingRow], day: int, goal: int
) -> None:
    snapshot = network_of(held)
    for group in structure(snapshot, day).groups:
        start = group.parties.tolist()[0]
        if any(goal in other.parties for other in structure(snapshot, day).groups):
            way = shortest_path(snapshot, day, start, goal)
            assert (goal in group.parties) == (way is not None)


def pairing(number: int, donor: int, recipient: int, programme: str | None = None) -> PairingRow:
    return PairingRow(number, f"p{number}", donor, recipient, "signed", programme=programme)


def test_firm_alone_holds_a_county_to_its_district() -> None:
    """大兴一中 in 大兴区 supports 朝阳村 in 察哈尔右翼前旗: nothing else joins the two."""
    (bridge,) = structure(network_of([pairing(1, 6, 16)]), TODAY).bridges
    # The school and its district; the village, its township and its county.
    assert (bridge.donor_side, bridge.recipient_side, bridge.parted) == (2, 3, 2)


def test_parallel_pairing_is_no_bridge() -> None:
    twice = network_of([pairing(1, 6, 16), pairing(2, 6, 16, programme="另一渠道")])
    assert structure(twice, TODAY).bridges == []


def test_second_pairing_between_the_same_places_is_a_way_round() -> None:
    """The district with the county itself."""
    assert structure(network_of([pairing(1, 6, 16), pairing(2, 2, 13)]), TODAY).bridges == []


def test_ways_outside_the_scope_do_not_count() -> None:
    """Of the school's network alone its pairing is a bridge, though its district is paired too."""
    snapshot = network_of([pairing(1, 6, 16), pairing(2, 3, 13)])
    school = snapshot.parties.row("S1")
    assert len(structure(snapshot, TODAY).bridges) == 0
    assert len(structure(snapshot, TODAY, school).bridges) == 1


def test_small_network_falls_into_named_groups() -> None:
    (group,) = structure(SMALL, TODAY).groups
    shown = ["110115", "110115005", "E1", "150926", "150926201", "150926201200", "653221"]
    assert keys(group.parties.tolist()) == shown
    assert (group.counts, group.pairings) == (Counts(7, 2, 3, 1, 1, 2), 3)
    assert structure(SMALL, TODAY, row("653201")).groups == []


def test_graph_beyond_the_bound_is_refused_before_it_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(graphs, "MOST_SIZE", 13)
    size = cut(SMALL, TODAY).size
    assert size == 7 + 3 + 4
    monkeypatch.setattr(nx, "Graph", None)
    with pytest.raises(BeyondBound, match="7 个主体、3 条已签订的结对关系，连同隶属共 14 项，多于"):
        structure(SMALL, TODAY + 1)


def test_ways_beyond_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 7 * 14 * 5 - 1)
    with pytest.raises(BeyondBound, match=r"7 个主体、7 条联系.*请选小一些的范围"):
        betweenness(SMALL, TODAY + 1)
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 7 * 14 * 5)
    assert betweenness(SMALL, TODAY + 1)


def test_loss_of_a_pairing_of_another_network_is_refused() -> None:
    (lost,) = [n for n in range(len(SMALL.pairings)) if SMALL.pairings.key(n) == "v3"]
    with pytest.raises(NotFound, match=r"的这一条结对关系不在这个范围已签订的结对网络里"):
        together(SMALL, TODAY + 1, row("110115"), lost=lost)


def test_what_hangs_together_is_kept_with_the_snapshot() -> None:
    found = together(SMALL, TODAY + 1, row("110115"))
    assert together(SMALL, TODAY + 1, row("110115")) is found
    assert not found.flags.writeable


def test_party_of_no_pairing_hangs_with_nobody() -> None:
    with pytest.raises(NotFound, match="和田市不在这个范围已签订的结对网络里"):
        together(SMALL, TODAY, row("653201"))
