"""The part of a report on coverage: in all, by county, by township, and over time."""

import datetime

from graph.analysis.cover_counts import Coverage
from graph.analysis.report import (
    Part,
    by_county,
    by_township,
    ground_coverage,
    ground_series,
    series_days,
)
from graph.days import EPOCH
from graph.language import joined, say
from graph.network.snapshot import NOWHERE
from graph.words import Cover
from server.pages.asked import Asked, Ref
from server.pages.counted import Counted, counted
from server.pictures.chart import WIDE, Point, chart
from server.pictures.chart_axis import DayMark
from server.reports.model import (
    Cell,
    Cells,
    Grid,
    Head,
    ReportPicture,
    Row,
    Section,
    Sentence,
    figure,
    named,
    place,
    text,
)
from server.reports.quarters import Wanted
from server.urls import Urls

COVER_HEADS = (
    Head(say("目标村"), 9, True),
    *(Head(cover.chinese, 10, True) for cover in Cover),
    Head(say("未结对"), 9, True),
    Head(say("覆盖率"), 9, True),
)


def coverage_section(wanted: Wanted) -> Section:
    asked, district = wanted.asked, wanted.district
    whole = whole_of(wanted)
    counties = by_county(asked.snapshot, asked.view, district)
    townships = by_township(asked.snapshot, asked.view, district)
    total = (text(say("合计")), *cover_cells(whole))
    days = series_days(wanted.quarter, asked.view.day)
    found = ground_series(asked.snapshot, asked.view, district, days)
    lines = [_day_line(wanted, day, one) for day, one in zip(days, found, strict=True)]
    return Section(
        "coverage",
        say("覆盖"),
        (_sentence(wanted, whole, len(counties)),),
        (
            Grid(
                *("counties", say("各县覆盖"), (Head(say("县"), 18), *COVER_HEADS), counties),
                lambda part: (named(_place(wanted, part)), *_cells(wanted, part)),
                say("截至这天，本区没有直接签订结对的县和乡镇。"),
                total if counties else None,
            ),
            Grid(
                "townships",
                say("各乡镇覆盖"),
                (Head(say("乡镇"), 18), Head(say("县"), 14), *COVER_HEADS),
                townships,
                lambda part: (
                    named(_place(wanted, part)),
                    named(asked.ref(part.county) if part.county != NOWHERE else None),
                    *_cells(wanted, part),
                ),
                say("截至这天，本区没有直接签订结对的乡镇。"),
                (text(say("合计")), (), *cover_cells(whole)) if townships else None,
            ),
            Grid(
                *("series", say("各季度初的覆盖"), (Head(say("日期"), 14), *COVER_HEADS), lines),
                lambda line: (named(line.name), *cover_cells(line)),
                say("没有日期。"),
            ),
        ),
        (_chart(wanted, days, found, lines),),
    )


def whole_of(wanted: Wanted) -> Counted:
    """As the district's own page counts it."""
    asked = wanted.asked
    found = ground_coverage(asked.snapshot, asked.view, wanted.district)
    return counted(asked.urls, asked.ref(wanted.district), found, district=wanted.key)


def cover_cells(line: Counted) -> tuple[Cells, ...]:
    return (
        figure(line.total),
        *(figure(it, it.cover.text.replace("_", "-")) for it in line.covers),
        figure(line.uncovered, "strong"),
        text(line.rate or "—"),
    )


def _sentence(wanted: Wanted, whole: Counted, counties: int) -> Sentence:
    asked = wanted.asked
    covers = [
        say("{cover} {number}", cover=it.cover.chinese, number=place(it.cover.text))
        for it in whole.covers
    ]
    said = say(
        "{name}直接签订结对的县和乡镇在 {counties:,} 个县里，共有{target} {total} 个："
        "{covers}。未结对 {uncovered} 个，覆盖率 {rate}。",
        **{it: place(it) for it in ("name", "total", "uncovered")},
        counties=counties,
        target=asked.target,
        covers=joined(covers, say("，")),
        rate=whole.rate or "—",
    )
    covered = {it.cover.text: Cell(it.number, it.href) for it in whole.covers}
    (name,), (total,), (uncovered,) = (
        named(asked.ref(wanted.district)._replace(href=asked.urls.district(wanted.key))),
        figure(whole.total),
        figure(whole.uncovered),
    )
    return Sentence(said, {"name": name, "total": total, "uncovered": uncovered, **covered})


def _place(wanted: Wanted, part: Part) -> Ref:
    asked, parties = wanted.asked, wanted.asked.snapshot.parties
    if part.township == NOWHERE:
        return Ref(say("不明乡镇"), "")
    row = part.county if part.township is None else part.township
    return asked.ref(row)._replace(href=asked.urls.coverage(parties.key(row)))


def _cells(wanted: Wanted, part: Part) -> Row:
    """Of the ground alone: a county may hold more than what the district supports."""
    key, urls = wanted.asked.snapshot.parties.key, wanted.asked.urls
    direct = part.township == NOWHERE
    row = part.county if direct or part.township is None else part.township
    name = Ref("", "")
    line = counted(
        *(urls, name, part.coverage),
        district=wanted.key,
        within=key(row),
        direct=direct,
    )
    return cover_cells(line)


def _day_line(wanted: Wanted, day: int, found: Coverage) -> Counted:
    date = _date(day)
    urls = _urls_on(wanted.asked, date)
    name = Ref(date.isoformat(), urls.district(wanted.key))
    return counted(urls, name, found, district=wanted.key)


def _date(day: int) -> datetime.date:
    return EPOCH + datetime.timedelta(days=day)


def _urls_on(asked: Asked, date: datetime.date) -> Urls:
    kept = {name: it for name, it in asked.urls.kept.items() if name != "at"}
    return Urls({"at": date.isoformat(), **kept})


def _chart(
    wanted: Wanted, days: list[int], found: list[Coverage], lines: list[Counted]
) -> ReportPicture:
    asked, name = wanted.asked, wanted.asked.ref(wanted.district).text
    points = [
        _point(asked, day, one, line.name.href)
        for day, one, line in zip(days, found, lines, strict=True)
    ]
    title = say("{name}支援的县和乡镇的{target}覆盖走势", name=name, target=asked.target)
    about = say("每季度第一天一柱，最后一柱是截至日；每柱是那一天本区直接签订结对的县和乡镇。")
    return ReportPicture(title, "series.svg", chart=chart(title, about, points, WIDE))


def _point(asked: Asked, day: int, found: Coverage, href: str) -> Point:
    date = _date(day)
    others = found.total - found.covered - found.planned
    label = say(
        "{day}：{target} {total:,} 个，已结对 {covered:,}，已列任务 {planned:,}，其他 {others:,}",
        day=date,
        target=asked.target,
        total=found.total,
        covered=found.covered,
        planned=found.planned,
        others=others,
    )
    return Point(DayMark(date, date.day == 1 and date.month % 3 == 1), found, href, label)
