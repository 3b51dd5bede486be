"""Signing in and out on the pages, and one's own account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import OTHER_PASSWORD, PASSWORD, actor
from conftest import Templates
from folders import load
from httpx2 import Response
from page_client import read
from staff import SAME, Browser, Site, hire

from graph.registry.accounts import disable_account
from graph.registry.database import Database
from graph.registry.throttle import FREE
from graph.registry.tokens import make_token
from server.gate import local_path
from server.settings import Settings

pytestmark = pytest.mark.usefixtures("cheap_passwords")
WRONG = "不是这个密码不是"
PUBLIC = Settings(public_url="https://ledger.example")


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set")
        hire(database)
        yield database


@pytest.fixture
def browser(staffed: Database) -> Browser:
    return Site(staffed).browser()


def enter(browser: Browser, login: str, password: str = PASSWORD, leads: str = "/") -> Response:
    typed = {"login": login, "password": password}
    return browser.http.post("/sign-in", params={"next": leads}, data=typed)


def test_one_is_led_on_to_where_one_wanted(browser: Browser) -> None:
    answer = browser.http.get("/villages?q=x&at=2020-06-30")
    assert answer.status_code == 303
    page = browser.page(answer.headers["location"])
    (form,) = page.all("form", "sheet")
    assert form.attributes["action"] == answer.headers["location"]
    fields = {it.attributes["name"]: it.attributes.get("autocomplete") for it in form.all("input")}
    assert fields == {"login": "username", "password": "current-password"}
    answer = enter(browser, "reader", leads="/villages?q=x&at=2020-06-30")
    assert (answer.status_code, answer.headers["location"]) == (303, "/villages?q=x&at=2020-06-30")
    assert "reader" in browser.page("/").text
    assert browser.http.get("/sign-in?next=/parties").headers["location"] == "/parties"


def test_stranger_is_shown_nothing_of_the_ledger(browser: Browser) -> None:
    page = browser.page("/sign-in")
    assert not list(page.all("nav"))
    assert not list(page.all("form", "search"))


def test_wrong_unknown_and_disabled_are_told_alike(staffed: Database, browser: Browser) -> None:
    disable_account(staffed, "tests", "county")
    tries = [("reader", WRONG), ("nobody", WRONG), ("county", PASSWORD), ("", "")]
    answers = [enter(browser, *one) for one in tries]
    assert {answer.status_code for answer in answers} == {422}
    told = {next(read(answer.text).all("div", "faults")).text for answer in answers}
    assert len(told) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert WRONG not in answers[0].text


def test_who_tries_too_often_is_told_how_long_to_wait(browser: Browser) -> None:
    for _ in range(FREE):
        enter(browser, "reader", WRONG)
    answer = enter(browser, "reader")
    assert answer.status_code == 422
    assert "试的次数太多了" in answer.text
    assert 0 < int(answer.headers["retry-after"]) <= 120
    assert browser.http.get("/").status_code == 303


def test_secret_is_new_at_every_sign_in_and_the_old_one_is_worth_nothing(
    staffed: Database, browser: Browser
) -> None:
    browser.carry("planted")
    enter(browser, "city")
    first = browser.secret
    assert first != "planted"
    enter(browser, "city")
    assert browser.secret not in ("planted", first)
    browser.carry(first)
    assert browser.http.get("/").status_code == 303


def test_sign_out_ends_the_session_at_once(staffed: Database) -> None:
    browser = Site(staffed).browser("city")
    browser.page("/")
    secret = browser.secret
    answer = browser.http.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert 'jiedui=""' in answer.headers["set-cookie"]
    browser.carry(secret)
    assert browser.http.get("/").status_code == 303
    assert browser.http.get("/sign-out").status_code == 405


@pytest.mark.parametrize(
    ("settings", "name", "marks"),
    [
        (Settings(), "jiedui", {"HttpOnly", "Path=/", "SameSite=lax"}),
        (PUBLIC, "__Host-jiedui", {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}),
    ],
)
def test_cookie_is_kept_as_the_site_allows(
    staffed: Database, settings: Settings, name: str, marks: set[str]
) -> None:
    browser = Site(staffed, settings).browser()
    answer = enter(browser, "city")
    value, *rest = answer.headers["set-cookie"].split("; ")
    assert value.startswith(f"{name}=")
    assert set(rest) == marks
    assert browser.http.get("/").status_code == 200
    assert ("strict-transport-security" in answer.headers) is bool(settings.public_url)


def test_notice_is_kept_likewise(staffed: Database) -> None:
    browser = Site(staffed, PUBLIC).browser()
    enter(browser, "city")
    token = {"name": "x", "days": "9"}
    assert browser.http.post("/account/tokens", data=token).status_code == 200
    answer = browser.http.post("/account/tokens/1/revoke")
    assert answer.headers["set-cookie"].startswith("__Host-notice=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "已吊销" in browser.page("/account").text
    assert "已吊销，用它" not in browser.page("/account").text


def test_answers_to_accounts_are_kept_by_nobody_between(staffed: Database) -> None:
    answer = Site(staffed).browser("reader").http.get("/villages")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"].split(", ").count("Cookie") == 1


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("/villages?q=x", "/villages?q=x"),
        ("/parties/%E4%B8%80", "/parties/%E4%B8%80"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("villages", "/"),
        ("", "/"),
        ("/sign-in?next=/x", "/"),
        ("/sign-out", "/"),
        ("/一", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
        ("/" + "x" * 3000, "/"),
    ],
)
def test_one_is_led_nowhere_else(browser: Browser, text: str, leads: str) -> None:
    assert local_path(text) == leads
    assert enter(browser, "city", leads=text).headers["location"] == leads


def test_account_tells_who_one_is(staffed: Database) -> None:
    page = Site(staffed).browser("district").page("/account")
    for said in ("district 同志", "区级", "大兴区", "共 1 处", "共 0 个"):
        assert said in page.text


def test_password_is_changed_and_other_sessions_end(staffed: Database) -> None:
    site = Site(staffed)
    here, elsewhere = site.browser("reader"), site.browser("reader")
    elsewhere.page("/")
    old = here.secret
    typed = {"old": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    answer = here.http.post("/account/password", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert here.secret != old
    assert "密码已改" in here.page("/account").text
    assert elsewhere.http.get("/").status_code == 303
    assert enter(site.browser(), "reader").status_code == 422
    assert enter(site.browser(), "reader", OTHER_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        (WRONG, OTHER_PASSWORD, OTHER_PASSWORD, "现在的密码不对"),
        (PASSWORD, OTHER_PASSWORD, PASSWORD, "与上面的新密码不同"),
        (PASSWORD, "短", "短", "密码至少"),
        (PASSWORD, PASSWORD, PASSWORD, "与现在的相同"),
    ],
)
def test_password_that_is_refused_changes_nothing(
    staffed: Database, old: str, new: str, again: str, said: str
) -> None:
    browser = Site(staffed).browser("reader")
    answer = browser.http.post("/account/password", data={"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert new not in answer.text
    browser.page("/")
    assert enter(Site(staffed).browser(), "reader").status_code == 303


def test_token_is_shown_once_and_revoked(staffed: Database) -> None:
    browser = Site(staffed).browser("district")
    typed = {"name": "报表程序", "days": "30", "may_write": "1"}
    answer = browser.http.post("/account/tokens", data=typed)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    (secret,) = [it.text for it in read(answer.text).all("code") if it.attributes.get("id")]
    assert secret.startswith("jd_")
    page = browser.page("/account")
    assert secret not in page.text
    assert "报表程序" in page.text
    program = Site(staffed).browser()
    asks = {"authorization": f"Bearer {secret}"}
    query = {"query": "{ __typename }"}
    assert program.http.post("/graphql", json=query, headers=asks).status_code == 200
    assert browser.http.post("/account/tokens/1/revoke").status_code == 303
    assert (
        Site(staffed).browser().http.post("/graphql", json=query, headers=asks).status_code == 401
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "days": "30"}, "令牌的名称"),
        ({"name": "x", "days": "many"}, "请写天数"),
        ({"name": "x", "days": "9999"}, "令牌的期限"),
        ({"name": "x", "days": "9", "may_write": "1"}, "不能写"),
    ],
)
def test_token_that_cannot_be_is_refused(
    staffed: Database, typed: dict[str, str], said: str
) -> None:
    answer = Site(staffed).browser("reader").http.post("/account/tokens", data=typed)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("key", ["1", "0", "x", "9" * 30])
def test_token_of_somebody_else_is_not_found(staffed: Database, key: str) -> None:
    make_token(staffed, actor(staffed, "city"), "市级的", may_write=True)
    browser = Site(staffed).browser("district")
    assert browser.http.post(f"/account/tokens/{key}/revoke").status_code == 404
    assert "市级的" not in browser.page("/account").text


def test_sessions_are_listed_and_ended_one_by_one(staffed: Database) -> None:
    site = Site(staffed)
    here, there, other = (site.browser(login) for login in ("city", "city", "reader"))
    page = here.page("/account")
    assert "共 2 处" in page.text
    (own,) = [row for row in page.all("tr") if "这里" in row.text]
    (far,) = [row for row in page.all("tr") if list(row.all("button")) and "这里" not in row.text]
    ways = [next(row.all("form")).attributes["action"] for row in (own, far)]
    assert other.http.post(ways[1]).status_code == 404
    there.page("/")
    assert here.http.post(ways[1]).headers["location"] == "/account"
    assert there.http.get("/").status_code == 303
    assert "共 1 处" in here.page("/account").text
    # Ending the one that asks is signing out.
    answer = here.http.post(ways[0])
    assert answer.headers["location"] == "/sign-in"
    assert "clear-site-data" in answer.headers
    assert here.http.get("/account").status_code == 303


def test_all_sessions_end_at_once(staffed: Database) -> None:
    site = Site(staffed)
    here, there = site.browser("city"), site.browser("city")
    assert "共 2 处" in here.page("/account").text
    there.page("/")
    assert here.http.post("/account/sessions/end").headers["location"] == "/sign-in"
    assert there.http.get("/").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://localhost"}, 303),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, 403),
    ],
)
def test_what_carries_a_session_says_where_it_comes_from(
    staffed: Database, headers: dict[str, str], status: int
) -> None:
    browser = Site(staffed).browser("city")
    for name in SAME:
        del browser.http.headers[name]
    assert browser.http.post("/sign-out", headers=headers).status_code == status
    query = {"query": "{ __typename }"}
    asked = browser.http.post("/graphql", json=query, headers=headers)
    assert (asked.status_code == 403) is (status == 403)


def test_https_site_takes_nothing_from_its_http_twin(staffed: Database) -> None:
    browser = Site(staffed, PUBLIC).browser()
    typed = {"login": "city", "password": PASSWORD}
    plain = {"sec-fetch-site": "same-origin", "origin": "http://ledger.example"}
    assert browser.http.post("/sign-in", data=typed, headers=plain).status_code == 403
    ours = {**plain, "origin": "https://ledger.example"}
    assert browser.http.post("/sign-in", data=typed, headers=ours).status_code == 303
    assert browser.http.get("/", headers={"host": "localhost"}).status_code == 400
