"""Tables as files: .xlsx for people, .csv for people and programs.

Texts that a spreadsheet would run are guarded (`graph.registry.cells.guard`); the importer takes
the apostrophe away again.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Literal, cast

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
from graph.language import joined, say
from graph.registry.cells import guard
from graph.words import Precision
from server.address import FORMS
from server.demo_marks import said_by
from server.half_widths import half_widths

Tell = Callable[[str], str]
"""In whose words a text is written: `str` leaves it in Chinese, `told` tells the reader."""
HEAD_ROW = 2
CELL_SIGNS = 32_767
SHEET_ROWS = 1_048_576 - HEAD_ROW - 1
"""Rows of a sheet beside the title, the head and a total."""
FORM_ROWS = 1_000
"""Rows of an empty form that offer the words of their columns."""

DAYS = {
    Precision.DAY: "yyyy-mm-dd",
    Precision.MONTH: say('yyyy"年"m"月"'),
    Precision.YEAR: say('yyyy"年"'),
}
TEXT = "@"
_WORD = re.compile("[!-~]+")
_SHARE = re.compile(r"(\d+)(?:\.(\d+))?%")
LINE_HIGH, TITLE_HIGH, HIGHEST_ROW = 15, 19, 409
"""Points; a row can be no higher."""
COUNTS = {Shown.COUNT: "#,##0", Shown.VILLAGES: '0"个深度贫困村"'}
# Before this day Excel's calendar and ours differ.
EXCEL_BEGINS = "1900-03-01"

_TITLE, _HEAD = Font(bold=True, size=14), Font(bold=True)
_FILL, _NEEDED = PatternFill("solid", "DDE6F0"), PatternFill("solid", "F6DFA4")
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(wrap_text=True, vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top")
_NO_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no sheet may be called."""
_NO_SIGN = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_table(table: Table, form: str, tell: Tell = str) -> bytes:
    """The table as a file of one of FORMS, in Chinese unless `tell` tells it otherwise. Raises
    Invalid for another form, and for a text that no cell holds."""
    match form:
        case ".xlsx":
            return _xlsx(table, tell)
        case ".csv":
            return _csv(table, tell)
        case _:
            known = joined(FORMS, say(" 和 "))
            raise Invalid(say("只能写 {known}，不能写“{form}”", known=known, form=form))


def save_table(table: Table, path: Path) -> None:
    """Writes a file whole or not at all; the name's ending decides its form."""
    content = write_table(table, path.suffix.lower())
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Invalid(say("写不了 {path}：{why}", path=path, why=error.strerror)) from error


def title(table: Table, tell: Tell = str) -> str:
    """What is shown, by which filters, how much of it, and what it cannot say."""
    noted = (say("注意：{notice}", notice=notice) for notice in table.notices)
    number = say("共 {n} 行", n=len(table.rows))
    said = joined((*table.filters, number, *noted), say("；"))
    mark = say("{mark}　", mark=said_by(tell)) if table.demo else ""
    whole = say("{mark}{name}（{said}）", mark=mark, name=table.name, said=said)
    return tell(whole)[: CELL_SIGNS - 1]


