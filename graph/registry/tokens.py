"""Tokens: what a program shows instead of signing in. It acts for an account, and never can do
more than that account can at the moment.

A token's secret is told once, when it is made; the database knows its SHA-256. Rows stay, so that
one sees what was in use and when.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.accounts import actor_of, find_account
from graph.registry.database import Database
from graph.registry.secret import is_long_ago, new_secret, note_use, secret_hash, written
from graph.registry.tables import account, token
from graph.registry.throttle import NOBODY
from graph.rights import Actor
from graph.words import Role

PREFIX = "jd_"
"""By which people and programs that look for lost secrets know one of ours."""
DAYS = 90
MOST_DAYS = 366
LONGEST_NAME = 60
MOST_IN_FORCE = 50
"""Tokens of one account that can be used at the same time."""


@dataclass(frozen=True, slots=True)
class Token:
    """Moments are UTC in ISO 8601; `used_at` is None for one that was never used."""

    id: int
    login: str
    name: str
    may_write: bool
    made_at: str
    ends_at: str
    used_at: str | None
    revoked: bool

    def is_in_force(self, now: datetime | None = None) -> bool:
        return not self.revoked and written(now or datetime.now(UTC)) < self.ends_at


def make_token(
    database: Database,
    actor: Actor,
    name: str,
    may_write: bool,
    days: int = DAYS,
    *,
    now: datetime | None = None,
) -> str:
    """A token of the actor's account; returns its secret, which nobody can learn again. Raises
    NotFound when the actor has no account, Rejected."""
    now = now or datetime.now(UTC)
    secret = new_secret(PREFIX)
    with database.write(NOBODY) as recorder:
        connection = recorder.connection
        found = find_account(connection, actor.name)
        own = [one for one in tokens_of(connection, found.id) if one.is_in_force(now)]
        _check(actor_of(connection, found.id), name, may_write, days, len(own))
        fields = {
            "id": recorder.next_id(token),
            "hash": secret_hash(secret),
            "account_id": found.id,
            "name": name.strip(),
            "may_write": int(may_write),
            "made_at": written(now),
            "ends_at": written(now + timedelta(days=days)),
        }
        connection.execute(insert(token), fields)
    return secret


def token_actor(
    database: Database, secret: str, now: datetime | None = None
) -> tuple[Actor, bool] | None:
    """For whom a program acts, and whether it may write; None when the token is unknown, revoked
    or has ended, or its account is disabled. One that may not write acts as a reader."""
    now = now or datetime.now(UTC)
    own = token.c.hash == secret_hash(secret)
    in_force = (token.c.revoked == 0) & (token.c.ends_at > written(now))
    with database.read() as connection:
        row = connection.execute(select(token).where(own, in_force)).first()
        actor = None if row is None else actor_of(connection, row.account_id)
    if row is None or actor is None:
        return None
    if is_long_ago(row.used_at, now):
        note_use(database, update(token).where(own).values(used_at=written(now)))
    if row.may_write and actor.role is not Role.READER:
        return actor, True
    return Actor(actor.name, Role.READER), False


def revoke_token(database: Database, actor: Actor, token_id: int) -> Token:
    """Ends a token of one's own, or anybody's for whom the actor answers; returns it. Raises
    NotFound."""
    with database.write(NOBODY) as recorder:
        row = recorder.connection.execute(_tokens().where(token.c.id == token_id)).first()
        if row is None or not (actor.may_all or row.login == actor.name):
            raise NotFound(say("没有编号为 {token_id} 的令牌", token_id=token_id))
        recorder.connection.execute(update(token).where(token.c.id == token_id).values(revoked=1))
        return replace(_token(row), revoked=True)


def tokens_of(connection: Connection, account_id: int) -> tuple[Token, ...]:
    """All tokens of an account, newest first."""
    own = _tokens().where(token.c.account_id == account_id)
    return tuple(map(_token, connection.execute(own.order_by(token.c.id.desc()))))


def list_tokens(connection: Connection) -> tuple[Token, ...]:
    """All tokens of all accounts, newest first."""
    return tuple(map(_token, connection.execute(_tokens().order_by(token.c.id.desc()))))


def _check(actor: Actor | None, name: str, may_write: bool, days: int, in_force: int) -> None:
    problems = []
    if actor is None:
        problems.append(Problem(("login",), "DISABLED", say("账号已停用，不能有令牌：请先启用")))
    elif may_write and actor.role is Role.READER:
        message = say("只读账号的令牌不能写：请去掉写的权限，或先改账号的角色")
        problems.append(Problem(("may_write",), "FORBIDDEN", message))
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.strip().isprintable():
        message = say(
            "令牌的名称用 1 到 {longest_name} 个看得见的字，说明给哪个程序用",
            longest_name=LONGEST_NAME,
        )
        problems.append(Problem(("name",), "INVALID", message))
    if not 1 <= days <= MOST_DAYS:
        message = say(
            "令牌的期限是 1 到 {most_days} 天，而不是 {days} 天", most_days=MOST_DAYS, days=days
        )
        problems.append(Problem(("days",), "INVALID", message))
    if in_force >= MOST_IN_FORCE:
        message = say(
            "一个账号最多有 {most_in_force} 个可用的令牌：请先吊销不用的",
            most_in_force=MOST_IN_FORCE,
        )
        problems.append(Problem(("name",), "TOO_MANY", message))
    if problems:
        raise Rejected(problems)


def _tokens() -> Select[Any]:
    columns = [one for one in token.c if one.name not in ("hash", "account_id")]
    return select(*columns, account.c.login).join_from(token, account)


def _token(row: Row[Any]) -> Token:
    return Token(
        *(row.id, row.login, row.name, bool(row.may_write)),
        *(row.made_at, row.ends_at, row.used_at, bool(row.revoked)),
    )
