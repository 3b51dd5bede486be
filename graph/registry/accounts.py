"""Accounts: who may sign in, with which role. Each change is a batch, so the audit tells of it.

What proves an account stands apart, in `credential`, and is in no audit. Access ends at once:
sessions end with the password, and disabling an account revokes its tokens too. So does giving it
another password for somebody who lost it, or whose account others may know: what was made by it is
trusted no more. Who changes the password that he knows keeps his tokens, which he can revoke
himself. One enabled city account always stays, so that nobody is locked out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.account_form import Given, fold_login, given_fields
from graph.registry.audit import Fields, Recorder
from graph.registry.batches import ACCOUNTS
from graph.registry.database import Database
from graph.registry.passwords import check_password, hash_password, normal, password_matches
from graph.registry.tables import account, credential, party, session, token
from graph.registry.throttle import clear_attempts, count_attempt
from graph.rights import Actor, check_may_manage
from graph.words import Role

WRONG_PASSWORD = say("现在的密码不对")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What adding one needs; `division` is the key of a district or county, None for roles that
    have none."""

    login: str
    name: str
    role: Role
    division: str | None
    password: str


@dataclass(frozen=True, slots=True)
class Account:
    """`division_key` and `division` are the key and the name of its district or county."""

    id: int
    login: str
    name: str
    role: Role
    disabled: bool
    division_id: int | None = None
    division_key: str | None = None
    division: str = ""

    @property
    def actor(self) -> Actor:
        """Who acts when this account does; the audit names it by its login."""
        return Actor(self.login, self.role, self.division_id, self.division)


def add_account(database: Database, who: str | Actor, new: NewAccount) -> int:
    """Returns the account's id. Raises Rejected, Forbidden."""
    login = fold_login(new.login)
    check_may_manage(who)
    check_password(new.password, login)
    hash_ = hash_password(new.password)
    with database.write(who) as recorder:
        fields = given_fields(
            recorder.connection, Given(login, new.name, new.role, new.division), is_new=True
        )
        recorder.open_batch(ACCOUNTS, f"新增账号：{login}")
        account_id = recorder.insert(account, fields)
        _prove(recorder, account_id, hash_)
        return account_id


def change_account(
    database: Database,
    who: str | Actor,
    login: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    division: str | None = None,
) -> None:
    """Gives an account another name, role, or district or county, by its key; what is None stays.
    A new role brings its own division. Raises NotFound, Rejected, Forbidden."""
    with _changing(database, who, login) as (recorder, found):
        if role not in (None, Role.CITY):
            _refuse_last(recorder.connection, found, "role")
        given = Given(
            found.login,
            found.name if name is None else name,
            found.role if role is None else role,
            found.division_key if role is None and division is None else division,
        )
        what = "改名" if role is None and division is None else "改角色"
        _amend(recorder, found, what, given_fields(recorder.connection, given))


def disable_account(database: Database, who: str | Actor, login: str) -> None:
    """Ends its sessions and revokes its tokens. Raises NotFound, Rejected, Forbidden."""
    with _changing(database, who, login) as (recorder, found):
        _refuse_last(recorder.connection, found, "login")
        _amend(recorder, found, "停用账号", {"disabled": 1})
        end_sessions_of(recorder.connection, found.id)
        _revoke_tokens(recorder.connection, found.id)


def enable_account(database: Database, who: str | Actor, login: str) -> None:
    """Lets it sign in again; its tokens stay revoked. Raises NotFound, Forbidden."""
    with _changing(database, who, login) as (recorder, found):
        _amend(recorder, found, "启用账号", {"disabled": 0})


def reset_password(database: Database, who: str | Actor, login: str, password: str) -> None:
    """Gives an account another password, ends its sessions, revokes its tokens and lets it try at
    once. Raises NotFound, Rejected, Forbidden."""
    check_may_manage(who)
    check_password(password, fold_login(login))
    hash_ = hash_password(password)
    with _changing(database, who, login) as (recorder, found):
        recorder.open_batch(ACCOUNTS, f"重设密码：{found.login}")
        _prove(recorder, found.id, hash_)
        _revoke_tokens(recorder.connection, found.id)
        clear_attempts(recorder.connection, found.login)


