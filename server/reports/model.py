"""What a report is made of: sentences with numbers in them, tables, and pictures."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from graph.language import CHINESE, language_now, say, told
from server.pages.asked import Ref
from server.pages.columns import whole
from server.pages.counted import CoverFigure, Figure
from server.pages.givers import Giver
from server.pictures.chart import Chart
from server.pictures.picture import Picture

MOST = 200
"""Rows of a table on the page and in a .docx; the .xlsx has all."""
NUMBERS = "一二三四五六七八九十"
_FIGURE = re.compile(r"\{(\w+)\}")


class Cell(NamedTuple):
    """A number or a text, and where its rows stand; `css` is the class of its table cell, `hint`
    the whole of a text that is shown in part."""

    value: int | str
    href: str = ""
    css: str = ""
    hint: str = ""

    @property
    def written(self) -> str:
        """As it stands in a text; in a file names are whole."""
        return f"{self.value:,}" if isinstance(self.value, int) else told(self.hint or self.value)


Cells = tuple[Cell, ...]
"""What stands in one cell of a table: a number, or texts between which 、 is set."""
Row = tuple[Cells, ...]


class Head(NamedTuple):
    """A column; `width` is in signs of half width."""

    text: str
    width: int = 10
    is_number: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of one row for each of `things`; `total` sums up the columns. `most` of them stand
    on the page, `full` makes the row of a file if it is another. `nothing` is said for none."""

    id: str
    name: str
    heads: tuple[Head, ...]
    things: Sequence[Any]
    line: Callable[[Any], Row]
    nothing: str
    total: Row | None = None
    most: int = MOST
    full: Callable[[Any], Row] | None = None

    @property
    def count(self) -> int:
        return len(self.things)

    @cached_property
    def shown(self) -> list[Row]:
        return [self.line(thing) for thing in self.things[: self.most]]

    @property
    def every(self) -> list[Row]:
        return [(self.full or self.line)(thing) for thing in self.things]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with the places of its figures: `已结对 {covered} 个`, as its translation has."""

    text: str
    figures: Mapping[str, Cell]

    def parts(self) -> Iterator[Cell]:
        """What is said in turn; plain words are cells without an address."""
        for at, piece in enumerate(_FIGURE.split(told(self.text))):
            if at % 2:
                yield self.figures[piece]
            elif piece:
                yield Cell(piece)

    @property
    def written(self) -> str:
        return "".join(part.written for part in self.parts())


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """A picture, and the address of its file if there is one; `template` writes it as a file."""

    name: str
    template: str
    picture: Picture | None = None
    chart: Chart | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    sentences: tuple[Sentence, ...]
    grids: tuple[Grid, ...]
    pictures: tuple[ReportPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`said` is of which day it is and what it is made from."""

    title: str
    said: tuple[str, ...]
    sections: tuple[Section, ...]


def numeral(number: int) -> str:
    """Before the title of the section of this number."""
    return NUMBERS[number - 1] if language_now() == CHINESE else str(number)


def place(name: str) -> str:
    """Where the figure of this name stands in the text of a Sentence."""
    return f"{{{name}}}"


def figure(found: Figure | CoverFigure | None, css: str = "") -> Cells:
    """A number that leads to its rows."""
    return () if found is None else (Cell(found.number, found.href, css),)


def text(words: str) -> Cells:
    return (Cell(words),) if words else ()


def word(words: str) -> Cells:
    """A text that stays on one line."""
    return (Cell(words, css="word"),)


def named(ref: Ref | None) -> Cells:
    return () if ref is None else (Cell(ref.text, ref.href, hint=whole(ref)),)


def names(refs: Sequence[Ref | None]) -> Cells:
    return tuple(cell for ref in refs for cell in named(ref))


def given(donors: Sequence[Giver]) -> Cells:
    """兴丰街道（已列任务）、大兴区（已签订）"""
    return tuple(
        Cell(
            say("{name}（{stage}）", name=giver.name.text, stage=giver.stage.chinese),
            giver.name.href,
            hint=say("{name}（{stage}）", name=whole(giver.name), stage=giver.stage.chinese),
        )
        for giver in donors
    )
