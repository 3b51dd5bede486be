"""Sessions: who is signed in. A client holds a random secret, the database its SHA-256.

A session ends after IDLE without a request, after LONGEST in any case, and at once when it is
signed out, when its account is disabled, and when the password changes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from graph.errors import NotFound
from graph.language import say
from graph.registry.accounts import actor_of, end_sessions_of, find_account, known_account
from graph.registry.database import Database
from graph.registry.passwords import hash_password, needs_rehash, password_matches
from graph.registry.secret import is_long_ago, new_secret, note_use, secret_hash, written
from graph.registry.tables import credential, session
from graph.registry.throttle import NOBODY, SignInRefused, clear_attempts, count_attempt
from graph.rights import Actor

__all__ = [
    "IDLE",
    "LONGEST",
    "Session",
    "SignInRefused",
    "end_session",
    "end_sessions",
    "rotate",
    "session_actor",
    "session_mark",
    "sessions_of",
    "sign_in",
    "sign_out",
]

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
MARK = 16
"""Characters of a session's hash that tell it from others."""


@dataclass(frozen=True, slots=True)
class Session:
    """Moments are UTC in ISO 8601; `ends_at` is when it ends in any case. `mark` tells it from the
    others and opens nothing."""

    opened_at: str
    seen_at: str
    ends_at: str
    mark: str


def sign_in(database: Database, login: str, password: str, now: datetime | None = None) -> str:
    """Opens a session and returns its secret. Raises SignInRefused, alike and after the same work
    for a login that does not exist, a wrong password and a disabled account."""
    now = now or datetime.now(UTC)
    count_attempt(database, login, now)
    with database.read() as connection:
        found = known_account(connection, login)
        known = _hash_of(connection, None if found is None else found.id)
    matches = password_matches(known, password)
    if found is None or found.disabled or known is None or not matches:
        raise SignInRefused
    fresh = hash_password(password) if needs_rehash(known) else known
    secret = new_secret()
    with database.write(NOBODY) as recorder:
        connection = recorder.connection
        # Both may have changed while the password was looked at.
        if actor_of(connection, found.id) is None or _hash_of(connection, found.id) != known:
            raise SignInRefused
        own = credential.c.account_id == found.id
        connection.execute(update(credential).where(own).values(hash=fresh))
        clear_attempts(connection, found.login)
        connection.execute(delete(session).where(_has_ended(now)))
        fields = {
            "hash": secret_hash(secret),
            "account_id": found.id,
            "opened_at": written(now),
            "seen_at": written(now),
            "ends_at": written(now + LONGEST),
        }
        connection.execute(insert(session), fields)
    return secret


def session_actor(database: Database, secret: str, now: datetime | None = None) -> Actor | None:
    """Who is signed in by this secret; None when nobody is, or no longer."""
    now = now or datetime.now(UTC)
    own = session.c.hash == secret_hash(secret)
    with database.read() as connection:
        row = connection.execute(select(session).where(own, ~_has_ended(now))).first()
        actor = None if row is None else actor_of(connection, row.account_id)
    if row is None or actor is None:
        return None
    if is_long_ago(row.seen_at, now):
        note_use(database, update(session).where(own).values(seen_at=written(now)))
    return actor


def rotate(database: Database, secret: str, now: datetime | None = None) -> str:
    """Gives the session another secret, which is returned; the one it had is worth nothing any
    more. Raises NotFound when the session has ended."""
    fresh = new_secret()
    own = and_(session.c.hash == secret_hash(secret), ~_has_ended(now or datetime.now(UTC)))
    with database.write(NOBODY) as recorder:
        renewed = update(session).where(own).values(hash=secret_hash(fresh))
        if not recorder.connection.execute(renewed).rowcount:
            raise NotFound(say("登录已经结束：请重新登录"))
    return fresh


def sign_out(database: Database, secret: str) -> None:
    """Ends a session; one that has ended stays so."""
    with database.write(NOBODY) as recorder:
        own = session.c.hash == secret_hash(secret)
        recorder.connection.execute(delete(session).where(own))


def session_mark(secret: str) -> str:
    """The mark of the session that this secret opens."""
    return secret_hash(secret)[:MARK]


def end_session(database: Database, login: str, mark: str) -> None:
    """Ends one session of an account. Raises NotFound when there is none of this mark."""
    with database.write(NOBODY) as recorder:
        connection = recorder.connection
        own = session.c.account_id == find_account(connection, login).id
        marked = func.substr(session.c.hash, 1, MARK) == mark
        known = mark.isascii() and mark.isalnum()
        if not known or not connection.execute(delete(session).where(own, marked)).rowcount:
            raise NotFound(say("没有这一处登录：可能已经结束"))


def end_sessions(database: Database, login: str) -> int:
    """Ends all sessions of an account and returns how many there were. Raises NotFound."""
    with database.write(NOBODY) as recorder:
        found = find_account(recorder.connection, login)
        return end_sessions_of(recorder.connection, found.id)


def sessions_of(
    connection: Connection, account_id: int, now: datetime | None = None
) -> tuple[Session, ...]:
    """The sessions of an account that have not ended, newest first."""
    own = and_(session.c.account_id == account_id, ~_has_ended(now or datetime.now(UTC)))
    mark = func.substr(session.c.hash, 1, MARK)
    statement = select(session.c.opened_at, session.c.seen_at, session.c.ends_at, mark)
    newest = statement.where(own).order_by(session.c.opened_at.desc(), session.c.hash)
    return tuple(Session(*row) for row in connection.execute(newest))


def _has_ended(now: datetime) -> ColumnElement[bool]:
    return or_(session.c.ends_at <= written(now), session.c.seen_at <= written(now - IDLE))


def _hash_of(connection: Connection, account_id: int | None) -> str | None:
    return connection.scalar(select(credential.c.hash).where(credential.c.account_id == account_id))
