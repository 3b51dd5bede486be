"""A report as a workbook: what it says, a sheet for each table with all its rows, and the pictures.

Sheets are written as every list is (`server.workbooks`): no cell is live.
"""

from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from graph.export.table import Column, Shown, Table, Value
from graph.language import ENUMERATED, say, told
from server.demo_marks import said_by
from server.reports.drawn import Draw, DrawnPicture
from server.reports.model import Cells, Grid, Head, Report, Row
from server.workbooks import add_sheet, saved, to_page

WIDEST, TALLEST, ROW_HIGH = 1180, 1600, 20
"""Of a picture on its sheet, and of a row of it, in pixels. What is little taller is made to fit
on a page of paper."""
SUMMARY = (Column(say("部分"), 30), Column(say("内容"), 110))


class _Drawn(Image):
    """openpyxl reads a picture's size by Pillow, and ours is known."""

    def __init__(self, picture: DrawnPicture, anchor: str) -> None:
        wide, high = picture.size
        scale = min(WIDEST / wide, 1)
        if TALLEST < high * scale < TALLEST * 4 / 3:
            scale = TALLEST / high
        self.ref = BytesIO(picture.content)
        self.width, self.height = round(wide * scale), round(high * scale)
        self.format, self.anchor = "png", anchor
        self._content = picture.content

    def _data(self) -> bytes:
        return self._content


def write_xlsx(report: Report, draw: Draw, *, demo: bool) -> bytes:
    book = Workbook(write_only=True)
    add_sheet(book, _summary(report, demo), told)
    for section in report.sections:
        for grid in section.grids:
            add_sheet(book, _table(report, grid, demo), told)
    drawn = [draw(picture) for section in report.sections for picture in section.pictures]
    _add_pictures(book, drawn, demo)
    return saved(book)


def _summary(report: Report, demo: bool) -> Table:
    rows: list[tuple[Value, ...]] = [
        (section.title, sentence.written)
        for section in report.sections
        for sentence in section.sentences
    ]
    said = tuple(map(_unended, report.said))
    return Table(report.title, SUMMARY, rows, said, demo=demo)


def _table(report: Report, grid: Grid, demo: bool) -> Table:
    columns = tuple(map(_column, grid.heads))
    rows = [_values(grid.heads, row) for row in grid.every]
    total = None if grid.total is None else _values(grid.heads, grid.total)
    said = (report.title, _unended(report.said[0]))
    notices = () if rows else (_unended(grid.nothing),)
    return Table(grid.name, columns, rows, said, notices, total, demo)


def _unended(sentence: str) -> str:
    """To stand among others in a row."""
    return told(sentence).rstrip("。. ")


def _column(head: Head) -> Column:
    return Column(head.text, head.width, Shown.COUNT if head.is_number else Shown.TEXT)


def _values(heads: tuple[Head, ...], row: Row) -> tuple[Value, ...]:
    return tuple(_value(cells) for _, cells in zip(heads, row, strict=True))


def _value(cells: Cells) -> Value:
    if len(cells) == 1 and isinstance(cells[0].value, int):
        return cells[0].value
    return told(ENUMERATED).join(cell.written for cell in cells) or None


def _add_pictures(book: Workbook, pictures: list[DrawnPicture], demo: bool) -> None:
    """Below one another on a sheet of their own, each printed on a page."""
    sheet = cast(Worksheet, book.create_sheet(told(say("图"))))
    to_page(sheet, "portrait")
    line = 1
    if demo:
        sheet.append([said_by()])
        line += 1
    for number, picture in enumerate(pictures):
        if number:
            sheet.row_breaks.append(Break(line - 1))
        sheet.append([told(picture.trouble or picture.name)])
        line += 1
        rows = 1
        if picture.content:
            drawn = _Drawn(picture, f"A{line}")
            sheet.add_image(drawn)
            rows += -(-drawn.height // ROW_HIGH)
        for _ in range(rows):
            sheet.append([])
        line += rows
