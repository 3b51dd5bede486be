"""The changes of a batch the other way round: what each row becomes again."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, select

from graph.registry.audit import Value
from graph.registry.database import rows
from graph.registry.tables import Day, audit, metadata


@dataclass(frozen=True, slots=True)
class Step:
    """One change, to be taken back: `now` is what the row has, `then` what it had. Both are None
    for a row that the batch inserted."""

    table: Table
    row_id: int
    now: Mapping[str, Value] | None = None
    then: Mapping[str, Value] | None = None


def steps_back(connection: Connection, batch_id: int) -> Iterator[Step]:
    """All changes of a batch, the last one first. Sources stay: they say only what was read."""
    yield from _steps(connection, audit.c.batch_id == batch_id)


def reversed_changes(
    connection: Connection, batch_id: int
) -> dict[Table, dict[int, dict[str, Value]]]:
    """What rows that a batch changed and did not insert have again, by table and id."""
    found: dict[Table, dict[int, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    new = audit.alias("new")
    inserted = exists().where(
        new.c.batch_id == batch_id,
        new.c.subject == audit.c.subject,
        new.c.subject_id == audit.c.subject_id,
        new.c.action == "insert",
    )
    changed = and_(audit.c.batch_id == batch_id, audit.c.action != "insert", ~inserted)
    for step in _steps(connection, changed):
        found[step.table][step.row_id].update(step.then or {})
    return found


def _steps(connection: Connection, chosen: ColumnElement[bool]) -> Iterator[Step]:
    statement = select(
        audit.c.action, audit.c.subject, audit.c.subject_id, audit.c.before, audit.c.after
    ).where(chosen)
    for row in rows(connection, statement.order_by(audit.c.seq.desc())):
        table = metadata.tables[row.subject]
        if "retracted" not in table.c:
            continue
        if row.action == "insert":
            yield Step(table, row.subject_id)
        else:
            now, then = (_typed(table, json.loads(text)) for text in (row.after, row.before))
            yield Step(table, row.subject_id, now, then)


def _typed(table: Table, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Values as columns take them: the audit holds days as texts."""
    return {
        name: date.fromisoformat(value)
        if isinstance(value, str) and isinstance(table.c[name].type, Day)
        else value
        for name, value in fields.items()
    }
