from __future__ import annotations

import contextlib
import csv
import datetime
import io
import random
import struct
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import defusedxml.ElementTree
import openpyxl
import openpyxl.xml.functions
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from workbooks import (
    BOOK_XML,
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
from graph.registry.scan import Unfit, scan_parts
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


# What is refused


def test_openpyxl_parses_through_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse is defusedxml.ElementTree.iterparse
    assert openpyxl.xml.functions.fromstring is defusedxml.ElementTree.fromstring


def test_openpyxl_without_defusedxml_is_not_used() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import graph.registry.sheets"],
        env={"OPENPYXL_DEFUSEDXML": "False", "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, "openpyxl must use defusedxml" in run.stderr) == (1, True)


@pytest.mark.parametrize("cell", ["XFD1048576", "IW1", "A100001"])
def test_far_cell_costs_nothing(tmp_path: Path, cell: str) -> None:
    number = cell.lstrip("XFDIWA")
    rows = f'<row r="{number}">{text_cell("甲", cell)}</row>'
    path = zipped(tmp_path / "far.xlsx", sheet_xml(rows))
    tracemalloc.start()
    start = time.process_time()
    place, message = only_fault(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert place == f"表!{cell}"
    limit = "256 列" if cell == "IW1" else "第 100,000 行"
    assert message == f"单元格超出{limit}，请删去远处的内容或合并（far.xlsx）"
    assert time.process_time() - start < 1
    assert peak < 5_000_000


def test_last_allowed_cell_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [])
    book = openpyxl.load_workbook(path)
    sheet_of(book)["IV100000"] = "甲"
    book.save(path)
    sheet = read_one(path)
    assert (sheet.height, sheet.width, sheet.text(100_000, 256)) == (100_000, 256, "甲")


def test_rows_of_all_sheets_count_together(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet_of(book)["A60000"] = "甲"
    book.create_sheet("二")["A40001"] = "乙"
    book.save(tmp_path / "a.xlsx")
    assert only_fault(tmp_path / "a.xlsx") == (
        "a.xlsx",
        "各工作表共有 100,001 行，超过 100,000 行",
    )


def merges_xml(merges: list[str]) -> str:
    listed = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return f"<mergeCells>{listed}</mergeCells>"


def merged(path: Path, merges: list[str]) -> Path:
    return zipped(path, sheet_xml("", merges_xml(merges)))


def two_sheets(path: Path, first: str, second: str, name: str = "另") -> Path:
    """The second one is hidden."""
    sheet = f'<sheet name="{name}" sheetId="2" r:id="r2" state="hidden"/></sheets>'
    target = f'<Relationship Id="r2" Type="{OFFICE}/worksheet" Target="worksheets/s2.xml"/></Rel'
    parts = {
        "xl/workbook.xml": BOOK_XML.replace("</sheets>", sheet),
        "xl/_rels/workbook.xml.rels": RELATIONS_XML.replace("</Rel", target),
        "xl/worksheets/s2.xml": second,
    }
    return zipped(path, first, parts)


def test_merges_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    merges = [f"A{row}:B{row}" for row in range(1, 10_002)]
    assert read_one(merged(tmp_path / "a.xlsx", merges[:-1])).merge_at(10_000, 2)
    path = merged(tmp_path / "a.xlsx", merges)
    assert only_fault(path) == ("表", "合并单元格超过 10,000 处（a.xlsx）")


def test_merges_of_all_sheets_count_together(tmp_path: Path) -> None:
    merges = [f"A{row}:B{row}" for row in range(1, 5_002)]
    half = sheet_xml("", merges_xml(merges))
    path = two_sheets(tmp_path / "a.xlsx", half, half)
    assert only_fault(path) == ("a.xlsx", "合并单元格超过 10,000 处")


@pytest.mark.parametrize(
    ("merges", "place", "other"),
    [
        (["A1:B2", "B2:C3"], "B2:C3", "A1:B2"),
        (["A1:B2", "A1:B2"], "A1:B2", "A1:B2"),
        (["C5:D9", "A6:C6"], "A6:C6", "C5:D9"),
        (["A1:J9", "B2:C3"], "B2:C3", "A1:J9"),
    ],
)
def test_overlapping_merges_are_refused(
    tmp_path: Path, merges: list[str], place: str, other: str
) -> None:
    path = merged(tmp_path / "a.xlsx", merges)
    assert only_fault(path) == (f"表!{place}", f"合并单元格与 {other} 重叠，请重新合并（a.xlsx）")


def test_merge_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    assert only_fault(merged(tmp_path / "a.xlsx", ["A1:XFD1"]))[0] == "表!XFD1"
    assert only_fault(merged(tmp_path / "a.xlsx", ["A1:A1048576"]))[0] == "表!A1048576"


def test_faults_of_all_sheets_are_reported(tmp_path: Path) -> None:
    far = sheet_xml(f"<row>{text_cell('甲', 'ZZ1')}</row>")
    faults = refused(two_sheets(tmp_path / "a.xlsx", far, far))
    assert [fault.place for fault in faults] == ["表!ZZ1", "另!ZZ1"]


def test_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "a.xlsx", sheet_xml(""), sheet_xml(""), name="表")
    assert only_fault(path) == ("a.xlsx", "两个工作表同名，工作簿已损坏")


def test_zip_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    blank = " " * (101 * 2**20)
    path = zipped(tmp_path / "a.xlsx", sheet_xml(""), {"xl/media/a.xml": blank})
    assert path.stat().st_size < 200_000
    assert only_fault(path) == ("a.xlsx", "解压后有 101 MB，超过 100 MB")


def test_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(" " * (20 * 2**20)))
    place, message = only_fault(path)
    assert (place, "压缩比超过 200" in message) == ("a.xlsx", True)


def test_zip_that_understates_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(" " * 100_000))
    data = path.read_bytes()
    size = struct.pack("<I", len(sheet_xml(" " * 100_000)))
    path.write_bytes(data.replace(size, struct.pack("<I", 100)))
    assert only_fault(path)[0] == "a.xlsx"


