"""Tables as files: .xlsx for people, .csv for people and programs.

Texts that a spreadsheet would run are guarded (`graph.registry.cells.guard`); the importer takes
the apostrophe away again.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from graph.days import Day
from graph.errors import Invalid
from graph.export.table import Column, Shown, Table, Value
from graph.registry.cells import guard
from graph.words import Precision
from server.address import FORMS
from server.demo_marks import SAID

HEAD_ROW = 2
CELL_SIGNS = 32_767
SHEET_ROWS = 1_048_576 - HEAD_ROW - 1
"""Rows of a sheet beside the title, the head and a total."""
FORM_ROWS = 1_000
"""Rows of an empty form that offer the words of their columns."""

DAYS = {Precision.DAY: "yyyy-mm-dd", Precision.MONTH: 'yyyy"年"m"月"', Precision.YEAR: 'yyyy"年"'}
COUNTS = {Shown.COUNT: "#,##0", Shown.VILLAGES: '0"个深度贫困村"'}
# Before this day Excel's calendar and ours differ.
EXCEL_BEGINS = "1900-03-01"

_TITLE, _HEAD = Font(bold=True, size=14), Font(bold=True)
_FILL, _NEEDED = PatternFill("solid", "DDE6F0"), PatternFill("solid", "F6DFA4")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_NO_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no sheet may be called."""
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_table(table: Table, form: str) -> bytes:
    """The table as a file of one of FORMS. Raises Invalid for another form, and for a text that
    no cell holds."""
    match form:
        case ".xlsx":
            return _xlsx(table)
        case ".csv":
            return _csv(table)
        case _:
            raise Invalid(f"只能写 {' 和 '.join(FORMS)}，不能写“{form}”")


def save_table(table: Table, path: Path) -> None:
    """Writes a file whole or not at all; the name's ending decides its form."""
    content = write_table(table, path.suffix.lower())
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Invalid(f"写不了 {path}：{error.strerror}") from error


def title(table: Table) -> str:
    """What is shown, by which filters, how much of it, and what it cannot say."""
    noted = (f"注意：{notice}" for notice in table.notices)
    said = "；".join((*table.filters, f"共 {len(table.rows)} 行", *noted))
    marked = f"{SAID}　" if table.demo else ""
    return f"{marked}{table.name}（{said}）"[: CELL_SIGNS - 1]


def _csv(table: Table) -> bytes:
    """UTF-8 with the mark that Excel needs; headings first, no title, every text quoted. Of a
    demonstration a line above them says so, which the importer passes over."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    if table.demo:
        writer.writerow([SAID])
    writer.writerow([column.heading for column in table.columns])
    for row in table.lines:
        writer.writerow([_plain(value) for value in row])
    return written.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case str():
            return guard(value)
        case Day():
            return _day_text(value)
        case number:
            return number


def _day_text(day: Day) -> str:
    """Excel makes dates of 2020-02 and 2020 and forgets that; 2020年2月 it shows as it is."""
    year, month = f"{day.date.year:04}年", f"{day.date.month}月"
    match day.precision:
        case Precision.DAY:
            return day.date.isoformat()
        case Precision.MONTH:
            return year + month
        case _:
            return year


def _xlsx(table: Table) -> bytes:
    _check_room(table)
    book = Workbook(write_only=True)
    sheet = cast(Worksheet, book.create_sheet(_NO_TITLE.sub(" ", table.name)[:31]))
    _lay_out(sheet, table)
    heading = WriteOnlyCell(sheet, _holdable(guard(title(table))))
    heading.font = _TITLE
    sheet.append([heading])
    sheet.append([_head(sheet, column) for column in table.columns])
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        sheet.append([_cell(sheet, column, value) for column, value in cells])
    if table.total is not None:
        sheet.append(_total(sheet, table.columns, table.total))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _check_room(table: Table) -> None:
    """Else the file would be cut silently."""
    if len(table.rows) > SHEET_ROWS:
        many = f"共 {len(table.rows):,} 行，.xlsx 的一张表只放得下 {SHEET_ROWS:,} 行"
        raise Invalid(f"{many}；请缩小条件，或导出 .csv")
    for row in table.lines:
        for column, value in zip(table.columns, row, strict=True):
            if isinstance(value, str) and len(value) >= CELL_SIGNS:
                length = f"“{column.heading}”里有 {len(value):,} 字的内容"
                raise Invalid(f"{length}，.xlsx 的一格放不下，请导出 .csv")


def _lay_out(sheet: Worksheet, table: Table) -> None:
    """Widths, frozen head, filter; printed on A4 across, all columns on a page, head on each."""
    last = get_column_letter(len(table.columns))
    end = HEAD_ROW + (len(table.rows) or FORM_ROWS)
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        if column.choices:
            sheet.data_validations.append(
                _choice(column.choices, f"{letter}{HEAD_ROW + 1}:{letter}{end}")
            )
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(table.rows)}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "第 &P 页，共 &N 页"


def _choice(choices: Sequence[str], cells: str) -> DataValidation:
    listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    # Staff write 镇 for 乡镇街道, and the importer knows it: offered, not enforced.
    listed.showErrorMessage = False
    listed.add(cells)
    return listed


def _head(sheet: Worksheet, column: Column) -> Cell:
    cell = WriteOnlyCell(sheet, column.heading)
    cell.font, cell.alignment = _HEAD, _CENTRED
    cell.fill = _NEEDED if column.required else _FILL
    return cell


def _cell(sheet: Worksheet, column: Column, value: Value) -> Cell | None:
    match value:
        case None:
            return None
        case str():
            return _text_cell(sheet, column, guard(value))
        case Day() if value.date.isoformat() < EXCEL_BEGINS:
            return _text_cell(sheet, column, _day_text(value))
        case Day():
            cell = WriteOnlyCell(sheet, datetime.combine(value.date, time()))
            cell.number_format = DAYS[value.precision]
        case number:
            cell = WriteOnlyCell(sheet, number)
            cell.number_format = COUNTS.get(column.shown, "0")
    return cell


def _holdable(text: str) -> str:
    """Without control signs, which nobody sees and no cell of a workbook may have."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _total(
    sheet: Worksheet, columns: Sequence[Column], total: Sequence[Value]
) -> list[Cell | None]:
    cells = [_cell(sheet, column, value) for column, value in zip(columns, total, strict=True)]
    for cell in cells:
        if cell is not None:
            cell.font = _HEAD
    return cells


def _text_cell(sheet: Worksheet, column: Column, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, _holdable(text))
    # Nothing that looks like a formula or an error value is one.
    cell.data_type = "s"
    cell.number_format = "@"
    if column.width >= 30:
        cell.alignment = _WRAPPED
    return cell
