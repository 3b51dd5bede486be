"""Boxes near their wishes that do not overlap, their neighbours still in the same directions.

First each pair that overlaps is pushed apart along the way in which the two lie on the ground,
while all are drawn home, so that a crowd spreads as the map that it is (compare Gansner and Hu,
Efficient node overlap removal using a proximity stress model, 2009). What is left goes the shortest
way out, and at last to the nearest free place, so that nothing overlaps whatever was asked.
"""

from collections.abc import Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWN = 300
"""Rounds in which boxes are pushed apart and drawn home, by less and less."""
PUSHED = 300
"""Rounds at most in which they are only pushed."""
HOMEWARD = 0.06
ALONG = 0.3
"""How much the direction on the ground counts beside that on the picture."""
FARTHEST = 30
"""px that one push moves at most: two that lie along their long sides have far to go."""
TURNS = 16
BETWEEN = 14
"""px more between boxes of different groups."""


def spread(
    wishes: Floats, ground: Floats, halves: Floats, groups: Sequence[str]
) -> NDArray[np.int64]:
    """Centres of the n boxes, whole px, (n, 2); the last box stays where it wishes to be.

    `wishes` are where each would be, `ground` how they lie to one another, `halves` half of each
    box's width and height, all (n, 2); boxes of different `groups` keep a little more apart while
    there is room. The same values give the same places.
    """
    places = wishes.copy()
    pairs = _Pairs(ground, halves, groups)
    for turn in range(DRAWN):
        places[:-1] += HOMEWARD * (1 - turn / DRAWN) * (wishes - places)[:-1]
        pairs.push(places, 0.35, along=True)
    for turn in range(PUSHED):
        if not pairs.push(places, 0.5, along=turn < PUSHED // 5):
            break
    return _settled(np.rint(places).astype(np.int64), halves)


class _Pairs:
    """Every two of the boxes."""

    def __init__(self, ground: Floats, halves: Floats, groups: Sequence[str]) -> None:
        self._first, self._second = np.triu_indices(len(halves), 1)
        # A little more than is needed, or rounding brings them back together.
        self._apart = halves[self._first] + halves[self._second] + 1
        names = np.array(groups)
        strange = names[self._first] != names[self._second]
        self._apart[strange] += BETWEEN
        self._ground = _unit(ground[self._second] - ground[self._first])
        self._last = len(halves) - 1

    def push(self, places: Floats, rate: float, *, along: bool) -> bool:
        """Moves those that overlap, in place; were there any?"""
        between = places[self._second] - places[self._first]
        over = self._apart - np.abs(between)
        hit = (over > 0.5).all(axis=1)
        if not hit.any():
            return False
        between, over = between[hit], over[hit]
        ways = _along(self._ground[hit], between, over) if along else _shortest(between, over)
        stays = self._second[hit] == self._last
        share = np.where(stays, 1.0, 0.5)[:, np.newaxis]
        moved = np.zeros_like(places)
        np.add.at(moved, self._first[hit], -ways * rate * share)
        np.add.at(moved, self._second[hit], ways * rate * (1 - np.where(stays, 1.0, 0.5))[:, None])
        places += moved
        return True


def _along(ground: Floats, between: Floats, over: Floats) -> Floats:
    way = _unit(ALONG * ground + (1 - ALONG) * _unit(between))
    needed = (over / np.maximum(np.abs(way), 1e-9)).min(axis=1)
    moved: Floats = way * np.minimum(needed, FARTHEST)[:, np.newaxis]
    return moved


def _shortest(between: Floats, over: Floats) -> Floats:
    """Sideways or upright, whichever is less."""
    sideways = over[:, 0] < over[:, 1]
    way = np.where(between >= 0, over, -over)
    way[sideways, 1], way[~sideways, 0] = 0, 0
    return way


def _unit(ways: Floats) -> Floats:
    """Of length 1, those without a length to the right."""
    length = np.hypot(ways[:, 0], ways[:, 1])
    made = np.where(length[:, np.newaxis] > 1e-9, ways, (1.0, 0.0))
    unit: Floats = made / np.maximum(length, 1e-9)[:, np.newaxis].clip(min=1e-9)
    unit[length <= 1e-9] = (1.0, 0.0)
    return unit


def _settled(places: NDArray[np.int64], halves: Floats) -> NDArray[np.int64]:
    """Each box that still overlaps one that stands goes to the nearest free place."""
    last = len(places) - 1
    stands = [last]
    for index in range(last):
        places[index] = _free(places, halves, stands, index)
        stands.append(index)
    return places


def _free(
    places: NDArray[np.int64], halves: Floats, stands: Sequence[int], index: int
) -> NDArray[np.int64]:
    apart = halves[list(stands)] + halves[index]
    others = places[list(stands)]
    angles = np.arange(TURNS) * 2 * np.pi / TURNS
    circle = np.column_stack((np.cos(angles), np.sin(angles)))
    for away in count(0, 3):
        tried = np.rint(places[index] + away * circle).astype(np.int64)
        hits = (np.abs(tried[:, np.newaxis] - others) < apart).all(axis=2).any(axis=1)
        if not hits.all():
            found: NDArray[np.int64] = tried[int(np.flatnonzero(~hits)[0])]
            return found
    raise AssertionError("places without end")
