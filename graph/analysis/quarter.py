"""Quarters of a year, for which offices report."""

import datetime
import re
from dataclasses import dataclass

from graph.errors import Invalid
from graph.language import say

_WRITTEN = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> datetime.date:
        if self == LATEST:
            return datetime.date.max
        return self.next.first - datetime.timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def day(self, today: datetime.date) -> datetime.date:
        """Its last day; today while it runs."""
        return min(self.last, today)


EARLIEST, LATEST = Quarter(datetime.MINYEAR, 2), Quarter(datetime.MAXYEAR, 4)
"""The first has a day before it."""


def quarter_of(date: datetime.date) -> Quarter:
    """The quarter in which a day lies; the earliest for one before it."""
    return max(Quarter(date.year, (date.month + 2) // 3), EARLIEST)


def parse_quarter(text: str) -> Quarter:
    """`2020Q2`. Raises Invalid for anything else."""
    found = _WRITTEN.fullmatch(text)
    quarter = Quarter(int(found[1]), int(found[2])) if found and text.isascii() else None
    if quarter is None or quarter < EARLIEST:
        raise Invalid(say("季度应写成 2020Q2（2020 年第 2 季度），而不是“{text}”", text=text[:20]))
    return quarter
