"""duckdb, its tables in memory."""

from __future__ import annotations

import duckdb
import numpy as np
from by_sql import TABLES, BySql
from facts import Answer, Facts


class WithDuckdb(BySql):
    def __init__(self, facts: Facts) -> None:
        self._connection = duckdb.connect(":memory:")
        rows = {
            "party": [(one.id, one.township, one.county) for one in facts.parties],
            "pairing": facts.pairings,
            "designation": facts.designations,
        }
        for table, columns in TABLES.items():
            values = np.array(rows[table], dtype=np.int64)
            given = {name: values[:, place].copy() for place, name in enumerate(columns)}
            self._connection.register("given", given)
            self._connection.execute(f"CREATE TABLE {table} AS SELECT * FROM given")
            self._connection.unregister("given")
        self._connection.execute("ANALYZE")

    def run(self, statement: str) -> Answer:
        answer: Answer = self._connection.execute(statement).fetchall()
        return answer
