"""A list that leaves the program: columns with their kinds, rows of plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from graph.days import Day
from graph.registry.headings import Ledger

Value = str | int | Day | None


class Shown(Enum):
    """How the values of a column are shown."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    VILLAGES = "villages"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how wide it is (in signs of half width) and how its values are shown.

    `choices` are the words that the column takes; a `required` column is never empty.
    """

    heading: str
    width: int = 12
    shown: Shown = Shown.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. `filters` say in words what the rows were chosen by; `notices` what
    the table cannot say; `total` sums the rows up and is none of them. `demo`: the rows are of a
    demonstration, and the file says so."""

    name: str
    columns: tuple[Column, ...]
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    filters: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    total: tuple[Value, ...] | None = None
    demo: bool = False

    @property
    def lines(self) -> list[tuple[Value, ...]]:
        """The rows, and the total below them."""
        return self.rows if self.total is None else [*self.rows, self.total]


def ledger_columns(form: Ledger, columns: Sequence[Column]) -> tuple[Column, ...]:
    """A column for each heading of a ledger, in its order."""
    known = {column.heading: column for column in columns}
    return tuple(
        Column(
            heading.name,
            known[heading.name].width,
            known[heading.name].shown,
            known[heading.name].choices,
            heading.required,
        )
        for heading in form.headings
    )


def in_order(columns: Sequence[Column], values: Mapping[str, Value]) -> tuple[Value, ...]:
    """The values of a row in the order of the columns; a heading left out is empty."""
    return tuple(values.get(column.heading) for column in columns)
