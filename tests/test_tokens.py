"""Tokens of programs: what they may, until when, and who may end them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from accounts import COUNTY, DISTRICT, MINUTE, NOON, SECOND, actor, add, everything_kept
from folders import load
from sqlalchemy import select

from graph.errors import NotFound, Rejected
from graph.registry import tokens
from graph.registry.accounts import change_account, disable_account, enable_account
from graph.registry.database import Database
from graph.registry.tables import token
from graph.registry.tokens import (
    Token,
    list_tokens,
    make_token,
    revoke_token,
    token_actor,
    tokens_of,
)
from graph.rights import Actor
from graph.words import Role

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    load(database, tmp_path)
    add(database, "wang")
    add(database, "daxing", Role.DISTRICT, DISTRICT)
    add(database, "chayou", Role.COUNTY, COUNTY)
    add(database, "guest", Role.READER)
    return database


def made(database: Database, login: str, may_write: bool = False, days: int = 90) -> str:
    return make_token(database, actor(database, login), "报表", may_write, days, now=NOON)


def listed(database: Database) -> tuple[Token, ...]:
    with database.read() as connection:
        return list_tokens(connection)


def test_a_token_acts_for_its_account(ledger: Database) -> None:
    for login, may_write in (("wang", True), ("daxing", True), ("chayou", True)):
        secret = made(ledger, login, may_write)
        assert secret.startswith("jd_")
        assert len(secret) == 46
        assert token_actor(ledger, secret, NOON) == (actor(ledger, login), True)
    for other in ("", "jd_", secret[:-1], secret[3:], "\x00\ud800", secret + " "):
        assert token_actor(ledger, other, NOON) is None
    with ledger.read() as connection:
        kept = str(connection.execute(select(token)).all())
    assert secret not in kept + everything_kept(ledger) + str(listed(ledger))


def test_one_that_may_not_write_is_a_reader(ledger: Database) -> None:
    secret = made(ledger, "wang")
    assert token_actor(ledger, secret, NOON) == (Actor("wang", Role.READER), False)


def test_a_token_never_can_more_than_its_account(ledger: Database) -> None:
    secret = made(ledger, "daxing", True)
    change_account(ledger, "tests", "daxing", role=Role.COUNTY, division=COUNTY)
    assert token_actor(ledger, secret, NOON) == (actor(ledger, "daxing"), True)
    assert actor(ledger, "daxing").role is Role.COUNTY
    change_account(ledger, "tests", "daxing", role=Role.READER)
    assert token_actor(ledger, secret, NOON) == (Actor("daxing", Role.READER), False)


def test_a_token_ends_on_its_day(ledger: Database) -> None:
    secret = made(ledger, "wang", days=1)
    end = NOON + timedelta(days=1)
    assert token_actor(ledger, secret, end - SECOND) is not None
    assert token_actor(ledger, secret, end) is None
    (only,) = listed(ledger)
    assert only.is_in_force(end - SECOND)
    assert not only.is_in_force(end)


def test_use_is_noted_once_a_minute(ledger: Database) -> None:
    secret = made(ledger, "wang")
    assert listed(ledger)[0].used_at is None
    for seconds in (0, 30, 59):
        token_actor(ledger, secret, NOON + seconds * SECOND)
        assert listed(ledger)[0].used_at == "2020-06-30T04:00:00.000+00:00"
    token_actor(ledger, secret, NOON + MINUTE)
    assert listed(ledger)[0].used_at == "2020-06-30T04:01:00.000+00:00"


def test_who_reads_by_token_waits_for_no_writer(ledger: Database) -> None:
    secret = made(ledger, "wang")
    with ledger.write("tests"):
        assert token_actor(ledger, secret, NOON) is not None


def test_tokens_are_revoked_by_their_account_or_the_city(ledger: Database) -> None:
    own, other, third = (made(ledger, login) for login in ("daxing", "daxing", "guest"))
    assert [one.login for one in listed(ledger)] == ["guest", "daxing", "daxing"]
    daxing = actor(ledger, "daxing")
    with pytest.raises(NotFound) as not_own:
        revoke_token(ledger, daxing, 3)
    with pytest.raises(NotFound) as unknown:
        revoke_token(ledger, daxing, 4)
    assert str(not_own.value).replace("3", "4") == str(unknown.value)
    assert token_actor(ledger, third, NOON) is not None
    revoked = revoke_token(ledger, daxing, 1)
    assert (revoked.id, revoked.revoked) == (1, True)
    assert token_actor(ledger, own, NOON) is None
    assert token_actor(ledger, other, NOON) is not None
    revoke_token(ledger, actor(ledger, "wang"), 3)
    revoke_token(ledger, actor(ledger, "wang"), 3)
    assert token_actor(ledger, third, NOON) is None
    with ledger.read() as connection:
        account_ids = {one.login: one.id for one in listed(ledger)}
        assert account_ids == {"guest": 3, "daxing": 1}
        daxing_id = connection.scalar(select(token.c.account_id).where(token.c.id == 1))
        assert daxing_id is not None
        assert [one.id for one in tokens_of(connection, daxing_id)] == [2, 1]


def test_disabled_accounts_have_no_tokens(ledger: Database) -> None:
    secret, daxing = made(ledger, "daxing"), actor(ledger, "daxing")
    disable_account(ledger, "tests", "daxing")
    assert token_actor(ledger, secret, NOON) is None
    with pytest.raises(Rejected, match="已停用"):
        make_token(ledger, daxing, "报表", False)
    enable_account(ledger, "tests", "daxing")
    assert token_actor(ledger, secret, NOON) is None
    assert token_actor(ledger, made(ledger, "daxing"), NOON) is not None


@pytest.mark.parametrize(
    ("name", "may_write", "days", "found"),
    [
        ("", False, 90, ["name"]),
        ("报\n表", False, 90, ["name"]),
        ("报" * 61, False, 90, ["name"]),
        ("报表", False, 0, ["days"]),
        ("报表", False, 367, ["days"]),
        ("报表", True, 90, ["may_write"]),
        (" ", True, -1, ["may_write", "name", "days"]),
        ("报表", False, 10**12, ["days"]),
    ],
)
def test_wrong_tokens_are_refused(
    ledger: Database, name: str, may_write: bool, days: int, found: list[str]
) -> None:
    with pytest.raises(Rejected) as caught:
        make_token(ledger, actor(ledger, "guest"), name, may_write, days)
    assert [problem.path[0] for problem in caught.value.problems] == found
    assert listed(ledger) == ()


def test_an_account_has_so_many_tokens(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_IN_FORCE", 2)
    for _ in range(2):
        made(ledger, "wang")
    with pytest.raises(Rejected, match="最多有 2 个"):
        made(ledger, "wang")
    revoke_token(ledger, actor(ledger, "wang"), 1)
    made(ledger, "wang")
    made(ledger, "guest")


def test_who_has_no_account_has_no_token(ledger: Database) -> None:
    with pytest.raises(NotFound):
        make_token(ledger, Actor("nobody"), "报表", False)
