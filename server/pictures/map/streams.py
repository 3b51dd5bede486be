"""The pairings as streams from the centre: as thick as they are many, parting as they go."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from graph.words import Stage
from server.pictures.drawing import Shape
from server.pictures.map.contents import County
from server.pictures.map.layout import Ways
from server.pictures.map.routes import OUTSIDE

STEPS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
"""From so many pairings on a stream is as thick as `w1`, `w2` … of `static/picture.css`."""
BEND = 0.7
"""px by which a stream may be drawn straighter than it is."""

Place = tuple[float, float]


def step(pairings: int) -> int:
    """The thickness of a stream, from 1."""
    return max(bisect_right(STEPS, pairings), 1)


def style_of(pairings: int, stage: Stage) -> str:
    return f"stream {stage.text} w{step(pairings)}"


def streams(counties: Sequence[County], held: Ways, x: int, y: int) -> tuple[Shape, ...]:
    """With the centre at (x, y); a stream of several counties has the best of their stages."""
    flow, best = _flows(counties, held)
    points, above = held.tree.points, held.tree.above
    styles = {at: style_of(number, best[at]) for at, number in flow.items()}
    behind: dict[int, list[int]] = defaultdict(list)
    for at in sorted(flow):
        if above[at] != OUTSIDE:
            behind[above[at]].append(at)
    return tuple(
        Shape(styles[way[-1]], _path([(points[at][0] + x, points[at][1] + y) for at in way]))
        for way in _ways(behind, styles)
    )


def _flows(counties: Sequence[County], held: Ways) -> tuple[dict[int, int], dict[int, Stage]]:
    """How many pairings pass each point of the tree, and the best of their stages."""
    flow: dict[int, int] = defaultdict(int)
    best: dict[int, Stage] = {}
    for county in counties:
        if county.stage is None:
            continue
        at = held.ends[county.key]
        while at != OUTSIDE:
            flow[at] += county.pairings
            best[at] = max(best.get(at, county.stage), county.stage)
            at = held.tree.above[at]
    return flow, best


def _ways(behind: Mapping[int, Sequence[int]], styles: Mapping[int, str]) -> Iterator[list[int]]:
    """Runs of points of one style that nothing joins, each with the point before it."""
    waiting = [(0, first) for first in reversed(behind.get(0, ()))]
    while waiting:
        start, at = waiting.pop()
        way = [start, at]
        while len(onward := behind.get(at, ())) == 1 and styles[onward[0]] == styles[at]:
            at = onward[0]
            way.append(at)
        yield way
        waiting += [(at, onward) for onward in reversed(behind.get(at, ()))]


def _path(points: Sequence[Place]) -> str:
    """Through the middles of the lines between the points, bent at these."""
    kept = _straightened(points)
    start, *inner, end = kept
    written = f"M{_number(start[0])} {_number(start[1])}"
    if not inner:
        return f"{written}L{_number(end[0])} {_number(end[1])}"
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(inner)]
    for (a, b), (c, d) in zip(inner, (*middles, end), strict=True):
        written += f"Q{_number(a)} {_number(b)} {_number(c)} {_number(d)}"
    return written


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _straightened(points: Sequence[Place]) -> list[Place]:
    """Without points that change little (Douglas and Peucker 1973)."""
    if len(points) < 3:
        return list(points)
    (x, y), (to_x, to_y) = points[0], points[-1]
    length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 or 1.0
    away = [abs((to_x - x) * (y - b) - (x - a) * (to_y - y)) / length for a, b in points[1:-1]]
    farthest = max(range(len(away)), key=away.__getitem__)
    if away[farthest] <= BEND:
        return [points[0], points[-1]]
    middle = farthest + 1
    return _straightened(points[: middle + 1])[:-1] + _straightened(points[middle:])
