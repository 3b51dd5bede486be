"""The proposal by networkx: the cheapest flow of network simplex over the same problem.

Only the solver is another one: who may take what at what cost is asked of `graph.analysis.offers`.
The network is as small as it can be and stay exact: a village reaches the donors of a district over
one node, and by an arc of its own only those that stand nearer or that must be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from graph.analysis.coverage import View, target_villages
from graph.analysis.offers import NO_TIE, Offers
from graph.network.snapshot import Snapshot

SINK = ("sink", 0)
Node = tuple[str, int]


@dataclass(frozen=True)
class Network:
    """A village that stays without a donor pays `none`, more than all others together may cost."""

    graph: nx.MultiDiGraph[Node]
    villages: int
    none: int


def build(snapshot: Snapshot, view: View) -> Network:
    """Of the open villages of the whole ledger on the day of the view."""
    gone = np.zeros(len(snapshot.parties), dtype=bool)
    offers = Offers(snapshot, view, None, {}, gone)
    villages = offers.open_of(target_villages(snapshot, view)).tolist()
    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph()
    graph.add_node(SINK, demand=len(villages))
    dearest = max(NO_TIE, _add_places(graph, offers, len(villages)))
    none = (NO_TIE + dearest + 1) * (len(villages) + 1)
    taken = offers.taken(villages)
    for village in villages:
        graph.add_node(("village", village), demand=-1)
        graph.add_edge(("village", village), SINK, weight=none, capacity=1)
        _add_choices(graph, offers, village, taken.get(village, frozenset()))
    return Network(graph, len(villages), none)


def solve(network: Network) -> tuple[int, int]:
    """How many villages get a donor, and the total cost of it."""
    if not network.villages:
        return 0, 0
    cost, _ = nx.network_simplex(network.graph)
    left, rest = divmod(cost, network.none)
    return network.villages - left, rest


def _add_places(graph: nx.MultiDiGraph[Node], offers: Offers, most: int) -> int:
    """District to donor to sink, each further village of a donor by a dearer arc; returns the cost
    of the dearest."""
    dearest = 0
    for district, donors in offers.donors.items():
        for donor in donors.tolist():
            held, capacity = int(offers.held[donor]), int(offers.capacity[donor])
            places = range(held, min(capacity, held + most))
            if places:
                graph.add_edge(("district", district), ("donor", donor), weight=0)
                dearest = max(dearest, places[-1])
            for load in places:
                graph.add_edge(("donor", donor), SINK, weight=load, capacity=1)
    return dearest


def _add_choices(
    graph: nx.MultiDiGraph[Node], offers: Offers, village: int, refused: frozenset[int]
) -> None:
    parties = offers.snapshot.parties
    start = ("village", village)
    places = (parties.county.at[village], parties.township.at[village])
    near = {int(donor) for place in places for donor in offers.near.get(place, ())}
    for district in offers.districts_of(village):
        own = offers.donors.get(district)
        inside = set() if own is None else set(own.tolist())
        if inside & refused:
            single = inside - refused
        else:
            single = inside & near
            graph.add_edge(start, ("district", district), weight=NO_TIE, capacity=1)
        for donor in sorted(single):
            if ("donor", donor) in graph:
                tie = offers.tie(donor, village)
                graph.add_edge(start, ("donor", donor), weight=tie, capacity=1)
