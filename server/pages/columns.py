"""The columns of a list: said once, for the screen and for the file that it is taken out as."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from graph.days import Day, parse_day
from graph.export.table import Column, Shown, Table, Value
from graph.language import ENUMERATED, joined, say
from graph.words import Cover
from server.pages.asked import Asked, Ref
from server.pages.counted import Counted, CoverFigure, Figure
from server.pages.givers import Giver

Line = TypeVar("Line")


class Part(NamedTuple, Generic[Line]):
    """A column of the file, and its value for a line of the list."""

    column: Column
    value: Callable[[Line], Value]


@dataclass(frozen=True, slots=True)
class Heading(Generic[Line]):
    """A column of the screen, and what the file has in its place: often the same, several where
    the screen says several things in one cell, none for a link or a picture. One without a `text`
    is in the file alone; one that is `unseen` is read aloud only."""

    text: str
    parts: tuple[Part[Line], ...] = ()
    css: str = ""
    unseen: bool = False


Headings = tuple[Heading[Line], ...]
Taken = Callable[[Asked], Table]
"""A list as it is taken out at its address."""


def texts(heading: str, width: int, value: Callable[[Line], str | None]) -> Heading[Line]:
    """A column of texts that screen and file have alike."""
    return Heading(heading, (text_part(heading, width, value),))


def text_part(heading: str, width: int, value: Callable[[Line], str | None]) -> Part[Line]:
    return Part(Column(heading, width), lambda line: value(line) or None)


def share_part(heading: str, width: int, value: Callable[[Line], str | None]) -> Part[Line]:
    """A share in percent, as it is told."""
    return Part(Column(heading, width, Shown.COUNT), lambda line: value(line) or None)


def shares(heading: str, value: Callable[[Line], str | None]) -> Heading[Line]:
    return Heading(heading, (share_part(heading, 10, value),), "num")


def counts(
    heading: str, value: Callable[[Line], Figure | CoverFigure], of: str = ""
) -> Heading[Line]:
    """A column of numbers that lead to their rows; in the file they are numbers, and `of` says
    what of where another column is headed alike."""
    named = say("{of}{heading}", of=of, heading=heading) if of else heading
    part = Part[Line](Column(named, 12, Shown.COUNT), lambda line: value(line).number)
    return Heading(heading, (part,), "num")


def coverage_headings(value: Callable[[Line], Counted]) -> Headings[Line]:
    """What `coverage_cells` writes on the screen: the bar, the counts and the rate."""
    return (
        Heading(say("覆盖"), css="wide"),
        counts(say("目标村"), lambda line: value(line).total),
        *(_cover_counts(value, cover) for cover in Cover),
        counts(say("未结对"), lambda line: value(line).uncovered),
        shares(say("覆盖率"), lambda line: value(line).rate),
    )


def _cover_counts(value: Callable[[Line], Counted], cover: Cover) -> Heading[Line]:
    return counts(cover.chinese, lambda line: value(line).covers[cover])


def whole(ref: Ref | None) -> str:
    """The whole name, of which a page may show only the beginning."""
    return "" if ref is None else ref.hint or ref.text


def listed(refs: Iterable[Ref], between: str = ENUMERATED) -> str:
    return joined(map(whole, refs), between)


def given(donors: Iterable[Giver]) -> str:
    """兴丰街道（已列任务）、大兴区（已签订）"""
    return joined(
        say("{name}（{stage}）", name=whole(giver.name), stage=giver.stage.chinese)
        for giver in donors
    )


def day(written: str) -> Day | None:
    """A bound of a `Span`; None for an open one."""
    return parse_day(written) if written else None


def list_table(
    name: str,
    headings: Sequence[Heading[Any]],
    lines: Iterable[Any],
    filters: Sequence[str],
    total: Any = None,
) -> Table:
    """A list as it leaves the program; `total` is the line that sums up the others."""
    parts = [part for heading in headings for part in heading.parts]

    def row(line: Any) -> tuple[Value, ...]:
        return tuple(part.value(line) for part in parts)

    return Table(
        name,
        tuple(part.column for part in parts),
        [row(line) for line in lines],
        tuple(filters),
        total=None if total is None else row(total),
    )
