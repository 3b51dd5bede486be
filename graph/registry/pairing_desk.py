"""The desk of a command on pairings: it looks rows up, gathers problems, and writes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, and_, or_, select

from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Fields, Recorder, Value
from graph.registry.batches import KINDS
from graph.registry.capacity import Load, loads_of
from graph.registry.citing import cite
from graph.registry.constraints import refusing
from graph.registry.database import Database
from graph.registry.tables import pairing, party
from graph.rights import Who
from graph.texts import is_key, problems_of, shown
from graph.words import PartyKind, Side, Stage

MOST_CHANGED = 5000
"""Pairings that one command changes at most: while it works, other writers wait."""
LONGEST_NAME = 40
"""Of a party, in the title of a batch."""
VILLAGES_BELOW = (PartyKind.COUNTY.text, PartyKind.TOWNSHIP.text)
"""Recipients whose villages may still be negotiated."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A pairing, and the version of it that whoever changes it has seen."""

    key: str
    version: int


def from_day(day: date) -> Fields:
    return {"start_day": day, "start_precision": "day"}


@contextmanager
def open_desk(
    database: Database, who: Who, kind: str, title: str | None = None
) -> Iterator["PairingDesk"]:
    """One command, and so one batch of this kind, if it writes anything. Without a title it is
    named for the pairing that it writes first."""
    with refusing(kind, "id"), database.write(who) as recorder:
        yield PairingDesk(recorder, kind, title)


