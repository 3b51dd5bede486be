"""networkx as one would use it: parties are nodes, pairings and "lies in" are edges, with
attributes; every answer walks the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import networkx as nx
from by_village import ByVillage
from facts import Facts

from graph.words import PartyKind, Stage

Graph: TypeAlias = "nx.MultiDiGraph[int]"
LEVELS = {1: PartyKind.TOWNSHIP.text, 2: PartyKind.COUNTY.text}


class WithNetworkx(ByVillage):
    def __init__(self, facts: Facts) -> None:
        self._graph: Graph = nx.MultiDiGraph()
        for party in facts.parties:
            self._graph.add_node(party.id, kind=party.kind, designations=[])
            if party.parent:
                self._graph.add_edge(party.id, party.parent, part_of=True)
        for one in facts.pairings:
            self._graph.add_edge(
                one.donor,
                one.recipient,
                part_of=False,
                stage=Stage(one.stage),
                start=one.start,
                end=one.end,
            )
        for mark in facts.designations:
            self._graph.nodes[mark.village]["designations"].append((mark.start, mark.end))

    def targets(self, day: int) -> Iterator[int]:
        for village, about in self._graph.nodes(data=True):
            if any(start <= day < end for start, end in about["designations"]):
                yield village

    def stages(self, recipient: int, day: int) -> set[int]:
        return {
            edge["stage"]
            for _, _, edge in self._graph.in_edges(recipient, data=True)
            if not edge["part_of"]
            and edge["stage"] is not Stage.CANCELLED
            and edge["start"] <= day < edge["end"]
        }

    def donors(self, village: int, day: int) -> set[int]:
        return {
            donor
            for donor, _, edge in self._graph.in_edges(village, data=True)
            if not edge["part_of"]
            and edge["stage"] is Stage.SIGNED
            and edge["start"] <= day < edge["end"]
        }

    def place(self, party: int, level: int) -> int | None:
        here: int | None = party
        while level and here is not None and self._graph.nodes[here]["kind"] != LEVELS[level]:
            here = self._above(here)
        return here

    def _above(self, party: int) -> int | None:
        for _, parent, edge in self._graph.out_edges(party, data=True):
            if edge["part_of"]:
                return parent
        return None
