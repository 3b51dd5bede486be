"""Coverage over time: a chart of columns, and its numbers as a table."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from graph.analysis.cover_counts import Coverage
from graph.analysis.series import MOST_POINTS, beginning, coverage_series, quarters
from graph.days import date_of, number_of
from graph.language import say, told
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Counted, counted
from server.pages.interval import elsewhere, settled, since
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.villages import place_options
from server.pictures.chart import MOST_SMALL, SMALL, WIDE, Chart, Point, chart
from server.pictures.chart_axis import DayMark
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """The coverage of one day; its name is the day."""

    date: datetime.date
    counted: Counted


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """`small` is the chart for a phone, where that can hold so many columns. `villages` says
    whether there was a target village on any of the days."""

    since: datetime.date
    within: str
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    wide: Chart
    small: Chart | None
    download: str
    villages: bool
    list: Listing[SeriesLine]


@dataclass(frozen=True, slots=True)
class SeriesPicture:
    chart: Chart


@dataclass(frozen=True, slots=True)
class Series:
    """The days of a series, rising, the page's own last; what is covered on each."""

    since: datetime.date
    within: int | None
    days: list[int]
    found: list[Coverage]


def series_of(asked: Asked) -> Series:
    """What the address asks for. Raises BadQuery for more points than a series holds."""
    within = asked.division("within")
    first = since(asked, lambda: beginning(asked.snapshot, asked.date, within))
    days = _days(first, asked.view.day)
    if len(days) > MOST_POINTS:
        earliest = date_of(days[-MOST_POINTS])
        said = say(
            "从 {first} 到 {until} 按季度有 {n:,} 个点，一次最多 {most} 个；"
            "请把起点改到 {earliest} 或以后",
            first=first,
            until=asked.date,
            n=len(days),
            most=MOST_POINTS,
            earliest=earliest,
        )
        raise BadQuery("from", said)
    view = asked.view
    found = coverage_series(asked.snapshot, days, view.target, view.exited, within)
    return Series(first, within, days, found)


def show_series(asked: Asked) -> Shown:
    if moved := elsewhere(asked):
        return moved
    series = series_of(asked)
    key = _key(asked, series.within)
    line = series_line(asked, series)
    page = SeriesPage(
        series.since,
        key,
        place_options(asked, series.within),
        misplaced(asked, series.within),
        _chart(asked, series, WIDE),
        _chart(asked, series, SMALL) if len(series.days) <= MOST_SMALL else None,
        asked.urls.series_picture(key, series.since.isoformat()),
        any(coverage.total for coverage in series.found),
        listing(asked, np.arange(len(series.days)), line),
    )
    name = "" if series.within is None else asked.ref(series.within).text
    whose = say("{place}{target}", place=name, target=asked.target) if name else asked.target
    title = say("{target}覆盖走势", target=whose)
    return Shown("series", title, page, _crumbs(asked, series.within))


def picture(asked: Asked) -> Shown:
    """The chart alone, to be saved."""
    asked = settled(asked)
    series = series_of(asked)
    title = title_of(asked, series)
    disposition = f"attachment; filename*=UTF-8''{quote(f'{told(title)}.svg', safe='')}"
    page = SeriesPicture(_chart(asked, series, WIDE))
    return Shown("", "", page, headers={"Content-Disposition": disposition})


def series_line(asked: Asked, series: Series) -> Callable[[int], SeriesLine]:
    """Makes the line of a day by its place among the days."""
    key = _key(asked, series.within)

    def line(place: int) -> SeriesLine:
        date = _date(series.days[place])
        urls = _urls_on(asked, date)
        name = Ref(date.isoformat(), urls.coverage(key))
        return SeriesLine(date, counted(urls, name, series.found[place], within=key))

    return line


def title_of(asked: Asked, series: Series) -> str:
    name = say("全部") if series.within is None else asked.ref(series.within).text
    return say(
        "{place}{target}{exited}覆盖走势 {since} 至 {until}",
        place=name,
        target=asked.target,
        since=series.since,
        until=asked.date,
        exited=say("（含已退出）") if asked.view.exited else "",
    )


def _key(asked: Asked, within: int | None) -> str:
    return "" if within is None else asked.snapshot.parties.key(within)


def _date(day: int) -> datetime.date:
    date = date_of(day)
    assert date is not None
    return date


def _urls_on(asked: Asked, date: datetime.date) -> Urls:
    """Addresses as of another day."""
    others = {name: text for name, text in asked.urls.kept.items() if name != "at"}
    return Urls({"at": date.isoformat(), **others})


def _days(first: datetime.date, last: int) -> list[int]:
    """The quarters, and the page's own day, so that the series ends with what other pages say."""
    days = quarters(number_of(first), last)
    return days if days[-1] == last else [*days, last]


def _chart(asked: Asked, series: Series, width: int) -> Chart:
    points = [
        _point(asked, series, day, found)
        for day, found in zip(series.days, series.found, strict=True)
    ]
    return chart(title_of(asked, series), _about(asked, series), points, width)


def _point(asked: Asked, series: Series, day: int, found: Coverage) -> Point:
    date = _date(day)
    is_quarter = date.day == 1 and date.month % 3 == 1
    href = _urls_on(asked, date).coverage(_key(asked, series.within))
    others = found.total - found.covered - found.planned
    label = say(
        "{date}：{target} {total:,} 个，已结对 {covered:,}，已列任务 {planned:,}，其他 {others:,}",
        date=date,
        target=asked.target,
        total=found.total,
        others=others,
        covered=found.covered,
        planned=found.planned,
    )
    return Point(DayMark(date, is_quarter), found, href, label)


def _about(asked: Asked, series: Series) -> str:
    first, last = series.found[0], series.found[-1]
    return say(
        "{target}从 {total:,} 个到 {total2:,} 个，已结对从 {covered:,} 个到 {covered2:,} 个，"
        "已列任务从 {planned:,} 个到 {planned2:,} 个。每季度第一天一柱，最后一柱是截至日。",
        target=asked.target,
        total=first.total,
        total2=last.total,
        covered=first.covered,
        covered2=last.covered,
        planned=first.planned,
        planned2=last.planned,
    )


def _crumbs(asked: Asked, within: int | None) -> tuple[Ref, ...]:
    return (Ref(say("覆盖"), asked.urls.coverage(_key(asked, within))), *asked.path_to(within))
