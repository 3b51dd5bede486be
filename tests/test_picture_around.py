"""The picture of a neighbourhood: who is shown, where they stand, and that opening moves nobody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from conftest import Templates
from drawings import check_geometry, check_markup, render
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_networks import DAY, Network, daxing, networks
from small_network import divisions, pairing_rows
from small_network import with_pairings as network_of

from graph.analysis.beside import beside
from graph.analysis.coverage import View, cover_of
from graph.analysis.neighbourhood import reach
from graph.network.live import Network as Live
from graph.network.rows import PairingRow
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind, Stage
from server.pictures.around.contents import (
    AT_ONCE,
    FEW_IDLE,
    MOST_PARTIES,
    Contents,
    Rest,
    contents,
)
from server.pictures.around.layout import Line, arrange
from server.pictures.around.picture import around_picture
from server.pictures.around.words import HEADS, rank_of
from server.pictures.drawing import Drawing, Node

VIEW = View(DAY)


class Addresses:
    """Addresses of the length that real ones have."""

    def party(self, key: str) -> str:
        return f"/parties/{key}"

    def beside(self, key: str) -> str:
        return f"/network?center={key}&hops=1"

    def opened(self, keys: tuple[str, ...]) -> str:
        return f"/network?center=000003{''.join(f'&open={key}' for key in keys)}"


def drawn(
    snapshot: Snapshot, found: Contents, view: View = VIEW, *, toggles: bool = True
) -> Drawing:
    return around_picture(snapshot, view, found, Addresses(), toggles=toggles)


def draw(snapshot: Snapshot, center: int, opens: Sequence[int] = (), view: View = VIEW) -> Drawing:
    return drawn(snapshot, contents(snapshot, view, center, opens), view)


def boxes(drawing: Drawing) -> list[Node]:
    """Without what opens and closes."""
    return [node for node in drawing.nodes() if not node.spot]


def middles(drawing: Drawing) -> dict[str, tuple[float, float]]:
    """The left edge and the middle of each box, by what it says."""
    return {
        node.label: (node.box.left, (node.box.top + node.box.bottom) / 2) for node in boxes(drawing)
    }


def in_columns(drawing: Drawing) -> dict[float, list[str]]:
    """What stands in each column, from above, by its left edge."""
    found: dict[float, list[tuple[float, str]]] = {}
    for node in boxes(drawing):
        if node.href.startswith("/parties/"):
            found.setdefault(node.box.left, []).append((node.box.top, node.href))
    return {left: [href for _, href in sorted(them)] for left, them in found.items()}


def hub(pairings: int = 200) -> tuple[Network, Snapshot]:
    """A firm with many villages: some signed, some planned, the rest under negotiation."""
    network = Network()
    firm = network.donor("黄村公司", "enterprise")
    county = network.county("某县")
    stages = ("negotiating", "planned", "signed")
    for number in range(pairings):
        township = network.party(f"{number // 20}号镇", "township", county)
        village = network.party(f"{number}号村", "village", township)
        network.pair(firm, village, stages[number % 3])
    return network, network.snapshot()


def brute_beside(snapshot: Snapshot, view: View, party: int) -> list[int]:
    """By the words of `graph.analysis.beside`, one link after the other."""
    held, parties = snapshot.pairings, snapshot.parties

    def standing(row: int) -> bool:
        active = held.start.at[row] <= view.day < held.end.at[row]
        return active and held.stage.at[row] != Stage.CANCELLED

    rows = [row for row in range(len(held)) if standing(row)]
    ends = [(held.donor.at[row], held.recipient.at[row], held.stage.at[row]) for row in rows]
    partners: dict[int, int] = {}
    for donor, recipient, stage in ends:
        if party in (donor, recipient):
            other = recipient if donor == party else donor
            partners[other] = max(partners.get(other, 0), stage)
    above = parties.parent.at[party]
    low = PartyKind.COUNTY
    wholes = [above] if above != NOWHERE and parties.kind.at[above] >= low else []
    parts = list(parties.children(party)) if parties.kind.at[party] >= low else []

    def is_open(row: int) -> bool:
        covers = (cover_of(snapshot, view, one) for one in range(row, parties.end.at[row]))
        return any(cover is not None and cover > Cover.PLANNED for cover in covers)

    paired = {end for donor, recipient, _ in ends for end in (donor, recipient)}
    return [
        *wholes,
        *sorted(partners, key=lambda row: (-partners[row], parties.kind.at[row], row)),
        *sorted(parts, key=lambda row: (not is_open(row), row not in paired, row)),
    ]


@given(pairing_rows(), divisions | st.sampled_from(["E1", "H1"]))
def test_beside_is_everybody_one_step_away_in_the_order_that_matters(
    held: list[PairingRow], key: str
) -> None:
    snapshot, view = network_of(held), View(6)
    row = snapshot.parties.row(key)
    found = beside(snapshot, view, row)
    assert found.rows == brute_beside(snapshot, view, row)
    levels = reach(snapshot, view.day, row, 1)
    assert sorted(found.rows) == sorted(levels[1] if len(levels) > 1 else [])


@settings(max_examples=40)
@given(networks(), st.data())
def test_nothing_overlaps_and_every_link_has_a_name(network: Network, data: st.DataObject) -> None:
    snapshot = network.snapshot()
    rows = st.sampled_from(range(len(snapshot.parties)))
    found = contents(snapshot, VIEW, data.draw(rows), data.draw(st.lists(rows, max_size=30)))
    for toggles in (True, False):
        drawing = drawn(snapshot, found, toggles=toggles)
        check_geometry(drawing)
        check_markup(drawing)
        assert any(node.spot for node in drawing.nodes()) <= toggles


@settings(max_examples=40)
@given(networks(), st.data())
def test_who_is_shown_is_counted(network: Network, data: st.DataObject) -> None:
    """k of n is exact, and the caps hold."""
    snapshot = network.snapshot()
    rows = st.sampled_from(range(len(snapshot.parties)))
    center, opens = data.draw(rows), data.draw(st.lists(rows, max_size=30))
    found = contents(snapshot, VIEW, center, opens)
    shown = set(found.parties)
    assert len(found.parties) == len(shown) <= MOST_PARTIES
    assert set(found.opened) <= shown & set(opens)
    near = {row: set(brute_beside(snapshot, VIEW, row)) for row in shown}
    assert found.hidden == {row: len(near[row] - shown) for row in shown}
    assert found.reached == len({center}.union(*(near[row] for row in {center, *found.opened})))
    rests = {one.party: one for one in found.order if isinstance(one, Rest)}
    asked = {row for row in {center, *found.opened} if near[row] - shown}
    assert {row: (one.hidden, one.total) for row, one in rests.items()} == {
        row: (len(near[row] - shown), len(near[row])) for row in asked
    }


@settings(max_examples=40)
@given(networks(), st.data())
def test_lines_never_turn_back(network: Network, data: st.DataObject) -> None:
    snapshot = network.snapshot()
    rows = st.sampled_from(range(len(snapshot.parties)))
    found = contents(snapshot, VIEW, data.draw(rows), data.draw(st.lists(rows, max_size=30)))
    for tie in found.ties:
        assert rank_of(snapshot, tie.start) < rank_of(snapshot, tie.end)
    for line in drawn(snapshot, found).lines:
        numbers = line.path.replace("M", " ").replace("H", " ").replace("C", " ").split()
        assert float(numbers[0]) < float(numbers[-1 if "H" in line.path[1:] else -2])


@settings(max_examples=40)
@given(networks(), st.data())
def test_opening_one_more_keeps_the_order_of_the_others(
    network: Network, data: st.DataObject
) -> None:
    snapshot = network.snapshot()
    rows = st.sampled_from(range(len(snapshot.parties)))
    center, opens = data.draw(rows), data.draw(st.lists(rows, max_size=12))
    before = contents(snapshot, VIEW, center, opens)
    one = data.draw(st.sampled_from(before.parties))
    after = contents(snapshot, VIEW, center, (*before.opened, one))
    assert after.opened == (*before.opened, one)
    kept = set(before.parties)
    assert [it for it in after.order if it in kept] == [it for it in before.order if it in kept]
    columns = in_columns(drawn(snapshot, after)).values()
    for column in in_columns(drawn(snapshot, before)).values():
        (now,) = (them for them in columns if column[0] in them)
        assert [href for href in now if href in column] == column


@given(st.data())
def test_lines_pass_between_boxes(data: st.DataObject) -> None:
    """A lane keeps clear of every box, and boxes of a column keep their order."""
    ranks = data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=20))
    places = st.integers(0, len(ranks) - 1)
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=30))
    lines = [Line(*pair, "signed") for pair in pairs if ranks[pair[0]] < ranks[pair[1]]]
    found = arrange(ranks, lines)
    assert min(found.middles.values()) == 0
    for column in range(max(found.columns) + 1):
        here = [box for box, at in enumerate(found.columns) if at == column]
        assert all(found.middles[b] - found.middles[a] >= 53 for a, b in pairwise(here))
        lanes = {lane for way in found.ways.values() for lane in way if lane.column == column}
        for lane in lanes:
            assert all(abs(found.middles[lane] - found.middles[box]) >= 32 for box in here)


def test_a_hub_shows_the_best_stage_first_and_the_rest_as_a_number() -> None:
    network, snapshot = hub()
    firm = network.row(snapshot, "黄村公司")
    found = contents(snapshot, VIEW, firm, ())
    assert len(found.parties) == 1 + AT_ONCE
    names = [snapshot.parties.name(row) for row in found.parties]
    assert names[:4] == ["黄村公司", "大兴区", "2号村", "5号村"]
    (rest,) = [one for one in found.order if isinstance(one, Rest)]
    assert (rest.hidden, rest.total) == (201 - AT_ONCE, 201)
    drawing = drawn(snapshot, found)
    assert "展开的各处共连着202个主体，图中有其中13个" in drawing.description
    (list_of_all,) = [node for node in boxes(drawing) if node.href.startswith("/network")]
    said = "还有 189 个 共 201 个，看名单：与黄村公司相连而不在图中的"
    assert list_of_all.label == said


def test_what_is_full_says_so_and_opens_no_more() -> None:
    network, snapshot = hub(400)
    firm = network.row(snapshot, "黄村公司")
    found = contents(snapshot, VIEW, firm, [firm] * 20)
    assert len(found.parties) == MOST_PARTIES
    drawing = drawn(snapshot, found)
    assert "一张图最多画80个主体，已经画满" in drawing.description
    presses = [node.label for node in drawing.nodes() if node.spot]
    assert presses == ["收起黄村公司"]
    check_geometry(drawing)


def test_parts_that_stand_in_no_pairing_are_few() -> None:
    network = Network()
    network.donor("黄村镇")
    for number in range(30):
        network.donor(f"{number}号社区", "village", "黄村镇")
    network.pair("黄村镇", network.county("某县"), "signed")
    snapshot = network.snapshot()
    town = network.row(snapshot, "黄村镇")
    assert len(contents(snapshot, VIEW, town, ()).parties) == 3 + FEW_IDLE
    more = contents(snapshot, VIEW, town, (town,))
    assert len(more.parties) == 3 + FEW_IDLE + AT_ONCE


def test_opening_and_closing_are_told_and_lead_there_and_back() -> None:
    snapshot = daxing().snapshot()
    rows = {snapshot.parties.name(row): row for row in range(len(snapshot.parties))}
    closed = draw(snapshot, rows["三岔口乡"])
    presses = {node.label: node for node in closed.nodes() if node.spot}
    press = presses["展开礼贤镇：还有1个"]
    key = snapshot.parties.key(rows["礼贤镇"])
    spot = f"open{snapshot.parties.id.at[rows['礼贤镇']]}"
    assert press.href == f"/network?center=000003&open={key}#{spot}"
    opened = draw(snapshot, rows["三岔口乡"], [rows["礼贤镇"]])
    (back,) = [node for node in opened.nodes() if node.label == "收起礼贤镇"]
    assert (back.spot, back.href) == (press.spot, f"/network?center=000003#{spot}")
    assert f'id="{spot}" href=' in render(opened)
    assert f'hx-get="{escape(press.href.partition("#")[0])}"' in render(closed)


def test_the_center_is_marked_and_the_columns_say_what_they_hold() -> None:
    snapshot = daxing().snapshot()
    rows = {snapshot.parties.name(row): row for row in range(len(snapshot.parties))}
    drawing = draw(snapshot, rows["三岔口乡"])
    (here,) = [node for node in drawing.nodes() if node.current]
    assert here.label == "三岔口乡 乡镇街道 · 察右前旗，图从这里展开"
    assert [band.label for band in drawing.bands] == ["支援镇街", "受援村", "受援乡镇", "受援县"]
    assert [head.text for head in drawing.heads] == [band.label for band in drawing.bands]
    assert len(HEADS) == 12


def test_one_pairing_more_moves_the_others_little() -> None:
    before, after = daxing(), daxing()
    after.pair("礼贤镇", "平地泉镇", "planned")
    spots = []
    for network in (before, after):
        snapshot = network.snapshot()
        opens = [network.row(snapshot, name) for name in ("察右前旗", "礼贤镇")]
        spots.append(middles(draw(snapshot, network.row(snapshot, "三岔口乡"), opens)))
    assert spots[0].keys() == spots[1].keys()
    for label, (left, middle) in spots[0].items():
        assert spots[1][label][0] == left
        assert abs(spots[1][label][1] - middle) <= 54, label


def test_nobody_beside_is_said() -> None:
    network = Network()
    network.party("某省", "province")
    snapshot = network.snapshot()
    drawing = draw(snapshot, 0)
    assert drawing.description == "某省没有结对关系，也没有相连的区划或单位。"
    assert [node.current for node in drawing.nodes()] == [True]


def test_an_ordinary_picture_is_light(sample_network: Live) -> None:
    """Those of every district and of each county that it supports, with one thing opened."""
    snapshot, seen = sample_network.snapshot, 0
    parties, held = snapshot.parties, snapshot.pairings
    busy = {end.at[row] for row in range(len(held)) for end in (held.donor, held.recipient)}
    for row in sorted(row for row in busy if parties.kind.at[row] <= PartyKind.TOWNSHIP):
        found = contents(snapshot, VIEW, row, beside(snapshot, VIEW, row).rows[:1])
        drawing = drawn(snapshot, found)
        check_geometry(drawing)
        assert len(render(drawing).encode()) < 36_000
        seen += 1
    assert seen > 60


@pytest.mark.xdist_group("demo")
def test_neighbourhoods_of_the_demonstration(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        snapshot = Live(database).snapshot
    parties = snapshot.parties
    for row in range(0, len(parties), len(parties) // 60):
        near = beside(snapshot, VIEW, row).rows
        far = [one for other in near[:3] for one in beside(snapshot, VIEW, other).rows[:3]]
        drawing = draw(snapshot, row, [*near[:3], *far])
        check_geometry(drawing)
        check_markup(drawing)
