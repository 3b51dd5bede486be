"""Throttling of sign-ins, in SQL, so that all processes count together.

A try is counted before its password is looked at, under the writers' lock: however many come at
once, no more than FREE are looked at before the first wait. Tries while a login waits are refused
unseen and counted too, up to MOST, so that whoever hammers soon waits longest; the wait runs from
the last password that was looked at, so nobody can be kept out for longer than that by refused
tries alone. A success clears the count. Logins that do not exist are counted alike.

Over all logins no more than MOST_A_MINUTE tries that failed (or are under way) are looked at in a
minute: it slows whoever tries one common password on many logins. Sessions go on meanwhile.
"""

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select, update

from graph.errors import JieduiError
from graph.language import say
from graph.registry.database import Database
from graph.registry.tables import attempt

NOBODY = ""
FREE = 5
MOST = 100
WAITS = ((MOST, 15), (40, 8), (20, 4), (10, 2), (FREE, 1))
"""From how many failures on one waits how many minutes."""
MOST_A_MINUTE = 120
EVERYBODY = "everybody"
"""The row that counts all logins of the minute that began at `last_at`; no hash looks so."""
MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=1)
"""A login that nobody tried for so long is forgotten."""


class SignInRefused(JieduiError):
    """Nobody was let in. `wait` is the number of seconds after which one may try again; None when
    login and password are not those of an account that may sign in."""

    code = "SIGN_IN"

    def __init__(self, wait: int | None = None) -> None:
        self.wait = wait
        if wait is None:
            super().__init__(say("登录名或密码不对，或者账号已停用"))
        else:
            super().__init__(say("试的次数太多了：请过 {spoken}再试", spoken=_spoken(wait)))


def count_attempt(database: Database, login: str, now: datetime | None = None) -> None:
    """Counts a try whose password is looked at next. Raises SignInRefused when it has to wait."""
    now = now or datetime.now(UTC)
    with database.write(NOBODY) as recorder:
        wait = _counted(recorder.connection, _key(login), now)
    if wait is not None:
        raise SignInRefused(max(1, -int(-wait.total_seconds() // 1)))


def clear_attempts(connection: Connection, login: str) -> None:
    """The password was right, or is a new one: the login may try afresh."""
    gone = connection.execute(delete(attempt).where(attempt.c.login_hash == _key(login))).rowcount
    if gone:
        fewer = update(attempt).where(attempt.c.login_hash == EVERYBODY, attempt.c.failures > 0)
        connection.execute(fewer.values(failures=attempt.c.failures - 1))


def _counted(connection: Connection, key: str, now: datetime) -> timedelta | None:
    """Counts the try, or tells how long it has to wait."""
    connection.execute(delete(attempt).where(attempt.c.last_at < _written(now - KEPT)))
    own = _row(connection, key)
    if own is not None:
        wait = _wait(own.failures) - (now - datetime.fromisoformat(own.last_at))
        if wait > timedelta():
            if own.failures < MOST:
                _write(connection, key, own.failures + 1, own.last_at)
                wait = _wait(own.failures + 1) - (now - datetime.fromisoformat(own.last_at))
            return wait
    over = _over_all(connection, now)
    if over is None:
        failures = 0 if own is None else own.failures
        _write(connection, key, min(failures + 1, MOST), _written(now))
    return over


def _over_all(connection: Connection, now: datetime) -> timedelta | None:
    """The same over all logins."""
    row = _row(connection, EVERYBODY)
    began = now if row is None else datetime.fromisoformat(row.last_at)
    if row is None or not timedelta() <= now - began < MINUTE:
        _write(connection, EVERYBODY, 1, _written(now))
        return None
    if row.failures >= MOST_A_MINUTE:
        return MINUTE - (now - began)
    _write(connection, EVERYBODY, row.failures + 1, row.last_at)
    return None


def _wait(failures: int) -> timedelta:
    return next(
        (timedelta(minutes=long) for least, long in WAITS if failures >= least), timedelta()
    )


def _row(connection: Connection, key: str) -> Row[tuple[str, int, str]] | None:
    return connection.execute(select(attempt).where(attempt.c.login_hash == key)).first()


def _write(connection: Connection, key: str, failures: int, at: str) -> None:
    connection.execute(delete(attempt).where(attempt.c.login_hash == key))
    connection.execute(insert(attempt), {"login_hash": key, "failures": failures, "last_at": at})


def _key(login: str) -> str:
    folded = unicodedata.normalize("NFKC", login).strip().lower()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _spoken(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return say("{minutes} 分钟", minutes=minutes)
    return (
        say("{minutes} 分 {rest} 秒", minutes=minutes, rest=rest)
        if minutes
        else say("{rest} 秒", rest=rest)
    )
