"""What a dry run shows is what is taken, and good rows are taken alone only on request."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from folders import ME, snapshot_of
from ledger_files import PAIRINGS, bare, counts, faults, take
from openpyxl import load_workbook
from test_loading import dump

from graph.export.refused import refused_sheets
from graph.registry.database import Database
from graph.registry.grid import Sheet
from graph.registry.importing import FORMS, Handed, Order, import_file, import_ledger
from graph.registry.ledger_file import Correction, LedgerFile, read_file
from graph.registry.report import Report
from graph.registry.sheets import read_sheets
from server.refused_workbook import refused_workbook

GOOD = "J-1,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2019-05,2021,,,,"
UNKNOWN = "J-2,黄村镇,大兴区,朝阳,察右前旗,乌拉哈鸟拉乡,已列任务,2020,,,,,"
TWICE = "J-3,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2020-01-01,,,,,"
ALSO = "J-4,京粮公司,大兴区,朝阳村,察右前旗,,已列任务,2020-02-30,,,,,"
LAST = "J-5,旧宫镇,大兴区,朝阳村,察右前旗,,已列任务,2020-02-25,,,,,"
ROWS = (GOOD, UNKNOWN, TWICE, ALSO, LAST)
ONLY_GOOD = replace(ME, good_rows=True)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return bare(database, tmp_path)


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((PAIRINGS, *rows)) + "\n", encoding="utf-8")
    return path


def keys(database: Database) -> set[str]:
    return set(snapshot_of(database).pairings.id_of_key)


def imported(database: Database, path: Path, order: Order) -> Report:
    return import_ledger(database, "pairings", path, order)


def test_one_faulty_row_keeps_all_out(ledger: Database, tmp_path: Path) -> None:
    before = dump(ledger)
    report = take(ledger, tmp_path, "pairings", *ROWS)
    assert (report.taken, report.refused, dump(ledger) == before) == (False, 3, True)


def test_good_rows_alone_on_request(ledger: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", *ROWS)
    report = imported(ledger, path, ONLY_GOOD)
    assert report.taken
    assert counts(report) == (2, 0, 0, 3)
    assert [place for place, _ in faults(report)] == ["F3", "A4", "H5"]
    assert report.left_out == {"p.csv!3", "p.csv!4", "p.csv!5"}
    assert keys(ledger) == {"J-1", "J-5"}
    again = imported(ledger, path, ONLY_GOOD)
    assert counts(again) == (0, 0, 2, 3)


def test_without_headings_no_row_is_good(ledger: Database, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("支援方,受援方\n黄村镇,朝阳村\n", encoding="utf-8")
    before = dump(ledger)
    report = imported(ledger, path, ONLY_GOOD)
    assert not report.taken
    assert dump(ledger) == before


def test_commit_does_what_the_dry_run_showed(ledger: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", GOOD, LAST)
    tried = imported(ledger, path, replace(ME, dry_run=True))
    assert tried.taken
    assert keys(ledger) == set()
    # Somebody adds a pairing that has nothing to do with it: ids are other ones then.
    take(ledger, tmp_path, "pairings", ",黄村镇,大兴区,乌拉哈乌拉乡,察右前旗,,已签订,2019,,,,,")
    done = imported(ledger, path, replace(ME, expected=tried.digest))
    assert done.taken
    assert counts(done) == counts(tried) == (2, 0, 0, 0)


def test_commit_is_refused_when_it_would_do_something_else(
    ledger: Database, tmp_path: Path
) -> None:
    path = written(tmp_path / "p.csv", GOOD, LAST)
    tried = imported(ledger, path, replace(ME, dry_run=True))
    take(ledger, tmp_path, "pairings", GOOD.replace("2021", "2022"))
    before = dump(ledger)
    done = imported(ledger, path, replace(ME, expected=tried.digest))
    assert not done.taken
    assert "请重新检查" in done.faults[0].message
    assert dump(ledger) == before


def test_look_sees_the_ledger_as_it_would_be(ledger: Database, tmp_path: Path) -> None:
    seen: list[int] = []
    order = replace(ME, dry_run=True, look=lambda recorder: seen.append(recorder.changes))
    imported(ledger, written(tmp_path / "p.csv", GOOD), order)
    assert seen[0] >= 3
    assert keys(ledger) == set()


def test_corrected_cells_are_read_instead(ledger: Database, tmp_path: Path) -> None:
    file = read_file(written(tmp_path / "p.csv", *ROWS), read_sheets)
    corrections = [
        Correction("p.csv!F3", "乌拉哈鸟拉乡", "乌拉哈乌拉乡"),
        Correction("p.csv!H5", "2020-02-30", "2020-02-28"),
        Correction("p.csv!H4", "2020-01-01", "2021"),
        Correction("nowhere!Z9", "", "x"),
        Correction("p.csv", "", "x"),
    ]
    assert file.sheets[0].text(3, 6) == "乌拉哈鸟拉乡"
    right = file.corrected(corrections)
    assert right.sheets[0].text(3, 6) == "乌拉哈乌拉乡"
    report = import_file(ledger, Handed("pairings", right), ME)
    assert [place for place, _ in faults(report)] == []


def test_one_unit_of_a_cell_is_put_right() -> None:
    sheet = read_file_of("黄村镇、旧官镇")
    right = sheet.corrected([Correction("s!A1", "旧官镇", "旧宫镇")])
    assert right.sheets[0].text(1, 1) == "黄村镇、旧宫镇"


def read_file_of(text: str) -> LedgerFile:
    return LedgerFile("s", (Sheet("s", [[text]]),))


def test_refused_rows_come_back_with_their_faults(ledger: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", GOOD, UNKNOWN, ALSO.replace("J-4", "=J-4"))
    report = imported(ledger, path, ONLY_GOOD)
    sheets = refused_sheets(
        read_file(path, read_sheets), FORMS["pairings"], report.left_out, report.faults
    )
    book = load_workbook(BytesIO(refused_workbook(sheets)))
    (sheet,) = book.worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows] == ["编号", "J-2", "'=J-4"]
    assert rows[0][-1] == "问题"
    assert "乌拉哈鸟拉乡" in str(rows[1][-1])
    comment = sheet["F2"].comment
    assert comment is not None
    assert "乌拉哈乌拉乡" in comment.text
    assert sheet["H2"].comment is None
    assert sheet["H3"].comment is not None


def test_refused_rows_put_right_can_be_handed_in(ledger: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", *ROWS)
    report = imported(ledger, path, ONLY_GOOD)
    sheets = refused_sheets(
        read_file(path, read_sheets), FORMS["pairings"], report.left_out, report.faults
    )
    book = load_workbook(BytesIO(refused_workbook(sheets)))
    (sheet,) = book.worksheets
    sheet["F2"], sheet["H3"], sheet["H4"] = "乌拉哈乌拉乡", "2021", "2020-02-28"
    book.save(tmp_path / "right.xlsx")
    again = imported(ledger, tmp_path / "right.xlsx", ME)
    assert faults(again) == []
    assert counts(again) == (3, 0, 0, 0)
    assert not any("问题" in notice for notice in again.notices)
    assert keys(ledger) == {"J-1", "J-2", "J-3", "J-4", "J-5"}
