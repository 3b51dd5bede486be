"""Workbooks for tests: written by openpyxl, or zipped by hand where openpyxl would not."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

REAL = Path(__file__).parent.parent / "graph/registry/samples/real/ledgers/tasks-daxing-2020.xlsx"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES_XML = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>'
)
ROOT_XML = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
RELATIONS_XML = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
BOOK_XML = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    f'<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
)
STRINGS_XML = (
    f'<sst xmlns="{MAIN}"><si><t>共享</t></si><si><r><t>分</t></r><r><t>段</t></r></si></sst>'
)


def saved(
    path: Path,
    rows: Sequence[Sequence[object]],
    merges: Sequence[str] = (),
    title: str = "任务清单",
) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    fill(sheet_of(book), rows, merges, title)
    book.save(path)
    return path


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def fill(
    sheet: Worksheet, rows: Sequence[Sequence[object]], merges: Sequence[str], title: str
) -> None:
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value  # type: ignore[assignment]
    for merge in merges:
        sheet.merge_cells(merge)


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(text: str, cell: str = "") -> str:
    where = f' r="{cell}"' if cell else ""
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


def zipped(path: Path, sheet: str, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook of one sheet called 表, given as XML; `parts` replace or add others."""
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES_XML,
        "_rels/.rels": ROOT_XML,
        "xl/workbook.xml": BOOK_XML,
        "xl/_rels/workbook.xml.rels": RELATIONS_XML,
        "xl/sharedStrings.xml": STRINGS_XML,
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path
