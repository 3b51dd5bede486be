"""What needs doing on the first page: each number is that of the list it leads to, one's own
district comes first, and whoever has nothing to do is told so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import Templates
from page_client import AT, Reader, Tag, cells, client_of, read, rich_reader
from page_networks import DAY, Builder, donors
from proposal_networks import VIEW, small
from split_ledger import OWN, Split
from staff import Site

from graph.analysis.proposal import propose
from graph.network.snapshot import Snapshot

DAY_100 = "at=1970-04-11"
"""The day of `VIEW`."""
TOTAL = re.compile(r"共 (?:<b>)?([\d,]+)")


@pytest.fixture(scope="module")
def held(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Split]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        path = tmp_path_factory.mktemp("tasks")
        with templates.copy("sqlite", "tables", path) as database:
            yield Split(database, path / "set")


@pytest.fixture(scope="module")
def site(held: Split) -> Site:
    return Site(held.database)


def lists(page: Tag) -> dict[str, list[str]]:
    """The lists of tasks by their heading: the texts, without what explains them."""
    (section, *_) = [each for each in page.all("section") if list(each.all("ul", "tasks"))]
    titles = [each.text for each in section.all("h2")]
    tasks = [[link.text for link in each.all("a")] for each in section.all("ul", "tasks")]
    return dict(zip(titles, tasks, strict=True))


def links(page: Tag) -> dict[str, str]:
    """Where each task leads to, by its text; of equal ones the first."""
    found = [link for each in page.all("ul", "tasks") for link in each.all("a")]
    return {link.text: link.attributes["href"] for link in reversed(found)}


def number(text: str) -> int:
    """The one number of a task, or the last of several."""
    return int(re.findall(r"[\d,]+", text.replace("满 365 天", "").replace("90 天", ""))[-1])


def ending() -> Snapshot:
    """A network in which pairings end: one soon, one alone, one that goes on."""
    b = Builder(1)
    (district, *towns), *_ = donors(b)
    county = b.party("650101", "county", "recipient", "甲县")
    villages = [
        b.party(f"650101{n}", "village", "recipient", f"村{n}", county) for n in range(1, 6)
    ]
    for village in villages:
        b.designate(village)
    b.pair(district, county)
    b.pair(towns[0], villages[0], end=DAY + 90, end_precision="day")
    b.pair(towns[0], villages[1], end=DAY + 91, end_precision="day")
    b.pair(towns[0], villages[2], end=DAY - 5, end_precision="day")
    b.pair(towns[0], villages[3], "negotiating", start=DAY - 365, start_precision="day")
    b.pair(towns[1], villages[3], "negotiating", start=DAY - 364, start_precision="day")
    b.pair(towns[1], villages[4], end=DAY - 5, end_precision="day")
    b.pair(towns[2], villages[4], start=DAY - 5, start_precision="day", follows_id=6)
    return b.snapshot()


def test_pairings_that_end_or_take_too_long_are_tasks() -> None:
    page = Reader(ending()).page(f"/?{AT}")
    told = lists(page)["要做的事"]
    assert "1 条结对关系 90 天内到期" in told
    assert "1 条结对关系到期了，没有承接" in told
    assert "1 条结对关系协商满 365 天" in told
    (table,) = (each for each in page.all("table") if each.attributes.get("id") == "todo")
    assert cells(table) == [["东区", "1", "1", "1", "1", "0"]]
    assert "另外 3 个区眼下没有这些事" in page.text


@pytest.mark.parametrize("make", [ending, lambda: rich_reader().snapshot])
def test_each_number_is_that_of_the_place_it_leads_to(make: object) -> None:
    assert callable(make)
    reader = Reader(make())
    tasks = links(reader.page(f"/?{AT}"))
    assert len(tasks) >= 6
    for text, href in tasks.items():
        page = reader.http.get(href).text
        if href.startswith("/quality?"):
            assert f"有 <b>{number(text)}</b> 项要看" in page
        elif not href.startswith("/proposals"):
            assert int(TOTAL.findall(page)[0].replace(",", "")) == number(text), href


def test_proposal_is_told_once_somebody_asked_for_it() -> None:
    snapshot = small().ledger.snapshot()
    reader = Reader(snapshot)
    ((text, href),) = (
        (text, href)
        for text, href in links(reader.page(f"/?{DAY_100}")).items()
        if "自己没有支援方" in text
    )
    assert href == f"/proposals?{DAY_100}"
    assert number(text) == 5
    assert reader.total(href) == 4
    found = propose(snapshot, VIEW)
    assert len(found.pairings) + len(found.unassigned) == 5
    givers = len({one.donor for one in found.pairings})
    assert links(reader.page(f"/?{DAY_100}"))[f"可请 {givers} 个支援方接 4 个村"] == href


def test_own_district_comes_first_and_its_lists_are_its_own(site: Site) -> None:
    browser = site.browser("district")
    page = browser.page(f"/?{AT}")
    own, whole = lists(page)
    assert (own, whole) == ("大兴区要做的事", "全部的事")
    assert not list(page.all("table", "narrow"))
    for link in next(page.all("ul", "tasks")).all("a"):
        href = link.attributes["href"]
        if not href.startswith("/proposals"):
            found = TOTAL.findall(browser.http.get(href).text)
            assert not found or int(found[0]) == number(link.text), href
    for what in ("还没有村级支援方", "待定名"):
        (narrow,) = (number(text) for text in lists(page)[own] if what in text)
        (wide,) = (number(text) for text in lists(page)[whole] if what in text)
        assert 0 < narrow < wide


def test_county_sees_its_villages_and_its_suggestions(site: Site) -> None:
    page = site.browser("county").page(f"/?{AT}")
    own, _ = lists(page).values()
    assert "1 条本县的建议还没有答复" in own
    assert not any("交来的文件" in text for text in own)


@pytest.mark.parametrize(("login", "files"), [("city", 3), ("district", 2)])
def test_files_that_wait_are_told_to_who_may_handle_them(
    site: Site, login: str, files: int
) -> None:
    browser = site.browser(login)
    (text,) = (text for text in links(browser.page("/")) if "交来的文件" in text)
    assert number(text) == files
    page = browser.page(links(browser.page("/"))[text])
    (table,) = page.all("table", "cards")
    assert len(cells(table)) == files
    assert {row[4] for row in cells(table)} <= {"可以导入", "有错误"}
    told = " ".join(each.text for each in page.all("ul", "scope"))
    assert ("我交来的" in told) == (login == "district")
    (take,) = (a for a in page.all("a") if a.attributes.get("href", "").startswith("/imports.csv"))
    assert "state=open" in take.attributes["href"]
    rows = browser.http.get(take.attributes["href"]).text.strip().splitlines()
    assert len(rows) == files + 1


def test_city_sees_the_districts_side_by_side(site: Site) -> None:
    browser = site.browser("city")
    page = browser.page(f"/?{AT}")
    assert list(lists(page)) == ["要做的事"]
    (table,) = page.all("table", "narrow")
    assert {row[0] for row in cells(table)} == {"大兴区", "怀柔区"}
    for link in table.all("a"):
        href = link.attributes["href"]
        if "n" in link.attributes.get("class", "").split():
            found = TOTAL.findall(browser.http.get(href).text)
            assert int(found[0]) == link.number, href
    assert f"/districts/{OWN}?{AT}" in {a.attributes["href"] for a in table.all("a")}


def test_unknown_state_of_files_is_refused(site: Site) -> None:
    page = site.browser("city").page("/imports?state=x", 400)
    assert "不是 state 的取值；可用 open" in page.text


def test_nothing_to_do_is_said_calmly() -> None:
    b = Builder(1)
    (district, *_), *_ = donors(b)
    village = b.party(
        "650101", "village", "recipient", "甲村", b.party("65", "county", "recipient", "甲县")
    )
    b.designate(village)
    b.pair(district, village, start=DAY - 5, start_precision="day", agreement="一号")
    other = b.party("110105", "county", "donor", "北区")
    b.pair(other, village, start=DAY - 5, start_precision="day", agreement="二号")
    page = read(client_of(b.snapshot()).get(f"/?{AT}").text)
    assert "眼下没有要做的事" in page.text
    assert not list(page.all("ul", "tasks"))
    assert not list(page.all("table", "narrow"))
