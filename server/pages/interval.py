"""Pages about the time from one day to another: the later one is the day that every page has."""

import datetime
from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import QueryParams

from graph.language import say
from server.pages.asked import Asked, BadQuery, Shown


def settled(asked: Asked) -> Asked:
    """The same with the day on which it ends, if it is told as `to`, as the day of the page."""
    until = asked.query.get("to", "").strip()
    if not until:
        return asked
    asked.day("to")
    others = [pair for pair in asked.query.multi_items() if pair[0] not in ("to", "at")]
    return replace(asked, query=QueryParams([*others, ("at", until)]))


def elsewhere(asked: Asked) -> Shown | None:
    """Leads an address with `to` on to the page as it is of that day."""
    if not asked.query.get("to", "").strip():
        return None
    there = settled(asked).again(page=None)
    return Shown("moved", say("换了日期"), there, status=302, headers={"Location": there})


def since(asked: Asked, otherwise: Callable[[], datetime.date]) -> datetime.date:
    """The day with which it begins; `otherwise` is asked where the address tells none. Raises
    BadQuery for one after the page's."""
    day = asked.day("from") or otherwise()
    if day > asked.date:
        said = say(
            "起点 {day} 在截至日 {until} 之后；请把起点改早，或把截至日改晚",
            day=day,
            until=asked.date,
        )
        raise BadQuery("from", said)
    return day
