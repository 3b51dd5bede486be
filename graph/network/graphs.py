"""Graphs cut from the snapshot for networkx: the parties of a scope, and what links them.

A cut holds the pairings that are signed and active on the day and have an end in a division, the
recipient when it lies on the recipient side, else the donor; both their ends; and whatever these
lie in, as far as that is a county or in one, each a part of its parent. These are the links along
which `graph.analysis.neighbourhood` looks for a way: in the cut of everything two parties of
pairings hang together just when there is a way between them.

How large a cut would be is counted over columns, before anything is built.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import Invalid
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

MOST_SIZE = 60_000
"""Parties and links of a cut that becomes a graph: about a second of networkx. All of Beijing has
about 50,000."""


class BeyondBound(Invalid):
    """A graph for which the answer would be waited for too long; the text says the way out."""

    code = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Cut:
    """Parties and links, as rows of the snapshot, each array rising."""

    parties: IntArray
    """(V,): ends of the pairings, and what they lie in."""
    pairings: IntArray
    """(E,)."""
    parts: IntArray
    """(K,): parties whose parent is among the parties too, a county or in one."""

    @property
    def size(self) -> int:
        return len(self.parties) + len(self.pairings) + len(self.parts)

    def check(self) -> None:
        """Raises BeyondBound when it is larger than MOST_SIZE."""
        if self.size > MOST_SIZE:
            raise BeyondBound(
                say(
                    "这里有 {parties:,} 个主体、{pairings:,} 条已签订的结对关系，"
                    "连同隶属共 {size:,} 项，多于一次能算的 {most:,} 项；"
                    "请选小一些的范围，如一个支援区、一个受援省或一个县",
                    parties=len(self.parties),
                    pairings=len(self.pairings),
                    size=self.size,
                    most=MOST_SIZE,
                )
            )


def cut(snapshot: Snapshot, day: int, within: int | None = None) -> Cut:
    """The network of a division, or of everything for None, on a day; kept with the snapshot."""
    return snapshot.memo.get((cut, day, within), lambda: _cut(snapshot, day, within))


def _cut(snapshot: Snapshot, day: int, within: int | None) -> Cut:
    held, parties = snapshot.pairings, snapshot.parties
    chosen = (held.stage.array == Stage.SIGNED) & (held.start.array <= day)
    chosen &= day < held.end.array
    if within is not None:
        end = held.donor if parties.is_donor(within) else held.recipient
        chosen &= (within <= end.array) & (end.array < parties.end.at[within])
    pairings = np.flatnonzero(chosen).astype(np.int32)
    ends = np.concatenate([held.donor.array[pairings], held.recipient.array[pairings]])
    here = np.zeros(len(parties), dtype=bool)
    level = ends
    while len(level):
        new = np.zeros(len(parties), dtype=bool)
        new[level] = True
        new &= ~here
        here |= new
        level = _wholes(snapshot, np.flatnonzero(new))
        level = level[level != NOWHERE]
    rows = np.flatnonzero(here).astype(np.int32)
    return Cut(rows, pairings, rows[_wholes(snapshot, rows) != NOWHERE])


def graph_of(snapshot: Snapshot, found: Cut) -> "nx.Graph[int]":
    """The cut as a graph whose nodes are rows of parties, parallel pairings as one edge: `single`
    says which pairings have no other beside them. Raises BeyondBound."""
    # It takes 0.2 s to import, and few commands need it.
    import networkx as nx  # noqa: PLC0415

    found.check()
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(found.parties.tolist())
    one, other = _ends(snapshot, found)
    graph.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    return graph


def single(snapshot: Snapshot, found: Cut) -> dict[tuple[int, int], int]:
    """By donor and recipient: the only pairing of the cut between the two, where it is the only
    one."""
    ends = zip(
        *(each[: len(found.pairings)].tolist() for each in _ends(snapshot, found)), strict=True
    )
    kept: dict[tuple[int, int], int] = {}
    doubled = set()
    for pair, pairing in zip(ends, found.pairings.tolist(), strict=True):
        if kept.setdefault(pair, pairing) != pairing:
            doubled.add(pair)
    return {pair: pairing for pair, pairing in kept.items() if pair not in doubled}


def matrix_of(snapshot: Snapshot, found: Cut) -> "csr_array":
    """The cut as a symmetric matrix of places among its parties, 1 where two are linked."""
    # It takes 0.1 s to import, and few commands need it.
    from scipy.sparse import csr_array  # noqa: PLC0415

    size = len(found.parties)
    place = np.empty(len(snapshot.parties), dtype=np.int32)
    place[found.parties] = np.arange(size)
    one, other = (place[ends] for ends in _ends(snapshot, found))
    places = np.concatenate([one, other]), np.concatenate([other, one])
    matrix = csr_array((np.ones(len(places[0])), places), shape=(size, size))
    # Parallel pairings were added up.
    matrix.data[:] = 1
    return matrix


def _ends(snapshot: Snapshot, found: Cut) -> tuple[IntArray, IntArray]:
    """Rows of what each pairing and then each part links: donor and recipient, part and whole."""
    held, parent = snapshot.pairings, snapshot.parties.parent
    return (
        np.concatenate([held.donor.array[found.pairings], found.parts]),
        np.concatenate([held.recipient.array[found.pairings], parent.array[found.parts]]),
    )


def _wholes(snapshot: Snapshot, rows: IntArray) -> IntArray:
    """The parent of each, NOWHERE when it is neither a county nor in one."""
    parties = snapshot.parties
    parent = parties.parent.array[rows]
    low = (parent != NOWHERE) & (parties.kind.array[parent] >= PartyKind.COUNTY)
    wholes: IntArray = np.where(low, parent, NOWHERE)
    return wholes
