"""Quarters of a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.quarter import EARLIEST, LATEST, Quarter, parse_quarter, quarter_of
from graph.errors import Invalid


@given(st.dates(EARLIEST.first))
def test_every_day_lies_in_one_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert parse_quarter(str(quarter)) == quarter


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_quarters_follow_each_other(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.next.first == quarter.last + timedelta(days=1)
    assert quarter.next.before == quarter
    assert quarter.before < quarter < quarter.next


def test_a_quarter_that_runs_ends_today() -> None:
    quarter = Quarter(2020, 2)
    assert quarter.day(date(2020, 5, 3)) == date(2020, 5, 3)
    assert quarter.day(date(2021, 5, 3)) == date(2020, 6, 30)


def test_ends_of_the_calendar_hold() -> None:
    assert quarter_of(date.min) == EARLIEST
    assert (quarter_of(date.max), LATEST.last) == (LATEST, date.max)


@pytest.mark.parametrize("text", ["", "2020", "2020Q5", "2020q2", "2020-Q2", "0001Q1", "２０20Q2"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="2020Q2"):
        parse_quarter(text)
