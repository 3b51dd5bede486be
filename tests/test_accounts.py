"""Accounts: who may be given one, what the audit tells of it, and that nobody is locked out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
from accounts import (
    COUNTY,
    DISTRICT,
    NOON,
    OTHER_PASSWORD,
    PASSWORD,
    actor,
    add,
    everything_kept,
)
from argon2 import extract_parameters
from folders import load
from sqlalchemy import select
from staff import Site

from graph.check import Verdict, check_ledger
from graph.errors import NotFound, Rejected
from graph.network.live import Network
from graph.registry import passwords
from graph.registry.account_form import division_key
from graph.registry.accounts import (
    NewAccount,
    actor_of,
    add_account,
    change_account,
    change_password,
    disable_account,
    enable_account,
    find_account,
    has_accounts,
    list_accounts,
    reset_password,
)
from graph.registry.batches import list_batches
from graph.registry.database import Database
from graph.registry.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    password_matches,
)
from graph.registry.sessions import SignInRefused, session_actor, sign_in
from graph.registry.tables import audit, credential
from graph.registry.tokens import make_token, token_actor
from graph.registry.undoing import undo_batch, undo_in
from graph.rights import Actor, Forbidden
from graph.words import Role

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    load(database, tmp_path)
    return database


def codes(command: Callable[[], object]) -> list[tuple[str, str]]:
    """What a command is rejected for: the field and the code of each problem."""
    with pytest.raises(Rejected) as caught:
        command()
    assert all(problem.message for problem in caught.value.problems)
    return [(problem.path[0], problem.code) for problem in caught.value.problems]


def test_accounts_are_told_with_role_and_division(ledger: Database) -> None:
    with ledger.read() as connection:
        assert not has_accounts(connection)
    city, district, county = (
        add(ledger, " Wang.Li "),
        add(ledger, "daxing", Role.DISTRICT, DISTRICT),
        add(ledger, "chayou", Role.COUNTY, COUNTY),
    )
    with ledger.read() as connection:
        assert has_accounts(connection)
        listed = list_accounts(connection)
        assert [(one.login, one.role, one.division_key, one.division) for one in listed] == [
            ("chayou", Role.COUNTY, COUNTY, "察哈尔右翼前旗"),
            ("daxing", Role.DISTRICT, DISTRICT, "大兴区"),
            ("wang.li", Role.CITY, None, ""),
        ]
        assert actor_of(connection, city) == Actor("wang.li", Role.CITY)
        found = find_account(connection, "ＷＡＮＧ.li")
        assert (found.id, found.name) == (city, "Wang.Li 同志")
        for account_id, name in ((district, "大兴区"), (county, "察哈尔右翼前旗")):
            acting = actor_of(connection, account_id)
            assert acting is not None
            assert acting.division == name
        assert actor_of(connection, 999) is None
        with pytest.raises(NotFound, match="nobody"):
            find_account(connection, "nobody")
        with pytest.raises(NotFound):
            find_account(connection, "' OR 1=1 --\x00\ud800")


def test_every_change_is_a_batch_and_no_secret_is_in_the_audit(ledger: Database) -> None:
    add(ledger, "wang", who="小李")
    add(ledger, "daxing", Role.DISTRICT, DISTRICT)
    change_account(ledger, "小李", "daxing", name="大兴 王")
    change_account(ledger, "小李", "daxing", name="大兴 王")
    change_account(ledger, "小李", "daxing", role=Role.READER)
    disable_account(ledger, "小李", "daxing")
    enable_account(ledger, "小李", "daxing")
    reset_password(ledger, "小李", "daxing", OTHER_PASSWORD)
    change_password(ledger, actor(ledger, "wang"), PASSWORD, OTHER_PASSWORD)
    with ledger.read() as connection:
        found = list_batches(connection, 0, 50, ["account"]).lines
        assert [(one.title, one.who) for one in reversed(found)] == [
            ("新增账号：wang", "小李"),
            ("新增账号：daxing", "tests"),
            ("改名：daxing", "小李"),
            ("改角色：daxing", "小李"),
            ("停用账号：daxing", "小李"),
            ("启用账号：daxing", "小李"),
            ("重设密码：daxing", "小李"),
            ("改密码：wang", "wang"),
        ]
        assert {one.what for one in found} == {"账号"}
        told = select(audit.c.after).where(audit.c.subject == "account").order_by(audit.c.seq)
        assert connection.scalars(told).all()[2:] == [
            '{"name":"大兴 王"}',
            '{"division_id":null,"role":"reader"}',
            '{"disabled":1}',
            '{"disabled":0}',
        ]
        hashes = connection.scalars(select(credential.c.hash)).all()
    kept = everything_kept(ledger)
    assert len(hashes) == 2
    assert not any(secret in kept for secret in (*hashes, PASSWORD, OTHER_PASSWORD, "argon2"))
    assert all(result.verdict is not Verdict.FINDING for result in check_ledger(ledger))


def test_readers_follow_account_batches(ledger: Database) -> None:
    network = Network(ledger)
    add(ledger)
    network.refresh()
    with ledger.read() as connection:
        last = connection.scalars(select(audit.c.seq).order_by(audit.c.seq.desc())).first()
    assert network.snapshot.seq == last


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("w", "王", Role.CITY, None), [("login", "INVALID")]),
        (("-wang", "王", Role.CITY, None), [("login", "INVALID")]),
        (("王小二", "王", Role.CITY, None), [("login", "INVALID")]),
        (("wa ng", "王", Role.CITY, None), [("login", "INVALID")]),
        (("wang\n", " \t", Role.CITY, None), [("name", "INVALID")]),
        (("wang", "王\x00", Role.CITY, None), [("name", "INVALID")]),
        (("wang", "王" * 41, Role.CITY, None), [("name", "INVALID")]),
        (("OLD", "王", Role.CITY, None), [("login", "TAKEN")]),
        (("wang", "王", Role.CITY, DISTRICT), [("division", "NOT_WANTED")]),
        (("wang", "王", Role.READER, DISTRICT), [("division", "NOT_WANTED")]),
        (("wang", "王", Role.DISTRICT, None), [("division", "MISSING")]),
        (("wang", "王", Role.COUNTY, None), [("division", "MISSING")]),
        (("wang", "王", Role.DISTRICT, "nowhere\x00"), [("division", "NOT_FOUND")]),
        (("wang", "王", Role.DISTRICT, COUNTY), [("division", "WRONG_DIVISION")]),
        (("wang", "王", Role.COUNTY, DISTRICT), [("division", "WRONG_DIVISION")]),
        (("wang", "王", Role.DISTRICT, "110115005"), [("division", "WRONG_DIVISION")]),
        (("wang", "王", Role.DISTRICT, "110000"), [("division", "WRONG_DIVISION")]),
        (("wang", "王", Role.DISTRICT, "E1"), [("division", "WRONG_DIVISION")]),
        (
            ("old", "", Role.DISTRICT, None),
            [("login", "TAKEN"), ("name", "INVALID"), ("division", "MISSING")],
        ),
    ],
)
def test_wrong_accounts_are_refused_with_every_reason(
    ledger: Database,
    given: tuple[str, str, Role, str | None],
    found: list[tuple[str, str]],
) -> None:
    add(ledger, "old", Role.READER)
    new = NewAccount(*given, PASSWORD)
    assert codes(lambda: add_account(ledger, "tests", new)) == found
    with ledger.read() as connection:
        assert [one.login for one in list_accounts(connection)] == ["old"]


def test_divisions_are_named_by_key_name_or_alias(ledger: Database) -> None:
    with ledger.read() as connection:
        named = [division_key(connection, name) for name in (DISTRICT, "大兴区", "察右前旗")]
        assert named == [DISTRICT, DISTRICT, COUNTY]
        for name in ("月球", "黄村地区", "E1"):
            with pytest.raises(NotFound, match=name):
                division_key(connection, name)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短", "TOO_SHORT"),
        ("123456789", "TOO_SHORT"),
        ("x" * 201, "TOO_LONG"),
        ("Password123", "COMMON"),
        ("ｐａｓｓｗｏｒｄ１２３", "COMMON"),
        ("aabbaabbccaa", "COMMON"),
        ("          ", "COMMON"),
        ("wang.xiaoer", "LIKE_LOGIN"),
        ("Wang.Xiaoer2020", "LIKE_LOGIN"),
        ("灰马 三匹\x00跑过去了", "INVALID"),
        ("灰马 三匹\ud800跑过去了", "INVALID"),
    ],
)
def test_weak_passwords_are_refused(ledger: Database, password: str, code: str) -> None:
    assert codes(lambda: check_password(password, "wang.xiaoer")) == [("password", code)]
    assert codes(lambda: add(ledger, "wang.xiaoer", password=password)) == [("password", code)]
    add(ledger, "wang.xiaoer")
    reset = partial(reset_password, ledger, "tests", "wang.xiaoer", password)
    assert codes(reset) == [("password", code)]
    own = actor(ledger, "wang.xiaoer")
    assert codes(lambda: change_password(ledger, own, PASSWORD, password)) == [("new", code)]
    assert session_actor(ledger, sign_in(ledger, "wang.xiaoer", PASSWORD)) == own


def test_common_passwords_are_long_enough_to_be_asked_about() -> None:
    assert all(len(one) >= passwords.SHORTEST for one in passwords.COMMON)
    assert all(one == one.casefold() for one in passwords.COMMON)


def test_a_password_is_the_same_however_it_is_typed() -> None:
    hash_ = hash_password("ｃａｆé 三匹灰马")
    assert password_matches(hash_, "cafe\u0301 三匹灰马")
    assert not password_matches(hash_, "cafe 三匹灰马")
    assert hash_ != hash_password("ｃａｆé 三匹灰马")
    assert not password_matches(None, "cafe 三匹灰马")
    assert not password_matches("no hash at all", "cafe 三匹灰马")
    longest = "长" * 200
    assert password_matches(hash_password(longest), longest)
    assert not password_matches(hash_password(longest), longest + "长")
    assert not password_matches(hash_, "\ud800" * 50)


def test_a_hash_costs_what_it_shall(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = hash_password(PASSWORD)
    monkeypatch.undo()
    hash_ = hash_password(PASSWORD)
    cost = extract_parameters(hash_)
    assert hash_.startswith("$argon2id$")
    # The least that OWASP names is 19 MiB with two passes.
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (65_536, 2, 1)
    assert (cost.salt_len, cost.hash_len) == (16, 32)
    assert password_matches(hash_, PASSWORD)
    assert password_matches(cheap, PASSWORD)
    assert (needs_rehash(hash_), needs_rehash(cheap)) == (False, True)
    nobodys = extract_parameters(passwords._nobodys())
    assert nobodys == cost


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.COUNTY, Role.READER])
def test_only_the_city_manages_accounts(ledger: Database, role: Role) -> None:
    division = {Role.DISTRICT: DISTRICT, Role.COUNTY: COUNTY}.get(role)
    add(ledger, "wang")
    add(ledger, "other", role, division)
    other = actor(ledger, "other")
    before = everything_kept(ledger)
    for command in (
        lambda: add(ledger, "more", who=other),
        lambda: change_account(ledger, other, "wang", name="别人"),
        lambda: change_account(ledger, other, "other", role=Role.CITY),
        lambda: disable_account(ledger, other, "wang"),
        lambda: enable_account(ledger, other, "wang"),
        lambda: reset_password(ledger, other, "wang", OTHER_PASSWORD),
    ):
        with pytest.raises(Forbidden, match="不能管理账号"):
            command()
    assert everything_kept(ledger) == before
    assert sign_in(ledger, "wang", PASSWORD)
    reset_password(ledger, actor(ledger, "wang"), "other", OTHER_PASSWORD)
    assert sign_in(ledger, "other", OTHER_PASSWORD)


def test_the_last_city_account_stays(ledger: Database) -> None:
    add(ledger, "wang")
    add(ledger, "li")
    add(ledger, "daxing", Role.DISTRICT, DISTRICT)
    disable_account(ledger, "tests", "li")
    assert codes(lambda: disable_account(ledger, "tests", "wang")) == [("login", "LAST_CITY")]
    for role, division in ((Role.READER, None), (Role.DISTRICT, DISTRICT)):
        less = partial(change_account, ledger, "tests", "wang", role=role, division=division)
        assert codes(less) == [("role", "LAST_CITY")]
    change_account(ledger, "tests", "wang", role=Role.CITY)
    change_account(ledger, "tests", "li", role=Role.READER)
    enable_account(ledger, "tests", "li")
    assert codes(lambda: disable_account(ledger, "tests", "wang")) == [("login", "LAST_CITY")]
    change_account(ledger, "tests", "daxing", role=Role.CITY)
    disable_account(ledger, "tests", "wang")
    assert actor(ledger, "daxing") == Actor("daxing", Role.CITY)


def test_two_who_disable_each_other_do_not_both_succeed(ledger: Database) -> None:
    add(ledger, "wang")
    add(ledger, "li")
    together, refused = Barrier(2), list[str]()

    def disable(login: str) -> None:
        together.wait()
        try:
            disable_account(ledger, "tests", login)
        except Rejected as error:
            refused.append(error.problems[0].code)

    threads = [Thread(target=disable, args=(login,)) for login in ("wang", "li")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["LAST_CITY"]


def test_access_ends_at_once(ledger: Database) -> None:
    account_id = add(ledger, "li")
    add(ledger, "wang")
    own = actor(ledger, "li")
    ends: list[tuple[str, Callable[[], None]]] = [
        (PASSWORD, lambda: reset_password(ledger, "tests", "li", PASSWORD)),
        (PASSWORD, lambda: change_password(ledger, own, PASSWORD, OTHER_PASSWORD)),
        (OTHER_PASSWORD, lambda: disable_account(ledger, "tests", "li")),
    ]
    for password, end in ends:
        signed_in, other = sign_in(ledger, "li", password), sign_in(ledger, "wang", PASSWORD)
        assert session_actor(ledger, signed_in) == own
        end()
        assert session_actor(ledger, signed_in) is None
        assert session_actor(ledger, other) is not None
    with ledger.read() as connection:
        assert actor_of(connection, account_id) is None
    enable_account(ledger, "tests", "li")
    assert session_actor(ledger, signed_in) is None
    with ledger.read() as connection:
        assert actor_of(connection, account_id) == own


def test_disabling_revokes_tokens_for_good(ledger: Database) -> None:
    add(ledger, "li")
    add(ledger, "wang")
    secret = make_token(ledger, actor(ledger, "li"), "报表", True)
    assert token_actor(ledger, secret) == (actor(ledger, "li"), True)
    disable_account(ledger, "tests", "li")
    assert token_actor(ledger, secret) is None
    enable_account(ledger, "tests", "li")
    assert token_actor(ledger, secret) is None


def test_a_reset_password_ends_sessions_and_revokes_tokens(ledger: Database) -> None:
    """Nothing that the account made before is trusted any more; nobody else's suffers."""
    for login in ("li", "wang"):
        add(ledger, login)
    tokens = {
        login: make_token(ledger, actor(ledger, login), "报表", True) for login in ("li", "wang")
    }
    sessions = {login: sign_in(ledger, login, PASSWORD) for login in ("li", "wang")}
    reset_password(ledger, "tests", "li", OTHER_PASSWORD)
    assert token_actor(ledger, tokens["li"]) is None
    assert session_actor(ledger, sessions["li"]) is None
    assert token_actor(ledger, tokens["wang"]) is not None
    assert session_actor(ledger, sessions["wang"]) is not None
    again = make_token(ledger, actor(ledger, "li"), "报表", True)
    assert token_actor(ledger, again) is not None


