"""Every page in English holds no Chinese but what the ledger does; and the switch of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import Templates
from page_client import rich_reader
from test_loading import dump
from test_matrix import cheap  # noqa: F401
from visitors import Home, Visitor

from graph.language import CHINESE, ENGLISH

pytestmark = pytest.mark.xdist_group("matrix")
CITY = Visitor("city", "city")
BARE = re.compile("[\u4e00-\u9fff]+")


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.language.WHOLE", (CHINESE, ENGLISH))


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("home")
    with templates.copy("sqlite", "tables", folder) as database:
        yield Home(folder, database, staffed=True)


def test_the_page_of_english_says_so_and_the_ledger_keeps_chinese(home: Home) -> None:
    with home.copy(CITY.settings) as site:
        browser = CITY.browser(home.held, site)
        before = dump(site.database)
        assert '<html lang="zh-CN">' in browser.http.get("/coverage").text
        answer = browser.http.post("/language", data={"language": ENGLISH})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        page = browser.http.get("/coverage").text
        assert '<html lang="en">' in page
        assert "<button>Search</button>" in page
        assert "搜索" not in page
        answer = browser.http.post("/language", data={"language": CHINESE})
        assert '<html lang="zh-CN">' in browser.http.get("/coverage").text
        assert dump(site.database) == before


@pytest.mark.parametrize("referer", ["https://evil.example/x", "//evil.example", "/\\evil", ""])
def test_the_switch_leads_back_and_nowhere_else(home: Home, referer: str) -> None:
    with home.copy(CITY.settings) as site:
        http = CITY.browser(home.held, site).http
        here = {"referer": f"{http.base_url}/villages?within=150926&at=2020-06-30"}
        back = http.post("/language", data={"language": ENGLISH}, headers=here)
        assert back.headers["location"] == "/villages?within=150926&at=2020-06-30"
        away = http.post("/language", data={"language": ENGLISH}, headers={"referer": referer})
        assert re.fullmatch(r"/(x)?", away.headers["location"])


@pytest.mark.parametrize("chosen", ["", "fr", "../en", "en\n", "EN", "e" * 5000])
def test_a_language_that_is_not_had_changes_nothing(home: Home, chosen: str) -> None:
    with home.copy(CITY.settings) as site:
        http = CITY.browser(home.held, site).http
        answer = http.post("/language", data={"language": chosen})
        assert answer.status_code == 303
        assert "set-cookie" not in answer.headers
        if chosen.isascii() and chosen.isprintable() and len(chosen) < 100:
            http.cookies.set("language", chosen, domain="localhost.local")
            assert '<html lang="zh-CN">' in http.get("/coverage").text


def test_api_and_files_of_the_ledger_stay_chinese(home: Home) -> None:
    """They go into other programs, and come back."""
    with home.copy(CITY.settings) as site:
        http = CITY.browser(home.held, site).http
        asked = "/ledgers/pairings.csv"
        chinese = http.get(asked).content
        http.cookies.set("language", ENGLISH, domain="localhost.local")
        assert http.get(asked).content == chinese
        query = {"query": '{ party(key: "110115") { name kindName: kind } }'}
        assert http.post("/graphql", json=query).json()["data"]["party"]["name"] == "大兴区"


def test_two_languages_at_once_do_not_mix() -> None:
    """What was worked out for one reader is told to the next in their own language."""
    reader = rich_reader()
    paths = ("/coverage", "/city", "/pairings", "/dependence", "/")
    chinese = {path: reader.http.get(path).text for path in paths}
    reader.http.cookies.set("language", ENGLISH)
    english = {path: reader.http.get(path).text for path in paths}
    reader.http.cookies.clear()
    assert {path: reader.http.get(path).text for path in paths} == chinese
    assert all(page != english[path] for path, page in chinese.items())
