"""Districts and counties that pairings join.

A pairing joins the district that its donor is or lies in with the county that its recipient is or
lies in. One whose donor lies in no district, or whose recipient in no county, joins none.
"""

from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.covering import active_on
from graph.analysis.pairings import STANDING
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Stage


class Joined(NamedTuple):
    """A district and a county, both as rows, and how many pairings join them: at least one."""

    district: int
    county: int
    negotiating: int
    planned: int
    signed: int

    @property
    def pairings(self) -> int:
        return self.negotiating + self.planned + self.signed

    @property
    def stage(self) -> Stage:
        """The furthest that any of them has got."""
        if self.signed:
            return Stage.SIGNED
        return Stage.PLANNED if self.planned else Stage.NEGOTIATING

    def at(self, stage: Stage) -> int:
        """How many of them are at this stage, which is one of STANDING."""
        return (self.negotiating, self.planned, self.signed)[stage]


def joined(
    snapshot: Snapshot, day: int, within: int | None = None, district: int | None = None
) -> list[Joined]:
    """Every district and county that pairings active on the day join, by district, then by county,
    both in division order: of the counties that are or lie in `within`, of this district only."""
    first, last = span(snapshot, within)
    return [
        one
        for one in snapshot.memo.get((joined, day), lambda: _joined(snapshot, day))
        if first <= one.county < last and district in (None, one.district)
    ]


def _joined(snapshot: Snapshot, day: int) -> list[Joined]:
    held, county = snapshot.pairings, snapshot.parties.county.array
    active = active_on(snapshot, day)
    district, place = county[held.donor.array[active]], county[held.recipient.array[active]]
    known = (district != NOWHERE) & (place != NOWHERE)
    size = len(snapshot.parties)
    both, which = np.unique(
        district[known].astype(np.int64) * size + place[known], return_inverse=True
    )
    stages = held.stage.array[active][known]
    numbers = [_count(which, stages == stage, len(both)) for stage in STANDING]
    columns = (*np.divmod(both, size), *numbers)
    return [Joined(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _count(which: IntArray, those: BoolArray, size: int) -> IntArray:
    """How many of `those` stand at each of `size` places."""
    found: IntArray = np.bincount(which[those], minlength=size)
    return found
