"""SQLite with a covering partial index, statistics, and everything in memory."""

from __future__ import annotations

import sqlite3

from by_sql import BY_INDEX, CANCELLED, TABLES, BySql
from facts import Answer, Facts

INDEXES = (
    "CREATE INDEX active ON pairing (recipient, stage, start_day, end_day, donor)"
    f" WHERE stage <> {CANCELLED}",
    "CREATE INDEX on_list ON designation (village, start_day, end_day)",
)


class WithSqlite(BySql):
    covers = BY_INDEX

    def __init__(self, facts: Facts) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        rows = {
            "party": ((one.id, one.township, one.county) for one in facts.parties),
            "pairing": facts.pairings,
            "designation": facts.designations,
        }
        for table, columns in TABLES.items():
            typed = ", ".join(f"{column} INTEGER NOT NULL" for column in columns)
            key = " PRIMARY KEY" if table == "party" else ""
            self._connection.execute(f"CREATE TABLE {table} ({typed.replace(' NOT NULL', key, 1)})")
            places = ", ".join("?" * len(columns))
            self._connection.execute("BEGIN")
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows[table])
            self._connection.execute("COMMIT")
        for statement in (*INDEXES, "ANALYZE"):
            self._connection.execute(statement)

    def run(self, statement: str) -> Answer:
        return self._connection.execute(statement).fetchall()
