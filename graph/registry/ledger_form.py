"""What a ledger is as a table: its headings, and a row under them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.language import say
from graph.registry.grid import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a ledger.

    `stand_in` is the heading that does instead of a required one; a `spread` heading may stand
    over several columns. `also` are what staff call it where it does not stand itself.
    """

    name: str
    required: bool = False
    stand_in: str | None = None
    spread: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What staff call it, and its headings."""

    name: str
    headings: tuple[Heading, ...]

    def missing(self, found: Iterable[str]) -> list[str]:
        """The required headings that are not among these."""
        present = set(found)
        return [
            say("{heading}（或{stand_in}）", heading=heading.name, stand_in=heading.stand_in)
            if heading.stand_in
            else heading.name
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
    """A row under the headings, which end in the row `head`."""

    sheet: Sheet
    number: int
    columns: Mapping[str, Span]
    head: int

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
