"""What the rules on rights need to know of the ledger, asked of a snapshot: what pages show."""

import numpy as np

from graph.network.columns import BoolArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.rights import Actor, may_pair
from graph.words import Stage


class SnapshotGround:
    """See `graph.rights.Ground`; parties are named by their SQL ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def lies_in(self, party_id: int, division_id: int) -> bool:
        row, outer = self._row(party_id), self._row(division_id)
        return row != NOWHERE != outer and self._snapshot.parties.inside(row, outer)

    def supports(self, district_id: int, party_id: int) -> bool:
        row = self._row(party_id)
        county = NOWHERE if row == NOWHERE else self._snapshot.parties.county.at[row]
        return county in self._snapshot.memo.get(
            ("counties supported", district_id), lambda: self._counties_of(district_id)
        )

    def _counties_of(self, district_id: int) -> frozenset[int]:
        """Rows of the counties."""
        row, parties, pairings = (
            self._row(district_id),
            self._snapshot.parties,
            self._snapshot.pairings,
        )
        if row == NOWHERE:
            return frozenset()
        donor = pairings.donor.array
        own = (donor >= row) & (donor < parties.end.at[row])
        own &= pairings.stage.array != Stage.CANCELLED
        counties = np.unique(parties.county.array[pairings.recipient.array[own]])
        return frozenset(counties[counties != NOWHERE].tolist())

    def _row(self, party_id: int) -> int:
        rows = self._snapshot.parties.row_of_id.at
        return rows[party_id] if party_id < len(rows) else NOWHERE


def may_pair_each(actor: Actor, snapshot: Snapshot) -> BoolArray:
    """By its row, whether the actor may write each pairing; `graph.rights` is asked once for each
    donor and lead that occur together."""
    held, size = snapshot.pairings, len(snapshot.pairings)
    if actor.may_all or not actor.may_write:
        return np.full(size, actor.may_all)

    def judge() -> BoolArray:
        ground, ids = SnapshotGround(snapshot), snapshot.parties.id.at
        leads = len(snapshot.parties) - NOWHERE
        # One number for both; a lead that is nowhere becomes 0.
        ends = held.donor.array.astype(np.int64) * leads + (held.lead.array - NOWHERE)
        pairs, place = np.unique(ends, return_inverse=True)
        allowed = [
            may_pair(actor, ground, ids[donor], ids[lead + NOWHERE] if lead else None)
            for donor, lead in (divmod(pair, leads) for pair in pairs.tolist())
        ]
        each: BoolArray = np.array(allowed, dtype=bool)[place]
        return each

    return snapshot.memo.get(("may pair each", actor.role, actor.division_id), judge)
