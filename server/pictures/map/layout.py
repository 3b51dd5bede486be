"""Where the counties of a ledger stand on the map, and the ways to those that are shown.

It knows which counties there are and how long their names are, and nothing of pairings, villages
or days, so none of these moves a county.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from graph.seats import Seat
from server.pictures.map.projection import flat, point
from server.pictures.map.routes import Tree, tree
from server.pictures.map.spreading import spread
from server.pictures.map.words import NARROWEST
from server.pictures.picture import Box

RING = 14
"""The radius of the largest circle of a county, with its rim."""
NAME_GAP = 4
HALF = 20
"""Half of a county's height: its name and its numbers."""
GAP_X, GAP_Y = 12, 8
CENTER = Box(-44, -24, 44, 24)
"""The room of the centre."""
LEFTWARD = -20
"""px from the centre beyond which names stand on the left, away from it."""


class Site(NamedTuple):
    """A county to be placed; `group` is its prefecture, `width` that of its texts."""

    key: str
    group: str
    width: int
    seat: Seat


class Spot(NamedTuple):
    """The centre of a county's circle; are its texts on the left of it? `box` is the room of both.
    px from the centre of the map."""

    x: int
    y: int
    left: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Ways:
    """To the counties that are shown; `ends` are the points of the tree at which they stand, by
    their keys."""

    tree: Tree
    ends: Mapping[str, int]


def width_needed(width: int) -> int:
    """Of a county's circle with texts of this width; even, so that it has a middle."""
    return 2 * RING + NAME_GAP + max(width + width % 2, NARROWEST)


@lru_cache(maxsize=8)
def layout(center: Seat, sites: tuple[Site, ...]) -> Mapping[str, Spot]:
    """Where each stands, by its key. The same sites get the same places, whatever else the ledger
    holds."""
    keys = [site.key for site in sites]
    return MappingProxyType(dict(zip(keys, _spots(center, sites), strict=True)))


@lru_cache(maxsize=64)
def ways(spots: tuple[tuple[str, Spot], ...]) -> Ways:
    """From the centre to each of these, round the others."""
    boxes = [spot.box for _, spot in spots]
    room = Box(
        min(box.left for box in (*boxes, CENTER)) - GAP_X,
        min(box.top for box in (*boxes, CENTER)) - GAP_X,
        max(box.right for box in (*boxes, CENTER)) + GAP_X,
        max(box.bottom for box in (*boxes, CENTER)) + GAP_X,
    )
    found = tree((0, 0), [(spot.x, spot.y) for _, spot in spots], boxes, room)
    return Ways(found, dict(zip((key for key, _ in spots), found.ends, strict=True)))


def _spots(center: Seat, sites: tuple[Site, ...]) -> list[Spot]:
    circles = [point(center, site.seat) for site in sites]
    lefts = [circle.x < LEFTWARD for circle in circles]
    widths = [width_needed(site.width) for site in sites]
    # From a circle to the middle of its box.
    aside = [
        (RING - width / 2) * (1 if left else -1) for width, left in zip(widths, lefts, strict=True)
    ]
    middle = (0.0, 0.0)
    places = spread(
        np.array([(x + a, y) for (x, y), a in zip(circles, aside, strict=True)] + [middle]),
        np.array([*(flat(center, site.seat) for site in sites), middle]),
        np.array(
            [
                *(((width + GAP_X) / 2, HALF + GAP_Y / 2) for width in widths),
                (CENTER.right, CENTER.bottom),
            ]
        ),
        [*(site.group for site in sites), ""],
    )
    return [
        Spot(round(x - a), y, left, Box(x - width / 2, y - HALF, x + width / 2, y + HALF))
        for (x, y), a, width, left in zip(places[:-1].tolist(), aside, widths, lefts, strict=True)
    ]
