"""Changes by POST to /graphql: with a token, with a session, and while nobody has an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accounts import actor
from conftest import Templates
from sqlalchemy import select
from staff import Browser, Site, hire
from starlette.testclient import TestClient
from two_districts import two_districts

from graph.network.live import Network
from graph.registry.database import Database
from graph.registry.tables import audit
from graph.registry.tokens import make_token
from server.app import create_app
from server.settings import Settings

pytestmark = pytest.mark.usefixtures("cheap_passwords")

END = """
mutation ($id: ID!, $version: Int!) { endPairing(id: $id, version: $version, end: "2020-06-01") {
  pairing { key version end } userErrors { path code message } } }
"""
ENDED = {"pairing": {"key": "P3", "version": 2, "end": "2020-06-01"}, "userErrors": []}


@pytest.fixture
def alone(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    with templates.copy("sqlite", "tables", tmp_path) as database:
        yield two_districts(database, tmp_path)


@pytest.fixture
def staffed(alone: Database) -> Database:
    hire(alone)
    return alone


def post(browser: Browser, key: str = "P3", token: str = "", **headers: str) -> Any:
    sent = {"authorization": f"Bearer {token}"} if token else {}
    body = {"query": END, "variables": {"id": f"Pairing:{key}", "version": 1}}
    given = sent | {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.http.post("/graphql", json=body, headers=given)


def payload(response: Any) -> Any:
    assert response.status_code == 200, response.text
    found = response.json()
    assert "errors" not in found, found
    return found["data"]["endPairing"]


def codes(response: Any) -> list[str]:
    found = payload(response)
    assert found["pairing"] is None
    return [error["code"] for error in found["userErrors"]]


def last_written(database: Database) -> tuple[int, str]:
    with database.read() as connection:
        statement = select(audit.c.seq, audit.c.who).order_by(audit.c.seq.desc()).limit(1)
        row = connection.execute(statement).one()
    return row.seq, row.who


def test_whoever_is_at_the_machine_may_change(alone: Database) -> None:
    site = Site(alone)
    assert payload(post(site.browser())) == ENDED
    assert last_written(alone)[1] == "here"
    # Everybody who reads sees it: pages and queries.
    asked = {"query": '{ pairing(key: "P3") { end } }'}
    shown = site.browser().http.post("/graphql", json=asked).json()
    assert shown["data"] == {"pairing": {"end": "2020-06-01"}}
    row = site.network.snapshot.pairings.find("P3")
    assert row is not None
    assert site.network.snapshot.pairings.version.at[row] == 2


def test_token_acts_within_the_rights_of_its_account(staffed: Database) -> None:
    program = Site(staffed).browser()
    token = make_token(staffed, actor(staffed, "district"), "程序", may_write=True)
    assert payload(post(program, token=token)) == ENDED
    before = last_written(staffed)
    assert before[1] == "district"
    assert codes(post(program, "Q1", token)) == ["FORBIDDEN"]
    assert codes(post(program, "P3", token)) == ["STALE_VERSION"]
    assert last_written(staffed) == before


def test_token_that_may_only_read_changes_nothing(staffed: Database) -> None:
    program = Site(staffed).browser()
    token = make_token(staffed, actor(staffed, "city"), "程序", may_write=False)
    before = last_written(staffed)
    assert codes(post(program, token=token)) == ["FORBIDDEN"]
    assert post(program).status_code == 401
    assert post(program, token="jd_wrong").status_code == 401
    assert last_written(staffed) == before


def test_session_acts_within_the_rights_of_its_account(staffed: Database) -> None:
    site = Site(staffed)
    before = last_written(staffed)
    for login in ("reader", "county"):
        assert codes(post(site.browser(login))) == ["FORBIDDEN"]
    assert codes(post(site.browser("district"), "Q1")) == ["FORBIDDEN"]
    assert last_written(staffed) == before
    assert payload(post(site.browser("district"))) == ENDED
    assert last_written(staffed)[1] == "district"


def test_another_sites_page_changes_nothing(staffed: Database) -> None:
    browser, before = Site(staffed).browser("city"), last_written(staffed)
    for foreign in ({"sec_fetch_site": "cross-site"}, {"origin": "http://elsewhere"}):
        assert post(browser, **foreign).status_code == 403
    form = browser.http.post("/graphql", data={"query": END})
    assert form.status_code == 415
    asked = {"query": END, "variables": '{"id": "Pairing:P3", "version": 1}'}
    assert browser.http.get("/graphql", params=asked).status_code == 405
    assert last_written(staffed) == before


def test_guest_changes_nothing_where_reading_is_free(staffed: Database) -> None:
    guest = Site(staffed, Settings(public_reading=True)).browser()
    before = last_written(staffed)
    assert codes(post(guest)) == ["FORBIDDEN"]
    assert last_written(staffed) == before


def test_without_a_ledger_nothing_can_be_changed(alone: Database) -> None:
    app = create_app(Settings(), Network(alone))
    body = {"query": END, "variables": {"id": "Pairing:P3", "version": 1}}
    response = TestClient(app, base_url="http://localhost").post("/graphql", json=body)
    assert codes(response) == ["FORBIDDEN"]


def test_nothing_of_the_database_reaches_the_client(
    alone: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    site = Site(alone)
    monkeypatch.setattr(alone, "write", fail)
    response = post(site.browser())
    assert response.status_code == 200
    assert "secret" not in response.text
    assert response.json()["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "secret" in caplog.text
