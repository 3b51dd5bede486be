"""PostgreSQL with a covering partial index and statistics, reached through a socket."""

from __future__ import annotations

import os
from collections.abc import Iterable

import psycopg
from by_sql import CANCELLED, TABLES, BySql
from facts import Answer, Facts

URL = "JIEDUI_BENCH_POSTGRES"
"""What says where the server is."""
INDEXES = (
    "CREATE INDEX active ON pairing (recipient, stage, start_day, end_day, donor)"
    f" WHERE stage <> {CANCELLED}",
    "CREATE INDEX on_list ON designation (village, start_day, end_day)",
)


class WithPostgres(BySql):
    def __init__(self, facts: Facts) -> None:
        self._connection = psycopg.connect(os.environ[URL], autocommit=True)
        self._connection.execute("SET work_mem = '256MB'")
        self._connection.execute("SET jit = off")
        rows: dict[str, Iterable[tuple[int, ...]]] = {
            "party": ((one.id, one.township, one.county) for one in facts.parties),
            "pairing": facts.pairings,
            "designation": facts.designations,
        }
        for table, columns in TABLES.items():
            typed = ", ".join(f"{column} integer NOT NULL" for column in columns)
            self.do(f"DROP TABLE IF EXISTS {table}", f"CREATE TABLE {table} ({typed})")
            cursor = self._connection.cursor()
            with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in rows[table]:
                    copy.write_row(row)
        self.do("ALTER TABLE party ADD PRIMARY KEY (id)", *INDEXES)
        self.do(*(f"VACUUM (ANALYZE) {table}" for table in TABLES))

    def close(self) -> None:
        self._connection.close()

    def do(self, *statements: str) -> None:
        for statement in statements:
            self._connection.execute(statement.encode())

    def run(self, statement: str) -> Answer:
        return self._connection.execute(statement.encode()).fetchall()