def test_zip_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(""), {f"x/{n}": "" for n in range(995)})
    assert only_fault(path) == ("a.xlsx", "压缩包里有 1,001 个部件，超过 1,000 个")


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"]
)
@pytest.mark.parametrize(
    "prologue", [ENTITIES, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!DOCTYPE x>"]
)
def test_entity_bomb_is_refused_in_every_part(tmp_path: Path, part: str, prologue: str) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(f"<row>{text_cell('甲')}</row>"))
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name).decode() for name in archive.namelist()}
    contents[part] = prologue + contents[part].replace(
        "甲", "&c;" if "ENTITY" in prologue else "甲"
    )
    zipped(path, contents["xl/worksheets/sheet1.xml"], contents)
    assert only_fault(path) == ("a.xlsx", f"部件 {part} 里有 DTD 或实体定义，可能是实体炸弹")


def test_too_many_elements_end_the_scan(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml("<row>" + "<c/>" * 500 + "</row>"))
    with zipfile.ZipFile(path) as archive:
        sheet = scan_parts(archive, elements=500)["xl/worksheets/sheet1.xml"]
    assert str(sheet.unfit) == "XML 元素过多，超过 8,000,000 个"
    styles = zipped(tmp_path / "b.xlsx", sheet_xml(""), {"xl/styles.xml": f"<a>{'<b/>' * 500}</a>"})
    with zipfile.ZipFile(styles) as archive, pytest.raises(Unfit):
        scan_parts(archive, elements=500)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="2"/><row r="2"/>', "第 2 行后面的行号“2”乱序（a.xlsx）"),
        ('<row r="0"/>', "第 0 行后面的行号“0”乱序（a.xlsx）"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "单元格写在第 1 行里，行号不符（a.xlsx）"),
        ('<row r="1"><c r="AAAA1"><v>1</v></c></row>', "单元格的编号“AAAA1”不对（a.xlsx）"),
        ('<row r="1"><c r="甲"><v>1</v></c></row>', "单元格的编号“甲”不对（a.xlsx）"),
    ],
)
def test_rows_and_cells_that_contradict_themselves_are_refused(
    tmp_path: Path, rows: str, message: str
) -> None:
    assert only_fault(zipped(tmp_path / "a.xlsx", sheet_xml(rows)))[1] == message


