from __future__ import annotations

import csv
import datetime
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import openpyxl.xml.functions
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from workbooks import (
    MAIN,
    OFFICE,
    PACKAGE,
    REAL,
    RELATIONS_XML,
    fill,
    saved,
    sheet_of,
    sheet_xml,
    text_cell,
    zipped,
)

from graph.errors import Fault, Refused
from graph.registry.cells import tidy, unguard
from graph.registry.grid import Cell, Merge, Sheet, find_overlap
from graph.registry.sheets import read_sheets


def texts(sheet: Sheet) -> list[list[str]]:
    return [
        [sheet.text(row, column) for column in range(1, sheet.width + 1)]
        for row in range(1, sheet.height + 1)
    ]


def read_one(path: Path) -> Sheet:
    (sheet,) = read_sheets(path)
    return sheet


def refused(path: Path) -> list[Fault]:
    with pytest.raises(Refused) as error:
        read_sheets(path)
    return error.value.faults


def only_fault(path: Path) -> tuple[str, str]:
    (fault,) = refused(path)
    return fault.place, fault.message


# What cells say


def test_values_of_every_type_are_text(tmp_path: Path) -> None:
    day = datetime.datetime.fromisoformat("2020-02-25")
    path = saved(
        tmp_path / "a.xlsx",
        [["  三岔口乡　", 23, 23.0, 1.5, 0.1 + 0.2, True, None, day, day.date(), datetime.time(9)]],
    )
    assert texts(read_one(path)) == [
        ["三岔口乡", "23", "23", "1.5", "0.3", "TRUE", "", "2020-02-25", "2020-02-25", "09:00:00"]
    ]


def test_date_with_a_time_keeps_it(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [[datetime.datetime.fromisoformat("2020-02-25T13:05")]])
    assert read_one(path).text(1, 1) == "2020-02-25 13:05:00"


@pytest.mark.parametrize(
    ("number_format", "day", "text"),
    [
        ('yyyy"年"m"月"', datetime.date(2020, 2, 1), "2020-02"),
        ("yyyy年m月", datetime.date(2020, 2, 1), "2020-02"),
        ("mmm-yy", datetime.date(2020, 2, 1), "2020-02"),
        ('yyyy"年"', datetime.date(2020, 1, 1), "2020"),
        ('[$-804]yyyy"年"m"月"d"日"', datetime.date(2020, 2, 1), "2020-02-01"),
        # The day is hidden but it is there.
        ('yyyy"年"m"月"', datetime.date(2020, 2, 25), "2020-02-25"),
        ('yyyy"年"', datetime.date(2020, 2, 1), "2020-02"),
    ],
)
def test_date_shown_without_a_day_keeps_its_precision(
    tmp_path: Path, number_format: str, day: datetime.date, text: str
) -> None:
    book = openpyxl.Workbook()
    cell = sheet_of(book).cell(1, 1)
    cell.value = day
    cell.number_format = number_format
    book.save(tmp_path / "a.xlsx")
    assert read_one(tmp_path / "a.xlsx").text(1, 1) == text


@pytest.mark.parametrize(
    ("format_id", "text"),
    [(31, "2020-02-01"), (14, "2020-02-01"), (57, "2020-02"), (27, "2020-02"), (0, "43862")],
)
def test_date_in_a_format_that_chinese_excel_leaves_undefined(
    tmp_path: Path, format_id: int, text: str
) -> None:
    font = '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    styles = (
        f'<styleSheet xmlns="{MAIN}">{font}<borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
        f'<xf numFmtId="{format_id}" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    cells = '<row r="1"><c r="A1" s="1"><v>43862</v></c></row>'
    path = zipped(tmp_path / "a.xlsx", sheet_xml(cells), {"xl/styles.xml": styles})
    assert read_one(path).text(1, 1) == text


def test_date_written_as_iso_text(tmp_path: Path) -> None:
    cells = '<row><c t="d"><v>2020-02-25</v></c><c t="d"><v>2020-02-25T13:05:00</v></c></row>'
    sheet = read_one(zipped(tmp_path / "a.xlsx", sheet_xml(cells)))
    assert texts(sheet) == [["2020-02-25", "2020-02-25 13:05:00"]]


def test_formula_gives_its_stored_result(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert texts(read_one(zipped(tmp_path / "a.xlsx", sheet_xml(cells)))) == [["2", "", "#DIV/0!"]]


def test_formula_without_result_shows_itself(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["甲", None, "=SUM(A1:A3)"]])
    assert texts(read_one(path)) == [["甲", "", "=SUM(A1:A3)"]]


def test_shared_inline_and_rich_strings_read_alike(tmp_path: Path) -> None:
    rich = '<c t="inlineStr"><is><r><t>内</t></r><r><t>嵌</t></r></is></c>'
    shared = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c>'
    path = zipped(tmp_path / "a.xlsx", sheet_xml(f"<row>{shared}{text_cell('甲')}{rich}</row>"))
    assert texts(read_one(path)) == [["共享", "分段", "甲", "内嵌"]]


