"""What surrounds a party, and the shortest way between two (`schema.graphql`: network, path).

What links parties is told in `graph.analysis.links`. Days are numbers as in `graph.days`, rows are
rows of the snapshot's parties or pairings.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from graph.analysis.links import Links
from graph.analysis.pairings import STANDING, pairings_of
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.words import Stage

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
    links = Links(snapshot, day, STANDING)
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
    return Neighbourhood(parties, distances, *links.between(parties), truncated)


def reach(snapshot: Snapshot, day: int, center: int, hops: int) -> list[list[int]]:
    """Everybody at most `hops` links from `center`: of each distance, from 0 on, the rows by kind
    and key. Distances at which there is nobody are left out, being the last."""
    return snapshot.memo.get(
        (reach, day, center, hops),
        lambda: [
            _first(snapshot.parties, level, len(level))
            for level in islice(Links(snapshot, day, STANDING).levels(center), hops + 1)
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
    around = Links(snapshot, day, STANDING).parts_beside(party)
    return [*found, *(Tie(other, NOWHERE) for other in around if other in others)]


def shortest_path(snapshot: Snapshot, day: int, start: int, goal: int) -> Neighbourhood | None:
    """The parties along a shortest way, over active signed pairings; of several ways that whose
    keys come first. None when there is no way."""
    links = Links(snapshot, day, (Stage.SIGNED,))
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
    return Neighbourhood(way, list(range(len(way))), *links.between(way))


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
