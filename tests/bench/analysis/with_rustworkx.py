"""rustworkx: a multigraph of pairings in Rust, with the hierarchy as arrays beside it."""

from __future__ import annotations

from collections.abc import Iterable

import rustworkx as rx
from by_village import ByVillage
from facts import Facts

from graph.words import Stage


class WithRustworkx(ByVillage):
    def __init__(self, facts: Facts) -> None:
        last = max(party.id for party in facts.parties) + 1
        self._node, self._township, self._county = [0] * last, [0] * last, [0] * last
        graph = rx.PyDiGraph()
        nodes = graph.add_nodes_from([party.id for party in facts.parties])
        for node, party in zip(nodes, facts.parties, strict=True):
            self._node[party.id] = node
            self._township[party.id], self._county[party.id] = party.township, party.county
        graph.add_edges_from(
            [
                (self._node[one.donor], self._node[one.recipient], (one.stage, one.start, one.end))
                for one in facts.pairings
                if one.stage != Stage.CANCELLED
            ]
        )
        self._in_edges = graph.in_edges
        self._party = [party.id for party in facts.parties]
        self._marks = [(mark.village, mark.start, mark.end) for mark in facts.designations]
        self._kept: dict[tuple[int, int], set[int]] = {}

    def targets(self, day: int) -> Iterable[int]:
        self._kept = {}
        return {village for village, start, end in self._marks if start <= day < end}

    def stages(self, recipient: int, day: int) -> set[int]:
        if self._township[recipient] not in (0, recipient):
            return self._stages(recipient, day)
        key = recipient, day
        if key not in self._kept:
            self._kept[key] = self._stages(recipient, day)
        return self._kept[key]

    def _stages(self, recipient: int, day: int) -> set[int]:
        edges = self._in_edges(self._node[recipient])
        return {stage for _, _, (stage, start, end) in edges if start <= day < end}

    def donors(self, village: int, day: int) -> set[int]:
        return {
            self._party[node]
            for node, _, (stage, start, end) in self._in_edges(self._node[village])
            if stage == Stage.SIGNED and start <= day < end
        }

    def place(self, party: int, level: int) -> int | None:
        if level == 0:
            return party
        return (self._township if level == 1 else self._county)[party] or None
