"""Who changed what and when, from the audit: of a pairing, or of a party and all on it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from graph.days import BEIJING
from graph.registry.audit import Value
from graph.registry.mentioned import OF_PARTY, Mentioned, mentioned_in
from graph.registry.tables import audit, batch, pairing, party


@dataclass(frozen=True, slots=True)
class Change:
    """One row changed. `before` is None for a new one; `after` holds only what changed. `at` is
    UTC in ISO 8601, `batch` the title of the batch that it belongs to; None for a change of before
    commands were batches."""

    seq: int
    at: str
    who: str
    batch_id: int | None
    batch: str | None
    action: str
    subject: str
    subject_id: int
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class History:
    """Some of `total` changes, newest first unless said otherwise, and what they speak of."""

    total: int
    changes: tuple[Change, ...]
    mentioned: Mentioned


def pairing_history(connection: Connection, pairing_id: int, first: int, size: int) -> History:
    """`size` changes from the one numbered `first` on, from 0."""
    return _read(connection, _about(pairing, [pairing_id]), first, size)


def party_history(connection: Connection, party_id: int, first: int, size: int) -> History:
    """The same of a party: of its own row and of all rows that stand on it; of a village that an
    unnamed one turned out to be, that one's too."""
    former = and_(party.c.resolved_to_id == party_id, party.c.retracted == 0)
    ids = [party_id, *connection.scalars(select(party.c.id).where(former))]
    about = or_(
        *(
            and_(
                audit.c.subject == table.name,
                audit.c.subject_id.in_(select(table.c.id).where(table.c[column].in_(ids))),
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


def batch_history(
    connection: Connection, batch_id: int, first: int, size: int, total: int | None = None
) -> History:
    """The changes of a batch, in their order; `total` spares to count them."""
    own = and_(audit.c.batch_id == batch_id, audit.c.subject != batch.name)
    return _read(connection, own, first, size, newest_first=False, total=total)


def chosen_history(connection: Connection, numbers: Sequence[int], size: int) -> History:
    """The first `size` of the changes with these numbers, in their order."""
    found = _changes(connection, audit.c.seq.in_(sorted(numbers)[:size]), audit.c.seq)
    return History(len(numbers), found, mentioned_in(connection, found))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are looked for; None for any. Days are Beijing's, both included."""

    who: str | None = None
    subject: str | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None

    def matches(self) -> ColumnElement[bool]:
        """Rows of the audit; those that only hold others together do not count."""
        conditions: list[ColumnElement[bool]] = [audit.c.subject.not_in(ACCESSORY)]
        for column, wanted in (
            (audit.c.who, self.who),
            (audit.c.subject, self.subject),
            (audit.c.action, self.action),
        ):
            if wanted is not None:
                conditions.append(column == wanted)
        if self.since is not None:
            conditions.append(audit.c.at >= _midnight(self.since))
        if self.until is not None:
            conditions.append(audit.c.at < _midnight(self.until + timedelta(days=1)))
        return and_(*conditions)


ACCESSORY = ("batch", "source")


def _midnight(day: date) -> str:
    """When a day of Beijing begins, as the audit writes moments."""
    begins = datetime.combine(day, time(), BEIJING).astimezone(UTC)
    return begins.isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many changes were found up to a row of the audit, which only grows."""

    number: int
    last: int


def counted_history(connection: Connection, wanted: Wanted) -> Counted:
    """How many there are; of a long audit it takes longer than to read a page of it."""
    last = connection.scalar(select(func.max(audit.c.seq))) or 0
    return Counted(_count(connection, and_(wanted.matches(), audit.c.seq <= last)), last)


def searched_history(
    connection: Connection, wanted: Wanted, first: int, size: int, counted: Counted | None = None
) -> History:
    """The changes that are looked for, newest first; only those that came after the `counted`
    are counted again."""
    before = counted or Counted(0, 0)
    later = _count(connection, and_(audit.c.seq > before.last, wanted.matches()))
    return _read(connection, wanted.matches(), first, size, total=before.number + later)


def writers(connection: Connection) -> tuple[str, ...]:
    """Everybody who ever wrote."""
    return tuple(connection.scalars(select(batch.c.who).distinct().order_by(batch.c.who)))


def _read(
    connection: Connection,
    about: ColumnElement[bool],
    first: int,
    size: int,
    *,
    newest_first: bool = True,
    total: int | None = None,
) -> History:
    if total is None:
        total = _count(connection, about)
    order = audit.c.seq.desc() if newest_first else audit.c.seq
    changes = _changes(connection, about, order, first, size)
    return History(total, changes, mentioned_in(connection, changes))


def _count(connection: Connection, about: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(audit).where(about)) or 0


def _changes(
    connection: Connection,
    about: ColumnElement[bool],
    order: ColumnElement[int],
    first: int = 0,
    size: int | None = None,
) -> tuple[Change, ...]:
    statement = (
        select(audit, batch.c.title)
        .join_from(audit, batch, audit.c.batch_id == batch.c.id, isouter=True)
        .where(about)
        .order_by(order)
        .offset(first)
        .limit(size)
    )
    return tuple(
        Change(
            *(row.seq, row.at, row.who, row.batch_id, row.title),
            *(row.action, row.subject, row.subject_id),
            None if row.before is None else json.loads(row.before),
            json.loads(row.after),
        )
        for row in connection.execute(statement)
    )
