"""Who acts, and what each is told; what each may ask for stands in test_matrix.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import PASSWORD, actor, add
from conftest import Templates
from folders import FILES, load
from staff import Browser, Site, hire
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import Scope

from graph.network.live import Network
from graph.registry.accounts import disable_account
from graph.registry.database import Database
from graph.registry.sessions import sign_in
from graph.registry.tokens import make_token, revoke_token
from graph.words import Role
from server.app import create_app
from server.gate import guarded
from server.ledger import Ledger
from server.people import ACCOUNTS_SECONDS, SESSION_SECONDS, People
from server.person import Person, Way
from server.policies import POLICIES, Policy, policy_of
from server.settings import Settings

pytestmark = pytest.mark.usefixtures("cheap_passwords")

CHANGES_NOTHING = (
    *("/sign-in", "/sign-out", "/language"),
    *("/graphql", "/filters", "/filters/{key}"),
)


@pytest.fixture
def bare(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set")
        yield database


@pytest.fixture
def staffed(bare: Database) -> Database:
    hire(bare)
    return bare


def test_route_without_a_policy_is_no_route() -> None:
    with pytest.raises(LookupError, match="/secret"):
        guarded([Route("/secret", lambda _: PlainTextResponse("x"))], trusts_this_machine=True)
    with pytest.raises(LookupError, match="no policy"):
        guarded([Mount("/secret", routes=[])], trusts_this_machine=True)


def test_policy_without_a_route_is_a_leftover(bare: Database) -> None:
    app = Site(bare, Settings(metrics=True)).app
    paths = {route.path for route in app.routes if isinstance(route, Route)}
    stems = {path.removesuffix(form) for path in paths for form in (".xlsx", ".csv")}
    assert POLICIES.keys() - paths - stems == set()


def test_whatever_changes_the_ledger_is_for_writers(bare: Database) -> None:
    for route in Site(bare).app.routes:
        assert isinstance(route, Route)
        changes = route.methods is not None and "POST" in route.methods
        if changes and route.path not in CHANGES_NOTHING:
            found = policy_of(route.path)[1]
            assert found in (Policy.WRITE, Policy.SIGNED_IN, Policy.SUGGEST), route.path


def test_refusal_says_who_may_and_the_way_back(staffed: Database) -> None:
    browser = Site(staffed).browser("county")
    answer = browser.http.get("/pairings/new", headers={"referer": "http://localhost/pairings?q=x"})
    assert answer.status_code == 403
    assert "受援县账号（察哈尔右翼前旗）只能看" in answer.text
    assert "市级账号" in answer.text
    assert 'href="/pairings?q=x"' in answer.text


@pytest.mark.parametrize("who", ["reader", "county"])
def test_pages_show_no_way_to_write_to_who_may_not(staffed: Database, who: str) -> None:
    site = Site(staffed)
    for url in ("/", "/pairings", "/pairings/P2", "/parties/110115005", "/naming/150926201"):
        shown, writer = (site.browser(login).page(url) for login in (who, "city"))
        assert {form.attributes.get("method") for form in shown.all("form")} <= {"post", None}
        posts = [
            form.attributes["action"]
            for form in shown.all("form")
            if form.attributes.get("method") == "post"
        ]
        assert "/sign-out" in posts
        assert set(posts) <= {"/sign-out", "/language"}
        ways = {a.attributes["href"] for a in shown.all("a")}
        more = {a.attributes["href"] for a in writer.all("a")} - ways
        assert any(href.startswith("/imports") for href in more)
        assert not any("/pairings/new" in href or "/imports" in href for href in ways)


def test_single_user_is_told_so_on_every_page(bare: Database) -> None:
    site = Site(bare)
    browser = site.browser()
    for url in ("/", "/pairings/P2", "/imports", "/account"):
        assert "单机模式：没有账号，这台机器上的人都可以改" in browser.page(url).text
    assert "jiedui user add" in browser.page("/account").text
    assert "单机模式" in browser.page("/nowhere", 404).text
    hire(bare)
    assert "单机模式" not in Site(bare).browser("city").page("/").text


def test_site_for_others_has_no_single_user(bare: Database) -> None:
    site = Site(bare, Settings(public_url="https://ledger.example"))
    answer = site.browser().http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert site.browser().http.post("/graphql", json={"query": "{ __typename }"}).status_code == 401


def test_who_reads_without_an_account_may_not_write(staffed: Database) -> None:
    browser = Site(staffed, Settings(public_reading=True)).browser()
    page = browser.page("/pairings")
    assert [a.attributes["href"] for p in page.all("p", "person") for a in p.all("a")] == [
        "/sign-in"
    ]
    assert browser.http.post("/graphql", json={"query": "{ __typename }"}).status_code == 200
    answer = browser.http.get("/pairings/new?stage=planned")
    assert answer.headers["location"] == "/sign-in?next=/pairings/new%3Fstage%3Dplanned"
    assert browser.http.get("/account").headers["location"] == "/sign-in?next=/account"


def test_part_of_a_page_leads_the_whole_page_to_sign_in(staffed: Database) -> None:
    headers = {"HX-Request": "true", "referer": "http://localhost/villages?q=x"}
    answer = Site(staffed).browser().http.get("/villages?q=xy", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=/villages%3Fq%3Dx"


def test_what_was_written_names_who_signed_in(staffed: Database) -> None:
    browser = Site(staffed).browser("district")
    answer = browser.http.post("/pairings/P2/note", data={"note": "新的", "version": "1"})
    assert answer.status_code == 303, answer.text[:1000]
    with staffed.read() as connection:
        last = connection.exec_driver_sql("SELECT who FROM audit ORDER BY seq DESC LIMIT 1")
        assert last.scalar() == "district"


def test_other_district_is_refused_by_the_ledger_and_shown_no_way(
    templates: Templates, tmp_path: Path
) -> None:
    more = {"divisions.csv": FILES["divisions.csv"] + "110106,丰台区,county,110100\n"}
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set", more)
        hire(database)
        add(database, "fengtai", Role.DISTRICT, "110106")
        site = Site(database)
        own, other = site.browser("district"), site.browser("fengtai")
        deeds = [len(list(it.page("/pairings/P2").all("ul", "deeds"))) for it in (own, other)]
        typed = {"note": "不该写的", "version": "1"}
        answer = other.http.post("/pairings/P2/note", data=typed)
        with database.read() as connection:
            last = connection.exec_driver_sql("SELECT who FROM audit ORDER BY seq DESC LIMIT 1")
            assert last.scalar() == "tests"
    assert answer.status_code == 403
    assert "区级账号（丰台区）不能改结对关系“P2”；未作任何改动" in answer.text
    assert deeds == [1, 0]


def ask(browser: Browser, token: str = "", accept: str = "*/*") -> tuple[int, str]:
    headers = {"accept": accept, **({"authorization": f"Bearer {token}"} if token else {})}
    answer = browser.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    return answer.status_code, answer.headers["content-type"]


def test_program_asks_with_a_token(staffed: Database) -> None:
    browser = Site(staffed).browser()
    token = make_token(staffed, actor(staffed, "reader"), "查询", may_write=False)
    assert ask(browser, token)[0] == 200
    assert ask(browser, "jd_wrong")[0] == 401
    assert ask(browser)[0] == 401
    media = "application/graphql-response+json"
    assert ask(browser, accept=media) == (401, media)
    answer = browser.http.post("/graphql", json={})
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    # Pages are for people.
    page = browser.http.get("/", headers={"authorization": f"Bearer {token}"})
    assert page.status_code == 303


def test_wrong_token_is_told_where_reading_is_free(staffed: Database) -> None:
    browser = Site(staffed, Settings(public_reading=True)).browser()
    assert ask(browser)[0] == 200
    assert ask(browser, "jd_wrong")[0] == 401


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def scope(cookie: str = "", token: str = "") -> Scope:
    headers = [(b"cookie", f"jiedui={cookie}".encode())] if cookie else []
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    return {"type": "http", "path": "/graphql", "method": "GET", "headers": headers}


def who(people: People, asked: Scope) -> Person:
    return people.remembered(asked) or people.find(asked)


def test_first_account_ends_single_user_mode_within_a_second(bare: Database) -> None:
    people = People(Settings(), bare, "here", clock := Clock())
    assert who(people, scope()).way is Way.ALONE
    add(bare, "wang")
    clock.now += ACCOUNTS_SECONDS
    assert not who(people, scope()).may_read
    assert ACCOUNTS_SECONDS <= 1


def test_disabled_account_and_revoked_token_end_within_five_seconds(staffed: Database) -> None:
    people = People(Settings(), staffed, "here", clock := Clock())
    secret = sign_in(staffed, "district", PASSWORD)
    token = make_token(staffed, actor(staffed, "city"), "写", may_write=True)
    assert who(people, scope(secret)).actor.role is Role.DISTRICT
    assert who(people, scope(token=token)).actor.may_write
    disable_account(staffed, "tests", "district")
    revoke_token(staffed, actor(staffed, "city"), 1)
    clock.now += SESSION_SECONDS
    assert not who(people, scope(secret)).may_read
    assert not who(people, scope(token=token)).may_read
    assert SESSION_SECONDS <= 5


def test_requests_of_somebody_known_ask_no_sql(staffed: Database) -> None:
    people = People(Settings(), staffed, "here", Clock())
    secret = sign_in(staffed, "city", PASSWORD)
    assert people.remembered(scope(secret)) is None
    found = people.find(scope(secret))
    assert people.remembered(scope(secret)) == found
    people.forget(secret)
    assert people.remembered(scope(secret)) is None


def test_pages_without_a_ledger_know_nobody(bare: Database) -> None:
    app = create_app(Settings(), Network(bare))
    assert "/sign-in" not in {route.path for route in app.routes if isinstance(route, Route)}
    assert Ledger(bare, Network(bare)).who
