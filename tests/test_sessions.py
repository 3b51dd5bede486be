"""Signing in: who is let in, for how long, and how often one may try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from accounts import (
    HOUR,
    MINUTE,
    NOON,
    OTHER_PASSWORD,
    PASSWORD,
    SECOND,
    actor,
    add,
    everything_kept,
)
from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from graph.errors import NotFound
from graph.registry import passwords, sessions, throttle
from graph.registry.accounts import change_account, disable_account, find_account, reset_password
from graph.registry.database import Database
from graph.registry.passwords import password_matches
from graph.registry.secret import note_use
from graph.registry.sessions import (
    SignInRefused,
    end_session,
    end_sessions,
    rotate,
    session_actor,
    session_mark,
    sessions_of,
    sign_in,
    sign_out,
)
from graph.registry.tables import attempt, audit, credential, session
from graph.words import Role

pytestmark = pytest.mark.usefixtures("cheap_passwords")
DAY = timedelta(days=1)
WRONG = "不是这个密码不是"


@pytest.fixture
def ledger(database: Database) -> Database:
    add(database, "wang")
    add(database, "li", Role.READER)
    return database


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that passwords were held against."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, hash_: str, password: bytes) -> bool:
        seen.append(hash_)
        return verify(self, hash_, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return seen


def refused(database: Database, login: str, password: str, now: datetime = NOON) -> SignInRefused:
    with pytest.raises(SignInRefused) as caught:
        sign_in(database, login, password, now)
    return caught.value


def test_signing_in_opens_a_session(ledger: Database) -> None:
    secret = sign_in(ledger, " ＷＡＮＧ ", PASSWORD, NOON)
    assert session_actor(ledger, secret, NOON) == actor(ledger, "wang")
    # 256 bits in base64.
    assert len(secret) == 43
    assert secret != sign_in(ledger, "wang", PASSWORD, NOON)
    for other in ("", secret[:-1], secret + "x", secret.lower(), "\x00", "\ud800", "x" * 10_000):
        assert session_actor(ledger, other, NOON) is None
    with ledger.read() as connection:
        found = find_account(connection, "wang")
        assert len(sessions_of(connection, found.id, NOON)) == 2
        kept = str(connection.execute(select(session)).all())
    assert secret not in kept + everything_kept(ledger)


def test_a_session_ends_when_idle_and_after_a_week(ledger: Database) -> None:
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    idle = NOON + 8 * HOUR
    assert session_actor(ledger, secret, idle - SECOND) is not None
    assert session_actor(ledger, secret, idle + 8 * HOUR - 2 * SECOND) is not None
    moment = idle + 8 * HOUR - 2 * SECOND
    assert session_actor(ledger, secret, moment + 8 * HOUR) is None
    while moment < NOON + 7 * DAY:
        assert session_actor(ledger, secret, moment) is not None
        moment += 7 * HOUR
    assert session_actor(ledger, secret, NOON + 7 * DAY - SECOND) is not None
    assert session_actor(ledger, secret, NOON + 7 * DAY) is None
    with pytest.raises(NotFound, match="重新登录"):
        rotate(ledger, secret, NOON + 7 * DAY)


def test_ended_sessions_are_thrown_away(ledger: Database) -> None:
    for _ in range(3):
        sign_in(ledger, "wang", PASSWORD, NOON)
    sign_in(ledger, "li", PASSWORD, NOON + 9 * HOUR)
    with ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(session)) == 1
        found = find_account(connection, "wang")
        assert sessions_of(connection, found.id, NOON + 9 * HOUR) == ()


def test_reading_a_session_writes_once_a_minute(
    ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    noted = Counter[str]()

    def counting(*arguments: object) -> None:
        noted["use"] += 1
        note_use(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sessions, "note_use", counting)
    for seconds in range(0, 180, 10):
        assert session_actor(ledger, secret, NOON + seconds * SECOND) is not None
    assert noted["use"] == 2
    with ledger.read() as connection:
        assert connection.scalar(select(session.c.seen_at)) == "2020-06-30T04:02:00.000+00:00"


def test_who_only_reads_waits_for_no_writer(ledger: Database) -> None:
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    with ledger.write("tests"):
        assert session_actor(ledger, secret, NOON + MINUTE) is not None
    assert session_actor(ledger, secret, NOON + 2 * MINUTE) is not None
    with ledger.read() as connection:
        assert connection.scalar(select(session.c.seen_at)) == "2020-06-30T04:02:00.000+00:00"
        if ledger.is_sqlite:
            waits = connection.execute(text("PRAGMA busy_timeout")).scalar_one()
            assert waits == 5000


def test_a_session_has_a_new_secret_and_stays(ledger: Database) -> None:
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    fresh = rotate(ledger, secret, NOON + HOUR)
    assert session_actor(ledger, secret, NOON + HOUR) is None
    assert session_actor(ledger, fresh, NOON + HOUR) == actor(ledger, "wang")
    with pytest.raises(NotFound):
        rotate(ledger, secret, NOON + HOUR)
    with ledger.read() as connection:
        (only,) = sessions_of(connection, find_account(connection, "wang").id, NOON + HOUR)
    assert only.opened_at == "2020-06-30T04:00:00.000+00:00"
    assert only.ends_at == "2020-07-07T04:00:00.000+00:00"


def test_signing_out_ends_one_session_and_ending_them_all(ledger: Database) -> None:
    secrets = [sign_in(ledger, "wang", PASSWORD, NOON) for _ in range(3)]
    other = sign_in(ledger, "li", PASSWORD, NOON)
    sign_out(ledger, secrets[0])
    sign_out(ledger, secrets[0])
    assert [session_actor(ledger, one, NOON) is None for one in secrets] == [True, False, False]
    assert end_sessions(ledger, "wang") == 2
    assert [session_actor(ledger, one, NOON) for one in secrets] == [None] * 3
    assert session_actor(ledger, other, NOON) is not None
    with pytest.raises(NotFound):
        end_sessions(ledger, "nobody")


def test_one_session_is_ended_by_its_mark(ledger: Database) -> None:
    secrets = [sign_in(ledger, "wang", PASSWORD, NOON) for _ in range(3)]
    other = sign_in(ledger, "li", PASSWORD, NOON)
    with ledger.read() as connection:
        found = sessions_of(connection, find_account(connection, "wang").id, NOON)
    assert sorted(one.mark for one in found) == sorted(map(session_mark, secrets))
    end_session(ledger, "wang", session_mark(secrets[1]))
    assert [session_actor(ledger, one, NOON) is None for one in secrets] == [False, True, False]
    # Another's is none of one's own; what ended is gone, and a mark is no pattern.
    for mark in (session_mark(other), session_mark(secrets[1]), "", "%", "x\0y"):
        with pytest.raises(NotFound):
            end_session(ledger, "wang", mark)
    assert session_actor(ledger, other, NOON) is not None


def test_a_mark_opens_nothing(ledger: Database) -> None:
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    assert session_mark(secret) not in secret
    assert session_actor(ledger, session_mark(secret), NOON) is None


def test_a_session_follows_its_account(ledger: Database) -> None:
    secret = sign_in(ledger, "li", PASSWORD, NOON)
    change_account(ledger, "tests", "li", role=Role.CITY)
    now = session_actor(ledger, secret, NOON)
    assert now is not None
    assert now.role is Role.CITY


def test_nobody_learns_who_exists(ledger: Database, looked_at: list[str]) -> None:
    add(ledger, "gone", Role.READER)
    disable_account(ledger, "tests", "gone")
    tries = {
        "wang": WRONG,
        "gone": PASSWORD,
        "nobody": PASSWORD,
        "' OR 1=1 --": PASSWORD,
        "王\x00\ud800": PASSWORD,
        "": "",
    }
    told: list[str] = []
    for login, password in tries.items():
        error = refused(ledger, login, password)
        told.append(f"{error} {error.wait} {error.code}")
    assert set(told) == {"登录名或密码不对，或者账号已停用 None SIGN_IN"}
    # The same work: each was held against one hash of today's cost.
    assert len(looked_at) == len(tries)
    assert len({hash_.rsplit("$", 2)[0] for hash_ in looked_at}) == 1
    assert PASSWORD not in "".join(told)


def test_the_wait_grows_and_a_success_clears_it(ledger: Database) -> None:
    now = NOON
    for _ in range(4):
        assert refused(ledger, "wang", WRONG, now).wait is None
    sign_in(ledger, "wang", PASSWORD, now)
    for _ in range(5):
        assert refused(ledger, "wang", WRONG, now).wait is None
    waits = []
    for _ in range(50):
        error = refused(ledger, "wang", PASSWORD, now + SECOND)
        assert error.wait is not None
        waits.append(error.wait + 1)
        now += timedelta(seconds=error.wait + 1)
        assert refused(ledger, "wang", WRONG, now).wait is None
    assert sorted(set(waits)) == [60, 120, 240, 480, 900]
    assert waits == sorted(waits)
    assert "15 分钟" in str(refused(ledger, "wang", PASSWORD, now))
    secret = sign_in(ledger, "wang", PASSWORD, now + 15 * MINUTE)
    assert session_actor(ledger, secret, now + 15 * MINUTE) is not None
    assert refused(ledger, "wang", WRONG, now + 15 * MINUTE).wait is None


def test_100_wrong_passwords_are_locked_out(ledger: Database, looked_at: list[str]) -> None:
    for login in ("wang", "nobody"):
        looked_at.clear()
        waits = [refused(ledger, login, WRONG).wait for _ in range(100)]
        assert len(looked_at) == 5
        assert waits[:6] == [None] * 5 + [60]
        assert waits[-1] == 900
        # The right one is not even looked at, and more tries lengthen nothing.
        for _ in range(50):
            assert refused(ledger, login, PASSWORD, NOON + 10 * MINUTE).wait == 300
        assert len(looked_at) == 5
    assert sign_in(ledger, "wang", PASSWORD, NOON + 15 * MINUTE)
    assert refused(ledger, "nobody", PASSWORD, NOON + 15 * MINUTE).wait is None


def test_logins_wait_alone_however_they_are_written(ledger: Database) -> None:
    for login in ("wang", "WANG", " Wang", "ｗａｎｇ", "wAng\n"):
        assert refused(ledger, login, WRONG).wait is None
    assert refused(ledger, "wang", PASSWORD).wait == 60
    assert sign_in(ledger, "li", PASSWORD, NOON)


def test_a_reset_lets_one_try_at_once(ledger: Database) -> None:
    for _ in range(20):
        refused(ledger, "wang", WRONG)
    reset_password(ledger, "tests", "wang", OTHER_PASSWORD)
    assert sign_in(ledger, "wang", OTHER_PASSWORD, NOON)


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_tries_at_once_are_not_more_tries(
    ledger: Database, looked_at: list[str], login: str
) -> None:
    together = Barrier(16)
    # Another process has connections of its own.
    other = Database(ledger.url.render_as_string(hide_password=False))

    def attack(number: int) -> int | None:
        together.wait()
        return refused((ledger, other)[number % 2], login, WRONG).wait

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(attack, range(16)))
    other.close()
    assert len(looked_at) == throttle.FREE
    assert waits.count(None) == throttle.FREE


def test_many_logins_are_not_tried_in_a_minute(
    ledger: Database, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST_A_MINUTE", 12)
    for _ in range(20):
        # Who signs in takes nothing from the others.
        sign_in(ledger, "li", PASSWORD, NOON)
    looked_at.clear()
    waits = [refused(ledger, f"login{number}", WRONG, NOON).wait for number in range(20)]
    assert waits == [None] * 12 + [60] * 8
    assert len(looked_at) == 12
    assert refused(ledger, "wang", PASSWORD, NOON + 59 * SECOND).wait == 1
    assert sign_in(ledger, "wang", PASSWORD, NOON + MINUTE)


def test_old_attempts_are_forgotten(ledger: Database) -> None:
    for number in range(30):
        refused(ledger, f"login{number}", WRONG)
    refused(ledger, "wang", WRONG, NOON + DAY + SECOND)
    with ledger.read() as connection:
        kept = connection.scalars(select(attempt.c.login_hash)).all()
    assert len(kept) == 2
    assert all("wang" not in key for key in kept)


def test_nothing_of_it_is_audited(ledger: Database) -> None:
    def audited() -> int | None:
        with ledger.read() as connection:
            return connection.scalar(select(func.count()).select_from(audit))

    before = audited()
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    refused(ledger, "wang", WRONG)
    sign_out(ledger, rotate(ledger, secret, NOON))
    assert audited() == before


def test_a_cheaper_hash_is_made_anew(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def known() -> str | None:
        with ledger.read() as connection:
            own = find_account(connection, "wang").id
            return connection.scalar(
                select(credential.c.hash).where(credential.c.account_id == own)
            )

    before = known()
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    assert known() == before
    monkeypatch.setattr(passwords, "PASSES", 2)
    assert sign_in(ledger, "wang", PASSWORD, NOON)
    assert "t=2" in str(known())
    assert sign_in(ledger, "wang", PASSWORD, NOON)
    # The password is the same, so nobody is signed out.
    assert session_actor(ledger, secret, NOON) is not None


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda ledger: disable_account(ledger, "tests", "li"),
        lambda ledger: reset_password(ledger, "tests", "li", OTHER_PASSWORD),
    ],
    ids=["disabled", "another password"],
)
def test_who_is_shut_out_meanwhile_is_not_let_in(
    ledger: Database, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Database], None]
) -> None:

    def slowly(hash_: str | None, password: str) -> bool:
        meanwhile(ledger)
        return password_matches(hash_, password)

    monkeypatch.setattr(sessions, "password_matches", slowly)
    refused(ledger, "li", PASSWORD)
    with ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(session)) == 0


def test_secrets_are_in_no_error_and_no_log(
    ledger: Database, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG")
    secret = sign_in(ledger, "wang", PASSWORD, NOON)
    told = [str(refused(ledger, "wang", WRONG)), str(refused(ledger, "nobody", WRONG))]
    sign_out(ledger, secret)
    with pytest.raises(NotFound) as caught:
        rotate(ledger, secret, NOON)
    told += [str(caught.value), caplog.text]
    assert not any(one in "".join(told) for one in (secret, PASSWORD, WRONG))
