"""A look at a workbook's parts before anything reads them into memory.

A workbook is a zip of XML. A few kilobytes can unpack to gigabytes, name a cell in the farthest
corner, or define entities that grow without bound; each part is therefore streamed once through
defusedxml with nothing kept but counts, and the first excess ends it.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser
from openpyxl.utils import column_index_from_string

from graph.language import say
from graph.registry.grid import MAX_COLUMNS, MAX_MERGES, MAX_ROWS, Merge, reference

MAX_UNPACKED = 100 * 2**20
MAX_PARTS = 1_000
# Sheets measured at 10 to 40; deflate itself ends near 1,000.
MAX_RATIO = 200
SMALL = 10 * 2**20
# 100 MB of honest cells hold fewer; as a tree in memory more would take gigabytes.
MAX_ELEMENTS = 8_000_000
# Excel itself ends at 65,490 cell formats, each with a few elements.
MAX_STYLE_ELEMENTS = 500_000
# Office files stay below 20.
MAX_DEPTH = 100

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


class Unfit(Exception):
    """Why a workbook is not read; `cell` is where in the sheet, if it is one cell's fault."""

    def __init__(self, message: str, cell: str | None = None) -> None:
        super().__init__(message)
        self.cell = cell


@dataclass
class Part:
    """What streaming a part found. Only a worksheet has cells.

    `formulas` are those without a stored result, by row and column: Excel never computed them.
    """

    is_sheet: bool = False
    height: int = 0
    width: int = 0
    merges: list[Merge] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    elements: int = 0
    unfit: Unfit | None = None


