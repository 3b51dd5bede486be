"""Counts of who takes part, as cells of tables: every number leads to the parties behind it."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from graph.analysis.involvement import Involvement, InvolvementCounts
from graph.export.table import Column, Shown
from graph.language import say
from graph.words import Word
from server.pages.asked import Ref
from server.pages.columns import Heading, Part, share_part
from server.pages.counted import Figure, share
from server.pages.listing import Option

Address = Callable[[Sequence[Word], Involvement | None], str]
"""Where the parties of these sorts or kinds stand, with one involvement or (None) all."""


class InvolvedCell(NamedTuple):
    """The parties of some sorts; `inside` are those in which something is paired, None where
    nothing lies in them. `rate` is empty for none at all."""

    total: Figure
    states: tuple[Figure, ...]
    rate: str
    inside: Figure | None = None

    @property
    def paired(self) -> Figure:
        return self.states[Involvement.PAIRED]

    @property
    def promised(self) -> Figure:
        return self.states[Involvement.PROMISED]


class CellColumn(NamedTuple):
    """Sorts or kinds that share a column, under its heading."""

    heading: str
    words: tuple[Word, ...]


class CellLine(NamedTuple):
    """One district or division, with a cell for each column."""

    name: Ref
    cells: tuple[InvolvedCell, ...]


class SortLine(NamedTuple):
    """One sort or kind of the scope; a `whole` one sums up those below it, which are `part`s."""

    name: str
    cell: InvolvedCell
    is_whole: bool = False
    is_part: bool = False


def involved_cell(
    counted: InvolvementCounts,
    address: Address,
    words: Sequence[Word],
    inside: Figure | None = None,
) -> InvolvedCell:
    return InvolvedCell(
        Figure(counted.total, address(words, None)),
        tuple(Figure(counted.of(state), address(words, state)) for state in Involvement),
        share(counted.paired, counted.total),
        inside,
    )


def state_options(chosen: Sequence[Involvement], numbers: Sequence[int]) -> tuple[Option, ...]:
    return tuple(
        Option(state.text, state.chinese, state in chosen, numbers[state]) for state in Involvement
    )


def cell_headings(columns: Iterable[CellColumn], *, inside: bool) -> list[Heading[CellLine]]:
    """A column of the screen for each; in the file one for each number. `inside`: divisions have
    the number of those in which something is paired too."""
    return [_cell_heading(at, column, inside) for at, column in enumerate(columns)]


def _cell_heading(at: int, column: CellColumn, inside: bool) -> Heading[CellLine]:
    named = column.heading
    parts: list[Part[CellLine]] = [
        _count(say("{named}总数", named=named), lambda line: line.cells[at].total),
        *(_state_count(named, at, state) for state in Involvement),
        share_part(say("{named}已结对比例", named=named), 12, lambda line: line.cells[at].rate),
    ]
    if inside:
        parts.append(
            _count(say("{named}含辖区内已结对", named=named), lambda line: line.cells[at].inside)
        )
    return Heading(named, tuple(parts), "num")


def _state_count(named: str, at: int, state: Involvement) -> Part[CellLine]:
    return _count(
        say("{of}{heading}", of=named, heading=state.chinese),
        lambda line: line.cells[at].states[state],
    )


def _count(heading: str, figure: Callable[[CellLine], Figure | None]) -> Part[CellLine]:
    def value(line: CellLine) -> int | None:
        found = figure(line)
        return None if found is None else found.number

    return Part(Column(heading, 14, Shown.COUNT), value)
