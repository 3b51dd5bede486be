"""The donor districts, and the picture of one with its table."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, cells, rich_reader

from graph.network.live import Network


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def test_all_districts_have_a_row(sample: Reader) -> None:
    page = sample.page(f"/districts?{AT}")
    rows = cells(next(page.all("table")))
    assert len(rows) == 16
    daxing = next(row for row in rows if row[0] == "大兴区")
    assert daxing[2:14] == [*("128", "0", "128", "0", "0", "0", "128", "0%"), "5", "5", "165", "1"]


def test_picture_and_table_hold_the_same_places(sample: Reader) -> None:
    page = sample.page(f"/districts/110115?{AT}")
    (picture,) = [svg for svg in page.all("svg") if svg.attributes.get("role") == "group"]
    rows = cells(next(page.all("table", "cards")))
    townships = [row[0] for row in rows if not row[0].endswith("旗") and row[0] != "和田县"]
    assert len(townships) == 27
    for name in townships:
        assert name in picture.text


def test_table_tells_donors_leads_and_numbers(sample: Reader) -> None:
    rows = cells(next(sample.page(f"/districts/110115?{AT}").all("table", "cards")))
    (row,) = [row for row in rows if row[0] == "色格孜库勒乡"]
    assert row[2] == "采育镇 已列任务魏善庄镇 已列任务"
    assert row[3] == "国家新媒体产业基地"
    assert row[4:] == ["10", "0", "10", "10", "22"]
    (row,) = [row for row in rows if row[0] == "兵团二二四团"]
    assert "西红门地区 协商中" in row[2]
    assert "村级协商中" in row[2]


def test_picture_can_be_saved_as_a_file(sample: Reader) -> None:
    answer = sample.http.get(f"/districts/110115/picture.svg?{AT}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E5%A4")
    assert answer.text.lstrip().startswith("<svg")
    assert "<style>" in answer.text


def test_district_without_pairings_has_a_page() -> None:
    assert "没有" in rich_reader().page(f"/districts/110104?{AT}").text


@pytest.mark.parametrize("code", ["611101", "110101001", "999999"])
def test_what_is_no_donor_district_has_no_picture(code: str) -> None:
    assert "找不到" in rich_reader().page(f"/districts/{code}", 404).text


def test_what_lies_in_no_county_has_a_row_of_its_own() -> None:
    rows = cells(next(rich_reader().page(f"/districts/110101?{AT}").all("table", "cards")))
    assert [row[:3] for row in rows[-2:]] == [
        ["第4省", "", "东区1街道 已列任务"],
        ["省立学校", "第4省", "东区1街道 已签订"],
    ]
