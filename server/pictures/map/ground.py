"""The map itself, px from its centre: which counties stand where, and the ways to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.network.snapshot import Snapshot
from graph.seats import Seat
from server.pictures.map.contents import Contents, County, counties_with_seats
from server.pictures.map.layout import Site, Spot, Ways, layout, ways
from server.pictures.map.words import name_room, prefecture_of
from server.pictures.picture import Box

MIDDLE = Box(-60, -60, 170, 60)
"""What of the middle is always there: the centre, and room for the distances of rings."""
STREAM = 7
"""px on each side of a stream that count as its own."""


@dataclass(frozen=True)
class Ground:
    """`spots` are those of all counties of the ledger, by their keys."""

    counties: tuple[County, ...]
    spots: Mapping[str, Spot]
    ways: Ways

    @cached_property
    def boxes(self) -> list[Box]:
        """Those of the counties that are shown."""
        return [self.spots[county.key].box for county in self.counties]

    @cached_property
    def streams(self) -> list[Box]:
        """Small ones all along the ways."""
        return [
            Box(x - STREAM, y - STREAM, x + STREAM, y + STREAM)
            for x, y in self.ways.tree.points[1::2]
        ]

    @cached_property
    def all(self) -> list[Box]:
        """Nothing where no county is shown."""
        return [MIDDLE, *self.boxes, *self.streams] if self.counties else []

    @property
    def left(self) -> int:
        return round(min((box.left for box in self.all), default=0))

    @property
    def right(self) -> int:
        return round(max((box.right for box in self.all), default=0))

    @property
    def bottom(self) -> int:
        return round(max((box.bottom for box in self.all), default=0))


def ground(snapshot: Snapshot, held: Contents, seats: Mapping[str, Seat]) -> Ground:
    """A county stands where it does whichever others are shown."""
    spots: Mapping[str, Spot] = {}
    if held.center is not None:
        sites = (
            Site(
                snapshot.parties.key(row),
                prefecture_of(snapshot, row),
                name_room(snapshot, row),
                seat,
            )
            for row, seat in counties_with_seats(snapshot, seats)
        )
        spots = layout(held.center, tuple(sites))
    shown = tuple((county.key, spots[county.key]) for county in held.placed)
    return Ground(held.placed, spots, ways(shown))


def moved(box: Box, x: int, y: int) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)