@pytest.mark.parametrize("keep", [3_000, 7_000])
def test_truncated_workbook_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(REAL.read_bytes()[:keep])
    assert only_fault(path) == ("a.xlsx", "不是完好的 .xlsx：文件不全或已损坏")


def test_damaged_part_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(f"<row>{text_cell('甲')}</row>"))
    data = bytearray(path.read_bytes())
    data[data.index(b"sheet1.xml") + 15] ^= 0xFF
    path.write_bytes(data)
    place, message = only_fault(path)
    assert (place, message[:2]) == ("a.xlsx", "部件")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "不是 .xlsx 工作簿，只是用了这个扩展名"),
        ("a.xlsx", b"", "不是 .xlsx 工作簿，只是用了这个扩展名"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old",
            "是旧的 .xls 格式，请用表格软件另存为 .xlsx",
        ),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old",
            "是旧的 .xls 格式，请用表格软件另存为 .xlsx",
        ),
        ("a.xls", b"<table>", "是旧的 .xls 格式，请用表格软件另存为 .xlsx"),
        (
            "a.XLSX",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "工作簿已加密，请去掉密码后另存",
        ),
        ("a.pdf", b"%PDF", "只能读 .xlsx、.xlsm 和 .csv"),
        ("a", b"", "只能读 .xlsx、.xlsm 和 .csv"),
    ],
)
def test_file_of_another_kind_is_refused(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert only_fault(path) == (name, message)


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(101 * 2**20)
    assert only_fault(tmp_path / "a.csv") == ("a.csv", "文件超过 100 MB")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert only_fault(tmp_path / "a.xlsx") == ("a.xlsx", "打不开文件：No such file or directory")


def test_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(""))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert only_fault(path) == ("a.xlsx", "工作簿已加密，请去掉密码后另存")


def test_zip_with_unusual_compression_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", BOOK_XML)
    assert only_fault(tmp_path / "a.xlsx")[1] == "工作簿用了 Excel 不用的压缩方法，请另存为 .xlsx"


def test_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert only_fault(tmp_path / "a.xlsx") == ("a.xlsx", "压缩包里没有工作簿")


def test_workbook_without_relations_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", BOOK_XML)
    assert "没有可读的工作表" in only_fault(tmp_path / "a.xlsx")[1]


def test_strict_open_xml_is_refused_with_the_way_out(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml"
    book = BOOK_XML.replace(MAIN, f"{strict}/spreadsheetml/main")
    book = book.replace(OFFICE, f"{strict}/officeDocument/relationships")
    path = zipped(tmp_path / "a.xlsx", sheet_xml(""), {"xl/workbook.xml": book})
    assert "Strict Open XML" in only_fault(path)[1]


@pytest.mark.parametrize(
    "book",
    [
        BOOK_XML.replace("</sheets>", '<sheet name="另" sheetId="2" r:id="r1"/></sheets>'),
        BOOK_XML.replace('r:id="r1"', 'r:id="r9"'),
        BOOK_XML.replace('sheetId="1"', 'sheetId="x"'),
    ],
)
def test_broken_list_of_sheets_is_refused(tmp_path: Path, book: str) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(""), {"xl/workbook.xml": book})
    assert only_fault(path)[0] == "a.xlsx"


@pytest.mark.parametrize("cells", ['<c r="A1" t="s"><v>99</v></c>', "<c r='A1'><v>zwölf</v></c>"])
def test_broken_cell_is_refused(tmp_path: Path, cells: str) -> None:
    path = zipped(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{cells}</row>'))
    assert only_fault(path) == ("a.xlsx", "不是完好的 .xlsx，请用表格软件打开后另存")


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(REAL) as archive:
        contents = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    if seed % 2:
        for _ in range(chance.randint(1, 4)):
            part = contents[chance.choice(list(contents))]
            part[chance.randrange(len(part))] = chance.randrange(256)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, bytes(content))
    data = bytearray(packed.getvalue())
    if not seed % 2:
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    # Nothing but Refused may come out, whatever is broken.
    with contextlib.suppress(Refused):
        assert len(read_sheets(path)) <= 2


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