def test_cells_and_rows_without_references_follow_each_other(tmp_path: Path) -> None:
    rows = (
        f"<row>{text_cell('甲')}{text_cell('乙')}</row>"
        f'<row r="3">{text_cell("丙", "B3")}{text_cell("丁")}</row>'
        f"<row>{text_cell('戊')}</row>"
    )
    sheet = read_one(zipped(tmp_path / "a.xlsx", sheet_xml(rows)))
    assert texts(sheet) == [["甲", "乙", ""], ["", "", ""], ["", "丙", "丁"], ["戊", "", ""]]


def test_cells_of_a_row_may_come_in_any_order(tmp_path: Path) -> None:
    cells = text_cell("丙", "C1") + text_cell("甲", "A1")
    sheet = read_one(zipped(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{cells}</row>')))
    assert texts(sheet) == [["甲", "", "丙"]]


@pytest.mark.parametrize("stated", ["A1", "A1:B1", "A1:XFD1048576", "C9:D10"])
def test_stated_dimension_is_not_believed(tmp_path: Path, stated: str) -> None:
    rows = f'<row r="1">{text_cell("甲", "A1")}</row><row r="3">{text_cell("乙", "C3")}</row>'
    xml = sheet_xml(rows).replace("<sheetData>", f'<dimension ref="{stated}"/><sheetData>')
    sheet = read_one(zipped(tmp_path / "a.xlsx", xml))
    assert (sheet.height, sheet.width, sheet.text(3, 3)) == (3, 3, "乙")


def test_invisible_signs_and_escapes_go(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["\u200b三岔\ufeff口乡\u202e", "甲_x000D_\n乙", "甲\r\n乙"]])
    assert texts(read_one(path)) == [["三岔口乡", "甲\n乙", "甲\n乙"]]


def test_styled_empty_cells_do_not_count(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("甲", "A1")}<c r="XFD1" s="0"/></row><row r="1048576"/>'
    sheet = read_one(zipped(tmp_path / "a.xlsx", sheet_xml(rows)))
    assert (sheet.height, sheet.width) == (1, 1)


def test_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    sheet = read_one(tmp_path / "a.xlsx")
    assert (sheet.name, sheet.height, sheet.width, sheet.text(1, 1)) == ("Sheet", 0, 0, "")


# Sheets, merges, places


def test_place_is_named_as_in_excel() -> None:
    sheet = Sheet("任务清单", [])
    assert (sheet.place(17, 5), sheet.place(3, 256)) == ("任务清单!E17", "任务清单!IV3")
    assert sheet.place(17) == "任务清单!17"


def test_merge_shows_its_first_cell_everywhere_and_counts_once(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx", [["甲", None, "乙"], [None, None, "丙"]], merges=["A1:B2", "C1:D1"]
    )
    sheet = read_one(path)
    assert texts(sheet) == [["甲", "甲", "乙"], ["甲", "甲", "丙"]]
    block, across = Merge(1, 1, 2, 2), Merge(1, 3, 1, 4)
    assert sheet.cells(1, 1, 4) == [Cell(1, 2, "甲", block), Cell(3, 4, "乙", across)]
    assert sheet.cells(2, 2, 3) == [Cell(2, 2, "甲", block), Cell(3, 3, "丙")]
    assert (str(block), sheet.merge_at(3, 1), sheet.merge_at(2, 3)) == ("A1:B2", None, None)


def test_text_under_a_merge_is_not_shown(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("甲", "A1")}{text_cell("藏", "B1")}</row>'
    merge = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="D4"/></mergeCells>'
    sheet = read_one(zipped(tmp_path / "a.xlsx", sheet_xml(rows, merge)))
    assert texts(sheet) == [["甲", "甲"]]


def test_sheets_keep_their_order_and_hidden_ones_have_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(sheet_of(book), [["甲"]], [], "一")
    for title, state in (("二", "hidden"), ("三", "veryHidden"), ("四", "visible")):
        sheet = book.create_sheet(title)
        sheet.append(["乙"])
        sheet.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    found = [(s.name, s.hidden, texts(s)) for s in read_sheets(tmp_path / "a.xlsx")]
    assert found == [
        ("一", False, [["甲"]]),
        ("二", True, []),
        ("三", True, []),
        ("四", False, [["乙"]]),
    ]


def test_charts_comments_and_macros_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet["A1"] = "甲"
    sheet["A1"].comment = Comment("批注", "某")
    sheet.add_chart(BarChart(), "C3")
    book.create_chartsheet("图").add_chart(BarChart())
    book.save(tmp_path / "a.xlsm")
    with zipfile.ZipFile(tmp_path / "a.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert texts(read_one(tmp_path / "a.xlsm")) == [["甲"]]


def test_workbook_is_found_by_relations(tmp_path: Path) -> None:
    root = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{OFFICE}/'
    relations = RELATIONS_XML.replace("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml")
    parts = {
        "_rels/.rels": f'{root}officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": relations,
    }
    path = zipped(tmp_path / "a.xlsx", sheet_xml(f"<row>{text_cell('甲')}</row>"), parts)
    assert texts(read_one(path)) == [["甲"]]


def test_the_real_workbook_reads_whole() -> None:
    inner_mongolia, xinjiang = read_sheets(REAL)
    assert (inner_mongolia.name, inner_mongolia.height, inner_mongolia.width) == ("内蒙地区", 17, 6)
    assert (xinjiang.name, xinjiang.height, xinjiang.width) == ("新疆地区", 14, 6)
    assert [cell.text for cell in xinjiang.cells(11, 1, 6)] == [
        *("区国资委牵头", "兴创投资", "北臧村镇"),
        *("和田县", "喀什塔什乡", "6个深度贫困村"),
    ]


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_reads_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text('责任单位,贫困村\r\n\r\n"采育镇,魏善庄","1,234",,\r\n', encoding)
    sheet = read_one(path)
    assert sheet.name == "tasks.csv"
    assert texts(sheet) == [["责任单位", "贫困村"], ["", ""], ["采育镇,魏善庄", "1,234"]]
    assert sheet.place(3, 2) == "tasks.csv!B3"


def test_csv_cell_may_hold_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text('甲,"乙\n丙\u2028丁"\n戊,己\n', newline="")
    assert texts(read_one(path)) == [["甲", "乙\n丙\u2028丁"], ["戊", "己"]]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("甲\n乙\n".encode() + b"\xff\xff,\n", 3),
        ("\ufeff甲\n".encode() + "乙".encode("gb18030"), 2),
        ("甲,\n乙".encode("utf-16"), 1),
        (b"a\nb\0\n", 2),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3),
    ],
)
def test_csv_of_another_encoding_is_refused_by_line(tmp_path: Path, data: bytes, line: int) -> None:
    path = tmp_path / "tasks.csv"
    path.write_bytes(data)
    assert only_fault(path) == (f"tasks.csv:{line}", "不是 UTF-8 或 GB18030 编码的文本")