def change_password(
    database: Database, actor: Actor, old: str, new: str, now: datetime | None = None
) -> None:
    """Changes one's own password, and ends all one's sessions. Wrong old ones are throttled like
    sign-ins. Raises NotFound, Rejected, SignInRefused."""
    count_attempt(database, actor.name, now)
    with database.read() as connection:
        found = find_account(connection, actor.name)
        known = _hash_of(connection, found.id)
    if not password_matches(known, old) or found.disabled:
        raise Rejected([Problem(("old",), "WRONG_PASSWORD", WRONG_PASSWORD)])
    check_password(new, found.login, "new")
    if normal(new) == normal(old):
        raise Rejected([Problem(("new",), "SAME_PASSWORD", say("新密码与现在的相同：请换一个"))])
    hash_ = hash_password(new)
    with database.write(actor) as recorder:
        if _hash_of(recorder.connection, found.id) != known:
            raise Rejected([Problem(("old",), "WRONG_PASSWORD", WRONG_PASSWORD)])
        recorder.open_batch(ACCOUNTS, f"改密码：{found.login}")
        _prove(recorder, found.id, hash_)
        clear_attempts(recorder.connection, found.login)


def list_accounts(connection: Connection) -> tuple[Account, ...]:
    """All accounts, by login."""
    return tuple(map(_account, connection.execute(_accounts().order_by(account.c.login))))


def find_account(connection: Connection, login: str) -> Account:
    """Raises NotFound."""
    found = known_account(connection, login)
    if found is None:
        message = say(
            "没有登录名为“{login}”的账号；jiedui user list 列出全部账号", login=login[:40]
        )
        raise NotFound(message)
    return found


def known_account(connection: Connection, login: str) -> Account | None:
    """The account with this login, None when there is none."""
    try:
        row = connection.execute(_accounts().where(account.c.login == fold_login(login))).first()
    except Rejected:
        return None
    return None if row is None else _account(row)


def has_accounts(connection: Connection) -> bool:
    """Has anybody ever been given an account?"""
    return connection.scalar(_accounts().with_only_columns(account.c.id).limit(1)) is not None


def actor_of(connection: Connection, account_id: int) -> Actor | None:
    """Who acts with this account; None when it may not sign in."""
    enabled = and_(account.c.id == account_id, account.c.disabled == 0)
    row = connection.execute(_accounts().where(enabled)).first()
    return None if row is None else _account(row).actor


def end_sessions_of(connection: Connection, account_id: int) -> int:
    """Ends all sessions of an account within a transaction; returns how many there were."""
    return connection.execute(delete(session).where(session.c.account_id == account_id)).rowcount


@contextmanager
def _changing(
    database: Database, who: str | Actor, login: str
) -> Iterator[tuple[Recorder, Account]]:
    check_may_manage(who)
    with database.write(who) as recorder:
        yield recorder, find_account(recorder.connection, login)


def _amend(recorder: Recorder, found: Account, what: str, fields: Fields) -> None:
    """Writes what differs; nothing when nothing does."""
    row = recorder.connection.execute(select(account).where(account.c.id == found.id)).one()
    after = {name: value for name, value in fields.items() if row._mapping[name] != value}
    if after:
        recorder.open_batch(ACCOUNTS, f"{what}：{found.login}")
        before = {name: row._mapping[name] for name in after}
        recorder.amend(account, found.id, before, after)


def _refuse_last(connection: Connection, found: Account, path: str) -> None:
    """Raises Rejected when nobody else could manage accounts after this one."""
    others = select(func.count()).where(
        account.c.retracted == 0,
        account.c.disabled == 0,
        account.c.role == Role.CITY.text,
        account.c.id != found.id,
    )
    if found.role is Role.CITY and not found.disabled and not connection.scalar(others):
        message = say(
            "“{login}”是最后一个可用的市级账号，停用或改角色后没有人能管理：请先再加一个",
            login=found.login,
        )
        raise Rejected([Problem((path,), "LAST_CITY", message)])


def _prove(recorder: Recorder, account_id: int, hash_: str) -> None:
    """Sets what proves an account; who signed in by what did so before is signed out."""
    connection = recorder.connection
    connection.execute(delete(credential).where(credential.c.account_id == account_id))
    fields = {"account_id": account_id, "hash": hash_, "changed_at": recorder.at}
    connection.execute(insert(credential), fields)
    end_sessions_of(connection, account_id)


def _revoke_tokens(connection: Connection, account_id: int) -> None:
    connection.execute(update(token).where(token.c.account_id == account_id).values(revoked=1))


def _hash_of(connection: Connection, account_id: int) -> str | None:
    return connection.scalar(select(credential.c.hash).where(credential.c.account_id == account_id))


def _accounts() -> Select[Any]:
    return (
        select(account, party.c.key.label("division_key"), party.c.name.label("division"))
        .join_from(account, party, account.c.division_id == party.c.id, isouter=True)
        .where(account.c.retracted == 0)
    )


def _account(row: Row[Any]) -> Account:
    return Account(
        *(row.id, row.login, row.name, Role.named(row.role), bool(row.disabled)),
        *(row.division_id, row.division_key, row.division or ""),
    )
