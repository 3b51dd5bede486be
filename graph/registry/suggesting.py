"""Commands on what recipient counties propose about their own villages.

A county names an unnamed village, says that a village is designated, or that it has left the list.
Nothing of it is in the ledger before the city, or a district that supports the county, accepts it:
then the command runs as theirs.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from graph.days import parse_day
from graph.errors import Invalid, Problem, Rejected
from graph.language import say
from graph.registry.audit import Recorder
from graph.registry.constraints import refusing
from graph.registry.database import Database
from graph.registry.designating import Exit, NewDesignation, designate_in, end_in
from graph.registry.ground import SqlGround
from graph.registry.naming_desk import name_in
from graph.registry.suggestions import DECISIONS, PROPOSED, VILLAGES, Decision, Proposed, as_text
from graph.registry.tables import account, party, suggestion
from graph.rights import Actor, Forbidden, may_name, may_suggest
from graph.texts import problems_of
from graph.words import DesignationKind

NEEDED = {
    Proposed.NAME: {"unnamed": say("请写明是哪个待定名村"), "village": say("请写明是哪个村")},
    Proposed.DESIGNATE: {
        "village": say("请写明是哪个村"),
        "kind": say("请选一个类别"),
        "source": say("每次认定都要写明依据"),
    },
    Proposed.EXIT: {
        "village": say("请写明是哪个村"),
        "kind": say("请选一个类别"),
        "end": say("请写明哪一天退出"),
        "source": say("每次退出都要写明依据"),
    },
}
"""What each must say, and what is told when it does not; a designation may have a start too. All
values are texts."""


def suggest(
    database: Database, actor: Actor, proposed: Proposed, about: Mapping[str, str], note: str = ""
) -> int:
    """Keeps a proposal of the actor's own county; returns its id. Raises Rejected, Forbidden."""
    _check_form(proposed, about, note)
    with refusing("suggest", "id"), database.write(actor) as recorder:
        connection = recorder.connection
        ground = SqlGround(connection)
        for field in VILLAGES:
            if field in about and not may_suggest(actor, ground, _party(connection, field, about)):
                raise Forbidden(say("{described}只能就本县的村提出建议", described=actor.described))
        # Tried as it would be done, and taken back: what cannot be accepted is told at once.
        _try(recorder, proposed, about)
        fields = {
            "account_id": _account(connection, actor),
            "county_id": actor.division_id,
            "kind": proposed.text,
            "about": as_text(about),
            "note": note or None,
        }
        _check_new(connection, fields)
        suggestion_id = (connection.scalar(select(func.max(suggestion.c.id))) or 0) + 1
        connection.execute(insert(suggestion), {"id": suggestion_id, "at": _now(), **fields})
        return suggestion_id


def accept(database: Database, actor: Actor, suggestion_id: int) -> int:
    """Does what was proposed, as the actor; returns the batch. Raises Rejected, Forbidden."""
    with refusing("suggest", "id"), database.write(actor) as recorder:
        return accept_in(recorder, actor, suggestion_id)


def accept_in(recorder: Recorder, actor: Actor, suggestion_id: int) -> int:
    """Within a transaction that somebody else ends."""
    row = _open(recorder.connection, suggestion_id)
    _may_decide(recorder.connection, actor, row)
    batch_id = _do(recorder, PROPOSED[row.kind], json.loads(row.about), row.id)
    _decide(recorder.connection, actor, row.id, Decision.ACCEPTED, batch_id=batch_id)
    return batch_id


def decline(database: Database, actor: Actor, suggestion_id: int, reason: str) -> None:
    """Says no, and why. Raises Rejected, Forbidden."""
    reason = reason.strip()
    if not reason:
        raise Rejected([Problem(("reason",), "MISSING", say("请写明为什么不采纳"))])
    if problems := problems_of("reason", reason):
        raise Rejected(problems)
    with database.write(actor) as recorder:
        row = _open(recorder.connection, suggestion_id)
        _may_decide(recorder.connection, actor, row)
        _decide(recorder.connection, actor, row.id, Decision.DECLINED, reason=reason)


