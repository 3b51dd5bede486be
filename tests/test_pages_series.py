"""Coverage over time, what became of villages and what happened, as pages and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from page_client import AT, Reader, Tag, cells, figures, rich_reader, said_of
from page_networks import DAY, Builder, hostile

from graph.analysis.changes import CHANGES, Change, village_changes
from graph.analysis.coverage import View, coverage
from graph.analysis.happenings import happenings
from graph.analysis.series import beginning
from graph.days import date_of, number_of, parse_date
from graph.network.build import assemble
from graph.words import Cover, VillageTarget

POOR = f"{AT}&target=poor"
SINCE = "from=2019-06-30"
SPAN = f"{POOR}&from=2018-11-30"
VIEW = View(DAY, VillageTarget.POOR)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def story() -> Reader:
    """Four villages: one planned, signed and handed on; one signed that ends; one that is
    designated while it is paired; one that its township alone is paired for, from May on."""
    b = Builder(1)
    city = b.party("110000", "province", "donor", "北京市")
    one, other = (b.party(f"E{n}", "enterprise", "donor", f"公司{n}", city) for n in (1, 2))
    place = b.party("610000", "province", "recipient", "第1省")
    county = b.party("610100", "county", "recipient", "第1县", place)
    town = b.party("610100100", "township", "recipient", "第1乡", county)
    villages = [
        b.party(f"61010010020{n}", "village", "recipient", f"村{n}", town) for n in range(4)
    ]

    def day(text: str) -> int:
        return number_of(parse_date(text))

    for village in villages:
        b.designate(village)
    late = b.designations[2]
    b.designations[2] = late._replace(start=day("2020-04-01"), start_precision="month")
    january, march, may = (day(f"2020-0{month}-01") for month in (1, 3, 5))
    exact = {"start_precision": "day", "end_precision": "day"}
    plan = b.pair(one, villages[0], "planned", end=january, end_precision="day")
    signed = b.pair(one, villages[0], start=january, end=march, follows_id=plan, **exact)
    b.pair(other, villages[0], start=march, follows_id=signed, start_precision="day")
    b.pair(other, villages[1], start=january - 365, end=may, **exact)
    b.pair(one, villages[1], "cancelled", start=may, start_precision="day")
    b.pair(other, villages[2], start=january - 365, start_precision="day")
    b.pair(one, town, start=may, start_precision="day")
    return Reader(assemble(b.parties, b.pairings, b.designations, [], {}))


def agree(reader: Reader, url: str) -> int:
    found = figures(reader.page(url))
    for href, number in found.items():
        assert reader.total(href) == number, (url, href)
    return len(found)


def main_table(page: Tag, css: str) -> list[list[str]]:
    return [row for found in page.all("table", css) for row in cells(found)]


def columns(page: Tag) -> Iterator[Tag]:
    for drawn in page.all("figure", "wide"):
        yield from drawn.all("a")


@pytest.mark.parametrize("scope", ["", "&within=610000", "&within=611101", "&exited=1"])
def test_every_number_of_a_series_has_its_rows(reader: Reader, scope: str) -> None:
    assert agree(reader, f"/series?{SPAN}{scope}") > 20


@pytest.mark.parametrize(
    "scope", ["", "&within=610000", "&within=611101001", "&exited=1", "&change=gained&change=lost"]
)
def test_every_number_of_changes_has_its_rows(reader: Reader, scope: str) -> None:
    assert agree(reader, f"/changes?{SPAN}{scope}") > 30


def test_numbers_of_a_story_have_their_rows(story: Reader) -> None:
    assert agree(story, f"/changes?{AT}&from=2019-12-31") > 30


def test_series_is_the_coverage_of_each_day(reader: Reader) -> None:
    page = reader.page(f"/series?{SPAN}")
    rows = main_table(page, "grid")
    dates = [
        *("2018-11-30", "2019-01-01", "2019-04-01", "2019-07-01"),
        *("2019-10-01", "2020-01-01", "2020-04-01", "2020-06-30"),
    ]
    assert [row[0] for row in rows] == dates
    drawn = list(columns(page))
    for row, column in zip(rows, drawn, strict=True):
        view = View(number_of(parse_date(row[0])), VillageTarget.POOR)
        found = coverage(reader.snapshot, view)
        numbers = [found.total, *map(found.of, Cover), found.uncovered]
        assert [int(text) for text in row[2:9]] == numbers
        assert column.attributes["href"] == f"/coverage?at={row[0]}&target=poor"
        label = said_of(column)
        assert label.startswith(f"{row[0]}：贫困村 {found.total} 个，已结对 {found.covered}，")
        others = found.total - found.covered - found.planned
        assert label.endswith(f"已列任务 {found.planned}，其他 {others}")
    assert "共 <b>8</b> 个日期" in reader.http.get(f"/series?{SPAN}").text


def test_series_begins_with_what_began_first(reader: Reader) -> None:
    page = reader.page(f"/series?{AT}")
    first = date_of(DAY - 900)
    assert main_table(page, "grid")[0][0] == str(first)
    assert main_table(page, "grid")[-1][0] == "2020-06-30"
    none = reader.page("/series?at=2001-02-28")
    assert "这里没有深度贫困村" not in none.text
    assert main_table(none, "grid")[0][0] == "2000-02-28"


def test_series_of_the_last_quarter_day_has_it_once(reader: Reader) -> None:
    rows = main_table(reader.page("/series?from=2020-01-01&at=2020-04-01"), "grid")
    assert [row[0] for row in rows] == ["2020-01-01", "2020-04-01"]
    rows = main_table(reader.page("/series?from=2020-02-02&at=2020-02-02"), "grid")
    assert [row[0] for row in rows] == ["2020-02-02"]


def test_picture_is_a_file_with_the_same_links(reader: Reader) -> None:
    address = f"/series/picture.svg?{SPAN}&within=610000"
    answer = reader.http.get(address)
    assert answer.headers["content-type"] == "image/svg+xml"
    name = unquote(answer.headers["content-disposition"])
    assert name.endswith("第1省贫困村覆盖走势 2018-11-30 至 2020-06-30.svg")
    root = ElementTree.fromstring(answer.text)
    svg = "{http://www.w3.org/2000/svg}"
    links = [link.attrib["href"] for link in root.iter(f"{svg}a")]
    page = reader.page(f"/series?{SPAN}&within=610000")
    assert links == [link.attributes["href"] for link in columns(page)]
    assert root.findtext(f"{svg}title", "").startswith("第1省贫困村覆盖走势")
    assert "每季度第一天一柱" in root.findtext(f"{svg}desc", "")
    assert "var(" not in answer.text
    (download,) = [
        a
        for a in page.all("a")
        if a.attributes.get("href", "").split("?")[0] == "/series/picture.svg"
    ]
    assert reader.http.get(download.attributes["href"]).text == answer.text


def test_most_points_are_drawn_and_one_more_is_refused(reader: Reader) -> None:
    page = reader.page("/series?from=1920-10-01&at=2020-06-30")
    assert len(list(columns(page))) == 400
    assert not list(page.all("figure", "small"))
    assert reader.total("/series?from=1920-10-01&at=2020-06-30") == 400
    assert len(main_table(page, "grid")) == 50
    refused = reader.page("/series?from=1920-09-30&at=2020-06-30", 400)
    said = "从 1920-09-30 到 2020-06-30 按季度有 401 个点，一次最多 400 个；请把起点改到 1920-10-01"
    assert said in refused.text
    assert beginning(reader.snapshot, parse_date("9999-12-31")).year == 9901
    far = reader.page("/series?at=9999-12-31")
    assert 390 < len(list(columns(far))) <= 400


@pytest.mark.parametrize("path", ["/series", "/changes", "/changes/happenings"])
def test_bad_input_is_told(reader: Reader, path: str) -> None:
    def told(query: str, status: int = 400) -> str:
        return reader.page(f"{path}?{query}", status).text

    assert "日期应写成" in told("from=gestern")
    assert "没有 2020-02-30 这一天" in told("from=2020-02-30")
    assert "没有 2020-02-30 这一天" in told("to=2020-02-30")
    assert "这里要写明具体日期" in told("from=2020-02")
    later = told("from=2020-07-01&at=2020-06-30")
    assert "起点 2020-07-01 在截至日 2020-06-30 之后；请把起点改早" in later
    assert "没有编码为“nowhere”的行政区划" in told("within=nowhere", 404)
    assert "没有编码为“110101-school”的行政区划" in told("within=110101-school", 404)
    assert "东区在支援方" in told(f"within=110101&{AT}", 200)
    assert reader.http.get(f"{path}.csv?from=2020-07-01&at=2020-06-30").status_code == 400
    assert told("at=0001-01-01", 200)


def test_unknown_words_are_told(reader: Reader) -> None:
    assert "“x”不是 change 的取值；可用 gained" in reader.page("/changes?change=x", 400).text
    assert "outside" in reader.page("/changes?was=x", 400).text
    assert "handed_over" in reader.page("/changes/happenings?what=x", 400).text


@pytest.mark.parametrize("path", ["/series", "/changes", "/changes/happenings"])
def test_to_is_the_day_of_the_page(reader: Reader, path: str) -> None:
    asked = f"{path}?{SINCE}&to=2020-06-30&at=2018-01-01&within=610000"
    answer = reader.http.get(asked, follow_redirects=False)
    assert answer.status_code == 302
    there = answer.headers["location"]
    assert there == f"{path}?{SINCE}&within=610000&at=2020-06-30"
    one, other = (
        reader.http.get(f"{path}.csv{address[len(path) :]}").content for address in (asked, there)
    )
    assert one == other


def test_changes_add_up(reader: Reader) -> None:
    found = village_changes(reader.snapshot, VIEW, number_of(parse_date("2018-11-30")))
    counts = found.counts()
    page = reader.page(f"/changes?{SPAN}")
    changed = sum(counts[change] for change in CHANGES)
    assert reader.total(f"/changes?{SPAN}") == changed > 50
    facets = [facet.text for facet in next(page.all("p", "facets")).all("span", "facet")]
    assert facets == [f"{change.chinese} {counts[change]}" for change in CHANGES]
    matrix = main_table(page, "narrow")
    assert [[int(text or 0) for text in row[1:7]] for row in matrix] == found.matrix()
    before, after = (coverage(reader.snapshot, View(day, VIEW.target)) for day in (DAY - 578, DAY))
    assert f"从 {before.covered} 个到 {after.covered} 个。有变化的村 {changed} 个" in page.text
    assert after.covered - before.covered == counts[Change.GAINED] - counts[Change.LOST]


def test_each_village_says_why(story: Reader) -> None:
    page = story.page(f"/changes?{AT}&from=2019-12-31")
    rows = {row[0]: [*row[2:5], row[5]] for row in main_table(page, "cards")}
    assert rows == {
        "村0": [
            *("新增已结对", "已列任务", "已结对"),
            "2020-01-01 签订 公司1 已签订2020-03-01 移交 公司2 已签订，由公司1移交",
        ],
        "村1": [
            *("失去已结对", "已结对", "仅乡镇结对"),
            "2020-05-01 起始 公司1 支援 第1乡 已签订2020-05-01 结束 公司2 已签订",
        ],
        "村2": ["新增已结对", "不是目标村", "已结对", "2020-04 认定 深度贫困村"],
        "村3": ["变好（仍未结对）", "无", "仅乡镇结对", "2020-05-01 起始 公司1 支援 第1乡 已签订"],
    }


def test_what_happened_is_listed_by_day(story: Reader) -> None:
    page = story.page(f"/changes/happenings?{AT}&from=2019-12-31")
    rows = [[*row[:2], row[2].split()[0], *row[3:5]] for row in main_table(page, "cards")]
    assert rows == [
        ["2020-01-01", "签订", "村0", "公司1", "已签订"],
        ["2020-03-01", "移交", "村0", "公司2", "已签订，由公司1移交"],
        ["2020-04", "认定", "村2", "", "深度贫困村"],
        ["2020-05-01", "起始", "第1乡", "公司1", "已签订"],
        ["2020-05-01", "结束", "村1", "公司2", "已签订"],
        ["2020-05-01", "取消", "村1", "公司1", "原定这天起，已取消，各天都不计"],
    ]
    of_village = f"/changes/happenings?{AT}&from=2019-12-31&within=610100100203"
    assert story.total(of_village) == 1


def test_happenings_are_those_of_the_analysis(reader: Reader) -> None:
    found = happenings(reader.snapshot, VIEW, number_of(parse_date("2018-11-30")))
    assert reader.total(f"/changes/happenings?{SPAN}") == len(found) > 100
    assert min(found.counts()[kind] for kind in (0, 3, 4, 5, 7)) > 0  # type: ignore[index]


def test_nothing_changed_leads_to_the_last_time(story: Reader) -> None:
    page = story.page("/changes?at=2022-01-01")
    assert "没有一个村的覆盖有变化" in page.text
    (link,) = [a for a in page.all("a") if a.text == "2020-05-01"]
    assert link.attributes["href"] == "/changes?at=2022-01-01&from=2020-04-30"
    assert story.total(link.attributes["href"]) == 2


def test_nothing_at_all_says_so(reader: Reader) -> None:
    assert "这里没有深度贫困村" in reader.page(f"/series?within=630000&{AT}").text
    empty = Reader(assemble([]))
    for path in ("/series", "/changes", "/changes/happenings"):
        assert "jiedui load" in empty.page(path).text
    assert "没有村被认定或退出" in reader.page(f"/changes/happenings?{AT}&within=630000").text
    assert "没有这样的事" in reader.page(f"/changes/happenings?{AT}&what=handed_over").text


@pytest.mark.parametrize(
    "address",
    [
        "/series?from=2019-06-30",
        "/changes?from=2018-11-30",
        "/changes?from=2018-11-30&was=none&now=covered&within=610000",
        "/changes/happenings?from=2018-11-30&what=ended",
    ],
)
def test_lists_are_taken_out_whole(reader: Reader, address: str) -> None:
    path, _, query = address.partition("?")
    answer = reader.http.get(f"{path}.csv?{query}&{POOR}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    page = reader.page(f"{address}&{POOR}")
    shown = main_table(page, "cards") or main_table(page, "grid")
    assert len(rows) - 1 == reader.total(f"{address}&{POOR}") > 0
    assert [row[0] for row in rows[1:]][: len(shown)] == [row[0] for row in shown]
    assert reader.http.get(f"{path}.xlsx?{query}&{POOR}").status_code == 200


def test_file_tells_every_reason(story: Reader) -> None:
    answer = story.http.get(f"/changes.csv?{AT}&from=2019-12-31")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["其间"] == (
        "2020-01-01 签订：公司1支援村0（已签订）；"
        "2020-03-01 移交：公司2支援村0（已签订，由公司1移交）"
    )
    assert rows[2]["其间"] == "2020-04 认定：村2（深度贫困村）"


def test_hostile_names_stay_texts() -> None:
    held = Reader(hostile())
    for path in ("/series?within=R0", "/changes?from=1999-01-01", "/changes/happenings"):
        text = held.http.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    svg = held.http.get("/series/picture.svg?within=R4%E4%B8%AD%20%E6%96%87").text
    assert ElementTree.fromstring(svg).tag.endswith("svg")


@pytest.mark.parametrize("path", ["/series", "/changes", "/changes/happenings"])
def test_fragment_is_the_main_part(reader: Reader, path: str) -> None:
    part = reader.http.get(f"{path}?{AT}", headers={"HX-Request": "true"}).text.strip()
    assert part.startswith('<div class="view">')
    assert part in reader.http.get(f"{path}?{AT}").text


@pytest.mark.parametrize("path", ["/coverage?within=611101", "/parties/611101"])
def test_places_lead_to_their_time(reader: Reader, path: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}{AT}"
    hrefs = [link.attributes["href"] for link in reader.page(address).all("a")]
    assert f"/series?{AT}&within=611101" in hrefs
    assert f"/changes?{AT}&within=611101" in hrefs
