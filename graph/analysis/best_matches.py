"""What people mean by a few letters: parties best first, pairings by number, programmes by name.

`graph.analysis.search` says what matches, and ranks it as the contract does. Here the likeliest
comes first, whatever its kind: who types `dx` means 大兴区 (`dxq`) rather than one of the villages
whose whole name has these initials.
"""

from collections import Counter

import numpy as np

from graph.analysis.search import matches
from graph.naming import normalise
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Snapshot
from graph.words import PartyKind


def best_parties(snapshot: Snapshot, text: str) -> IntArray:
    """Rows of the parties that match (int64), likeliest first.

    First come counties and what is wider with a line that is the text or starts with it, then
    whatever is the text, starts with it, contains it. Within each: whole lines, those that stand
    in pairings, wider kinds, and then in order.
    """
    rows, ranks = matches(snapshot, text)
    kind = snapshot.parties.kind.array[rows]
    wide = (kind <= PartyKind.COUNTY) & (ranks <= 1)
    step = np.where(wide, -1, ranks)
    order = np.lexsort((rows, kind, ~_paired(snapshot)[rows], ranks, step))
    best: IntArray = rows[order]
    return best


def _paired(snapshot: Snapshot) -> BoolArray:
    """bool (P,): does the party stand in any pairing?"""
    held = snapshot.pairings
    given, taken = np.diff(held.donor_slot.array), np.diff(held.recipient_slot.array)
    paired: BoolArray = (given > 0) | (taken > 0)
    return paired


def numbered_pairings(snapshot: Snapshot, text: str) -> IntArray:
    """Rows of the pairings whose own number or whose agreement's contains the text (int32): those
    that are it, that start with it, that contain it; none for a text that says nothing."""
    sought = normalise(text).lower()
    if not sought:
        return np.zeros(0, dtype=np.int32)
    lines = snapshot.memo.get(numbered_pairings, lambda: _numbers(snapshot))
    found: tuple[list[int], ...] = ([], [], [])
    whole, start = f"\n{sought}\n", f"\n{sought}"
    for row, line in enumerate(lines):
        if sought in line:
            found[0 if whole in line else 1 if start in line else 2].append(row)
    return np.array([row for rows in found for row in rows], dtype=np.int32)


def _numbers(snapshot: Snapshot) -> list[str]:
    """Of each pairing its number and its agreement's, a line each, with a line end before the
    first too."""
    text, ids = snapshot.pairings.text, snapshot.pairings.id.array.tolist()
    return [f"\n{text.key[id_]}\n{text.agreement[id_] or ''}\n".lower() for id_ in ids]


def programmes(snapshot: Snapshot) -> dict[str, int]:
    """Every programme with how many pairings of all days and stages stand under it, most first."""
    return snapshot.memo.get(programmes, lambda: _programmes(snapshot))


def _programmes(snapshot: Snapshot) -> dict[str, int]:
    texts = snapshot.pairings.text.programme
    counts = Counter(texts[id_] for id_ in snapshot.pairings.id.array.tolist())
    known = sorted((-number, name) for name, number in counts.items() if name)
    return {name: -number for number, name in known}


def under_programme(snapshot: Snapshot, name: str, rows: IntArray) -> BoolArray:
    """bool (n,): which of these pairings stand under the programme of exactly this name."""
    texts, ids = snapshot.pairings.text.programme, snapshot.pairings.id.array[rows].tolist()
    return np.array([texts[id_] == name for id_ in ids], dtype=bool)


def named_programmes(snapshot: Snapshot, text: str) -> list[str]:
    """Programmes whose name contains the text, those that start with it first."""
    sought = normalise(text).lower()
    spelled = {name: normalise(name).lower() for name in programmes(snapshot)}
    found = [name for name in spelled if sought and sought in spelled[name]]
    return sorted(found, key=lambda name: not spelled[name].startswith(sought))
