"""Tables as files, and what the ledgers say in them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from folders import FILES, load, snapshot_of
from hypothesis import given
from hypothesis import strategies as st
from ledger_files import FORMS, LEDGERS, bare, counts, export, faults, take, take_file, written
from workbooks import sheet_of

from graph.analysis.search import find_division
from graph.days import Day, number_of, parse_date, parse_day
from graph.errors import Invalid
from graph.export.ledgers import ledger_table, template
from graph.export.table import Column, Shown, Table
from graph.network.live import Network
from graph.registry.cells import guard, parse_ledger_day, unguard
from graph.registry.database import Database
from graph.registry.sheets import read_sheets
from graph.words import Stage
from server.downloads import download
from server.workbooks import save_table, write_table

STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹣", "'=", "''@"]
TABLE = Table(
    "样表",
    (
        Column("名称", 40, required=True),
        Column("日期", 13, Shown.DAY),
        Column("数", 8, Shown.COUNT),
    ),
    [("甲", Day(parse_date("2020-02-25")), 1234), ("乙", parse_day("2020-02"), None)],
    ("范围：全部",),
)


def records(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def texts(path: Path) -> list[list[str]]:
    (sheet,) = read_sheets(path)
    return [list(row) for row in sheet.rows]


def test_csv_has_the_mark_and_headings_first() -> None:
    content = write_table(TABLE, ".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert records(content) == [
        ["名称", "日期", "数"],
        ["甲", "2020-02-25", "1234"],
        ["乙", "2020年2月", ""],
    ]


def test_xlsx_is_laid_out_for_reading_and_printing(tmp_path: Path) -> None:
    save_table(TABLE, tmp_path / "t.xlsx")
    sheet = sheet_of(openpyxl.load_workbook(tmp_path / "t.xlsx"))
    assert sheet.title == "样表"
    assert sheet["A1"].value == "样表（范围：全部；共 2 行）"
    assert [cell.value for cell in sheet[2]] == ["名称", "日期", "数"]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["A"].width == 40
    assert [cell.number_format for cell in sheet[3]] == ["@", "yyyy-mm-dd", "#,##0"]
    assert sheet["B4"].number_format == 'yyyy"年"m"月"'
    assert sheet["C3"].value == 1234
    assert texts(tmp_path / "t.xlsx")[2:] == [["甲", "2020-02-25", "1234"], ["乙", "2020-02"]]


@pytest.mark.parametrize("day", ["2019", "2019-05", "2019-01", "2019-01-01", "1899-05-02", "0987"])
@pytest.mark.parametrize("form", FORMS)
def test_days_keep_their_precision(tmp_path: Path, form: str, day: str) -> None:
    path = tmp_path / f"t{form}"
    save_table(replace(TABLE, rows=[("甲", parse_day(day), None)]), path)
    shown = texts(path)[-1][1]
    assert parse_ledger_day(shown) == parse_day(day)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("form", FORMS)
def test_no_spreadsheet_runs_a_text(tmp_path: Path, form: str, start: str) -> None:
    text, path = f"{start}1+1", tmp_path / f"t{form}"
    table = replace(TABLE, name=text[:9], filters=(text,), rows=[(text, None, None)])
    save_table(table, path)
    assert texts(path)[-1] == [text]
    if form == ".csv":
        shown = [records(path.read_bytes())[1][0]]
    else:
        sheet = sheet_of(openpyxl.load_workbook(path))
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        shown = [str(sheet["A1"].value), str(sheet["A3"].value)]
    assert all(one.startswith("'") for one in shown)


@given(st.text(st.sampled_from("=+-@＝－﹣\t\r\n'\"a甲 1"), max_size=6) | st.text(max_size=6))
def test_guard_gives_every_text_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


def test_separator_of_another_locale_stays_in_its_cell(tmp_path: Path) -> None:
    save_table(replace(TABLE, rows=[('a;=1+1\t"b"', None, None)]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()[1] == '"a;=1+1\t""b""","",""'


def test_text_beyond_a_cell_is_not_cut(tmp_path: Path) -> None:
    table = replace(TABLE, rows=[("长" * 32_768, None, None)])
    with pytest.raises(Invalid, match=r"32,768 字.*请导出 \.csv"):
        write_table(table, ".xlsx")
    assert len(records(write_table(table, ".csv"))[1][0]) == 32_768


