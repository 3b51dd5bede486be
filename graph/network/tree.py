"""The forest of parties as arrays: the order of rows, and what lies in what."""

from collections.abc import Sequence

import numpy as np

from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind


def preorder(parent: IntArray, kinds: IntArray, keys: Sequence[str]) -> tuple[IntArray, IntArray]:
    """The row of each node of a forest, and the row after its last descendant.

    `parent` holds indexes, NOWHERE for a root. Siblings come by key, divisions before
    organisations. Both results have the shape of `parent`.
    """
    count = len(parent)
    depth = _depths(parent)
    size = np.ones(count, dtype=np.int64)
    for level in range(int(depth.max(initial=0)), 0, -1):
        here = np.flatnonzero(depth == level)
        np.add.at(size, parent[here], size[here])
    rank = np.empty(count, dtype=np.int64)
    rank[sorted(range(count), key=keys.__getitem__)] = np.arange(count)
    order = np.lexsort((rank, kinds > PartyKind.VILLAGE, parent))
    before = np.cumsum(size[order]) - size[order]
    first = np.searchsorted(parent[order], parent[order])
    offset = np.empty(count, dtype=np.int64)
    offset[order] = before - before[first] if count else before
    row = offset.copy()
    for level in range(1, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero(depth == level)
        row[here] += row[parent[here]] + 1
    return row, row + size


def lies_in(parent: IntArray, kinds: IntArray, kind: PartyKind) -> IntArray:
    """For each row the row of this kind that it is or lies in; parents are rows, preorder."""
    found = np.where(kinds == kind, np.arange(len(kinds)), NOWHERE)
    depth = _depths(parent)
    for level in range(1, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero((depth == level) & (found == NOWHERE))
        found[here] = found[parent[here]]
    return found


def _depths(parent: IntArray) -> IntArray:
    """How many divisions each node lies in; the database keeps the parents free of cycles."""
    depth = np.zeros(len(parent), dtype=np.int32)
    above = parent.copy()
    while (deeper := above >= 0).any():
        depth += deeper
        above = np.where(deeper, parent[above], NOWHERE)
    return depth
