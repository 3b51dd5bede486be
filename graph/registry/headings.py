"""Finding a ledger in a sheet: the row of headings by their names, and the rows under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from openpyxl.utils import get_column_letter

from graph.errors import Fault
from graph.language import Said, joined, say
from graph.registry.cells import fold
from graph.registry.grid import Cell, Sheet
from graph.registry.ledger_form import Heading, Ledger, LedgerRow, Span
from graph.registry.not_data import not_data
from graph.registry.sheet_notices import (
    column_meant,
    columns_hidden,
    columns_left,
    rows_left,
    rows_taken,
    sheet_left,
)

__all__ = ["Heading", "Ledger", "LedgerRow", "Reading", "Span", "ledger_held", "read_rows"]

_BRACKETS = str.maketrans("", "", "()[]{}<>【】〔〕《》〈〉「」")
_SERIAL = frozenset({"序号", "编号", "序", "号", "No", "NO", "No.", "问题"})
MOST_TITLES = 100
"""Rows in which the headings of another ledger are looked for."""


@dataclass
class Reading:
    """The rows of a file, every fault of its headings, and what was passed over."""

    rows: list[LedgerRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_rows(sheets: Sequence[Sheet], ledger: Ledger, file: str) -> Reading:
    """The ledger's rows in all sheets that have its headings.

    Left out: blank rows, and with a notice totals, remarks, rows that are one merged cell,
    columns that the ledger does not know and sheets without the headings. A repeated row of
    headings starts anew. `file` names the file in the fault that no sheet has the headings.
    """
    reading = Reading()
    without = []
    for sheet in sheets:
        start = _first_headings(sheet, ledger)
        if start:
            _read_sheet(sheet, ledger, start, reading)
        else:
            without.append(sheet)
    if len(without) == len(sheets):
        reading.faults.append(_no_headings(without, ledger, file))
        return reading
    for sheet in without:
        reading.notices.append(sheet_left(sheet, ledger))
    if not reading.rows and not reading.faults:
        reading.notices.append(say("{file} 的表头下面没有数据行", file=file))
    return reading


@dataclass(frozen=True, slots=True)
class _Headings:
    """A row of headings; `last_row` is where it ends when its cells are merged over rows. What
    is `meant` was written in another way: so, and the heading."""

    row: int
    last_row: int
    columns: dict[str, Span]
    doubles: list[tuple[Cell, str]]
    unknown: list[str]
    meant: list[tuple[str, str]]


@lru_cache(maxsize=16)
def _known(ledger: Ledger) -> dict[str, Heading]:
    return {_spelling(heading.name): heading for heading in ledger.headings}


@lru_cache(maxsize=16)
def _also(ledger: Ledger) -> dict[str, str]:
    return {_spelling(text): heading.name for heading in ledger.headings for text in heading.also}


def _first_headings(sheet: Sheet, ledger: Ledger) -> _Headings | None:
    rows = (_find_headings(sheet, row, ledger) for row in range(1, sheet.height + 1))
    return next((found for found in rows if not ledger.missing(found.columns)), None)


def _find_headings(sheet: Sheet, row: int, ledger: Ledger) -> _Headings:
    known = _known(ledger)
    found = _Headings(row, row, {}, [], [], [])
    last_row, strange = row, list[Cell]()
    cells = sheet.cells(row, 1, sheet.width)
    for cell, after in zip(cells, [*cells[1:], None], strict=False):
        heading = known.get(_spelling(cell.text))
        if heading is None:
            strange.append(cell)
            continue
        if heading.name in found.columns:
            found.doubles.append((cell, heading.name))
            continue
        right = cell.right
        # A CSV file has no merges: the blanks to its right are the heading's.
        if heading.spread and cell.right == cell.column:
            right = after.column - 1 if after else sheet.width
        found.columns[heading.name] = Span(cell.column, right)
        last_row = max(last_row, cell.merge.bottom if cell.merge else row)
    for cell in strange:
        also = _also(ledger).get(_spelling(cell.text))
        if also is None or also in found.columns:
            found.unknown.append(cell.text)
            continue
        found.columns[also] = Span(cell.column, cell.right)
        found.meant.append((fold(cell.text), also))
        last_row = max(last_row, cell.merge.bottom if cell.merge else row)
    return replace(found, last_row=last_row)


def _spelling(text: str) -> str:
    """结对旗（县） is 结对旗县."""
    return fold(text).translate(_BRACKETS)


def _read_sheet(sheet: Sheet, ledger: Ledger, start: _Headings, reading: Reading) -> None:
    titles = {_texts(sheet, row) for row in range(1, start.row)}
    passed: dict[str, list[int]] = {}
    taken: list[int] = []
    headings = start
    _note_headings(sheet, ledger, start, reading)
    for number in range(start.row + 1, sheet.height + 1):
        if number <= headings.last_row or _texts(sheet, number) in titles:
            continue
        again = _find_headings(sheet, number, ledger)
        if not ledger.missing(again.columns):
            if again.columns != headings.columns:
                _note_headings(sheet, ledger, again, reading)
            headings = again
            continue
        row = LedgerRow(sheet, number, headings.columns, headings.last_row)
        if reason := not_data(row, ledger):
            passed.setdefault(reason, []).append(number)
        elif _has_own_text(row):
            reading.rows.append(row)
            taken.append(number)
    for reason, numbers in passed.items():
        reading.notices.append(rows_left(sheet, numbers, reason))
    marks = ((sheet.marks.hidden_rows, say("是隐藏的")), (sheet.marks.struck_rows, say("有删除线")))
    for marked, how in marks:
        if numbers := [number for number in taken if number in marked]:
            reading.notices.append(rows_taken(sheet, numbers, how))


def _note_headings(sheet: Sheet, ledger: Ledger, found: _Headings, reading: Reading) -> None:
    for cell, name in found.doubles:
        first = sheet.place(found.row, found.columns[name].first)
        place = sheet.place(found.row, cell.column)
        message = say("表头“{heading}”重复，{first} 已有", heading=name, first=first)
        reading.faults.append(Fault(place, message, cell.text))
    hidden = [
        (get_column_letter(span.first), name)
        for name, span in found.columns.items()
        if span.first in sheet.marks.hidden_columns
    ]
    if hidden:
        reading.notices.append(columns_hidden(sheet, hidden))
    for text, name in found.meant:
        reading.notices.append(column_meant(sheet, text, name))
    ignored = [text for text in found.unknown if fold(text) not in _SERIAL]
    if ignored:
        reading.notices.append(columns_left(sheet, ignored, ledger))


def _texts(sheet: Sheet, row: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in sheet.cells(row, 1, sheet.width))


def _has_own_text(row: LedgerRow) -> bool:
    """Whether a known column has text that is not only a merge reaching down from above."""
    return any(
        not cell.merge or cell.merge.top == row.number
        for heading in row.columns
        for cell in row.cells(heading)
    )


def _no_headings(sheets: Sequence[Sheet], ledger: Ledger, file: str) -> Fault:
    """Says what was looked for, and what the row lacks that comes nearest."""
    rows = [(sheet, row) for sheet in sheets for row in range(1, sheet.height + 1)]
    found = ((sheet, _find_headings(sheet, row, ledger)) for sheet, row in rows)
    nearest = max(found, key=lambda pair: len(pair[1].columns), default=None)
    if nearest and not nearest[1].columns:
        first = [(sheet, _find_headings(sheet, row, ledger)) for sheet, row in rows[:MOST_TITLES]]
        nearest = max(first, key=lambda pair: len(_meant_by(pair[1], ledger)))
    wanted = joined(ledger.missing(()))
    said = [say("没有找到{ledger}的表头，必须有：{wanted}", ledger=ledger.name, wanted=wanted)]
    # One text that is almost a heading may be anything; two are headings.
    if nearest and (nearest[1].columns or len(_meant_by(nearest[1], ledger)) > 1):
        sheet, headings = nearest
        nearest_said = say(
            "；最接近的是 {place}，缺少：{lacking}",
            place=sheet.place(headings.row),
            lacking=joined(ledger.missing(headings.columns)),
        )
        said += [nearest_said, *_meant_by(headings, ledger)]
    if any(sheet.hidden for sheet in sheets):
        said.append(say("；隐藏的工作表不读"))
    return Fault(file, joined(said, ""))


def _meant_by(found: _Headings, ledger: Ledger) -> list[Said]:
    """Which of its texts may be meant as the required headings that the row lacks."""
    there = {*found.columns}
    lacking = [h.name for h in ledger.headings if h.required and not {h.name, h.stand_in} & there]
    return [
        say("；“{text}”是否就是“{heading}”", text=fold(text), heading=name)
        for text in found.unknown
        for name in lacking
        if _is_near(_spelling(text), _spelling(name))
    ]


def _is_near(text: str, name: str) -> bool:
    """Whether one holds all signs of the other in order: 贫困村数 and 贫困村."""
    shorter, longer = sorted((text, name), key=len)
    signs = iter(longer)
    return len(longer) <= 3 * len(shorter) + 1 and all(sign in signs for sign in shorter)


def ledger_held(sheets: Sequence[Sheet], ledgers: Iterable[Ledger]) -> Ledger | None:
    """The first of these ledgers whose headings stand in some sheet."""
    return next((one for one in ledgers if any(_holds(sheet, one) for sheet in sheets)), None)


def _holds(sheet: Sheet, ledger: Ledger) -> bool:
    rows = range(1, min(sheet.height, MOST_TITLES) + 1)
    return any(not ledger.missing(_find_headings(sheet, row, ledger).columns) for row in rows)
