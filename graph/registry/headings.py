"""Finding a ledger in a sheet: the row of headings by their names, and the rows under it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from graph.errors import Fault
from graph.registry.cells import fold
from graph.registry.grid import Cell, Sheet

_BRACKETS = str.maketrans("", "", "()[]{}<>【】〔〕《》〈〉「」")
_SERIAL = frozenset({"序号", "编号", "序", "号", "No", "NO", "No."})
_TOTAL_WORD = "(合计|总计|小计|共计|累计)"
_STARTS_TOTAL = re.compile(rf"{_TOTAL_WORD}(\d|[:(]|$)")
_IS_TOTAL = re.compile(rf".{{0,8}}{_TOTAL_WORD}:?")
# The colon keeps names out: no unit's name has one.
_REMARK = re.compile(r"(注|备注|说明|填表说明|填表人|填报人|制表人|审核人|联系人|填报单位)\d*:")
_NUMBER = re.compile(r"[\d.,]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a ledger.

    `stand_in` is the heading that does instead of a required one; a `spread` heading may stand
    over several columns.
    """

    name: str
    required: bool = False
    stand_in: str | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """What staff call it, and its headings."""

    name: str
    headings: tuple[Heading, ...]

    def missing(self, found: Iterable[str]) -> list[str]:
        """The required headings that are not among these."""
        present = set(found)
        return [
            f"{heading.name}（或{heading.stand_in}）" if heading.stand_in else heading.name
            for heading in self.headings
            if heading.required and not present & {heading.name, heading.stand_in}
        ]


@dataclass(frozen=True, slots=True)
class Span:
    """The columns under a heading, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row under the headings."""

    sheet: Sheet
    number: int
    columns: Mapping[str, Span]

    def has(self, heading: str) -> bool:
        """Whether the sheet has such a column."""
        return heading in self.columns

    def cells(self, heading: str) -> list[Cell]:
        """The filled cells under the heading, a merged cell once."""
        span = self.columns.get(heading)
        return self.sheet.cells(self.number, span.first, span.last) if span else []

    def text(self, heading: str) -> str:
        """The first filled cell under the heading; "" when none is, or there is no such column."""
        cells = self.cells(heading)
        return cells[0].text if cells else ""

    def place(self, heading: str | None = None) -> str:
        """`任务清单!E17`, or `任务清单!17` when the sheet has no such column."""
        span = self.columns.get(heading) if heading else None
        if not span:
            return self.sheet.place(self.number)
        cells = self.sheet.cells(self.number, span.first, span.last)
        return self.sheet.place(self.number, cells[0].column if cells else span.first)


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
        why = "是隐藏的" if sheet.hidden else f"没有{ledger.name}的表头"
        reading.notices.append(f"工作表“{sheet.name}”{why}，未读")
    if not reading.rows and not reading.faults:
        reading.notices.append(f"{file} 的表头下面没有数据行")
    return reading


@dataclass(frozen=True, slots=True)
class _Headings:
    """A row of headings; `last_row` is where it ends when its cells are merged over rows."""

    row: int
    last_row: int
    columns: dict[str, Span]
    doubles: list[tuple[Cell, str]]
    unknown: list[str]


@lru_cache(maxsize=16)
def _known(ledger: Ledger) -> dict[str, Heading]:
    return {_spelling(heading.name): heading for heading in ledger.headings}


def _first_headings(sheet: Sheet, ledger: Ledger) -> _Headings | None:
    rows = (_find_headings(sheet, row, ledger) for row in range(1, sheet.height + 1))
    return next((found for found in rows if not ledger.missing(found.columns)), None)


def _find_headings(sheet: Sheet, row: int, ledger: Ledger) -> _Headings:
    known = _known(ledger)
    found = _Headings(row, row, {}, [], [])
    last_row = row
    cells = sheet.cells(row, 1, sheet.width)
    for cell, after in zip(cells, [*cells[1:], None], strict=False):
        heading = known.get(_spelling(cell.text))
        if heading is None:
            found.unknown.append(cell.text)
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
    return _Headings(row, last_row, found.columns, found.doubles, found.unknown)


