from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from picture_networks import CSS, DAY, Network, daxing, drawn, networks, render

from graph.analysis.coverage import View, coverage
from graph.network.live import Network as Live
from graph.words import VillageTarget
from server.pictures.columns import SCREEN, Widths, columns
from server.pictures.district import district_picture
from server.pictures.picture import SQUARE, Box, Picture, Style
from server.urls import Urls


def boxes(picture: Picture) -> list[Box]:
    squares = (Box(one.x, one.y, one.x + SQUARE, one.y + SQUARE) for one in picture.squares())
    return [*(text.box for text in picture.texts()), *squares]


def check_geometry(picture: Picture) -> None:
    found = boxes(picture)
    canvas = Box(0, 0, picture.width, picture.height)
    for box in found:
        assert canvas.left <= box.left
        assert canvas.top <= box.top
        assert box.right <= canvas.right
        assert box.bottom <= canvas.bottom
    for one, other in combinations(found, 2):
        assert not one.overlaps(other), (one, other)


@given(networks())
@settings(max_examples=80)
def test_picture_nothing_overlaps_or_leaves_the_canvas(network: Network) -> None:
    check_geometry(drawn(network))


def many_enterprises() -> Network:
    network = daxing()
    for number in range(60):
        company = network.donor(f"北京第{number}实业发展集团有限公司", "enterprise", "黄村镇")
        network.pair(company, f"罕艾日克镇待定名村{number % 23 + 1:02}", "signed")
    return network


def many_places() -> Network:
    network = Network()
    for number in range(100):
        donor = network.donor(f"{number % 30}镇")
        county = network.county(f"{number % 7}县")
        township = network.party(f"{number}乡", "township", county)
        network.villages(township, number % 5 * 11)
        network.pair(donor, township, "signed")
    return network


@pytest.mark.parametrize("network", [daxing(), many_enterprises(), many_places()])
def test_picture_of_large_networks(network: Network) -> None:
    check_geometry(drawn(network))


@given(networks())
@settings(max_examples=40)
def test_picture_is_the_same_again(network: Network) -> None:
    assert drawn(network) == drawn(network)


@given(networks())
@settings(max_examples=40)
def test_picture_shows_the_totals_of_its_squares(network: Network) -> None:
    picture = drawn(network)
    shown = Counter(square.state for square in picture.squares())
    hidden = sum(
        int(total) - int(shown)
        for shown, total in re.findall(
            r"图中(\d+)/(\d+)村", " ".join(t.text for t in picture.texts())
        )
    )
    if found := re.search(r"深度贫困村(\d+)个：已结对(\d+)", picture.description):
        assert shown.total() + hidden == int(found[1])
        assert hidden or shown["covered"] == int(found[2])
    else:
        assert not shown


@given(networks())
@settings(max_examples=40)
def test_picture_renders_to_xml_with_every_link(network: Network) -> None:
    picture = drawn(network)
    root = ElementTree.fromstring(render(picture, CSS))
    links = root.findall(".//{http://www.w3.org/2000/svg}a")
    texts = sum(bool(text.href) for text in picture.texts())
    assert len(links) == texts + sum(1 for _ in picture.squares())
    assert all(link.get("href") for link in links)
    assert all("".join(link.itertext()).strip() for link in links)


def test_picture_of_daxing_says_the_totals() -> None:
    picture = drawn(daxing())
    assert picture.title.text == "大兴区结对关系图 2020年8月26日"
    assert picture.description == (
        "20个支援方结对5个县的27个乡镇。深度贫困村128个：已结对0，已列任务128。6个乡镇双方协商中。"
    )
    assert [lead.text for lead in picture.leads] == ["区国资委", "新媒体基地", "生物医药基地"]
    assert [partner.text for partner in picture.partners] == ["兴创投资", "城建开发"]
    assert {square.state for square in picture.squares()} == {"planned"}
    assert not picture.sheets


def test_picture_of_daxing_has_no_crossing_and_straight_lines() -> None:
    picture = drawn(daxing())
    gifts = [link for link in picture.links if link.style != "lead"]
    straight = [link for link in gifts if "C" not in link.path]
    assert (len(gifts), len(straight)) == (28, 17)


def test_picture_of_daxing_names_village_cover_and_donors() -> None:
    titles = [square.title for square in drawn(daxing()).squares()]
    assert "色格孜库勒乡待定名村10：已列任务（采育镇、魏善庄镇）" in titles


def test_picture_of_daxing_labels_a_township() -> None:
    labels = [text.label for text in drawn(daxing()).texts()]
    assert "三岔口乡，支援方礼贤镇（已列任务），深度贫困村3个：已结对0，已列任务3" in labels
    assert "兵团二二四团，支援方西红门镇（协商中），双方协商中" in labels
    assert "采育镇，结对英艾日克乡、色格孜库勒乡" in labels


def test_picture_of_daxing_is_small() -> None:
    assert len(render(drawn(daxing())).encode()) <= 36_000


