"""Refused rows as a workbook: as they stood, the faults beside the cells, ready to be put right."""

import io
from collections.abc import Sequence
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import Fault
from graph.export.refused import RefusedRow, RefusedSheet
from graph.language import joined, say, told
from graph.registry.cells import guard

FAULTS = "问题"
"""The heading of the column that tells of them; importing passes over it."""
WIDTH, FAULTS_WIDTH = 16, 60

_FAULTY, _HEAD = PatternFill("solid", "F6C9C2"), Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def refused_workbook(sheets: Sequence[RefusedSheet]) -> bytes:
    """An .xlsx with a sheet for each; once the cells are put right it can be imported as it is."""
    book = Workbook(write_only=True)
    for refused in sheets:
        _write(cast(Worksheet, book.create_sheet(refused.name)), refused)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(sheet: Worksheet, refused: RefusedSheet) -> None:
    for column in range(1, refused.width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    sheet.column_dimensions[get_column_letter(refused.width + 1)].width = FAULTS_WIDTH
    sheet.freeze_panes = f"A{len(refused.head) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    for number, texts in enumerate(refused.head, 1):
        is_last = number == len(refused.head)
        sheet.append([_head(sheet, text) for text in (*texts, *((FAULTS,) if is_last else ()))])
    for row in refused.rows:
        sheet.append(_row(sheet, row))


def _head(sheet: Worksheet, text: str) -> Cell:
    cell = _text(sheet, text)
    cell.font = _HEAD
    return cell


def _text(sheet: Worksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, guard(text) or None)
    if text:
        # Nothing that looks like a formula or an error value is one.
        cell.data_type = "s"
    return cell


def _row(sheet: Worksheet, row: RefusedRow) -> list[Cell]:
    cells = []
    for column, text in enumerate(row.texts, 1):
        cell = _text(sheet, text)
        if faults := row.faults.get(column):
            cell.fill = _FAULTY
            cell.comment = Comment("\n".join(told(_said(one)) for one in faults), "jiedui")
        cells.append(cell)
    faults = [fault for column in sorted(row.faults) for fault in row.faults[column]]
    said = _text(sheet, told(joined(map(_said, faults), say("；"))))
    said.alignment = _WRAPPED
    return [*cells, said]


def _said(fault: Fault) -> str:
    """The same as on the screen, without the place, which is here."""
    if not fault.suggestion:
        return fault.message
    return say("{message}；是否指：{name}", message=fault.message, name=fault.suggestion)
