"""Where a page stands, as of when, and what its words mean."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from conftest import Templates
from page_client import AT, Reader, Tag, read, rich_reader
from route_samples import cells
from split_ledger import Split
from staff import Site

from graph import words
from graph.words import Word
from server.pages.crumbs import NAMES, SECTIONS
from server.pages.explained import ENTRIES, TITLES

WITHOUT_DAY = (
    *("/account", "/sign-in", "/imports", "/imports/{key}", "/filters", "/pairings/candidates"),
    *("/naming/{key:path}/candidates", "/report/{key:path}"),
)
"""Pages that are of no day or of a quarter, and parts of pages."""


@pytest.fixture(scope="module")
def held(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Split]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        path = tmp_path_factory.mktemp("help")
        with templates.copy("sqlite", "tables", path) as database:
            yield Split(database, path / "set")


@pytest.fixture(scope="module")
def pages(held: Split) -> dict[str, Tag]:
    """A page of each route that has one, by the path of the route."""
    site = Site(held.database)
    browsers = {login: site.browser(login) for login in ("city", "county")}
    found: dict[str, Tag] = {}
    for cell in cells(site.app, held):
        if "GET" not in cell.methods or cell.thing != cell.sample.own or "graphql" in cell.path:
            continue
        for browser in browsers.values():
            answer = browser.http.get(cell.address)
            kind = answer.headers.get("content-type", "")
            if answer.status_code == 200 and kind.startswith("text/html"):
                found.setdefault(cell.path, read(answer.text))
    return found


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def test_every_page_says_where_it_stands(pages: dict[str, Tag]) -> None:
    assert len(pages) > 50
    for path, page in pages.items():
        if path in ("/", "/sign-in") or path.endswith("candidates"):
            continue
        (way,) = page.all("nav", "crumbs")
        home = next(way.all("a"))
        assert (home.text, home.attributes["href"]) == ("总览", "/"), path
        (here,) = (one for one in way.all("span") if "aria-current" in one.attributes)
        title = next(page.all("title"))
        assert title.text.startswith(here.text.removesuffix("…")), path


def test_every_page_about_a_day_says_which(pages: dict[str, Tag]) -> None:
    without = {
        path
        for path, page in pages.items()
        if not any("截至" in label.text for label in page.all("label"))
    }
    assert without <= set(WITHOUT_DAY)


def test_ways_lead_to_pages_that_are_there(rich: Reader) -> None:
    assert set(SECTIONS.values()) == NAMES.keys()
    page = rich.page(f"/dependence/withdrawal?of=110101&{AT}")
    (way,) = page.all("nav", "crumbs")
    assert [link.text for link in way.all("a")][:2] == ["总览", "依赖"]
    for link in way.all("a"):
        rich.page(link.attributes["href"])


def test_a_name_stands_only_once_on_the_way(rich: Reader) -> None:
    for url in ("/parties/110101", "/pairings/P0001", "/quality/never-signed", "/districts/110101"):
        (way,) = rich.page(f"{url}?{AT}").all("nav", "crumbs")
        names = [link.text for link in way.all("a")]
        assert len(names) == len(set(names)), url


def test_every_word_has_an_entry() -> None:
    kinds = [
        kind
        for _, kind in inspect.getmembers(words, inspect.isclass)
        if issubclass(kind, Word) and kind is not Word
    ]
    assert len(kinds) >= 9
    explained = {term.title for entry in ENTRIES for term in entry.terms}
    for kind in kinds:
        for word in kind:
            assert word.chinese in explained, word
    texts = [
        text for entry in ENTRIES for text in (entry.text, *(term.text for term in entry.terms))
    ]
    assert all(text.endswith(("。", "……", "：")) for text in texts)
    assert len(TITLES) == sum(1 + len(entry.terms) for entry in ENTRIES)


@pytest.mark.parametrize(
    "word",
    [
        *(
            "行政区划",
            "单位",
            "主体",
            "支援方",
            "受援方",
            "结对关系",
            "帮扶渠道",
            "移交",
            "责任单位",
        ),
        *("协作单位", "阶段", "目标村", "待定名村", "覆盖", "台账", "可结对村数"),
    ],
)
def test_every_word_of_the_design_has_an_entry(word: str) -> None:
    assert any(word in entry.title for entry in ENTRIES)


def test_every_question_mark_leads_to_its_entry(rich: Reader, pages: dict[str, Tag]) -> None:
    page = rich.page("/help")
    places = {
        tag.attributes["id"]
        for name in ("section", "div")
        for tag in page.all(name)
        if "id" in tag.attributes
    }
    assert places >= TITLES.keys()
    asked = 0
    for other in pages.values():
        for link in other.all("a", "why"):
            path, _, place = link.attributes["href"].partition("#")
            assert path.partition("?")[0] == "/help"
            assert place in places
            assert TITLES[place] in link.attributes["aria-label"]
            asked += 1
    assert asked > 15


def test_help_keeps_the_day(rich: Reader) -> None:
    page = rich.page(f"/coverage?{AT}")
    assert f"/help?{AT}#cover-township-only" in {a.attributes["href"] for a in page.all("a", "why")}
