"""What links parties on a day: pairings, and that one is part of another.

Each division and organisation is part of its parent as far as that is a county or lies in one:
nothing is linked to what is above counties. Links are walked either way. Days are numbers as in
`graph.days`, rows are rows of the snapshot's parties or pairings.

Only what is reached is read, level by level over whole columns: the work grows with the links of
the parties found, not with the ledger.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage


class Links:
    """The links of one day, over active pairings of these stages."""

    def __init__(self, snapshot: Snapshot, day: int, stages: Collection[Stage]) -> None:
        self._parties = snapshot.parties
        self._pairings = snapshot.pairings
        self._day = day
        self._counts = np.zeros(len(Stage), dtype=bool)
        self._counts[[int(stage) for stage in stages]] = True

    def levels(self, start: int) -> Iterator[IntArray]:
        """Rows of the parties at distance 0, 1, 2 … from this one, rising in each level, as long
        as there are any."""
        reached = np.zeros(len(self._parties), dtype=bool)
        level: IntArray = np.array([start])
        while len(level):
            yield level
            reached[level] = True
            found = np.zeros(len(reached), dtype=bool)
            found[self.beside(level)] = True
            level = np.flatnonzero(found & ~reached)

    def beside(self, rows: IntArray) -> IntArray:
        """Rows of the parties that are linked to one of these, some more than once."""
        pairings, (given, taken) = self._pairings, self.pairings_of(rows)
        return np.concatenate(
            [
                pairings.recipient.array[given],
                pairings.donor.array[taken],
                self.parents(rows),
                self.children(rows),
            ]
        )

    def parts_beside(self, party: int) -> list[int]:
        """What it is part of, then its parts."""
        row = np.array([party])
        return [*self.parents(row).tolist(), *self.children(row).tolist()]

    def between(self, parties: Sequence[int]) -> tuple[list[int], list[int]]:
        """Rows of the pairings between two of these parties, in the order of every list; rows of
        those whose parent is among them too, in division order."""
        rows = np.sort(np.array(parties, dtype=np.int64))
        here = np.zeros(len(self._parties), dtype=bool)
        here[rows] = True
        _, taken = self.pairings_of(rows)
        pairings = taken[here[self._pairings.donor.array[taken]]]
        parent = self._parties.parent.array[rows]
        parts = rows[self._holds_parts(parent) & here[parent]]
        return pairings.tolist(), parts.tolist()

    def pairings_of(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Rows of the active pairings that these parties give, and of those that they receive."""
        held = self._pairings
        given = held.by_donor.array[_runs(held.donor_slot.array, rows)]
        taken = held.by_recipient.array[_runs(held.recipient_slot.array, rows)]
        return given[self._active(given)], taken[self._active(taken)]

    def _active(self, rows: IntArray) -> BoolArray:
        held, day = self._pairings, self._day
        counts = self._counts[held.stage.array[rows]]
        active: BoolArray = counts & (held.start.array[rows] <= day) & (day < held.end.array[rows])
        return active

    def _holds_parts(self, rows: IntArray) -> BoolArray:
        """Is each a county or in one? NOWHERE is not."""
        holds: BoolArray = (rows != NOWHERE) & (self._parties.kind.array[rows] >= PartyKind.COUNTY)
        return holds

    def parents(self, rows: IntArray) -> IntArray:
        """What these are part of, for those that are part of anything."""
        parent = self._parties.parent.array[rows]
        return parent[self._holds_parts(parent)]

    def children(self, rows: IntArray) -> IntArray:
        """Those among all that lies in these. No county holds much, and nothing above counts."""
        above = rows[self._holds_parts(rows)]
        inside = _ranges(above + 1, self._parties.end.array[above])
        wanted = np.zeros(len(self._parties), dtype=bool)
        wanted[above] = True
        children: IntArray = inside[wanted[self._parties.parent.array[inside]]]
        return children


def _runs(slots: IntArray, rows: IntArray) -> IntArray:
    """Places slots[row] up to slots[row + 1] of each row, one run after the other."""
    return _ranges(slots[rows], slots[rows + 1])


def _ranges(first: IntArray, last: IntArray) -> IntArray:
    """Numbers from each first up to its last, which is not among them, one run after the other."""
    sizes = last - first
    ends = np.cumsum(sizes)
    begin = np.repeat(first - (ends - sizes), sizes)
    ranges: IntArray = begin + np.arange(len(begin))
    return ranges
