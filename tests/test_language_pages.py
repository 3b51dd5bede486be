"""Every page in English holds no Chinese but what the ledger does; and the switch of languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from typing import cast

import pytest
from conftest import Templates
from crawling import Crawl, is_page, links
from httpx2 import Response
from openpyxl import load_workbook
from page_client import rich_reader
from route_samples import cells
from starlette.applications import Starlette
from test_loading import dump
from test_matrix import cheap, sent  # noqa: F401
from visitors import Home, Visitor

from graph.language import CHINESE, ENGLISH, speaking, told
from graph.registry.database import Database
from schema.worked import examples
from server.pages.change_words import said_of

pytestmark = pytest.mark.xdist_group("matrix")
CITY = Visitor("city", "city")
READERS = (CITY, Visitor("district", "district"), Visitor("county", "county"), Visitor("nobody"))
RUN = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]+")
ADDRESS = re.compile(r'(?:href|hx-get|hx-post|action|value|data-[a-z-]+address)="[^"]*"')
COME_BACK = ("/ledgers/", "/templates/", "/imports/")
"""Files that are handed in again, or were handed in."""
MONTH = re.compile(r"\b\d{4}年(\d{1,2}月)?")
"""In .csv; of 2018-01 a spreadsheet would make a day."""
KNOWN = {"中文", "大兴", "受援县建议第", "条：名单"}
"""What English pages say in Chinese: the switch, an example of what to look for, and the source of
what a county suggested."""


def names_in(texts: Iterable[object]) -> frozenset[str]:
    """The Chinese that the ledger holds."""
    held = {run for text in texts if isinstance(text, str) for run in RUN.findall(text)}
    return frozenset(held | KNOWN)


def names_of(database: Database) -> frozenset[str]:
    values = [value for rows in dump(database).values() for row in rows for value in row]
    return names_in([*values, *(example.variables for example in examples())])


def chinese_in(answer: Response, names: frozenset[str]) -> Iterator[str]:
    """Chinese of a page, picture or file that the ledger does not hold; a long name may be cut."""
    for line in texts_in(answer):
        for run in RUN.findall(line):
            cut = f"{run}…" in line and any(run in name for name in names)
            if not cut and run not in names:
                yield f"{run} in {line.strip()[:120]}"


def texts_in(answer: Response) -> list[str]:
    kind = str(answer.headers.get("content-type", ""))
    if kind.startswith("text/css") or answer.url.path.startswith(COME_BACK):
        return []
    if kind.startswith("text/csv"):
        return MONTH.sub("", answer.text).splitlines()
    if kind.startswith(("text/", "image/svg")):
        return re.split("[<>\n]", unescape(ADDRESS.sub("", answer.text)))
    if "spreadsheet" in kind:
        book = load_workbook(BytesIO(answer.content), read_only=True)
        lines = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return [str(value) for line in lines for value in line if value]
    return []


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


def test_the_switch_at_the_door_keeps_where_one_wanted(home: Home) -> None:
    with home.copy(CITY.settings) as site:
        http = site.browser().http
        wanted = http.get("/villages?q=x").headers["location"]
        typed = {"login": "city", "password": "wrong"}
        assert 'role="alert"' in http.post(wanted, data=typed).text
        here = {"referer": f"{http.base_url}{wanted}"}
        switched = http.post("/language", data={"language": ENGLISH}, headers=here)
        assert switched.headers["location"] == wanted == "/sign-in?next=/villages%3Fq%3Dx"
        assert "Sign in" in http.get(wanted).text


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


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("公司1支援村1", "公司1 supports 村1"),
        ("区支援合作办支援村1", "区支援合作办支援村1"),
        ("支援队", "支援队"),
        ("认定 红旗村", "Designation 红旗村"),
        ("认定", "Designation"),
        ("{0}支援{x}", "{0} supports {x}"),
        ("", ""),
    ],
)
def test_what_a_report_kept_is_said_again_as_far_as_it_is_known(kept: str, said: str) -> None:
    with speaking(ENGLISH):
        assert told(said_of(kept)) == said
    assert told(said_of(kept)) == kept


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


@pytest.mark.parametrize("visitor", READERS, ids=lambda one: one.name)
def test_every_page_is_in_english(home: Home, visitor: Visitor) -> None:
    """Pages, pictures and refusals alike."""
    with home.copy(visitor.settings) as site:
        http, names = visitor.browser(home.held, site).http, names_of(site.database)
        http.cookies.set("language", ENGLISH, domain="localhost.local")
        wrong, looked_at = {}, 0
        for cell in (it for it in cells(site.app, home.held) if "GET" in it.methods):
            answer = http.get(cell.address)
            looked_at += is_page(answer)
            wrong[cell.address] = list(chinese_in(answer, names))
    assert {address: found for address, found in wrong.items() if found} == {}
    assert looked_at > (0 if visitor.name == "nobody" else 40)


@pytest.mark.parametrize("visitor", READERS[:-1], ids=lambda one: one.name)
def test_every_refusal_is_in_english(home: Home, visitor: Visitor) -> None:
    """What is sent is what does it, then nothing, then nonsense."""
    wrong, looked_at = {}, 0
    with home.copy(visitor.settings) as site:
        names = names_of(site.database)
        for cell in (it for it in cells(site.app, home.held) if "POST" in it.methods):
            meant = sent(cell)
            for data in ({}, dict.fromkeys(meant, "?"), {**meant, "step": "?"}):
                http = visitor.browser(home.held, site).http
                http.cookies.set("language", ENGLISH, domain="localhost.local")
                answer = http.post(cell.address, data=data)
                looked_at += answer.status_code >= 400
                typed = names | names_in(data.values())
                wrong[cell.address, str(data)] = list(chinese_in(answer, typed))
    assert {address: found for address, found in wrong.items() if found} == {}
    assert looked_at > 20


BAD = (
    *("at=yesterday", "at=2020-13-45", "target=x", "stage=x", "page=0", "page=99999", "by=x"),
    *("within=x", "district=x", "q=" + "x" * 300, "kind=x", "of=x", "cover=x", "than=x"),
    *("offer=x", "pin=x", "from=x&to=y", "hops=99", "state=x", "sort=x", "span=x", "day=x"),
)


@pytest.mark.parametrize("asked", BAD)
def test_what_cannot_be_asked_is_refused_in_english(home: Home, asked: str) -> None:
    with home.copy(CITY.settings) as site:
        http, names = CITY.browser(home.held, site).http, names_of(site.database)
        http.cookies.set("language", ENGLISH, domain="localhost.local")
        wrong = {}
        for cell in (it for it in cells(site.app, home.held) if "GET" in it.methods):
            address = f"{cell.address}{'&' if '?' in cell.address else '?'}{asked}"
            wrong[address] = list(chinese_in(http.get(address), names))
    assert {address: found for address, found in wrong.items() if found} == {}


def test_a_ledger_of_many_is_shown_in_english() -> None:
    """From page to page, on a network where every list has lines."""
    reader = rich_reader()
    snapshot = reader.snapshot
    parties, text = snapshot.parties, snapshot.pairings.text
    names = names_in(
        [
            *(parties.name(row) for row in range(len(parties))),
            *(alias for row in range(len(parties)) for alias in parties.aliases(row)),
            *(each for part in (text.source, text.programme, text.note) for each in part),
            *("年鉴", "因病", "其他", "万元", "个", "计划资金"),  # of figures and claims
        ]
    )
    reader.http.cookies.set("language", ENGLISH)
    crawl, wrong = Crawl(cast(Starlette, reader.http.app), ["/"], most=2), {}
    for address in crawl:
        answer = reader.http.get(address)
        if is_page(answer):
            crawl.add(links(answer.text))
        wrong[address] = list(chinese_in(answer, names))
    assert {address: found for address, found in wrong.items() if found} == {}
    assert len(wrong) > 100
