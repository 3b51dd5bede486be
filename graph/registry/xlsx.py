"""Workbooks (.xlsx, .xlsm) as sheets of text: looked into first, then read by openpyxl."""

import datetime
import posixpath
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zipfile import BadZipFile, ZipFile

import openpyxl
from defusedxml.ElementTree import ParseError, fromstring
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.workbook import Workbook

from graph.errors import Fault, Refused
from graph.language import say
from graph.registry.cells import tidy, unguard
from graph.registry.grid import Marks, Sheet, find_overlap, reference
from graph.registry.scan import Part, Unfit, check_entries, check_totals, scan_parts

# openpyxl reads rows and shared strings through defusedxml only when it may.
if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl must use defusedxml: install it and unset OPENPYXL_DEFUSEDXML")

# What openpyxl's read-only sheets hold; the types of its rows do not say so.
_Cell = ReadOnlyCell | EmptyCell

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Number formats that Chinese Excel uses without writing them down (ECMA-376, 18.8.30), so that
# openpyxl takes 2020年2月25日 for the number 43886.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy/m"),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), "yyyy/m/d"),
}
_END_OF_DAYS = 2_900_000
MAX_NAME = 255
MAX_TEXT = 32_767
"""Signs in a cell, as in Excel."""
_FORMAT_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|;.*')


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook lists it; `path` is its part of the archive."""

    name: str
    path: str
    hidden: bool


def read_workbook(path: Path) -> list[Sheet]:
    """The worksheets, in order, hidden ones without their rows; chart sheets are passed over.

    Raises Refused when the file is no workbook, is hostile or goes beyond the limits.
    """
    try:
        with ZipFile(path) as archive:
            check_entries(archive.infolist())
            parts = scan_parts(archive)
            entries = [entry for entry in _entries(archive) if entry.path in parts]
    # zipfile seeks where a damaged directory points, and decodes the names that it finds there.
    except (BadZipFile, NotImplementedError, OSError, UnicodeDecodeError):
        raise Refused([Fault(path.name, say("不是完好的 .xlsx：文件不全或已损坏"))]) from None
    except Unfit as unfit:
        raise _refused(path, unfit) from unfit
    sheets = [entry for entry in entries if parts[entry.path].is_sheet]
    _check_sheets(path, sheets, parts)
    return _load(path, sheets, parts)


def _entries(archive: ZipFile) -> list[_Entry]:
    """The sheets that the workbook lists, found as a reader of Open XML must: by relations."""
    book = _targets(archive, "").get("officeDocument", "xl/workbook.xml")
    try:
        listed = fromstring(archive.read(book)).iterfind("{*}sheets/{*}sheet")
    except (KeyError, ParseError):
        raise Unfit(say("压缩包里没有工作簿")) from None
    targets = _targets(archive, book)
    return [
        _Entry(
            sheet.get("name", ""),
            targets.get(sheet.get(f"{_RELATIONS}id", ""), ""),
            sheet.get("state", "visible") != "visible",
        )
        for sheet in listed
    ]


def _targets(archive: ZipFile, part: str) -> dict[str, str]:
    """What a part relates to, by the relation's id and by the last word of its type."""
    folder, name = posixpath.split(part)
    try:
        relations = fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    except KeyError:
        return {}
    found = {}
    for relation in relations:
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
        found[relation.get("Id", "")] = target
        found.setdefault(relation.get("Type", "").rpartition("/")[2], target)
    return found


def _check_sheets(path: Path, sheets: list[_Entry], parts: Mapping[str, Part]) -> None:
    """Raises Refused for everything that is wrong with any sheet, and when there is none."""
    faults = [fault for sheet in sheets for fault in _sheet_faults(path, sheet, parts[sheet.path])]
    if len({sheet.path for sheet in sheets}) < len(sheets):
        faults.append(Fault(path.name, say("两个工作表是同一个部件，工作簿已损坏")))
    if len({sheet.name for sheet in sheets}) < len(sheets):
        faults.append(Fault(path.name, say("两个工作表同名，工作簿已损坏")))
    if not sheets:
        faults.append(
            Fault(path.name, say("没有可读的工作表；Strict Open XML 格式请另存为普通 .xlsx"))
        )
    if faults:
        raise Refused(faults)
    try:
        check_totals(parts)
    except Unfit as unfit:
        raise _refused(path, unfit) from unfit


def _sheet_faults(path: Path, sheet: _Entry, part: Part) -> list[Fault]:
    if len(sheet.name) > MAX_NAME:
        return [
            Fault(
                path.name,
                say(
                    "工作表的名称超过 {max_name} 个字：{name}…",
                    max_name=MAX_NAME,
                    name=sheet.name[:20],
                ),
            )
        ]
    if part.unfit:
        place = f"{sheet.name}!{part.unfit.cell}" if part.unfit.cell else sheet.name
        return [Fault(place, say("{unfit}（{name}）", unfit=part.unfit, name=path.name))]
    if overlap := find_overlap(part.merges):
        first, second = overlap
        place = f"{sheet.name}!{second}"
        return [
            Fault(
                place,
                say("合并单元格与 {first} 重叠，请重新合并（{name}）", first=first, name=path.name),
            )
        ]
    return []


