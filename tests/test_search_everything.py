"""One search over everything: what is found, in which order, how much of it, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from conftest import Templates
from hypothesis import given
from hypothesis import strategies as st
from page_client import AT, Reader, Tag, read, rich_reader
from small_network import SMALL
from split_ledger import Split
from staff import Site

from graph.analysis.best_matches import (
    best_parties,
    named_programmes,
    numbered_pairings,
    programmes,
    under_programme,
)
from graph.analysis.search import find_parties
from graph.network.build import assemble
from graph.network.rows import PairingRow, PartyRow
from graph.registry.spelling import spell
from server.pages.program import PLACES, names
from server.pages.search import PARTS
from server.pages.spelled import SPELLED

FOUND = re.compile(r"共 <b>([\d,]+)</b> 项")
FRAGMENT = {"hx-request": "true", "hx-request-type": "partial"}


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        path = tmp_path_factory.mktemp("search")
        with templates.copy("sqlite", "tables", path) as database:
            yield Site(Split(database, path / "set").database)


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def groups(page: Tag) -> dict[str, Tag]:
    """The groups by their title, in the order of the page."""
    found = {}
    for section in page.all("section", "results"):
        (heading,) = section.all("h2")
        (small,) = heading.all("small")
        found[heading.text.removesuffix(small.text)] = section
    return found


def texts(section: Tag) -> list[str]:
    return [next(item.all("a")).text for item in section.all("li")]


def total(section: Tag) -> int:
    """The last number of the heading: of all, where only some are shown."""
    (small,) = (small for heading in section.all("h2") for small in heading.all("small"))
    return int(re.findall(r"[\d,]+", small.text)[-1].replace(",", ""))


def search(site: Site, login: str, text: str, more: str = "") -> dict[str, Tag]:
    return groups(site.browser(login).page(f"/search?q={quote(text)}{more}"))


def wide() -> Reader:
    """大兴区 beside villages whose whole name has its initials."""
    parties = [
        PartyRow(1, "11", "province", "donor", "北京市", None, "11", spelled="beijingshi\nbjs"),
        PartyRow(2, "110115", "county", "donor", "大兴区", 1, "110115", spelled="daxingqu\ndxq"),
        PartyRow(3, "15", "province", "recipient", "某省", None, "15", spelled="mousheng\nms"),
        PartyRow(4, "1501", "county", "recipient", "电县", 3, "1501", spelled="dianxian\ndx"),
        PartyRow(
            5, "150101", "township", "recipient", "东西镇", 4, "150101", spelled="dongxizhen\ndxz"
        ),
        *(
            PartyRow(
                n, f"v{n}", "village", "recipient", "东乡", 5, f"v{n}", spelled="dongxiang\ndx"
            )
            for n in range(6, 26)
        ),
        PartyRow(26, "e", "enterprise", "donor", "大新公司", 2, None, spelled="daxingongsi\ndxgs"),
    ]
    pairing = PairingRow(1, "J-7", 2, 4, "signed", agreement="协-7号", programme="携手奔小康")
    return Reader(assemble(parties, [pairing], []))


def test_district_comes_before_villages_of_the_same_initials() -> None:
    reader = wide()
    rows = best_parties(reader.snapshot, "dx").tolist()
    named = [reader.snapshot.parties.name(row) for row in rows]
    assert named[:2] == ["电县", "大兴区"]
    assert set(named[2:22]) == {"东乡"}
    assert named[22:] == ["东西镇", "大新公司"]
    first = groups(reader.page(f"/search?q=dx&{AT}"))
    assert list(first)[:3] == ["区县和乡镇街道", "村和社区", "单位"]
    assert texts(first["区县和乡镇街道"]) == ["电县", "大兴区", "东西镇"]


@given(st.text("adx村1大兴e", max_size=3))
def test_best_parties_are_those_that_match(text: str) -> None:
    best = best_parties(SMALL, text).tolist()
    every = find_parties(SMALL, text).tolist() if text.strip() else []
    assert sorted(best) == sorted(every)


@pytest.mark.parametrize("text", ["x", "1", "县", "镇", "611101", "东区", "学", "school", "待定名"])
def test_each_group_says_how_many_its_list_has(rich: Reader, text: str) -> None:
    page = rich.http.get(f"/search?q={quote(text)}&{AT}").text
    found = groups(read(page))
    assert found
    assert sum(map(total, found.values())) == int(FOUND.findall(page)[0].replace(",", ""))
    for title, section in found.items():
        number, shown = total(section), texts(section)
        ways = [link for link in section.all("a") if list(link.all("b"))]
        assert len(shown) == min(number, 6)
        assert bool(ways) == (number > 6)
        for way in ways:
            assert way.number == number
            if way.attributes["href"].startswith("/search"):
                (whole,) = groups(rich.page(way.attributes["href"])).values()
                assert len(texts(whole)) == number, title
            else:
                assert rich.total(way.attributes["href"]) == number, title


def test_pairings_are_found_by_their_number_and_their_agreement() -> None:
    reader = wide()
    for text in ("j-7", "Ｊ－7", "协-7", "7"):
        found = groups(reader.page(f"/search?q={quote(text)}&{AT}"))["结对关系（编号、协议编号）"]
        assert texts(found) == ["大兴区支援电县"]
    assert numbered_pairings(reader.snapshot, "8").tolist() == []
    assert numbered_pairings(reader.snapshot, " ").tolist() == []
    page = reader.page(f"/pairings?number=J-7&{AT}")
    assert "编号含J-7" in page.text
    assert reader.total(f"/pairings?number=J-7&{AT}") == 1
    assert reader.total(f"/pairings?number=J-8&{AT}") == 0


def test_whole_numbers_come_first() -> None:
    keys = ["A-11", "X-A-1", "A-1", "B"]
    rows = [
        PairingRow(n, key, 1, 3, agreement="A-1" if key == "B" else None)
        for n, key in enumerate(keys, 1)
    ]
    ends = [
        PartyRow(1, "11", "province", "donor", "北", None),
        PartyRow(3, "15", "province", "recipient", "某", None),
    ]
    snapshot = assemble(ends, rows, [])
    found = [snapshot.pairings.key(row) for row in numbered_pairings(snapshot, "a-1").tolist()]
    assert found == ["A-1", "B", "A-11", "X-A-1"]


def test_programmes_lead_to_their_pairings() -> None:
    reader = wide()
    assert programmes(reader.snapshot) == {"携手奔小康": 1}
    assert named_programmes(reader.snapshot, "小康") == ["携手奔小康"]
    found = groups(reader.page(f"/search?q={quote('小康')}&{AT}"))["帮扶渠道"]
    (link,) = found.all("a")
    assert reader.total(link.attributes["href"]) == 1
    page = reader.page(link.attributes["href"])
    assert "渠道是携手奔小康" in page.text
    rows = numbered_pairings(reader.snapshot, "7")
    assert under_programme(reader.snapshot, "携手", rows).tolist() == [False]


@pytest.mark.parametrize(
    ("text", "title", "href"),
    [
        ("覆盖", "覆盖", "/coverage"),
        ("djdc", "待结对村", "/uncovered"),
        ("daijiedui", "待结对村", "/uncovered"),
        ("导出", "取出台账", "/exports"),
        ("移交", "词语：移交", "/help#hand-over"),
        ("仅乡镇", "词语：仅乡镇结对", "/help#cover-township-only"),
        ("kjj", "快捷键", "/help#keyboard"),
    ],
)
def test_pages_and_words_are_found_by_name_and_pinyin(
    rich: Reader, text: str, title: str, href: str
) -> None:
    found = groups(rich.page(f"/search?q={quote(text)}"))["程序的页面和词语"]
    link = next(found.all("a"))
    assert (link.text, link.attributes["href"]) == (title, href)


def test_every_name_of_the_program_is_spelled_as_parties_are() -> None:
    assert dict(SPELLED) == {name: spell(name) for name in names()}
    assert len({place.title for place in PLACES}) == len(PLACES)


def test_every_page_of_the_program_is_there(site: Site) -> None:
    browser = site.browser("city")
    for place in PLACES:
        (found,) = (
            link
            for link in search(site, "city", place.title, "&part=program")["程序的页面和词语"].all(
                "a"
            )
            if link.text == place.title
        )
        assert browser.http.get(found.attributes["href"]).status_code == 200, place.title


def test_batches_and_files_are_found_by_who_may_see_them(site: Site) -> None:
    city = search(site, "city", "移交")
    assert total(city["改动"]) == 2
    found = site.browser("city").http.get("/batches?q=%E7%A7%BB%E4%BA%A4").text
    assert "共 <b>2</b> 批" in found
    (first, *_) = texts(search(site, "city", "1")["改动"])
    assert first.startswith("第 ")
    assert total(search(site, "city", "结对.csv")["交来的文件"]) == 3
    assert "交来的文件" not in search(site, "reader", "结对.csv")


def test_accounts_are_found_by_the_city_alone(site: Site) -> None:
    found = search(site, "city", "huairou")["账号"]
    assert texts(found) == ["huairou 同志（huairou）"]
    assert next(found.all("a")).attributes["href"] == "/audit?who=huairou"
    for login in ("district", "county", "reader"):
        assert "账号" not in search(site, login, "huairou")


def test_what_is_typed_means_itself_in_sql(site: Site) -> None:
    for text in ("%", "_", "\\", "'", "% _"):
        found = search(site, "city", text)
        assert not {"改动", "交来的文件"} & found.keys(), text


def test_while_typing_only_options_come(rich: Reader) -> None:
    answer = rich.http.get(f"/search?q=1&{AT}", headers=FRAGMENT)
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["vary"]
    part = read(answer.text)
    options = [link for link in part.all("a") if link.attributes["role"] == "option"]
    assert len({option.attributes["id"] for option in options}) == len(options) > 3
    for group in part.all("div"):
        (label,) = group.all("p")
        assert label.attributes["id"] == group.attributes["aria-labelledby"]
    nothing = rich.http.get("/search?q=qqqq", headers=FRAGMENT).text
    assert "没有找到“qqqq”" in nothing
    assert rich.http.get("/search?q=", headers=FRAGMENT).text.strip() == ""


def test_nothing_found_says_what_else_to_try(rich: Reader) -> None:
    page = rich.page("/search?q=qqqq")
    assert "没有找到“qqqq”" in page.text
    assert "/search?q=dx" in {link.attributes["href"] for link in page.all("a")}
    assert "例如" in rich.page("/search").text


def test_part_that_is_none_is_refused(rich: Reader) -> None:
    assert "不是 part 的取值" in rich.page("/search?q=1&part=x", 400).text
    for part in PARTS:
        rich.page(f"/search?q=1&part={part}")


def test_hostile_text_is_text(rich: Reader) -> None:
    text = '"><script>alert(1)</script>'
    page = rich.http.get(f"/search?q={quote(text)}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert rich.http.get(f"/search?q={'长' * 201}").status_code == 400
