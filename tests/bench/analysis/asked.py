"""Who is asked, and what: the same days for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from facts import DAY, QUARTERS, SINCE, Answer, read_facts

OURS, IDIOMATIC, SMART, SQLITE = "jiedui", "networkx, idiomatic", "networkx, smart", "SQLite"
POSTGRES, SIMPLEX = "PostgreSQL", "nx.network_simplex"
COVERAGE, AGAIN, PROPOSAL = "coverage", "coverage, asked again", "proposal"
QUESTIONS: dict[str, Callable[[Any], Answer]] = {
    COVERAGE: lambda peer: peer.coverage(DAY),
    AGAIN: lambda peer: peer.coverage_again(DAY),
    "difference": lambda peer: peer.difference(DAY, SINCE),
    "dependence": lambda peer: peer.dependence(DAY),
    "series": lambda peer: peer.series(QUARTERS),
    PROPOSAL: lambda peer: peer.proposal(DAY),
}
ABOUT = {
    COVERAGE: "every county on a day, all five covers; nothing known of the day",
    AGAIN: "the same of a day that was asked for before",
    "difference": "villages gained and lost between two days",
    "dependence": "villages that hang on one donor, one street, one district",
    "series": f"national coverage on {len(QUARTERS)} quarter days",
    PROPOSAL: "the best assignment of all open villages",
}


@dataclass(frozen=True)
class Known:
    """A peer: the module and the class that answer, and the package that must be there."""

    name: str
    module: str
    made: str
    package: str
    answers: tuple[str, ...] = (COVERAGE, "difference", "dependence", "series")

    def is_here(self) -> bool:
        return find_spec(self.package) is not None

    def load(self) -> Callable[[Path], Any]:
        """Imports it; what comes out makes one that has read the ledger in an SQLite file."""
        made = getattr(import_module(self.module), self.made)
        if self.name in (OURS, SIMPLEX):
            return made  # type: ignore[no-any-return]
        return lambda path: made(read_facts(path))


PEERS = {
    known.name: known
    for known in (
        Known(OURS, "with_jiedui", "WithJiedui", "graph", tuple(QUESTIONS)),
        Known(IDIOMATIC, "with_networkx", "WithNetworkx", "networkx"),
        Known(SMART, "with_arrays", "WithArrays", "networkx"),
        Known("rustworkx", "with_rustworkx", "WithRustworkx", "rustworkx"),
        Known(SQLITE, "with_sqlite", "WithSqlite", "sqlite3"),
        Known(POSTGRES, "with_postgres", "WithPostgres", "psycopg"),
        Known("duckdb", "with_duckdb", "WithDuckdb", "duckdb"),
        Known("polars", "with_polars", "WithPolars", "polars"),
        Known(SIMPLEX, "with_simplex", "WithSimplex", "networkx", (PROPOSAL,)),
    )
}
