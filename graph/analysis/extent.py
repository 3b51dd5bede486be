"""Which parties and links a network file holds: around a party, or all pairings of a scope.

Links are those of `graph.analysis.links` over standing pairings, each between two parties that are
there too. How many there are is counted over columns, before anything is built.
"""

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.links import Links
from graph.analysis.neighbourhood import Neighbourhood, reach
from graph.analysis.pairings import STANDING, find_pairings
from graph.language import say
from graph.network.graphs import BeyondBound
from graph.network.snapshot import Snapshot

MOST_SIZE = 60_000
"""Parties and links of a file: some seconds to write. A district of Beijing has a tenth of it."""


def around(snapshot: Snapshot, day: int, center: int, hops: int) -> Neighbourhood:
    """All at most `hops` links from a party, with every link between two of them. Raises
    BeyondBound."""
    levels = reach(snapshot, day, center, hops)
    parties = [row for level in levels for row in level]
    distances = [distance for distance, level in enumerate(levels) for _ in level]
    _check(len(parties), 0, say("请少走几步，或换一个主体"))
    return _linked(snapshot, day, parties, distances, say("请少走几步，或换一个主体"))


def scope(
    snapshot: Snapshot, day: int, within: int | None = None, district: int | None = None
) -> Neighbourhood:
    """The ends of all standing pairings that have an end in the division `within` and a donor in
    `district` (everywhere for None), in division order, with every link between two of them: these
    pairings, and who is part of whom. Raises BeyondBound."""
    parties, held = snapshot.parties, snapshot.pairings
    is_donor = within is not None and parties.is_donor(within)
    donors, recipients = (within, None) if is_donor else (None, within)
    rows = find_pairings(snapshot, recipients, donors, STANDING, day)
    first, last = span(snapshot, district)
    donor = held.donor.array[rows]
    rows = rows[(first <= donor) & (donor < last)]
    ends = np.unique(np.concatenate([held.donor.array[rows], held.recipient.array[rows]]))
    way = say("请选小一些的范围，如一个支援区、一个受援省或一个县")
    _check(len(ends), len(rows), way)
    return _linked(snapshot, day, ends.tolist(), [], way)


def _linked(
    snapshot: Snapshot, day: int, parties: list[int], distances: list[int], way: str
) -> Neighbourhood:
    pairings, parts = Links(snapshot, day, STANDING).between(parties)
    _check(len(parties), len(pairings) + len(parts), way)
    return Neighbourhood(parties, distances, pairings, parts)


def _check(parties: int, links: int, way: str) -> None:
    if parties + links > MOST_SIZE:
        raise BeyondBound(
            say(
                "这个网络至少有 {parties:,} 个主体、{links:,} 条联系，"
                "多于一个文件能写的 {most:,} 项；{way}",
                parties=parties,
                links=links,
                most=MOST_SIZE,
                way=way,
            )
        )
