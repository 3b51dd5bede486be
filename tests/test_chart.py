"""The chart of coverage over time: where its parts stand, and that no two texts meet."""

from __future__ import annotations

import datetime
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.analysis.cover_counts import KINDS, Coverage, coverage_from
from graph.analysis.series import MOST_POINTS, quarters
from graph.days import date_of, number_of
from graph.words import Cover
from server.pictures.chart import MOST_SMALL, SMALL, WIDE, Chart, Point, chart
from server.pictures.chart_axis import MOST_TICKS, DayMark, scale


def counted(*covers: int) -> Coverage:
    return coverage_from([*covers, *[0] * (6 - len(covers)), *[0] * KINDS])


def points(first: str, last: str, *found: Coverage) -> list[Point]:
    """The quarters between two days and the last one; the coverages in turn."""
    begin, end = (number_of(datetime.date.fromisoformat(text)) for text in (first, last))
    days = quarters(begin, end)
    days += [end] if days[-1] != end else []
    made = []
    for place, day in enumerate(days):
        date = date_of(day)
        assert date is not None
        mark = DayMark(date, date.day == 1 and date.month % 3 == 1)
        counts = found[place % len(found)]
        made.append(Point(mark, counts, f"/coverage?at={date}", f"{date}：{counts.total} 个"))
    return made


def check_geometry(drawn: Chart) -> None:
    boxes = [text.box for text in drawn.texts()]
    for box in boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= drawn.width
        assert box.bottom <= drawn.height
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), (one, other)


coverages = st.lists(st.integers(0, 40_000), min_size=5, max_size=5).map(lambda it: counted(*it))


@given(
    first=st.dates(datetime.date(1925, 1, 1), datetime.date(2020, 1, 1)),
    length=st.integers(0, 9000),
    found=st.lists(coverages, min_size=1, max_size=8),
    width=st.sampled_from([WIDE, SMALL]),
    title=st.text("和田县Wm0 （）", max_size=60),
)
@settings(max_examples=60)
@example(first=datetime.date(2020, 2, 25), length=0, found=[counted(0)], width=SMALL, title="")
def test_no_two_texts_meet(
    *, first: datetime.date, length: int, found: list[Coverage], width: int, title: str
) -> None:
    last = first + datetime.timedelta(days=length)
    check_geometry(chart(title, "一句话" * 20, points(str(first), str(last), *found), width))


@given(st.integers(0, 10**7))
def test_scale_is_round_and_reaches_the_most(most: int) -> None:
    ticks = scale(most)
    assert ticks[0] == 0
    assert ticks[-1] >= max(most, 1)
    assert ticks[-2] < max(most, 1)
    assert 2 <= len(ticks) <= MOST_TICKS + 1
    steps = {b - a for a, b in pairwise(ticks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")


def test_columns_stand_on_the_foot_and_are_as_high_as_their_villages() -> None:
    drawn = chart("覆盖", "", points("2019-01-01", "2019-04-01", counted(30, 20, 0, 0, 50)), WIDE)
    foot = float(drawn.foot.partition("H")[0].split()[1])
    assert [text.text for text in drawn.scale] == ["0", "20", "40", "60", "80", "100"]
    for column in drawn.columns:
        assert [bar.cover for bar in column.bars] == [Cover.COVERED, Cover.PLANNED, Cover.NONE]
        # M x y h width v height h -width z
        parts = [bar.path.replace("h", " ").replace("v", " ").split() for bar in column.bars]
        heights = [float(part[3]) for part in parts]
        assert heights == [90.0, 60.0, 150.0]
        edges = [float(part[1]) for part in parts]
        assert [foot - edge for edge in edges] == pytest.approx([90, 150, 300])
    assert [text.text for text in drawn.totals] == ["100", "100"]


def test_days_are_named_from_both_ends_then_years_then_months() -> None:
    def named(first: str, last: str, width: int = WIDE) -> list[str]:
        return [text.text for text in chart("", "", points(first, last, counted(1)), width).days]

    assert named("2020-02-25", "2020-02-25") == ["2020年2月25日"]
    assert named("2019-02-01", "2020-08-26") == [
        *("2019年2月1日", "4月", "7月", "10月", "2020年", "4月", "7月", "2020年8月26日")
    ]
    years = named("2014-01-01", "2024-08-26", SMALL)
    assert years == ["2014年1月1日", "2020年", "2024年8月26日"]
    assert named("1930-01-01", "2024-08-26")[1:3] == ["1940年", "1950年"]


def test_most_points_keep_to_a_wide_screen() -> None:
    many = points("1925-04-01", "2025-01-01", counted(5, 4, 3, 2, 1))
    assert len(many) == MOST_POINTS
    drawn = chart("覆盖", "", many, WIDE)
    assert drawn.width <= 1240
    assert drawn.thin
    assert len(drawn.columns) == MOST_POINTS
    assert not drawn.totals
    check_geometry(drawn)


def test_small_one_keeps_to_a_phone() -> None:
    few = points("2000-01-01", "2024-07-01", counted(5))
    assert len(few) <= MOST_SMALL
    assert chart("覆盖", "", few, SMALL).width <= 362
