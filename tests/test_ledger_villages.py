"""Importing the 深度贫困村名单."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import load, snapshot_of
from ledger_files import bare, counts, faults, take
from test_loading import dump

from graph.days import date_of
from graph.registry.database import Database
from graph.words import DesignationKind, Precision

HERE = "察右前旗,乌拉哈乌拉乡"


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return bare(database, tmp_path)


def designated(database: Database) -> list[tuple[str, str, str, str]]:
    """Village, kind, start and end of every designation."""
    snapshot = snapshot_of(database)
    found = snapshot.designations
    return [
        (
            snapshot.parties.key(found.village.at[at]),
            DesignationKind(found.kind.at[at]).text,
            str(date_of(found.start.at[at]) or ""),
            str(date_of(found.end.at[at]) or ""),
        )
        for at in range(len(found.id.at))
    ]


def test_rows_designate(ledger: Database, tmp_path: Path) -> None:
    rows = (f"{HERE},赛汉村,,2014年,,", "察右前旗,,朝阳村,贫困村,2014-03,2019年底,")
    assert counts(take(ledger, tmp_path, "villages", *rows)) == (2, 0, 0, 0)
    assert designated(ledger) == [
        ("150926201200", "deep_poverty", "2014-01-01", ""),
        ("150926201201", "poor", "2014-03-01", "2019-12-01"),
    ]
    assert snapshot_of(ledger).designations.start_precision.at[0] == Precision.YEAR
    before = dump(ledger)
    assert counts(take(ledger, tmp_path, "villages", *rows)) == (0, 0, 2, 0)
    assert dump(ledger) == before


def test_village_that_leaves_gets_its_end(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,2014,,")
    report = take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,,2019-12-01,")
    assert counts(report) == (0, 1, 0, 0)
    assert designated(ledger) == [("150926201200", "deep_poverty", "2014-01-01", "2019-12-01")]
    later = take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,2020-06,,")
    assert counts(later) == (1, 0, 0, 0)
    report = take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,,2013,")
    assert faults(report) == []
    report = take(ledger, tmp_path, "villages", f"{HERE},朝阳村,,2014,2013,")
    assert faults(report) == [("F2", "退出日期应晚于认定日期 2014")]


def test_start_is_not_moved(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,2014,,")
    report = take(ledger, tmp_path, "villages", f"{HERE},赛汉村,,2016,,")
    assert counts(report) == (0, 0, 1, 0)
    assert "认定日期为 2014-01-01，未改为 2016" in report.notices[0]


def test_unnamed_village_by_key_or_exact_name(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    rows = (f"{HERE},150926201#01,,,2021,", f"{HERE},乌拉哈乌拉乡待定名村02,,,2021,")
    assert counts(take(database, tmp_path, "villages", *rows)) == (0, 2, 0, 0)
    report = take(database, tmp_path, "villages", f"{HERE},待定名村02,,,2021,")
    assert "找不到" in report.faults[0].message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"{HERE},赛罕村,,,,", ("C2", "找不到“赛罕村”", "赛汉村村委会")),
        ("察右前旗,乌拉乡,赛汉村,,,,", ("B2", "找不到“乌拉乡”", "乌拉哈乌拉乡")),
        ("察右中旗,,赛汉村,,,,", ("A2", "找不到“察右中旗”", "察右前旗")),
        ("大兴区,,赛汉村,,,,", ("A2", "找不到“大兴区”", "")),
        (f"{HERE},,,,,", ("C2", "不能为空", "")),
        (f"{HERE},赛汉村,富裕村,,,", ("D2", "深度贫困村、贫困村", "")),
        (f"{HERE},赛汉村,,去年,,", ("E2", "日期应写成", "")),
    ],
)
def test_unclear_row_is_refused_by_its_cell(
    ledger: Database, tmp_path: Path, row: str, said: tuple[str, str, str]
) -> None:
    before = dump(ledger)
    report = take(ledger, tmp_path, "villages", row, f"{HERE},朝阳村,,,,")
    place, message, suggestion = said
    assert [one for one, _ in faults(report)] == [place]
    assert message in report.faults[0].message
    assert suggestion in (report.faults[0].suggestion or "")
    assert counts(report) == (1, 0, 0, 1)
    assert dump(ledger) == before


def test_village_on_two_rows_is_refused(ledger: Database, tmp_path: Path) -> None:
    rows = (f"{HERE},赛汉村,,,,", f"{HERE},赛汉村委会,,,,")
    report = take(ledger, tmp_path, "villages", *rows)
    assert faults(report) == [("C3", "赛汉村村委会已在 villages.csv!2 列出")]
