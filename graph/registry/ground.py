"""What the rules on rights need to know of the ledger, asked of SQL within a transaction."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from graph.registry.tables import pairing, party
from graph.registry.who_may import County
from graph.words import PartyKind, Side, Stage

FEW = 500
"""Parties that are looked up one by one."""


class SqlGround:
    """The ledger as this connection sees it when it is first asked; see `graph.rights.Ground`."""

    def __init__(self, connection: Connection, more: Iterable[tuple[int, int]] = ()) -> None:
        """`more` are ids of donors and recipients whose pairings count although they no longer
        stand."""
        self._connection = connection
        self._more = tuple(more)
        self._parents: dict[int, tuple[int | None, str]] = {}
        self._supported: dict[int, frozenset[int]] = {}

    def _above(self, party_id: int) -> tuple[int | None, str]:
        """What a party lies in, and its kind. An unnamed village that got its name lies where it
        was counted."""
        p, found = party.c, self._parents
        if party_id not in found:
            chosen = select(p.id, p.parent_id, p.kind)
            # A few are looked up one by one; for many it is faster to read all.
            if len(found) < FEW:
                chosen = chosen.where(p.id == party_id)
            rows = self._connection.execute(chosen)
            found.update({row.id: (row.parent_id, row.kind) for row in rows})
        return found.setdefault(party_id, (None, ""))

    def lies_in(self, party_id: int, division_id: int) -> bool:
        above: int | None = party_id
        while above is not None and above != division_id:
            above = self._above(above)[0]
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
        found = {*self._more, *map(tuple, self._connection.execute(ends.distinct()))}
        counties = {
            self._county(recipient_id)
            for donor_id, recipient_id in found
            if self.lies_in(donor_id, district_id)
        }
        return frozenset(county for county in counties if county is not None)

    def county(self, party_id: int) -> County | None:
        """The county, or the district of the donor side, that a party is or lies in."""
        id_ = self._county(party_id)
        if id_ is None:
            return None
        row = self._connection.execute(
            select(party.c.name, party.c.side).where(party.c.id == id_)
        ).one()
        return County(row.name, row.side == Side.DONOR.text)

    def _county(self, party_id: int) -> int | None:
        above: int | None = party_id
        while above is not None:
            parent, kind = self._above(above)
            if kind == PartyKind.COUNTY.text:
                return above
            above = parent
        return None
