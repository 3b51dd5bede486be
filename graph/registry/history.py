"""Who changed what and when, from the audit: of a pairing, or of a party and all on it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from graph.registry.audit import Value
from graph.registry.tables import (
    alias,
    audit,
    batch,
    capacity,
    cause,
    designation,
    pairing,
    party,
    poverty,
    printed_rate,
    source,
)

OF_PARTY: tuple[tuple[Table, str], ...] = (
    (party, "id"),
    (alias, "party_id"),
    (capacity, "party_id"),
    (designation, "village_id"),
    (pairing, "donor_id"),
    (pairing, "recipient_id"),
    (poverty, "division_id"),
    (printed_rate, "division_id"),
    (cause, "division_id"),
)
"""Whose changes belong to a party, and the column that says so."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row changed. `before` is None for a new one; `after` holds only what changed. `at` is
    UTC in ISO 8601, `batch` the title of the import that it came with, or None."""

    seq: int
    at: str
    who: str
    batch: str | None
    action: str
    subject: str
    subject_id: int
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class History:
    """Some of `total` changes, newest first, with the documents that they name by id."""

    total: int
    changes: tuple[Change, ...]
    documents: Mapping[int, str]


def pairing_history(connection: Connection, pairing_id: int, first: int, size: int) -> History:
    """`size` changes from the one numbered `first` on, from 0."""
    return _read(connection, _about(pairing, [pairing_id]), first, size)


def party_history(connection: Connection, party_id: int, first: int, size: int) -> History:
    """The same of a party: of its own row and of all rows that stand on it."""
    about = or_(
        *(
            and_(
                audit.c.subject == table.name,
                audit.c.subject_id.in_(select(table.c.id).where(table.c[column] == party_id)),
            )
            for table, column in OF_PARTY
        )
    )
    return _read(connection, about, first, size)


def pairing_at(connection: Connection, pairing_id: int, version: int) -> Mapping[str, Value] | None:
    """The columns of a pairing as they were in this version; None when there was no such one."""
    statement = select(audit).where(_about(pairing, [pairing_id])).order_by(audit.c.seq)
    fields: dict[str, Value] = {}
    for row in connection.execute(statement):
        fields |= json.loads(row.after)
        # A row of an import states its version only when that is not the first.
        if fields.get("version", 1) == version:
            return fields
    return None


def _about(table: Table, ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(audit.c.subject == table.name, audit.c.subject_id.in_(ids))


def _read(connection: Connection, about: ColumnElement[bool], first: int, size: int) -> History:
    total = connection.scalar(select(func.count()).select_from(audit).where(about)) or 0
    statement = (
        select(audit, batch.c.title)
        .join_from(audit, batch, audit.c.batch_id == batch.c.id, isouter=True)
        .where(about)
        .order_by(audit.c.seq.desc())
        .offset(first)
        .limit(size)
    )
    changes = tuple(
        Change(
            *(row.seq, row.at, row.who, row.title, row.action, row.subject, row.subject_id),
            None if row.before is None else json.loads(row.before),
            json.loads(row.after),
        )
        for row in connection.execute(statement)
    )
    return History(total, changes, _documents(connection, changes))


def _documents(connection: Connection, changes: Sequence[Change]) -> dict[int, str]:
    named = {
        fields["source_id"]
        for change in changes
        for fields in (change.before or {}, change.after)
        if fields.get("source_id") is not None
    }
    found = connection.execute(select(source).where(source.c.id.in_(named)))
    return {row.id: f"{row.document} {row.place}".strip() for row in found}
