from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import load
from sqlalchemy import insert, select, text

from graph.check import Verdict, check_ledger
from graph.registry.audit import HASHED, broken_links
from graph.registry.database import Database
from graph.registry.guards import lower_guards
from graph.registry.tables import audit, batch, party, source


@pytest.fixture
def loaded(database: Database, tmp_path: Path) -> Database:
    load(database, tmp_path)
    return database


def links(database: Database) -> list[str]:
    with database.read() as connection:
        return list(broken_links(connection))


def tamper(database: Database, statement: str) -> None:
    """As somebody would who owns the file: with the guards out of the way."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        lower_guards(connection)
        connection.execute(text(statement))
        connection.commit()


def test_every_row_has_its_audit_row(loaded: Database) -> None:
    with loaded.read() as connection:
        entries = connection.execute(select(audit).order_by(audit.c.seq)).all()
        keys = set(connection.scalars(select(party.c.key)))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    told = {
        json.loads(entry.after)["key"]
        for entry in entries
        if entry.subject == "party" and entry.action == "insert"
    }
    assert told == keys
    assert {entry.who for entry in entries} == {"tests"}
    assert {entry.batch_id for entry in entries if entry.subject == "party"} == {1}
    assert links(loaded) == []


@pytest.mark.parametrize("field", [name for name in HASHED if name not in ("seq", "before")])
def test_changed_field_is_detected(loaded: Database, field: str) -> None:
    values = {"subject_id": "77", "batch_id": "NULL", "action": "'amend'"}
    tamper(loaded, f"UPDATE audit SET {field} = {values.get(field, repr('x'))} WHERE seq = 5")
    assert links(loaded) == ["审计记录第 5 行被改动过"]


def test_deleted_row_is_detected(loaded: Database) -> None:
    tamper(loaded, "DELETE FROM audit WHERE seq = 5")
    assert links(loaded) == ["审计记录缺第 5 行（接着的是第 6 行）", "审计记录第 6 行不接前一行"]


def test_failed_command_leaves_nothing(loaded: Database) -> None:
    with loaded.read() as connection:
        before = connection.scalar(select(audit.c.seq).order_by(audit.c.seq.desc()))

    def fail() -> None:
        with loaded.write("tests") as recorder:
            recorder.insert(source, {"document": "新文件", "place": ""})
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail()
    with loaded.read() as connection:
        assert connection.scalar(select(audit.c.seq).order_by(audit.c.seq.desc())) == before
        found = select(source.c.id).where(source.c.document == "新文件")
        assert connection.scalar(found) is None


def test_check_of_a_right_ledger(sample_database: Database) -> None:
    results = check_ledger(sample_database)
    assert [(one.check, one.place, one.verdict) for one in results] == [
        ("审计链", "台账", Verdict.RIGHT),
        ("账与审计", "台账", Verdict.RIGHT),
        ("外键", "台账", Verdict.RIGHT),
        ("快照", "台账", Verdict.RIGHT),
        ("结对不重叠", "台账", Verdict.RIGHT),
        ("致贫原因", "顺平县 2017", Verdict.RIGHT),
        ("致贫原因", "称多县 2017", Verdict.RIGHT),
        ("贫困发生率", "顺平县", Verdict.REMARK),
    ]
    assert "78665 与 270000" in results[-1].message


def test_check_finds_causes_that_do_not_add_up(database: Database, tmp_path: Path) -> None:
    causes = "division_code,year,cause,households,persons,source\n150926,2017,因病,10,20,计划\n"
    load(database, tmp_path, {"causes.csv": causes})
    found = [one for one in check_ledger(database) if one.check == "致贫原因"]
    assert [one.verdict for one in found] == [Verdict.REMARK]
    assert found[0].message == "1 类致贫原因合计 10 户 20 人，总数是 30 户 70 人"


OVERLAP = """UPDATE pairing SET start_day = NULL, start_precision = NULL, end_day = NULL,
    end_precision = NULL, donor_id = (SELECT id FROM party WHERE key = '110115'),
    recipient_id = (SELECT id FROM party WHERE key = '150926')"""


def test_check_finds_overlaps(loaded: Database) -> None:
    tamper(loaded, OVERLAP)
    found = [one for one in check_ledger(loaded) if one.verdict is Verdict.FINDING]
    messages = [one.message for one in found if one.check == "结对不重叠"]
    assert messages[0] == "时间重叠：P1、P2"


def test_check_finds_broken_references(loaded: Database) -> None:
    """PostgreSQL's foreign keys cannot be switched off so; SQLite's can."""
    if loaded.is_sqlite:
        with loaded.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("UPDATE alias SET batch_id = 99 WHERE id = 1")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    found = [one.message for one in check_ledger(loaded) if one.verdict is Verdict.FINDING]
    said = ["alias 表第 1 行所指的 batch 不存在"]
    assert found == (said if loaded.is_sqlite else [])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE pairing SET version = 5 WHERE key = 'P1'", "pairing 表第 1 行与审计记录不符"),
        ("UPDATE pairing SET retracted = 1 WHERE key = 'P3'", "pairing 表第 3 行与审计记录不符"),
        ("DELETE FROM cause WHERE id = 2", "cause 表第 2 行不见了"),
        (
            "INSERT INTO source (id, document) VALUES (77, '私下加的')",
            "source 表第 77 行不在审计记录里",
        ),
    ],
)
def test_check_holds_the_ledger_against_its_audit(
    loaded: Database, statement: str, said: str
) -> None:
    tamper(loaded, statement)
    found = [one for one in check_ledger(loaded) if one.verdict is Verdict.FINDING]
    assert [(one.check, one.message) for one in found] == [("账与审计", said)]


def test_check_finds_rows_that_the_snapshot_lacks(loaded: Database) -> None:
    """The snapshot joins sources; a pairing without one would be missed."""
    if not loaded.is_sqlite:
        return
    with loaded.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE pairing SET source_id = 999 WHERE id = 1")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    messages = [one.message for one in check_ledger(loaded) if one.verdict is Verdict.FINDING]
    assert "pairing：快照里 2 行，数据库里 3 行" in messages


def test_batch_without_title_is_refused(loaded: Database) -> None:
    def write() -> None:
        with loaded.write("tests") as recorder:
            fields = {"id": 50, "kind": "x", "title": " ", "who": "x", "at": "x"}
            recorder.connection.execute(insert(batch), fields)

    with pytest.raises(Exception, match="title_not_blank"):
        write()
