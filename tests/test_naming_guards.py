"""What the database itself refuses of a naming, raw SQL included."""

from __future__ import annotations

from pathlib import Path

import pytest
from naming_places import CHAOYANG, COUNTY, EAST, SAIHAN, TOWNSHIP, XINMIN, places, unnamed
from sqlalchemy import text
from test_guards import accepted, refused

from graph.registry.database import Database
from graph.registry.naming_desk import name_villages

RESOLVE = "UPDATE party SET resolved_to_id = :village WHERE id = :one"
FREE = unnamed(4)
"""Nothing but its designation stands on it."""


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Database:
    places(database, tmp_path)
    # Taken away, so that nothing stands on the one that the tests resolve.
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE designation SET retracted = 1 WHERE village_id IN"
                " (SELECT id FROM party WHERE key IN (:one, :other))"
            ),
            {"one": FREE, "other": unnamed(2, COUNTY)},
        )
    return database


@pytest.mark.parametrize(
    ("one", "village"),
    [(FREE, SAIHAN), (unnamed(2, COUNTY), EAST), (unnamed(2, COUNTY), SAIHAN)],
)
def test_village_where_it_was_counted_is_accepted(county: Database, one: str, village: str) -> None:
    accepted(county, RESOLVE, one=one, village=village)


@pytest.mark.parametrize("village", [EAST, TOWNSHIP, unnamed(3), "E1", "110115005", FREE])
def test_other_party_is_refused(county: Database, village: str) -> None:
    said = refused(county, RESOLVE, one=FREE, village=village)
    assert "turn out to be" in said


def test_named_village_never_turns_out_to_be_another(county: Database) -> None:
    said = refused(county, RESOLVE, one=CHAOYANG, village=SAIHAN)
    assert "has a name" in said


@pytest.mark.parametrize("one", [unnamed(1), unnamed(2), unnamed(3)])
def test_what_stands_on_it_has_to_move_first(county: Database, one: str) -> None:
    assert "still stood on" in refused(county, RESOLVE, one=one, village=SAIHAN)


def test_retracted_village_is_refused(county: Database) -> None:
    with county.engine.begin() as connection:
        connection.execute(text("UPDATE party SET retracted = 1 WHERE key = :key"), {"key": SAIHAN})
    assert "turn out to be" in refused(county, RESOLVE, one=FREE, village=SAIHAN)


@pytest.fixture
def named(database: Database, tmp_path: Path) -> Database:
    places(database, tmp_path)
    name_villages(database, "tests", [(unnamed(1), SAIHAN)])
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pairing SET recipient_id = :one WHERE key = 'P4'",
        "UPDATE pairing SET lead_id = :one WHERE key = 'P4'",
        "UPDATE pairing SET partner_id = :one WHERE key = 'P4'",
        "UPDATE designation SET village_id = :one WHERE village_id = :village",
        "UPDATE alias SET party_id = :one WHERE party_id = :village",
        "INSERT INTO capacity (id, party_id, villages) VALUES (9001, :one, 1)",
        "INSERT INTO alias (id, party_id, alias) VALUES (9001, :one, '某村')",
        "INSERT INTO designation (id, village_id, kind) VALUES (9001, :one, 'poor')",
    ],
)
def test_nothing_stands_on_it_any_more(named: Database, statement: str) -> None:
    refused(named, statement, one=unnamed(1), village=SAIHAN)


def test_village_that_stands_for_it_stays(named: Database) -> None:
    retract = "UPDATE party SET retracted = 1 WHERE id = :village"
    with named.engine.begin() as connection:
        for table, column in (("pairing", "recipient_id"), ("designation", "village_id")):
            connection.execute(
                text(
                    f"UPDATE {table} SET retracted = 1 WHERE {column} ="
                    " (SELECT id FROM party WHERE key = :key)"
                ),
                {"key": SAIHAN},
            )
        connection.execute(text("UPDATE alias SET retracted = 1"))
    assert "still stood on" in refused(named, retract, village=SAIHAN)
    loses = "UPDATE party SET named = 0, code = NULL WHERE id = :village"
    assert "keeps its name" in refused(named, loses, village=SAIHAN)
    accepted(named, "UPDATE party SET resolved_to_id = NULL WHERE id = :one", one=unnamed(1))


def test_it_is_unnamed_again_before_it_turns_out_to_be_another(named: Database) -> None:
    assert "unnamed again first" in refused(named, RESOLVE, one=unnamed(1), village=XINMIN)


def test_village_is_taken_once(named: Database) -> None:
    with named.engine.begin() as connection:
        connection.execute(text("UPDATE designation SET retracted = 1"))
    refused(named, RESOLVE, one=FREE, village=SAIHAN)
    replacing = RESOLVE.replace("UPDATE", "UPDATE OR REPLACE") if named.is_sqlite else RESOLVE
    refused(named, replacing, one=FREE, village=SAIHAN)