def test_other_forms_and_unwritable_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="只能写"):
        save_table(TABLE, tmp_path / "t.pdf")
    with pytest.raises(Invalid, match="写不了"):
        save_table(TABLE, tmp_path / "no" / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_download_is_saved_under_its_name() -> None:
    answer = download(TABLE, ".csv", "大兴区")
    assert answer.headers["content-disposition"].endswith("''%E5%A4%A7%E5%85%B4%E5%8C%BA.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.body == write_table(TABLE, ".csv")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ledger", LEDGERS)
def test_template_is_a_form_to_fill_in(
    database: Database, tmp_path: Path, ledger: str, form: str
) -> None:
    bare(database, tmp_path)
    file = tmp_path / f"form{form}"
    save_table(template(ledger), file)
    report = take_file(database, ledger, file)
    assert faults(report) == []
    assert report.notices == [f"{file.name} 的表头下面没有数据行"]
    assert counts(report) == (0, 0, 0, 0)


def test_pairings_of_a_scope_and_a_day(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    snapshot = snapshot_of(database)

    def keys(within: str | None, day: str | None) -> list[object]:
        row = snapshot.parties.row(within) if within else None
        at = number_of(parse_date(day)) if day else None
        return [one[0] for one in ledger_table(snapshot, "pairings", row, at).rows]

    assert keys(None, None) == ["P1", "P2", "P3"]
    assert keys(None, "2021-01-01") == ["P1", "P2"]
    assert keys("110115005", None) == ["P2"]
    assert keys("150926201", None) == ["P2", "P3"]
    assert keys("E1", None) == ["P3"]
    table = ledger_table(snapshot, "pairings", snapshot.parties.row("110115"), 18_000)
    assert table.filters == ("范围：大兴区", "日期：截至 2019-04-14")


def test_cancelled_pairings_are_in_the_ledger(database: Database, tmp_path: Path) -> None:
    bare(database, tmp_path)
    take(database, tmp_path, "pairings", ",黄村镇,大兴区,察右前旗,察右前旗,,已取消,,,,,,")
    rows = ledger_table(snapshot_of(database), "pairings").rows
    assert [row[8] for row in rows] == [Stage.CANCELLED.chinese]


def test_ambiguous_names_are_a_fault_and_go_out_in_their_township(
    database: Database, tmp_path: Path
) -> None:
    twins = "150926202,乌拉镇,township,150926\n150926202200,赛汉村村委会,village,150926202\n"
    files = dict.fromkeys(("designations.csv", "unnamed_villages.csv", "pairings.csv"))
    load(database, tmp_path / "set", {**files, "divisions.csv": FILES["divisions.csv"] + twins})
    row = ",黄村镇,大兴区,150926202200,察右前旗,,已签订,,,,,,"
    assert counts(take(database, tmp_path, "pairings", row)) == (1, 0, 0, 0)
    unclear = ",黄村镇,大兴区,赛汉村,察右前旗,,已签订,,,,,,"
    report = take(database, tmp_path, "pairings", unclear)
    assert "150926201200" in report.faults[0].message
    assert "150926202200" in report.faults[0].message
    out = texts(export(database, tmp_path, "pairings"))[1]
    assert out[4:7] == ["赛汉村村委会", "察哈尔右翼前旗", "乌拉镇"]


def test_tasks_out_say_what_the_real_list_says(sample_network: Network) -> None:
    day = number_of(parse_date("2020-06-30"))
    table = ledger_table(sample_network.snapshot, "tasks", None, day)
    assert len(table.rows) == 27
    assert sum(row[6] for row in table.rows if isinstance(row[6], int)) == 128
    assert [row[3] for row in table.rows if "、" in str(row[3])] == ["采育镇、魏善庄镇"]
    (regiment,) = [row for row in table.rows if "团" in str(row[5])]
    assert regiment[5:7] == ("兵团二二四团（协商中）", "协商中")
    assert table.notices == ()
    hetian = find_division(sample_network.snapshot, "和田县")
    assert len(ledger_table(sample_network.snapshot, "tasks", hetian, day).rows) == 11


def test_tasks_say_what_one_row_cannot(database: Database, tmp_path: Path) -> None:
    """Two towns share a village, but their township pairings differ."""
    load(database, tmp_path / "set", {"pairings.csv": None, "designations.csv": None})
    place = "乌拉哈乌拉乡,察右前旗"
    rows = [
        f",黄村镇,大兴区,{place},,已列任务,2019-01-01,,,大兴区,,",
        f",旧宫镇,大兴区,{place},,已列任务,2020-01-01,,,,,",
        ",黄村镇,大兴区,乌拉哈乌拉乡待定名村01,察右前旗,,已列任务,2020-01-01,,,京粮公司,,",
        ",旧宫镇,大兴区,乌拉哈乌拉乡待定名村01,察右前旗,,已列任务,2020-01-01,,,,,",
    ]
    assert counts(take(database, tmp_path, "pairings", *rows)) == (4, 0, 0, 0)
    day = number_of(parse_date("2020-06-30"))
    table = ledger_table(snapshot_of(database), "tasks", None, day)
    assert [(row[1], row[3], row[6]) for row in table.rows] == [
        ("大兴区", "黄村地区", None),
        (None, "旧宫地区", None),
    ]
    assert table.notices == ("乌拉哈乌拉乡有 1 个村的结对，任务清单的一行写不出，未计入村数",)


def test_five_thousand_rows(database: Database, tmp_path: Path) -> None:
    """Out and in again, within what pytest's patience allows: some seconds."""
    bare(database, tmp_path)
    head = ["名称", "类型", "所在区县", "可结对村数"]
    firms = [[f"第{number}公司", "企业", "大兴区", str(number % 9)] for number in range(5_000)]
    file = written(tmp_path / "firms.csv", [head, *firms])
    assert counts(take_file(database, "organisations", file)) == (5_000, 0, 0, 0)
    head = ["支援方", "支援方所在区", "受援方", "受援县", "阶段", "起始日期"]
    rows = [[firm[0], "大兴区", "赛汉村", "察右前旗", "已签订", "2020-01-01"] for firm in firms]
    file = written(tmp_path / "pairings.csv", [head, *rows])
    assert counts(take_file(database, "pairings", file)) == (5_000, 0, 0, 0)
    for ledger in ("organisations", "pairings"):
        for form in FORMS:
            report = take_file(database, ledger, export(database, tmp_path, ledger, form))
            assert report.faults == []
            assert (report.new, report.changed) == (0, 0)
            assert report.unchanged >= 5_000
