"""Where the seats of counties lie, and how far and in which direction from one another."""

import csv
from collections.abc import Mapping
from functools import cache
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from graph.language import say

FILE = Path(__file__).parent / "county-seats.csv"
EARTH = 6371.0
"""Its mean radius in km."""
WINDS = (
    *(say("北"), say("东北"), say("东"), say("东南")),
    *(say("南"), say("西南"), say("西"), say("西北")),
)


class Seat(NamedTuple):
    """Degrees east and north."""

    lon: float
    lat: float


@cache
def known_seats() -> Mapping[str, Seat]:
    """The seats that are shipped, by the code of the county; README.md beside has the source."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        found = {row["code"]: Seat(float(row["lon"]), float(row["lat"])) for row in rows}
    return MappingProxyType(found)


def kilometres(start: Seat, end: Seat) -> float:
    """Along the great circle, by the haversine formula."""
    north, south = radians(start.lat), radians(end.lat)
    half_lat, half_lon = (north - south) / 2, radians(end.lon - start.lon) / 2
    chord = sin(half_lat) ** 2 + cos(north) * cos(south) * sin(half_lon) ** 2
    return 2 * EARTH * asin(sqrt(chord))


def bearing(start: Seat, end: Seat) -> float:
    """Degrees clockwise from north, 0 to below 360, as a map with north above shows it: by the mean
    latitude of both."""
    east = (end.lon - start.lon) * cos(radians((start.lat + end.lat) / 2))
    return degrees(atan2(east, end.lat - start.lat)) % 360


def wind(degrees_from_north: float) -> str:
    """The nearest of the eight directions."""
    return WINDS[round(degrees_from_north / 45) % len(WINDS)]
