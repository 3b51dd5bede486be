"""The lines of a neighbourhood as paths: from box to box, through the lanes of their columns."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from server.pictures.around.boxes import WIDTH
from server.pictures.around.layout import Item, Layout, Line
from server.pictures.drawing import Shape
from server.pictures.packing import curve


class Step(NamedTuple):
    """From a point to one further right."""

    start: tuple[int, int]
    end: tuple[int, int]


def shapes(layout: Layout, xs: tuple[int, ...], middles: Mapping[Item, int]) -> list[Shape]:
    """A path for each step and style, those that matter less first and so below; `xs` are the left
    edges of the columns. What lines share is drawn once."""
    found = {
        (line.style, step): None
        for line in layout.ways
        for step in _steps(layout, line, xs, middles)
    }
    ordered = sorted(found, key=lambda it: WEIGHT.index(it[0].split()[-1]))
    return [Shape(style, curve(step.start, step.start[0], step.end)) for style, step in ordered]


WEIGHT = ("rest", "part-of", "negotiating", "planned-line", "signed")


def _steps(
    layout: Layout, line: Line, xs: tuple[int, ...], middles: Mapping[Item, int]
) -> Iterator[Step]:
    here = xs[layout.columns[line.start]] + WIDTH, middles[line.start]
    for lane in layout.ways[line]:
        left, y = xs[lane.column], middles[lane]
        yield Step(here, (left, y))
        here = left + WIDTH, y
        yield Step((left, y), here)
    yield Step(here, (xs[layout.columns[line.end]], middles[line.end]))
