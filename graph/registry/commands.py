"""Commands on single pairings. Each is one transaction with its audit rows, or changes nothing.

What a command refuses, it refuses with every problem that it found, each with a stable code and
the field that it is about. Pairings and parties are named by their keys. The rules are those of
the contract (`schema.graphql`, Mutation): signing, ending and handing over leave every day before
them as it was.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.exc import IntegrityError

from graph.days import Day
from graph.errors import Problem, Rejected
from graph.registry.audit import Fields, Recorder, Value
from graph.registry.book import Span
from graph.registry.database import Database
from graph.registry.tables import pairing, party, source
from graph.words import Side, Stage

CLEARABLE = ("lead", "partner", "programme", "start", "end", "agreement", "note")
"""What amending can set to nothing."""


@dataclass(frozen=True, slots=True)
class NewPairing:
    """What registering needs; `key` is made from both ends when it is None."""

    donor: str
    recipient: str
    stage: Stage
    source: str
    key: str | None = None
    lead: str | None = None
    partner: str | None = None
    programme: str | None = None
    start: Day | None = None
    end: Day | None = None
    agreement: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A pairing, and the version of it that whoever changes it has seen."""

    key: str
    version: int


def register_pairing(database: Database, who: str, new: NewPairing) -> str:
    """Adds a pairing and returns its key. Raises Rejected."""
    with _desk(database, who) as desk:
        donor = desk.end("donor", new.donor, Side.DONOR)
        recipient = desk.end("recipient", new.recipient, Side.RECIPIENT)
        fields: dict[str, Value] = {
            "stage": new.stage.text,
            "lead_id": desk.unit("lead", new.lead),
            "partner_id": desk.unit("partner", new.partner),
            **{name: getattr(new, name) or None for name in ("programme", "agreement", "note")},
            **Span(new.start, new.end).fields(),
        }
        key = desk.new_key(new.key, f"{new.donor}-{new.recipient}")
        if not new.source.strip():
            desk.problem("source", "MISSING", "每条结对关系都要写明来源")
        desk.refuse()
        fields |= {"key": key, "donor_id": donor, "recipient_id": recipient}
        fields |= {"source_id": desk.source(new.source.strip()), "version": 1}
        desk.insert(fields)
        return key


def amend_pairing(
    database: Database, who: str, seen: Seen, changes: Mapping[str, str | Day | Stage | None]
) -> None:
    """Corrects a pairing over its whole span. Raises Rejected.

    `changes` holds lead, partner, programme, stage, start, end, agreement and note as far as they
    change; None clears all but the stage.
    """
    with _desk(database, who) as desk:
        row = desk.seen(seen)
        fields: dict[str, Value] = {}
        for name, value in changes.items():
            fields |= _amended(desk, name, value)
        desk.refuse()
        desk.amend(row, fields)


def _amended(desk: "_Desk", name: str, value: str | Day | Stage | None) -> Fields:
    """The columns that one change of a field sets."""
    if value is None and name not in CLEARABLE:
        desk.problem(name, "MISSING", f"{name} 不能清空")
        return {}
    if name in ("lead", "partner"):
        return {f"{name}_id": desk.unit(name, None if value is None else str(value))}
    if name in ("start", "end"):
        day = value if isinstance(value, Day) else None
        span = Span(day, None) if name == "start" else Span(None, day)
        return {column: one for column, one in span.fields().items() if column.startswith(name)}
    return {name: value.text if isinstance(value, Stage) else None if value is None else str(value)}


def sign_pairing(
    database: Database, who: str, seen: Seen, day: date, agreement: str | None = None
) -> str:
    """Ends a planned or negotiating pairing on `day` and opens a signed one that follows it.

    One that would only start on that day or later has no day to keep: it becomes the signed one
    itself, from `day` on. Returns the key of the signed pairing. Raises Rejected.
    """
    with _desk(database, who) as desk:
        row = desk.seen(seen)
        if row.stage not in (Stage.PLANNED.text, Stage.NEGOTIATING.text):
            stage = Stage.named(row.stage).chinese
            desk.problem("id", "WRONG_STAGE", f"这条结对关系{stage}，只能签订协商中或已列任务的")
        desk.before_its_end(row, "day", day)
        desk.refuse()
        signed: dict[str, Value] = {"stage": Stage.SIGNED.text, "negotiating_villages": 0}
        if agreement is not None:
            signed["agreement"] = agreement
        if row.start_day is not None and row.start_day >= day:
            desk.amend(row, {**signed, **_from(day)})
            return seen.key
        return desk.succeed(row, day, signed)


def end_pairing(database: Database, who: str, seen: Seen, end: date) -> None:
    """The pairing holds up to the day before `end`, which may only come sooner than its own end:
    to extend it is to amend it. Raises Rejected."""
    with _desk(database, who) as desk:
        row = desk.seen(seen)
        desk.is_in_force(row)
        if row.start_day is not None and end <= row.start_day:
            desk.problem("end", "INVALID_DAYS", f"结束日应晚于起始日 {row.start_day}")
        desk.before_its_end(row, "end", end)
        desk.refuse()
        desk.amend(row, {"end_day": end, "end_precision": "day"})


def hand_over_pairing(database: Database, who: str, seen: Seen, donor: str, day: date) -> str:
    """Ends a pairing on `day` and opens the same with another donor from that day.

    Returns the key of the successor's pairing. Raises Rejected.
    """
    with _desk(database, who) as desk:
        row = desk.seen(seen)
        desk.is_in_force(row)
        donor_id = desk.end("donor", donor, Side.DONOR)
        if donor_id == row.donor_id:
            desk.problem("donor", "SAME_DONOR", "接手的就是原来的支援方")
        if row.start_day is not None and day <= row.start_day:
            desk.problem("day", "INVALID_DAYS", f"移交日应晚于起始日 {row.start_day}")
        desk.before_its_end(row, "day", day)
        desk.refuse()
        return desk.succeed(row, day, {"donor_id": donor_id})