def test_csv_with_an_open_quotation_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text('甲,乙\n"丙,丁\n戊,己\n')
    place, message = only_fault(path)
    assert place == "tasks.csv:3"
    assert message.startswith("引号或分隔符不成对")


def test_csv_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text("a\n" * 100_000)
    assert read_one(path).height == 100_000
    path.write_text("a\n" * 100_001)
    assert only_fault(path) == ("tasks.csv!A100001", "超过 100,000 行")
    path.write_text("a\n" + ",".join("a" * 256) + ",,,,\n")
    assert read_one(path).width == 256
    path.write_text("a\n" + ",".join("a" * 257) + "\n")
    assert only_fault(path) == ("tasks.csv!IW2", "超过 256 列")


@given(st.lists(st.lists(st.text("甲乙,\"'\n ab；、", max_size=4), max_size=4), max_size=6))
def test_csv_of_any_text_reads_back(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        sheet = read_one(path)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            assert sheet.text(number, column) == unguard(tidy(text))


# Merges against a brute-force oracle

blocks = st.builds(
    lambda top, left, height, width: Merge(top, left, top + height, left + width),
    *(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3)),
)


def area(merge: Merge) -> set[tuple[int, int]]:
    return {
        (row, column)
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
    }


@given(st.lists(blocks, max_size=6))
def test_overlap_is_found_exactly_when_cells_are_shared(merges: list[Merge]) -> None:
    shared = sum(len(area(merge)) for merge in merges) > len(set().union(*map(area, merges)))
    found = find_overlap(merges)
    assert (found is not None) == shared
    if found:
        assert area(found[0]) & area(found[1])


@given(st.lists(blocks, max_size=6))
def test_merged_cells_show_what_a_painted_grid_shows(merges: list[Merge]) -> None:
    apart: list[Merge] = []
    for merge in merges:
        if not find_overlap([*apart, merge]):
            apart.append(merge)
    rows = [[f"{row},{column}" for column in range(1, 10)] for row in range(1, 10)]
    painted = {
        (row, column): rows[row - 1][column - 1] for row in range(1, 10) for column in range(1, 10)
    }
    for merge in apart:
        painted.update(dict.fromkeys(area(merge), rows[merge.top - 1][merge.left - 1]))
    sheet = Sheet("表", rows, apart)
    assert {place: sheet.text(*place) for place in painted} == painted
    for row in range(1, 10):
        cells = sheet.cells(row, 1, 9)
        assert [column for cell in cells for column in range(cell.column, cell.right + 1)] == list(
            range(1, 10)
        )
        assert all(painted[row, cell.column] == cell.text for cell in cells)
