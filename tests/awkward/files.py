"""One small 深度贫困村名单 in the files that spreadsheets and staff make of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import BOOK_XML, MAIN, OFFICE, fill, sheet_of, sheet_xml, text_cell, zipped

from awkward.cases import Build, Case, raw, sheet, text

HEAD = ("县", "乡镇", "村", "认定日期")
ROW = ("察右前旗", "乌拉哈乌拉乡", "朝阳村", "2017年")
MORE = ("察右前旗", "三岔口乡", "大庄村", None)
ONE = ["朝阳村村委会 是深度贫困村 2017~"]
TWO = ["大庄村村委会 是深度贫困村", *ONE]
CSV = "县,乡镇,村,认定日期\n察右前旗,乌拉哈乌拉乡,朝阳村,2017年\n"
DAY = "2017-05-01"
ON_DAY = [f"朝阳村村委会 是深度贫困村 {DAY}~"]


def book(change: Callable[[openpyxl.Workbook, Worksheet], None], file: str = "a.xlsx") -> Build:
    """The list and one more village, changed as a spreadsheet would."""

    def build(path: Path) -> Path:
        made = openpyxl.Workbook()
        fill(sheet_of(made), [HEAD, ROW, MORE], [], "名单")
        change(made, sheet_of(made))
        made.save(path / file)
        return path / file

    return build


def _hide_rows(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:D3"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def _strike_out(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["C3"].font = Font(strike=True)


def _add_strange_sheets(made: openpyxl.Workbook, sheet: Worksheet) -> None:
    made.move_sheet(made.create_sheet("空"), -1)
    made.create_chartsheet("图").add_chart(BarChart())
    old = made.create_sheet("2019年旧稿")
    fill(old, [HEAD, ("和田县", "朗如乡", "乌尊沟村", 2016)], [], "2019年旧稿")
    old.sheet_state = "hidden"
    fill(made.create_sheet(), [HEAD, ("和田县", "朗如乡", "乌尊沟村", 2016)], [], "新疆 '(2)'")
    fill(made.create_sheet(), [["填表说明"], ["一、本表由区协作办填报"]], [], "说明")


def _only_a_chart(made: openpyxl.Workbook, sheet: Worksheet) -> None:
    made.create_chartsheet("图").add_chart(BarChart())
    made.remove(sheet)


def _dress(made: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Protection, comments, validation, frozen panes, print titles, a style far away."""
    sheet.protection = SheetProtection(sheet=True, password="1234")
    made.security.lockStructure = True
    sheet["C2"].comment = Comment("核实", "某")
    sheet.add_data_validation(DataValidation("list", '"深度贫困村,贫困村"'))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _date_1904(made: openpyxl.Workbook, sheet: Worksheet) -> None:
    made.epoch = CALENDAR_MAC_1904
    sheet["D2"] = date.fromisoformat(DAY)


def strict(path: Path) -> Path:
    """As "Strict Open XML" of Excel: other names of everything."""
    purl = "http://purl.oclc.org/ooxml"
    book_xml = BOOK_XML.replace(MAIN, f"{purl}/spreadsheetml/main")
    book_xml = book_xml.replace(OFFICE, f"{purl}/officeDocument/relationships")
    return zipped(path / "a.xlsx", sheet_xml(""), {"xl/workbook.xml": book_xml})


def _cells(number: int, *texts: str) -> str:
    cells = "".join(text_cell(one, f"{'ABCD'[at]}{number}") for at, one in enumerate(texts) if one)
    return f'<row r="{number}">{cells}</row>'


def xml(rows: str, parts: dict[str, str] | None = None, after: str = "") -> Build:
    """A workbook as other programs than Excel write it."""
    return lambda path: zipped(path / "a.xlsx", sheet_xml(rows, after), parts)


def phonetic(path: Path) -> Path:
    """Shared strings with runs and with the reading of their signs, which is no text of theirs."""
    strings = ["县", "乡镇", "村", "察右前旗", "乌拉哈乌拉乡"]
    shared = "".join(f"<si><t>{one}</t></si>" for one in strings)
    shared += (
        '<si><r><t>朝阳</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 村</t></r>'
        '<rPh sb="0" eb="2"><t>CHAOYANG</t></rPh><phoneticPr fontId="1"/></si>'
    )
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{"ABC"[at]}{row}" t="s"><v>{one}</v></c>' for at, one in enumerate(cells))
        + "</row>"
        for row, cells in ((1, (0, 1, 2)), (2, (3, 4, 5)))
    )
    strings_xml = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return zipped(path / "a.xlsx", sheet_xml(rows), {"xl/sharedStrings.xml": strings_xml})


def with_macros(path: Path) -> Path:
    file = book(lambda made, sheet: None, "a.xlsm")(path)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open" * 100)
    return file


