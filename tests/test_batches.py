"""Batches as they are listed and told, on the command line too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from folders import load
from test_loading import dump

from graph.errors import NotFound
from graph.registry.batches import Count, batch_counts, batch_of, find_batch, list_batches
from graph.registry.commands import Seen, cancel_pairing, end_pairing
from graph.registry.database import Database
from graph.registry.handing_over import hand_over_pairing
from graph.registry.history import batch_history, pairing_history
from graph.registry.undoing import undo_batch
from server.cli import main


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    """Batch 1 loads, 2 hands P3 over, 3 cancels P1, 4 undoes that."""
    load(database, tmp_path)
    hand_over_pairing(database, "小李", Seen("P3", 1), "110115006", date(2020, 6, 1))
    cancel_pairing(database, "小王", Seen("P1", 1))
    undo_batch(database, "小李", 3)
    return database


def test_batches_are_listed_newest_first(ledger: Database) -> None:
    with ledger.read() as connection:
        found = list_batches(connection, 0, 50)
        assert [(one.id, one.kind, one.who) for one in found.lines] == [
            (4, "undo", "小李"),
            (3, "cancel", "小王"),
            (2, "hand_over", "小李"),
            (1, "load", "tests"),
        ]
        assert [one.changes for one in found.lines[:3]] == [1, 1, 2]
        assert (found.lines[0].undoes, found.lines[1].undone_by) == (3, 4)
        assert found.kinds == ("cancel", "hand_over", "load", "undo")
        assert set(found.people) == {"tests", "小李", "小王"}
        mine = list_batches(connection, 1, 1, who="小李")
        assert (mine.total, [one.id for one in mine.lines]) == (2, [2])
        some = list_batches(connection, 0, 9, ["load", "cancel"])
        assert [one.id for one in some.lines] == [3, 1]
        assert list_batches(connection, 0, 9, ["nothing"]).total == 0


def test_a_batch_is_counted_by_table_and_action(ledger: Database) -> None:
    with ledger.read() as connection:
        assert batch_counts(connection, 2) == (
            Count("pairing", "amend", 1),
            Count("pairing", "insert", 1),
        )
        assert batch_counts(connection, 4) == (Count("pairing", "amend", 1),)
        loaded = batch_counts(connection, 1)
        assert sum(count.number for count in loaded) == find_batch(connection, 1).changes
        assert Count("party", "insert", 15) in loaded
        assert batch_of(connection, "pairing", 4) == 2
        assert batch_of(connection, "pairing", 99) is None


def test_a_batch_tells_its_changes_in_their_order(ledger: Database) -> None:
    with ledger.read() as connection:
        told = batch_history(connection, 2, 0, 10)
        assert [(one.action, one.subject_id) for one in told.changes] == [
            ("amend", 3),
            ("insert", 4),
        ]
        names = [one.name for one in told.mentioned.about(told.changes[0])]
        assert names == ["京粮公司", "乌拉哈乌拉乡待定名村01"]
        assert told.mentioned.pairings == {3: "P3", 4: "110115006-150926201#01"}
        assert batch_history(connection, 1, 5, 3).total == find_batch(connection, 1).changes


def test_what_was_taken_back_keeps_its_name(ledger: Database) -> None:
    undo_batch(ledger, "小李", 2)
    undo_batch(ledger, "小李", 1)
    with ledger.read() as connection:
        told = pairing_history(connection, 3, 0, 10)
        names = [one.name for one in told.mentioned.about(told.changes[0])]
        assert names == ["京粮公司", "乌拉哈乌拉乡待定名村01"]
        assert [one.batch_id for one in told.changes] == [6, 5, 2, 1]


@pytest.mark.parametrize("batch_id", [0, -1, 99, 1 << 62])
def test_unknown_batch_is_not_found(ledger: Database, batch_id: int) -> None:
    with ledger.read() as connection, pytest.raises(NotFound):
        find_batch(connection, batch_id)


def run(database: Database, *words: str) -> int:
    return main([*words, "--database", database.url.render_as_string(hide_password=False)])


def test_command_lists_batches(ledger: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ledger, "batches", "--number", "3") == 0
    said = capsys.readouterr().out
    assert "前 3 批，共 4 批" in said
    assert "已由第 4 批撤销" in said
    assert run(ledger, "batches", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == 4
    assert told["batches"][1]["undoneBy"] == 4
    assert told["batches"][0]["undoes"] == 3


def test_command_undoes(ledger: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ledger, "undo", "2") == 0
    assert "第 2 批已撤销；这次撤销是第 5 批" in capsys.readouterr().out
    end_pairing(ledger, "小王", Seen("P3", 3), date(2020, 7, 1))
    before = dump(ledger)
    assert run(ledger, "undo", "1") == 2
    said = capsys.readouterr().out
    assert "后来的改动（1 处）" in said
    assert "小王" in said
    assert run(ledger, "undo", "2", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["problems"]] == ["ALREADY_UNDONE"]
    assert dump(ledger) == before
    assert run(ledger, "undo", "6", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"batch": 7, "problems": []}


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 20])
def test_command_wants_a_number(ledger: Database, number: str) -> None:
    with pytest.raises(SystemExit):
        run(ledger, "undo", number)