def test_who_changes_the_own_password_keeps_the_tokens(ledger: Database) -> None:
    add(ledger, "wang")
    own = actor(ledger, "wang")
    token, session = make_token(ledger, own, "报表", True), sign_in(ledger, "wang", PASSWORD)
    change_password(ledger, own, PASSWORD, OTHER_PASSWORD)
    assert token_actor(ledger, token) is not None
    assert session_actor(ledger, session) is None


def test_changing_a_password_takes_the_old_one(ledger: Database) -> None:
    add(ledger, "wang")
    own = actor(ledger, "wang")

    def wrong() -> None:
        change_password(ledger, own, "不是这个密码不是", OTHER_PASSWORD, NOON)

    assert codes(lambda: change_password(ledger, own, PASSWORD, PASSWORD, NOON)) == [
        ("new", "SAME_PASSWORD")
    ]
    for _ in range(4):
        assert codes(wrong) == [("old", "WRONG_PASSWORD")]
    # Whoever found somebody's screen open cannot try on and on.
    with pytest.raises(SignInRefused) as caught:
        wrong()
    assert caught.value.wait == 60
    with pytest.raises(SignInRefused):
        change_password(ledger, own, PASSWORD, OTHER_PASSWORD, NOON)
    with pytest.raises(NotFound):
        change_password(ledger, Actor("nobody"), PASSWORD, OTHER_PASSWORD)