def _load(path: Path, entries: list[_Entry], parts: Mapping[str, Part]) -> list[Sheet]:
    try:
        # openpyxl warns of what it leaves out, such as validation rules; nothing of it is text.
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.filterwarnings("ignore", module=r"openpyxl\.")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            return [_sheet(book, entry, parts[entry.path]) for entry in entries]
    except (MemoryError, Refused):
        raise
    # A broken workbook makes openpyxl raise anything: KeyError, TypeError, AttributeError …
    except Exception as error:
        raise Refused(
            [Fault(path.name, say("不是完好的 .xlsx，请用表格软件打开后另存"))]
        ) from error


def _sheet(book: Workbook, entry: _Entry, part: Part) -> Sheet:
    if entry.hidden:
        return Sheet(entry.name, [], hidden=True)
    struck: set[int] = set()
    rows = list(_rows(book, entry.name, part, struck)) if part.height else []
    for (number, column), formula in part.formulas.items():
        _put(rows[number - 1], column, formula[:MAX_TEXT])
    marked = (part.hidden_rows, part.hidden_columns, struck)
    return Sheet(entry.name, rows, part.merges, marks=Marks(*map(frozenset, marked)))


def _rows(book: Workbook, name: str, part: Part, struck: set[int]) -> Iterator[list[str]]:
    """Each row's texts; numbers of rows with text that is struck out are added to `struck`."""
    sheet = book[name]
    # The dimension that a file states may be wrong; the scan has counted.
    sheet.reset_dimensions()
    read = sheet.iter_rows(1, part.height, 1, part.width)
    gap: object = None
    for number, cells in enumerate(cast("Iterator[tuple[_Cell, ...]]", read), 1):
        row = [] if cells is gap else [_text(cell, book.epoch) for cell in cells]
        if any(len(text) > MAX_TEXT for text in row):
            raise _too_long(name, cells)
        while row and not row[-1]:
            row.pop()
        if not row:
            # One and the same tuple stands for all rows that are left out: a cell at IV100000
            # must not cost millions of empty ones.
            gap = cells
        elif any(map(_is_struck, cells)):
            struck.add(number)
        yield row


def _is_struck(cell: _Cell) -> bool:
    if isinstance(cell, EmptyCell) or cell.value is None or not cell.has_style:
        return False
    return bool(cell.font.strike)


def _too_long(sheet: str, cells: tuple[_Cell, ...]) -> Refused:
    found = next(cell for cell in cells if len(str(cell.value)) > MAX_TEXT)
    assert isinstance(found, ReadOnlyCell)
    place = f"{sheet}!{reference(found.row, found.column)}"
    return Refused([Fault(place, say("单元格的文字超过 {max_text:,} 个字", max_text=MAX_TEXT))])


def _put(row: list[str], column: int, text: str) -> None:
    row.extend([""] * (column - len(row)))
    row[column - 1] = text


def _text(cell: _Cell, epoch: datetime.datetime) -> str:
    """What the cell holds, as text; a formula gives its stored result."""
    if isinstance(cell, EmptyCell) or cell.value is None:
        return ""
    match cell.value:
        case str(text):
            # What is refused must not cost the tidying of megabytes, cell after cell.
            return unguard(tidy(text)) if len(text) <= MAX_TEXT else text
        case bool(truth):
            return "TRUE" if truth else "FALSE"
        case int(number) | float(number):
            return _number_text(number, cell.style_array.numFmtId if cell.has_style else 0, epoch)
        case datetime.date() as date:
            return _date_text(date, cell.number_format)
        case other:
            return str(other)


def _number_text(number: float, format_id: int, epoch: datetime.datetime) -> str:
    shown = _CHINESE_DATES.get(format_id)
    if shown and 1 <= number < _END_OF_DAYS:
        return _date_text(epoch + datetime.timedelta(days=int(number)), shown)
    # Excel keeps 15 digits; more would show 0.1 + 0.2 as no cell does.
    return str(number) if isinstance(number, int) else f"{number:.15g}"


def _date_text(date: datetime.date, number_format: str) -> str:
    """ISO text. Excel makes a date of a typed 2020年2月 and shows it without a day: such a cell
    keeps its precision.
    """
    shown = _FORMAT_LITERALS.sub("", number_format).lower()
    if isinstance(date, datetime.datetime):
        if date.time() != datetime.time():
            return date.isoformat(" ", "seconds")
        date = date.date()
    if date.day == 1 and "y" in shown and "d" not in shown:
        return date.isoformat()[:4] if date.month == 1 and "m" not in shown else f"{date:%Y-%m}"
    return date.isoformat()


def _refused(path: Path, unfit: Unfit) -> Refused:
    return Refused([Fault(path.name, str(unfit))])