def test_picture_of_the_sample(sample_network: Live) -> None:
    snapshot = sample_network.snapshot
    view = View(DAY)
    picture = district_picture(snapshot, view, snapshot.parties.row("110115"), Urls())
    check_geometry(picture)
    assert len(render(picture).encode()) <= 36_000
    assert sum(1 for _ in picture.squares()) == coverage(snapshot, view).total


def test_picture_changes_little_when_a_village_is_signed() -> None:
    before, network = drawn(daxing()), daxing()
    network.pair("黄村镇", "罕艾日克镇待定名村01", "signed")
    after = drawn(network)
    places = [[(text.x, text.y) for text in picture.donors] for picture in (before, after)]
    assert places[0] == places[1]
    assert Counter(square.state for square in after.squares()) == {"planned": 127, "covered": 1}


def order(picture: Picture) -> list[str]:
    return [row.place.text for county in picture.counties for row in county.rows]


def test_picture_keeps_its_order_when_a_township_comes() -> None:
    before, network = order(drawn(daxing())), daxing()
    network.party("经济新区", "township", "和田县")
    network.pair("黄村镇", "经济新区")
    after = order(drawn(network))
    assert [name for name in after if name != "经济新区"] == before


def test_picture_of_nothing_says_what_to_do() -> None:
    network = Network()
    network.donor("黄村镇")
    picture = drawn(network)
    assert picture.empty
    assert "请导入任务清单" in picture.description
    check_geometry(picture)
    assert "<a " not in render(picture)


def shijingshan() -> Network:
    network = Network()
    network.donor("古城街道")
    for county, poor in (("顺平县", 126), ("宁城县", 0), ("称多县", 9)):
        network.county(county, f"{county}省", f"{county}市")
        network.villages(county, poor, "poor")
        network.pair("大兴区", county, "signed")
    return network


def test_picture_of_counties_alone_says_that_there_are_poor_villages() -> None:
    picture = drawn(shijingshan())
    assert order(picture) == ["顺平县", "宁城县", "称多县"]
    assert picture.counties[0].name.text == "顺平县省 · 顺平县市"
    assert picture.description == (
        "1个支援方结对3个县。所结对的县和乡镇没有列出深度贫困村。另有贫困村135个，可改看贫困村。"
    )


def test_picture_of_counties_alone_shows_their_poor_villages() -> None:
    picture = drawn(shijingshan(), VillageTarget.POOR)
    assert Counter(square.state for square in picture.squares()) == {"open": 135}
    assert picture.description == "1个支援方结对3个县。贫困村135个：已结对0，仅县级结对135。"
    check_geometry(picture)


def test_picture_says_k_of_n() -> None:
    notes = "".join(note.text for note in drawn(many_places()).notes)
    assert notes.startswith("图中按区划顺序列出80/100个受援乡镇")
    notes = "".join(note.text for note in drawn(many_enterprises()).notes)
    assert notes == "图中画出20/80个支援方，只结对到村、单位的在受援乡镇一行计数。"


def test_picture_shows_an_alias_where_a_name_is_too_long() -> None:
    network = Network()
    network.donor("中关村国家自主创新示范区大兴生物医药产业基地")
    network.pair(
        "中关村国家自主创新示范区大兴生物医药产业基地",
        network.party("朗如乡", "township", network.county("和田县")),
    )
    (donor,) = drawn(network).donors
    assert donor.text == "中关村国家自主创新示…"
    assert donor.full == "中关村国家自主创新示范区大兴生物医药产业基地"
    network.aliases.append((1 + 3, "生物医药基地"))
    assert drawn(network).donors[0].text == "生物医药基地"


def test_picture_is_cut_for_paper_between_rows() -> None:
    picture = drawn(many_places())
    assert sum(sheet.height for sheet in picture.sheets) == picture.height
    for sheet in picture.sheets[1:]:
        assert not any(box.top < sheet.top < box.bottom for box in boxes(picture))


def test_picture_escapes_names() -> None:
    network = Network()
    network.donor('<b>"&镇')
    network.pair('<b>"&镇', network.party("乡", "township", network.county("县")))
    text = render(drawn(network))
    assert "<b>" not in text
    assert "&lt;b&gt;&#34;&amp;镇" in text


def test_page_needs_neither_script_nor_inline_style() -> None:
    text = render(drawn(daxing()))
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", text)


def test_remarks_are_narrowed_where_a_picture_is_wider_than_a_screen() -> None:
    wide = Widths(90, 0, 150, 130, 40, 50, squares=480, group=140)
    whole = columns(wide).width
    assert whole > SCREEN
    assert columns(wide._replace(least_squares=300)).width == SCREEN
    assert columns(wide._replace(least_squares=470)).width == whole - 10
    assert columns(wide._replace(squares=200, least_squares=120)) == columns(
        wide._replace(squares=200)
    )


@given(networks())
@settings(max_examples=20)
def test_how_many_villages_are_shown_is_never_cut_off(network: Network) -> None:
    remarks = [text.text for text in drawn(network).texts() if text.style is Style.REMARK]
    assert not [text for text in remarks if "图中" in text and "村" not in text]
