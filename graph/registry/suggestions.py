"""What recipient counties propose about their own villages, until somebody accepts or declines it.

A county names an unnamed village, says that a village is designated, or that it has left the list.
Nothing of it is in the ledger before the city, or a district that supports the county, accepts it:
then the command runs as theirs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from graph.days import parse_day
from graph.errors import NotFound, Problem, Rejected
from graph.registry.audit import Recorder
from graph.registry.database import Database
from graph.registry.designating import NewDesignation, designate_in, end_in
from graph.registry.ground import SqlGround
from graph.registry.naming_desk import name_in
from graph.registry.tables import account, party, suggestion
from graph.rights import Actor, Forbidden, may_name, may_suggest
from graph.words import DesignationKind


class Proposed(Enum):
    """What is proposed, as SQL holds it, and its Chinese name."""

    NAME = "name", "定名"
    DESIGNATE = "designate", "认定"
    EXIT = "exit", "退出"

    def __init__(self, text: str, chinese: str) -> None:
        self.text = text
        self.chinese = chinese


class Decision(Enum):
    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"

    def __init__(self, text: str, chinese: str) -> None:
        self.text = text
        self.chinese = chinese


PROPOSED = {each.text: each for each in Proposed}
DECISIONS = {each.text: each for each in Decision}
NEEDED = {
    Proposed.NAME: ("unnamed", "village"),
    Proposed.DESIGNATE: ("village", "kind"),
    Proposed.EXIT: ("village", "kind", "end"),
}
"""What each must say; a designation may have a start too. All values are texts."""
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`about` has the keys of villages and the days; `at` and `decided_at` are UTC, ISO 8601."""

    id: int
    at: str
    who: str
    county: str
    proposed: Proposed
    about: Mapping[str, str]
    note: str
    decision: Decision
    decided_by: str
    decided_at: str
    reason: str
    batch_id: int | None


def suggest(
    database: Database, actor: Actor, proposed: Proposed, about: Mapping[str, str], note: str = ""
) -> int:
    """Keeps a proposal of the actor's own county; returns its id. Raises Rejected, Forbidden."""
    _check_form(proposed, about, note)
    with database.write(actor) as recorder:
        connection = recorder.connection
        ground = SqlGround(connection)
        for field in ("unnamed", "village"):
            if field in about and not may_suggest(actor, ground, _party(connection, field, about)):
                raise Forbidden(f"{actor.described}只能就本县的村提出建议")
        # Tried as it would be done, and taken back: what cannot be accepted is told at once.
        _try(recorder, proposed, about)
        suggestion_id = (connection.scalar(select(func.max(suggestion.c.id))) or 0) + 1
        fields = {
            "id": suggestion_id,
            "at": _now(),
            "account_id": _account(connection, actor),
            "county_id": actor.division_id,
            "kind": proposed.text,
            "about": json.dumps(dict(about), ensure_ascii=False, sort_keys=True),
            "note": note or None,
        }
        connection.execute(insert(suggestion), fields)
        return suggestion_id


def accept(database: Database, actor: Actor, suggestion_id: int) -> int:
    """Does what was proposed, as the actor; returns the batch. Raises Rejected, Forbidden."""
    try:
        with database.write(actor) as recorder:
            row = _open(recorder.connection, suggestion_id)
            _may_decide(recorder.connection, actor, row)
            batch_id = _do(recorder, PROPOSED[row.kind], json.loads(row.about), row.id)
            _decide(recorder.connection, actor, row.id, Decision.ACCEPTED, batch_id=batch_id)
            return batch_id
    except IntegrityError as error:
        problem = Problem(("id",), "CONFLICT", f"数据库的约束不允许：{error.orig}")
        raise Rejected([problem]) from error


def decline(database: Database, actor: Actor, suggestion_id: int, reason: str) -> None:
    """Says no, and why. Raises Rejected, Forbidden."""
    if not reason.strip():
        raise Rejected([Problem(("reason",), "MISSING", "请写明为什么不采纳")])
    with database.write(actor) as recorder:
        row = _open(recorder.connection, suggestion_id)
        _may_decide(recorder.connection, actor, row)
        _decide(recorder.connection, actor, row.id, Decision.DECLINED, reason=reason.strip()[:500])


def list_suggestions(
    connection: Connection, first: int, size: int, decision: Decision | None = None
) -> tuple[int, Sequence[Suggestion]]:
    """How many there are, and `size` of them from the one numbered `first` on, newest first."""
    chosen = suggestion.c.state == decision.text if decision else suggestion.c.id.is_not(None)
    total = connection.scalar(select(func.count()).select_from(suggestion).where(chosen)) or 0
    page = _told().where(chosen).order_by(suggestion.c.id.desc()).offset(first).limit(size)
    return total, [_read(row) for row in connection.execute(page)]


