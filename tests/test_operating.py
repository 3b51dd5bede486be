"""Request ids, the access log and metrics: what whoever runs the server is told."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import PASSWORD
from conftest import Templates
from folders import load
from page_networks import Held, rich
from staff import Site, hire
from starlette.testclient import TestClient

from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from server.access_log import log
from server.app import create_app
from server.settings import Settings

WATCHED = Settings(access_log=True, metrics=True)


class Broken:
    """Fails once, and then can be read for the page that says so."""

    def __init__(self) -> None:
        self._errors = [RuntimeError("secret")]

    @property
    def snapshot(self) -> Snapshot:
        if self._errors:
            raise self._errors.pop()
        return rich()


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(json.loads(record.getMessage()))


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    handler = Lines()
    log.addHandler(handler)
    monkeypatch.setattr(log, "level", logging.INFO)
    yield handler.told
    log.removeHandler(handler)


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set")
        hire(database)
        yield database


def test_every_answer_has_an_id_of_its_own() -> None:
    client = TestClient(create_app(Settings(), Held(rich())), base_url="http://localhost")
    sent = {"x-request-id": "mine"}
    urls = ("/", "/", "/healthz", "/nowhere", "/static/app.css")
    ids = [client.get(url, headers=sent).headers["x-request-id"] for url in urls]
    refused = client.get("/", headers={"host": "evil.example"}).headers["x-request-id"]
    assert len({*ids, refused, "mine"}) == len(urls) + 2


def test_what_went_wrong_is_found_in_the_log_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(public_url="https://localhost"), Broken())
    client = TestClient(app, base_url="https://localhost", raise_server_exceptions=False)
    answer = client.get("/healthz?x=1")
    assert answer.status_code == 500
    id_ = answer.headers["x-request-id"]
    (record,) = [it for it in caplog.records if it.name == "server.failures"]
    assert f"编号 {id_}" in answer.text
    assert answer.headers["strict-transport-security"]
    assert record.getMessage() == f"request {id_}: GET /healthz"
    assert record.exc_info is not None


@pytest.mark.usefixtures("cheap_passwords")
def test_log_tells_who_asked_for_what_and_no_secret(
    staffed: Database, lines: list[dict[str, object]]
) -> None:
    browser = Site(staffed, WATCHED).browser()
    typed = {"login": "reader", "password": PASSWORD}
    browser.http.post("/sign-in?next=/x&password=oops", data=typed)
    secret = browser.secret
    answer = browser.http.get("/villages?q=x")
    browser.http.get("/", headers={"host": "evil.example"})
    signing, looking, refused = lines
    assert (signing["path"], signing["query"], signing["status"]) == ("/sign-in", "", 303)
    assert (looking["who"], looking["query"]) == ("reader", "q=x")
    assert looking["id"] == answer.headers["x-request-id"]
    assert refused["status"] == 400
    told = json.dumps(lines, ensure_ascii=False)
    assert secret not in told
    assert PASSWORD not in told
    assert "oops" not in told


@pytest.mark.usefixtures("cheap_passwords")
def test_metrics_count_requests_by_route(staffed: Database) -> None:
    browser = Site(staffed, WATCHED).browser("city")
    for url in ("/parties/110115", "/parties/150926", "/nowhere", "/else"):
        browser.http.get(url)
    answer = browser.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    one = 'jiedui_requests_total{method="GET",route="/parties/{key:path}",status="200"} 2'
    assert one in lines
    assert 'jiedui_requests_total{method="GET",route="other",status="404"} 2' in lines
    assert "jiedui_request_seconds_count 4" in lines
    assert 'jiedui_request_seconds_bucket{le="+Inf"} 4' in lines
    counts = [int(it.split()[-1]) for it in lines if it.startswith("jiedui_request_seconds_bucket")]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("settings", "client", "status"),
    [
        (WATCHED, "127.0.0.1", 200),
        (WATCHED, "::1", 200),
        (WATCHED, "192.168.1.2", 303),
        (Settings(metrics=True, public_url="https://localhost"), "127.0.0.1", 303),
        (Settings(), "127.0.0.1", 404),
    ],
)
@pytest.mark.usefixtures("cheap_passwords")
def test_metrics_are_for_this_machine(
    staffed: Database, settings: Settings, client: str, status: int
) -> None:
    scheme = "https" if settings.is_https else "http"
    app = Site(staffed, settings).app
    http = TestClient(app, f"{scheme}://localhost", client=(client, 1), follow_redirects=False)
    assert http.get("/metrics").status_code == status
