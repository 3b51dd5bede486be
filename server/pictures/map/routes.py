"""One tree of ways from the centre to all places, round the boxes that stand between.

The ways are the cheapest on a grid (Dijkstra 1959), where to go through a box is dear. Those that
meet go on together, as rivers do, and are smoothed as one tree, so that they part gently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import hypot

import numpy as np
from numpy.typing import NDArray

from server.pictures.picture import Box

CELL = 8
"""px between two points of the grid."""
THROUGH, BESIDE = 30.0, 0.7
"""What a step costs more inside a box, and beside one."""
CLEAR = 7
"""px around a box that count as beside it."""
ROUNDS = 14
"""Of smoothing."""
OUTSIDE = -1
_AROUND = [(right, down) for right in (-1, 0, 1) for down in (-1, 0, 1) if right or down]


@dataclass(frozen=True, slots=True)
class Tree:
    """Points of the ways; the root is the first. `above` is the point before each on the way from
    the root, OUTSIDE for the root itself; `ends` are the points at which the ways end."""

    points: tuple[tuple[float, float], ...]
    above: tuple[int, ...]
    ends: tuple[int, ...]


def tree(
    root: tuple[int, int], ends: Sequence[tuple[int, int]], boxes: Sequence[Box], room: Box
) -> Tree:
    """The ways from the root to each of the ends, inside of `room`."""
    grid = _Grid(boxes, room)
    goals = [grid.cell(end) for end in ends]
    came = grid.ways(grid.cell(root), set(goals))
    order: dict[int, int] = {}
    above: list[int] = []
    for goal in goals:
        way = [goal]
        while way[-1] not in order and came[way[-1]] != OUTSIDE:
            way.append(came[way[-1]])
        for cell in reversed(way):
            if cell not in order:
                order[cell] = len(above)
                above.append(order[came[cell]] if came[cell] != OUTSIDE else OUTSIDE)
    if not above:
        above, order = [OUTSIDE], {grid.cell(root): 0}
    points = np.array([grid.point(cell) for cell in order])
    return _ended(root, ends, _smooth(points, above), above, [order[goal] for goal in goals])


def _ended(
    root: tuple[int, int],
    ends: Sequence[tuple[int, int]],
    points: NDArray[np.float64],
    above: list[int],
    last: list[int],
) -> Tree:
    """With a point more for each end, which stands beside the points of the grid."""
    made = [(round(float(x), 1), round(float(y), 1)) for x, y in points]
    made[0] = root
    count = len(made)
    return Tree(
        (*made, *ends),
        (*above, *last),
        tuple(range(count, count + len(ends))),
    )


def _smooth(points: NDArray[np.float64], above: list[int]) -> NDArray[np.float64]:
    """Each point between the one before and the middle of those behind, the root and the ends
    staying."""
    before = np.array(above)
    inner = before != OUTSIDE
    behind = np.bincount(before[inner], minlength=len(points))
    moves = inner & (behind > 0)
    for _ in range(ROUNDS):
        sums = np.zeros_like(points)
        np.add.at(sums, before[inner], points[inner])
        middle = sums[moves] / behind[moves, np.newaxis]
        points = points.copy()
        points[moves] = points[moves] / 2 + (points[before[moves]] + middle) / 4
    return points


class _Grid:
    """What each step costs; a cell is a number, row by row."""

    def __init__(self, boxes: Sequence[Box], room: Box) -> None:
        self._left, self._top = room.left, room.top
        self._wide = int((room.right - room.left) // CELL) + 1
        self._high = int((room.bottom - room.top) // CELL) + 1
        across = room.left + CELL * np.arange(self._wide)
        down = room.top + CELL * np.arange(self._high)
        cost = np.ones((self._high, self._wide))
        for box in boxes:
            for more, extra in ((CLEAR, BESIDE), (0, THROUGH)):
                inside = (box.left - more < across) & (across < box.right + more)
                under = (box.top - more < down) & (down < box.bottom + more)
                cost[np.ix_(under, inside)] += extra
        # A frame that no way crosses, so that no step needs to be looked at twice.
        self._cost = np.pad(cost, 1, constant_values=np.inf).ravel().tolist()
        self._row = self._wide + 2

    def cell(self, point: tuple[int, int]) -> int:
        right = min(max(round((point[0] - self._left) / CELL), 0), self._wide - 1)
        down = min(max(round((point[1] - self._top) / CELL), 0), self._high - 1)
        return (down + 1) * self._row + right + 1

    def point(self, cell: int) -> tuple[float, float]:
        down, right = divmod(cell, self._row)
        return self._left + CELL * (right - 1), self._top + CELL * (down - 1)

    def ways(self, root: int, goals: set[int]) -> list[int]:
        """For each cell, the one before it on the cheapest way, as far as goals need it."""
        cost, steps = self._cost, [(hypot(*it), it[1] * self._row + it[0]) for it in _AROUND]
        reached = [float("inf")] * len(cost)
        came = [OUTSIDE] * len(cost)
        reached[root] = 0.0
        heap, left = [(0.0, root)], set(goals)
        while left:
            sofar, cell = heappop(heap)
            if sofar > reached[cell]:
                continue
            left.discard(cell)
            here = cost[cell]
            for length, step in steps:
                there = cell + step
                price = sofar + length * (here + cost[there])
                if price < reached[there] - 1e-9:
                    reached[there], came[there] = price, cell
                    heappush(heap, (price, there))
        return came
