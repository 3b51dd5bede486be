"""A county's circle: as large as its villages are many, filled as far as they are covered."""

from collections.abc import Iterator
from math import cos, pi, sin, sqrt

from server.pictures.drawing import Shape
from server.pictures.map.contents import County
from server.pictures.map.layout import RING

LARGEST, SMALLEST = RING - 2, 5
"""Radii in px."""
RIM = 0.8
"""px from a rim to what it encloses."""
SIZES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Villages for which the largest circle may stand."""


def size_for(most: int) -> int:
    """The first of SIZES that holds a county with `most` villages, or `most` itself."""
    return next((size for size in SIZES if size >= most), most)


def radius(villages: int, size: int) -> float:
    """The area grows with the villages; `size` of them have the largest circle."""
    return round(max(LARGEST * sqrt(villages / size), SMALLEST), 1)


def state(county: County) -> str:
    """covered, planned, open; empty without target villages."""
    found = county.coverage
    if not found.total:
        return ""
    if county.open:
        return "open"
    return "covered" if found.covered == found.total else "planned"


def circle(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def sector(x: float, y: float, r: float, start: float, end: float) -> str:
    """From one share of the circle to another, clockwise from the top."""
    if end - start >= 1:
        return circle(x, y, r)
    points = [(x + r * sin(2 * pi * at), y - r * cos(2 * pi * at)) for at in (start, end)]
    (a, b), (c, d) = ((round(px, 1), round(py, 1)) for px, py in points)
    return f"M{x:g} {y:g}L{a:g} {b:g}A{r:g} {r:g} 0 {int(end - start > 0.5)} 1 {c:g} {d:g}z"


def glyph(county: County, x: int, y: int, size: int) -> Iterator[Shape]:
    """The rim, and in it the shares that are covered and planned for."""
    found = county.coverage
    r = radius(found.total, size)
    yield Shape(f"rim {state(county)}".rstrip(), circle(x, y, r))
    done = 0.0
    for style, number in (("covered", found.covered), ("planned", found.planned)):
        if number:
            share = number / found.total
            yield Shape(f"part {style}", sector(x, y, round(r - RIM, 1), done, done + share))
            done += share
