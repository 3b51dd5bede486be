"""Texts that stand wherever there is room: the names of prefectures, the distances of rings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import cos, hypot, radians, sin

import numpy as np

from graph.language import say
from server.pictures.map.projection import RINGS, radius
from server.pictures.picture import Box, Style, Text, measured, text_at

TRIED = tuple(135 + turn * side for turn in range(0, 180, 5) for side in (1, -1))
"""Directions in which a ring may have its text: first the southeast, where there is only sea."""
CLEAR = 3
STEP, PIECE = 2, 40
"""Degrees between two points at which a ring may end, and so many of them for one arc."""
BESIDE = 13
"""px from a county's box to the middle of its prefecture's name."""
APART = 8
"""px at least from a prefecture's name to the counties of others, for which it were taken else."""
FARTHEST = 200
"""px from the middle of its counties beyond which a name would say nothing."""


class Boxes:
    """Many boxes, asked at once whether one overlaps any of them."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._edges = np.array(list(boxes), dtype=np.float64).reshape(-1, 4)

    def hit(self, box: Box) -> bool:
        left, top, right, bottom = self._edges.T
        across = (left < box.right) & (box.left < right)
        return bool((across & (top < box.bottom) & (box.top < bottom)).any())

    def add(self, box: Box) -> None:
        self._edges = np.vstack((self._edges, box))


class Room:
    """What of the canvas is taken already; what finds a place is taken too."""

    def __init__(self, taken: Iterable[Box], canvas: Box) -> None:
        self._taken, self.canvas = Boxes(taken), canvas

    def first(self, texts: Iterable[Text]) -> Text | None:
        """The first of the texts that has room."""
        for text in texts:
            box = _wider(text.box, CLEAR)
            if _holds(self.canvas, box) and not self._taken.hit(box):
                self._taken.add(box)
                return text
        return None


def _wider(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _holds(outer: Box, inner: Box) -> bool:
    across = outer.left <= inner.left and inner.right <= outer.right
    return across and outer.top <= inner.top and inner.bottom <= outer.bottom


def distances(room: Room, x: int, y: int, farthest: float) -> dict[int, Text]:
    """The texts of the rings around (x, y) that have room for one, by their distance in km, to the
    first beyond the farthest county."""
    needed = [
        distance for distance, inner in zip(RINGS, (0, *RINGS), strict=False) if inner < farthest
    ]
    found = ((distance, room.first(_around(distance, x, y))) for distance in needed)
    return {distance: text for distance, text in found if text is not None}


def ring(distance: int, x: int, y: int, canvas: Box, corner: Box) -> str:
    """The arcs of a ring around (x, y) that lie on the canvas and not in its corner."""
    r = round(radius(distance))
    points = [
        (round(x + r * sin(radians(turn)), 1), round(y - r * cos(radians(turn)), 1))
        for turn in range(0, 360 + STEP, STEP)
    ]
    seen = [_within(canvas, *point) and not _within(corner, *point) for point in points]
    path = ""
    for is_seen, each in groupby(zip(seen, points, strict=True), key=lambda one: one[0]):
        start, *arc = [point for _, point in each]
        if is_seen and arc:
            path += f"M{start[0]:g} {start[1]:g}"
            path += "".join(
                f"A{r} {r} 0 0 1 {a:g} {b:g}" for a, b in (*arc[PIECE:-1:PIECE], arc[-1])
            )
    return path


def _within(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _around(distance: int, x: int, y: int) -> Iterator[Text]:
    name, r = say("{n:,} 公里", n=distance), radius(distance)
    for degrees in TRIED:
        along = radians(degrees)
        middle = x + round(r * sin(along)), y - round(r * cos(along))
        yield _centred(name, Style.HEAD, *middle)


def regions(room: Room, boxes: Sequence[Box], names: Sequence[str]) -> Iterator[Text]:
    """The name of each group of boxes, beside one of them and near the middle of all, where there
    is room for it."""
    groups: Mapping[str, list[Box]] = defaultdict(list)
    for box, name in zip(boxes, names, strict=True):
        groups[name].append(box)
    for name, group in groups.items():
        others = Boxes(box for box, other in zip(boxes, names, strict=True) if other != name)
        near = (it for it in _near(name, group) if not others.hit(_wider(it.box, APART)))
        if text := room.first(near):
            yield text


def _near(name: str, group: Sequence[Box]) -> list[Text]:
    x = sum(box.left + box.right for box in group) / 2 / len(group)
    y = sum(box.top + box.bottom for box in group) / 2 / len(group)
    places = sorted(
        (hypot(at - x, down - y), round(at), round(down))
        for box in group
        for at in (box.left + 30, (box.left + box.right) / 2, box.right - 30)
        for down in (box.top - BESIDE, box.bottom + BESIDE)
    )
    return [_centred(name, Style.REGION, at, down) for away, at, down in places if away <= FARTHEST]


def _centred(name: str, style: Style, x: int, y: int) -> Text:
    return text_at(x - measured(name, style) // 2, y, name, style)