def _spelling(text: str) -> str:
    """结对旗（县） is 结对旗县."""
    return fold(text).translate(_BRACKETS)


def _read_sheet(sheet: Sheet, ledger: Ledger, start: _Headings, reading: Reading) -> None:
    titles = {_texts(sheet, row) for row in range(1, start.row)}
    passed: dict[str, list[int]] = {}
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
        row = LedgerRow(sheet, number, headings.columns)
        if reason := _not_data(row, ledger):
            passed.setdefault(reason, []).append(number)
        elif _has_own_text(row):
            reading.rows.append(row)
    for reason, numbers in passed.items():
        listed = "、".join(map(str, numbers))
        reading.notices.append(f"工作表“{sheet.name}”第 {listed} 行是{reason}，未读")


def _note_headings(sheet: Sheet, ledger: Ledger, found: _Headings, reading: Reading) -> None:
    for cell, name in found.doubles:
        first = sheet.place(found.row, found.columns[name].first)
        place = sheet.place(found.row, cell.column)
        reading.faults.append(Fault(place, f"表头“{name}”重复，{first} 已有", cell.text))
    ignored = [text for text in found.unknown if fold(text) not in _SERIAL]
    if ignored:
        listed = "、".join(fold(text) for text in ignored)
        reading.notices.append(f"工作表“{sheet.name}”的列 {listed} 不属于{ledger.name}，未读")


def _texts(sheet: Sheet, row: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in sheet.cells(row, 1, sheet.width))


def _has_own_text(row: LedgerRow) -> bool:
    """Whether a known column has text that is not only a merge reaching down from above."""
    return any(
        not cell.merge or cell.merge.top == row.number
        for heading in row.columns
        for cell in row.cells(heading)
    )


def _not_data(row: LedgerRow, ledger: Ledger) -> str | None:
    """What a row is if it is none of the ledger's: a total, a remark or a line across the table."""
    cells = row.sheet.cells(row.number, 1, row.sheet.width)
    if len(cells) == 1 and cells[0].merge and _covered(row, cells[0]) > 1:
        return "通栏文字"
    texts = [fold(cell.text) for cell in cells]
    first = next((text for text in texts if not _NUMBER.fullmatch(text)), "")
    if _REMARK.match(first):
        return "说明"
    if _STARTS_TOTAL.match(first) or (any(map(_IS_TOTAL.fullmatch, texts)) and _lacks(row, ledger)):
        return "合计"
    return None


def _covered(row: LedgerRow, cell: Cell) -> int:
    """How many headings a cell lies under."""
    return sum(
        span.first <= cell.right and cell.column <= span.last for span in row.columns.values()
    )


def _lacks(row: LedgerRow, ledger: Ledger) -> bool:
    """Whether a required column is empty or holds the word for a total itself."""
    required = {name for h in ledger.headings if h.required for name in (h.name, h.stand_in)}
    texts = [fold(row.text(name)) for name in row.columns if name in required]
    return not all(text and not _IS_TOTAL.fullmatch(text) for text in texts)


def _no_headings(sheets: Sequence[Sheet], ledger: Ledger, file: str) -> Fault:
    """Says what was looked for, and what the row lacks that comes nearest."""
    wanted = "、".join(ledger.missing(()))
    rows = ((sheet, row) for sheet in sheets for row in range(1, sheet.height + 1))
    found = ((sheet, _find_headings(sheet, row, ledger)) for sheet, row in rows)
    nearest = max(found, key=lambda pair: len(pair[1].columns), default=None)
    message = f"没有找到{ledger.name}的表头，必须有：{wanted}"
    if nearest and nearest[1].columns:
        sheet, headings = nearest
        lacking = "、".join(ledger.missing(headings.columns))
        message += f"；最接近的是 {sheet.place(headings.row)}，缺少：{lacking}"
    if any(sheet.hidden for sheet in sheets):
        message += "；隐藏的工作表不读"
    return Fault(file, message)
