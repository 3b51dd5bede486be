"""Pairings as a list, and the page of each."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, cells, rich_reader
from page_networks import DAY
from small_network import PAIRINGS, SMALL, with_pairings

from graph.analysis.pairings import find_pairings
from graph.network.live import Network
from graph.network.rows import PairingRow
from graph.words import Stage


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def test_list_holds_those_active_on_the_day(reader: Reader) -> None:
    assert reader.total(f"/pairings?{AT}") == len(find_pairings(reader.snapshot, day=DAY))
    every = "&".join(f"stage={stage.text}" for stage in Stage)
    assert reader.total(f"/pairings?span=all&{every}") == len(reader.snapshot.pairings)


def test_list_can_be_narrowed_to_both_sides(reader: Reader) -> None:
    sums = sum(reader.total(f"/pairings?{AT}&donor_within=11010{n}") for n in (1, 2, 3))
    assert sums == reader.total(f"/pairings?{AT}")
    page = reader.page(f"/pairings?{AT}&within=611101&donor_within=110101&of=110101")
    scope = [item.text.strip(" ×") for item in next(page.all("ul", "scope")).tags]
    assert scope == ["受援方在第111县", "支援方在东区", "一方是东区"]


def test_list_finds_by_the_name_of_either_side(reader: Reader) -> None:
    (table,) = reader.page(f"/pairings?{AT}&q=东区1街道").all("table")
    assert {row[0].split()[0] for row in cells(table)} == {"东区1街道"}


def test_negotiated_village_level_is_found(sample_network: Network) -> None:
    reader = Reader(sample_network.snapshot)
    assert reader.total(f"/pairings?{AT}&talks=1") == 6
    assert reader.total(f"/pairings?{AT}&source=石景山区2018年计划") == 4
    assert reader.total(f"/pairings?{AT}&source=tasks-daxing-2020.xlsx") == 166


def test_nothing_found_offers_all_days(reader: Reader) -> None:
    assert "看所有日期的" in reader.page("/pairings?at=1990-01-01&q=nowhere").text


def test_page_tells_everything() -> None:
    text = Reader(SMALL).page("/pairings/v2?at=2020-06-30").text
    for fact in ("京粮（集团）有限公司", "赛汉村村委会", "2020-01-01", "2021-01-01", "万企帮万村"):
        assert fact in text
    for fact in ("A-1", "续签", "黄村地区", "第 2 版", "当天起不再有效"):
        assert fact in text


def test_page_leads_to_what_it_follows_and_what_followed() -> None:
    reader = Reader(SMALL)
    assert "承接的一条" in reader.page("/pairings/v2").text
    assert "后来成为" in reader.page("/pairings/v1").text


def test_days_keep_their_precision() -> None:
    reader = Reader(SMALL)
    assert "2018-03" in reader.page("/pairings/c1").text
    assert "2018-03-01" not in reader.page("/pairings/c1").text
    assert "不详" in reader.page("/pairings/t1").text


@pytest.mark.parametrize(
    ("day", "state"), [("2019-12-31", "未开始"), ("2020-01-01", "有效"), ("2021-01-01", "已结束")]
)
def test_state_follows_from_the_day(day: str, state: str) -> None:
    assert state in Reader(SMALL).page(f"/pairings/v2?at={day}").text


def test_unknown_pairing_is_not_found() -> None:
    assert "没有编号为“no”的结对关系" in Reader(SMALL).page("/pairings/no", 404).text


def test_keys_of_any_text_have_a_page() -> None:
    odd = [PairingRow(*PAIRINGS[0])._replace(key=key) for key in ("a/b?c#d", "..", "x/", "中 文")]
    for row in odd:
        reader = Reader(with_pairings([row]))
        (link,) = [a for a in reader.page("/pairings").all("a") if a.text == "详情"]
        assert row.key in reader.page(link.attributes["href"]).text
