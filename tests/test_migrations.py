from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from folders import load
from sqlalchemy import create_engine, text

from graph.errors import DatabaseProblem
from graph.registry.database import Database
from graph.registry.tables import metadata


def test_migrated_tables_are_those_declared(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_migrated_checks_are_those_declared(database: Database) -> None:
    """Alembic compares no check constraints; each stands in the database by its name."""
    declared = {
        str(constraint.name)
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
        and (database.is_sqlite or not str(constraint.name).endswith("_real"))
    }
    with database.read() as connection:
        if database.is_sqlite:
            statement = "SELECT group_concat(sql) FROM sqlite_master"
            written = str(connection.scalar(text(statement)))
            missing = {name for name in declared if f"CONSTRAINT {name} " not in written}
        else:
            found = connection.scalars(text("SELECT conname FROM pg_constraint"))
            missing = declared - set(found)
    assert missing == set()


def test_migrating_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    database.migrate()
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pairing")) == 3


def test_empty_database_says_how_to_fill_it(database_url: str) -> None:
    with (
        closing(Database(database_url)) as database,
        pytest.raises(DatabaseProblem, match="jiedui load sample"),
    ):
        database.require_current()


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (name TEXT)"))
    engine.dispose()
    with closing(Database(url)) as database, pytest.raises(DatabaseProblem, match="别的程序"):
        database.migrate()


def test_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseProblem, match="9999"):
        database.migrate()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "SQLAlchemy"),
        ("mysql+pymysql://x/y", "SQLAlchemy|MySQL|mysql"),
        ("oracle://x/y", "oracle|SQLAlchemy"),
    ],
)
def test_url_that_is_none_is_explained(url: str, said: str) -> None:
    with pytest.raises(DatabaseProblem, match=said):
        Database(url)


def test_database_that_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(DatabaseProblem, match="打不开"):
        database.migrate()


def test_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database at all, just a text " * 50)
    with (
        closing(Database(f"sqlite:///{tmp_path / 'text.db'}")) as database,
        pytest.raises(DatabaseProblem, match="打不开"),
    ):
        database.migrate()