def check_entries(entries: list[ZipInfo]) -> None:
    """Raises Unfit for a zip that is encrypted or unpacks to too much.

    zipfile never unpacks more of an entry than the size that it states.
    """
    if len(entries) > MAX_PARTS:
        raise Unfit(
            say(
                "压缩包里有 {number:,} 个部件，超过 {max_parts:,} 个",
                number=len(entries),
                max_parts=MAX_PARTS,
            )
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit(say("工作簿已加密，请去掉密码后另存"))
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise Unfit(say("工作簿用了 Excel 不用的压缩方法，请另存为 .xlsx"))
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unfit(say("压缩包里有同名的部件，工作簿已损坏"))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise Unfit(
            say(
                "解压后有 {unpacked:,.0f} MB，超过 {max_unpacked} MB",
                unpacked=unpacked / 2**20,
                max_unpacked=MAX_UNPACKED // 2**20,
            )
        )
    for entry in entries:
        if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
            raise Unfit(
                say(
                    "部件 {filename} 的压缩比超过 {max_ratio}，像是压缩炸弹",
                    filename=entry.filename,
                    max_ratio=MAX_RATIO,
                )
            )


def scan_parts(archive: ZipFile, elements: int = MAX_ELEMENTS) -> dict[str, Part]:
    """Streams every part, whatever it is called: a sheet's name is its relations' to choose.

    What is wrong with a sheet is left in its `unfit`, for the caller knows the sheet's name.
    Raises Unfit for what concerns the whole file.
    """
    parts: dict[str, Part] = {}
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            left = elements - sum(part.elements for part in parts.values())
            parts[entry.filename] = _scan(entry.filename, stream, left)
    return parts


def check_totals(parts: Mapping[str, Part]) -> None:
    """Raises Unfit when the sheets together go beyond the limits of a file."""
    rows = sum(part.height for part in parts.values())
    if rows > MAX_ROWS:
        raise Unfit(
            say("各工作表共有 {rows:,} 行，超过 {max_rows:,} 行", rows=rows, max_rows=MAX_ROWS)
        )
    if sum(len(part.merges) for part in parts.values()) > MAX_MERGES:
        raise Unfit(say("合并单元格超过 {max_merges:,} 处", max_merges=MAX_MERGES))


def _scan(name: str, stream: IO[bytes], elements: int) -> Part:
    scanner = _Scanner(elements)
    parser = XMLParser(target=scanner, forbid_dtd=True)
    try:
        while block := stream.read(2**16):
            parser.feed(block)
        parser.close()
    except Unfit as unfit:
        scanner.part.unfit = unfit
        if not scanner.part.is_sheet:
            raise
    except DefusedXmlException:
        raise Unfit(say("部件 {name} 里有 DTD 或实体定义，可能是实体炸弹", name=name)) from None
    except (ParseError, ValueError, LookupError) as error:
        # Pictures and macros are no XML, and nobody reads them.
        if name.endswith((".xml", ".rels")):
            raise Unfit(say("部件 {name} 不是完好的 XML", name=name)) from error
    except (BadZipFile, zlib.error, EOFError) as error:
        raise Unfit(say("部件 {name} 已损坏，请重新另存工作簿", name=name)) from error
    return scanner.part


class _Scanner:
    """The parser's target: called for each element, keeps no tree."""

    def __init__(self, elements: int) -> None:
        self.part = Part()
        self._left = elements
        self._most = MAX_ELEMENTS
        self._row = self._column = self._depth = 0
        self._formula: list[str] | None = None
        self._in_formula = self._in_value = self._is_text = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.part.elements += 1
        self._depth += 1
        if self.part.elements > self._left:
            raise Unfit(say("XML 元素过多，超过 {most:,} 个", most=self._most))
        if self._depth > MAX_DEPTH:
            raise Unfit(say("XML 嵌套超过 {max_depth} 层", max_depth=MAX_DEPTH))
        if self.part.elements == 1 and tag == f"{_MAIN}styleSheet":
            self._left = self._most = min(self._left, MAX_STYLE_ELEMENTS)
        if self.part.elements == 1 and tag == f"{_MAIN}worksheet":
            self.part.is_sheet = True
            self._starts = {
                f"{_MAIN}col": self._start_columns,
                f"{_MAIN}row": self._start_row,
                f"{_MAIN}c": self._start_cell,
                f"{_MAIN}f": self._start_formula,
                f"{_MAIN}v": self._start_value,
                f"{_MAIN}is": self._start_text,
                f"{_MAIN}mergeCell": self._start_merge,
            }
        if handle := self._starts.get(tag):
            handle(attributes)

    def data(self, text: str) -> None:
        if self._in_value:
            self._formula = None
        elif self._in_formula and self._formula is not None:
            self._formula.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == f"{_MAIN}f":
            self._in_formula = False
        elif tag == f"{_MAIN}v":
            self._in_value = False
        elif tag == f"{_MAIN}c" and self._formula is not None:
            self._use_cell()
            self.part.formulas[self._row, self._column] = "=" + "".join(self._formula)
            self._formula = None

    def close(self) -> None:
        """Part of the parser's protocol."""

    def _start_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r", str(self._row + 1))
        # openpyxl drops a row that does not come after the one before it.
        if not re.fullmatch(r"[1-9]\d{0,6}", written, re.ASCII) or int(written) <= self._row:
            raise Unfit(
                say("第 {row} 行后面的行号“{written:.20}”乱序", row=self._row, written=written)
            )
        self._row = int(written)
        self._column = 0
        if _is_hidden(attributes) and self._row <= MAX_ROWS:
            self.part.hidden_rows.add(self._row)

    def _start_columns(self, attributes: dict[str, str]) -> None:
        bounds = [attributes.get(name, "") for name in ("min", "max")]
        if _is_hidden(attributes) and all(re.fullmatch(r"[1-9]\d{0,4}", one) for one in bounds):
            first, last = map(int, bounds)
            self.part.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._is_text = attributes.get("t") in ("str", "inlineStr")
        if "r" not in attributes:
            self._column += 1
            return
        row, self._column = _coordinates(attributes["r"])
        if row != self._row:
            raise Unfit(say("单元格写在第 {row} 行里，行号不符", row=self._row), attributes["r"])

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = []
        self._in_formula = True

    def _start_value(self, _: dict[str, str]) -> None:
        """Cells that only have a style do not count: whole columns are styled at a click."""
        self._use_cell()
        # An empty text is a result, an empty number is none.
        if self._is_text:
            self._formula = None
        self._in_value = True

    def _start_text(self, _: dict[str, str]) -> None:
        self._formula = None
        self._use_cell()

    def _use_cell(self) -> None:
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            raise _too_far(self._row, self._column)
        self.part.height = max(self.part.height, self._row)
        self.part.width = max(self.part.width, self._column)

    def _start_merge(self, attributes: dict[str, str]) -> None:
        if len(self.part.merges) == MAX_MERGES:
            raise Unfit(say("合并单元格超过 {max_merges:,} 处", max_merges=MAX_MERGES))
        first, _, last = attributes.get("ref", "").partition(":")
        (top, left), (bottom, right) = _coordinates(first), _coordinates(last or first)
        merge = Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        if merge.bottom > MAX_ROWS or merge.right > MAX_COLUMNS:
            raise _too_far(merge.bottom, merge.right)
        if (top, left) != (bottom, right):
            self.part.merges.append(merge)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _coordinates(cell: str) -> tuple[int, int]:
    found = _CELL.fullmatch(cell)
    if not found:
        raise Unfit(say("单元格的编号“{cell:.20}”不对", cell=cell))
    return int(found[2]), column_index_from_string(found[1].upper())


def _too_far(row: int, column: int) -> Unfit:
    limit = (
        say("第 {max_rows:,} 行", max_rows=MAX_ROWS)
        if row > MAX_ROWS
        else say("{max_columns} 列", max_columns=MAX_COLUMNS)
    )
    return Unfit(
        say("单元格超出{limit}，请删去远处的内容或合并", limit=limit), reference(row, column)
    )
