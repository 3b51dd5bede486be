"""The audit: one row for each row changed, chained by hash, written in the change's transaction."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from graph.errors import Invalid
from graph.language import say
from graph.registry.tables import audit, batch
from graph.registry.watch import Watch
from graph.rights import Actor, Who

GENESIS = "0" * 64
"""What stands before the first row of the chain."""

CHUNK = 10_000
"""Rows written at once."""

HASHED = ("seq", "at", "who", "batch_id", "action", "subject", "subject_id", "before", "after")

Value = str | int | float | date | None
Fields = Mapping[str, Value]
Item = TypeVar("Item")


class Recorder:
    """Writes rows and their audit rows in one transaction. Nobody else writes.

    Whoever writes is an actor with rights, or a local program, named by a text, which may all.

    Ids are given here, under the writers' lock, so that bulk inserts need not read them back.
    """

    def __init__(self, connection: Connection, who: Who) -> None:
        actor = who if isinstance(who, Actor) else Actor(who)
        self.connection = connection
        self.actor = actor
        self.who = actor.name
        self._watch = None if actor.may_all else Watch(actor)
        self.batch_id: int | None = None
        self.changes = 0
        self._at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._next: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._pending: list[dict[str, Value]] = []
        last = connection.execute(
            select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        ).first()
        self._seq: int = last.seq if last else 0
        self._hash: str = last.hash if last else GENESIS

    @property
    def at(self) -> str:
        """The moment of this command, which all its rows bear."""
        return self._at

    def open_batch(self, kind: str, title: str, undoes: int | None = None) -> int:
        """Begins the batch that all rows of this transaction belong to; `undoes` is the batch that
        it takes back."""
        fields: dict[str, Value] = {"kind": kind, "title": title, "who": self.who, "at": self._at}
        if undoes is not None:
            fields["undoes_id"] = undoes
        self.batch_id = self.insert(batch, fields)
        return self.batch_id

    def next_id(self, table: Table) -> int:
        """An id that no row of this table has or had."""
        if table.name not in self._next:
            highest = self.connection.scalar(select(func.max(table.c.id)))
            self._next[table.name] = self._first[table.name] = (highest or 0) + 1
        self._next[table.name] += 1
        return self._next[table.name] - 1

    def first_given(self, table: Table) -> int | None:
        """The first id that `next_id` gave for this table; None when it gave none."""
        return self._first.get(table.name)

    def insert(self, table: Table, fields: Fields) -> int:
        """Adds one row and returns its id."""
        row_id = self.next_id(table)
        self.insert_all(table, [{"id": row_id, **fields}])
        return row_id

    def insert_all(self, table: Table, rows: Iterable[Fields]) -> None:
        """Adds rows that state their ids (from `next_id`); all bear the open batch."""
        has_batch = "batch_id" in table.c
        for chunk in _chunks(rows, CHUNK):
            bare = [{**row, "batch_id": self.batch_id} if has_batch else row for row in chunk]
            self.connection.execute(insert(table), bare)
            for row in chunk:
                self._record("insert", table, row["id"], None, row)

    def set_aside(self, table: Table, row_ids: Sequence[int], fields: Fields) -> None:
        """Makes room for changes that cross: until each of these rows is amended, `also` giving
        back what is set here, it has these fields. Not in the audit: no reader ever sees it."""
        for chunk in _chunks(row_ids, CHUNK):
            self.connection.execute(update(table).where(table.c.id.in_(chunk)).values(**fields))

    def amend(
        self, table: Table, row_id: int, before: Fields, after: Fields, also: Fields | None = None
    ) -> None:
        """Changes fields of one row, from what they were to what they shall be."""
        changed = update(table).where(table.c.id == row_id).values(**{**(also or {}), **after})
        self.connection.execute(changed)
        self._record("amend", table, row_id, before, after)

    def retract(self, table: Table, row_id: int) -> None:
        """Takes a row out of account; it stays."""
        self.retract_all(table, [row_id])

    def retract_all(self, table: Table, row_ids: Sequence[int]) -> None:
        """Does so one row after the other, in this order."""
        one = update(table).where(table.c.id == bindparam("row_id")).values(retracted=1)
        for chunk in _chunks(row_ids, CHUNK):
            self.connection.execute(one, [{"row_id": row_id} for row_id in chunk])
            for row_id in chunk:
                self._record("retract", table, row_id, {"retracted": 0}, {"retracted": 1})

    def check_rights(self) -> None:
        """Raises Forbidden when something was written that the actor may not write."""
        if self._watch is not None:
            self._watch.refuse(self.connection)

    def flush(self) -> None:
        """Writes the audit rows that wait."""
        if self._pending:
            self.connection.execute(insert(audit), self._pending)
            self._pending = []

    def _record(
        self, action: str, table: Table, subject_id: Value, before: Fields | None, after: Fields
    ) -> None:
        self._seq += 1
        self.changes += 1
        if self._watch is not None and isinstance(subject_id, int):
            self._watch.note(table, subject_id, before, after)
        entry: dict[str, Value] = {
            "seq": self._seq,
            "at": self._at,
            "who": self.who,
            "batch_id": self.batch_id,
            "action": action,
            "subject": table.name,
            "subject_id": subject_id,
            "before": None if before is None else as_json(before),
            "after": as_json(after),
            "previous": self._hash,
        }
        self._hash = entry["hash"] = chain_hash(entry)
        self._pending.append(entry)
        if len(self._pending) >= CHUNK:
            self.flush()


def _chunks(rows: Iterable[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


def as_json(fields: Fields) -> str:
    """The one way in which fields are written into the audit."""
    return json.dumps(
        fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def chain_hash(entry: Mapping[str, Value]) -> str:
    """SHA-256 over the hash before and every field of the row."""
    body = json.dumps([entry["previous"], *(entry[name] for name in HASHED)], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


class Head(NamedTuple):
    """The last row of the chain. Kept elsewhere, it proves later that nothing before it was made
    anew: a chain that was, cannot have this hash at this number."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


