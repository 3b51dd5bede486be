"""What the rules on rights need to know of the ledger, asked of a snapshot: what pages show."""

import numpy as np

from graph.network.snapshot import NOWHERE, Snapshot
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
