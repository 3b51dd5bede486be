"""From a seat to a place on the picture: the direction stays, the distance is compressed.

Near counties stand close together and far ones thousands of kilometres away, so the distance from
the centre on the picture grows with the logarithm of the distance on the ground.
"""

from math import cos, log1p, radians, sin
from typing import NamedTuple

from graph.seats import Seat, bearing, kilometres

SCALE = 160
"""px by which a distance grows when it becomes e times as long, once it is far beyond NEAR."""
NEAR = 80
"""km: nearer ones are shown nearly to scale."""
RINGS = (200, 500, 1000, 2000, 3000)
"""km from the centre at which the picture has a ring."""


class Point(NamedTuple):
    """px to the right of the centre, and below it."""

    x: float
    y: float


def radius(distance: float) -> float:
    """px from the centre for a distance in km; rising, 0 for 0."""
    return SCALE * log1p(distance / NEAR)


def point(center: Seat, seat: Seat) -> Point:
    along, distance = radians(bearing(center, seat)), radius(kilometres(center, seat))
    return Point(distance * sin(along), -distance * cos(along))


def flat(center: Seat, seat: Seat) -> Point:
    """The same to scale, 1 px for a km: how neighbours lie to one another."""
    along, distance = radians(bearing(center, seat)), kilometres(center, seat)
    return Point(distance * sin(along), -distance * cos(along))
