"""The page that hands many pairings over, without script."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from folders import FILES, load
from keeper import DAY, Keeper, notice, sheet
from page_client import Tag, cells
from test_loading import dump

from graph.registry.commands import Seen, amend_pairing, cancel_pairing
from graph.registry.database import Database
from graph.words import Stage
from server.pages import handing

PAGE = f"/parties/E1/hand-over?{DAY}"
TWO: dict[str, Any] = {"successor1_text": "旧宫地区", "successor2_text": "110115005"}


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Keeper:
    """Of E1: P3 to a village until 2021, P4 and P5 to others, P6 from 2020-09 on."""
    lines = (
        "P4,E1,150926201200,,,,planned,2019,,,,清单\n"
        "P5,E1,150926201201,,,,signed,2019,,,,清单\n"
        "P6,E1,150926201,,,,signed,2020-09-01,,,,清单\n"
        "P7,E1,H1,,,,cancelled,2019,,,,清单\n"
        "P8,E1,150926,,,,signed,2019,2020-01-01,,,清单\n"
    )
    load(database, tmp_path, {"pairings.csv": FILES["pairings.csv"] + lines})
    return Keeper(database)


def boxes(page: Tag) -> dict[str, bool]:
    """By the recipient's beginning: is it chosen?"""
    fields = (one for one in page.all("input") if one.attributes.get("name") == "row")
    return {
        one.attributes["aria-label"].partition("支援")[2]: "checked" in one.attributes
        for one in fields
    }


def takers(page: Tag) -> list[str]:
    """What is told of each successor, then how each row is dealt."""
    (told,) = page.all("ul", "holds")
    return [" ".join(one.text.split()) for one in told.all("li")]


def dealt(page: Tag) -> dict[str, str]:
    found = {}
    for select in page.all("select"):
        if select.attributes.get("name", "").startswith("to"):
            (chosen,) = [one for one in select.all("option") if "selected" in one.attributes]
            found[select.attributes["name"]] = chosen.attributes["value"]
    return found


def sent(page: Tag, **typed: Any) -> dict[str, Any]:
    return {**dealt(page), **typed}


def post(kept: Keeper, page: Tag, status: int = 200, **typed: Any) -> Tag:
    return kept.send("", sent(page, **typed), status, sheet(page))


def test_page_shows_what_can_be_handed_over(kept: Keeper) -> None:
    page = kept.page(PAGE)
    assert boxes(page) == {
        "乌拉哈乌拉乡": False,
        "赛汉村村委会": True,
        "朝阳村村委会": True,
        "乌拉哈乌拉乡待定名村01": True,
    }
    assert "移交日还没有开始" in page.text
    assert "共 4 条" in page.text
    links = [link.attributes["href"] for link in kept.page(f"/parties/E1?{DAY}").all("a")]
    assert f"/parties/E1/hand-over?{DAY}" in links


def test_some_go_to_each_of_two(kept: Keeper) -> None:
    before = dump(kept.database)
    page = post(kept, kept.page(PAGE), **TWO, step="even")
    assert takers(page) == ["第 1 家 旧宫地区 2 条", "第 2 家 黄村地区 1 条"]
    to_first: dict[str, Any] = {list(dealt(page))[1]: "1"}
    page = post(kept, page, **to_first, step="preview")
    assert "还没有写入" in page.text
    assert dump(kept.database) == before
    done = post(kept, page, 303, step="commit")
    assert "已移交 3 条结对关系，从 2020-06-30 起由旧宫地区 2 条、黄村地区 1 条接手" in notice(done)
    (link,) = next(done.all("p", "notice")).all("a")
    assert link.attributes["href"] == f"/batches/2?{DAY}"
    held, parties = kept.now.pairings, kept.now.parties
    found = {
        parties.key(held.recipient.at[row]): parties.key(held.donor.at[row])
        for row in range(len(held))
        if held.follows.at[row] >= 0
    }
    assert sorted(found.values()) == ["110115005", "110115006", "110115006"]
    assert "150926201" not in found


def test_confirmed_is_only_what_was_seen(kept: Keeper) -> None:
    page = post(kept, kept.page(PAGE), **TWO, step="preview")
    before = dump(kept.database)
    again = post(kept, page, successor1_text="大兴区", step="commit")
    assert "还没有写入" in again.text
    assert takers(again)[0].startswith("第 1 家 大兴区")
    assert dump(kept.database) == before


def test_buttons_without_script(kept: Keeper) -> None:
    page = post(kept, kept.page(PAGE), step="none")
    assert not any(boxes(page).values())
    page = post(kept, page, step="all")
    assert sum(boxes(page).values()) == 3
    page = post(kept, page, step="more")
    labels = [label.text for label in sheet(page).all("label")]
    assert "第 3 家" in labels
    for _ in range(9):
        page = post(kept, page, step="more")
    assert "第 8 家" in [label.text for label in sheet(page).all("label")]
    assert not [one for one in page.all("button") if one.attributes.get("value") == "more"]
    page = post(kept, page, **TWO, successor3_text="大兴区", step="even")
    assert sorted(set(dealt(page).values())) == ["1", "2", "3"]
    page = post(kept, page, step="first")
    assert takers(page) == ["第 1 家 旧宫地区 3 条"]