class PairingDesk:
    """One command at work: looks rows up, gathers problems, writes."""

    def __init__(self, recorder: Recorder, kind: str, title: str | None) -> None:
        self._recorder = recorder
        self._kind = kind
        self._title = title
        self._problems: list[Problem] = []

    def loads_of(self, donors: Collection[str], day: date) -> dict[str, Load]:
        """What these donors offer and hold, everything written so far included."""
        return loads_of(self._recorder.connection, donors, day)

    def entitle(self, title: str) -> None:
        """Names the batch, before anything is written."""
        self._title = title

    def another(self) -> "PairingDesk":
        """One in the same transaction, with problems of its own."""
        return PairingDesk(self._recorder, self._kind, self._title)

    def problem(self, field: str, code: str, message: str) -> None:
        self._problems.append(Problem((field,), code, message))

    def refuse(self) -> None:
        """Raises Rejected when there are problems so far."""
        if self._problems:
            raise Rejected(self._problems)

    @contextmanager
    def one_of_many(self, seen: Seen) -> Iterator[list[Problem]]:
        """Gathers what is refused of this pairing, its key first in the path."""
        problems: list[Problem] = []
        try:
            yield problems
        except Rejected as error:
            problems += [
                Problem((seen.key, *one.path), one.code, one.message) for one in error.problems
            ]

    def check_rights(self) -> None:
        """Raises Forbidden when something was written so far that may not be."""
        self._recorder.check_rights()

    def limit(self, number: int) -> None:
        """How many pairings one command may change."""
        if not 0 < number <= MOST_CHANGED:
            self.problem(
                "rows",
                "TOO_MANY",
                say(
                    "一次改 1 到 {most_changed} 条，这里有 {number} 条",
                    most_changed=MOST_CHANGED,
                    number=number,
                ),
            )

    def text(self, field: str, text: str | None) -> str | None:
        """A text as it is kept; None for a blank one."""
        tidy = (text or "").strip()
        self._problems += problems_of(field, tidy)
        return tidy or None

    def _live(self, table: Table, key: str) -> Row[Any] | None:
        if not is_key(key):
            return None
        live = and_(table.c.key == key, table.c.retracted == 0)
        return self._recorder.connection.execute(select(table).where(live)).first()

    def _party(self, field: str, key: str) -> Row[Any] | None:
        row = self._live(party, key)
        if row is None:
            self.problem(field, "NOT_FOUND", say("没有编码为“{key}”的主体", key=shown(key)))
        elif row.resolved_to_id is not None:
            # The key of an unnamed village leads to the one that stands for it.
            stands = select(party).where(party.c.id == row.resolved_to_id)
            row = self._recorder.connection.execute(stands).first()
        return row

    def end(self, field: str, key: str, side: Side) -> int | None:
        """The id of the party at one end, which must be on its side."""
        row = self._party(field, key)
        if row is None:
            return None
        if row.side != side.text:
            self.problem(
                field,
                "WRONG_SIDE",
                say("{name}不在{chinese}一侧", name=row.name, chinese=side.chinese),
            )
        party_id: int = row.id
        return party_id

    def unit(self, field: str, key: str | None) -> int | None:
        """The id of a lead or partner."""
        row = self._party(field, key) if key is not None else None
        return row.id if row is not None else None

    def seen(self, seen: Seen) -> Row[Any]:
        """The pairing as it stands; refused at once unless it is the version that was seen."""
        row = self._live(pairing, seen.key)
        if row is None:
            self.problem("id", "NOT_FOUND", say("没有编号为“{key}”的结对关系", key=shown(seen.key)))
        elif row.version != seen.version:
            message = say(
                "别人已改过：现在是第 {version} 版，您看到的是第 {version2} 版",
                version=row.version,
                version2=seen.version,
            )
            self.problem("version", "STALE_VERSION", message)
        self.refuse()
        assert row is not None
        return row

    def is_in_force(self, row: Row[Any]) -> None:
        if row.stage == Stage.CANCELLED.text:
            self.problem("id", "WRONG_STAGE", say("这条结对关系已取消"))

    def holds_villages(self, row: Row[Any], field: str) -> None:
        kind = select(party.c.kind).where(party.c.id == row.recipient_id)
        if self._recorder.connection.scalar(kind) not in VILLAGES_BELOW:
            self.problem(field, "WRONG_KIND", say("受援方下面没有村，没有村级的结对可以协商"))

    def has_no_donor(self, recipient_id: int, field: str, day: date) -> None:
        """Whoever supports or plans to support it on the day came first."""
        p = pairing.c
        statement = (
            select(p.key, party.c.name)
            .join(party, party.c.id == p.donor_id)
            .where(p.recipient_id == recipient_id, p.retracted == 0)
            .where(p.stage != Stage.CANCELLED.text)
            .where(or_(p.start_day.is_(None), p.start_day <= day))
            .where(or_(p.end_day.is_(None), p.end_day > day))
        )
        other = self._recorder.connection.execute(statement.order_by(p.key)).first()
        if other is not None:
            said = say(
                "这个村已有{name}的结对关系“{key}”", name=other.name[:LONGEST_NAME], key=other.key
            )
            self.problem(field, "STALE_VERSION", said)

    def before_its_end(self, row: Row[Any], field: str, day: date) -> None:
        if row.end_day is not None and day >= row.end_day:
            self.problem(
                field, "INVALID_DAYS", say("这条结对关系到 {end_day} 已结束", end_day=row.end_day)
            )

    def ends_sooner(self, row: Row[Any], end: date) -> None:
        """To extend a pairing is to amend it."""
        if row.start_day is not None and end <= row.start_day:
            self.problem(
                "end",
                "INVALID_DAYS",
                say("结束日应晚于起始日 {start_day}", start_day=row.start_day),
            )
        self.before_its_end(row, "end", end)

    def source(self, document: str) -> int:
        return cite(self._recorder, document)

    def new_key(self, wanted: str | None, made: str) -> str:
        """The key asked for, which must be free; else one made from both ends."""
        if wanted is not None:
            key = self.text("key", wanted)
            if key is None or self._is_taken(key):
                self.problem(
                    "key", "DUPLICATE_KEY", say("编号“{wanted}”为空或已有", wanted=shown(wanted))
                )
            return key or wanted
        key, number = made, 2
        while self._is_taken(key):
            key, number = f"{made}/{number}", number + 1
        return key

    def _is_taken(self, key: str) -> bool:
        return self._live(pairing, key) is not None

    def succeed(self, row: Row[Any], day: date, changes: Fields) -> str:
        """Ends a pairing on `day` and opens one that follows it; returns the new one's key."""
        self.end_on(row, day)
        return self.open_successor(row, day, changes)

    def end_on(self, row: Row[Any], day: date) -> None:
        self.amend(row, {"end_day": day, "end_precision": "day"})

    def open_successor(self, row: Row[Any], day: date, changes: Fields) -> str:
        """Opens the pairing that follows one from `day` on, as that was but for the changes;
        returns its key."""
        own = ("id", "key", "version", "batch_id", "retracted", "follows_id")
        fields = {name: value for name, value in row._mapping.items() if name not in own}
        fields |= {**from_day(day), **changes, "follows_id": row.id, "version": 1}
        ends = [self._key_of(fields[f"{end}_id"]) for end in ("donor", "recipient")]
        fields["key"] = self.new_key(None, "-".join(ends))
        self.insert(fields)
        return str(fields["key"])

    def _key_of(self, party_id: Value) -> str:
        return str(
            self._recorder.connection.scalar(select(party.c.key).where(party.c.id == party_id))
        )

    def insert(self, fields: Mapping[str, Value]) -> None:
        """Adds a pairing, unless its days cannot be."""
        self._check_days(fields, None)
        self.open_batch(fields)
        self._recorder.insert(pairing, fields)

    def amend(self, row: Row[Any], fields: Fields) -> None:
        """Changes a pairing and raises its version; nothing happens when nothing differs."""
        after = {name: value for name, value in fields.items() if row._mapping[name] != value}
        if not after:
            return
        # A day without its precision would read as more than is known.
        after |= {name: value for name, value in fields.items() if _is_bound(name, after)}
        self._check_days({**row._mapping, **after}, row.id)
        after["version"] = row.version + 1
        before = {name: row._mapping[name] for name in after}
        self.open_batch({**row._mapping})
        self._recorder.amend(pairing, row.id, before, after)

    def open_batch(self, first: Mapping[str, Any]) -> None:
        """Nothing is written before; `first` are the columns of the pairing that is."""
        if self._recorder.batch_id is None:
            ends = [first["donor_id"], first["recipient_id"]]
            title = self._title or f"{KINDS[self._kind]}：{' — '.join(self.names(ends))}"
            self._recorder.open_batch(self._kind, title)

    def names(self, ids: Sequence[int | None]) -> list[str]:
        """What these parties are called, in few words."""
        statement = select(party.c.id, party.c.name).where(party.c.id.in_(ids))
        names = {row.id: row.name for row in self._recorder.connection.execute(statement)}
        return [names[id_][:LONGEST_NAME] for id_ in ids]

    def _check_days(self, fields: Mapping[str, Value], own_id: int | None) -> None:
        start, end = fields["start_day"], fields["end_day"]
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            self.problem(
                "end",
                "INVALID_DAYS",
                say("结束日 {end} 不在起始日 {start} 之后", end=end, start=start),
            )
        elif fields["stage"] != Stage.CANCELLED.text:
            self._check_overlap(fields, own_id)
        self.refuse()

    def _check_overlap(self, fields: Mapping[str, Value], own_id: int | None) -> None:
        p, start, end = pairing.c, fields["start_day"], fields["end_day"]
        statement = select(p.key).where(
            p.donor_id == fields["donor_id"],
            p.recipient_id == fields["recipient_id"],
            p.retracted == 0,
            p.stage != Stage.CANCELLED.text,
            p.id != (own_id or 0),
        )
        if start is not None:
            statement = statement.where(or_(p.end_day.is_(None), p.end_day > start))
        if end is not None:
            statement = statement.where(or_(p.start_day.is_(None), p.start_day < end))
        other = self._recorder.connection.scalar(statement.order_by(p.key))
        if other is not None:
            self.problem(
                "start", "OVERLAP", say("与同一双方的结对关系“{other}”时间重叠", other=other)
            )


def _is_bound(name: str, changed: Fields) -> bool:
    """Is it half of a day of which the other half changed?"""
    bound = name.partition("_")[0]
    return name.endswith(("_day", "_precision")) and bool(
        {f"{bound}_day", f"{bound}_precision"} & changed.keys()
    )
