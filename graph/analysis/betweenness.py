"""How much of a network runs through each party: betweenness centrality.

Of all pairs of other parties of the network, a share has its shortest ways lead through the party;
where a pair has several shortest ways, each counts for its part. 0 is a party that stands at the
end of ways only, 1 one that every other pair meets at. Pairs without a way count as pairs.

Source: U. Brandes, A faster algorithm for betweenness centrality, 2001; here many ways are grown
at once, as columns of a matrix. networkx does one after another and serves as the oracle.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.language import say
from graph.network.columns import IntArray
from graph.network.graphs import BeyondBound, Cut, cut, matrix_of
from graph.network.snapshot import Snapshot

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_WORK = 400_000_000
"""Parties times links, both ways, times the steps of the longest way: about a second."""
AT_ONCE = 64
"""Parties from which ways are grown at once."""
PLACES = 12
"""Decimal places that are told: sums of parts differ in those behind."""

Floats = NDArray[np.float64]


class Between(NamedTuple):
    """A party and the share of pairs whose ways lead through it."""

    party: int
    share: float


def betweenness(snapshot: Snapshot, day: int, within: int | None = None) -> list[Between]:
    """The parties of a division's network (of everything for None) through which any way leads,
    most first, of equal ones in division order. Raises BeyondBound."""
    return snapshot.memo.get(
        (betweenness, day, within), lambda: _betweenness(snapshot, cut(snapshot, day, within))
    )


def _betweenness(snapshot: Snapshot, found: Cut) -> list[Between]:
    size = len(found.parties)
    if size < 3:
        return []
    _check(found, size * (size - 1))
    links = matrix_of(snapshot, found)
    through = np.zeros(size)
    for first in range(0, size, AT_ONCE):
        levels = _grown(found, links, np.arange(first, min(first + AT_ONCE, size)))
        through += _through(links, levels)
    shares = np.round(through / ((size - 1) * (size - 2)), PLACES)
    order = np.argsort(-shares, kind="stable")
    order = order[shares[order] > 0]
    pairs = zip(found.parties[order].tolist(), shares[order].tolist(), strict=True)
    return [Between(*pair) for pair in pairs]


def _check(found: Cut, work: int) -> None:
    if work > MOST_WORK:
        raise BeyondBound(
            say(
                "这里有 {parties:,} 个主体、{links:,} 条联系，"
                "算出经过每个主体的最短联系要等得太久；请选小一些的范围，如一个支援区或一个受援县",
                parties=len(found.parties),
                links=found.size - len(found.parties),
            )
        )


def _grown(found: Cut, links: "csr_array", sources: IntArray) -> list[Floats]:
    """For each distance (V, S): how many shortest ways lead from each source to each party that is
    so far away."""
    level = np.zeros((len(found.parties), len(sources)))
    level[sources, np.arange(len(sources))] = 1
    new = level == 0
    levels = []
    while level.any():
        levels.append(level)
        _check(found, len(levels) * len(found.parties) * links.nnz)
        level = np.where(new, links @ level, 0)
        new &= level == 0
    return levels


def _through(links: "csr_array", levels: list[Floats]) -> Floats:
    """(V,): the parts of the ways from these sources that lead through each party."""
    total = np.zeros(len(levels[0]))
    beyond = np.zeros(levels[0].shape)
    for near, far in reversed([*pairwise(levels[1:])]):
        lent = np.divide(1 + beyond, far, out=np.zeros_like(far), where=far > 0)
        beyond = near * (links @ lent)
        total += beyond.sum(axis=1)
    return total
