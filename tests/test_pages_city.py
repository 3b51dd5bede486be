"""The pages of the city's picture and of all pictures: numbers that agree, filters, files."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest
from city_networks import beijing
from page_client import AT, Reader, Tag, cells, figures, rich_reader, said_of
from page_networks import Builder, hostile

from graph.network.live import Network

POOR = f"{AT}&target=poor"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def nodes(page: Tag) -> list[Tag]:
    return list(page.all("a", "node"))


def without_picture(page: Tag) -> Tag:
    """The page as a reader of its table has it."""
    for div in page.all("div", "drawing"):
        div.tags.clear()
    return page


def named(text: str, what: str) -> int:
    """The number that stands behind these words."""
    found = re.search(rf"{what}([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else 0


def tiles(page: Tag) -> dict[str, int]:
    """What the page of a place says: its target villages, and each cover."""
    (held,) = page.all("ul", "tiles")
    texts = [" ".join(next(item.all("a")).text.split()) for item in held.all("li")]
    return {text.split(" ", 1)[1]: int(text.split(" ")[0].replace(",", "")) for text in texts}


@pytest.mark.parametrize("state", ["", "&target=poor&exited=1"])
def test_county_in_the_picture_says_what_its_page_says(reader: Reader, state: str) -> None:
    seen = 0
    for node in nodes(reader.page(f"/city?{AT}{state}")):
        if "/coverage" not in node.attributes["href"] or "已结对" not in node.text:
            continue
        label, seen = said_of(node), seen + 1
        said = tiles(reader.page(node.attributes["href"]))
        assert named(label, r"，[\d,]+/") == next(iter(said.values()))
        for cover in ("已结对", "已列任务", "仅乡镇结对", "仅县级结对"):
            assert named(label, cover) == said[cover], label
        assert named(label, "无结对") == said["无"]
    assert seen > 5


def test_district_in_the_picture_says_what_its_page_says(reader: Reader) -> None:
    seen = 0
    for node in nodes(reader.page(f"/city?{POOR}")):
        href, label = node.attributes["href"], said_of(node)
        if "/city" not in href:
            continue
        counties = named(label, "区，")
        if counties:
            seen += 1
            assert reader.total(href) == counties
            (total,) = [cells_of(foot) for foot in reader.page(href).all("tfoot")]
            assert total[4] == str(named(label, "目标村 "))
    assert seen == 3


def cells_of(part: Tag) -> list[str]:
    (row,) = part.all("tr")
    return [" ".join(cell.text.split()) for cell in row.tags]


def test_card_says_what_its_pages_say(reader: Reader) -> None:
    found = nodes(reader.page(f"/city?district=110101&{POOR}"))
    lists = [node for node in found if "/pairings" in node.attributes["href"]]
    assert len(lists) == (len(found) + 1) // 2
    for node in lists:
        label = said_of(node)
        number = re.search(r"([\d,]+) 条结对关系", label)
        assert number
        assert reader.total(node.attributes["href"]) == int(number[1].replace(",", "")), label


@pytest.mark.parametrize(
    "scope", ["", "&within=610000", "&district=110101", "&within=611000&district=110102"]
)
@pytest.mark.parametrize("state", ["", "&target=poor"])
def test_every_number_of_the_table_has_its_rows(reader: Reader, scope: str, state: str) -> None:
    page = without_picture(reader.page(f"/city?{AT}{scope}{state}"))
    found = figures(page)
    for href, number in found.items():
        assert reader.total(href) == number, href
    assert len(found) > 5


def test_table_holds_the_counties_of_the_picture(sample: Reader) -> None:
    page = sample.page(f"/city?{AT}")
    labels = {said_of(node).partition("，")[0] for node in nodes(page)}
    (table,) = page.all("table", "cards")
    rows = cells(table)
    assert {row[0] for row in rows} <= labels
    (row,) = [row for row in rows if row[0] == "正镶白旗"]
    assert row[1] == "内蒙古自治区›锡林郭勒盟"
    assert row[2] == "大兴区"
    assert row[4:] == ["4", "0", "4", "4", "0%", "10"]
    (foot,) = table.all("tfoot")
    assert cells_of(foot)[4:] == ["128", "0", "128", "128", "0%", "192"]


def test_one_district_is_drawn_with_its_counties(sample: Reader) -> None:
    page = sample.page(f"/city?district=110115&{AT}")
    assert next(page.all("h1")).text.startswith("大兴区支援各县图")
    assert [row[0] for row in cells(next(page.all("table", "cards")))] == [
        *("察哈尔右翼前旗", "苏尼特右旗", "正镶白旗", "和田县", "昆玉市"),
    ]
    hrefs = {link.attributes["href"] for link in page.all("a")}
    assert f"/districts/110115?{AT}" in hrefs
    assert f"/city/picture.svg?{AT}&district=110115" in hrefs


def test_choices_are_what_the_picture_holds(sample: Reader) -> None:
    page = sample.page(f"/city?within=150000&{AT}")
    (place,) = [one for one in page.all("select") if one.attributes["name"] == "within"]
    chosen = [one.text.strip() for one in place.all("option") if "selected" in one.attributes]
    assert chosen == ["内蒙古自治区"]
    assert "锡林郭勒盟" in place.text
    assert "青海省" not in place.text
    for node in nodes(page):
        assert "630" not in node.attributes["href"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("within=611101002", "这张图画到县"),
        ("within=110101", "在支援方，那里没有目标村"),
        ("district=611101", "在受援方，没有支援别处"),
        ("district=110101001", "不是支援方的区"),
        ("district=999999", "999999"),
    ],
)
def test_what_cannot_be_drawn_is_said(reader: Reader, query: str, said: str) -> None:
    answer = reader.http.get(f"/city?{query}&{AT}")
    assert answer.status_code in (200, 400, 404)
    assert said in answer.text
    assert reader.http.get(f"/city/picture.svg?{query}&{AT}").status_code in (200, 400, 404)


def test_district_without_pairings_says_what_to_do(reader: Reader) -> None:
    page = reader.page(f"/city?district=110104&{AT}")
    assert "没有有效的结对关系" in page.text
    assert not list(page.all("table"))


def test_empty_ledger_says_how_to_load() -> None:
    reader = Reader(Builder(1).snapshot())
    for path in ("/city", "/pictures"):
        assert "jiedui load sample" in reader.page(path).text


def test_file_holds_all_rows_and_their_sum(reader: Reader) -> None:
    answer = reader.http.get(f"/city.csv?within=610000&{POOR}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (head,) = [at for at, row in enumerate(rows) if row and row[0] == "受援县"]
    assert rows[head][-1] == "结对关系"
    body, total = rows[head + 1 : -1], rows[-1]
    assert len(body) == reader.total(f"/city?within=610000&{POOR}") == 6
    for column in range(4, 10):
        assert sum(int(row[column]) for row in body) == int(total[column])
    assert "全市结对图：第1省" in unquote(answer.headers["content-disposition"])


def test_picture_can_be_saved_as_a_file(sample: Reader) -> None:
    answer = sample.http.get(f"/city/picture.svg?district=110115&{AT}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "大兴区支援各县图2020-06-30.svg" in unquote(answer.headers["content-disposition"])
    assert answer.text.lstrip().startswith("<svg")
    assert "<style>" in answer.text


def test_script_gets_the_part_alone(reader: Reader) -> None:
    answer = reader.http.get(f"/city?{AT}", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert 'id="drawing-title"' in answer.text


def test_many_districts_of_a_county_are_counted() -> None:
    reader = Reader(beijing(counties=30, each=9).snapshot())
    page = reader.page("/city?at=2020-08-26")
    found = re.findall(r"前 5 个，共 (\d+) 个", page.text)
    assert found
    assert all(int(number) > 5 for number in found)


def test_index_leads_to_every_picture(sample: Reader) -> None:
    page = sample.page(f"/pictures?{AT}")
    hrefs = [link.attributes["href"] for link in page.all("a")]
    for path in ("/city", "/series", "/proposals", "/districts", "/changes/picture", "/map"):
        assert f"{path}?{AT}" in hrefs, path
    assert len(cells(next(page.all("table")))) == 16
    for href in hrefs:
        if href.startswith(("/city", "/districts/", "/map", "/changes")):
            assert sample.http.get(href).status_code == 200, href
    (form,) = [one for one in page.all("form") if one.attributes.get("action") == "/network"]
    assert any(field.attributes["name"] == "center" for field in form.all("input"))


def test_numbers_of_the_index_have_their_rows(reader: Reader) -> None:
    found = figures(reader.page(f"/pictures?{AT}"))
    for href, number in found.items():
        if "/city" not in href or number:
            assert reader.total(href) == number, href
    assert len(found) > 10


def test_navigation_marks_where_one_is(sample: Reader) -> None:
    for path, mark in (("/pictures", "page"), ("/city", "true"), ("/districts", "true")):
        page = sample.page(f"{path}?{AT}")
        (main,) = [nav for nav in page.all("nav") if nav.attributes["aria-label"] == "主导航"]
        (item,) = [link for link in main.all("a") if link.text == "关系图"]
        assert item.attributes["aria-current"] == mark


@pytest.mark.parametrize("path", ["/districts", "/districts/110115"])
def test_districts_lead_to_their_counties(sample: Reader, path: str) -> None:
    hrefs = [link.attributes["href"] for link in sample.page(f"{path}?{AT}").all("a")]
    assert f"/city?{AT}&district=110115" in hrefs


@pytest.mark.parametrize("path", ["/city", "/city?district=110101", "/pictures"])
def test_hostile_names_stay_texts(path: str) -> None:
    reader = Reader(hostile())
    page = reader.page(path)
    assert not [tag for tag in page.all("script") if "src" not in tag.attributes]
    assert not list(page.all("img"))
    for link in nodes(page):
        assert reader.http.get(link.attributes["href"]).status_code == 200, link.attributes
