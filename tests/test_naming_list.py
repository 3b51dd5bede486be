"""Lists of names as they are pasted, and quotas of a snapshot."""

from __future__ import annotations

import pytest
from small_network import ALIASES, DESIGNATIONS, PAIRINGS, PARTIES, day

from graph.analysis.naming import named_villages, quotas, taken_villages, unnamed_villages
from graph.name_list import match_names, names_in
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PartyRow
from graph.network.snapshot import Resolved, Snapshot

TOWNSHIP = "150926201"
NAMES = ("甲村村委会", "乙村村委会", "丙嘎查委员会", "丁社区居委会", "东甲村", "西甲村")
VILLAGES = [
    PartyRow(40 + n, f"{TOWNSHIP}30{n}", "village", "recipient", name, 14, spelled=f"p{n}\n")
    for n, name in enumerate(NAMES)
]
UNNAMED = [
    PartyRow(50 + n, f"{TOWNSHIP}#{n:02}", "village", "recipient", f"待定名村{n:02}", 14, named=0)
    for n in (2, 3, 9, 99, 100)
]
TAKEN = Resolved(17, f"{TOWNSHIP}#01", "乌拉哈乌拉乡待定名村01", 14, 41)


@pytest.fixture(scope="module")
def network() -> Snapshot:
    """乙村 is named already; 赛汉村 and 朝阳村 are designated; five wait."""
    parties = [one for one in PARTIES if one.id != 17]
    designations = [one for one in DESIGNATIONS if one.village_id != 17]
    designations.append(DesignationRow(9, 52, start=day("2019-01-01")))
    rows = [*parties, *VILLAGES, *UNNAMED]
    return assemble(rows, PAIRINGS, designations, ALIASES, resolved=[TAKEN])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("甲村\n乙村", [(1, "甲村"), (2, "乙村")]),
        ("\n  \n甲村\r\n\r\n乙村\n", [(3, "甲村"), (5, "乙村")]),
        (
            "1. 甲村\n2、乙村\n3）丙村\n(4)丁村",
            [(1, "甲村"), (2, "乙村"), (3, "丙村"), (4, "丁村")],
        ),
        ("（１）甲村\n１２．乙村\n③丙村", [(1, "甲村"), (2, "乙村"), (3, "丙村")]),
        ("一、甲村\n（二）乙村\n十一、丙村", [(1, "甲村"), (2, "乙村"), (3, "丙村")]),
        ("1 甲村\n2\t乙村", [(1, "甲村"), (2, "乙村")]),
        ("1. 甲村、乙村，丙村；丁村。", [(1, "甲村"), (1, "乙村"), (1, "丙村"), (1, "丁村")]),
        ("12连\n8村\n一村", [(1, "12连"), (2, "8村"), (3, "一村")]),
        ("150926201300\n17", [(1, "150926201300")]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_names_of_a_list(text: str, names: list[tuple[int, str]]) -> None:
    assert list(names_in(text)) == names


def matched(network: Snapshot, text: str) -> list[tuple[str, str, str]]:
    """What each name got: the village, the unnamed one, and why not."""
    parties, division = network.parties, network.parties.row(TOWNSHIP)
    waiting = unnamed_villages(network, division)
    return [
        (
            "" if one.village is None else parties.name(one.village),
            "" if one.unnamed is None else parties.key(one.unnamed),
            one.reason,
        )
        for one in match_names(network, division, text, waiting)
    ]


def test_names_go_to_unnamed_villages_by_number(network: Snapshot) -> None:
    assert matched(network, "丙\n甲村\n丁社区\n东甲\n西甲村\n") == [
        ("丙嘎查委员会", f"{TOWNSHIP}#02", ""),
        ("甲村村委会", f"{TOWNSHIP}#03", ""),
        ("丁社区居委会", f"{TOWNSHIP}#09", ""),
        ("东甲村", f"{TOWNSHIP}#99", ""),
        ("西甲村", f"{TOWNSHIP}#100", ""),
    ]


def test_refused_names_say_why_and_take_nothing(network: Snapshot) -> None:
    found = matched(network, "甲村\n甲村委会\n乙村\n赛汉村\n戊己庚村\n待定名村02\n丙嘎查")
    assert [reason for *_, reason in found] == [
        "",
        "甲村村委会已在第 1 行，一个村只能用一次",
        "乙村村委会已是乌拉哈乌拉乡待定名村01的定名，一个村只能用一次",
        "赛汉村村委会自己已有认定（深度贫困村），并入会使过去的总数变小",
        "乌拉哈乌拉乡找不到“戊己庚村”",
        "待定名村02是待定名村，请写村名",
        "",
    ]
    assert [unnamed for _, unnamed, _ in found if unnamed] == [f"{TOWNSHIP}#02", f"{TOWNSHIP}#03"]


def test_unknown_name_says_what_may_be_meant(network: Snapshot) -> None:
    ((_, _, reason),) = matched(network, "南甲村")
    assert reason.startswith("乌拉哈乌拉乡找不到“南甲村”；是否指：")
    assert "东甲村" in reason


def test_name_of_several_lists_them() -> None:
    twins = [
        PartyRow(60, f"{TOWNSHIP}400", "village", "recipient", "红星村", 14),
        PartyRow(61, f"{TOWNSHIP}401", "village", "recipient", "红星社区", 14),
    ]
    snapshot = assemble([*PARTIES, *twins])
    ((village, unnamed, reason),) = matched(snapshot, "红星")
    assert (village, unnamed) == ("", "")
    assert "“红星”可以指 2 个主体：红星村（乌拉哈乌拉乡" in reason


def test_more_names_than_wait(network: Snapshot) -> None:
    division = network.parties.row(TOWNSHIP)
    only = unnamed_villages(network, division)[:1]
    found = match_names(network, division, "甲村\n东甲村", only)
    assert [one.reason for one in found] == ["", "只有 1 个待定名村可用，名单多了"]


def test_names_of_a_county_are_of_all_its_townships(network: Snapshot) -> None:
    found = match_names(network, network.parties.row("150926"), "甲村\n赛汉村", [])
    assert found[0].reason == "只有 0 个待定名村可用，名单多了"
    assert "可以指 2 个主体" in found[1].reason


def test_same_name_twice_on_a_line(network: Snapshot) -> None:
    assert matched(network, "甲村、甲村")[1][2] == "甲村村委会已在第 1 行，一个村只能用一次"


def test_quota_counts_those_named_too(network: Snapshot) -> None:
    township = network.parties.row(TOWNSHIP)
    (quota,) = quotas(network)
    assert (quota.division, quota.counted, quota.named, quota.to_name) == (township, 6, 1, 5)
    assert quotas(network, township) == [quota]
    assert quotas(network, network.parties.row("653221")) == []
    assert named_villages(network, township) == [TAKEN]
    assert taken_villages(network) == {network.parties.row(f"{TOWNSHIP}301"): TAKEN}
