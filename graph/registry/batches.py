"""Batches: what was written at once. An import is one, so is each command and each undoing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from graph.errors import NotFound
from graph.language import say
from graph.registry.tables import LARGEST, audit, batch

KINDS = {
    "load": say("装入数据"),
    "import tasks": say("导入任务清单"),
    "import pairings": say("导入结对台账"),
    "import villages": say("导入深度贫困村名单"),
    "import organisations": say("导入单位名录"),
    "register": say("登记"),
    "proposal": say("采纳结对方案"),
    "amend": say("更正"),
    "sign": say("签订"),
    "end": say("结束"),
    "hand_over": say("移交"),
    "cancel": say("取消"),
    "change": say("成批改"),
    "name": say("定名"),
    "designate": say("认定"),
    "exit": say("退出认定"),
    "claim": say("登记承诺数"),
    "account": say("账号"),
    "undo": say("撤销"),
}
"""What a batch does, as it is written in SQL and on the screen."""
ACCOUNTS = "account"
"""The kind of batch that changes who may sign in, and as what."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`at` is UTC in ISO 8601; `changes` counts its changes of rows."""

    id: int
    kind: str
    title: str
    who: str
    at: str
    undoes: int | None
    undone_by: int | None
    changes: int

    @property
    def is_undone(self) -> bool:
        return self.undone_by is not None

    @property
    def what(self) -> str:
        return KINDS.get(self.kind, self.kind[:20])


@dataclass(frozen=True, slots=True)
class Batches:
    """Some of `total` batches, newest first; `kinds` and `people` are those of all."""

    total: int
    lines: tuple[Batch, ...]
    kinds: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table were inserted, amended or retracted."""

    subject: str
    action: str
    number: int


def list_batches(
    connection: Connection,
    first: int,
    size: int,
    kinds: Sequence[str] = (),
    who: str | None = None,
    *,
    text: str = "",
) -> Batches:
    """`size` batches from the one numbered `first` on, from 0; `text` stands in their title or in
    the name of who wrote them, or is their number."""
    chosen = and_(
        _told_of(text) if text else true(),
        batch.c.kind.in_(kinds) if kinds else batch.c.kind.is_not(None),
        batch.c.who == who if who is not None else batch.c.who.is_not(None),
    )
    total = connection.scalar(select(func.count()).select_from(batch).where(chosen)) or 0
    page = select(batch).where(chosen).order_by(batch.c.id.desc()).offset(first).limit(size)
    return Batches(
        total,
        _read(connection, page),
        tuple(connection.scalars(select(batch.c.kind).distinct().order_by(batch.c.kind))),
        tuple(connection.scalars(select(batch.c.who).distinct().order_by(batch.c.who))),
    )


def _told_of(text: str) -> ColumnElement[bool]:
    number = text if text.isascii() and text.isdigit() and len(text) < 10 else "0"
    return or_(
        batch.c.title.icontains(text, autoescape=True),
        batch.c.who.icontains(text, autoescape=True),
        batch.c.id == int(number),
    )


def find_batch(connection: Connection, batch_id: int) -> Batch:
    """Raises NotFound."""
    if 0 < batch_id <= LARGEST:
        for found in _read(connection, select(batch).where(batch.c.id == batch_id)):
            return found
    raise NotFound(say("没有第 {batch_id} 批改动", batch_id=batch_id))


def batch_counts(connection: Connection, batch_id: int) -> tuple[Count, ...]:
    """What a batch did, by table and action."""
    statement = (
        select(audit.c.subject, audit.c.action, func.count())
        .where(audit.c.batch_id == batch_id, audit.c.subject != batch.name)
        .group_by(audit.c.subject, audit.c.action)
        .order_by(func.min(audit.c.seq))
    )
    return tuple(Count(*row) for row in connection.execute(statement))


def batch_of(connection: Connection, subject: str, subject_id: int) -> int | None:
    """The batch that changed a row last."""
    statement = select(audit.c.batch_id).where(
        audit.c.subject == subject, audit.c.subject_id == subject_id
    )
    return connection.scalar(statement.order_by(audit.c.seq.desc()).limit(1))


def undone_by(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """The batch that took each of these back, for those that were."""
    undoing = select(batch.c.undoes_id, batch.c.id).where(batch.c.undoes_id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(undoing)}


def _read(connection: Connection, statement: Select[Any]) -> tuple[Batch, ...]:
    rows = connection.execute(statement).all()
    ids = [row.id for row in rows]
    undone = undone_by(connection, ids)
    counting = select(audit.c.batch_id, func.count()).where(audit.c.batch_id.in_(ids))
    counts = {row[0]: row[1] for row in connection.execute(counting.group_by(audit.c.batch_id))}
    return tuple(
        Batch(
            *(row.id, row.kind, row.title, row.who, row.at, row.undoes_id, undone.get(row.id)),
            # That it took another one back is written in the audit too.
            counts.get(row.id, 0) - (row.undoes_id is not None),
        )
        for row in rows
    )