STYLED_DOWN = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(3, 1_048_577, 50))
FORMULAS = (
    _cells(1, *HEAD)
    + '<row r="2"><c r="A2" t="str"><f>Sheet2!A1</f><v>察右前旗</v></c>'
    + text_cell("乌拉哈乌拉乡", "B2")
    + '<c r="C2" t="str"><f>A9&amp;"村"</f><v>朝阳村</v></c>'
    + '<c r="D2"><f>YEAR(E2)</f><v>2017</v></c></row>'
)
UNCOMPUTED = _cells(1, *HEAD) + (
    '<row r="2"><c r="A2"><f>Sheet2!A1</f></c>'
    + text_cell("乌拉哈乌拉乡", "B2")
    + text_cell("朝阳村", "C2")
    + "</row><row r='3'>"
    + text_cell("察右前旗", "A3")
    + '<c r="C3" t="e"><f>VLOOKUP(1,E:F,2)</f><v>#N/A</v></c></row>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SEALED = OLE + "EncryptedPackage".encode("utf-16-le")
HTML = b"<html><table><tr><td>\xe5\x8e\xbf</td></tr></table></html>"
SAVE_AS = "请用表格软件另存为 .xlsx"


def good(name: str, build: Build, made: list[str] = ONE, notices: tuple[str, ...] = ()) -> Case:
    return Case(name, "villages", build, (len(made), 0, 0, 0), made, notices=notices)


def bad(name: str, build: Build, place: str, message: str) -> Case:
    return Case(name, "villages", build, faults=[(place, message, "")])


FILES = [
    good("file: inline strings, no dimension", xml(_cells(1, *HEAD) + _cells(2, *ROW))),
    good("file: rich text and phonetic runs", phonetic, ["朝阳村村委会 是深度贫困村"]),
    good(
        "file: styles on every row to the end",
        xml(_cells(1, *HEAD) + _cells(2, *ROW) + STYLED_DOWN),
    ),
    good("file: formulas with their results", xml(FORMULAS)),
    good("file: macros", with_macros, TWO),
    good("file: protected, with comments, lists and frozen panes", book(_dress), TWO),
    good(
        "file: filtered rows and a hidden column",
        book(_hide_rows),
        TWO,
        ("列 B（乡镇） 是隐藏的，照样读入", "第 3 行是隐藏的，照样读入"),
    ),
    good("file: a village struck out", book(_strike_out), TWO, ("第 3 行有删除线，照样读入",)),
    good(
        "file: an empty sheet first, a chart, a hidden draft, another county's sheet, notes",
        book(_add_strange_sheets),
        ["乌尊沟村村委会 是深度贫困村 2016~", *TWO],
        ("工作表“空”没有", "工作表“2019年旧稿”是隐藏的", "工作表“说明”没有"),
    ),
    good("file: days counted from 1904", book(_date_1904), [TWO[0], *ON_DAY]),
    good(
        "file: escapes and line ends inside names",
        sheet(HEAD, ["察右_x000D_\n前旗", "乌拉哈\r\n乌拉乡", "朝阳村\t", "2017年 "]),
    ),
    good("CSV: UTF-8 with a mark", text(CSV, "utf-8-sig")),
    good("CSV: GBK", text(CSV, "gbk")),
    good("CSV: semicolons", text(CSV.replace(",", ";"))),
    good("CSV: tabs, as copied from a sheet", text(CSV.replace(",", "\t"), "gbk")),
    good("CSV: line ends of an old Mac", text(CSV.replace("\n", "\r"))),
    good(
        "CSV: every cell quoted, a heading over two lines",
        text('"县","乡\n镇","村","认定日期\n（年）"\r\n"察右前旗","乌拉哈乌拉乡","朝阳村",""\r\n'),
        ["朝阳村村委会 是深度贫困村"],
        ("认定日期(年)",),
    ),
    Case(
        "file: formula without a result, and an error",
        "villages",
        xml(UNCOMPUTED),
        (0, 0, 0, 2),
        faults=[
            ("表!A2", "“=Sheet2!A1”是没有算出结果的公式", ""),
            ("表!C3", "“#N/A”是出错的公式", ""),
        ],
    ),
    bad("file: chart alone", book(_only_a_chart), "a.xlsx", "没有可读的工作表"),
    bad("file: strict Open XML", strict, "a.xlsx", "Strict Open XML 格式请另存为普通 .xlsx"),
    bad("file: old .xls renamed", raw(OLE, "a.xlsx"), "a.xlsx", SAVE_AS),
    bad("file: old .xls", raw(OLE, "a.xls"), "a.xls", SAVE_AS),
    bad("file: web page saved as .xls", raw(HTML, "a.xls"), "a.xls", SAVE_AS),
    bad("file: web page saved as .xlsx", raw(HTML, "a.xlsx"), "a.xlsx", "不是 .xlsx 工作簿"),
    bad("file: password", raw(SEALED, "a.xlsx"), "a.xlsx", "请去掉密码后另存"),
    bad("file: nothing in it", raw(b"", "a.xlsx"), "a.xlsx", "不是 .xlsx 工作簿"),
    bad("file: no workbook but a document", raw(b"%PDF-1.4", "a.pdf"), "a.pdf", "只能读 .xlsx"),
    bad("file: a blank sheet", sheet(), "a.xlsx", "必须有：县、村"),
    bad("CSV: UTF-16", text(CSV, "utf-16"), "a.csv:1", "不是 UTF-8 或 GB18030"),
    bad("CSV: a stray byte in GBK", raw(CSV.encode("gbk") + b"\xff\n"), "a.csv:3", "不是 UTF-8"),
    bad("CSV: a quotation mark left open", text(CSV + '"察右前旗,三岔口乡\n'), "a.csv:3", "引号"),
    bad("CSV: empty", text(""), "a.csv", "必须有：县、村"),
]
