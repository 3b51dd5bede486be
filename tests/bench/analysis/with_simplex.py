"""nx.network_simplex on the whole network of villages and donors' places; making the network
counts as reading."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from facts import DAY, Answer
from proposal_peer import build, solve

from graph.analysis.coverage import View
from graph.network.reading import read_snapshot
from graph.registry.database import Database


class WithSimplex:
    def __init__(self, path: Path) -> None:
        with closing(Database(f"sqlite:///{path}")) as database, database.read() as connection:
            self._network = build(read_snapshot(connection), View(DAY))

    def proposal(self, day: int) -> Answer:
        """Of the day that the network was made for."""
        assert day == DAY
        return [solve(self._network)]
