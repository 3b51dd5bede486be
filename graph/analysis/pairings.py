"""Lists of pairings: those of a scope, those of a party, on a day or of all days.

Every list is in the order of `pairings.by_recipient`: recipient, donor, start, key. Cancelled
pairings come only when `stages` names them. With a day only those come whose span holds it, a
cancelled one that was asked for too.
"""

from collections.abc import Callable, Collection

import numpy as np

from graph.analysis.coverage import span
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Pairings, Snapshot
from graph.words import Side, Stage

STANDING = (Stage.NEGOTIATING, Stage.PLANNED, Stage.SIGNED)
"""The stages that a list shows when none is named."""


def find_pairings(
    snapshot: Snapshot,
    within: int | None = None,
    donor_within: int | None = None,
    stages: Collection[Stage] | None = None,
    day: int | None = None,
) -> IntArray:
    """Rows of the pairings whose recipient is or lies in `within`, whose donor in `donor_within`.

    Both are rows of divisions, None for everywhere; `day` is a number as in `graph.days`, None
    for all days. Returns an int32 array.
    """
    pairings = snapshot.pairings
    first, last = span(snapshot, within)
    slot = pairings.recipient_slot.at
    rows = pairings.by_recipient.array[slot[first] : slot[last]]
    keep = _staged(pairings, rows, stages)
    if donor_within is not None:
        low, high = span(snapshot, donor_within)
        donor = pairings.donor.array[rows]
        keep &= (low <= donor) & (donor < high)
    if day is not None:
        keep &= (pairings.start.array[rows] <= day) & (day < pairings.end.array[rows])
    return rows[keep]


def pairings_of(
    snapshot: Snapshot,
    party: int,
    role: Side | None = None,
    stages: Collection[Stage] | None = None,
    day: int | None = None,
) -> list[int]:
    """Rows of the pairings at whose end this party stands, in the order of every list."""
    return pairings_finder(snapshot, role, stages, day)(party)


def pairings_finder(
    snapshot: Snapshot,
    role: Side | None = None,
    stages: Collection[Stage] | None = None,
    day: int | None = None,
) -> Callable[[int], list[int]]:
    """`pairings_of` for one party after another.

    It reads columns singly and gives lists, no arrays, because most parties have few pairings.
    """
    pairings = snapshot.pairings
    stage, start, end = pairings.stage.at, pairings.start.at, pairings.end.at
    wanted = frozenset(map(int, STANDING if stages is None else stages))
    given, given_slot = pairings.by_donor.at, pairings.donor_slot.at
    taken, taken_slot = pairings.by_recipient.at, pairings.recipient_slot.at
    if role is Side.DONOR:
        taken, taken_slot = given, given_slot
    elif role is Side.RECIPIENT:
        given, given_slot = taken, taken_slot

    def find(party: int) -> list[int]:
        # A party stands on one side for good, so one of the two is empty, and each is in order.
        first, last = taken_slot[party], taken_slot[party + 1]
        rows = taken[first:last] if first < last else _slice(given, given_slot, party)
        if day is None:
            return [row for row in rows if stage[row] in wanted]
        return [row for row in rows if stage[row] in wanted and start[row] <= day < end[row]]

    return find


def _slice(order: memoryview, slot: memoryview, party: int) -> memoryview:
    return order[slot[party] : slot[party + 1]]


def _staged(pairings: Pairings, rows: IntArray, stages: Collection[Stage] | None) -> BoolArray:
    wanted = np.zeros(len(Stage), dtype=bool)
    wanted[[int(stage) for stage in (STANDING if stages is None else stages)]] = True
    return wanted[pairings.stage.array[rows]]
