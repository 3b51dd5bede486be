"""Districts joined by the counties that they share.

A district supports a county when an active signed pairing leads from it, or from any party in it,
to the county or to any party in that. Two districts share the counties that both support.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.covering import active_signed
from graph.language import say
from graph.network.columns import IntArray
from graph.network.graphs import BeyondBound
from graph.network.snapshot import NOWHERE, Snapshot

MOST_DISTRICTS = 300
"""Of more, a list of all pairs would have 45,000 lines and more."""


class Shared(NamedTuple):
    """Two districts, in division order, and the counties that both support, likewise; at least
    one. All are rows."""

    first: int
    second: int
    counties: tuple[int, ...]


def shared_counties(snapshot: Snapshot, day: int, within: int | None = None) -> list[Shared]:
    """Every two districts that share a county, of those in a division or of all: those that share
    most first, of equal ones in division order. Raises BeyondBound for more than MOST_DISTRICTS."""
    return snapshot.memo.get(
        (shared_counties, day, within), lambda: _shared(*supports(snapshot, day, within))
    )


def supports(snapshot: Snapshot, day: int, within: int | None = None) -> tuple[IntArray, IntArray]:
    """Districts, and the county that each supports: rows, every two once, by district. Kept with
    the snapshot."""
    return snapshot.memo.get((supports, day, within), lambda: _supports(snapshot, day, within))


def _supports(snapshot: Snapshot, day: int, within: int | None) -> tuple[IntArray, IntArray]:
    held, county = snapshot.pairings, snapshot.parties.county.array
    signed = active_signed(snapshot, day)
    district, place = county[held.donor.array[signed]], county[held.recipient.array[signed]]
    first, last = span(snapshot, within)
    known = (district != NOWHERE) & (place != NOWHERE) & (first <= place) & (place < last)
    size = len(snapshot.parties)
    # As one number each: sorting those takes a tenth of the time.
    both = np.unique(district[known].astype(np.int64) * size + place[known])
    return np.divmod(both, size)


def _shared(districts: IntArray, counties: IntArray) -> list[Shared]:
    rows, starts = np.unique(districts, return_index=True)
    if len(rows) > MOST_DISTRICTS:
        raise BeyondBound(
            say(
                "这里有 {number:,} 个支援区，最多能比较 {most} 个；请选小一些的范围",
                number=len(rows),
                most=MOST_DISTRICTS,
            )
        )
    held = np.split(counties, starts[1:]) if len(rows) else []
    found = []
    for (first, one), (second, other) in combinations(zip(rows.tolist(), held, strict=True), 2):
        both = np.intersect1d(one, other, assume_unique=True)
        if len(both):
            found.append(Shared(first, second, tuple(both.tolist())))
    return sorted(found, key=lambda pair: (-len(pair.counties), pair.first, pair.second))
