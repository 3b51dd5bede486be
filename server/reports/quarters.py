"""Of which quarter a report is, and of which district."""

import datetime
from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams

from graph.analysis.quarter import EARLIEST, Quarter, parse_quarter, quarter_of
from graph.days import number_of
from graph.errors import Invalid, NotFound
from graph.language import say
from server.pages.asked import Asked, BadQuery
from server.pages.districts import district_rows
from server.pages.listing import Option

OFFERED = 12
"""Quarters that the page offers, the newest first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`asked` is as of the report's day; `since` is the number of the day before the quarter."""

    asked: Asked
    district: int
    quarter: Quarter

    @property
    def before(self) -> datetime.date:
        """The day before the quarter."""
        return self.quarter.first - datetime.timedelta(days=1)

    @property
    def since(self) -> int:
        return number_of(self.before)

    @property
    def runs(self) -> bool:
        """Is the quarter still running?"""
        return self.asked.date < self.quarter.last

    @property
    def key(self) -> str:
        return self.asked.snapshot.parties.key(self.district)

    @property
    def title(self) -> str:
        name = self.asked.ref(self.district).text
        return say("{name}{quarter}结对帮扶报告", name=name, quarter=spoken(self.quarter))


def spoken(quarter: Quarter) -> str:
    return say("{year}年第{number}季度", year=quarter.year, number=quarter.number)


def wanted(asked: Asked) -> Wanted:
    """What the address asks for: a quarter, else the one in which its day lies. Raises NotFound for
    what is no donor district, BadQuery for what is no quarter or one still to come."""
    quarter = _quarter(asked)
    day = quarter.day(asked.today)
    others = [it for it in asked.query.multi_items() if it[0] not in ("at", "quarter")]
    chosen = [("at", day.isoformat()), ("quarter", str(quarter))]
    then = replace(asked, query=QueryParams([*others, *chosen]))
    return Wanted(then, _district(then), quarter)


def options(asked: Asked, chosen: Quarter) -> tuple[Option, ...]:
    """The newest quarters, and the one that is chosen."""
    offered = [quarter_of(asked.today)]
    while len(offered) < OFFERED and offered[-1] > EARLIEST:
        offered.append(offered[-1].before)
    every = sorted({*offered, chosen}, reverse=True)
    return tuple(Option(str(it), spoken(it), it == chosen) for it in every)


def _district(asked: Asked) -> int:
    row = asked.snapshot.parties.division(asked.key)
    if row not in district_rows(asked):
        name = asked.snapshot.parties.name(row)[:40]
        raise NotFound(say("{name}不是支援方的区，没有季度报告", name=name))
    return row


def _quarter(asked: Asked) -> Quarter:
    written = asked.query.get("quarter", "").strip()
    name = "quarter" if written else "at"
    try:
        quarter = parse_quarter(written) if written else quarter_of(asked.date)
    except Invalid as error:
        raise BadQuery(name, str(error)) from None
    if quarter.first > asked.today:
        asked_for = {"quarter": str(quarter), "newest": str(quarter_of(asked.today))}
        raise BadQuery(name, say("{quarter} 还没有开始，没有报告；最近的是 {newest}", **asked_for))
    return quarter
