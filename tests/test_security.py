"""What every answer carries, what is refused, and what templates must not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Templates
from folders import load
from page_client import Reader, rich_reader
from page_networks import Held, hostile
from staff import SAME, Browser, Site, hire
from starlette.routing import Route
from starlette.testclient import TestClient
from test_loading import dump

from server.app import create_app, middleware
from server.metrics import Metrics
from server.people import People
from server.security import BODY_LIMIT, HEADERS, SAFE_METHODS
from server.settings import Settings
from server.shipped import shipped

QUERY = {"query": "{ __typename }"}
INLINE = re.compile(
    r"""<style | <script(?![^>]*\ssrc=) | \sstyle\s*= | \son\w+\s*= | javascript: | \|\s*safe\b""",
    re.VERBOSE | re.IGNORECASE,
)


FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    {"sec-fetch-site": "same-origin", "origin": "http://evil.example"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://localhost.evil.example"},
    {"origin": "http://localhost:1"},
)
"""What browsers say of requests that another site's page, or one without an origin, asks for."""
OWN = ({"sec-fetch-site": "same-origin"}, {"origin": "http://localhost"})
NOT_SAID = "这个请求来自别的网站，或没有说明来自哪里"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path, cheap_passwords: None) -> Iterator[Site]:
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set")
        hire(database)
        yield Site(database, Settings(metrics=True))


def unsafe_routes(site: Site) -> list[tuple[str, str]]:
    """Every method that may change something, of every route that takes it, with its address."""
    found = []
    for route in site.app.routes:
        assert isinstance(route, Route)
        address = re.sub(r"\{[^}]*\}", "1", route.path)
        # A route that names no methods takes them all.
        methods = route.methods or {"POST", "PUT", "PATCH", "DELETE"}
        found += [(method, address) for method in sorted(methods - set(SAFE_METHODS))]
    return found


def silent(site: Site, who: str = "") -> Browser:
    """One that does not say by itself where its requests come from."""
    browser = site.browser(who)
    for name in SAME:
        del browser.http.headers[name]
    return browser


def refused(
    site: Site, browser: Browser, headers: Mapping[str, str]
) -> dict[tuple[str, str], bool]:
    """Does each unsafe route refuse a request with these headers for where it comes from?"""
    found = {}
    for method, address in unsafe_routes(site):
        answer = browser.http.request(method, address, headers=headers)
        found[method, address] = answer.status_code == 403 and NOT_SAID in answer.text
    return found


@pytest.mark.parametrize("who", ["", "city"])
def test_every_change_from_elsewhere_is_refused(staffed: Site, who: str) -> None:
    assert ("POST", "/graphql") in unsafe_routes(staffed)
    assert len(unsafe_routes(staffed)) > 20
    browser = silent(staffed, who)
    before = dump(staffed.database)
    # A session's cookie without a word on where the request comes from is refused like them.
    for headers in (*FOREIGN, {}) if who else FOREIGN:
        answers = refused(staffed, browser, headers)
        assert [at for at, found in answers.items() if not found] == [], headers
    assert dump(staffed.database) == before


@pytest.mark.parametrize("who", ["", "city"])
@pytest.mark.parametrize("headers", OWN)
def test_no_change_from_here_is_taken_for_one_from_elsewhere(
    staffed: Site, headers: dict[str, str], who: str
) -> None:
    assert not any(refused(staffed, silent(staffed, who), headers).values())


def test_program_without_a_session_need_not_say_where_it_comes_from(staffed: Site) -> None:
    browser = silent(staffed)
    assert not any(refused(staffed, browser, {}).values())
    assert browser.http.post("/graphql", json=QUERY).status_code == 401


@pytest.mark.parametrize(
    "url", ["/", "/villages?page=x", "/nowhere", "/static/app.css", "/graphql", "/healthz"]
)
def test_every_answer_carries_the_headers(reader: Reader, url: str) -> None:
    headers = reader.http.get(url).headers
    for name, value in HEADERS.items():
        assert headers[name] == value


def test_policy_allows_nothing_inline() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


def test_refusals_carry_the_headers_too() -> None:
    assert (
        next(iter(middleware(Settings(), People(Settings(), None, "tests"), Metrics())))
        == "headers"
    )


