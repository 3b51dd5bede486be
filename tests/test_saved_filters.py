"""Filters that people keep: each sees his own, they lead to lists here and nowhere else, and no
ledger changes by them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from conftest import Templates
from hypothesis import given
from hypothesis import strategies as st
from page_client import Reader, Tag, cells, read, rich_reader
from split_ledger import Split
from staff import Browser, Site

from graph.errors import NotFound, Rejected
from graph.registry.audit import chain_head
from graph.registry.database import Database
from graph.registry.saved_filters import (
    LONGEST_ADDRESS,
    MOST,
    drop_filter,
    filters_of,
    rename_filter,
    save_filter,
)
from server.pages.saved import LISTS, address_in

WHO, OTHER = "wang", "li"
HERE = "/villages?q=a"


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        path = tmp_path_factory.mktemp("filters")
        with templates.copy("sqlite", "tables", path) as database:
            yield Site(Split(database, path / "set").database)


def kept(database: Database, who: str = WHO) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [(one.name, one.address) for one in filters_of(connection, who)]


def test_filters_are_kept_renamed_and_dropped_by_their_owner_alone(database: Database) -> None:
    with database.read() as connection:
        before = chain_head(connection)
    one = save_filter(database, WHO, " 甲 ", HERE)
    save_filter(database, WHO, "乙", "/pairings")
    save_filter(database, OTHER, "甲", "/parties")
    assert kept(database) == [("甲", HERE), ("乙", "/pairings")]
    with pytest.raises(Rejected, match="已经有叫“乙”的筛选"):
        rename_filter(database, WHO, one.id, "乙")
    for who, id_ in ((OTHER, one.id), (WHO, 999)):
        with pytest.raises(NotFound, match="没有这个筛选"):
            rename_filter(database, who, id_, "丙")
        with pytest.raises(NotFound, match="没有这个筛选"):
            drop_filter(database, who, id_)
    rename_filter(database, WHO, one.id, "甲")
    rename_filter(database, WHO, one.id, "丙")
    assert [name for name, _ in kept(database)] == ["丙", "乙"]
    drop_filter(database, WHO, one.id)
    assert kept(database) == [("乙", "/pairings")]
    assert kept(database, OTHER) == [("甲", "/parties")]
    with database.read() as connection:
        assert chain_head(connection) == before


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "甲\n乙", "\u202e甲"])
def test_name_must_be_one(database: Database, name: str) -> None:
    with pytest.raises(Rejected, match="名称用 1 到 40 个看得见的字"):
        save_filter(database, WHO, name, HERE)
    assert kept(database) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "villages",
        "//evil.example",
        "https://evil.example",
        "/a b",
        "/a\\b",
        "/长",
        "/" + "a" * LONGEST_ADDRESS,
    ],
)
def test_address_must_be_one_here(database: Database, address: str) -> None:
    with pytest.raises(Rejected, match="不能保存"):
        save_filter(database, WHO, "甲", address)
    assert kept(database) == []


def test_nobody_keeps_more_than_the_limit(database: Database) -> None:
    for number in range(MOST):
        save_filter(database, WHO, str(number), HERE)
    with pytest.raises(Rejected, match=f"最多保存 {MOST} 个筛选"):
        save_filter(database, WHO, "还有", HERE)
    save_filter(database, OTHER, "还有", HERE)
    assert len(kept(database)) == MOST


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("/villages?q=%E7%94%B2&page=3", "/villages?q=%E7%94%B2"),
        ("/pairings?stage=signed&stage=planned&x=1", "/pairings?stage=signed&stage=planned"),
        ("/quality/never-signed?within=110115", "/quality/never-signed?within=110115"),
        ("/coverage#x", "/coverage"),
        ("/villages?q=a&at=2020-06-30", "/villages?q=a&at=2020-06-30"),
    ],
)
def test_address_is_written_as_pages_write_it(typed: str, address: str) -> None:
    assert address_in(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "villages", "//evil.example/villages", "https://evil.example/villages"),
        *("/\\evil.example", "/villages\\..", "javascript:alert(1)", "/imports", "/sign-out", "/"),
        *(
            "/parties/110115/designate",
            "/villages/../imports",
            "/%2f/evil.example",
            "/villages%0d%0a",
        ),
        *(
            "/graphql",
            "http:///villages",
            "/villages?" + "q=" + "a" * LONGEST_ADDRESS,
            "//[/villages",
        ),
    ],
)
def test_address_elsewhere_is_none(typed: str) -> None:
    assert address_in(typed) is None


@given(st.text("/\\.?&=:#@%villages quality evil\u2028", max_size=40))
def test_whatever_is_typed_leads_to_a_list_here_or_nowhere(typed: str) -> None:
    address = address_in(typed)
    if address is not None:
        path = address.partition("?")[0]
        assert path in LISTS or path.startswith(("/quality/", "/reconciliation/"))
        assert address.isascii()
        assert address_in(address) == address


def saved(page: Tag) -> list[str]:
    return [
        link.text
        for each in page.all("div", "saved")
        for nav in each.all("nav")
        for link in nav.all("a")
    ]


def hidden(page: Tag) -> str:
    """The address that the form beside a list would keep."""
    (field,) = (one for one in page.all("input") if one.attributes.get("name") == "address")
    return field.attributes["value"]


def keep(browser: Browser, url: str, name: str) -> str:
    """Keeps what a list shows; where that leads on to."""
    fields = {"name": name, "address": hidden(browser.page(url))}
    answer = browser.http.post("/filters", data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_filter_is_kept_at_the_list_and_on_the_first_page(site: Site) -> None:
    browser = site.browser("district")
    assert (
        keep(browser, "/villages?unnamed=1&order=cover", "要定名的")
        == "/villages?unnamed=1&order=cover"
    )
    page = browser.page("/villages?unnamed=1&order=cover")
    assert saved(page) == ["要定名的", "管理"]
    assert "保存这个筛选" not in page.text
    assert "保存这个筛选" in browser.page("/villages?unnamed=1").text
    assert saved(browser.page("/villages")) == ["要定名的", "管理"]
    assert saved(browser.page("/pairings")) == []
    overview = browser.page("/")
    assert "/villages?unnamed=1&order=cover" in {a.attributes["href"] for a in overview.all("a")}
    assert "要定名的" not in site.browser("city").page("/").text


def test_filter_is_renamed_and_deleted_on_its_page(site: Site) -> None:
    browser = site.browser("reader")
    keep(browser, "/pairings?stage=signed", "签了的")
    (table,) = browser.page("/filters").all("table")
    assert [row[:2] for row in cells(table)] == [["签了的", "结对关系"]]
    form = next(table.all("form")).attributes["action"]
    answer = browser.http.post(form, data={"name": "  "})
    assert answer.status_code == 422
    assert "看得见的字" in answer.text
    assert site.browser("city").http.post(form, data={"name": "偷"}).status_code == 404
    assert browser.http.post(form, data={"name": "已签订"}).headers["location"] == "/filters"
    assert "已签订" in browser.page("/filters").text
    assert browser.http.post(form, data={"step": "drop"}).status_code == 303
    assert "还没有保存过筛选" in browser.page("/filters").text
    assert browser.http.post("/filters/x", data={"step": "drop"}).status_code == 404


def test_refused_filter_keeps_what_was_typed(site: Site) -> None:
    browser = site.browser("city")
    for address in ("//evil.example", "https://evil.example/villages", "/imports", ""):
        answer = browser.http.post("/filters", data={"name": "甲", "address": address})
        assert answer.status_code == 422, address
        assert "evil" not in answer.text
        assert "从清单上保存" in answer.text
    answer = browser.http.post("/filters", data={"name": "长" * 41, "address": "/villages?q=a"})
    assert answer.status_code == 422
    page = read(answer.text)
    assert hidden(page) == "/villages?q=a"
    assert "长" * 41 in answer.text


def test_hostile_name_is_text(site: Site) -> None:
    browser = site.browser("county")
    keep(browser, f"/parties?q={quote('<b>')}", "<script>1</script>")
    for url in ("/parties", "/filters", "/"):
        text = browser.http.get(url).text
        assert "<script>1" not in text
        assert "&lt;script&gt;1" in text


def test_whoever_is_not_known_keeps_nothing(site: Site) -> None:
    stranger = site.browser()
    assert "保存这个筛选" not in stranger.http.get("/villages?unnamed=1").text
    assert stranger.http.get("/filters").status_code == 303
    answer = stranger.http.post("/filters", data={"name": "甲", "address": "/villages"})
    assert "/sign-in" in answer.headers["location"]


def test_where_pages_only_read_nothing_is_kept() -> None:
    reader: Reader = rich_reader()
    assert "保存这个筛选" not in reader.page("/villages?unnamed=1").text
    reader.page("/filters", 404)


def test_every_list_can_be_kept(site: Site) -> None:
    browser = site.browser("city")
    for path in LISTS:
        address = path.replace("{key:path}", "never-signed" if "quality" in path else "1")
        query = "of=110115&within=150000" if "members" in path else "within=110115"
        page = browser.page(f"{address}?{query}")
        assert hidden(page) == f"{address}?{query}", path
        assert address_in(f"{address}?{query}") == f"{address}?{query}"