def test_readers_change_their_own_password(ledger: Database) -> None:
    add(ledger, "guest", Role.READER)
    add(ledger, "daxing", Role.DISTRICT, DISTRICT)
    for login in ("guest", "daxing"):
        change_password(ledger, actor(ledger, login), PASSWORD, OTHER_PASSWORD)
        assert sign_in(ledger, login, OTHER_PASSWORD)


def test_pages_tell_what_became_of_an_account(ledger: Database) -> None:
    add(ledger, "wang")
    add(ledger, "daxing", Role.DISTRICT, DISTRICT)
    change_account(ledger, "tests", "daxing", role=Role.COUNTY, division=COUNTY)
    reset_password(ledger, "tests", "daxing", OTHER_PASSWORD)
    browser = Site(ledger).browser("wang")
    changed = " ".join(browser.page("/batches/4").text.split())
    for part in ("修改 账号 daxing", "区级", "受援县", "大兴区", "察哈尔右翼前旗", "不能撤销"):
        assert part in changed
    assert "重设密码：daxing" in browser.page("/batches/5").text
    # Of figures, the place is told beside them, not as a change.
    assert "所属区县" not in browser.page("/batches/1").text


def test_account_batches_are_not_undone(ledger: Database) -> None:
    add(ledger, "wang")
    add(ledger, "li")
    disable_account(ledger, "tests", "li")
    for batch_id in (2, 3, 4):
        undo = partial(undo_batch, ledger, "tests", batch_id)
        assert codes(undo) == [("batch", "NEVER")]
    with ledger.write("tests") as recorder, pytest.raises(Rejected, match="请停用账号"):
        undo_in(recorder, 4)


def test_what_an_account_stands_on_is_not_undone(ledger: Database) -> None:
    add(ledger, "daxing", Role.DISTRICT, DISTRICT)
    with pytest.raises(Rejected, match="账号“daxing”：用到这一批新增的"):
        undo_batch(ledger, "tests", 1)
