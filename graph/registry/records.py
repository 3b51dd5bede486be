"""Reading the CSV files of a data set: records with their line, faults with file and line."""

import codecs
import csv
import gzip
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import error as ZlibError

from graph.days import Day, parse_day
from graph.errors import Fault, Invalid
from graph.language import joined, say
from graph.naming import INVISIBLE
from graph.registry.report import Report
from graph.texts import CONTROL, LONGEST

csv.field_size_limit(1 << 20)

LARGEST = 512 << 20
"""How many bytes a file may hold, unpacked."""

ENDINGS = (".csv", ".csv.gz")
UNSEEN = re.compile(f"{INVISIBLE.pattern}(?<!{CONTROL.pattern})")
"""What `cells.tidy` takes out of a workbook's cell; control characters are refused."""


@dataclass(slots=True)
class Record:
    """One row of a file: its cells by column, and a way to complain about one of them."""

    file: str
    line: int
    cells: dict[str, str]
    report: Report
    faulty: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        return self.cells[column] or None

    def fault(self, column: str, message: str, suggestion: str | None = None) -> None:
        place = f"{self.file}:{self.line}: {column}"
        self.report.faults.append(Fault(place, message, self.cells.get(column, ""), suggestion))
        self.faulty = True

    def required(self, column: str) -> str | None:
        """The cell, or a fault and None when it is empty."""
        if not self.cells[column]:
            self.fault(column, say("不能为空"))
            return None
        return self.cells[column]

    def day(self, column: str) -> Day | None:
        """The day in the cell; None when it is empty, or a fault when it is none."""
        if not self.cells[column]:
            return None
        try:
            return parse_day(self.cells[column])
        except Invalid as error:
            self.fault(column, str(error))
            return None

    def number(self, column: str) -> int | None:
        """The count in the cell, 0 or more; None when it is empty, or a fault."""
        text = self.cells[column]
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            self.fault(column, say("应是不小于 0 的整数，而不是“{text}”", text=text))
            return None
        return int(text)


def find_file(folder: Path, name: str, report: Report) -> Path | None:
    """The file `name` in one of its two forms; both are a fault, and one that is no file."""
    found = [path for ending in ENDINGS if os.path.lexists(path := folder / (name + ending))]
    if len(found) > 1:
        report.faults.append(
            Fault(found[0].name, say("与 {name} 同时存在，只能有一个", name=found[1].name))
        )
    for path in found:
        if not path.is_file():
            report.faults.append(Fault(path.name, say("不是可读的文件")))
            return None
    return found[0] if found else None


def read_records(path: Path, columns: Sequence[str], report: Report) -> Iterator[Record]:
    """The rows of a file with the given columns, in any order; faults go to the report."""
    text = _text(path, report)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    suspicious = CONTROL.search(text) is not None
    line = 1
    try:
        header = next(reader, [])
        places = _header(path, header, columns, report)
        if places is None:
            return
        width = len(header)
        names, indexes = list(places), list(places.values())
        while True:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            if not any(cells):
                continue
            if len(cells) < width or any(cells[width:]):
                _complain(
                    report,
                    path,
                    line,
                    say("有 {number} 格，表头有 {width} 列", number=len(cells), width=width),
                )
                report.count(None)
                continue
            values = dict(zip(names, [cells[index].strip() for index in indexes], strict=True))
            record = Record(path.name, line, values, report)
            _refuse_long(record)
            if suspicious:
                _refuse_controls(record)
            if record.faulty:
                report.count(None)
                continue
            yield record
    except csv.Error as error:
        _complain(report, path, line, say("不是合法的 CSV：{error}", error=str(error)))


def _refuse_long(record: Record) -> None:
    for column, value in record.cells.items():
        longest = 10 * LONGEST if column == "note" else LONGEST
        if len(value) > longest:
            record.cells[column] = value[:20] + "…"
            record.fault(
                column,
                say("有 {number} 个字，最多 {longest} 个", number=len(value), longest=longest),
            )


def _refuse_controls(record: Record) -> None:
    for column, value in record.cells.items():
        if CONTROL.search(value):
            record.fault(column, say("含有控制字符"))


def _header(
    path: Path, cells: list[str], columns: Sequence[str], report: Report
) -> dict[str, int] | None:
    found = [cell.strip() for cell in cells]
    missing = [name for name in columns if name not in found]
    twice = sorted({name for name in found if name and found.count(name) > 1})
    for name in missing:
        report.faults.append(Fault(f"{path.name}:1: {name}", say("缺少这一列")))
    for name in twice:
        report.faults.append(Fault(f"{path.name}:1: {name}", say("这一列出现了两次")))
    extra = [name for name in found if name and name not in columns]
    if extra:
        report.notices.append(
            say("{name}: 不认识的列未读入：{extra}", name=path.name, extra=joined(extra))
        )
    return None if missing or twice else {name: found.index(name) for name in columns}


def _text(path: Path, report: Report) -> str | None:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, ZlibError) as error:
        report.faults.append(Fault(path.name, say("读不出来：{error}", error=str(error))))
        return None
    if len(content) > LARGEST:
        report.faults.append(
            Fault(path.name, say("解开后超过 {largest} MB", largest=LARGEST >> 20))
        )
        return None
    try:
        return UNSEEN.sub("", content.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError:
        _report_lines(path, content, report)
        return None


def _report_lines(path: Path, content: bytes, report: Report) -> None:
    """Names every line that is not UTF-8."""
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            _complain(
                report,
                path,
                number,
                say("第 {start} 个字节起不是 UTF-8 编码", start=error.start + 1),
            )
            report.count(None)


def _complain(report: Report, path: Path, line: int, message: str) -> None:
    report.faults.append(Fault(f"{path.name}:{line}", message))