def test_no_template_holds_anything_inline() -> None:
    folder = shipped("templates")
    # Its style is for the file that it is saved as, which is no page.
    found = {
        (path.name, hit[0])
        for path in folder.rglob("*.*")
        for hit in INLINE.finditer(path.read_text())
        if hit[0] != "<style" or path.name not in ("_district.svg", "_drawing.svg", "_series.svg")
    }
    assert found == set()


@pytest.mark.parametrize(
    "tag", ['<a style="x">', "<p onclick = 'x'>", "<script>", "<style>", '<a href="javascript:x">']
)
def test_inline_is_recognised(tag: str) -> None:
    assert INLINE.search(tag)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        ("ledger.example", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_host_must_be_one_of_ours(reader: Reader, host: str, status: int) -> None:
    app = create_app(Settings(allowed_hosts=("ledger.example",)), Held(reader.snapshot))
    client = TestClient(app, base_url="http://localhost")
    answer = client.get("/healthz", headers={"host": host})
    assert answer.status_code == status
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, True),
        ({"origin": "http://localhost"}, False),
        ({"origin": "https://localhost"}, False),
        ({"origin": "http://localhost:1"}, True),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
    ],
)
def test_changes_from_other_sites_are_refused(
    reader: Reader, headers: dict[str, str], refused: bool
) -> None:
    answer = reader.http.post("/graphql", json=QUERY, headers=headers)
    assert answer.status_code == (403 if refused else 200)
    # Reading from elsewhere is no change; what it may see is the browser's rule.
    assert reader.http.get("/", headers=headers).status_code == 200


def test_large_body_is_refused(reader: Reader) -> None:
    answer = reader.http.post("/villages", content=b"x" * (BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers


def addresses(reader: Reader) -> list[str]:
    """Every page of the network, each party and pairing included."""
    parties, pairings = reader.snapshot.parties, reader.snapshot.pairings
    start = ["/", "/coverage?all=1", "/villages", "/uncovered", "/parties", "/pairings"]
    found = dict.fromkeys([*start, "/districts", "/parties?q=<script>", "/nowhere<script>"])
    for url in start:
        page = reader.http.get(url).text
        found |= dict.fromkeys(re.findall(r'href="(/[^"]*)"', page.replace("&amp;", "&")))
    assert len(found) > len(parties) + len(pairings)
    return list(found)


def test_hostile_names_stay_text_on_every_page() -> None:
    reader = Reader(hostile())
    for url in addresses(reader):
        if url.startswith("/static"):
            continue
        answer = reader.http.get(url)
        assert answer.status_code in {200, 404}, url
        if not answer.headers["content-type"].startswith(("text/html", "image/svg")):
            assert "attachment" in answer.headers["content-disposition"], url
            continue
        assert "<script>" not in answer.text
        assert "<img" not in answer.text
        assert " onmouseover='" not in answer.text.replace("&#39;", "")
        assert "864199" not in answer.text


def test_every_party_of_any_key_has_a_page() -> None:
    reader = Reader(hostile())
    hrefs = [link.attributes["href"] for link in reader.page("/parties").all("a")]
    pages = [href for href in hrefs if href.startswith("/parties/")]
    assert len(set(pages)) == len(reader.snapshot.parties)
    for href in set(pages):
        reader.page(href)


def test_static_files_are_kept_until_they_change(reader: Reader) -> None:
    style, *_ = [
        link.attributes["href"]
        for link in reader.page("/").all("link")
        if link.attributes["rel"] == "stylesheet"
    ]
    answer = reader.http.get(style)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    plain = reader.http.get("/static/app.css")
    assert plain.headers["cache-control"] == "no-cache"
    again = reader.http.get("/static/app.css", headers={"if-none-match": plain.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "name", ["none.css", "../README.md", "%2e%2e/pyproject.toml", "/etc/passwd", ""]
)
def test_nothing_else_is_served(reader: Reader, name: str) -> None:
    assert reader.http.get(f"/static/{name}").status_code == 404


def test_own_style_is_small() -> None:
    for name, most in (("app.css", 15_000), ("keeping.css", 6_000), ("day.css", 4_000)):
        assert (Path(shipped("static")) / name).stat().st_size < most
