"""Two days side by side as a page and a file: every number is that of the list it leads to."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from page_client import AT, Reader, Tag, rich_reader
from page_networks import DAY, hostile

from graph.analysis.changes import CHANGES, village_changes
from graph.analysis.coverage import View
from graph.days import number_of, parse_date
from graph.words import VillageTarget

SINCE = "from=2018-11-30"
SPAN = f"{AT}&target=poor&{SINCE}"
SVG = "{http://www.w3.org/2000/svg}"
VIEW = View(DAY, VillageTarget.POOR)
FIRST = number_of(parse_date("2018-11-30"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def numbers(page: Tag) -> dict[str, int]:
    """Of the picture: every number that leads somewhere, by address."""
    found = {}
    for link in page.all("a"):
        for text in link.all("text"):
            if text.attributes.get("class") in ("number", "gain", "loss") and link.attributes[
                "href"
            ].startswith(("/villages", "/changes?")):
                found[link.attributes["href"]] = text.number
    return found


@pytest.mark.parametrize(
    "scope",
    ["&within=611101", "&within=611101&all=1", "", "&district=110101", "&within=611101001&all=1"],
)
def test_every_number_of_the_picture_is_that_of_its_list(reader: Reader, scope: str) -> None:
    found = numbers(reader.page(f"/changes/picture?{SPAN}{scope}"))
    assert len(found) > 1
    for href, number in found.items():
        assert reader.total(href) == number, href


@pytest.mark.parametrize("scope", ["", "&within=611101", "&district=110101"])
def test_page_of_the_list_leads_to_the_picture_and_back(reader: Reader, scope: str) -> None:
    page = reader.page(f"/changes?{SPAN}{scope}")
    (there,) = [one.attributes["href"] for one in page.all("a") if one.text == "两天对比图"]
    picture = reader.page(there)
    (back,) = [one.attributes["href"] for one in picture.all("a") if one.text == "逐村的变化"]
    assert reader.total(back) == reader.total(f"/changes?{SPAN}{scope}")
    said = re.search(
        r"已结对的村从 (\d+) 个到 (\d+) 个：新增 (\d+) 个，失去 (\d+) 个", picture.text
    )
    assert said
    for change, number in zip(("gained", "lost"), said.groups()[2:], strict=True):
        assert reader.total(f"/changes?{SPAN}{scope}&change={change}") == int(number)


def test_district_has_the_villages_of_the_places_that_it_supports(reader: Reader) -> None:
    snapshot = reader.snapshot
    district = snapshot.parties.row("110101")
    places = [
        row
        for row in range(len(snapshot.parties))
        if any(
            snapshot.pairings.stage.at[pairing] == 2
            and snapshot.pairings.start.at[pairing] <= DAY < snapshot.pairings.end.at[pairing]
            for pairing in snapshot.pairings.of_donor(district)
            if snapshot.pairings.recipient.at[pairing] == row
        )
        and snapshot.parties.kind.at[row] in (2, 3)
    ]
    found = village_changes(snapshot, VIEW, FIRST)
    inside = [
        any(snapshot.parties.inside(row, place) for place in places) for row in found.rows.tolist()
    ]
    counts = found.only(inside).counts()  # type: ignore[arg-type]
    wanted = sum(counts[change] for change in CHANGES)
    assert reader.total(f"/changes?{SPAN}&district=110101") == wanted > 0


def test_villages_of_no_township_are_listed_alone(reader: Reader) -> None:
    found = village_changes(reader.snapshot, VIEW, FIRST, reader.snapshot.parties.row("611101"))
    direct = reader.snapshot.parties.township.array[found.rows] < 0
    counts = found.only(direct).counts()
    for change in CHANGES:
        query = f"/changes?{SPAN}&within=611101&direct=1&change={change.text}"
        assert reader.total(query) == counts[change]
    page = reader.page(f"/changes?{SPAN}&within=611101&direct=1")
    assert "不明乡镇" in page.text
    assert "其间发生" not in page.text


def test_file_is_the_picture_of_the_page(reader: Reader) -> None:
    address = f"{SPAN}&within=611101"
    answer = reader.http.get(f"/changes/picture.svg?{address}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "attachment" in answer.headers["content-disposition"]
    root = ElementTree.fromstring(answer.text)
    links = [link.get("href") for link in root.findall(f".//{SVG}a")]
    (drawn,) = reader.page(f"/changes/picture?{address}").all("figure")
    assert links == [link.attributes["href"] for link in drawn.all("a")]


def test_fold_leads_to_the_whole_and_back(reader: Reader) -> None:
    page = reader.page(f"/changes/picture?{SPAN}&within=611101&all=1")
    found = [one.attributes["href"] for one in page.all("a") if "只看有变化的" in one.text]
    some = reader.page(found[0])
    (whole,) = [one.attributes["href"] for one in some.all("a") if "看全部" in one.text]
    assert {"all=1"} < set(whole.partition("?")[2].split("&"))


def test_place_of_the_donor_side_is_told_where_to_look(reader: Reader) -> None:
    page = reader.page(f"/changes/picture?{SPAN}&within=110101")
    assert "在支援方，那里没有目标村" in page.text
    page = reader.page(f"/changes/picture?{SPAN}&district=611101")
    assert "在受援方，没有支援别处" in page.text


@pytest.mark.parametrize("path", ["/changes/picture", "/changes/picture.svg"])
@pytest.mark.parametrize("query", ["from=2021-01-01", "from=x", "within=999999", "district=9"])
def test_bad_input_is_told(reader: Reader, path: str, query: str) -> None:
    answer = reader.http.get(f"{path}?{AT}&{query}")
    assert answer.status_code in (400, 404)


def test_to_is_the_day_of_the_page(reader: Reader) -> None:
    answer = reader.http.get(
        "/changes/picture?from=2018-11-30&to=2020-06-30", follow_redirects=False
    )
    assert answer.status_code == 302
    assert "at=2020-06-30" in answer.headers["location"]


def test_hostile_names_stay_texts() -> None:
    http = Reader(hostile()).http
    for query in ("all=1", "all=1&from=1999-01-01&within=C0", "from=1999-01-01&district=110101"):
        answer = http.get(f"/changes/picture?{query}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        ElementTree.fromstring(http.get(f"/changes/picture.svg?{query}").text)
