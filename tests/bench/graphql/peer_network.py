"""The Strawberry peer's network around a party: breadth first, one statement of a kind a level."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from peer_reading import active
from peer_tables import Pairing, Party
from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.words import PartyKind

# PART_OF goes from a child to its parent, up to the county.
LOCAL = tuple(kind.text for kind in PartyKind if kind >= PartyKind.COUNTY)


class Reached(NamedTuple):
    """A party, and how far from the centre; ordered as the nodes of an answer are."""

    distance: int
    kind: PartyKind
    key: str
    id: int
    parent_id: int | None


class Surroundings(NamedTuple):
    nodes: list[tuple[int, Party]]
    pairings: list[Pairing]
    parts: list[tuple[Party, Party]]
    truncated: bool


def surroundings(session: Session, center: Party, hops: int, at: date, limit: int) -> Surroundings:
    """The first `limit` parties around the centre, and what joins them on the day.

    A level behind the limit is never walked from: its parties would come last.
    """
    found = _reached(session, [center.id], 0)
    level = list(found.values())
    while level and level[0].distance < hops and len(found) <= limit:
        near = _beside(session, level, at) - found.keys()
        reached = _reached(session, near, level[0].distance + 1)
        found.update(reached)
        level = list(reached.values())
    kept = {one.id: one.distance for one in sorted(found.values())[:limit]}
    rows = session.scalars(select(Party).where(Party.id.in_(kept)))
    parties = {party.id: party for party in rows}
    nodes = [(distance, parties[id_]) for id_, distance in kept.items()]
    ends = (Pairing.donor_id.in_(kept), Pairing.recipient_id.in_(kept))
    pairings = list(session.scalars(select(Pairing).where(*ends, active(at))))
    parts = [
        (party, parties[party.parent_id])
        for party in parties.values()
        if party.parent_id in parties and parties[party.parent_id].kind in LOCAL
    ]
    return Surroundings(nodes, pairings, parts, len(found) > limit)


def _reached(session: Session, ids: Collection[int], distance: int) -> dict[int, Reached]:
    statement = select(Party.kind, Party.key, Party.id, Party.parent_id).where(Party.id.in_(ids))
    rows = session.execute(statement)
    return {row.id: Reached(distance, PartyKind.named(row.kind), *row[1:]) for row in rows}


def _beside(session: Session, level: Iterable[Reached], at: date) -> set[int]:
    ids = [one.id for one in level]
    near = set(
        session.scalars(select(Pairing.recipient_id).where(Pairing.donor_id.in_(ids), active(at)))
    )
    near.update(
        session.scalars(select(Pairing.donor_id).where(Pairing.recipient_id.in_(ids), active(at)))
    )
    local = [one.id for one in level if one.kind >= PartyKind.COUNTY]
    near.update(
        session.scalars(select(Party.id).where(Party.parent_id.in_(local), Party.retracted == 0))
    )
    parents = {one.parent_id for one in level if one.parent_id is not None}
    statement = select(Party.id).where(Party.id.in_(parents), Party.kind.in_(LOCAL))
    near.update(session.scalars(statement))
    return near
