"""The reconciliation and the data-quality board as files: every row that the pages show."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, figures, rich_reader
from test_downloads import files, taken

from graph.analysis.quality import CHECKS
from graph.network.live import Network


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def test_reconciliation_is_taken_out_whole(sample: Reader) -> None:
    links = files(sample.page(f"/reconciliation?{AT}"))
    assert [link.partition("?")[0] for link in links] == [
        *("/reconciliation.xlsx", "/reconciliation.csv")
    ]
    for link in links:
        sheet = taken(sample, link)
        assert len(sheet.rows) == 21
        rows = {row[0]: row[1:] for row in sheet.rows}
        assert rows["受援村"][:6] == ["140", "村", "128", "0", "128", "0"]
        assert rows["受援村"][6] == (
            "少 12；都还没有签订；其中由村（社区）结对 0 个，其余由镇街或区结对；"
            "另有 6 个乡镇的村级结对在协商，还没有列出村"
        )
        assert rows["帮扶资金"][:7] == ["7600", "万元", "", "", "", "", "台账不记"]
    assert "大兴区 2020 年" in taken(sample, links[0]).title


@pytest.mark.parametrize(("reader", "most"), [("sample", 128), ("rich", 42)])
def test_each_list_of_a_claim_is_taken_out_whole(
    reader: str, most: int, request: pytest.FixtureRequest
) -> None:
    client: Reader = request.getfixturevalue(reader)
    numbers = figures(client.page(f"/reconciliation?{AT}"))
    held = {href: number for href, number in numbers.items() if "/reconciliation/" in href}
    assert max(held.values()) == most
    for href, number in held.items():
        for link in files(client.page(href)):
            assert len(taken(client, link).rows) == number, link


def test_list_of_a_claim_names_all_its_pairings(sample: Reader) -> None:
    (_, csv) = files(sample.page(f"/reconciliation/1?{AT}&part=planned"))
    sheet = taken(sample, csv)
    assert sheet.name.startswith("结对镇街：已列任务")
    (row,) = (row for row in sheet.rows if row[0] == "采育镇")
    assert row[1:] == [
        *("110115104", "乡镇街道", "大兴区", "2"),
        "英艾日克乡（已列任务）、色格孜库勒乡（已列任务）",
    ]


@pytest.mark.parametrize("scope", ["", "&within=110101"])
def test_board_and_every_list_are_taken_out_whole(rich: Reader, scope: str) -> None:
    page = rich.page(f"/quality?{AT}{scope}")
    numbers = {href.partition("?")[0]: n for href, n in figures(page).items()}
    for link in files(page):
        rows = taken(rich, link).rows
        assert [row[0] for row in rows] == [check.title for check in CHECKS]
        assert [int(row[1]) for row in rows] == [
            numbers.get(f"/quality/{check.code}", 0) for check in CHECKS
        ]
    for check in CHECKS:
        for link in files(rich.page(f"/quality/{check.code}?{AT}{scope}")):
            sheet = taken(rich, link)
            assert len(sheet.rows) == numbers.get(f"/quality/{check.code}", 0)
            assert len(set(sheet.head)) == len(sheet.head)


def test_file_says_why_a_row_is_there(sample: Reader) -> None:
    quota = taken(sample, f"/quality/unnamed-quotas.csv?{AT}&within=110115")
    (row,) = (row for row in quota.rows if row[0] == "罕艾日克镇")
    assert (quota.head[-1], row[-1]) == ("发现", "23 个待定名")
    single = taken(sample, f"/quality/single-donors.xlsx?{AT}&within=110115")
    assert single.head[-1] == "支援方"
    assert single.rows[0][-1] == "亦庄地区"
    assert "截至 2020-06-30" in single.title
    assert "与大兴区有关" in single.title


def test_file_of_an_unknown_check_is_a_page_that_says_so(rich: Reader) -> None:
    assert "没有名为“nothing”的数据质量检查" in rich.page("/quality/nothing.csv", 404).text
    assert "没有第 999 号计划数" in rich.page("/reconciliation/999.xlsx", 404).text
