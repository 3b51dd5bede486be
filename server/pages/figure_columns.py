"""The columns of what is counted for a party: poverty by year, printed rates, causes."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from graph.export.table import Column, Shown
from graph.language import say
from graph.network.snapshot import Poverty, PrintedRate
from server.pages.asked import Ref
from server.pages.columns import Heading, Headings, Part, shares, text_part, texts, whole
from server.pages.party_figures import Causes, Supported, SupportedPlace

Line = TypeVar("Line")

MOMENTS = {"before": say("之前"), "after": say("之后")}
"""Which of a year's printed rates it is, by PrintedRate.moment."""


class CauseLine(NamedTuple):
    """A cause, or the sum of a year's causes, with what the sum is worth."""

    year: int
    cause: str
    households: int
    persons: int
    source: str
    verdict: str = ""


def _number(heading: str, value: Callable[[Line], int | None], width: int = 10) -> Heading[Line]:
    """Empty where the source says nothing."""
    return Heading(heading, (Part(Column(heading, width, Shown.COUNT), value),), "num")


def _year(heading: str, value: Callable[[Line], int | None], css: str = "num") -> Heading[Line]:
    return Heading(heading, (Part(Column(heading, 8), value),), css)


POVERTY: Headings[Poverty] = (
    _year(say("年"), lambda it: it.year, ""),
    _number(say("户"), lambda it: it.households),
    _number(say("人"), lambda it: it.persons),
    _number(say("贫困村"), lambda it: it.poor_villages),
    _number(say("村"), lambda it: it.villages),
    _year(say("计划退出"), lambda it: it.planned_exit_year),
    texts(say("来源"), 40, lambda it: it.source),
)


def _of(number: Callable[[Poverty], int | None]) -> Callable[[SupportedPlace], int | None]:
    return lambda place: None if place.counts is None else number(place.counts)


SUPPORTED: Headings[SupportedPlace] = (
    texts(say("受援县"), 22, lambda it: whole(it.name)),
    texts(say("所在"), 26, lambda it: it.place),
    _year(say("年"), _of(lambda counts: counts.year or None)),
    _number(say("户"), _of(lambda counts: counts.households)),
    _number(say("人"), _of(lambda counts: counts.persons)),
    Heading(
        say("贫困村"),
        (
            Part(Column(say("贫困村"), 10, Shown.COUNT), _of(lambda counts: counts.poor_villages)),
            Part(Column(say("村"), 10, Shown.COUNT), _of(lambda counts: counts.villages)),
        ),
        "num",
    ),
    _year(say("计划退出"), _of(lambda counts: counts.planned_exit_year)),
    texts(say("来源"), 40, lambda it: it.counts.source if it.counts else None),
)

RATES: Headings[PrintedRate] = (
    Heading(
        say("年"),
        (
            Part(Column(say("年"), 8), lambda it: it.year),
            text_part(say("时点"), 8, lambda it: MOMENTS.get(it.moment, "")),
        ),
    ),
    shares(say("发生率"), lambda it: f"{it.incidence}%"),
    _number(say("同处所载人数"), lambda it: it.persons, 14),
    texts(say("来源"), 40, lambda it: it.source),
)

CAUSES: Headings[CauseLine] = (
    Heading("", (Part(Column(say("年"), 8), lambda it: it.year),)),
    texts(say("原因"), 24, lambda it: it.cause),
    _number(say("户"), lambda it: it.households),
    _number(say("人"), lambda it: it.persons),
    Heading("", (text_part(say("来源"), 40, lambda it: it.source),)),
    Heading("", (text_part(say("核对"), 40, lambda it: it.verdict),)),
)


def cause_lines(it: Causes) -> list[CauseLine]:
    """One year's causes and their sum."""
    lines = [
        CauseLine(each.year, each.cause, each.households, each.persons, each.source)
        for each in it.causes
    ]
    return [*lines, CauseLine(it.year, say("合计"), it.households, it.persons, "", it.verdict)]


def supported_total(it: Supported) -> SupportedPlace:
    """The sum of the places that state any."""
    known = say("{known} 个县有数据，共 {n} 个", known=it.known, n=len(it.places))
    # No year: each place states its own.
    sums = Poverty(0, it.households, it.persons, None, None, None, "")
    return SupportedPlace(Ref(say("合计"), ""), known, sums)
