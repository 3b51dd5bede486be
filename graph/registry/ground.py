"""What the rules on rights need to know of the ledger, asked of SQL within a transaction."""

from functools import cached_property

from sqlalchemy import Connection, select

from graph.registry.tables import pairing, party
from graph.words import PartyKind, Stage


class SqlGround:
    """The ledger as this connection sees it when it is first asked; see `graph.rights.Ground`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._supported: dict[int, frozenset[int]] = {}

    @cached_property
    def _parents(self) -> dict[int, tuple[int | None, str]]:
        """What each party lies in, and its kind. An unnamed village that got its name lies where
        it was counted."""
        found = self._connection.execute(select(party.c.id, party.c.parent_id, party.c.kind))
        return {row.id: (row.parent_id, row.kind) for row in found}

    def lies_in(self, party_id: int, division_id: int) -> bool:
        above: int | None = party_id
        while above is not None and above != division_id:
            above = self._parents.get(above, (None, ""))[0]
        return above is not None

    def supports(self, district_id: int, party_id: int) -> bool:
        if district_id not in self._supported:
            self._supported[district_id] = self._counties_of(district_id)
        county = self._county(party_id)
        return county is not None and county in self._supported[district_id]

    def _counties_of(self, district_id: int) -> frozenset[int]:
        p = pairing.c
        ends = select(p.donor_id, p.recipient_id).where(
            p.retracted == 0, p.stage != Stage.CANCELLED.text
        )
        counties = {
            self._county(row.recipient_id)
            for row in self._connection.execute(ends.distinct())
            if self.lies_in(row.donor_id, district_id)
        }
        return frozenset(county for county in counties if county is not None)

    def _county(self, party_id: int) -> int | None:
        above: int | None = party_id
        while above is not None:
            parent, kind = self._parents.get(above, (None, ""))
            if kind == PartyKind.COUNTY.text:
                return above
            above = parent
        return None
