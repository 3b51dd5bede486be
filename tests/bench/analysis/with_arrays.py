"""networkx used well: only pairings are edges, read from the adjacency itself; the hierarchy and
the targets are arrays beside it, and what is found of a township or county is kept for the day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import networkx as nx
from by_village import ByVillage
from facts import Facts

from graph.words import Stage

Graph: TypeAlias = "nx.MultiDiGraph[int]"
Span = tuple[int, int, int]
"""Stage, start and end."""


class WithArrays(ByVillage):
    def __init__(self, facts: Facts) -> None:
        last = max(party.id for party in facts.parties) + 1
        self._township, self._county = [0] * last, [0] * last
        for party in facts.parties:
            self._township[party.id], self._county[party.id] = party.township, party.county
        graph: Graph = nx.MultiDiGraph()
        graph.add_nodes_from(party.id for party in facts.parties)
        graph.add_edges_from(
            (one.donor, one.recipient, {"span": (one.stage, one.start, one.end)})
            for one in facts.pairings
            if one.stage != Stage.CANCELLED
        )
        self._pred = graph.pred
        self._marks = [(mark.village, mark.start, mark.end) for mark in facts.designations]
        self._kept: dict[tuple[int, int], set[int]] = {}

    def targets(self, day: int) -> Iterable[int]:
        self._kept = {}
        return {village for village, start, end in self._marks if start <= day < end}

    def stages(self, recipient: int, day: int) -> set[int]:
        if self._township[recipient] in (0, recipient):
            key = recipient, day
            if key not in self._kept:
                self._kept[key] = self._stages(recipient, day)
            return self._kept[key]
        return self._stages(recipient, day)

    def _stages(self, recipient: int, day: int) -> set[int]:
        found = set()
        for edges in self._pred[recipient].values():
            for edge in edges.values():
                stage, start, end = edge["span"]
                if start <= day < end:
                    found.add(stage)
        return found

    def donors(self, village: int, day: int) -> set[int]:
        found = set()
        for donor, edges in self._pred[village].items():
            for edge in edges.values():
                stage, start, end = edge["span"]
                if stage == Stage.SIGNED and start <= day < end:
                    found.add(donor)
                    break
        return found

    def place(self, party: int, level: int) -> int | None:
        if level == 0:
            return party
        return (self._township if level == 1 else self._county)[party] or None
