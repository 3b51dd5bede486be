"""Districts and counties that pairings join."""

from __future__ import annotations

from collections import Counter

from city_networks import cities, district
from hypothesis import given, settings
from picture_networks import DAY, Network

from graph.analysis.joined import Joined, joined
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Stage


def counted(snapshot: Snapshot) -> list[Joined]:
    """One pairing after the other."""
    held, county = snapshot.pairings, snapshot.parties.county.at
    found: dict[tuple[int, int], Counter[int]] = {}
    for row in range(len(held)):
        ends = county[held.donor.at[row]], county[held.recipient.at[row]]
        is_active = held.start.at[row] <= DAY < held.end.at[row]
        if is_active and held.stage.at[row] != Stage.CANCELLED and NOWHERE not in ends:
            found.setdefault(ends, Counter())[held.stage.at[row]] += 1
    return [Joined(*ends, *(found[ends][stage] for stage in range(3))) for ends in sorted(found)]


@given(cities())
@settings(max_examples=60)
def test_joined_counts_every_active_pairing_once(network: Network) -> None:
    snapshot = network.snapshot()
    assert joined(snapshot, DAY) == counted(snapshot)


def small() -> Network:
    network = Network()
    for name in ("东区", "西区"):
        district(network, name)
        network.party(f"{name}镇", "township", name, side="donor")
    network.county("甲县")
    network.county("乙县", "青海省", "玉树州")
    network.party("甲乡", "township", "甲县")
    network.pair("东区", "甲县")
    network.pair("东区镇", "甲乡", "signed")
    network.pair("东区镇", "乙县", "negotiating")
    network.pair("西区镇", "乙县", "signed", end=DAY)
    return network


def test_joined_knows_the_furthest_stage_and_each() -> None:
    snapshot = small().snapshot()
    first, second = joined(snapshot, DAY)
    assert (first.pairings, first.stage, first.at(Stage.PLANNED)) == (2, Stage.SIGNED, 1)
    assert (second.pairings, second.stage) == (1, Stage.NEGOTIATING)


def test_joined_keeps_to_a_place_and_to_a_district() -> None:
    network = small()
    snapshot = network.snapshot()
    rows = {name: network.row(snapshot, name) for name in ("青海省", "东区", "西区", "乙县")}
    assert [one.county for one in joined(snapshot, DAY, rows["青海省"])] == [rows["乙县"]]
    assert len(joined(snapshot, DAY, district=rows["东区"])) == 2
    assert joined(snapshot, DAY, district=rows["西区"]) == []
    assert len(joined(snapshot, DAY - 1, district=rows["西区"])) == 1
