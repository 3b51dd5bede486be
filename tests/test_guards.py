from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from folders import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from graph.errors import DatabaseProblem
from graph.registry.database import Database

PAIRING = (
    "INSERT INTO pairing (id, key, donor_id, recipient_id, stage, start_day, start_precision,"
    " end_day, end_precision, source_id) VALUES "
)


@pytest.fixture
def loaded(database: Database, tmp_path: Path) -> Database:
    assert not load(database, tmp_path / "set").faults
    return database


def party_id(connection: Connection, key: str) -> int:
    found = connection.scalar(text("SELECT id FROM party WHERE key = :key"), {"key": key})
    assert isinstance(found, int)
    return found


def refused(database: Database, statement: str, **keys: str) -> str:
    """What the database says against a statement, in which :name stands for a party's id."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN") if database.is_sqlite else None
        ids = {name: party_id(connection, key) for name, key in keys.items()}
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text(statement), ids)
        connection.rollback()
    return str(caught.value.orig)


def accepted(database: Database, statement: str, **keys: str) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN") if database.is_sqlite else None
        ids = {name: party_id(connection, key) for name, key in keys.items()}
        connection.execute(text(statement), ids)
        connection.rollback()


TABLES = (
    *("party", "alias", "capacity", "designation", "pairing", "poverty", "printed_rate"),
    *("cause", "source", "batch", "audit", "setting"),
)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_never_deleted(loaded: Database, table: str) -> None:
    assert "never deleted" in refused(loaded, f"DELETE FROM {table}")


def test_audit_rows_are_never_changed(loaded: Database) -> None:
    assert "never changed" in refused(loaded, "UPDATE audit SET who = 'somebody'")


@pytest.mark.parametrize(
    ("child", "parent"),
    [("village", "110115"), ("township", "150900"), ("province", "110000"), ("county", "150926")],
)
def test_parent_of_the_wrong_level_is_refused(loaded: Database, child: str, parent: str) -> None:
    if (child, parent) == ("village", "110115"):
        parent = "110000"
    refused(
        loaded,
        "INSERT INTO party (id, key, kind, side, name, parent_id, parent_kind)"
        f" SELECT 9001, 'X', '{child}', side, '新', id, kind FROM party WHERE id = :parent",
        parent=parent,
    )


def test_parent_on_the_other_side_is_refused(loaded: Database) -> None:
    refused(
        loaded,
        "INSERT INTO party (id, key, kind, side, name, parent_id, parent_kind)"
        " SELECT 9001, 'X', 'village', 'recipient', '新', id, kind FROM party WHERE id = :parent",
        parent="110115005",
    )


def test_donor_side_is_fixed_once_there_are_parties(loaded: Database) -> None:
    refused(loaded, "UPDATE setting SET value = '150000'")
    with pytest.raises(DatabaseProblem, match="不能改为 150000"):
        loaded.choose_donor_side("150000")
    loaded.choose_donor_side("110000")


def test_donor_side_can_be_chosen_while_empty(database: Database, tmp_path: Path) -> None:
    database.choose_donor_side("150000")
    report = load(database, tmp_path)
    assert {fault.place for fault in report.faults} >= {"pairings.csv:2: donor"}


def test_second_donor_side_is_refused(loaded: Database) -> None:
    said = refused(
        loaded,
        "INSERT INTO party (id, key, kind, side, name)"
        " VALUES (9001, '310000', 'province', 'donor', '上海市')",
    )
    assert "wrong side" in said


@pytest.mark.parametrize(
    ("donor", "recipient"),
    [("150926", "150926201"), ("110115", "110115005"), ("150926", "110115")],
)
def test_pairing_on_the_wrong_side_is_refused(loaded: Database, donor: str, recipient: str) -> None:
    refused(
        loaded,
        PAIRING + "(9001, 'X', :donor, :recipient, 'signed', NULL, NULL, NULL, NULL, 1)",
        donor=donor,
        recipient=recipient,
    )


@pytest.mark.parametrize(
    "days",
    [
        "'2020-02-02', 'day', '2020-02-02', 'day'",
        "'2020-02-02', 'day', '2020-02-01', 'day'",
        "'2020-02-31', 'day', NULL, NULL",
        "'2020-02-02', NULL, NULL, NULL",
        "NULL, 'day', NULL, NULL",
        "'2020-02-02', 'month', NULL, NULL",
        "'2020-02-01', 'year', NULL, NULL",
        "'2020-02-01', 'week', NULL, NULL",
        "'soon', 'day', NULL, NULL",
    ],
)
def test_days_that_cannot_be_are_refused(loaded: Database, days: str) -> None:
    refused(
        loaded,
        PAIRING + f"(9001, 'X', :donor, :recipient, 'signed', {days}, 1)",
        donor="110115006",
        recipient="150926201",
    )


def test_pairing_without_source_is_refused(loaded: Database) -> None:
    refused(
        loaded,
        PAIRING + "(9001, 'X', :donor, :recipient, 'signed', NULL, NULL, NULL, NULL, NULL)",
        donor="110115006",
        recipient="150926201",
    )


@pytest.mark.parametrize(
    "change",
    [
        "stage = 'certain'",
        "version = 0",
        "negotiating_villages = 2",
        "retracted = 7",
        "key = ' '",
        "follows_id = id",
        "key = 'P1'",
    ],
)
def test_pairing_that_cannot_be_is_refused(loaded: Database, change: str) -> None:
    refused(loaded, f"UPDATE pairing SET {change} WHERE key = 'P2'")


@pytest.mark.parametrize("column", ["kind = 'county'", "side = 'recipient'", "id = 9001"])
def test_party_stays_what_it_is(loaded: Database, column: str) -> None:
    refused(loaded, f"UPDATE party SET {column} WHERE key = '110115005'")


def test_party_that_is_stood_on_cannot_be_retracted(loaded: Database) -> None:
    said = refused(loaded, "UPDATE party SET retracted = 1 WHERE key = '150926201'")
    assert "stood on" in said
    accepted(loaded, "UPDATE party SET retracted = 1 WHERE key = '110115006'")


def test_retracted_party_carries_nothing_new(loaded: Database) -> None:
    with loaded.engine.connect() as connection:
        if loaded.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(text("UPDATE party SET retracted = 1 WHERE key = '110115006'"))
        connection.commit()
    said = refused(
        loaded,
        PAIRING + "(9001, 'X', :donor, :recipient, 'signed', NULL, NULL, NULL, NULL, 1)",
        donor="110115006",
        recipient="150926201",
    )
    assert "retracted" in said


def test_designation_of_a_township_is_refused(loaded: Database) -> None:
    refused(
        loaded,
        "INSERT INTO designation (id, village_id, kind) VALUES (9001, :village, 'poor')",
        village="150926201",
    )


def test_unnamed_township_is_refused(loaded: Database) -> None:
    refused(loaded, "UPDATE party SET named = 0, code = NULL WHERE key = '150926201'")


def test_guards_hold_on_a_bare_sqlite_connection(tmp_path: Path) -> None:
    """Somebody opens the file with another tool: no pragma of ours is set there."""
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    database.migrate()
    assert not load(database, tmp_path / "set").faults
    database.close()
    bare = sqlite3.connect(tmp_path / "bare.db")
    one = dict(bare.execute("SELECT key, id FROM party").fetchall())
    wrong = (
        (9001, "X", one["150926"], one["150926201"], "signed", 1),
        (9001, "X", 777, one["150926201"], "signed", 1),
        (9001, "P1", one["110115006"], one["150926201"], "signed", 1),
    )
    columns = "(id, key, donor_id, recipient_id, stage, source_id)"
    for values in wrong:
        for verb in ("INSERT", "INSERT OR REPLACE"):
            with pytest.raises(sqlite3.DatabaseError):
                bare.execute(f"{verb} INTO pairing {columns} VALUES (?, ?, ?, ?, ?, ?)", values)
    with pytest.raises(sqlite3.DatabaseError):
        bare.execute("INSERT OR REPLACE INTO batch VALUES (1, 'load', 'x', 'y', 'z', 0)")
    bare.close()


spans = st.tuples(st.none() | st.integers(1, 9), st.none() | st.integers(1, 9)).filter(
    lambda span: None in span or (span[0] or 0) < (span[1] or 0)
)
rows = st.tuples(
    st.sampled_from(["signed", "planned", "cancelled"]), spans, st.sampled_from([0, 0, 0, 1])
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=8))
def test_overlaps_like_the_oracle(
    loaded: Database, attempts: list[tuple[str, tuple[int | None, int | None], int]]
) -> None:
    """Raw inserts: one is refused exactly when an uncancelled live one shares a day with it."""
    with loaded.engine.connect() as connection:
        if loaded.is_sqlite:
            connection.exec_driver_sql("BEGIN")
        donor = party_id(connection, "110115006")
        recipient = party_id(connection, "150926201")
        taken: set[int] = set()
        for number, (stage, (start, end), retracted) in enumerate(attempts, 9001):
            days = set(range(start or 0, end or 10))
            counts = stage != "cancelled" and not retracted
            fields = [f"'2020-01-{day:02}', 'day'" if day else "NULL, NULL" for day in (start, end)]
            statement = PAIRING.replace("source_id", "source_id, retracted") + (
                f"({number}, 'X{number}', {donor}, {recipient}, '{stage}', {', '.join(fields)},"
                f" 1, {retracted})"
            )
            savepoint = connection.begin_nested()
            try:
                connection.execute(text(statement))
                savepoint.commit()
                inserted = True
            except DBAPIError:
                savepoint.rollback()
                inserted = False
            assert inserted == (not counts or not days & taken)
            taken |= days if counts and inserted else set()
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE OR REPLACE party SET key = '150926201201' WHERE key = '150926201200'",
        "UPDATE OR REPLACE pairing SET key = 'P1' WHERE key = 'P2'",
        "UPDATE OR REPLACE pairing SET id = 1 WHERE id = 2",
        "UPDATE OR REPLACE designation SET id = 1 WHERE id = 2",
        "INSERT OR REPLACE INTO capacity (id, party_id, villages) SELECT 99, party_id, 9"
        " FROM capacity WHERE id = 1",
        "INSERT OR REPLACE INTO source (id, document) SELECT 99, document FROM source WHERE id = 1",
        "INSERT OR REPLACE INTO alias (id, party_id, alias) SELECT 99, party_id, alias FROM alias",
        "UPDATE party SET id = 0 WHERE key = '110115006'",
        "INSERT INTO capacity (id, party_id, villages) VALUES (0, 2, 1)",
    ],
)
def test_bare_sqlite_connection_replaces_nothing(tmp_path: Path, statement: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    database.migrate()
    assert not load(database, tmp_path / "set").faults
    database.close()
    bare = sqlite3.connect(tmp_path / "bare.db")
    with pytest.raises(sqlite3.DatabaseError):
        bare.execute(statement)
    bare.close()


@pytest.mark.parametrize("day", ["0000-01-01", "-4000-01-01", "infinity", "-infinity"])
def test_day_outside_the_calendar_is_refused(loaded: Database, day: str) -> None:
    refused(loaded, f"UPDATE pairing SET start_day = '{day}' WHERE key = 'P3'")


def test_figures_of_an_organisation_are_refused(loaded: Database) -> None:
    refused(
        loaded,
        "INSERT INTO poverty (id, division_id, year, source_id) VALUES (9001, :one, 2019, 1)",
        one="H1",
    )


def test_pairing_follows_one_that_is_there(loaded: Database) -> None:
    follow = "UPDATE pairing SET follows_id = (SELECT id FROM pairing WHERE key = 'P1')"
    accepted(loaded, f"{follow} WHERE key = 'P2'")
    with loaded.engine.begin() as connection:
        connection.execute(text(f"{follow} WHERE key = 'P2'"))
    retract = "UPDATE pairing SET retracted = 1 WHERE key = 'P1'"
    assert "still followed" in refused(loaded, retract)
    with loaded.engine.begin() as connection:
        connection.execute(text("UPDATE pairing SET follows_id = NULL"))
        connection.execute(text(retract))
    assert "must follow" in refused(loaded, f"{follow} WHERE key = 'P2'")


def test_batch_is_taken_back_once(loaded: Database) -> None:
    undoing = "INSERT INTO batch (id, kind, title, who, at, undoes_id) VALUES"
    with loaded.engine.begin() as connection:
        connection.execute(text(f"{undoing} (901, 'undo', '撤销', 'x', 'x', 1)"))
    for undone in (1, 901, 902):
        one = f"{undoing} (902, 'undo', '撤销', 'x', 'x', {undone})"
        assert "taken back already" in refused(loaded, one)
    again = "UPDATE batch SET undoes_id = 901 WHERE id = 1"
    assert "taken back already" in refused(loaded, again)
