"""A file that was taken and taken back, and what the pages of imports say and offer beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_files import PAIRINGS, bare
from page_client import Tag, cells
from test_pages_imports import GOOD, Desk, buttons, tiles, words

from graph.registry.database import Database
from graph.registry.undoing import undo_batch

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(bare(database, tmp_path))


def undo(desk: Desk) -> None:
    (batch,) = (int(line[0]) for line in cells(listed(desk, "/batches")) if line[4] == "p.csv")
    undo_batch(desk.database, "tests", batch)


def listed(desk: Desk, url: str) -> Tag:
    return next(desk.page(url).all("table", "cards"))


def test_what_was_undone_is_said_and_can_be_taken_again(desk: Desk) -> None:
    wrong = GOOD.replace("京粮公司", "京良公司")
    desk.hand_in(wrong)
    desk.decide("check", **{"text-0": "京粮公司"})
    assert buttons(desk.decide("take")) == ["drop"]
    undo(desk)
    assert desk.keys() == set()

    (line,) = cells(listed(desk, "/imports"))
    assert line[4] == "已撤销"
    assert line[5] == "新增 1，改动 0，不变 0 第 2 批，已由第 3 批撤销"
    page = desk.page(desk.here)
    assert "后来撤销了" in words(page)
    assert "已写入台账" not in words(page)
    assert buttons(page) == ["check", "drop"]

    # What was put right by hand is not lost.
    page = desk.decide("check")
    assert tiles(page) == [1, 0, 0, 0]
    assert "京粮公司" in words(page)
    desk.decide("take")
    assert desk.keys() == {"J-1"}
    (line,) = cells(listed(desk, "/imports"))
    assert line[4:] == ["已导入", "新增 1，改动 0，不变 0 第 4 批"]


def test_what_was_taken_and_stands_is_not_taken_again(desk: Desk) -> None:
    desk.hand_in(GOOD)
    desk.decide("take")
    page = desk.decide("check")
    assert "已写入台账" in words(page)


def test_a_fault_of_no_cell_leads_back_to_handing_in(desk: Desk) -> None:
    page = desk.hand_in(GOOD, head=PAIRINGS.replace("支援方所在区", "区别"))
    assert buttons(page) == ["drop"]
    (said,) = page.all("div", "faults")
    assert [link.attributes["href"] for link in said.all("a")] == [
        *("/imports?ledger=pairings", "/templates/pairings.xlsx")
    ]


def test_of_several_suggestions_one_is_chosen(desk: Desk) -> None:
    page = desk.hand_in(GOOD.replace("已签订", "已签"), GOOD.replace("赛汉村", "三号村"))
    kinds: dict[str, list[str]] = {}
    for field in page.all("input"):
        if (name := field.attributes.get("name", "")).startswith("take-"):
            kinds.setdefault(name, []).append(field.attributes["type"])
    assert kinds["take-0"] == ["checkbox"]
    for several in (each for each in kinds.values() if len(each) > 1):
        assert set(several) == {"radio"}


def test_notices_that_say_the_same_are_folded(desk: Desk) -> None:
    planned = GOOD.replace("已签订", "已列任务")
    other = "J-2,黄村镇,大兴区,乌拉哈乌拉乡,察右前旗,,已列任务,2019-05,,,,,"
    desk.hand_in(planned, other)
    desk.decide("take")
    signed = [row.replace("已列任务", "已签订") for row in (planned, other)]
    page = desk.hand_in(*(row.replace("2019-05", "") for row in signed))
    (notices,) = page.all("ul", "notices")
    (folded,) = notices.all("details")
    assert "同样的共 2 条" in folded.text
    assert [line.text.partition("：")[0] for line in folded.all("li")] == ["p.csv!2", "p.csv!3"]
