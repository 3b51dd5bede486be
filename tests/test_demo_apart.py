"""Synthetic data and real ones never stand in one ledger, whichever came first."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import ME, folder, load, snapshot_of
from ledger_files import ORGANISATIONS
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from graph.network.live import Network
from graph.registry.database import Database
from graph.registry.demo_mark import (
    MARK,
    NO_DEMO,
    NO_DEMO_FILE,
    NO_REAL_DATA,
    SYNTHETIC,
    is_demo,
)
from graph.registry.importing import Order, import_ledger, load_folder
from graph.registry.report import Report


def synthetic(database: Database, path: Path, order: Order = ME) -> Report:
    """A small data set that says that it is synthetic, loaded."""
    (folder(path) / SYNTHETIC).write_text("演示数据", encoding="utf-8")
    return load_folder(database, path, order)


def marked(database: Database) -> bool:
    with database.read() as connection:
        return is_demo(connection)


def test_synthetic_data_mark_the_ledger_and_all_who_read_it(
    database: Database, tmp_path: Path
) -> None:
    network = Network(database)
    assert not network.snapshot.demo
    report = synthetic(database, tmp_path / "demo")
    assert (report.faults, report.notices) == ([], [])
    assert marked(database)
    assert network.refresh().demo
    assert snapshot_of(database).demo
    again = synthetic(database, tmp_path / "demo")
    assert (again.new, again.changed, again.faults) == (0, 0, [])


def test_real_data_are_no_demonstration(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    assert not marked(database)
    assert not snapshot_of(database).demo


def test_synthetic_data_do_not_come_to_real_ones(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    report = synthetic(database, tmp_path / "demo")
    assert [fault.message for fault in report.faults] == [NO_DEMO]
    assert not report.taken
    assert not marked(database)


def test_real_data_do_not_come_to_synthetic_ones(database: Database, tmp_path: Path) -> None:
    synthetic(database, tmp_path / "demo")
    before = snapshot_of(database).seq
    report = load(database, tmp_path / "set")
    assert [fault.message for fault in report.faults] == [NO_REAL_DATA]
    assert not report.taken
    assert snapshot_of(database).seq == before


def test_what_is_not_taken_marks_nothing(database: Database, tmp_path: Path) -> None:
    synthetic(database, tmp_path / "demo", Order("tests", dry_run=True))
    assert not marked(database)
    (tmp_path / "demo" / "capacities.csv").write_text("party,capacity\nX,1\n", encoding="utf-8")
    assert load_folder(database, tmp_path / "demo", ME).faults
    assert not marked(database)
    assert load(database, tmp_path / "set").faults == []


@pytest.mark.parametrize("demo", [True, False])
def test_database_itself_keeps_the_mark(database: Database, tmp_path: Path, demo: bool) -> None:
    """Whoever writes by SQL cannot make the one ledger the other either."""
    synthetic(database, tmp_path / "demo") if demo else load(database, tmp_path / "set")
    for statement in (
        f"UPDATE setting SET value = '{int(not demo)}' WHERE name = 'demo'",
        "DELETE FROM setting WHERE name = 'demo'",
    ):
        with pytest.raises(DatabaseError), database.engine.begin() as connection:
            connection.execute(text(statement))
    assert marked(database) is demo


def test_donor_side_can_still_be_chosen_while_empty(database: Database) -> None:
    database.choose_donor_side("150000")
    assert not marked(database)


def test_ledgers_may_be_tried_in_a_demonstration(database: Database, tmp_path: Path) -> None:
    """Nothing in a workbook says whether it is real: what is refused are data sets."""
    assert SYNTHETIC in NO_REAL_DATA
    synthetic(database, tmp_path / "demo")
    file = tmp_path / "units.csv"
    file.write_text(f"{ORGANISATIONS}\n演示企业,企业,大兴区,,,3,\n", encoding="utf-8")
    report = import_ledger(database, "organisations", file, ME)
    assert (report.new, report.faults) == (1, [])
    assert marked(database)


@pytest.mark.parametrize("demo", [False, True])
def test_file_that_left_a_demonstration_comes_to_no_real_ledger(
    database: Database, tmp_path: Path, demo: bool
) -> None:
    synthetic(database, tmp_path / "demo") if demo else load(database, tmp_path / "set")
    before = snapshot_of(database)
    file = tmp_path / "演示数据-单位名录.csv"
    row = "演示企业,企业,大兴区,,,3,"
    file.write_text(f"{MARK}：编造的\n{ORGANISATIONS}\n{row}\n", encoding="utf-8")
    for good_rows in (False, True):
        report = import_ledger(database, "organisations", file, Order("tests", good_rows=good_rows))
        assert [fault.message for fault in report.faults] == ([] if demo else [NO_DEMO_FILE])
    assert len(snapshot_of(database).parties) == len(before.parties) + demo