BEGINNING = Head(0, GENESIS)


def chain_head(connection: Connection) -> Head:
    """Of an empty chain: number 0."""
    last = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    row = connection.execute(last).first()
    return Head(row.seq, row.hash) if row else BEGINNING


def parse_head(text: str) -> Head:
    """Of its text; raises Invalid."""
    seq, _, written = text.strip().partition(":")
    if not (seq.isascii() and seq.isdigit() and re.fullmatch(r"[0-9a-f]{64}", written)):
        message = say("审计链的末端应写成“行号:64 位哈希”，而不是“{text}”", text=text.strip()[:40])
        raise Invalid(message)
    return Head(int(seq[:12]), written)


def holds_head(connection: Connection, head: Head) -> bool:
    """Does the chain still have this hash at this number?"""
    if head.seq == 0:
        return head.hash == GENESIS
    kept = connection.scalar(select(audit.c.hash).where(audit.c.seq == head.seq))
    return kept == head.hash


def broken_links(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain, row by row; nothing when it is whole."""
    statement = select(audit).order_by(audit.c.seq).execution_options(yield_per=20_000)
    yield from faults_of_chain(connection.execute(statement))


def faults_of_chain(rows: Iterable[Row[Any]], after: Head = BEGINNING) -> Iterator[str]:
    """The same of these rows, in order, which come after one that is known to be right."""
    previous, expected = after.hash, after.seq + 1
    for row in rows:
        entry = row._asdict()
        if row.seq != expected:
            yield say(
                "审计记录缺第 {expected} 行（接着的是第 {seq} 行）", expected=expected, seq=row.seq
            )
        if row.previous != previous:
            yield say("审计记录第 {seq} 行不接前一行", seq=row.seq)
        if row.hash != chain_hash(entry):
            yield say("审计记录第 {seq} 行被改动过", seq=row.seq)
        previous, expected = row.hash, row.seq + 1
