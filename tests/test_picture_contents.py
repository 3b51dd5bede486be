from __future__ import annotations

from hypothesis import given, settings
from picture_networks import DAY, Network, daxing, networks

from graph.analysis.coverage import View
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind, Stage, VillageTarget
from server.pictures.contents import MOST_DIRECT, MOST_PLACES, Contents, contents
from server.pictures.scope import Scope


def found(network: Network, target: VillageTarget = VillageTarget.DEEP_POVERTY) -> Contents:
    snapshot = network.snapshot()
    return contents(snapshot, View(DAY, target), Scope(network.row(snapshot, "大兴区")))


def small() -> Network:
    network = Network()
    network.donor("黄村镇")
    network.county("和田县")
    network.party("朗如乡", "township", "和田县")
    network.villages("朗如乡", 3)
    return network


def named(network: Network, rows: tuple[int, ...]) -> list[str]:
    parties = network.snapshot().parties
    return [parties.name(row) for row in rows]


def test_contents_of_daxing() -> None:
    shown = found(daxing())
    assert (len(shown.places), len(shown.donors), len(shown.groups)) == (27, 20, 5)
    covers = [cover for place in shown.places for cover in place.covers]
    assert covers == [Cover.PLANNED] * 128
    assert sum(place.negotiating for place in shown.places) == 7 - 1
    assert len(shown.gifts) == 28
    assert sum(gift.stage is Stage.NEGOTIATING for gift in shown.gifts) == 1


def test_contents_are_of_the_day() -> None:
    network = small()
    network.pair("黄村镇", "朗如乡", end=DAY)
    network.pair("黄村镇", "和田县", "cancelled")
    assert found(network).places == ()


def test_contents_take_nothing_from_other_districts() -> None:
    network = small()
    network.party("房山区", "county", "北京市辖区", side="donor")
    network.pair("房山区", "朗如乡")
    assert found(network).places == ()


def test_contents_show_a_direct_pairing_at_its_township() -> None:
    network = small()
    network.donor("兴创投资", "enterprise")
    network.pair("兴创投资", "朗如乡待定名村02", "signed")
    (place,) = found(network).places
    assert named(network, (place.party,)) == ["朗如乡"]
    assert place.covers == (Cover.NONE, Cover.COVERED, Cover.NONE)
    (gift,) = found(network).gifts
    assert (gift.stage, gift.direct) == (Stage.SIGNED, True)


def test_contents_show_an_organisation_beside_the_squares() -> None:
    network = small()
    network.party("朗如乡小学", "school", "朗如乡")
    network.pair("黄村镇", "朗如乡小学")
    (place,) = found(network).places
    assert named(network, place.others) == ["朗如乡小学"]


def test_contents_a_pairing_with_the_township_outranks_those_in_it() -> None:
    network = small()
    network.pair("黄村镇", "朗如乡", "negotiating")
    network.pair("黄村镇", "朗如乡待定名村01", "signed")
    (gift,) = found(network).gifts
    assert (gift.stage, gift.direct) == (Stage.NEGOTIATING, False)


def test_contents_district_with_county_alone_has_a_row() -> None:
    network = small()
    network.pair("大兴区", "和田县", "signed")
    (place,) = found(network).places
    assert place.is_group
    assert place.covers == (Cover.COUNTY_ONLY,) * 3


def test_contents_district_with_county_needs_no_row_beside_townships() -> None:
    network = small()
    network.pair("大兴区", "和田县", "signed")
    network.pair("黄村镇", "朗如乡")
    shown = found(network)
    assert [place.is_group for place in shown.places] == [False]
    assert [county.stage for county in shown.groups.values()] == [Stage.SIGNED]


def test_contents_no_village_of_a_paired_county_is_hidden() -> None:
    network = small()
    network.party("布扎克乡", "township", "和田县")
    network.villages("布扎克乡", 2)
    network.villages("和田县", 1)
    network.pair("大兴区", "和田县", "signed")
    network.pair("黄村镇", "朗如乡")
    township, rest = found(network).places
    assert (len(township.villages), len(rest.villages)) == (3, 3)
    assert rest.is_group


def test_contents_count_poor_villages_of_the_county_when_asked() -> None:
    network = Network()
    network.donor("古城街道")
    network.county("顺平县")
    network.villages("顺平县", 126, "poor")
    network.pair("大兴区", "顺平县", "signed")
    assert found(network).places[0].villages == ()
    assert len(found(network, VillageTarget.POOR).places[0].villages) == 126


def test_contents_cut_places_and_say_how_many() -> None:
    network = small()
    for number in range(MOST_PLACES + 5):
        network.pair("黄村镇", network.party(f"{number}乡", "township", "和田县"))
    shown = found(network)
    assert (len(shown.places), len(shown.all_places)) == (MOST_PLACES, MOST_PLACES + 5)
    assert shown.places == shown.all_places[:MOST_PLACES]


def test_contents_count_the_donors_of_villages_when_they_are_many() -> None:
    network = small()
    network.pair("黄村镇", "朗如乡")
    for number in range(MOST_DIRECT + 1):
        network.pair(network.donor(f"企业{number}", "enterprise"), "朗如乡待定名村01", "signed")
    shown = found(network)
    assert named(network, shown.donors) == ["黄村镇"]
    assert [place.undrawn for place in shown.places] == [MOST_DIRECT + 1]
    assert len(shown.all_donors) == MOST_DIRECT + 2


@given(networks())
@settings(max_examples=60)
def test_contents_lose_no_pairing(network: Network) -> None:
    snapshot = network.snapshot()
    district = network.row(snapshot, "大兴区")
    shown = contents(snapshot, View(DAY), Scope(district))
    drawn = {(shown.donors[gift.donor], shown.places[gift.place].party) for gift in shown.gifts}
    for pairing in range(len(snapshot.pairings)):
        if snapshot.pairings.stage.at[pairing] == Stage.CANCELLED:
            continue
        donor = snapshot.pairings.donor.at[pairing]
        recipient = snapshot.pairings.recipient.at[pairing]
        if donor == district and snapshot.parties.kind.at[recipient] == PartyKind.COUNTY:
            assert shown.groups[recipient].stage is not None
        else:
            assert (donor, spot(snapshot, recipient)) in drawn
        assert donor in shown.all_donors or donor == district


@given(networks())
@settings(max_examples=60)
def test_contents_count_each_village_once(network: Network) -> None:
    shown = found(network)
    villages = [village for place in shown.all_places for village in place.villages]
    assert len(villages) == len(set(villages))
    for county in shown.groups.values():
        assert len(county.covers) <= county.whole.total


def spot(snapshot: Snapshot, recipient: int) -> int:
    parties = snapshot.parties
    for row in (parties.township.at[recipient], parties.county.at[recipient]):
        if row != NOWHERE:
            return row
    return recipient