def cancel_pairing(database: Database, who: str, seen: Seen) -> None:
    """Takes a pairing back as if it had never held. Raises Rejected."""
    with _desk(database, who) as desk:
        row = desk.seen(seen)
        desk.is_in_force(row)
        desk.refuse()
        desk.amend(row, {"stage": Stage.CANCELLED.text})


def _from(day: date) -> Fields:
    return {"start_day": day, "start_precision": "day"}


@contextmanager
def _desk(database: Database, who: str) -> Iterator["_Desk"]:
    try:
        with database.write(who) as recorder:
            yield _Desk(recorder)
    except IntegrityError as error:
        # The commands look first; this is what only the database knows.
        problem = Problem(("id",), "CONFLICT", f"数据库的约束不允许：{error.orig}")
        raise Rejected([problem]) from error


class _Desk:
    """One command at work: looks rows up, gathers problems, writes."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._problems: list[Problem] = []

    def problem(self, field: str, code: str, message: str) -> None:
        self._problems.append(Problem((field,), code, message))

    def refuse(self) -> None:
        """Raises Rejected when there are problems so far."""
        if self._problems:
            raise Rejected(self._problems)

    def _party(self, field: str, key: str) -> Row[Any] | None:
        live = and_(party.c.key == key, party.c.retracted == 0)
        row = self._recorder.connection.execute(select(party).where(live)).first()
        if row is None:
            self.problem(field, "NOT_FOUND", f"没有编码为“{key}”的主体")
        return row

    def end(self, field: str, key: str, side: Side) -> int | None:
        """The id of the party at one end, which must be on its side."""
        row = self._party(field, key)
        if row is None:
            return None
        if row.side != side.text:
            self.problem(field, "WRONG_SIDE", f"{row.name}不在{side.chinese}一侧")
        party_id: int = row.id
        return party_id

    def unit(self, field: str, key: str | None) -> int | None:
        """The id of a lead or partner."""
        row = self._party(field, key) if key is not None else None
        return row.id if row is not None else None

    def seen(self, seen: Seen) -> Row[Any]:
        """The pairing as it stands; refused at once unless it is the version that was seen."""
        live = and_(pairing.c.key == seen.key, pairing.c.retracted == 0)
        row = self._recorder.connection.execute(select(pairing).where(live)).first()
        if row is None:
            self.problem("id", "NOT_FOUND", f"没有编号为“{seen.key}”的结对关系")
        elif row.version != seen.version:
            message = f"别人已改过：现在是第 {row.version} 版，您看到的是第 {seen.version} 版"
            self.problem("version", "STALE_VERSION", message)
        self.refuse()
        assert row is not None
        return row

    def is_in_force(self, row: Row[Any]) -> None:
        if row.stage == Stage.CANCELLED.text:
            self.problem("id", "WRONG_STAGE", "这条结对关系已取消")

    def before_its_end(self, row: Row[Any], field: str, day: date) -> None:
        if row.end_day is not None and day >= row.end_day:
            self.problem(field, "INVALID_DAYS", f"这条结对关系到 {row.end_day} 已结束")

    def source(self, document: str) -> int:
        """The id of a source, added when it is new."""
        same = and_(source.c.document == document, source.c.place == "")
        found = self._recorder.connection.scalar(select(source.c.id).where(same))
        return found or self._recorder.insert(source, {"document": document, "place": ""})

    def new_key(self, wanted: str | None, made: str) -> str:
        """The key asked for, which must be free; else one made from both ends."""
        if wanted is not None:
            if not wanted.strip() or self._is_taken(wanted):
                self.problem("key", "DUPLICATE_KEY", f"编号“{wanted}”为空或已有")
            return wanted
        key, number = made, 2
        while self._is_taken(key):
            key, number = f"{made}/{number}", number + 1
        return key

    def _is_taken(self, key: str) -> bool:
        live = and_(pairing.c.key == key, pairing.c.retracted == 0)
        return self._recorder.connection.scalar(select(pairing.c.id).where(live)) is not None

    def succeed(self, row: Row[Any], day: date, changes: Fields) -> str:
        """Ends a pairing on `day` and opens one that follows it; returns the new one's key."""
        self.amend(row, {"end_day": day, "end_precision": "day"})
        own = ("id", "key", "version", "batch_id", "retracted", "follows_id")
        fields = {name: value for name, value in row._mapping.items() if name not in own}
        fields |= {**_from(day), **changes, "follows_id": row.id, "version": 1}
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
        self._recorder.insert(pairing, fields)

    def amend(self, row: Row[Any], fields: Fields) -> None:
        """Changes a pairing and raises its version; nothing happens when nothing differs."""
        after = {name: value for name, value in fields.items() if row._mapping[name] != value}
        if not after:
            return
        self._check_days({**row._mapping, **after}, row.id)
        after["version"] = row.version + 1
        before = {name: row._mapping[name] for name in after}
        self._recorder.amend(pairing, row.id, before, after)

    def _check_days(self, fields: Mapping[str, Value], own_id: int | None) -> None:
        start, end = fields["start_day"], fields["end_day"]
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            self.problem("end", "INVALID_DAYS", f"结束日 {end} 不在起始日 {start} 之后")
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
            self.problem("start", "OVERLAP", f"与同一双方的结对关系“{other}”时间重叠")
