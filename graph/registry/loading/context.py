"""What the files of a data set share while they are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph.days import Day
from graph.errors import Fault
from graph.language import joined, say
from graph.registry.audit import Value
from graph.registry.book import Book, Known, Span
from graph.registry.records import Record
from graph.registry.report import Report
from graph.registry.shelf import Outcome
from graph.words import PartyKind, Side, Word

AnyWord = TypeVar("AnyWord", bound=Word)
YEARS = (1949, 2100)


@dataclass
class Loading:
    """The book that rows are stated in, and cells read as what they stand for.

    Every reader returns None for a cell with a fault, and says the fault on the record.
    """

    book: Book
    report: Report
    stated: dict[tuple[Value, ...], tuple[str, int, object]] = field(default_factory=dict)
    """Which row (file and line) said something first, and what it said."""
    pairings: dict[int, tuple[str, int, Outcome]] = field(default_factory=dict)
    """The row that stated each pairing, by id, and what it did."""

    def party(self, record: Record, column: str) -> Known | None:
        key = record.required(column)
        known = self.book.parties.get(key) if key else None
        if key and known is None:
            record.fault(column, say("没有编码为 {key} 的主体", key=key))
        return known

    def optional_party(self, record: Record, column: str) -> Known | None:
        return self.party(record, column) if record[column] else None

    def division(self, record: Record) -> Known | None:
        known = self.party(record, "division_code")
        if known is not None and not known.kind.is_division:
            record.fault("division_code", say("{name}不是行政区划", name=known.name))
        return known

    def on_side(self, record: Record, column: str, side: Side) -> Known | None:
        known = self.party(record, column)
        if known is not None and known.side is not side:
            message = say("{name}不在{side}一侧", name=known.name, side=side.chinese)
            record.fault(column, message)
        return known

    def span(self, record: Record) -> Span | None:
        start, end = record.day("start"), record.day("end")
        if _ends_early(start, end):
            record.fault("end", say("结束日 {end} 不在开始日 {start} 之后", end=end, start=start))
        return None if record.faulty else Span(start, end)

    def year(self, record: Record, column: str, *, optional: bool = False) -> int | None:
        if not optional and record.required(column) is None:
            return None
        year = record.number(column)
        if year is not None and not YEARS[0] <= year <= YEARS[1]:
            record.fault(column, say("“{year}”不像年份", year=year))
        return year

    def rate(self, record: Record) -> float | None:
        text = record["incidence"]
        if not text:
            return None
        try:
            rate = float(text)
        except ValueError:
            rate = -1.0
        if not 0 <= rate <= 100:
            record.fault("incidence", say("应是 0 到 100 的百分数，而不是“{text}”", text=text))
        return rate

    def keeps_place(self, record: Record, key: str, kind: PartyKind, parent: Known | None) -> None:
        known = self.book.parties.get(key)
        if known is None or record.faulty:
            return
        own, above = ("code", "parent_code") if kind.is_division else ("key", "division_code")
        if known.kind is not kind:
            record.fault(own, say("已登记为{kind}", kind=known.kind.chinese))
        elif parent is not None and parent.side is not known.side:
            record.fault(above, say("不能移到另一方（支援方、受援方）"))

    def once(self, record: Record, kind: str, column: str) -> None:
        """A key may stand on one row only."""
        said = self.stated.setdefault((kind, record[column]), (record.file, record.line, None))
        if record[column] and said[1] != record.line:
            record.fault(column, say("与第 {line} 行重复", line=said[1]))

    def says(self, record: Record, column: str, about: tuple[Value, ...], what: object) -> bool:
        """The same thing may be said twice, but not differently: then False, and a fault."""
        file, line, before = self.stated.setdefault(about, (record.file, record.line, what))
        if before != what:
            same_file = say("与第 {line} 行说法不同", line=line)
            other_file = say("与{place} 说法不同", place=f"{file}:{line}")
            record.fault(column, same_file if file == record.file else other_file)
        return before == what

    def report_overlaps(self) -> None:
        """Checked when all rows are in: no two pairings of one donor and recipient may overlap."""
        for pair in self.book.overlaps():
            stating = [self.pairings[one] for one in pair if one in self.pairings]
            if stating:
                file, line, outcome = stating[-1]
                keys = joined(self.book.pairing_keys(pair))
                message = say("同一支援方与受援方的两条结对时间重叠：{keys}", keys=keys)
                self.report.faults.append(Fault(f"{file}:{line}: donor", message))
                self.report.recount(outcome)


def word(
    record: Record, column: str, words: type[AnyWord], allowed: Sequence[AnyWord] | None = None
) -> AnyWord | None:
    """The word in the cell, or a fault that lists those allowed."""
    choice = list(words) if allowed is None else list(allowed)
    for member in choice:
        if member.text == record[column]:
            return member
    words_allowed = joined(member.text for member in choice)
    record.fault(column, say("应是 {words} 之一", words=words_allowed))
    return None


def _ends_early(start: Day | None, end: Day | None) -> bool:
    return start is not None and end is not None and end.date <= start.date
