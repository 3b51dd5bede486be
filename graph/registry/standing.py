"""What stands on a batch: the later changes for which it cannot be undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
)

from graph.language import say
from graph.registry.audit import Value
from graph.registry.database import rows as rows_of
from graph.registry.history import History, chosen_history
from graph.registry.reversal import reversed_changes
from graph.registry.tables import audit, batch, metadata, pairing, party
from graph.words import Stage

SHOWN = 20
AT_ONCE = 500


class Reason(Enum):
    """Why a later change is in the way."""

    CHANGED = say("后来改了这一行")
    REFERS = say("用到这一批新增的")
    OVERLAPS = say("撤销后与它时间重叠")
    TAKEN = say("占用了要还原的编号或名称")
    GONE = say("要还原的内容用到它，它已不在")


@dataclass(frozen=True, slots=True)
class Standing:
    """`reasons` holds every later change in the way, by its number in the audit; `history` the
    first of them."""

    reasons: Mapping[int, Reason]
    history: History

    @property
    def total(self) -> int:
        return len(self.reasons)


def standing_on(connection: Connection, batch_id: int, size: int = SHOWN) -> Standing:
    """What stands on a batch; nothing does when all that came later is itself undone."""
    last = connection.scalar(select(func.max(audit.c.seq)).where(audit.c.batch_id == batch_id)) or 0
    latest = connection.scalar(select(func.max(audit.c.seq))) or 0
    later = _Later(connection, batch_id, last)
    reasons: dict[int, Reason] = {}
    for seq, reason in later.in_the_way() if latest > last else ():
        reasons.setdefault(seq, reason)
    return Standing(reasons, chosen_history(connection, list(reasons), size))


def referring() -> Iterator[tuple[Table, str, Table]]:
    """Tables whose rows refer to rows that can be taken back: by which column, and to which."""
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints if _retracts(table) else ():
            if _retracts(constraint.referred_table):
                (column,) = (e.parent.name for e in constraint.elements if e.column.name == "id")
                yield table, column, constraint.referred_table


def _retracts(table: Table) -> bool:
    return "retracted" in table.c and table is not batch


class _Later:
    """What was written after one batch, whose last change is numbered `last`."""

    def __init__(self, connection: Connection, batch_id: int, last: int) -> None:
        self._connection = connection
        self._batch_id = batch_id
        self._last = last
        # What was undone, and its undoing, cancel out.
        over = select(batch.c.id).where(or_(batch.c.retracted == 1, batch.c.undoes_id.is_not(None)))
        self._counts = and_(
            audit.c.seq > last,
            or_(audit.c.batch_id.is_(None), audit.c.batch_id.not_in(over)),
        )

    def in_the_way(self) -> Iterator[tuple[int, Reason]]:
        """The number of each change, maybe several times."""
        for table, changes in self._changes().items():
            for ids in _chunks(list(changes)):
                own = self._touched(table, ids)
                yield from ((seq, Reason.CHANGED) for id_ in own for seq in changes[id_])
                for id_ in self._refers(table, [id_ for id_ in ids if id_ not in own]):
                    yield changes[id_][0], Reason.REFERS
        for table, rows in reversed_changes(self._connection, self._batch_id).items():
            yield from self._of_reversed(table, rows)

    def _changes(self) -> dict[Table, dict[int, list[int]]]:
        """The numbers of all later changes that count, by table and row."""
        found: dict[Table, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        statement = select(audit.c.seq, audit.c.subject, audit.c.subject_id).where(self._counts)
        for seq, subject, row_id in rows_of(self._connection, statement.order_by(audit.c.seq)):
            if _retracts(table := metadata.tables[subject]):
                found[table][row_id].append(seq)
        return found

    def _touched(self, table: Table, ids: list[int]) -> set[int]:
        """Which of these rows the batch touched too."""
        own = select(audit.c.subject_id).where(
            audit.c.batch_id == self._batch_id,
            audit.c.subject == table.name,
            audit.c.subject_id.in_(ids),
        )
        return set(self._connection.scalars(own))

    def _refers(self, table: Table, ids: list[int]) -> list[int]:
        """Which of these rows refer to a row that the batch inserted."""
        new = audit.alias("new")
        uses = [
            exists().where(
                new.c.batch_id == self._batch_id,
                new.c.subject == target.name,
                new.c.subject_id == table.c[column],
                new.c.action == "insert",
            )
            for own, column, target in referring()
            if own is table
        ]
        live = and_(table.c.retracted == 0, table.c.id.in_(ids))
        return list(self._connection.scalars(select(table.c.id).where(live, or_(*uses))))

    def _is_own(
        self, subject: ColumnElement[str] | str, subject_id: ColumnElement[int]
    ) -> ColumnElement[bool]:
        own = audit.alias("own")
        return exists().where(
            own.c.batch_id == self._batch_id,
            own.c.subject == subject,
            own.c.subject_id == subject_id,
        )

    def _of_reversed(
        self, table: Table, rows: Mapping[int, Mapping[str, Value]]
    ) -> Iterator[tuple[int, Reason]]:
        """What rows that are given back would run into."""
        for chunk in _chunks(list(rows)):
            found = self._connection.execute(select(table).where(table.c.id.in_(chunk))).all()
            for row in found:
                back = rows[row.id]
                after = {**row._mapping, **back}
                if after["retracted"] == 0:
                    for other, other_id, reason in self._clashes(table, after, back):
                        yield self._change_of(other, other_id), reason

    def _clashes(
        self, table: Table, after: Mapping[str, Value], back: Mapping[str, Value]
    ) -> Iterator[tuple[Table, int, Reason]]:
        if table is pairing and back.keys() & {*SPAN, "stage", "retracted", *ENDS}:
            for row in self._others(table, _overlapping(after), after):
                yield table, row.id, Reason.OVERLAPS
        for names in _unique(table):
            if back.keys() & {*names, "retracted"} and all(
                after[name] is not None for name in names
            ):
                same = and_(*(table.c[name] == after[name] for name in names))
                for row in self._others(table, same, after):
                    yield table, row.id, Reason.TAKEN
        for own, column, target in referring():
            if own is table and back.keys() & {column, "retracted"}:
                gone = and_(target.c.id == after[column], _gone(target))
                own_too = self._is_own(target.name, target.c.id)
                for row in self._connection.execute(select(target.c.id).where(gone, ~own_too)):
                    yield target, row.id, Reason.GONE

    def _others(
        self, table: Table, where: ColumnElement[bool], after: Mapping[str, Value]
    ) -> Iterable[Row[Any]]:
        """Live rows that the batch did not touch."""
        live = and_(table.c.retracted == 0, table.c.id != after["id"])
        own = self._is_own(table.name, table.c.id)
        return self._connection.execute(select(table.c.id).where(live, where, ~own)).all()

    def _change_of(self, table: Table, row_id: int) -> int:
        """The later change that put a row in the way; else the last of all that it had."""
        own = and_(audit.c.subject == table.name, audit.c.subject_id == row_id)
        first = self._connection.scalar(select(func.min(audit.c.seq)).where(own, self._counts))
        return first or self._connection.scalar(select(func.max(audit.c.seq)).where(own)) or 0


SPAN = ("start_day", "end_day")
ENDS = ("donor_id", "recipient_id")


def _overlapping(after: Mapping[str, Value]) -> ColumnElement[bool]:
    """Is a pairing of the same ends in force on a day of this one?"""
    p, start, end = pairing.c, after["start_day"], after["end_day"]
    if after["stage"] == Stage.CANCELLED.text:
        return p.id.is_(None)
    same = [p[name] == after[name] for name in ENDS]
    same.append(p.stage != Stage.CANCELLED.text)
    if start is not None:
        same.append(or_(p.end_day.is_(None), p.end_day > start))
    if end is not None:
        same.append(or_(p.start_day.is_(None), p.start_day < end))
    return and_(*same)


def _gone(target: Table) -> ColumnElement[bool]:
    """Can no live row stand on it?"""
    if target is party:
        return or_(party.c.retracted == 1, party.c.resolved_to_id.is_not(None))
    return target.c.retracted == 1


def _unique(table: Table) -> Iterator[tuple[str, ...]]:
    """Columns that no two live rows share."""
    for index in table.indexes:
        if index.unique:
            yield tuple(str(column.name) for column in index.columns)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]
