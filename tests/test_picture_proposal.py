"""The picture of a proposal: what it shows, its caps, and that no text lies on another."""

from __future__ import annotations

import re

import pytest
from picture_networks import Addresses, render
from proposal_networks import VIEW, Making, generated, small

from graph.analysis.proposal import propose
from graph.network.snapshot import Snapshot
from server.pictures import proposed as contents
from server.pictures.picture import Picture
from server.pictures.proposal import proposal_picture
from server.pictures.proposed import MOST_NODES, proposed


def drawn(snapshot: Snapshot) -> Picture:
    found = propose(snapshot, VIEW)
    return proposal_picture(snapshot, VIEW.day, found, "结对方案", Addresses())


def crowd(townships: int, villages: int, donors: int, offers: int = 1) -> Making:
    """One county with many townships, each with villages; donors of one district."""
    b = Making()
    b.party("北京市", "province", "donor")
    b.party("大兴区", "county", "donor", "北京市")
    for number in range(donors):
        b.party(f"第{number:03}公司", "enterprise", "donor", "大兴区", offers)
    b.party("省", "province", "recipient")
    b.party("县", "county", "recipient", "省")
    for number in range(townships):
        township = b.party(f"第{number:03}乡", "township", "recipient", "县")
        b.villages(*(f"{township}{n:03}村" for n in range(villages)), above=township)
    b.pair("大兴区", "县")
    return b


def test_each_village_is_a_square_and_those_left_over_are_hollow() -> None:
    picture = drawn(small().ledger.snapshot())
    states = {square.title.partition("：")[0]: square.state for square in picture.squares()}
    assert states == dict.fromkeys(("v1", "v2", "v3", "v4"), "new") | {"v5": "open"}
    titles = [square.title for square in picture.squares()]
    assert "v5：没有一个区与它的县或乡镇签订结对" in titles
    assert any(title.startswith("v4：拟由e3结对（D2与T3签订了结对；") for title in titles)
    assert all(square.href for square in picture.squares())
    assert picture.description == "5 个村里，4 个拟由 3 个支援方结对，1 个找不到支援方。"


def test_place_with_a_village_left_over_stands_out_and_names_lead_on() -> None:
    picture = drawn(small().ledger.snapshot())
    rows = {row.place.text: row for county in picture.counties for row in county.rows}
    assert rows["T4"].place.style == "alert"
    assert rows["T1"].place.style == "place"
    assert [text.text for text in rows["T4"].numbers] == ["0/1"]
    assert rows["T1"].place.label == "T1，拟结对 2/2 村"
    assert [text.text for text in picture.donors] == ["e1", "e2", "e3"]
    assert picture.donors[0].label == "e1，方案里新接 2 村"
    names = [*picture.donors, *(row.place for row in rows.values())]
    names += [county.name for county in picture.counties]
    assert all(text.href for text in names)


def test_what_is_there_already_is_drawn_apart_from_what_is_proposed() -> None:
    made = small()
    made.pair("e3", "T3")
    made.pair("e1", "T1", "planned")
    made.villages("v6", above="T2")
    made.pair("e2", "v6", "negotiating")
    snapshot = made.ledger.snapshot()
    styles = {link.style for link in drawn(snapshot).links}
    assert "existing signed" in styles
    assert any(style.startswith("proposed") for style in styles)
    legend = [key.style for key in drawn(snapshot).legend]
    assert legend[:4] == ["new", "open", "proposed", "signed"]
    assert {link.style for link in drawn(small().ledger.snapshot()).links} <= {
        "proposed",
        "proposed some",
    }


@pytest.mark.parametrize(("villages", "style"), [(1, ""), (2, " some"), (5, " some"), (6, " many")])
def test_line_is_wider_the_more_villages_it_brings(villages: int, style: str) -> None:
    picture = drawn(crowd(1, villages, 1, 9).ledger.snapshot())
    assert [link.style for link in picture.links] == [f"proposed{style}"]


def test_nothing_to_propose_is_said() -> None:
    made = crowd(1, 0, 1)
    picture = drawn(made.ledger.snapshot())
    assert picture.empty
    assert "没有要找支援方的村" in picture.description


def test_large_proposal_is_cut_and_says_of_how_many() -> None:
    snapshot = crowd(60, 2, 120).ledger.snapshot()
    picture = drawn(snapshot)
    assert len(picture.donors) + sum(len(county.rows) for county in picture.counties) <= MOST_NODES
    said = "".join(note.text for note in picture.notes)
    found = re.search(r"(\d+)/60 个乡镇、(\d+)/120 个村、(\d+)/120 个支援方", said)
    assert found is not None
    townships, villages, donors = map(int, found.groups())
    assert townships == sum(len(county.rows) for county in picture.counties)
    assert villages == sum(1 for _ in picture.squares()) == 2 * townships
    assert donors == len(picture.donors)
    assert picture.counties[0].lines[0].text == "拟结对 120/120 村"
    assert picture.counties[0].lines[1].text == f"图中 {townships}/60 个乡镇"


def test_place_with_more_donors_than_there_is_room_for_counts_the_rest() -> None:
    snapshot = crowd(2, 100, 200).ledger.snapshot()
    held = proposed(snapshot, VIEW.day, propose(snapshot, VIEW))
    assert len(held.donors) == MOST_NODES - 1
    assert held.undrawn == {held.spots[0]: 100 - len(held.donors)}
    ((row,),) = [county.rows for county in drawn(snapshot).counties]
    assert [text.text for text in row.remarks] == [f"另有 {100 - len(held.donors)} 个支援方"]


def test_township_of_very_many_villages_says_how_many_are_drawn() -> None:
    picture = drawn(crowd(1, 160, 1, 200).ledger.snapshot())
    ((row,),) = [county.rows for county in picture.counties]
    assert len(row.squares) == 150
    assert [text.text for text in row.remarks] == ["图中 150/160 村"]
    assert [text.text for text in row.numbers] == ["160/160"]


@pytest.mark.parametrize(
    "snapshot",
    [
        small().ledger.snapshot(),
        crowd(60, 2, 120).ledger.snapshot(),
        crowd(3, 70, 30, 3).ledger.snapshot(),
        *(generated(seed, 60, 30, counties=4).snapshot() for seed in range(12)),
    ],
)
def test_no_text_lies_on_another_or_outside(snapshot: Snapshot) -> None:
    picture = drawn(snapshot)
    boxes = [text.box for text in picture.texts()]
    for place, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[place + 1 :])
        assert one.left >= 0
        assert one.right <= picture.width
        assert one.bottom <= picture.height
    for square in picture.squares():
        for box in boxes:
            assert not (
                box.left < square.x + 11
                and square.x < box.right
                and box.top < square.y + 11
                and square.y < box.bottom
            )


def test_same_ledger_under_other_ids_gives_the_same_picture() -> None:
    ledger = generated(3, 40, 20)
    first, second = drawn(ledger.snapshot()), drawn(ledger.renumbered(1).snapshot())
    assert render(first) == render(second)


def test_caps_are_those_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_NODES", 4)
    snapshot = small().ledger.snapshot()
    held = proposed(snapshot, VIEW.day, propose(snapshot, VIEW))
    assert len(held.donors) + held.shown <= 4
