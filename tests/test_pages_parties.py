"""Finding parties, and the page of each."""

from __future__ import annotations

import re

import pytest
from page_client import AT, Reader, Tag, cells, rich_reader

from graph.network.live import Network


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def table(page: Tag, caption: str) -> list[list[str]]:
    (found,) = [it for it in page.all("table") if next(it.all("caption")).text == caption]
    return cells(found)


def foot(page: Tag) -> list[str]:
    (found,) = page.all("tfoot")
    return [cell.text for cell in next(found.all("tr")).tags]


def test_search_finds_by_pinyin_alias_and_code(sample: Reader) -> None:
    for text in ("daxing", "dxq", "110115"):
        assert "大兴区" in [row[0] for row in table(sample.page(f"/parties?q={text}"), "主体")]
    line = table(sample.page("/parties?q=察右前旗"), "主体")[0]
    assert line[0] == "察哈尔右翼前旗 又名 察右前旗"
    assert line[2] == "内蒙古自治区›乌兰察布市"


def test_search_can_be_narrowed(reader: Reader) -> None:
    every = reader.total("/parties?within=110101")
    kinds = ("school", "county", "township")
    assert reader.total("/parties?within=110101&kind=school&kind=township") == 4
    assert sum(reader.total(f"/parties?within=110101&kind={kind}") for kind in kinds) < every


def test_search_without_a_find_gives_examples(reader: Reader) -> None:
    assert "wlhwl" in reader.page("/parties?q=nowhere").text


def test_page_of_a_district_with_figures(sample: Reader) -> None:
    page = sample.page(f"/parties/110107?{AT}")
    given = table(page, "它支援谁")
    assert [row[0].split()[0] for row in given] == [
        *("顺平县", "宁城县", "莫力达瓦达斡尔族自治旗", "称多县"),
    ]
    assert [row[2] for row in given] == ["2016-12 起", "2016-12 起", "2018-02 起", "2016-12 起"]
    assert foot(page) == ["合计", "4 个县有数据", "", "17,869", "46,818", "", "", ""]


def test_page_of_a_district_with_towns(sample: Reader) -> None:
    page = sample.page(f"/parties/110115?{AT}")
    towns = table(page, "区内支援方")
    assert len(towns) == 20
    row = next(row for row in towns if row[0] == "采育镇")
    assert row[1:] == ["乡镇街道", "英艾日克乡 已列任务色格孜库勒乡 已列任务", "17", "19"]
    assert "大兴区结对关系图" in page.text


def test_causes_are_compared_with_their_total(sample: Reader, reader: Reader) -> None:
    page = sample.page("/parties/632723")
    assert "合计与同年总数相符" in page.text
    assert foot(page) == ["合计", "2,686", "9,256"]
    assert "合计与同年总数（102 户 300 人）不符，照录未改" in reader.page("/parties/611103").text


def test_causes_without_a_total_say_so(reader: Reader) -> None:
    assert "同年没有总数可核对" in reader.page("/parties/640000").text


def test_printed_rates_stand_apart(sample: Reader) -> None:
    rows = table(sample.page("/parties/130636"), "公布的贫困发生率")
    assert [row[:3] for row in rows] == [
        ["2017", "8.99%", "7,072"],
        ["2018 之后", "0.89%", "2,403"],
    ]


def test_unnamed_village_says_what_that_means(sample: Reader) -> None:
    page = sample.page("/parties/653221206%2301")
    assert "来源数了这个村，没有写它的名字" in page.text
    assert "已列任务" in page.text
    assert table(page, "谁支援它")[0][0].startswith("兴丰街道")


def test_pairings_not_active_come_last_and_say_why(reader: Reader) -> None:
    rows = table(reader.page(f"/parties/110101?{AT}"), "它支援谁")
    ended = [bool(re.search("已取消|未开始|已结束", row[1])) for row in rows]
    assert ended == sorted(ended)
    assert any(ended)


def test_day_changes_what_is_active(sample: Reader) -> None:
    assert "未开始" in sample.page("/parties/110107?at=2017-01-01").text
    assert "截至日有效 3 条，所有日期 4 条" in sample.page("/parties/110107?at=2017-01-01").text


def test_page_of_every_party_is_there(reader: Reader) -> None:
    for row in range(0, len(reader.snapshot.parties), 7):
        reader.page(f"/parties/{reader.snapshot.parties.key(row).replace('#', '%23')}?{AT}")
