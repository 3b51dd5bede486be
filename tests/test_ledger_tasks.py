"""What the task list gained when it learned to come out: shared towns, marks, sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import snapshot_of
from ledger_files import bare, counts, faults, take_file, written
from test_loading import dump
from test_task_import import described

from graph.registry.database import Database
from graph.registry.ledger_file import read_file
from graph.registry.report import Report
from graph.registry.sheets import read_sheets
from graph.registry.tasks import read_tasks

HEAD = ["区", "责任单位", "结对镇街", "结对旗县", "所在乡镇", "贫困村", "起始日期"]
HERE = ["察右前旗", "乌拉哈乌拉乡"]


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return bare(database, tmp_path)


def tasks(database: Database, path: Path, *rows: list[str], name: str = "tasks.csv") -> Report:
    return take_file(database, "tasks", written(path / name, [HEAD, *rows]))


def test_towns_share_some_of_the_villages(ledger: Database, tmp_path: Path) -> None:
    rows = [
        ["大兴区", "", "黄村", *HERE, "1", ""],
        ["大兴区", "", "黄村、旧宫", *HERE, "2", ""],
    ]
    assert counts(tasks(ledger, tmp_path, *rows)) == (2, 0, 0, 0)
    villages = [one[:2] for one in described(snapshot_of(ledger)) if "#" in one[1]]
    assert villages == [
        ("110115005", "150926201#01"),
        ("110115005", "150926201#02"),
        ("110115006", "150926201#02"),
        ("110115005", "150926201#03"),
        ("110115006", "150926201#03"),
    ]
    before = dump(ledger)
    assert counts(tasks(ledger, tmp_path, *reversed(rows))) == (0, 0, 2, 0)
    assert dump(ledger) == before


def test_rows_that_share_a_town_must_agree(ledger: Database, tmp_path: Path) -> None:
    rows = [
        ["大兴区", "", "黄村", *HERE, "1", ""],
        ["大兴区", "京粮公司", "黄村、旧宫", *HERE, "2", ""],
    ]
    found = faults(tasks(ledger, tmp_path, *rows))
    assert found == [("C3", "黄村地区与乌拉哈乌拉乡已在 tasks.csv!2 列出")]


def test_same_list_under_another_name_writes_nothing(ledger: Database, tmp_path: Path) -> None:
    row = ["大兴区", "", "黄村", *HERE, "1", "2020"]
    tasks(ledger, tmp_path, row)
    before = dump(ledger)
    assert counts(tasks(ledger, tmp_path, row, name="again.csv")) == (0, 0, 1, 0)
    assert dump(ledger) == before


def test_lead_of_a_town_beside_its_district_is_the_town(ledger: Database, tmp_path: Path) -> None:
    """旧宫镇 led by 黄村镇; a name that the district shares would be unclear, the town's is not."""
    tasks(ledger, tmp_path, ["大兴区", "黄村镇", "旧宫", *HERE, "", ""])
    snapshot = snapshot_of(ledger)
    assert snapshot.parties.key(snapshot.pairings.lead.at[0]) == "110115005"


@pytest.mark.parametrize(
    ("township", "villages", "negotiating", "note"),
    [
        ("乌拉哈乌拉乡", "协商中", (False, True), ""),
        ("乌拉哈乌拉乡（协商中）", "", (True, False), ""),
        ("乌拉哈乌拉乡(协商中)", "协商中", (True, True), ""),
        ("乌拉哈乌拉乡", "协商开展村级结对", (False, True), "协商开展村级结对"),
    ],
)
def test_mark_of_negotiation_is_no_note(
    tmp_path: Path, township: str, villages: str, negotiating: tuple[bool, bool], note: str
) -> None:
    row = ["大兴区", "", "黄村", "察右前旗", township, villages, ""]
    (read,) = read_tasks(
        read_file(written(tmp_path / "t.csv", [HEAD, row]), read_sheets), None, None
    ).rows
    assert read.township == "乌拉哈乌拉乡"
    assert (read.negotiating_township, read.negotiating_villages) == negotiating
    assert read.note == note