def _check_form(proposed: Proposed, about: Mapping[str, str], note: str) -> None:
    problems = [
        Problem((field,), "MISSING", message)
        for field, message in NEEDED[proposed].items()
        if not about.get(field, "").strip()
    ]
    for field, text in {**about, "note": note}.items():
        problems += problems_of(field, text)
    for field in ("start", "end"):
        try:
            if about.get(field):
                parse_day(about[field])
        except Invalid as error:
            problems.append(Problem((field,), "INVALID_DAY", str(error)))
    if problems:
        raise Rejected(problems)


def _check_new(connection: Connection, fields: Mapping[str, Any]) -> None:
    """The same, word for word, need not be proposed again while it waits."""
    s = suggestion.c
    same = and_(
        s.state == Decision.OPEN.text,
        *(s[name] == fields[name] for name in ("county_id", "kind", "about")),
    )
    found = connection.scalar(select(s.id).where(same).limit(1))
    if found is not None:
        message = say("同样的建议已经提过，正等着处理：第 {found} 条", found=found)
        raise Rejected([Problem(("id",), "DUPLICATE", message)])


def _do(
    recorder: Recorder, proposed: Proposed, about: Mapping[str, str], number: int | None
) -> int:
    source = f"受援县建议第 {number} 条：{about.get('source', '')}"
    match proposed:
        case Proposed.NAME:
            return name_in(recorder, [(about["unnamed"], about["village"])])
        case Proposed.DESIGNATE:
            start = about.get("start")
            new = NewDesignation(
                about["village"],
                DesignationKind.named(about["kind"]),
                source,
                parse_day(start) if start else None,
            )
            return designate_in(recorder, new)
        case Proposed.EXIT:
            kind = DesignationKind.named(about["kind"])
            return end_in(recorder, Exit(about["village"], kind, parse_day(about["end"]), source))


def _try(recorder: Recorder, proposed: Proposed, about: Mapping[str, str]) -> None:
    """Raises Rejected for what could not be done now. Leaves nothing behind."""
    trial = Recorder(recorder.connection, recorder.who)
    savepoint = recorder.connection.begin_nested()
    try:
        _do(trial, proposed, about, None)
    except KeyError as error:
        raise Rejected([Problem(("kind",), "INVALID", say("没有这种认定"))]) from error
    finally:
        savepoint.rollback()


def _open(connection: Connection, suggestion_id: int) -> Row[Any]:
    row = connection.execute(select(suggestion).where(suggestion.c.id == suggestion_id)).first()
    if row is None:
        raise Rejected(
            [
                Problem(
                    ("id",),
                    "NOT_FOUND",
                    say("没有第 {suggestion_id} 条建议", suggestion_id=suggestion_id),
                )
            ]
        )
    if row.state != Decision.OPEN.text:
        told = say(
            "这条建议{chinese}（{decided_by}）",
            chinese=DECISIONS[row.state].chinese,
            decided_by=row.decided_by,
        )
        raise Rejected([Problem(("id",), "DECIDED", told)])
    return row


def _may_decide(connection: Connection, actor: Actor, row: Row[Any]) -> None:
    if not may_name(actor, SqlGround(connection), row.county_id):
        raise Forbidden(
            say(
                "{described}不能处理这个县的建议；由市级账号或支援这个县的区来处理",
                described=actor.described,
            )
        )


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
        raise Rejected(
            [Problem((field,), "NOT_FOUND", say("没有编码为“{about}”的村", about=about[field]))]
        )
    return found


def _account(connection: Connection, actor: Actor) -> int:
    live = and_(account.c.login == actor.name, account.c.retracted == 0)
    found: int | None = connection.scalar(select(account.c.id).where(live))
    if found is None:
        raise Forbidden(say("提出建议要有账号"))
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
