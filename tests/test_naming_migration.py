"""A ledger of the first revision, with data in it, becomes one in which villages are named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config
from folders import snapshot_of
from naming_places import SAIHAN, live_rows, places, unnamed
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from graph.check import Verdict, check_ledger
from graph.errors import DatabaseProblem
from graph.registry.database import Database
from graph.registry.guards import lower_guards
from graph.registry.migrate import HERE
from graph.registry.naming_desk import name_villages
from graph.registry.undoing import undo_batch


def first_revision(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    upgrade(config, "0001")


@pytest.fixture
def old(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The rows of a ledger of today, in tables of the first revision."""
    places(database, tmp_path)
    file = f"sqlite:///{tmp_path / 'old.db'}"
    older = Database(file if database.is_sqlite else request.getfixturevalue("postgres_url"))
    with older.engine.connect() as connection, database.read() as today:
        first_revision(connection)
        lower_guards(connection)
        tables = MetaData()
        tables.reflect(connection)
        connection.execute(tables.tables["setting"].delete())
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            columns = ", ".join(column.name for column in table.c)
            # What a later revision adds was not there.
            rows = "WHERE name = 'donor_root'" if table.name == "setting" else ""
            found = today.execute(text(f"SELECT {columns} FROM {table.name} {rows} ORDER BY 1"))
            for row in found.mappings():
                connection.execute(table.insert(), dict(row))
        connection.commit()
    with closing(older):
        yield older


def test_first_revision_is_migrated_and_works(old: Database, database: Database) -> None:
    with pytest.raises(DatabaseProblem, match="旧版本"):
        old.require_current()
    old.migrate()
    old.require_current()
    assert "claim" in inspect(old.engine).get_table_names()
    before = live_rows(old)
    assert before == live_rows(database)
    batch = name_villages(old, "tests", [(unnamed(1), SAIHAN)])
    parties = snapshot_of(old).parties
    assert parties.row(unnamed(1)) == parties.row(SAIHAN)
    for forbidden in ("DELETE FROM party", "UPDATE party SET named = 0 WHERE named = 1"):
        with pytest.raises(DBAPIError), old.engine.begin() as connection:
            connection.execute(text(forbidden))
    undo_batch(old, "tests", batch)
    assert live_rows(old) == before
    findings = [one for one in check_ledger(old) if one.verdict is Verdict.FINDING]
    assert findings == []
