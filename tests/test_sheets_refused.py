"""Files that are refused as a whole: bombs, what is broken, and what goes beyond the limits."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import defusedxml.ElementTree
import openpyxl
import openpyxl.xml.functions
import pytest
from test_sheets import only_fault, read_one, refused
from workbooks import (
    BOOK_XML,
    MAIN,
    OFFICE,
    REAL,
    RELATIONS_XML,
    saved,
    sheet_of,
    sheet_xml,
    text_cell,
    zipped,
)

from graph.errors import Refused
from graph.registry.scan import Unfit, scan_parts
from graph.registry.sheets import read_sheets


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
