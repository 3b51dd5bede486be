"""Commands on designations: a village is designated from a day on, or leaves the list on one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select

from graph.days import Day
from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Recorder, Value
from graph.registry.book import Span
from graph.registry.citing import cite
from graph.registry.constraints import refusing
from graph.registry.database import Database
from graph.registry.tables import designation, party
from graph.rights import Who
from graph.words import DesignationKind, PartyKind, Side


@dataclass(frozen=True, slots=True)
class NewDesignation:
    """`village` is its key; the days are half-open, None for an open bound."""

    village: str
    kind: DesignationKind
    source: str
    start: Day | None = None
    end: Day | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """`village` is its key, `source` what the exit rests on; that stands in the batch's title."""

    village: str
    kind: DesignationKind
    end: Day
    source: str


def designate_village(database: Database, who: Who, new: NewDesignation) -> int:
    """Adds a designation; returns the batch. Raises Rejected."""
    with refusing("designate", "village"), database.write(who) as recorder:
        return designate_in(recorder, new)


def end_designation(database: Database, who: Who, leaving: Exit) -> int:
    """The village leaves the list on a day: its designation that has no end gets this one.
    Returns the batch. Raises Rejected."""
    with refusing("designate", "village"), database.write(who) as recorder:
        return end_in(recorder, leaving)


def designate_in(recorder: Recorder, new: NewDesignation) -> int:
    """Within a transaction that somebody else ends."""
    village = _village(recorder, new.village)
    if new.start and new.end and new.end.date <= new.start.date:
        _refuse("end", "INVALID_DAYS", say("退出日期应晚于认定日期 {day}", day=new.start))
    if not new.source.strip():
        _refuse("source", "MISSING", say("每次认定都要写明来源"))
    same = [
        row
        for row in _designations(recorder, village.id, new.kind)
        if _overlaps(row, Span(new.start, new.end))
    ]
    if same:
        message = say(
            "{village}已认定为{kind}（{since}起）",
            village=village.name,
            kind=new.kind.chinese,
            since=same[0].start_day or say("起始不详"),
        )
        _refuse("village", "DESIGNATED", message)
    batch_id = recorder.open_batch("designate", f"认定{new.kind.chinese}：{village.name}")
    fields: dict[str, Value] = {"village_id": village.id, "kind": new.kind.text}
    fields |= Span(new.start, new.end).fields()
    fields["source_id"] = cite(recorder, new.source.strip())
    recorder.insert(designation, fields)
    return batch_id


def end_in(recorder: Recorder, leaving: Exit) -> int:
    """Within a transaction that somebody else ends."""
    village, kind, end = _village(recorder, leaving.village), leaving.kind, leaving.end
    if not leaving.source.strip():
        _refuse("source", "MISSING", say("每次退出都要写明依据"))
    found = [row for row in _designations(recorder, village.id, kind) if row.end_day is None]
    if not found:
        message = say("{village}没有还在期内的{kind}认定", village=village.name, kind=kind.chinese)
        _refuse("village", "NOT_DESIGNATED", message)
    (open_one,) = found
    if open_one.start_day is not None and end.date <= open_one.start_day:
        message = say("退出日期应晚于认定日期 {day}", day=open_one.start_day)
        _refuse("end", "INVALID_DAYS", message)
    title = f"退出{kind.chinese}：{village.name}（依据：{leaving.source.strip()}）"
    batch_id = recorder.open_batch("exit", title)
    before: dict[str, Value] = {"end_day": None, "end_precision": None}
    after: dict[str, Value] = {"end_day": end.date, "end_precision": end.precision.text}
    recorder.amend(designation, open_one.id, before, after)
    return batch_id


def _village(recorder: Recorder, key: str) -> Row[Any]:
    live = and_(party.c.key == key, party.c.retracted == 0)
    row = recorder.connection.execute(select(party).where(live)).first()
    if row is not None and row.resolved_to_id is not None:
        named = select(party).where(party.c.id == row.resolved_to_id)
        row = recorder.connection.execute(named).first()
    if row is None:
        _refuse("village", "NOT_FOUND", say("没有编码为“{key}”的村", key=key))
    elif row.kind != PartyKind.VILLAGE.text or row.side != Side.RECIPIENT.text:
        _refuse("village", "NO_VILLAGE", say("{name}不是受援方的村", name=row.name))
    assert row is not None
    return row


def _designations(recorder: Recorder, village_id: int, kind: DesignationKind) -> list[Row[Any]]:
    d = designation.c
    same = and_(d.village_id == village_id, d.kind == kind.text, d.retracted == 0)
    statement = select(designation).where(same).order_by(d.start_day, d.id)
    return list(recorder.connection.execute(statement))


def _overlaps(row: Row[Any], span: Span) -> bool:
    start, end = row.start_day or date.min, row.end_day or date.max
    first = span.start.date if span.start else date.min
    last = span.end.date if span.end else date.max
    return start < last and first < end


def _refuse(field: str, code: str, message: str) -> None:
    raise Rejected([Problem((field,), code, message)])
