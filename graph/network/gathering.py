"""Rows turned on their side, chunk by chunk.

Numbers become arrays with their chunk, and equal texts of a column that repeats itself become one:
at national size most of the memory that reading takes would be objects that nobody needs.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from graph.network.columns import IntArray


class Column(Protocol):
    """Takes its values of one chunk of rows after the other."""

    def take(self, values: Sequence[Any]) -> None: ...


class Numbers:
    """int64; `none` stands for None."""

    def __init__(self, none: int = 0) -> None:
        self._none = none
        # One buffer that grows: many small ones would leave holes that only they would fit.
        self._values = array("q")

    def take(self, values: Sequence[Any]) -> None:
        if None in values:
            values = [self._none if value is None else value for value in values]
        self._values.extend(values)

    @property
    def array(self) -> IntArray:
        return np.frombuffer(self._values, dtype=np.int64)


class Words(Numbers):
    """Words as the numbers that stand for them."""

    def __init__(self, numbers: Mapping[str | None, int]) -> None:
        super().__init__()
        self._numbers = numbers

    def take(self, values: Sequence[Any]) -> None:
        super().take([self._numbers[value] for value in values])


class Texts:
    """Texts that differ from row to row."""

    def __init__(self) -> None:
        self.list: list[Any] = []

    def take(self, values: Sequence[str | None]) -> None:
        self.list.extend(values)


class Repeated(Texts):
    """Texts of which many are equal."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str | None, str | None] = {}

    def take(self, values: Sequence[str | None]) -> None:
        self.list.extend(self._known.setdefault(value, value) for value in values)


def gather(columns: Sequence[Column], chunks: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Gives each column its values of all rows; a row has a value for each column."""
    for chunk in chunks:
        for column, values in zip(columns, zip(*chunk, strict=True), strict=bool(chunk)):
            column.take(values)
