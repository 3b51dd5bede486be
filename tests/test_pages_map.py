"""The page of the schematic map: numbers that agree with the lists, filters, files."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest
from page_client import AT, Reader, Tag, cells, figures, rich_reader, said_of
from page_networks import Builder

from graph.network.live import Network
from server.app import PICTURES

POOR = f"{AT}&target=poor"
SEATS = {"150926": "察哈尔右翼前旗", "653221": "和田县", "130722": "张北县"}


def seated() -> Reader:
    """Counties of which the seats are known, one of which none is, and two donor districts."""
    b = Builder(1)
    beijing = b.party("110000", "province", "donor", "北京市")
    city = b.party("110100", "prefecture", "donor", "市辖区", beijing)
    daxing, haidian = (
        b.party(code, "county", "donor", name, city)
        for code, name in (("110115", "大兴区"), ("110108", "海淀区"))
    )
    for number, (code, name) in enumerate([*SEATS.items(), ("999999", "新设县")]):
        province = b.party(f"{code[:2]}0000", "province", "recipient", f"{code[:2]}省")
        county = b.party(code, "county", "recipient", name, province)
        town = b.party(f"{code}001", "township", "recipient", f"{name}镇", county)
        b.pair(daxing if number % 2 else haidian, county)
        for n in range(5 + number):
            village = b.party(f"{code}00100{n}", "village", "recipient", f"{name}{n}村", town)
            b.designate(village)
            if n < 3:
                b.pair(haidian, village, ("signed", "planned", "negotiating")[n])
    return Reader(b.snapshot())


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def few() -> Reader:
    return seated()


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def labels(page: Tag) -> dict[str, str]:
    """What is said of each node, by its name."""
    nodes = list(page.all("a", "node"))
    return {next(it.all("text")).text: said_of(it) for it in nodes}


def number(label: str, what: str) -> int:
    found = re.search(rf"{what}([\d,]+)", label)
    return int(found[1].replace(",", "")) if found else 0


def table_figures(page: Tag) -> dict[str, int]:
    """The numbers of the table, each with where it leads."""
    return {
        href: shown
        for table in page.all("table", "cards")
        for href, shown in figures(table).items()
    }


def rows(page: Tag) -> list[list[str]]:
    return [row for table in page.all("table", "cards") for row in cells(table)]


@pytest.mark.parametrize("scope", ["", "&district=110101", "&within=610000", "&exited=1"])
def test_every_number_has_its_rows(reader: Reader, scope: str) -> None:
    page = reader.page(f"/map?{POOR}{scope}")
    found = table_figures(page)
    assert len(found) > 6
    for href, shown in found.items():
        assert reader.total(href) == shown, href


@pytest.mark.parametrize("scope", ["", "&district=110108", "&within=150000"])
def test_picture_and_table_say_the_same(few: Reader, scope: str) -> None:
    page = few.page(f"/map?{AT}{scope}")
    said = labels(page)
    for name, _, _, total, covered, planned, missing, _, pairings in rows(page):
        label = said[name]
        assert number(label, "深度贫困村") == int(total)
        assert number(label, "已结对") == int(covered)
        assert number(label, "已列任务") == int(planned)
        assert number(label, "缺") == int(missing)
        assert number(label, "结对关系") == int(pairings)
    assert len(rows(page)) == len(said) - 1


def test_node_leads_to_the_coverage_of_its_county(few: Reader) -> None:
    nodes = [it for it in few.page(f"/map?{AT}").all("a", "node") if "缺" in it.text]
    assert len(nodes) == 4
    for node in nodes:
        shown = few.page(node.attributes["href"])
        (tiles,) = shown.all("ul", "tiles")
        counted = [int(b.text) for b in tiles.all("b")]
        label = said_of(node)
        assert counted[:3] == [number(label, it) for it in ("深度贫困村", "已结对", "已列任务")]
        assert sum(counted[3:]) == number(label, "缺")


def test_distance_and_direction_are_from_beijing(few: Reader) -> None:
    found = {row[0]: row[2] for row in rows(few.page(f"/map?{AT}"))}
    assert found == {
        "察哈尔右翼前旗": "西 288 公里",
        "和田县": "西 3,177 公里",
        "张北县": "西北 198 公里",
        "新设县": "没有坐标",
    }


def test_county_without_a_seat_is_beside_and_counted(few: Reader) -> None:
    page = few.page(f"/map?{AT}")
    (heading,) = [it for it in page.all("h2") if it.attributes.get("id") == "numbers"]
    assert "1 个县没有坐标" in heading.text
    assert "没有坐标的1个县，不在图上" in page.text
    assert "没有坐标" in labels(page)["新设县"]


def test_ledger_without_any_seat_says_so(reader: Reader) -> None:
    page = reader.page(f"/map?{POOR}")
    assert "11 个县没有坐标" in page.text
    assert len(labels(page)) == len(rows(page)) == 11


def test_district_and_place_narrow(few: Reader) -> None:
    page = few.page(f"/map?{AT}&district=110115")
    assert [row[0] for row in rows(page)] == ["和田县", "新设县"]
    assert "大兴区结对2个县，2条结对关系" in page.text
    chosen = [it.attributes["value"] for it in page.all("option") if "selected" in it.attributes]
    assert chosen == ["110115"]
    page = few.page(f"/map?{AT}&within=650000")
    assert [row[0] for row in rows(page)] == ["和田县"]
    titles = [it.text for it in page.all("h1")]
    assert titles == ["65省结对示意图"]


def test_place_in_a_county_is_its_county(few: Reader) -> None:
    page = few.page(f"/map?{AT}&within=653221001")
    assert [row[0] for row in rows(page)] == ["和田县"]
    for href, shown in table_figures(page).items():
        assert few.total(href) == shown, href


@pytest.mark.parametrize("query", ["district=653221", "within=110115"])
def test_filter_of_the_wrong_side_says_where_to_look(few: Reader, query: str) -> None:
    page = few.page(f"/map?{AT}&{query}")
    assert not list(page.all("svg"))
    (told,) = page.all("div", "nothing")
    assert list(told.all("a"))


def test_nothing_to_show_is_said(few: Reader) -> None:
    page = few.page(f"/map?{AT}&district=110115&within=130000")
    assert "没有有效的结对关系" in page.text
    (told,) = page.all("div", "nothing")
    (way,) = told.all("a")
    assert way.attributes["href"] == f"/map?{AT}"


def test_empty_ledger_tells_how_to_begin() -> None:
    page = Reader(Builder(1).snapshot()).page("/map")
    assert "jiedui load" in page.text


def test_unknown_place_is_refused(few: Reader) -> None:
    few.page("/map?within=1234", 404)
    few.page("/map?at=gestern", 400)


def test_fragment_is_the_page_without_its_frame(few: Reader) -> None:
    answer = few.http.get(f"/map?{AT}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<svg" in answer.text


def test_files_hold_all_counties(sample: Reader) -> None:
    answer = sample.http.get(f"/map.csv?{AT}")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == [
        *("县", "编码", "所在", "在北京市哪边", "直线公里"),
        *("目标村", "已结对", "已列任务", "未结对也未列任务", "覆盖率", "结对关系"),
    ]
    assert len(lines) == 26 + 1
    assert ["653221", "西", "3177", "103", "0", "103"] in [[it[1], *it[3:8]] for it in lines]
    district = sample.http.get(f"/map.xlsx?{AT}&district=110115")
    assert district.status_code == 200


def test_picture_is_a_file_of_its_own(few: Reader) -> None:
    assert PICTURES["/map/picture.svg"][0] == "drawing.svg"
    page = few.page(f"/map?{AT}&district=110115")
    (link,) = [it for it in page.all("a") if it.attributes.get("aria-label") == "取出图 .svg"]
    answer = few.http.get(link.attributes["href"])
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "大兴区结对示意图2020-06-30.svg" in unquote(answer.headers["content-disposition"])
    assert answer.text.count('class="node"') == len(labels(page))
