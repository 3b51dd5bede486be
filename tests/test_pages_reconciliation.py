"""What a plan promises beside what the ledger holds, on pages."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, Tag, cells, figures, rich_reader
from plan_network import on, pair, plan

from graph.network.build import assemble
from graph.network.live import Network
from graph.network.rows import PairingRow, PartyRow
from graph.words import Measure

ROWS = ("item", "claimed", "total", "signed", "planned", "negotiating", "difference", "source")


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def lines(page: Tag) -> dict[str, dict[str, str]]:
    """The claims that the ledger counts, by the first word of their item."""
    (table,) = (it for it in page.all("table") if "承诺与台账" in it.text)
    rows = (dict(zip(ROWS, row, strict=True)) for row in cells(table))
    return {row["item"].split()[0]: row for row in rows}


def numbers(line: dict[str, str]) -> list[int]:
    return [int(line[name].replace(",", "")) for name in ROWS[1:6]]


def test_sample_shows_the_plan_against_the_ledger(sample: Reader) -> None:
    page = sample.page(f"/reconciliation?{AT}")
    found = lines(page)
    assert "大兴区 · 2020 年" in page.text
    assert {item: numbers(line) for item, line in found.items()} == {
        "结对镇街": [20, 20, 0, 19, 1],
        "受援乡镇": [27, 27, 0, 26, 1],
        "结对村（社区）": [144, 0, 0, 0, 0],
        "受援村": [140, 128, 0, 128, 0],
        "结对学校": [19, 0, 0, 0, 0],
        "受援学校": [18, 0, 0, 0, 0],
        "结对医院": [20, 0, 0, 0, 0],
        "受援医院": [52, 0, 0, 0, 0],
        "结对企业": [47, 0, 0, 0, 0],
        "企业结对的受援村": [129, 0, 0, 0, 0],
    }
    assert found["结对镇街"]["difference"] == "个数相符；都还没有签订"
    assert found["结对学校"]["difference"] == "台账里没有，少 19"
    assert "其中新增 8 所" in found["结对学校"]["source"]
    villages = found["受援村"]["difference"]
    assert villages.startswith("少 12；都还没有签订；其中由村（社区）结对 0 个，其余由镇街或区结对")
    assert "另有 6 个乡镇的村级结对在协商，还没有列出村" in villages
    enterprises = found["企业结对的受援村"]["difference"]
    assert enterprises.startswith("台账里没有，少 129；另有 128 个村（社区）只与其他类型")


def test_sample_lists_what_no_ledger_holds_apart(sample: Reader) -> None:
    page = sample.page(f"/reconciliation?{AT}")
    (table,) = (it for it in page.all("table") if "台账不记的指标" in it.text)
    rows = cells(table)
    assert len(rows) == 11
    assert rows[0] == ["帮扶资金", "7,600", "万元", "不少于；一季度末前", "大兴区2020年计划"]


@pytest.mark.parametrize("reader", ["sample", "rich"])
def test_each_number_equals_the_rows_of_its_link(
    reader: str, request: pytest.FixtureRequest
) -> None:
    client: Reader = request.getfixturevalue(reader)
    found = figures(client.page(f"/reconciliation?{AT}"))
    held = {href: number for href, number in found.items() if "/reconciliation/" in href}
    assert len(held) >= 4 * len(Measure)
    assert sum(number > 0 for number in held.values()) > 8
    for href, number in held.items():
        assert client.total(href) == number, href
        page = client.page(href)
        rows = [row for table in page.all("table", "cards") for row in cells(table)]
        assert len(rows) == min(number, 50), href
        # The list says the same numbers again.
        for again, count in figures(page).items():
            assert held.get(again, count) == count, again


def test_rows_show_the_pairings_for_which_they_are_counted() -> None:
    pairings = [
        pair("p1", "dt1", "rt1", "planned"),
        pair("p2", "dt1", "rt2"),
        pair("p3", "dt1", "rv1"),
        pair("p4", "dt2", "rt1", "cancelled"),
    ]
    page = Reader(plan(pairings)).page("/reconciliation/1")
    (table,) = page.all("table", "cards")
    row = "黄村地区 乡镇街道 大兴区 甲乡 已列任务 详情乙乡 已签订 详情"
    assert [" ".join(line) for line in cells(table)] == [row]
    assert "承诺 1，台账 1：已签订 1" in page.text


def test_long_rows_say_how_many_pairings_there_are() -> None:
    rows = [
        PairingRow(n, f"p{n}", 4, 27, "planned", n, n + 1)
        for n in range(on("2020-06-01"), on("2020-06-16"))
    ]
    page = Reader(plan(rows)).page("/reconciliation/4?part=planned")
    assert page.text.count("详情") == 10
    assert "前 10 条，共 15 条" in page.text


@pytest.mark.parametrize(
    ("quantity", "stages", "said", "tone"),
    [
        (2, ["signed", "signed"], "个数相符", "right"),
        (2, ["signed", "planned"], "个数相符；其中 1 个还没有签订", ""),
        (2, ["planned", "negotiating"], "个数相符；都还没有签订", ""),
        (1, ["signed", "signed"], "多 1", "wrong"),
        (1500, ["signed", "signed"], "少 1,498", "wrong"),
        (0, [], "个数相符", "right"),
        (7, [], "台账里没有，少 7", "wrong"),
    ],
)
def test_difference_is_said_in_words(
    quantity: int, stages: list[str], said: str, tone: str
) -> None:
    pairings = [pair(f"p{n}", f"dt{n}", "rt1", stage) for n, stage in enumerate(stages, 1)]
    page = Reader(plan(pairings, quantity)).page("/reconciliation?within=110115")
    assert lines(page)["结对的镇街"]["difference"] == said
    row = next(row for row in page.all("tr") if row.text.strip().startswith("结对的镇街"))
    (verdict,) = row.all("span", "verdict")
    # Equal numbers agree only when all of them are signed.
    assert verdict.attributes["class"].split()[1:] == tone.split()


def test_scope_and_year_are_chosen() -> None:
    reader = Reader(plan([pair("p1", "dt3", "rt1")]))
    page = reader.page("/reconciliation?within=150926&year=2020")
    assert numbers(lines(page)["结对的镇街"]) == [1, 1, 1, 0, 0]
    assert "受援方在察右前旗" in page.text
    options = [tag for tag in page.all("option") if "selected" in tag.attributes]
    assert [tag.text for tag in options if tag.attributes["value"] in ("150926", "2020")] == [
        *("察右前旗", "2020 年"),
    ]
    assert numbers(lines(reader.page("/reconciliation?within=110115"))["结对的镇街"])[1] == 0


def test_place_or_year_without_claims_says_where_there_are_some() -> None:
    reader = Reader(plan())
    page = reader.page("/reconciliation?within=110101")
    assert "东城区 2020 年没有登记计划数" in page.text
    choices = [link for link in page.all("a") if "within=110115" in link.attributes["href"]]
    assert [link.text for link in choices] == ["大兴区 2020 年"]
    assert (
        "察右前旗 2019 年没有登记计划数"
        in reader.page("/reconciliation?within=150926&year=2019").text
    )


def test_ledger_without_claims_says_how_they_get_in() -> None:
    parties = [PartyRow(1, "110000", "province", "donor", "北京市")]
    text = Reader(assemble(parties)).page("/reconciliation").text
    assert "没有登记计划数" in text
    assert "claims.csv" in text
    assert "division_code,year,item,measure,quantity,unit,note,source" in text
    assert "jiedui load sample" in Reader(assemble([])).page("/reconciliation").text


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("/reconciliation?year=x", 400, "年份应是四位数字"),
        ("/reconciliation?within=999", 404, "没有编码为“999”的行政区划"),
        ("/reconciliation/999", 404, "没有第 999 号计划数"),
        ("/reconciliation/x", 404, "没有第 x 号计划数"),
        ("/reconciliation/51", 404, "不是结对关系的数"),
        ("/reconciliation/1?part=all", 400, "不是 part 的取值"),
    ],
)
def test_what_cannot_be_asked_is_said(url: str, status: int, said: str) -> None:
    assert said in Reader(plan()).page(url, status).text


def test_overview_and_district_lead_there(rich: Reader) -> None:
    for url, href in (
        (f"/?{AT}", f"/reconciliation?{AT}"),
        (f"/districts/110101?{AT}", f"/reconciliation?{AT}&within=110101"),
        (f"/parties/110101?{AT}", f"/reconciliation?{AT}&within=110101"),
    ):
        links = [link.attributes["href"] for link in rich.page(url).all("a")]
        assert href in links
        assert href.replace("reconciliation", "quality") in links