def _csv(table: Table, tell: Tell) -> bytes:
    """UTF-8 with the mark that Excel needs; headings first, no title, every text quoted. Of a
    demonstration a line above them says so, which the importer passes over."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    if table.demo:
        writer.writerow([said_by(tell)])
    writer.writerow([tell(column.heading) for column in table.columns])
    for row in table.lines:
        writer.writerow([_plain(value, tell) for value in row])
    return written.getvalue().encode("utf-8-sig")


def _plain(value: Value, tell: Tell) -> str | int:
    match value:
        case None:
            return ""
        case str():
            return guard(tell(value))
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


def _xlsx(table: Table, tell: Tell) -> bytes:
    book = Workbook(write_only=True)
    add_sheet(book, table, tell)
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def add_sheet(book: Workbook, table: Table, tell: Tell = str) -> None:
    """The table as one more sheet of a book that is only written, as `tell` tells it. Raises
    Invalid for what a sheet has no room for."""
    _check_room(table)
    sheet = cast(Worksheet, book.create_sheet(_NO_TITLE.sub(" ", tell(table.name))[:31]))
    _lay_out(sheet, table, tell)
    sheet.append([_titled(sheet, table, _holdable(guard(title(table, tell))))])
    sheet.append([_head(sheet, column, tell) for column in table.columns])
    cells = [_Cells(sheet, column, tell) for column in table.columns]
    for number, row in enumerate(table.rows, HEAD_ROW + 1):
        written = [cell.of(value) for cell, value in zip(cells, row, strict=True)]
        # Not every program makes room by itself for what is wrapped.
        if (lines := max(cell.lines for cell in cells)) > 1:
            sheet.row_dimensions[number].height = min(lines * LINE_HIGH, HIGHEST_ROW)
        sheet.append(written)
        sheet.row_dimensions.pop(number, None)  # It is written.
    if table.total is not None:
        sheet.append(_total(sheet, table, tell))


def _check_room(table: Table) -> None:
    """Else the file would be cut silently."""
    if len(table.rows) > SHEET_ROWS:
        raise Invalid(
            say(
                "共 {n:,} 行，.xlsx 的一张表只放得下 {most:,} 行；请缩小条件，或导出 .csv",
                n=len(table.rows),
                most=SHEET_ROWS,
            )
        )
    for row in table.lines:
        for column, value in zip(table.columns, row, strict=True):
            if isinstance(value, str) and len(value) >= CELL_SIGNS:
                raise Invalid(
                    say(
                        "“{heading}”里有 {n:,} 字的内容，.xlsx 的一格放不下，请导出 .csv",
                        heading=column.heading,
                        n=len(value),
                    )
                )


def _lay_out(sheet: Worksheet, table: Table, tell: Tell) -> None:
    """Widths, frozen head, filter; printed on A4 across, all columns on a page, head on each."""
    lines, last = 1, get_column_letter(len(table.columns))
    end = HEAD_ROW + (len(table.rows) or FORM_ROWS)
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        heading = tell(column.heading)
        width = max(column.width, longest_word(heading) + 2)
        sheet.column_dimensions[letter].width = width
        lines = max(lines, _lines(heading, width - 2))
        if column.choices:
            sheet.data_validations.append(
                _choice(column.choices, f"{letter}{HEAD_ROW + 1}:{letter}{end}")
            )
    if lines > 1:
        sheet.row_dimensions[HEAD_ROW].height = lines * LINE_HIGH
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(table.rows)}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    to_page(sheet, "landscape")
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = tell(say("第 &P 页，共 &N 页"))


def _titled(sheet: Worksheet, table: Table, text: str) -> Cell:
    """The title above all columns and no wider than they are, so that paper is not either."""
    heading = WriteOnlyCell(sheet, text)
    heading.font, heading.alignment = _TITLE, _WRAPPED
    wide = sum(column.width for column in table.columns)
    sheet.row_dimensions[1].height = min(_lines(text, wide * 11 // 16) * TITLE_HIGH, HIGHEST_ROW)
    if len(table.columns) > 1:
        sheet.merged_cells.add(f"A1:{get_column_letter(len(table.columns))}1")
    return heading


def longest_word(text: str) -> int:
    """The signs of the longest piece within which no line ends: of Chinese there is none."""
    return max(map(len, _WORD.findall(text)), default=0)


def to_page(sheet: Worksheet, orientation: Literal["landscape", "portrait"]) -> None:
    """Printed as wide as A4 is, on as many pages as it takes."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _choice(choices: Sequence[str], cells: str) -> DataValidation:
    listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    # Staff write 镇 for 乡镇街道, and the importer knows it: offered, not enforced.
    listed.showErrorMessage = False
    listed.add(cells)
    return listed


def _head(sheet: Worksheet, column: Column, tell: Tell) -> Cell:
    cell = WriteOnlyCell(sheet, tell(column.heading))
    cell.font, cell.alignment = _HEAD, _CENTRED
    cell.fill = _NEEDED if column.required else _FILL
    return cell


class _Cells:
    """The cells of a column. A row is written before the next, so that one cell of each format
    serves all of them: formats cost more than values."""

    def __init__(self, sheet: Worksheet, column: Column, tell: Tell) -> None:
        self._sheet, self._column, self._tell = sheet, column, tell
        self._kept: dict[str, Cell] = {}
        self._wraps = column.width >= 30
        self.lines = 1
        """Of the last value."""

    def of(self, value: Value) -> Cell | None:
        """Good until it is asked for the next."""
        self.lines = 1
        if value is None:
            return None
        told = self._tell(value) if isinstance(value, str) else value
        shown, number_format = _shown(self._column, told)
        cell = self._kept.get(number_format)
        if cell is None:
            cell = self._kept[number_format] = WriteOnlyCell(self._sheet)
            cell.number_format = self._tell(number_format)
            cell.alignment = _WRAPPED if self._wraps and number_format == TEXT else _TOP
            if number_format == TEXT and self._column.shown is Shown.COUNT:
                cell.alignment = _RIGHT
        cell.value = shown
        if self._wraps and isinstance(shown, str):
            self.lines = _lines(shown, self._column.width)
        if number_format == TEXT:
            # Nothing that looks like a formula or an error value is one.
            cell.data_type = "s"
        return cell


def _shown(column: Column, value: str | int | Day) -> tuple[str | float | datetime, str]:
    """What a cell holds, and its format. A share among numbers, 60.8%, is a number too."""
    match value:
        case str() if column.shown is Shown.COUNT and (share := _SHARE.fullmatch(value)):
            places = len(share[2] or "") or 1
            return round(float(value[:-1]) / 100, places + 2), f"0.{places * '0'}%"
        case str():
            return _holdable(guard(value)), TEXT
        case Day() if value.date.isoformat() < EXCEL_BEGINS:
            return _day_text(value), TEXT
        case Day():
            return datetime.combine(value.date, time()), DAYS[value.precision]
        case number:
            return number, COUNTS.get(column.shown, "0")


def _lines(text: str, width: int) -> int:
    """That a text takes in a column of this width, in signs of half width."""
    if 2 * len(text) <= width and "\n" not in text:
        return 1
    return sum(-(-half_widths(line) // (width - 1)) or 1 for line in text.split("\n"))


def _holdable(text: str) -> str:
    """Without control signs and halves of signs, which nobody sees and no workbook may have."""
    return _NO_SIGN.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))


def _total(sheet: Worksheet, table: Table, tell: Tell) -> list[Cell | None]:
    pairs = zip(table.columns, table.total or (), strict=True)
    cells = [_Cells(sheet, column, tell).of(value) for column, value in pairs]
    for cell in cells:
        if cell is not None:
            cell.font = _HEAD
    return cells
