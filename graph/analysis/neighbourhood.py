"""What surrounds a party, and the shortest way between two (`schema.graphql`: network, path).

Parties are linked by pairings that are active on a day, and each division and organisation is part
of its parent as far as that is a county or lies in one: nothing is linked to what is above
counties. Links are walked either way. Days are numbers as in `graph.days`, rows are rows of the
snapshot's parties or pairings.

Only what is reached is read, level by level over whole columns: the work grows with the links of
the parties found, not with the ledger.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from graph.analysis.pairings import STANDING, pairings_of
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.words import PartyKind, Stage

MOST_HOPS = 4
MOST_NODES = 2000


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Some parties, and every link between two of them."""

    parties: list[int]
    """Rows by distance, kind and key."""
    distances: list[int]
    """Of each of these."""
    pairings: list[int]
    """Rows in the order of every list of pairings: recipient, donor, start, key."""
    parts: list[int]
    """Rows of those whose parent is here too, in division order."""
    truncated: bool = False
    """Were more parties reached than were asked for?"""


def neighbourhood(
    snapshot: Snapshot, day: int, center: int, hops: int = 1, limit: int = MOST_NODES
) -> Neighbourhood:
    """The first `limit` parties at most `hops` links from `center`, over active signed, planned
    and negotiating pairings."""
    links = _Links(snapshot, day, STANDING)
    parties: list[int] = []
    distances: list[int] = []
    truncated = False
    for distance, level in enumerate(islice(links.levels(center), hops + 1)):
        taken = _first(snapshot.parties, level, limit - len(parties))
        parties += taken
        distances += [distance] * len(taken)
        truncated = len(taken) < len(level)
        if truncated:
            break
    return links.between(parties, distances, truncated=truncated)


def reach(snapshot: Snapshot, day: int, center: int, hops: int) -> list[list[int]]:
    """Everybody at most `hops` links from `center`: of each distance, from 0 on, the rows by kind
    and key. Distances at which there is nobody are left out, being the last."""
    return snapshot.memo.get(
        (reach, day, center, hops),
        lambda: [
            _first(snapshot.parties, level, len(level))
            for level in islice(_Links(snapshot, day, STANDING).levels(center), hops + 1)
        ],
    )


class Tie(NamedTuple):
    """A link of a party to another, which is a row; so is the pairing, NOWHERE where one of the two
    is part of the other."""

    party: int
    pairing: int


def ties(snapshot: Snapshot, day: int, party: int, others: Collection[int]) -> list[Tie]:
    """The links of a party to any of these, as `neighbourhood` walks them: pairings in the order of
    every list, then what it is part of, then its parts."""
    held, found = snapshot.pairings, []
    for row in pairings_of(snapshot, party, day=day):
        donor, recipient = held.donor.at[row], held.recipient.at[row]
        other = recipient if donor == party else donor
        if other in others:
            found.append(Tie(other, row))
    around = _Links(snapshot, day, STANDING).parts_beside(party)
    return [*found, *(Tie(other, NOWHERE) for other in around if other in others)]


def shortest_path(snapshot: Snapshot, day: int, start: int, goal: int) -> Neighbourhood | None:
    """The parties along a shortest way, over active signed pairings; of several ways that whose
    keys come first. None when there is no way."""
    links = _Links(snapshot, day, (Stage.SIGNED,))
    left = np.full(len(snapshot.parties), NOWHERE, dtype=np.int32)
    for distance, level in enumerate(links.levels(goal)):
        left[level] = distance
        if left[start] != NOWHERE:
            break
    else:
        return None
    way = [start]
    while way[-1] != goal:
        beside = links.beside(np.array(way[-1:]))
        nearer = beside[left[beside] == left[way[-1]] - 1].tolist()
        way.append(min(nearer, key=snapshot.parties.key))
    return links.between(way, list(range(len(way))))


class _Links:
    """The links of one day."""

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
        pairings, (given, taken) = self._pairings, self._of(rows)
        return np.concatenate(
            [
                pairings.recipient.array[given],
                pairings.donor.array[taken],
                self._parents(rows),
                self._children(rows),
            ]
        )

    def parts_beside(self, party: int) -> list[int]:
        """What it is part of, then its parts."""
        row = np.array([party])
        return [*self._parents(row).tolist(), *self._children(row).tolist()]

    def between(
        self, parties: list[int], distances: list[int], *, truncated: bool = False
    ) -> Neighbourhood:
        """These parties with every link between two of them."""
        rows = np.sort(np.array(parties))
        here = np.zeros(len(self._parties), dtype=bool)
        here[rows] = True
        _, taken = self._of(rows)
        pairings = taken[here[self._pairings.donor.array[taken]]]
        parent = self._parties.parent.array[rows]
        parts = rows[self._holds_parts(parent) & here[parent]]
        return Neighbourhood(parties, distances, pairings.tolist(), parts.tolist(), truncated)

    def _of(self, rows: IntArray) -> tuple[IntArray, IntArray]:
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

    def _parents(self, rows: IntArray) -> IntArray:
        parent = self._parties.parent.array[rows]
        return parent[self._holds_parts(parent)]

    def _children(self, rows: IntArray) -> IntArray:
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


def _first(parties: Parties, rows: IntArray, size: int) -> list[int]:
    """The first of these by kind and key."""
    kinds = parties.kind.array[rows]
    keys = parties.text.key
    found: list[int] = []
    for kind in np.unique(kinds).tolist():
        if len(found) >= size:
            break
        same = rows[kinds == kind]
        named = zip(
            map(keys.__getitem__, parties.id.array[same].tolist()), same.tolist(), strict=True
        )
        found += [row for _, row in sorted(named)]
    return found[:size]
