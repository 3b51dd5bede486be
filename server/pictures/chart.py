"""A chart of coverage over time: a column for each day, as high as there were target villages.

The values are px; the template only writes them down. Columns stand at equal steps, from cover to
cover upwards, best first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.cover_counts import Coverage
from graph.words import Cover
from server.pictures.chart_axis import DayMark, day_labels, scale
from server.pictures.picture import TYPES, Style, Text, measured, text_at
from server.pictures.text import wrap

WIDE, SMALL = 1180, 344
"""For a desk's screen, and for a phone's."""
HEIGHTS = {WIDE: 300, SMALL: 220}
"""Of the plot."""
MOST_SMALL = 100
"""More columns than these are too thin to be touched on a phone: there the wide one scrolls."""
EDGE, GAP = 8, 10
THICK, THIN = 44, 2
LEAST_STEP = 2.7
HOLLOW = 5
"""A step for which a column can be drawn hollow."""
LINE = 24
KEY, KEY_GAP, KEYS_GAP = 11, 6, 18


class Point(NamedTuple):
    """A day with its coverage; `href` leads to its rows, `label` is what a screen reader says."""

    day: DayMark
    coverage: Coverage
    href: str
    label: str


class Bar(NamedTuple):
    cover: Cover
    path: str


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its bars from the bottom up; `reach` is what a pointer or a finger reaches."""

    href: str
    label: str
    reach: str
    bars: tuple[Bar, ...]


class Key(NamedTuple):
    cover: Cover
    path: str
    text: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """`rules` are the level lines of the scale, `foot` the line that columns stand on. `thin`: too
    thin to be drawn hollow."""

    width: int
    height: int
    title: tuple[Text, ...]
    about: tuple[Text, ...]
    legend: tuple[Key, ...]
    rules: str
    foot: str
    scale: tuple[Text, ...]
    columns: tuple[Column, ...]
    totals: tuple[Text, ...]
    days: tuple[Text, ...]
    thin: bool

    def texts(self) -> Iterator[Text]:
        for part in (self.title, self.about, self.scale, self.totals, self.days):
            yield from part
        yield from (key.text for key in self.legend)


class _Plot(NamedTuple):
    """Where columns stand: between x and right, above y; `unit` is the height of one village."""

    x: int
    right: int
    y: int
    unit: float
    step: float

    def middle(self, place: int) -> float:
        return self.x + (place + 0.5) * self.step


def chart(title: str, about: str, points: Sequence[Point], width: int) -> Chart:
    """One chart of these days (at least one), `width` px wide or as wide as its columns need."""
    top = EDGE
    heading, top = _lines(title, Style.TITLE, top, width)
    sentence, top = _lines(about, Style.ABOUT, top, width)
    legend, top = _legend(top + GAP // 2, width)
    most = max(point.coverage.total for point in points)
    ticks = scale(most)
    labels = [f"{tick:,}" for tick in ticks]
    left = EDGE + max(measured(label, Style.NUMBER_HEAD) for label in labels) + 8
    step = max((width - EDGE - left) / len(points), LEAST_STEP)
    right = round(left + step * len(points))
    # Room for the number above the highest column.
    foot = top + LINE + HEIGHTS.get(width, HEIGHTS[WIDE])
    height = HEIGHTS.get(width, HEIGHTS[WIDE])
    plot = _Plot(left, right, foot, height / ticks[-1], step)
    levels = [round(foot - tick * plot.unit) for tick in ticks]
    middles = [plot.middle(place) for place in range(len(points))]
    return Chart(
        max(width, right + EDGE),
        foot + LINE + EDGE,
        heading,
        sentence,
        legend,
        "".join(f"M{left} {y}H{right}" for y in levels[1:]),
        f"M{left} {foot}H{right}",
        tuple(
            text_at(left - 8, y, label, Style.NUMBER_HEAD)
            for y, label in zip(levels, labels, strict=True)
        ),
        tuple(_column(plot, place, point, foot - height) for place, point in enumerate(points)),
        _totals(plot, [point.coverage.total for point in points]),
        day_labels([point.day for point in points], middles, (left, right), foot + LINE // 2 + 2),
        step < HOLLOW,
    )


def _lines(text: str, style: Style, top: int, width: int) -> tuple[tuple[Text, ...], int]:
    """The text in as many lines as it needs, and where the next one goes."""
    size = TYPES[style].size
    # Bold letters, though not Han characters, are wider than what `wrap` measures.
    room = (width - 2 * EDGE) / (1.12 if TYPES[style].bold else 1)
    found = []
    for line in wrap(text, room, size):
        height = round(size * 1.6)
        found.append(text_at(EDGE, top + height // 2, line, style))
        top += height
    return tuple(found), top


def _legend(top: int, width: int) -> tuple[tuple[Key, ...], int]:
    """What each colour means, in as many lines as it needs."""
    keys, x, y = [], EDGE, top + LINE // 2
    for cover in Cover:
        room = KEY + KEY_GAP + measured(cover.chinese, Style.LEGEND)
        if x > EDGE and x + room > width - EDGE:
            x, y = EDGE, y + LINE
        box = _box(x + 0.5, y - KEY / 2, KEY - 1, KEY - 1)
        keys.append(Key(cover, box, text_at(x + KEY + KEY_GAP, y, cover.chinese, Style.LEGEND)))
        x += room + KEYS_GAP
    return tuple(keys), y + LINE // 2


def _column(plot: _Plot, place: int, point: Point, ceiling: int) -> Column:
    middle = plot.middle(place)
    thick = min(plot.step * 0.72 if plot.step >= HOLLOW else THIN, THICK)
    bars, below = [], 0
    for cover in Cover:
        if count := point.coverage.of(cover):
            top = plot.y - (below + count) * plot.unit
            bars.append(Bar(cover, _box(middle - thick / 2, top, thick, count * plot.unit)))
            below += count
    reach = _box(middle - plot.step / 2, ceiling, plot.step, plot.y - ceiling)
    return Column(point.href, point.label, reach, tuple(bars))


def _totals(plot: _Plot, numbers: Sequence[int]) -> tuple[Text, ...]:
    """The number above each column; above none where they do not all have room."""
    texts = []
    for place, number in enumerate(numbers):
        written, style = f"{number:,}", Style.LEGEND
        wide = measured(written, style)
        if wide + 4 > plot.step:
            return ()
        y = round(plot.y - number * plot.unit - 12)
        texts.append(text_at(round(plot.middle(place) - wide / 2), y, written, style))
    return tuple(texts)


def _box(x: float, y: float, width: float, height: float) -> str:
    """SVG path data, to a tenth of a px."""
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
