"""Pictures of counties, townships and donors: by the layout of a district's picture."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from city_networks import beijing, district
from conftest import Templates
from drawings import check_apart
from hypothesis import given, settings
from picture_networks import CSS, DAY, Addresses, Network, daxing, networks, render
from test_picture_district import boxes

from graph.analysis.coverage import View, coverage, target_villages
from graph.analysis.pairings import find_pairings
from graph.network.live import Network as Live
from graph.network.snapshot import Snapshot
from graph.words import PartyKind, Side
from server.pictures.contents import MOST_DONORS, MOST_PLACES, contents
from server.pictures.district import scope_picture
from server.pictures.picture import Picture
from server.pictures.scope import Scope
from server.pictures.style import for_file

VIEW = View(DAY)
SVG = "{http://www.w3.org/2000/svg}"


def scopes(snapshot: Snapshot) -> list[Scope]:
    """Every county and township that receives, every donor in both forms."""
    parties = snapshot.parties
    found = []
    for row in range(len(parties)):
        kind = parties.kind_of(row)
        if parties.is_donor(row) and kind >= PartyKind.COUNTY:
            found += [Scope(row), Scope(row, by_village=True)]
        elif kind in (PartyKind.COUNTY, PartyKind.TOWNSHIP):
            by_village = kind is PartyKind.TOWNSHIP
            found.append(Scope(row, Side.RECIPIENT, by_village=by_village))
    return found


def drawn(snapshot: Snapshot, scope: Scope) -> Picture:
    return scope_picture(snapshot, VIEW, scope, Addresses())


def check_geometry(picture: Picture) -> None:
    found = boxes(picture)
    for box in found:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= picture.width
        assert box.bottom <= picture.height
    check_apart(found)


def check_markup(picture: Picture) -> None:
    """XML with every link, each of which says what it shows."""
    root = ElementTree.fromstring(render(picture, for_file(CSS)))
    links = root.findall(f".//{SVG}a")
    texts = [text for text in picture.texts() if text.href]
    assert len(links) == len(texts) + sum(1 for _ in picture.squares())
    assert all(link.get("href") for link in links)
    for text in texts:
        assert not text.label or text.text.rstrip("…").rstrip() in text.label


def check_villages(snapshot: Snapshot, scope: Scope) -> None:
    """Each target village stands once, and where all belong, all of them do."""
    held = contents(snapshot, VIEW, scope)
    villages = [village for place in held.all_places for village in place.villages]
    assert len(villages) == len(set(villages))
    if not scope.gives:
        parties = snapshot.parties
        inside = [(scope.party, parties.end.at[scope.party])]
        assert sorted(villages) == target_villages(snapshot, VIEW, inside).tolist()


def check_pairings(snapshot: Snapshot, scope: Scope) -> None:
    """Who is paired with whom there is the same as in the list of pairings."""
    within, donors_in = (None, scope.party) if scope.gives else (scope.party, None)
    rows = find_pairings(snapshot, within, donors_in, day=DAY)
    held = contents(snapshot, VIEW, scope)
    assert held.recipients == set(snapshot.pairings.recipient.array[rows].tolist())
    donors = set(snapshot.pairings.donor.array[rows].tolist())
    assert held.all_donors | {scope.party} == donors | {scope.party}


def check(snapshot: Snapshot, scope: Scope) -> None:
    picture = drawn(snapshot, scope)
    check_geometry(picture)
    check_markup(picture)
    check_villages(snapshot, scope)
    check_pairings(snapshot, scope)


@given(networks())
@settings(max_examples=12, deadline=None)
def test_pictures_of_all_that_can_be_drawn(network: Network) -> None:
    snapshot = network.snapshot()
    for scope in scopes(snapshot):
        check(snapshot, scope)


def test_pictures_of_the_sample(sample_network: Live) -> None:
    snapshot = sample_network.snapshot
    row = snapshot.parties.row
    county, township = row("653221"), row("653221102")
    check(snapshot, Scope(county, Side.RECIPIENT))
    check(snapshot, Scope(township, Side.RECIPIENT, by_village=True))
    check(snapshot, Scope(row("150926"), Side.RECIPIENT))
    check(snapshot, Scope(row("150926211"), Side.RECIPIENT, by_village=True))
    check(snapshot, Scope(row("110115106"), by_village=True))
    picture = drawn(snapshot, Scope(county, Side.RECIPIENT))
    assert len(list(picture.squares())) == coverage(snapshot, VIEW, county).total == 103
    assert [lead.text for lead in picture.leads] == ["大兴区"]
    assert "1个区的12个支援方结对县本身、11个乡镇、103个村。" in picture.description
    assert (
        "县级支援方：大兴区（已签订）。"
        in drawn(snapshot, Scope(township, Side.RECIPIENT, by_village=True)).description
    )
    assert len(render(picture).encode()) <= 36_000


@pytest.mark.xdist_group("demo")
def test_pictures_of_the_demonstration(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        snapshot = Live(database).snapshot
    paired = set(snapshot.pairings.donor.array.tolist()) | set(
        snapshot.pairings.recipient.array.tolist()
    )
    some = [scope for scope in scopes(snapshot) if scope.party in paired]
    for scope in some[:: len(some) // 60]:
        check(snapshot, scope)


def crowded() -> Network:
    """A county of many townships and a township of many villages, each with donors of its own."""
    network = Network()
    for name in ("东区", "西区"):
        district(network, name)
    county = network.county("大县")
    for number in range(90):
        town = network.party(f"{number}乡", "township", county)
        villages = network.villages(town, 100 if not number else number % 4)
        if number % 3:
            donor = network.party(f"{number}镇", "township", "东区", side="donor")
            network.pair(donor, town, "signed")
        for village in villages:
            donor = network.party(f"{village}企业", "enterprise", "西区", side="donor")
            network.pair(donor, village, "signed")
    return network


def test_caps_say_how_many_of_how_many() -> None:
    network = crowded()
    snapshot = network.snapshot()
    county = Scope(network.row(snapshot, "大县"), Side.RECIPIENT)
    township = Scope(network.row(snapshot, "0乡"), Side.RECIPIENT, by_village=True)
    district_ = Scope(network.row(snapshot, "西区"))
    for scope in (county, township, district_):
        check(snapshot, scope)
        held = contents(snapshot, VIEW, scope)
        assert len(held.places) <= MOST_PLACES
        assert len(held.donors) <= MOST_DONORS
    notes = "".join(note.text for note in drawn(snapshot, township).notes)
    assert notes == "图中按区划顺序列出80/100个受援村、单位，其余见0乡的结对关系。"
    notes = "".join(note.text for note in drawn(snapshot, county).notes)
    shown = contents(snapshot, VIEW, county)
    of_all = f"图中画出{len(shown.donors)}/{len(shown.all_donors)}个支援方"
    assert notes.startswith("图中按区划顺序列出80/83个受援乡镇")
    assert of_all in notes
    drawn_gifts = Counter(gift.place for gift in shown.gifts)
    for number, place in enumerate(shown.places):
        assert place.undrawn + drawn_gifts[number] == place.givers


def test_too_many_donors_of_one_village_are_counted_there() -> None:
    network = Network()
    district(network, "东区")
    town = network.party("甲乡", "township", network.county("甲县"))
    (village,) = network.villages(town, 1)
    for number in range(MOST_DONORS + 5):
        donor = network.party(f"{number}厂", "enterprise", "东区", side="donor")
        network.pair(donor, village, "signed")
    snapshot = network.snapshot()
    scope = Scope(network.row(snapshot, town), Side.RECIPIENT, by_village=True)
    check(snapshot, scope)
    picture = drawn(snapshot, scope)
    assert len(picture.donors) == MOST_DONORS
    assert "另有5个支援方" in "".join(text.text for text in picture.texts())
    assert "".join(note.text for note in picture.notes) == (
        "图中画出80/85个支援方，其余在受援方一行计数。"
    )


@pytest.fixture(scope="module")
def city() -> Snapshot:
    return beijing().snapshot()


def test_pictures_at_the_size_of_beijing(city: Snapshot) -> None:
    some = scopes(city)
    for scope in some[:: len(some) // 24]:
        check(city, scope)


def small() -> Network:
    """A county with a township of three villages, one with one that nobody supports, and units."""
    network = Network()
    district(network, "东区")
    district(network, "西区")
    network.party("东镇", "township", "东区", side="donor")
    network.party("东厂", "enterprise", "东区", side="donor")
    county = network.county("甲县", "青海省", "某州")
    network.party("甲乡", "township", county)
    network.party("乙乡", "township", county)
    network.party("甲乡医院", "hospital", "甲乡")
    network.villages("甲乡", 3)
    network.villages("乙乡", 1)
    network.pair("西区", "甲县", "signed")
    network.pair("东镇", "甲乡", "signed", lead="东厂")
    network.pair("东厂", "甲乡待定名村02", "signed")
    network.pair("东厂", "甲乡待定名村03", "negotiating")
    network.pair("东厂", "甲乡医院", "planned")
    return network


def of(network: Network, name: str, **form: bool) -> Picture:
    snapshot = network.snapshot()
    row = network.row(snapshot, name)
    side = Side.DONOR if snapshot.parties.is_donor(row) else Side.RECIPIENT
    return drawn(snapshot, Scope(row, side, **form))


def rows(picture: Picture) -> list[tuple[str, str, list[str]]]:
    """Names, styles and the states of the squares, from the top down."""
    return [
        (row.place.text, row.place.style.value, [square.state for square in row.squares])
        for group in picture.counties
        for row in group.rows
    ]


def test_county_shows_its_donors_by_district_and_townships_without_any() -> None:
    picture = of(small(), "甲县")
    assert picture.lead_head == "支援区"
    assert [lead.text for lead in picture.leads] == ["东区"]
    assert {donor.text for donor in picture.donors} == {"西区", "东镇", "东厂"}
    assert sorted(rows(picture)) == [
        ("乙乡", "alert", ["open"]),
        ("县级", "place", []),
        ("甲乡", "alert", ["open", "covered", "planned"]),
    ]
    assert picture.description == (
        "2个区的3个支援方结对县本身、1个乡镇、2个村、1个单位。"
        "深度贫困村4个：已结对1，已列任务1，仅乡镇结对1，仅县级结对1。"
        "1个有深度贫困村的乡镇没有支援方。"
    )


def test_township_shows_its_villages_by_name_and_its_units() -> None:
    picture = of(small(), "甲乡", by_village=True)
    assert sorted(rows(picture)) == [
        ("乡镇级", "place", []),
        ("待定名村01", "alert", ["open"]),
        ("待定名村02", "place", ["covered"]),
        ("待定名村03", "place", ["planned"]),
        ("甲乡医院", "place", []),
    ]
    remarks = {
        row.place.text: [remark.text for remark in row.remarks]
        for group in picture.counties
        for row in group.rows
    }
    assert remarks["待定名村01"] == ["仅乡镇结对"]
    assert remarks["待定名村03"] == ["已列任务；协商中"]
    assert remarks["甲乡医院"] == ["医院"]
    assert [lead.text for lead in picture.leads] == ["东厂"]
    assert "县级支援方：西区（已签订）。" in picture.description
    titles = [square.title for square in picture.squares()]
    assert "甲乡待定名村02：已结对（东厂）" in titles


def test_donor_shows_what_it_supports_by_name_or_in_squares() -> None:
    network = small()
    named, counted = of(network, "东厂", by_village=True), of(network, "东厂")
    assert [name for name, _, _ in rows(named)] == ["待定名村02", "待定名村03", "甲乡医院"]
    assert rows(counted) == [("甲乡", "alert", ["open", "covered", "planned"])]
    assert named.description == "结对2个村、1个单位。深度贫困村2个：已结对1，已列任务1。"
    (group,) = named.counties
    assert [line.text for line in group.lines] == ["1/2 村 · 已列 1", "全乡镇 1/3 村", "甲县"]


def test_numbers_that_lead_to_a_list_are_its_numbers() -> None:
    """A part of a division's villages leads nowhere: the list shows them all."""
    for picture in (of(small(), "东厂", by_village=True), of(small(), "甲县"), of(small(), "东区")):
        for group in picture.counties:
            for line in group.lines:
                total = re.search(r"\d+/(\d+) 村", line.text)
                if line.href and total:
                    assert line.text.startswith("全") or total[1] == "4"