def test_everything_in_a_division(kept: Keeper) -> None:
    own = kept.page(f"/parties/110115/hand-over?{DAY}")
    assert boxes(own) == {"察哈尔右翼前旗": True}
    address = f"/parties/110115/hand-over?{DAY}&inside=1"
    inside = kept.page(address)
    assert len(dealt(inside)) == 6
    assert "京粮公司" in inside.text
    page = kept.send(address, {"successor1_text": "旧宫地区", "step": "preview"}, 200)
    assert "确认后 5 条一次写入" in page.text
    done = post(kept, page, 303, step="commit")
    assert "已移交 5 条" in notice(done)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "第 1 家：请写明由谁接手"),
        ({"successor1_text": "没有这家"}, "第 1 家：没有找到“没有这家”"),
        ({"successor1_text": "地区"}, "第 1 家：“地区”可以指 2 个主体，请选一个"),
        ({"successor2_text": "大兴区"}, "第 1 家：有 3 条要交给它，请写明是谁"),
        ({**TWO, "day": ""}, "移交日：请写明日期"),
        ({**TWO, "row": []}, "没有选中任何一条"),
        ({**TWO, "row": ["x", "1 99999", "9" * 40]}, "结对关系“#99999”别人刚改过"),
    ],
)
def test_what_cannot_be_meant_is_refused(kept: Keeper, typed: dict[str, Any], said: str) -> None:
    before = dump(kept.database)
    status = 409 if "别人" in said else 422
    page = post(kept, kept.page(PAGE), status, **typed, step="preview")
    (box,) = page.all("div", "faults")
    assert said in box.text.replace("\n", "")
    assert dump(kept.database) == before


def test_each_refused_pairing_says_why(kept: Keeper) -> None:
    page = kept.page(PAGE)
    rows = [
        one.attributes["value"] for one in page.all("input") if one.attributes.get("name") == "row"
    ]
    typed: dict[str, Any] = {"successor1_text": "京粮公司", "row": rows}
    page = post(kept, page, 422, **typed, step="preview")
    assert "4 条不能这样移交" in page.text
    lines = cells(next(page.all("table")))
    assert all("接手的就是原来的支援方" in line[-1] for line in lines)
    assert any("移交日应晚于起始日 2020-09-01" in line[-1] for line in lines)


def test_conflict_says_what_changed(kept: Keeper) -> None:
    page = post(kept, kept.page(PAGE), **TWO, step="preview")
    amend_pairing(kept.database, "小王", Seen("P5", 1), {"note": "改过", "stage": Stage.PLANNED})
    before = dump(kept.database)
    page = post(kept, page, 409, step="commit")
    assert "1 条不能这样移交" in page.text
    first = cells(next(page.all("table")))[0]
    assert "别人已改过：现在是第 2 版，您看到的是第 1 版" in first[-1]
    assert "阶段 已签订 → 已列任务；备注 空 → 改过" in first[-1]
    assert dump(kept.database) == before
    page = post(kept, page, step="preview")
    post(kept, page, 303, step="commit")


def test_one_that_went_meanwhile_is_not_left_out_silently(kept: Keeper) -> None:
    page = post(kept, kept.page(PAGE), **TWO, step="preview")
    cancel_pairing(kept.database, "小王", Seen("P5", 1))
    kept.network.refresh()
    before = dump(kept.database)
    page = post(kept, page, 409, step="commit")
    assert "结对关系“P5”别人刚改过，已不能移交" in page.text
    assert dump(kept.database) == before
    later = post(kept, kept.page(PAGE), 422, **TWO, day="2021-06-01", step="preview")
    assert "结对关系“P3”到移交日已经结束" in later.text


def test_more_than_a_form_holds(kept: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "MOST_ROWS", 2)
    page = kept.page(PAGE)
    assert "前 2 条，共 4 条；移交这些以后再来移交其余的" in page.text
    assert len(boxes(page)) == 2


def test_recipients_and_strangers_have_no_such_page(kept: Keeper) -> None:
    assert "不是支援方" in kept.page("/parties/150926/hand-over", 404).text
    kept.page("/parties/nobody/hand-over", 404)
    empty = kept.page(f"/parties/110115006/hand-over?{DAY}")
    assert "没有可移交的结对关系" in empty.text


def test_day_of_the_page_is_the_day_at_first(kept: Keeper) -> None:
    page = kept.page("/parties/E1/hand-over?at=2020-10-01")
    assert sum(boxes(page).values()) == 4
    (field,) = [one for one in page.all("input") if one.attributes.get("id") == "day"]
    assert field.attributes["value"] == date(2020, 10, 1).isoformat()
