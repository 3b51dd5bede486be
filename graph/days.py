"""Days and how exactly they are known.

Inside the program a day is a `datetime.date`; in the snapshot's columns it is the number of days
since 1970-01-01 (int32), with NEVER and ALWAYS standing for an open end and an open start.
"""

import datetime
import re
from dataclasses import dataclass

from graph.errors import Invalid
from graph.language import say
from graph.words import Precision

EPOCH = datetime.date(1970, 1, 1)
ALWAYS = -(2**31)
"""An open start: before every day."""
NEVER = 2**31 - 1
"""An open end: after every day."""
BEIJING = datetime.timezone(datetime.timedelta(hours=8))

_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its precision; a month or a year is held as its first day."""

    date: datetime.date
    precision: Precision = Precision.DAY

    def __str__(self) -> str:
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.date.isoformat()[:length]


def parse_day(text: str) -> Day:
    """`2018-02-15`, `2018-02` or `2018`.

    Raises Invalid when the text is none of these or names a day that does not exist.
    """
    found = _PARTS.fullmatch(text)
    if not found or not text.isascii():
        raise Invalid(say("日期应写成 2018-02-15、2018-02 或 2018，而不是“{text}”", text=text))
    year, month, day = found.groups()
    return make_day(int(year), month and int(month), day and int(day))


def make_day(year: int, month: int | str | None = None, day: int | str | None = None) -> Day:
    """A day from its parts; a missing month or day lowers the precision.

    Raises Invalid when there is no such day.
    """
    try:
        date = datetime.date(year, int(month or 1), int(day or 1))
    except ValueError:
        written = "-".join(f"{int(part):02}" for part in (year, month, day) if part is not None)
        raise Invalid(say("没有 {written} 这一天", written=written)) from None
    if day is not None:
        return Day(date)
    return Day(date, Precision.YEAR if month is None else Precision.MONTH)


def parse_date(text: str) -> datetime.date:
    """`2020-06-30` exactly; raises Invalid for anything else."""
    day = parse_day(text)
    if day.precision is not Precision.DAY:
        raise Invalid(say("这里要写明具体日期，如 2020-06-30，而不是“{text}”", text=text))
    return day.date


def number_of(date: datetime.date) -> int:
    """Days since 1970-01-01."""
    return (date - EPOCH).days


def date_of(number: int) -> datetime.date | None:
    """The date of a day number; None for an open bound."""
    if number in (ALWAYS, NEVER):
        return None
    return EPOCH + datetime.timedelta(days=number)


def year_bounds(year: int) -> tuple[int, int]:
    """The numbers of the first day of a year and of the first after it."""
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    return number_of(first), number_of(after)


def year_before(date: datetime.date) -> datetime.date:
    """The same day of the year before; the first of all days for one of the first year."""
    if date.year == datetime.MINYEAR:
        return datetime.date.min
    is_leap_day = (date.month, date.day) == (2, 29)
    return date.replace(year=date.year - 1, day=28 if is_leap_day else date.day)


def today() -> datetime.date:
    """Today in Beijing, whatever the server's clock zone."""
    return datetime.datetime.now(BEIJING).date()
