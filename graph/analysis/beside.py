"""Who stands directly beside a party, in the order in which it matters to whoever looks.

First what it is part of. Then the other ends of its pairings, the best stage first (signed,
planned, negotiating), wide divisions before narrow ones and before organisations. Then its parts:
those with target villages that are neither covered nor planned, the others that have pairings, the
rest. What is alike comes in division order, so the order is total. Links are those of
`graph.analysis.links` over standing pairings; rows are rows of the snapshot's parties.
"""

from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import View, village_cover
from graph.analysis.covering import active_on
from graph.analysis.links import Links
from graph.analysis.pairings import STANDING
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Snapshot
from graph.words import Cover


class Beside(NamedTuple):
    """Rows in their order. The last of them, `idle`, are parts without open villages and without
    pairings of their own."""

    rows: list[int]
    idle: int


def beside(snapshot: Snapshot, view: View, party: int) -> Beside:
    """The parties linked to this one, each once: those that `reach` finds at distance 1.

    The day of the view says which pairings count, its target and `exited` which villages do.
    """
    links, row = Links(snapshot, view.day, STANDING), np.array([party])
    wholes, partners = links.parents(row), _partners(snapshot, links, row)
    parts, idle = _parts(snapshot, view, links.children(row))
    rows = dict.fromkeys([*wholes.tolist(), *partners.tolist(), *parts.tolist()])
    return Beside(list(rows), idle)


def _partners(snapshot: Snapshot, links: Links, row: IntArray) -> IntArray:
    """The other ends of its pairings, doubled ones too: the best of them comes first."""
    held, kind = snapshot.pairings, snapshot.parties.kind.array
    given, taken = links.pairings_of(row)
    others = np.concatenate([held.recipient.array[given], held.donor.array[taken]])
    stage = held.stage.array[np.concatenate([given, taken])].astype(np.int32)
    return others[np.lexsort((others, kind[others], -stage))]


def _parts(snapshot: Snapshot, view: View, parts: IntArray) -> tuple[IntArray, int]:
    """The parts in their order, and how many of them are idle."""
    if not len(parts):
        return parts, 0
    cover = village_cover(snapshot, view)
    open_before = np.concatenate([[0], np.cumsum(cover.cover.array > Cover.PLANNED)])
    ends = snapshot.parties.end.array[parts]
    first, last = (np.searchsorted(cover.rows.array, rows) for rows in (parts, ends))
    is_open = open_before[last] > open_before[first]
    is_paired = _paired(snapshot, view.day)[parts]
    order = np.lexsort((parts, ~is_paired, ~is_open))
    return parts[order], int(np.count_nonzero(~is_open & ~is_paired))


def _paired(snapshot: Snapshot, day: int) -> BoolArray:
    """(P,): does the party stand at an end of an active pairing that is not cancelled?"""

    def make() -> BoolArray:
        held = snapshot.pairings
        standing = active_on(snapshot, day)
        paired = np.zeros(len(snapshot.parties), dtype=bool)
        paired[held.donor.array[standing]] = True
        paired[held.recipient.array[standing]] = True
        return paired

    return snapshot.memo.get((_paired, day), make)
