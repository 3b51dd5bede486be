"""Long lists, a page at a time; how many there are is always exact."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from graph.network.columns import IntArray
from server.pages.asked import Asked

Line = TypeVar("Line")

SIZE = 50


class Option(NamedTuple):
    """One way to narrow or to order a list."""

    value: str
    text: str
    chosen: bool
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Line]):
    """Lines `first` to `last` of `total`, counted from 1; addresses are empty where none is."""

    total: int
    first: int
    last: int
    number: int
    pages: int
    lines: tuple[Line, ...]
    previous: str
    next: str


def listing(asked: Asked, rows: IntArray, line: Callable[[int], Line]) -> Listing[Line]:
    """The page that was asked for, or the last one when there are not so many."""
    total = len(rows)
    pages = max(-(-total // SIZE), 1)
    number = min(asked.page(), pages)
    start = (number - 1) * SIZE
    shown = rows[start : start + SIZE].tolist()
    return Listing(
        total,
        start + 1 if shown else 0,
        start + len(shown),
        number,
        pages,
        tuple(line(row) for row in shown),
        _address(asked, number - 1) if number > 1 else "",
        _address(asked, number + 1) if number < pages else "",
    )


def _address(asked: Asked, number: int) -> str:
    return asked.again(page=number if number > 1 else None)
