"""The picture of the city: what it shows, that nothing overlaps, that little moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from city_networks import URLS, beijing, cities, district, drawn, held
from conftest import Templates
from drawings import check_geometry, check_markup, render
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_networks import Network

from graph.analysis.cover_counts import KINDS, Coverage, coverage_from
from graph.analysis.coverage import View, coverage
from graph.days import number_of, parse_date
from graph.network.live import Network as Live
from graph.network.snapshot import Snapshot
from graph.words import Cover
from server.pictures.city.contents import (
    MOST_CARDS,
    MOST_COUNTIES,
    MOST_LINES,
    contents,
    donor_districts,
)
from server.pictures.city.order import ordered
from server.pictures.city.picture import city_picture
from server.pictures.city.shapes import LEAST, bar
from server.pictures.drawing import Drawing, Node
from server.pictures.layered import crossings
from server.pictures.picture import Style

VIEW = View(number_of(parse_date("2020-06-30")))
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def city() -> Network:
    return beijing()


def check(drawing: Drawing) -> None:
    check_geometry(drawing)
    check_markup(drawing)


@given(cities())
@settings(max_examples=50)
def test_nothing_overlaps_in_either_form(network: Network) -> None:
    for donors in ("", "0区"):
        drawing = drawn(network, donors=donors)
        check(drawing)
        assert drawing == drawn(network, donors=donors)


def of_districts(snapshot: Snapshot) -> Iterator[Drawing]:
    """The whole, and each of its districts."""
    for row in (None, *donor_districts(snapshot).tolist()):
        yield city_picture(snapshot, contents(snapshot, VIEW, None, row), URLS)


def test_city_of_beijing_size(city: Network) -> None:
    whole, *fans = of_districts(city.snapshot())
    check(whole)
    assert len(list(whole.nodes())) == 16 + 92
    assert len(render(whole).encode()) <= 66_000
    for fan in fans:
        check(fan)
        assert len(render(fan).encode()) <= 36_000


def test_city_of_the_sample(sample_network: Live) -> None:
    for drawing in of_districts(sample_network.snapshot):
        check(drawing)


@pytest.mark.xdist_group("demo")
def test_city_of_the_demonstration(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        snapshot = Live(database).snapshot
    for drawing in of_districts(snapshot):
        check(drawing)
        assert not drawing.empty


def nodes(drawing: Drawing) -> dict[str, Node]:
    return {node.label.partition("，")[0]: node for node in drawing.nodes()}


def two() -> Network:
    """Two counties and three districts; the second county has villages and nobody."""
    network = Network()
    for name in ("东区", "西区", "南区"):
        district(network, name)
        network.party(f"{name}镇", "township", name, side="donor")
    network.county("甲县", "内蒙古自治区", "某盟")
    network.county("乙县", "青海省", "某州")
    town = network.party("甲乡", "township", "甲县")
    villages = network.villages(town, 4)
    network.villages("乙县", 3)
    for village in villages[:3]:
        network.pair("东区镇", village, "signed")
    network.pair("东区镇", villages[3], "planned")
    network.pair("西区镇", town, "negotiating")
    return network


def test_whole_says_what_there_is() -> None:
    drawing = drawn(two())
    assert drawing.title.text == "全市结对图 2020年8月26日"
    assert drawing.description == (
        "3个支援区中2个与1个县有5条结对关系。所列2个县的深度贫困村7个：已结对3，已列任务1，无结对3。"
        "红字的1个县有村既未结对也未列任务，其中1个没有支援区。"
        "一条线是区和区里的支援方与县和县里的受援方的结对关系。"
    )
    found = nodes(drawing)
    assert found["甲县"].label == "甲县，3/4，75%，已结对3，已列任务1，支援区东区、西区（协商中）"
    assert found["乙县"].label == "乙县，0/3，0%，已结对0，无结对3，没有支援区"
    assert [text.text for text in found["东区"].texts] == ["东区", "1 个县 · 目标村 4"]
    assert [text.text for text in found["南区"].texts] == ["南区", "0 个县 · 目标村 0"]
    assert [text.text for text in found["甲县"].texts] == ["甲县", "3/4", "75%"]


def test_red_is_a_county_with_a_village_that_nobody_promised() -> None:
    styles = {name: node.texts[0].style for name, node in nodes(drawn(two())).items()}
    assert (styles["甲县"], styles["乙县"]) == (Style.PLACE, Style.ALERT)


def test_line_tells_the_furthest_stage_and_how_many() -> None:
    network = two()
    styles = sorted(line.style for line in drawn(network).lines if line.style.startswith("line"))
    assert styles == ["line joint negotiating", "line joint signed"]
    for number in range(15):
        network.pair("东区", network.party(f"{number}校", "school", "甲乡"), "negotiating")
    assert any(line.style == "line joint signed" for line in drawn(network).lines)
    network.pair("东区", "甲县", "negotiating")
    assert any(line.style == "line joint signed busy" for line in drawn(network).lines)


def test_district_without_pairings_stands_below_the_others() -> None:
    found = nodes(drawn(two()))
    assert found["南区"].box.top > max(found["东区"].box.top, found["西区"].box.top)
    assert found["南区"].label == "南区，0 个县 · 目标村 0"


def test_place_narrows_counties_and_what_districts_count() -> None:
    found = nodes(drawn(two(), "青海省"))
    assert set(found) == {"东区", "西区", "南区", "乙县"}
    assert found["东区"].label == "东区，0 个县 · 目标村 0"
    assert "within=" in found["东区"].href


def test_district_shows_its_own_counties_as_cards() -> None:
    drawing = drawn(two(), donors="东区")
    assert drawing.title.text == "东区支援各县图 2020年8月26日"
    assert [node.label for node in drawing.nodes()] == [
        "东区，1 个县，4 条结对关系",
        "甲县，4 条结对关系 · 其中已签订 3，已列任务 1",
        "甲县，75%，深度贫困村 4，未结对 1：已结对3，已列任务1",
    ]
    card = list(drawing.nodes())[1:]
    assert [text.text for node in card for text in node.texts] == [
        *("甲县", "4 条结对关系 · 其中已签订 3"),
        *("75%", "深度贫困村 4，未结对 1"),
    ]
    assert [band.label for band in drawing.bands] == ["支援区", "内蒙古自治区 · 某盟"]


def test_district_without_counties_says_what_to_do() -> None:
    drawing = drawn(two(), donors="南区")
    assert drawing.empty
    assert "没有有效的结对关系" in drawing.description
    check(drawing)


def test_city_without_anything_says_what_to_do() -> None:
    network = Network()
    district(network, "东区")
    network.county("甲县")
    drawing = drawn(network)
    assert drawing.empty
    assert "没有县有深度贫困村" in drawing.description
    check(drawing)


def test_county_that_is_only_talked_with_says_so() -> None:
    network = two()
    network.county("丙县", "青海省", "某州")
    network.pair("南区", "丙县", "negotiating")
    assert [text.text for text in nodes(drawn(network))["丙县"].texts] == ["丙县", "双方协商中"]
    (_, _, cover) = drawn(network, donors="南区").nodes()
    assert [text.text for text in cover.texts] == ["双方协商中"]


def test_what_joins_no_county_is_said() -> None:
    network = two()
    network.pair("东区", "青海省", "signed")
    network.pair(network.party("市级单位", "department", "北京市", side="donor"), "乙县", "signed")
    (note,) = drawn(network).notes
    assert note.text.startswith("图中算进5/7条结对关系，其余的支援方不在任何区")
    assert note.href == "/pairings?at=2020-08-26"
    (note,) = drawn(network, donors="东区").notes
    assert note.text.startswith("图中算进4/5条结对关系")


COUNTS = st.lists(st.integers(0, 400), min_size=5, max_size=5).filter(any)


def covering(counts: list[int]) -> Coverage:
    return coverage_from([*counts, 0, *([0] * KINDS)])


@given(COUNTS, st.integers(60, 200))
def test_bar_is_as_wide_as_it_should_be_and_hides_no_cover(counts: list[int], width: int) -> None:
    parts = bar(covering(counts), 10, 20, width, 8)
    assert [part.style.replace("-", "_") for part in parts] == [
        f"part {cover.text}" for cover in Cover if counts[cover]
    ]
    x = 10.0
    for part in parts:
        left, _, long = map(float, NUMBER.findall(part.path)[:3])
        hollow = part.style == "part none"
        assert left - 0.5 * hollow == x
        assert long + hollow >= LEAST
        x += long + hollow
    assert x == 10 + width


def spans(drawing: Drawing) -> list[float]:
    """The heights of the flows, from the top down."""
    paths = [line.path for line in drawing.lines if line.style.startswith("flow ")]
    return [float(re.findall(r"v(\d+)", path)[0]) for path in paths]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12))
@settings(max_examples=20)
def test_flow_is_the_wider_the_more_pairings(numbers: list[int]) -> None:
    network = Network()
    district(network, "东区")
    for number, pairings in enumerate(numbers):
        county = network.county(f"{number}县", "省", "州")
        for unit in range(pairings):
            network.pair("东区", network.party(f"{number}-{unit}校", "school", county), "signed")
    drawing = drawn(network, donors="东区")
    check_geometry(drawing)
    widths = spans(drawing)
    for (few, thin), (many, wide) in pairwise(sorted(zip(numbers, widths, strict=True))):
        assert thin <= wide, (few, many)
    assert len(widths) == len(numbers)


def crossed(snapshot: Snapshot, lines: list[tuple[int, int]], order: list[list[int]]) -> int:
    above, below = ({row: rank for rank, row in enumerate(rows)} for rows in order)
    starts = np.array([above[one] for one, _ in lines])
    return crossings(starts, np.array([below[other] for _, other in lines]))


def test_order_has_fewer_crossings_and_breaks_no_branch(city: Network) -> None:
    snapshot, found = held(city)
    rows = [county.row for county in found.shown]
    districts, counties = ordered(snapshot, found.lines, rows)
    lines = [(line.district, line.county) for line in found.lines]
    given_order = [sorted(districts), rows]
    now = crossed(snapshot, lines, [list(districts), list(counties)])
    assert now < crossed(snapshot, lines, given_order) * 0.7
    parent = snapshot.parties.parent.at
    prefectures = [parent[row] for row in counties]
    for branches in (prefectures, [parent[row] for row in prefectures]):
        runs = [one for one, before in pairwise([*branches, None]) if one != before]
        assert len(runs) == len(set(branches))


def test_order_is_that_of_divisions_where_no_other_has_fewer_crossings() -> None:
    """Every district pairs with every county: no order is better than another."""
    network = Network()
    for number in range(3):
        district(network, f"{number}区")
    for number in range(6):
        county = network.county(f"{number}县", f"{number // 3}省", f"{number // 2}州")
        for donor in range(3):
            network.pair(f"{donor}区", county, "signed")
    snapshot, found = held(network)
    rows = [county.row for county in found.shown]
    assert ordered(snapshot, found.lines, rows)[1] == tuple(rows)


def middles(drawing: Drawing) -> dict[str, float]:
    return {name: node.box.top for name, node in nodes(drawing).items()}


def test_pairing_more_on_a_line_moves_nothing(city: Network) -> None:
    before, network = drawn(city), beijing()
    network.pair("第0区", "0自治县", "signed")
    line = next(line for line in held(city)[1].lines)
    snapshot = network.snapshot()
    name = snapshot.parties.name
    network.pairings.pop()
    network.pair(name(line.district), name(line.county), "signed")
    assert middles(drawn(network)) == middles(before)


@pytest.mark.parametrize(("donor", "county"), [(3, 11), (9, 40), (14, 90), (0, 60), (7, 22)])
def test_line_more_moves_little(city: Network, donor: int, county: int) -> None:
    """By a fiftieth of the height on the average."""
    before, network = drawn(city), beijing()
    network.pair(f"第{donor}区", f"{county}自治县", "signed")
    after = drawn(network)
    here, there = middles(before), middles(after)
    moved = [abs(there[name] - top) for name, top in here.items()]
    assert sum(moved) / len(moved) < before.height / 50


def test_caps_say_how_many_of_how_many() -> None:
    network = beijing(counties=MOST_COUNTIES + 8, each=4)
    drawing = drawn(network)
    assert len(list(drawing.nodes())) == 16 + MOST_COUNTIES
    notes = "".join(note.text for note in drawing.notes)
    assert f"图中按区划顺序画出{MOST_COUNTIES}/168个县" in notes
    total = len(held(network)[1].candidates)
    drawn_lines = sum(line.style.startswith("line") for line in drawing.lines)
    assert drawn_lines == min(total, MOST_LINES)


def test_too_many_lines_leave_out_those_with_fewest_pairings() -> None:
    network = beijing(counties=80, each=12)
    found = held(network)[1]
    assert len(found.candidates) > MOST_LINES
    assert len(found.lines) == MOST_LINES
    left = set(found.candidates) - set(found.lines)
    assert max(one.pairings for one in left) <= min(one.pairings for one in found.lines)
    drawing = drawn(network)
    check_geometry(drawing)
    notes = "".join(note.text for note in drawing.notes)
    assert f"图中画出{MOST_LINES}/{len(found.candidates)}条线" in notes


def test_cards_are_capped() -> None:
    network = Network()
    district(network, "东区")
    for number in range(MOST_CARDS + 5):
        network.pair("东区", network.county(f"{number}县", "省", "州"), "signed")
    drawing = drawn(network, donors="东区")
    check(drawing)
    assert len(list(drawing.nodes())) == 1 + 2 * MOST_CARDS
    assert f"{MOST_CARDS}/{MOST_CARDS + 5}个县" in drawing.notes[0].text
    assert drawing.sheets


def test_sum_of_counties_is_the_cover_of_all(city: Network) -> None:
    snapshot, found = held(city)
    assert found.coverage == coverage(snapshot, found.view)


def test_paper_is_cut_between_rows(city: Network) -> None:
    drawing = drawn(city)
    assert sum(sheet.height for sheet in drawing.sheets) == drawing.height
    for sheet in drawing.sheets[1:]:
        cut = [span for span in drawing.spans() if span[0] < sheet.top < span[1]]
        assert cut == []
