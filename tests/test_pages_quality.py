"""The data-quality board on pages: counts, their rows, and where each row is mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from folders import FILES, load
from keeper import Keeper
from page_client import AT, Reader, Tag, cells, figures, rich_reader

from graph.analysis.quality import CHECKS
from graph.network.build import assemble
from graph.network.live import Network
from graph.registry.database import Database


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def board(page: Tag) -> dict[str, str]:
    """What each check finds, by its title."""
    (table,) = page.all("table", "cards")
    return {row[0]: row[1] for row in cells(table)}


def mends(page: Tag) -> list[str]:
    """Where the rows of a list are mended: the last link of each."""
    (table,) = page.all("table", "cards")
    (body,) = table.all("tbody")
    return [list(row.all("a"))[-1].attributes["href"] for row in body.all("tr")]


def test_sample_board(sample: Reader) -> None:
    page = sample.page(f"/quality?{AT}")
    assert "16 项检查里有 5 项要看" in page.text
    found = board(page)
    assert list(found) == [check.title for check in CHECKS]
    assert {title: count for title, count in found.items() if count != "无"} == {
        "村级结对还在协商": "6 条",
        "只有一个支援方的村": "118 个",
        "数了没有定名的村": "23 个",
        "已签订没有协议编号": "26 条",
        "没有起始日期": "22 条",
    }


@pytest.mark.parametrize("scope", ["", "&within=110101", "&within=611101", "&within=611101002"])
@pytest.mark.parametrize("state", ["", "&target=poor&exited=1"])
def test_each_count_equals_the_rows_of_its_list(rich: Reader, scope: str, state: str) -> None:
    page = rich.page(f"/quality?{AT}{scope}{state}")
    found = figures(page)
    assert len(found) >= (2 if scope.endswith("002") else 5)
    for href, number in found.items():
        assert rich.total(href) == number, href
        (table,) = rich.page(href).all("table", "cards")
        assert len(cells(table)) == min(number, 50), href


def test_every_check_has_its_list(rich: Reader) -> None:
    for check in CHECKS:
        page = rich.page(f"/quality/{check.code}?{AT}")
        assert check.meaning in page.text
        assert check.mend in page.text
        (heading,) = page.all("h1")
        assert heading.text.startswith(check.title)


def test_list_without_rows_says_so(rich: Reader) -> None:
    page = rich.page(f"/quality/duplicate-names?{AT}&within=110104")
    assert "没有。" in page.text
    assert list(page.all("table")) == []
    assert "无" in board(rich.page(f"/quality?{AT}&within=110104")).values()


def test_long_list_is_paged(sample: Reader) -> None:
    page = sample.page(f"/quality/single-donors?{AT}&page=3")
    assert "第 101–118 个" in page.text
    (table,) = page.all("table", "cards")
    rows = cells(table)
    assert len(rows) == 18
    assert all(re.search("街道|镇|地区", row[4]) for row in rows)


def test_scope_is_chosen_and_left(sample: Reader) -> None:
    page = sample.page(f"/quality?{AT}&within=110115")
    chosen = [tag.text for tag in page.all("option") if "selected" in tag.attributes]
    assert "大兴区" in chosen
    assert board(page)["已签订没有协议编号"] == "5 条"
    listed = sample.page(f"/quality/signed-without-agreement?{AT}&within=110115")
    (scope,) = listed.all("ul", "scope")
    assert "与大兴区有关" in scope.text
    (left,) = scope.all("a")
    assert sample.total(left.attributes["href"]) == 26
    township = sample.page(f"/quality?{AT}&within=653221102")
    chosen = [tag.text for tag in township.all("option") if "selected" in tag.attributes]
    assert "罕艾日克镇" in chosen


def test_day_changes_what_is_found(sample: Reader) -> None:
    assert board(sample.page("/quality?at=2021-02-25"))["列入任务满一年没有签订"] == "165 条"
    page = sample.page("/quality/long-negotiating?at=2021-02-25")
    (table,) = page.all("table", "cards")
    (row,) = cells(table)
    assert row[0].startswith("西红门地区")
    assert "已 366 天" in row


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("/quality/nothing", 404, "没有名为“nothing”的数据质量检查"),
        ("/quality?within=999", 404, "没有编码为“999”的行政区划"),
        ("/quality/without-start?page=0", 400, "页码应是从 1 起的整数"),
    ],
)
def test_what_cannot_be_asked_is_said(rich: Reader, url: str, status: int, said: str) -> None:
    assert said in rich.page(url, status).text


def test_empty_ledger_says_how_to_load() -> None:
    empty = Reader(assemble([]))
    for url in ("/quality", "/quality/duplicate-names"):
        assert "jiedui load sample" in empty.page(url).text


def test_where_pages_only_read_rows_lead_to_what_they_are(sample: Reader) -> None:
    assert mends(sample.page(f"/quality/unnamed-quotas?{AT}"))[0].startswith("/parties/")
    assert mends(sample.page(f"/quality/without-start?{AT}"))[0].startswith("/pairings/")


@pytest.fixture
def keeper(database: Database, tmp_path: Path) -> Keeper:
    """One row at least for each check that leads to a form."""
    pairings = FILES["pairings.csv"] + (
        "P4,110115006,150926201,,,,negotiating,2019-01-01,,,,清单\n"
        "P5,110115006,150926201#01,,,,planned,2019-01-01,2020-01-01,,,清单\n"
        "P6,110115005,150926201200,,,,signed,2019-01-01,,甲一,,清单\n"
        "P7,110115005,150926201#01,,,,planned,2019-06-30,,,,清单\n"
        "P8,110115,150926201#02,,,,signed,,,甲二,,清单\n"
    )
    capacities = "party,capacity\nE1,0\n"
    organisations = FILES["organisations.csv"].replace("110115,3", "110115,0")
    load(
        database,
        tmp_path,
        {
            "pairings.csv": pairings,
            "capacities.csv": capacities,
            "organisations.csv": organisations,
        },
    )
    return Keeper(database)


MENDED = {
    "closed-scope": "/pairings/P6/end",
    "never-signed": "/pairings/P5/amend",
    "long-planned": "/pairings/P7/sign",
    "long-negotiating": "/pairings/P4/sign",
    "signed-without-agreement": "/pairings/P1/amend",
    "without-start": "/pairings/P8/amend",
    "single-donors": "/pairings/new",
}


@pytest.mark.parametrize("code", list(MENDED))
def test_each_row_leads_to_the_form_that_mends_it(keeper: Keeper, code: str) -> None:
    (href,) = mends(keeper.page(f"/quality/{code}?{AT}"))
    assert href.partition("?")[0] == MENDED[code]
    assert list(keeper.page(href).all("form", "sheet"))


def test_quota_leads_to_naming_and_capacity_to_handing_over(keeper: Keeper) -> None:
    assert mends(keeper.page(f"/quality/unnamed-quotas?{AT}")) == [f"/naming/150926201?{AT}"]
    assert mends(keeper.page(f"/quality/beyond-capacity?{AT}")) == [f"/parties/E1/hand-over?{AT}"]


def test_township_pairing_leads_to_its_villages(keeper: Keeper) -> None:
    url = f"/quality/townships-without-villages?{AT}"
    assert "没有。" in keeper.page(url).text
    for key in ("P5", "P6", "P7", "P3", "P8"):
        keeper.act(key, "cancel", {})
    links = mends(keeper.page(url))
    assert set(links) == {f"/uncovered?{AT}&within=150926201"}
    assert len(links) == 2
    registers = [link for link in keeper.page(links[0]).all("a") if link.text == "登记结对"]
    assert len(registers) == 2


def test_villages_that_are_no_longer_negotiated_are_gone(keeper: Keeper) -> None:
    keeper.act("P2", "amend", {"negotiating_villages": "1"})
    url = f"/quality/villages-negotiated?{AT}"
    assert mends(keeper.page(url)) == [f"/pairings/P2/amend?{AT}"]
    keeper.send(mends(keeper.page(url))[0], {"negotiating_villages": "0"})
    assert keeper.total(url) == 0
    assert board(keeper.page(f"/quality?{AT}"))["村级结对还在协商"] == "无"


def test_what_was_mended_is_gone(keeper: Keeper) -> None:
    before = board(keeper.page(f"/quality?{AT}"))["已签订没有协议编号"]
    keeper.act("P1", "amend", {"agreement": "协议〔2016〕1 号"})
    assert before == "1 条"
    assert board(keeper.page(f"/quality?{AT}"))["已签订没有协议编号"] == "无"
