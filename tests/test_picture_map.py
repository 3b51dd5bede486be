"""The schematic map: what stands where, that nothing overlaps, that pairings move nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import atan2, degrees, hypot
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import Templates
from drawings import check_apart, check_geometry, check_markup, render, within
from hypothesis import given, settings
from hypothesis import strategies as st
from map_networks import BEIJING, URLS, VIEW, Scattered, scattered
from page_networks import hostile, rich
from picture_networks import CSS

from graph.analysis.coverage import View
from graph.analysis.pairings import find_pairings
from graph.days import number_of, parse_date
from graph.network.live import Network as Live
from graph.seats import Seat, bearing, kilometres
from graph.words import VillageTarget
from server.pictures.drawing import Drawing, Node
from server.pictures.map.contents import MOST_BESIDE
from server.pictures.map.drawn import map_picture
from server.pictures.map.glyphs import LARGEST, SIZES, SMALLEST, radius, size_for
from server.pictures.map.layout import RING, Site, layout
from server.pictures.map.projection import point
from server.pictures.map.projection import radius as distance_shown
from server.pictures.map.routes import OUTSIDE, tree
from server.pictures.map.spreading import spread
from server.pictures.map.streams import STEPS, step
from server.pictures.picture import Box, Style

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DATE = View(number_of(parse_date("2020-06-30")))


def check(drawing: Drawing) -> None:
    check_geometry(drawing)
    check_markup(drawing)
    for node in drawing.nodes():
        for shape in node.shapes:
            if shape.style.startswith("rim"):
                assert within(extent(shape.path), node.box), node.label


def extent(circle: str) -> Box:
    """Of a path that is a circle: it starts at its left, and its radius follows."""
    left, middle, r = map(float, NUMBER.findall(circle)[:3])
    return Box(left, middle - r, left + 2 * r, middle + r)


def named(drawing: Drawing) -> dict[str, Node]:
    """Nodes by the names that are seen."""
    return {node.texts[0].text: node for node in drawing.nodes()}


def center(drawing: Drawing) -> Box:
    (found,) = [node.box for node in drawing.nodes() if node.current]
    return found


def spots(drawing: Drawing) -> dict[str, tuple[float, float]]:
    """Where the circle of each county on the map is, from the centre."""
    middle = center(drawing)
    x, y = (middle.left + middle.right) / 2, (middle.top + middle.bottom) / 2
    found = {}
    for name, node in named(drawing).items():
        for shape in node.shapes:
            if shape.style.startswith("rim") and "没有坐标" not in node.label:
                box = extent(shape.path)
                found[name] = (box.left + box.right) / 2 - x, (box.top + box.bottom) / 2 - y
    return found


def streams(drawing: Drawing) -> list[str]:
    return [line.style for line in drawing.lines if line.style.startswith("stream")]


@pytest.mark.parametrize(("count", "crowds"), [(90, 0), (90, 1), (90, 7), (160, 0), (160, 7)])
def test_nothing_overlaps_however_counties_lie(count: int, crowds: int) -> None:
    made = scattered(count, seed=count + crowds, crowds=crowds)
    snapshot = made.network.snapshot()
    for district in ("", "黄村镇"):
        drawing = made.drawn(snapshot, district=district)
        check(drawing)
        assert drawing == made.drawn(snapshot, district=district)


@settings(max_examples=12)
@given(st.integers(1, 40), st.integers(0, 10_000), st.integers(0, 3))
def test_nothing_overlaps_on_any_small_map(count: int, seed: int, crowds: int) -> None:
    check(scattered(count, seed, crowds).drawn())


def test_map_of_the_sample(sample_network: Live) -> None:
    snapshot = sample_network.snapshot
    whole = map_picture(snapshot, DATE, URLS)
    check(whole)
    counties = [node for node in whole.nodes() if not node.current]
    assert len(counties) == 26
    assert not whole.notes
    assert len(render(whole).encode()) <= 36_000
    assert "深度贫困村128个：已结对0，已列任务128，未结对也未列任务0" in whole.description
    assert {node.label for node in counties if "和田县" in node.label} == {
        "和田县 0/103，西3,177公里，深度贫困村103个：已列任务103，结对关系126条"
    }
    daxing = map_picture(snapshot, DATE, URLS, district=snapshot.parties.row("110115"))
    check(daxing)
    assert spots(daxing).items() <= spots(whole).items()


@pytest.mark.xdist_group("demo")
def test_map_of_the_demonstration(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        snapshot = Live(database).snapshot
    whole = map_picture(snapshot, DATE, URLS)
    check(whole)
    assert len(named(whole)) == 84 + 1
    assert len(render(whole).encode()) <= 70_000
    assert whole.width <= 1400
    assert len(find_pairings(snapshot, day=DATE.day)) == pairings_of(named(whole)["北京市"])
    for row in snapshot.parties.roots():
        gives = snapshot.parties.is_donor(row)
        district, place = (row, None) if gives else (None, row)
        part = map_picture(snapshot, DATE, URLS, district=district, within=place)
        check(part)
        assert spots(part).items() <= spots(whole).items()


def pairings_of(node: Node) -> int:
    (found,) = re.findall(r"([\d,]+)条", node.label)
    return int(found.replace(",", ""))


def few() -> Scattered:
    """Three counties far apart: covered, planned for, and one with villages that nobody has."""
    made = Scattered()
    made.county("甲县", -4, 0, 4, at="甲")
    made.county("乙县", 3, 6, 3, at="乙")
    made.county("丙旗", -2, -6, 10, at="丙")
    for number in range(1, 5):
        made.pair(f"甲县待定名村{number:02}", "signed", "黄村镇")
    for number in range(1, 4):
        made.pair(f"乙县待定名村{number:02}", "planned", "黄村镇")
    made.pair("丙旗待定名村01", "signed", "黄村镇")
    return made


def test_counties_apart_stand_where_they_lie() -> None:
    made = few()
    for name, (x, y) in spots(made.drawn()).items():
        seat = made.seats[name]
        assert degrees(atan2(x, -y)) % 360 == pytest.approx(bearing(BEIJING, seat), abs=1)
        assert hypot(x, y) == pytest.approx(distance_shown(kilometres(BEIJING, seat)), abs=2)


def test_farther_is_farther_on_the_picture() -> None:
    shown = [distance_shown(distance) for distance in range(0, 4000, 50)]
    assert shown[0] == 0
    assert shown == sorted(set(shown))
    assert point(BEIJING, BEIJING) == (0, 0)


def test_circle_tells_how_far_a_county_is_covered() -> None:
    found = named(few().drawn())
    styles = {name: [shape.style for shape in node.shapes] for name, node in found.items()}
    assert styles["甲县"] == ["rim covered", "part covered"]
    assert styles["乙县"] == ["rim planned", "part planned"]
    assert styles["丙旗"] == ["rim open", "part covered"]
    texts = {name: [(it.text, it.style) for it in node.texts] for name, node in found.items()}
    assert texts["甲县"][1] == ("4/4", Style.NUMBER_NOTE)
    assert texts["乙县"][1] == ("0/3", Style.REMARK)
    assert texts["丙旗"][1] == ("缺9/10", Style.ALERT_NUMBER)
    assert found["丙旗"].href == URLS.coverage(f"{few().network.ids['丙旗']:06}")


def test_area_grows_with_the_villages() -> None:
    size = size_for(73)
    assert size == 100
    assert radius(100, size) == LARGEST
    assert radius(50, size) == pytest.approx(LARGEST / 2**0.5, abs=0.1)
    assert radius(0, size) == radius(1, size) == SMALLEST
    assert size_for(SIZES[-1] + 1) == SIZES[-1] + 1
    assert LARGEST < RING


def test_streams_are_as_thick_as_pairings_are_many() -> None:
    assert [step(number) for number in (0, 1, 2, 3, 9, 10, 99, 100, 10**6)] == [
        *(1, 1, 1, 2, 2, 3, 4, 5),
        len(STEPS),
    ]
    made = Scattered()
    # In one line, so that both go one way; together they are more.
    made.county("近县", -3, 0, at="近")
    made.county("远县", -9, 0, at="远")
    for name, number in (("近县", 2), ("远县", 9)):
        for _ in range(number):
            made.pair(name, "planned")
    made.pair("近县", "negotiating")
    styles = streams(made.drawn())
    assert set(styles) == {"stream planned w2", "stream planned w3"}
    made.pair("远县", "signed")
    assert set(streams(made.drawn())) == {
        *("stream planned w2", "stream signed w3"),
    }


def test_stream_has_the_best_stage_of_its_county() -> None:
    made = Scattered()
    made.county("甲县", -4, 0)
    made.pair("甲县", "negotiating")
    assert streams(made.drawn()) == ["stream negotiating w1"]
    made.pair("甲县", "planned")
    made.pair("甲县", "cancelled")
    assert streams(made.drawn()) == ["stream planned w1"]


def test_another_pairing_moves_nothing() -> None:
    made = scattered(40, seed=4)
    name = next(one for one in made.seats if one != "大兴区")
    made.pair(name)
    before = made.drawn()
    for _ in range(300):
        made.pair(name)
    after = made.drawn()
    assert spots(after) == spots(before)
    assert [text.box for text in after.heads] == [text.box for text in before.heads]
    assert {node.box for node in after.nodes()} == {node.box for node in before.nodes()}
    assert sorted(streams(after)) != sorted(streams(before))


def test_villages_day_and_filters_move_no_county() -> None:
    made = scattered(60, seed=7, crowds=5)
    whole = spots(made.drawn())
    for drawing in (
        made.drawn(within="1省"),
        made.drawn(district="黄村镇"),
        made.drawn(view=View(VIEW.day, VillageTarget.POOR)),
    ):
        assert len(spots(drawing).items() & whole.items()) > 0
        for name, spot in spots(drawing).items():
            assert whole.get(name, spot) == spot


def test_district_shows_its_counties_alone() -> None:
    made = few()
    made.network.donor("亦庄镇")
    made.pair("丙旗", "planned", "亦庄镇")
    drawing = made.drawn(district="亦庄镇")
    assert set(spots(drawing)) == {"丙旗"}
    assert "亦庄镇结对1个县，1条结对关系" in drawing.description
    assert "结对关系1条" in named(drawing)["丙旗"].label
    nobody = made.drawn(district="亦庄镇", within="甲省")
    assert nobody.empty
    assert "没有有效的结对关系" in nobody.description
    check_geometry(nobody)


def test_counties_without_a_seat_stand_beside() -> None:
    made = few()
    made.network.villages(made.network.county("无名县"), 3)
    drawing = made.drawn()
    check(drawing)
    assert "无名县" in named(drawing)
    assert "没有坐标" in named(drawing)["无名县"].label
    assert "没有坐标的1个县，不在图上" in [text.text for text in drawing.outer_texts()]
    assert "另有1个县还没有结对关系" in drawing.description
    assert named(drawing)["无名县"].box.top > max(
        named(drawing)[name].box.bottom for name in ("甲县", "乙县", "丙旗")
    )


def test_county_without_seat_and_villages_is_shown_too() -> None:
    made = Scattered()
    made.pair(made.network.county("无名县"))
    drawing = made.drawn()
    check(drawing)
    assert named(drawing)["无名县"].texts[1].text == "未列村"
    assert drawing.legend == ()


def test_of_many_without_a_seat_the_neediest_are_shown_and_all_are_counted() -> None:
    made = Scattered()
    for number in range(MOST_BESIDE + 9):
        made.network.villages(made.network.county(f"{number:02}县"), 1 + number % 7)
    drawing = made.drawn()
    check(drawing)
    shown = list(named(drawing))
    assert len(shown) == MOST_BESIDE
    assert shown == sorted(shown)
    assert all(f"{number:02}县" in shown for number in range(MOST_BESIDE + 9) if number % 7 > 1)
    assert [note.text for note in drawing.notes] == [
        f"没有坐标的县列出{MOST_BESIDE}/{MOST_BESIDE + 9}个，未结对的村多的在先；其余见网页上的表。"
    ]


def test_without_a_seat_in_the_middle_there_is_no_map() -> None:
    made = few()
    del made.seats["大兴区"]
    drawing = made.drawn()
    check(drawing)
    assert [line.style for line in drawing.lines] == []
    assert not any(node.current for node in drawing.nodes())
    assert set(named(drawing)) == {"甲县", "乙县", "丙旗"}


def test_pairings_above_counties_are_counted() -> None:
    made = few()
    made.pair("甲市")
    made.pair("甲省", "planned")
    drawing = made.drawn()
    check(drawing)
    assert "10条结对关系" in drawing.description
    (note,) = drawing.notes
    assert note.text.startswith("另有2条结对关系的受援方在县以上")


def test_legend_says_what_circles_and_streams_mean() -> None:
    def keys(drawing: Drawing) -> list[str]:
        return [sign.text.text for sign in drawing.legend]

    lines = [
        *("已签订", "已列任务", "协商中"),
        *("1条起", "30条起", "1,000条起的结对关系"),
    ]
    styles = {sign.shape.style for sign in few().drawn().legend}
    assert {"part covered", "part planned", "rim open", "sized", "stream negotiating w3"} < styles
    assert all(f".{name}" in CSS for style in styles for name in style.split())
    assert keys(few().drawn()) == [
        *("已结对", "已列任务", "缺：未结对也未列任务"),
        *("圆的面积是目标村数，这样大的是5个", *lines),
    ]
    made = Scattered()
    made.county("甲县", -4, 0)
    made.pair("甲县", "negotiating")
    assert keys(made.drawn()) == lines


def test_rings_are_labelled_up_to_the_first_beyond_all() -> None:
    made = few()
    farthest = max(kilometres(BEIJING, seat) for seat in made.seats.values())
    assert 500 < farthest < 1000
    drawing = made.drawn()
    said = [text.text for text in drawing.heads if text.style is Style.HEAD]
    assert said == ["200 公里", "500 公里", "1,000 公里"]
    assert sum(line.style == "distance" for line in drawing.lines) == 3


def test_name_of_a_prefecture_stands_by_its_own_counties() -> None:
    drawing = scattered(30, seed=3, crowds=6).drawn()
    groups: dict[str, list[Box]] = {}
    for band in drawing.bands:
        groups[band.label.rpartition(" ")[2]] = [node.box for node in band.nodes]
    regions = [text for text in drawing.heads if text.style is Style.REGION]
    assert regions
    for text in regions:
        nearest = min(groups, key=lambda name: min(gap(text.box, box) for box in groups[name]))
        assert nearest == text.text


def gap(one: Box, other: Box) -> float:
    across = max(one.left - other.right, other.left - one.right, 0)
    return hypot(across, max(one.top - other.bottom, other.top - one.bottom, 0))


def test_order_of_links_is_that_of_divisions(sample_network: Live) -> None:
    snapshot = sample_network.snapshot
    drawing = map_picture(snapshot, DATE, URLS)
    root = ElementTree.fromstring(render(drawing, css="x"))
    keys = [
        link.get("href", "").rpartition("within=")[2]
        for link in root.iter(f"{SVG}a")
        if "within=" in link.get("href", "")
    ]
    rows = [snapshot.parties.row(key) for key in keys]
    assert rows == sorted(rows)
    assert len(rows) == 26


@pytest.mark.parametrize("target", list(VillageTarget))
def test_other_ledgers_are_drawn_too(target: VillageTarget) -> None:
    """Counties of which no seat is known, and names that are no names."""
    for snapshot in (rich(), hostile()):
        check(map_picture(snapshot, View(DATE.day, target), URLS))


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(*(st.integers(-200, 200) for _ in range(2)), *(st.integers(2, 90),) * 2),
        min_size=1,
        max_size=40,
    )
)
def test_boxes_are_spread_without_overlap(boxes: list[tuple[int, int, int, int]]) -> None:
    wishes = np.array([box[:2] for box in boxes], dtype=float)
    halves = np.array([box[2:] for box in boxes], dtype=float) / 2
    places = spread(wishes, wishes, halves, ["" for _ in boxes])
    assert places[-1].tolist() == wishes[-1].tolist()
    check_apart([Box(*(at - half), *(at + half)) for at, half in zip(places, halves, strict=True)])


def test_what_has_room_stays() -> None:
    wishes = np.array([(-90.0, 0.0), (0.0, 50.0), (0.0, 0.0)])
    halves = np.full((3, 2), 20.0)
    assert spread(wishes, wishes, halves, ["", "", ""]).tolist() == wishes.tolist()


def test_crowd_spreads_as_it_lies() -> None:
    """Who lies north of another on the ground is never shown south of it by more than a row."""
    lie = {"n": (0, 1), "s": (0, -1), "e": (1, 0), "w": (-1, 0), "m": (0, 0)}
    sites = tuple(
        Site(name, "", 40, Seat(80 + east / 10, 37 + north / 10))
        for name, (east, north) in lie.items()
    )
    found = layout(BEIJING, sites)
    assert found["n"].y < found["m"].y < found["s"].y
    assert found["w"].x < found["m"].x < found["e"].x


def along(way: int, above: tuple[int, ...]) -> Iterator[int]:
    while way != OUTSIDE:
        yield way
        way = above[way]


def test_ways_lead_from_the_root_round_what_stands_between() -> None:
    wall, room = Box(40, -60, 70, 60), Box(-120, -120, 220, 120)
    ends = [(150, 20), (150, 40), (-80, 0)]
    found = tree((0, 0), ends, [wall], room)
    for end, last in zip(ends, found.ends, strict=True):
        way = list(along(last, found.above))
        assert [*found.points[last]] == [*end]
        assert way[-1] == 0
        inner = Box(wall.left + 3, wall.top + 3, wall.right - 3, wall.bottom - 3)
        places = [found.points[at] for at in way]
        assert not any(inner.overlaps(Box(x, y, x, y)) for x, y in places)
    assert [*found.points[0]] == [0, 0]
    both = [set(along(last, found.above)) for last in found.ends[:2]]
    assert len(both[0] & both[1]) > 10


def test_root_alone_is_a_tree() -> None:
    found = tree((0, 0), [], [], Box(-10, -10, 10, 10))
    assert (found.points, found.above, found.ends) == (((0, 0),), (OUTSIDE,), ())
