"""One's own account: who one is, where one is signed in, tokens for programs, the password."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from graph.errors import Problem
from graph.language import say
from graph.registry.accounts import find_account
from graph.registry.sessions import Session, sessions_of
from graph.registry.suggestions import Decision
from graph.registry.tokens import DAYS, MOST_DAYS, Token, tokens_of
from graph.words import Role
from server.pages.asked import Asked, Ref, Shown
from server.pages.forms import Sent
from server.pages.history import moment
from server.pages.suggestion_line import county_row

PATH = "/account"
MAY = {
    Role.CITY: say("什么都可以看，什么都可以改"),
    Role.DISTRICT: say(
        "什么都可以看；可以改本区的结对关系、单位、可结对村数和计划，"
        "以及本区支援的县里村的认定和名称"
    ),
    Role.COUNTY: say(
        "什么都可以看，不改台账；可以就本县的村提出定名、认定和退出的建议，"
        "由支援本县的区或市级采纳以后写入"
    ),
    Role.READER: say("什么都可以看，不能改"),
}
LABELS = {
    "old": say("现在的密码"),
    "new": say("新密码"),
    "again": say("再写一遍新密码"),
    "name": say("名称"),
    "days": say("期限"),
    "may_write": say("可以写"),
    "login": say("账号"),
}


class SessionLine(NamedTuple):
    """`end` is where it is ended; `here` says that it is the one that asks."""

    opened: str
    seen: str
    ends: str
    here: bool
    end: str


class TokenLine(NamedTuple):
    """`state` says how it stands; `revoke` is where it is revoked, empty once it is of no use."""

    name: str
    scope: str
    made: str
    ends: str
    used: str
    state: str
    revoke: str


class Fault(NamedTuple):
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`secret` is a token that was made just now, and shown this once. Without an account, at a
    machine that has none yet, `login` is empty."""

    login: str = ""
    name: str = ""
    role: str = ""
    division: str = ""
    may: str = ""
    ways: tuple[Ref, ...] = ()
    may_write: bool = False
    sessions: tuple[SessionLine, ...] = ()
    tokens: tuple[TokenLine, ...] = ()
    faults: tuple[Fault, ...] = ()
    values: Mapping[str, str] | None = None
    secret: str = ""
    days: int = DAYS
    most_days: int = MOST_DAYS


def account(asked: Asked, sent: Sent, secret: str, mark: str) -> Shown:
    """`mark` is that of the session that asks."""
    if asked.database is None or not asked.person.has_account:
        return Shown("account", say("账号"), AccountPage())
    with asked.database.read() as connection:
        own = find_account(connection, asked.actor.name)
        sessions = sessions_of(connection, own.id)
        tokens = tokens_of(connection, own.id)
    page = AccountPage(
        own.login,
        own.name,
        own.role.chinese,
        own.division,
        MAY[own.role],
        _ways(asked),
        asked.actor.role is not Role.READER,
        tuple(_session(one, mark) for one in sessions),
        tuple(map(_token, tokens)),
        _faults(sent.problems),
        {name: sent.values.get(name, "") for name in ("name", "days")} if sent.values else {},
        secret,
    )
    headers = {"Cache-Control": "no-store"} if secret else None
    return Shown("account", say("我的账号"), page, status=sent.status, headers=headers)


def _ways(asked: Asked) -> tuple[Ref, ...]:
    """Where a county proposes something, and where others decide it."""
    actor, urls = asked.actor, asked.urls
    if actor.may_write:
        mine = actor.role is Role.DISTRICT
        waiting = urls.suggestions(state=Decision.OPEN.text, mine=mine)
        return (Ref(say("受援县待处理的建议"), waiting),)
    row = None if actor.division_id is None else county_row(asked, actor.division_id)
    if actor.role is not Role.COUNTY or row is None:
        return ()
    key = asked.snapshot.parties.key(row)
    return (
        Ref(say("本县待定名的村"), urls.namings(key)),
        Ref(say("本县的目标村"), urls.villages(key)),
        Ref(say("本县的建议"), urls.suggestions(mine=True)),
    )


def _session(one: Session, mark: str) -> SessionLine:
    opened, seen, ends = map(moment, (one.opened_at, one.seen_at, one.ends_at))
    return SessionLine(opened, seen, ends, one.mark == mark, f"{PATH}/sessions/{one.mark}/end")


def _token(one: Token) -> TokenLine:
    free = one.is_in_force(datetime.now(UTC))
    state = say("已吊销") if one.revoked else say("可用") if free else say("已到期")
    return TokenLine(
        one.name,
        say("读和写") if one.may_write else say("只读"),
        moment(one.made_at),
        moment(one.ends_at),
        moment(one.used_at) if one.used_at else say("没有用过"),
        state,
        f"{PATH}/tokens/{one.id}/revoke" if free else "",
    )


def _faults(problems: Sequence[Problem]) -> tuple[Fault, ...]:
    return tuple(Fault(LABELS.get(one.path[-1], ""), one.message) for one in problems)