def find_suggestion(connection: Connection, suggestion_id: int) -> Suggestion:
    """Raises NotFound."""
    row = connection.execute(_told().where(suggestion.c.id == suggestion_id)).first()
    if row is None:
        raise NotFound(f"没有第 {suggestion_id} 条建议")
    return _read(row)


def _told() -> Any:
    return (
        select(suggestion, account.c.name.label("who"), party.c.key.label("county"))
        .join_from(suggestion, account, account.c.id == suggestion.c.account_id)
        .join(party, party.c.id == suggestion.c.county_id)
    )


def _read(row: Row[Any]) -> Suggestion:
    return Suggestion(
        *(row.id, row.at, row.who, row.county, PROPOSED[row.kind], json.loads(row.about)),
        *(row.note or "", DECISIONS[row.state], row.decided_by or "", row.decided_at or ""),
        *(row.reason or "", row.batch_id),
    )


def _check_form(proposed: Proposed, about: Mapping[str, str], note: str) -> None:
    problems = [
        Problem((field,), "MISSING", "不能为空")
        for field in NEEDED[proposed]
        if not about.get(field, "").strip()
    ]
    if len(note) > LONGEST_NOTE:
        problems.append(Problem(("note",), "TOO_LONG", f"最多 {LONGEST_NOTE} 个字"))
    if problems:
        raise Rejected(problems)


def _do(
    recorder: Recorder, proposed: Proposed, about: Mapping[str, str], number: int | None
) -> int:
    match proposed:
        case Proposed.NAME:
            return name_in(recorder, [(about["unnamed"], about["village"])])
        case Proposed.DESIGNATE:
            start = about.get("start")
            new = NewDesignation(
                about["village"],
                DesignationKind.named(about["kind"]),
                f"受援县建议第 {number} 条",
                parse_day(start) if start else None,
            )
            return designate_in(recorder, new)
        case Proposed.EXIT:
            kind = DesignationKind.named(about["kind"])
            return end_in(recorder, about["village"], kind, parse_day(about["end"]))


def _try(recorder: Recorder, proposed: Proposed, about: Mapping[str, str]) -> None:
    """Raises Rejected for what could not be done now. Leaves nothing behind."""
    trial = Recorder(recorder.connection, recorder.who)
    savepoint = recorder.connection.begin_nested()
    try:
        _do(trial, proposed, about, None)
    except KeyError as error:
        raise Rejected([Problem(("kind",), "INVALID", "没有这种认定")]) from error
    finally:
        savepoint.rollback()


def _open(connection: Connection, suggestion_id: int) -> Row[Any]:
    row = connection.execute(select(suggestion).where(suggestion.c.id == suggestion_id)).first()
    if row is None:
        raise Rejected([Problem(("id",), "NOT_FOUND", f"没有第 {suggestion_id} 条建议")])
    if row.state != Decision.OPEN.text:
        told = f"这条建议{DECISIONS[row.state].chinese}（{row.decided_by}）"
        raise Rejected([Problem(("id",), "DECIDED", told)])
    return row


def _may_decide(connection: Connection, actor: Actor, row: Row[Any]) -> None:
    if not may_name(actor, SqlGround(connection), row.county_id):
        raise Forbidden(f"{actor.described}不能处理这个县的建议；由市级账号或支援这个县的区来处理")


def _decide(
    connection: Connection,
    actor: Actor,
    suggestion_id: int,
    decision: Decision,
    *,
    reason: str | None = None,
    batch_id: int | None = None,
) -> None:
    fields = {"decided_by": actor.name, "decided_at": _now(), "reason": reason}
    fields |= {"state": decision.text}
    changed = update(suggestion).where(suggestion.c.id == suggestion_id)
    connection.execute(changed.values(**fields, batch_id=batch_id))


def _party(connection: Connection, field: str, about: Mapping[str, str]) -> int:
    live = and_(party.c.key == about[field], party.c.retracted == 0)
    found: int | None = connection.scalar(select(party.c.id).where(live))
    if found is None:
        raise Rejected([Problem((field,), "NOT_FOUND", f"没有编码为“{about[field]}”的村")])
    return found


def _account(connection: Connection, actor: Actor) -> int:
    live = and_(account.c.login == actor.name, account.c.retracted == 0)
    found: int | None = connection.scalar(select(account.c.id).where(live))
    if found is None:
        raise Forbidden("提出建议要有账号")
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
