"""Where counties lie: the file that is shipped, distances and directions."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from graph.seats import Seat, bearing, kilometres, known_seats, wind

REGISTER = Path(__file__).parent.parent / "graph/registry/samples/real/divisions.csv.gz"
BEIJING, HOTAN = "110101", "653221"


def test_seats_of_all_counties_of_the_register_are_known() -> None:
    with gzip.open(REGISTER, "rt", encoding="utf-8", newline="") as file:
        counties = {row["code"] for row in csv.DictReader(file) if row["level"] == "county"}
    assert known_seats().keys() == counties
    assert len(counties) == 16 + 84


def test_seats_lie_in_china() -> None:
    for code, seat in known_seats().items():
        assert 73 < seat.lon < 135, code
        assert 18 < seat.lat < 54, code


def test_distances_are_those_of_the_earth() -> None:
    seats = known_seats()
    assert kilometres(seats[BEIJING], seats[BEIJING]) == 0
    assert kilometres(seats[BEIJING], seats[HOTAN]) == pytest.approx(3177, abs=1)
    assert kilometres(seats[HOTAN], seats[BEIJING]) == kilometres(seats[BEIJING], seats[HOTAN])
    # A degree along a meridian, and a quarter of the equator.
    assert kilometres(Seat(0, 10), Seat(0, 11)) == pytest.approx(111.19, abs=0.01)
    assert kilometres(Seat(0, 0), Seat(90, 0)) == pytest.approx(10_007.5, abs=0.1)


@pytest.mark.parametrize(
    ("east", "north", "degrees", "side"),
    [
        (0, 1, 0, "北"),
        (1, 0, 90, "东"),
        (0, -1, 180, "南"),
        (-1, 0, 270, "西"),
        (-0.02, 1, 359, "北"),
        (1, 0.78, 45, "东北"),
    ],
)
def test_directions_are_those_of_a_map(east: float, north: float, degrees: int, side: str) -> None:
    center = Seat(116.4, 39.9)
    found = bearing(center, Seat(center.lon + east, center.lat + north))
    assert 0 <= found < 360
    assert found == pytest.approx(degrees, abs=1)
    assert wind(found) == side
