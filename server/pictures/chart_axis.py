"""The two axes of a chart: round numbers for the scale, and as many days as have room."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from graph.language import say
from server.pictures.picture import Style, Text, measured, text_at

MOST_TICKS = 5
STRIDES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Every how many years one is named."""
APART = 8
"""px between two labels at least."""


class DayMark(NamedTuple):
    """A day of the axis; `is_quarter`: is it the first of one, not where the series is cut?"""

    date: datetime.date
    is_quarter: bool


def scale(most: int) -> list[int]:
    """Rising whole numbers at equal steps from 0, the last of them at least `most` and 1."""
    step, sizes = 1, (2, 5, 10)
    magnitude = 1
    while step * MOST_TICKS < most:
        for size in sizes:
            step = size * magnitude
            if step * MOST_TICKS >= most:
                break
        magnitude *= 10
    return [step * place for place in range(-(-max(most, 1) // step) + 1)]


def day_labels(
    days: Sequence[DayMark], middles: Sequence[float], room: tuple[int, int], y: int
) -> tuple[Text, ...]:
    """Labels below the columns that keep clear of each other.

    The first and the last day in full, where there is room for both; then the years, every second
    or fifth of them if they are many; then the months of the other quarters, all or none.
    """
    placed: list[Text] = []
    for place in (len(days) - 1, 0):
        placed += _clear(placed, [_label(middles[place], _full(days[place].date), room, y)])
    years = [place for place, day in enumerate(days) if day.is_quarter and day.date.month == 1]
    for stride in STRIDES:
        chosen = [place for place in years if days[place].date.year % stride == 0]
        labels = [
            _label(middles[at], say("{year}年", year=days[at].date.year), room, y) for at in chosen
        ]
        if _apart(labels):
            placed += _clear(placed, labels)
            break
    months = [place for place, day in enumerate(days) if day.is_quarter and place not in years]
    labels = [
        _label(middles[at], say("{month}月", month=days[at].date.month), room, y) for at in months
    ]
    fitting = _clear(placed, labels)
    if len(labels) - len(fitting) <= 2 and _apart([*placed, *fitting]):
        placed += fitting
    return tuple(sorted(placed, key=lambda text: text.x))


def _full(date: datetime.date) -> str:
    return say("{year}年{month}月{day}日", year=date.year, month=date.month, day=date.day)


def _label(middle: float, text: str, room: tuple[int, int], y: int) -> Text:
    """Below the middle of its column, moved in where it would leave the chart."""
    wide = measured(text, Style.HEAD)
    left, right = room
    x = max(min(middle - wide / 2, right - wide), left)
    return text_at(round(x), y, text, Style.HEAD)


def _clear(placed: Iterable[Text], labels: Sequence[Text]) -> list[Text]:
    """Those that keep clear of all that is placed."""
    return [label for label in labels if all(_keep(label, other) for other in placed)]


def _apart(labels: Iterable[Text]) -> bool:
    ordered = sorted(labels, key=lambda text: text.x)
    return all(_keep(one, other) for one, other in pairwise(ordered))


def _keep(one: Text, other: Text) -> bool:
    """Is there room between the two?"""
    return one.x + one.width + APART <= other.x or other.x + other.width + APART <= one.x