def test_nothing_to_draw_says_so() -> None:
    network = small()
    network.party("丙乡", "township", "甲县")
    assert of(network, "丙乡", by_village=True).empty
    assert "没有有效的结对关系" in of(network, "丙乡", by_village=True).description


def places(picture: Picture) -> dict[str, tuple[int, int]]:
    texts = [*picture.donors, *(row.place for county in picture.counties for row in county.rows)]
    return {text.text: (text.x, text.y) for text in texts}


def moved(before: Picture, after: Picture) -> int:
    """By how much the order changed, and the farthest that any name was shifted to the side."""
    old, new = places(before), places(after)
    order = [sorted(old, key=lambda name: each[name][1]) for each in (old, new)]
    assert all(abs(old[name][0] - new[name][0]) <= 40 for name in old)
    return sum(one != other for one, other in zip(*order, strict=True))


def test_little_moves_when_a_donor_or_a_township_comes() -> None:
    before = of(daxing(), "大兴区")
    network = daxing()
    network.donor("新设镇")
    network.pair("新设镇", "朗如乡")
    with_donor = of(network, "大兴区")
    network = daxing()
    network.party("经济新区", "township", "和田县")
    network.pair("黄村镇", "经济新区")
    with_township = of(network, "大兴区")
    for after in (with_donor, with_township):
        assert moved(before, after) <= 4
        heights = {name: at[1] for name, at in places(after).items()}
        shifts = [abs(heights[name] - at[1]) for name, at in places(before).items()]
        assert max(shifts) <= 80
