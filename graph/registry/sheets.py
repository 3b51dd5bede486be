"""Files that staff hand in, read as sheets of text: .xlsx, .xlsm and .csv."""

import csv
import io
from pathlib import Path

from graph.errors import Fault, Refused
from graph.language import say
from graph.registry.cells import tidy, unguard
from graph.registry.grid import MAX_COLUMNS, MAX_ROWS, Cell, Merge, Sheet, reference
from graph.registry.scan import MAX_UNPACKED
from graph.registry.xlsx import MAX_TEXT, read_workbook

__all__ = ["Cell", "Merge", "Sheet", "read_sheets"]

_SAMPLE, _SAMPLE_LINES = 100_000, 50
_BOM = b"\xef\xbb\xbf"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a file; a .csv is one sheet, named as the file.

    Dates are ISO text, whole numbers have no decimals, formulas give their stored result (without
    one their own text). Macros are ignored. A hidden sheet is listed without its rows: what staff
    do not see is not theirs to hand in.
    Raises Refused, naming file, sheet and cell, for a file that is none of these, cannot be
    decoded, is encrypted or broken, or goes beyond 100,000 rows, 256 columns, 10,000 merges or
    100 MB unpacked, or has overlapping merges.
    """
    data = _head(path)
    match path.suffix.lower():
        case ".csv":
            return [_read_csv(path)]
        case ".xlsx" | ".xlsm" if data.startswith(b"PK"):
            return read_workbook(path)
        case ".xlsx" | ".xlsm" | ".xls" if data.startswith(_OLE):
            raise _refused(path, _ole_message(path))
        case ".xlsx" | ".xlsm":
            raise _refused(path, say("不是 .xlsx 工作簿，只是用了这个扩展名"))
        case ".xls":
            raise _refused(path, say("是旧的 .xls 格式，请用表格软件另存为 .xlsx"))
        case _:
            raise _refused(path, say("只能读 .xlsx、.xlsm 和 .csv"))


def _head(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_UNPACKED:
            raise _refused(
                path, say("文件超过 {max_unpacked} MB", max_unpacked=MAX_UNPACKED // 2**20)
            )
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise _refused(path, say("打不开文件：{strerror}", strerror=error.strerror)) from error


def _ole_message(path: Path) -> str:
    if _ENCRYPTED in path.read_bytes():
        return say("工作簿已加密，请去掉密码后另存")
    return say("是旧的 .xls 格式，请用表格软件另存为 .xlsx")


def _read_csv(path: Path) -> Sheet:
    """One sheet named as the file; its rows are records, as a spreadsheet counts them."""
    text = _decode(path)
    # Strict: otherwise one stray quotation mark swallows the rest of the file into a cell.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        for record in reader:
            row = [unguard(tidy(text)) for text in record]
            while row and not row[-1]:
                row.pop()
            rows.append(row)
            _check_size(path, rows)
    except csv.Error as error:
        place = f"{path.name}:{reader.line_num}"
        raise Refused(
            [Fault(place, say("引号或分隔符不成对（{error}）", error=str(error)))]
        ) from error
    return Sheet(path.name, rows)


def _delimiter(text: str) -> str:
    """A comma, but in a file most of whose first lines have none and a tab or semicolon."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:_SAMPLE_LINES]
    most = [one for one in ",\t;" if 2 * sum(one in line for line in lines) > len(lines)]
    return most[0] if most else ","


def _check_size(path: Path, rows: list[list[str]]) -> None:
    place = f"{path.name}!{reference(len(rows), max(1, len(rows[-1])))}"
    if len(rows) > MAX_ROWS:
        raise Refused([Fault(place, say("超过 {max_rows:,} 行", max_rows=MAX_ROWS))])
    if len(rows[-1]) > MAX_COLUMNS:
        raise Refused([Fault(place, say("超过 {max_columns} 列", max_columns=MAX_COLUMNS))])
    if any(len(text) > MAX_TEXT for text in rows[-1]):
        raise Refused(
            [Fault(place, say("这一行有单元格的文字超过 {max_text:,} 个字", max_text=MAX_TEXT))]
        )


def _decode(path: Path) -> str:
    """UTF-8, else GB18030, which Excel writes on a Chinese Windows."""
    marked = path.read_bytes()
    data = marked.removeprefix(_BOM)
    broken = data.find(b"\0")
    if broken < 0:
        for encoding in ("utf-8", "gb18030") if data is marked else ("utf-8",):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                # The encoding that got further is the likelier one.
                broken = max(broken, error.start)
    line = data.count(b"\n", 0, broken) + 1
    raise Refused([Fault(f"{path.name}:{line}", say("不是 UTF-8 或 GB18030 编码的文本"))])


def _refused(path: Path, message: str) -> Refused:
    return Refused([Fault(path.name, message)])
