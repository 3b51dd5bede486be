"""The scalar Date. Inside, a day is the number that the snapshot's columns and analysis use."""

from functools import lru_cache
from typing import NewType

import strawberry

from graph.days import date_of, number_of, parse_date
from graph.errors import Invalid

Day = NewType("Day", int)
"""Days since 1970-01-01, as in `graph.days`."""


def read_day(text: object) -> Day:
    """The day of an ISO 8601 text; raises Invalid for anything else."""
    try:
        return Day(number_of(parse_date(text if isinstance(text, str) else "")))
    except Invalid:
        raise Invalid(f"A Date is a day written as 2020-02-25, not {text!r:.60}.") from None


@lru_cache(maxsize=4096)
def write_day(day: int) -> str:
    return str(date_of(day))


DATE = strawberry.scalar(
    name="Date",
    description="A day, ISO 8601, such as 2020-02-25.",
    serialize=write_day,
    parse_value=read_day,
)
