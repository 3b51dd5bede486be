"""What donors offer and what they have already, as the ledger says it within a transaction."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from graph.language import say
from graph.registry.tables import capacity, pairing, party
from graph.words import PartyKind, Stage


class Load(NamedTuple):
    """A donor, the capacity that it states (可结对村数), None for none, and how many distinct
    villages it holds on the day: signed, planned or negotiating (graph.analysis.offers)."""

    name: str
    stated: int | None
    held: int


def loads_of(connection: Connection, donors: Collection[str], day: date) -> dict[str, Load]:
    """Of these donors, by their keys; those that are not there are left out."""
    p, recipient = pairing.c, party.alias()
    held = (
        select(p.donor_id, func.count(p.recipient_id.distinct()).label("villages"))
        .join(recipient, recipient.c.id == p.recipient_id)
        .where(p.retracted == 0, p.stage != Stage.CANCELLED.text)
        .where(p.donor_id.in_(select(party.c.id).where(party.c.key.in_(donors))))
        .where(or_(p.start_day.is_(None), p.start_day <= day))
        .where(or_(p.end_day.is_(None), p.end_day > day))
        .where(recipient.c.kind == PartyKind.VILLAGE.text)
        .group_by(p.donor_id)
        .subquery()
    )
    statement = (
        select(party.c.key, party.c.name, capacity.c.villages, func.coalesce(held.c.villages, 0))
        .outerjoin(capacity, and_(capacity.c.party_id == party.c.id, capacity.c.retracted == 0))
        .outerjoin(held, held.c.donor_id == party.c.id)
        .where(party.c.key.in_(donors), party.c.retracted == 0)
        .order_by(party.c.key)
    )
    return {key: Load(*rest) for key, *rest in connection.execute(statement)}


def stated_in_words(villages: int | None) -> str:
    """The capacity that a donor states."""
    if villages is None:
        return say("没有写明可结对村数")
    return say("写明 {villages:,} 村", villages=villages)
