"""Two days side by side: what is marked, what is folded, and that nothing overlaps."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Templates
from drawings import check_geometry, check_markup, render
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_networks import Network, networks

from graph.analysis.changes import Change, village_changes
from graph.analysis.coverage import View
from graph.days import date_of, number_of
from graph.network.live import Network as Live
from graph.network.rows import PairingRow
from graph.network.snapshot import Snapshot
from graph.words import PartyKind
from server.pictures.compared import contents as caps
from server.pictures.compared.contents import Contents, Mark
from server.pictures.compared.days import Scope, day_contents
from server.pictures.compared.two_days import Addresses, TwoDays, two_days
from server.pictures.drawing import Drawing, Node
from server.urls import Urls

SINCE, UNTIL = 100, 200
STARTS = st.sampled_from([None, 50, 150, 250])
ENDS = st.sampled_from([None, None, 160, 240])
MOST_MOVED = 130
"""px: a row that grows by a donor moves what is below it, and the names move by a column."""


@st.composite
def stories(draw: st.DrawFn) -> Network:
    """Pairings begin and end at days of their own."""
    network = draw(networks())
    for at, one in enumerate(network.pairings):
        start, end = draw(STARTS), draw(ENDS)
        if start is not None and end is not None and end <= start:
            end = None
        network.pairings[at] = one._replace(start=start, end=end)
    return network


def question(scope: Scope, *, whole: bool = False) -> TwoDays:
    first, last = date_of(SINCE), date_of(UNTIL)
    assert first is not None
    assert last is not None
    return TwoDays(View(UNTIL), first, last, scope, "深度贫困村", whole)


def drawn(snapshot: Snapshot, scope: Scope, *, whole: bool = False) -> Drawing:
    addresses = Addresses(Urls({"at": "1970-04-11"}), Urls(), "/changes/picture?all=1")
    return two_days(snapshot, question(scope, whole=whole), addresses)


def scopes(story: Network, snapshot: Snapshot) -> Iterator[Scope]:
    yield Scope()
    yield Scope(district=story.row(snapshot, "大兴区"))
    yield Scope(within=story.row(snapshot, "0县"))


def active(one: PairingRow, day: int) -> bool:
    begun = one.start is None or one.start <= day
    return begun and (one.end is None or day < one.end) and one.stage != "cancelled"


@given(stories(), st.booleans())
@settings(max_examples=60)
def test_nothing_overlaps(story: Network, whole: bool) -> None:
    snapshot = story.snapshot()
    for scope in scopes(story, snapshot):
        drawing = drawn(snapshot, scope, whole=whole)
        check_geometry(drawing)
        check_markup(drawing)
        assert drawing == drawn(snapshot, scope, whole=whole)


def pairs(story: Network, day: int) -> set[tuple[int, int]]:
    """Ids of the donor and of the recipient."""
    held = story.pairings
    return {(one.donor_id, one.recipient_id) for one in held if active(one, day)}


def above(story: Network, party: int, *kinds: str) -> int | None:
    by_id = {one.id: one for one in story.parties}
    at: int | None = party
    while at is not None and by_id[at].kind not in kinds:
        at = by_id[at].parent_id
    return at


@given(stories())
@settings(max_examples=60)
def test_marks_are_the_differences_of_the_sets(story: Network) -> None:
    snapshot = story.snapshot()
    ids = snapshot.parties.id.at
    was, now = pairs(story, SINCE), pairs(story, UNTIL)
    held = day_contents(snapshot, View(UNTIL), SINCE, Scope(story.row(snapshot, "0县")), whole=True)
    inside = story.ids["0县"]
    for side, own, other, mark in (
        (held.left, was, now, Mark.LOST),
        (held.right, now, was, Mark.GAINED),
    ):
        wanted: defaultdict[tuple[int, int], list[bool]] = defaultdict(list)
        for donor, recipient in own:
            if above(story, recipient, "county") == inside:
                place = above(story, recipient, "township", "county")
                assert place is not None
                wanted[donor, place].append((donor, recipient) not in other)
        found = {(ids[tie.donor], ids[tie.place]): tie for tie in side.ties}
        assert found.keys() == wanted.keys()
        for two, tie in found.items():
            assert (tie.number, tie.only) == (len(wanted[two]), sum(wanted[two]))
            assert (tie.mark is mark) == any(wanted[two])


@given(stories())
@settings(max_examples=60)
def test_villages_are_marked_as_the_list_has_them(story: Network) -> None:
    snapshot = story.snapshot()
    scope = Scope(story.row(snapshot, "0县"))
    found = village_changes(snapshot, View(UNTIL), SINCE, scope.within)
    changes = zip(found.rows.tolist(), found.change.tolist(), strict=True)
    wanted = {row: Change(change) for row, change in changes}
    held = day_contents(snapshot, View(UNTIL), SINCE, scope, whole=True)
    marks = {cell.village: cell.mark for row in held.rows for cell in row.cells}
    assert marks.keys() == wanted.keys()
    for village, mark in marks.items():
        assert (mark is Mark.GAINED) == (wanted[village] is Change.GAINED)
        assert (mark is Mark.LOST) == (wanted[village] is Change.LOST)
        assert (mark is Mark.SAME) == (wanted[village] is Change.SAME)
    for scope_ in scopes(story, snapshot):
        held = day_contents(snapshot, View(UNTIL), SINCE, scope_, whole=True)
        if scope_.district is None:
            counts = village_changes(snapshot, View(UNTIL), SINCE, scope_.within).counts()
            assert sum(row.numbers.gained for row in held.rows) == counts[Change.GAINED]
            assert sum(row.numbers.lost for row in held.rows) == counts[Change.LOST]


@given(stories())
@settings(max_examples=60)
def test_folded_rows_are_those_in_which_nothing_changed(story: Network) -> None:
    snapshot = story.snapshot()
    for scope in scopes(story, snapshot):
        whole = day_contents(snapshot, View(UNTIL), SINCE, scope, whole=True)
        some = day_contents(snapshot, View(UNTIL), SINCE, scope, whole=False)
        moved = {
            tie.place
            for side in (whole.left, whole.right)
            for tie in side.ties
            if tie.mark is not Mark.SAME
        }
        moved |= {row.place for row in whole.rows if row.villages_changed}
        assert {row.place for row in some.rows} == moved
        assert {row.place for row in some.quiet} == {row.place for row in whole.rows} - moved
        assert some.changed == len(moved)


def small() -> Network:
    """One county: in 甲乡 the first village is handed on and the second gained, in 乙乡 one is
    lost, 丙乡 stays as it is."""
    network = Network()
    network.county("某县")
    for name, villages in (("甲乡", 3), ("乙乡", 1), ("丙乡", 2)):
        network.party(name, "township", "某县")
        network.villages(name, villages)
    for town in ("黄村镇", "采育镇", "旧宫镇"):
        network.donor(town)

    def pair(donor: str, village: str, start: int | None, end: int | None) -> None:
        network.pair(donor, village, "signed")
        network.pairings[-1] = network.pairings[-1]._replace(start=start, end=end)

    pair("黄村镇", "甲乡待定名村01", None, 150)
    pair("采育镇", "甲乡待定名村01", 150, None)
    pair("采育镇", "甲乡待定名村02", 150, None)
    pair("旧宫镇", "乙乡待定名村01", None, 150)
    pair("旧宫镇", "丙乡待定名村01", None, None)
    return network


def labels(drawing: Drawing) -> list[str]:
    return [node.label for node in drawing.nodes()]


def test_small_story_is_told_by_marks_numbers_and_words() -> None:
    network = small()
    snapshot = network.snapshot()
    drawing = drawn(snapshot, Scope(network.row(snapshot, "某县")))
    assert drawing.description == (
        "已结对的村从 3 个到 3 个：新增 1 个，失去 1 个；另有 0 个村有其他变化。"
        "3 个乡镇里有变化的 2 个。"
    )
    assert labels(drawing) == [
        "黄村镇：图中结对 1 条，后来没有了 1 条",
        "旧宫镇：图中结对 1 条，后来没有了 1 条",
        "甲乡：已结对 1/3→2/3 村",
        "甲乡待定名村01：已结对",
        "甲乡待定名村02：无→已结对",
        "甲乡待定名村03：无",
        "乙乡：已结对 1/1→0/1 村",
        "乙乡待定名村01：已结对→无",
        "采育镇：图中结对 2 条，新增 2 条",
    ]
    shapes = {node.label: [shape.style for shape in node.shapes] for node in drawing.nodes()}
    assert shapes["甲乡待定名村02：无→已结对"] == ["cell none", "cell covered", "arrow", "ring"]
    assert shapes["乙乡待定名村01：已结对→无"] == ["cell covered", "cell none", "arrow", "cross"]
    assert shapes["甲乡待定名村01：已结对"] == ["cell covered"]
    assert {line.style for line in drawing.lines} == {"tie lost signed", "tie gained signed"}
    signs = [[text.text for text in node.texts] for node in drawing.nodes() if node.texts]
    assert ["黄村镇", "−"] in signs
    assert ["采育镇", "＋"] in signs
    meanings = [sign.text.text for sign in drawing.legend]
    assert meanings == [
        *("已结对", "无", "新增已结对", "失去已结对，或不再是目标村"),
        *("＋ 新增：已签订", "− 后来没有了"),
    ]
    assert "另 1 个乡镇没有变化（已结对 1 村），看全部" in [text.text for text in drawing.notes]


def test_rows_that_did_not_change_are_drawn_when_asked_for() -> None:
    network = small()
    snapshot = network.snapshot()
    drawing = drawn(snapshot, Scope(network.row(snapshot, "某县")), whole=True)
    assert "丙乡：已结对 1/2→1/2 村" in labels(drawing)
    assert "tie as-before signed" in {line.style for line in drawing.lines}
    assert [text.text for text in drawing.notes] == ["只看有变化的"]


def test_nothing_changed_says_so_and_leads_to_the_rest() -> None:
    network = small()
    network.pairings = network.pairings[-1:]
    snapshot = network.snapshot()
    drawing = drawn(snapshot, Scope(network.row(snapshot, "某县")))
    assert drawing.empty
    assert "新增 0 个，失去 0 个" in drawing.description
    assert drawing.about[-1].href == "/changes/picture?all=1"
    bare = drawn(snapshot, Scope(network.row(snapshot, "北京市")))
    assert bare.description == "这个范围在这两天都没有深度贫困村，也没有结对关系。"


def test_counties_are_the_rows_of_a_country_and_districts_its_donors() -> None:
    network = small()
    snapshot = network.snapshot()
    drawing = drawn(snapshot, Scope())
    assert "某县：已结对 3/6→3/6 村" in labels(drawing)
    assert not [node for node in drawing.nodes() if node.shapes]
    whole = drawn(snapshot, Scope(), whole=True)
    assert "大兴区：图中结对 3 条，后来没有了 2 条" in labels(whole)


def crowd(townships: int, donors: int, villages: int = 1) -> Network:
    """Each township with new donors of its own."""
    network = Network()
    network.county("某县")
    for number in range(townships):
        township = network.party(f"第{number:03}乡", "township", "某县")
        for village in network.villages(township, villages):
            network.pair(network.donor(f"{number:03}第{village[-2:]}镇"), village, "signed")
            network.pairings[-1] = network.pairings[-1]._replace(start=150)
        for each in range(donors):
            network.pair(network.donor(f"{number:03}{each:03}街道"), township, "signed")
            network.pairings[-1] = network.pairings[-1]._replace(start=150)
    return network


def held_of(network: Network) -> Contents:
    snapshot = network.snapshot()
    scope = Scope(network.row(snapshot, "某县"))
    return day_contents(snapshot, View(UNTIL), SINCE, scope, whole=False)


@pytest.mark.parametrize("network", [crowd(50, 0), crowd(3, 60), crowd(1, 5, villages=99)])
def test_what_is_too_much_is_left_out_and_counted(network: Network) -> None:
    snapshot = network.snapshot()
    drawing, held = drawn(snapshot, Scope(network.row(snapshot, "某县"))), held_of(network)
    check_geometry(drawing)
    check_markup(drawing)
    assert len(held.rows) <= caps.MOST_ROWS
    assert len(held.right.donors) <= caps.MOST_DONORS
    notes = "".join(text.text for text in drawing.notes)
    texts = [text.text for band in drawing.bands for text in band.texts]
    if held.changed > caps.MOST_ROWS:
        assert f"图中按区划顺序画出 {caps.MOST_ROWS}/50 行" in notes
    if held.right.all_donors > caps.MOST_DONORS:
        assert f"右边画出 {caps.MOST_DONORS}/{held.right.all_donors} 个支援方" in notes
        undrawn = sum(held.right.undrawn.values())
        assert undrawn == held.right.all_donors - caps.MOST_DONORS
        assert any("个支援方未画" in text for text in texts)
    if any(len(row.cells) > caps.MOST_CELLS for row in held.rows):
        assert any(f"图中 {caps.MOST_CELLS}/99 村" in text for text in texts)


def test_villages_that_changed_are_drawn_before_the_others() -> None:
    network = Network()
    network.county("某县")
    network.party("甲乡", "township", "某县")
    villages = network.villages("甲乡", 99)
    network.pair(network.donor("黄村镇"), villages[-1], "signed")
    network.pairings[-1] = network.pairings[-1]._replace(start=150)
    (row,) = held_of(network).rows
    cells = caps.drawn_cells(row)
    assert len(cells) == caps.MOST_CELLS
    assert cells[-1].mark is Mark.GAINED
    assert [cell.village for cell in cells] == sorted(cell.village for cell in cells)


@given(stories(), st.data())
@settings(max_examples=40)
def test_one_pairing_more_moves_little(story: Network, data: st.DataObject) -> None:
    """Rows keep their order, and what was drawn before moves by less than a few rows."""
    before = story.snapshot()
    scope = Scope(story.row(before, "0县"))
    old = drawn(before, scope, whole=True)
    parties = story.parties
    donors = [one.name for one in parties if one.side == "donor" and one.kind != "province"]
    taken = {(one.donor_id, one.recipient_id) for one in story.pairings}
    villages = [one.name for one in parties if one.side == "recipient" and one.kind == "village"]
    if not villages:
        return
    two = (data.draw(st.sampled_from(donors)), data.draw(st.sampled_from(villages)))
    if tuple(story.ids[name] for name in two) in taken:
        return
    story.pair(*two, "signed")
    after = story.snapshot()
    new = drawn(after, scope, whole=True)
    assert row_order(old) == [name for name in row_order(new) if name in set(row_order(old))]
    tops = places(new)
    for name, top in places(old).items():
        if name in tops:
            assert abs(tops[name] - top) <= MOST_MOVED, name


def row_nodes(drawing: Drawing) -> list[Node]:
    return [node for node in drawing.nodes() if "：已结对 " in node.label]


def row_order(drawing: Drawing) -> list[str]:
    return [node.href for node in row_nodes(drawing)]


def places(drawing: Drawing) -> dict[str, float]:
    return {node.href: node.box.top for node in row_nodes(drawing)}


DAYS = (datetime.date(2018, 6, 30), datetime.date(2020, 6, 30))


def between(snapshot: Snapshot, scope: Scope) -> Drawing:
    """Of two days of the shipped data."""
    view = View(number_of(DAYS[1]))
    asked = TwoDays(view, *DAYS, scope, "深度贫困村")
    return two_days(snapshot, asked, Addresses(Urls({"at": "2018-06-30"}), Urls(), "/x"))


def all_scopes(snapshot: Snapshot) -> Iterator[Scope]:
    parties = snapshot.parties
    yield Scope()
    for row in range(len(parties)):
        if parties.kind.at[row] == PartyKind.COUNTY:
            yield Scope(district=row) if parties.is_donor(row) else Scope(row)


@pytest.mark.xdist_group("demo")
def test_demonstration_is_drawn_without_overlap(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        snapshot = Live(database).snapshot
    sizes = []
    for scope in [*all_scopes(snapshot)][::4]:
        drawing = between(snapshot, scope)
        check_geometry(drawing)
        if scope.within is not None:
            sizes.append(len(render(drawing).encode()))
    assert sorted(sizes)[len(sizes) // 2] < 36_000
    assert max(sizes) < 60_000


def test_sample_is_drawn_without_overlap(sample_network: Live) -> None:
    snapshot = sample_network.snapshot
    for scope in all_scopes(snapshot):
        check_geometry(between(snapshot, scope))
