"""Who gave to whom on one day, and who gives to whom on another: what was gained, what was lost.

Days are numbers as in `graph.days`; rows are rows of the snapshot's parties.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.analysis.cover_counts import Slice
from graph.analysis.coverage import runs, supported
from graph.analysis.covering import active_on
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot


@dataclass(frozen=True, slots=True)
class Ties:
    """T pairs of a recipient and a donor with an active pairing on one of the two days, by
    recipient and then by donor; all arrays are alike in length."""

    recipient: IntArray
    donor: IntArray
    was: IntArray
    """int8: the best Stage of theirs on the earlier day, NOWHERE for none; so is `now` on the
    later one."""
    now: IntArray

    @property
    def gained(self) -> BoolArray:
        found: BoolArray = self.was == NOWHERE
        return found

    @property
    def lost(self) -> BoolArray:
        found: BoolArray = self.now == NOWHERE
        return found


def ties_between(
    snapshot: Snapshot, since: int, until: int, places: Iterable[Slice], donors: Slice | None = None
) -> Ties:
    """Of all pairings whose recipient lies in one of the disjoint, rising runs `places`, and whose
    donor lies in the run `donors` (anywhere for None). A cancelled pairing counts on no day."""
    pairings, count = snapshot.pairings, len(snapshot.parties)
    slot, order = pairings.recipient_slot.at, pairings.by_recipient.array
    parts = [order[slot[first] : slot[last]] for first, last in places]
    rows = np.concatenate(parts) if parts else order[:0]
    if donors is not None:
        donor = pairings.donor.array[rows]
        rows = rows[(donor >= donors[0]) & (donor < donors[1])]
    then, later = (rows[active_on(snapshot, day)[rows]] for day in (since, until))
    both = np.concatenate([then, later])
    key = pairings.recipient.array[both].astype(np.int64) * count + pairings.donor.array[both]
    keys, at = np.unique(key, return_inverse=True)
    stage = pairings.stage.array[both]
    was, now = (np.full(len(keys), NOWHERE, dtype=np.int8) for _ in range(2))
    np.maximum.at(was, at[: len(then)], stage[: len(then)])
    np.maximum.at(now, at[len(then) :], stage[len(then) :])
    recipient, donor = np.divmod(keys, count)
    return Ties(recipient, donor, was, now)


def supported_between(snapshot: Snapshot, since: int, until: int, district: int) -> list[Slice]:
    """Runs of the counties and townships that a donor district itself supports on one of the two
    days, as in `coverage.supported`."""
    both = (supported(snapshot, day, district) for day in (since, until))
    return runs(snapshot, {row for rows in both for row in rows})
