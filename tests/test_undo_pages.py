"""The pages of batches: what was done, what stands on it, undoing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from keeper import DAY, Keeper, keeper, notice, sheet
from page_client import Tag, cells
from page_networks import HOSTILE
from test_loading import dump
from test_undo import live

from graph.registry.commands import NewPairing, Seen, end_pairing, register_pairing, sign_pairing
from graph.registry.database import Database
from graph.registry.undoing import undo_batch
from graph.words import Stage
from server.pages import undo


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Keeper:
    return keeper(database, tmp_path)


def hrefs(page: Tag, start: str) -> list[str]:
    found = (link.attributes["href"] for link in page.all("a"))
    return [href for href in found if href.startswith(start)]


def table(page: Tag, caption: str) -> list[list[str]]:
    for each in page.all("table"):
        if [one.text for one in each.all("caption")] == [caption]:
            return cells(each)
    raise AssertionError(caption)


def test_list_tells_who_did_what(kept: Keeper) -> None:
    kept.act("P3", "cancel", {})
    page = kept.page(f"/batches?{DAY}")
    first, second = table(page, "改动")
    assert [first[0], first[2], first[3]] == ["2", "tests", "取消"]
    assert first[4] == "取消：京粮公司 — 乌拉哈乌拉乡待定名村01"
    assert first[5] == "1"
    assert second[3] == "装入数据"
    assert kept.total(f"/batches?kind=load&{DAY}") == 1
    assert kept.total("/batches?kind=load&kind=cancel&who=tests") == 2
    assert "没有符合条件的改动" in kept.page("/batches?who=nobody").text
    assert hrefs(kept.page("/"), "/batches") == ["/batches"]


def test_list_of_an_empty_ledger_says_how_to_begin(database: Database) -> None:
    assert "jiedui load" in Keeper(database).page("/batches").text


def test_list_is_paged(kept: Keeper) -> None:
    for number in range(60):
        kept.act("P3", "amend", {"note": f"第{number}回"})
    page = kept.page("/batches")
    assert "第 1–50 批" in page.text
    assert len(table(kept.page("/batches?page=2"), "改动")) == 11
    assert len(table(kept.page("/batches?page=99"), "改动")) == 11
    kept.page("/batches?page=0", 400)


def test_a_batch_tells_what_it_did(kept: Keeper) -> None:
    kept.act("P2", "sign", {"day": "2020-05-01", "agreement": "XY"})
    page = kept.page(f"/batches/2?{DAY}")
    assert "修改结对关系 1" in " ".join(page.text.split())
    assert "新增结对关系 1" in " ".join(page.text.split())
    ended, signed = table(page, "这一批的改动")
    assert ended == ["修改 黄村地区支援乌拉哈乌拉乡", "止 空 → 2020-05-01"]
    assert "阶段 已签订" in signed[1]
    assert "/pairings/P2?at=2020-06-30" in hrefs(page, "/pairings/P2")


@pytest.mark.parametrize("which", ["99", "x", "-1", "0", "%E4%B8%80", "9" * 30])
def test_unknown_batch_is_not_found(kept: Keeper, which: str) -> None:
    page = kept.page(f"/batches/{which}", 404)
    (way,) = page.all("ul", "ways")
    assert hrefs(way, "/batches") == ["/batches"]
    kept.page(f"/batches/{which}/undo", 404)
    assert kept.http.post(f"/batches/{which}/undo").status_code == 404


def test_history_leads_to_the_batch_and_the_batch_is_undone(kept: Keeper) -> None:
    before = live(kept.database)
    kept.act("P2", "sign", {"day": "2020-05-01"})
    (part,) = kept.page(f"/pairings/P2?{DAY}").all("section")
    href = hrefs(part, "/batches")[0]
    assert href == f"/batches/2?{DAY}"
    (undoing,) = hrefs(kept.page(href), "/batches/2/undo")
    page = kept.page(undoing)
    assert "一共 2 行" in page.text
    assert live(kept.database) != before
    done = kept.send(undoing, {})
    assert "第 2 批已撤销" in notice(done)
    assert "撤销：签订：黄村地区 — 乌拉哈乌拉乡" in next(done.all("h1")).text
    assert live(kept.database) == before
    assert not hrefs(kept.page(href), "/batches/2/undo")
    assert "已由第 3 批撤销" in kept.page(href).text
    assert "已由第 3 批撤销" in kept.page("/batches").text


def test_undoing_shows_what_becomes_of_the_cover(kept: Keeper) -> None:
    new = NewPairing("110115006", "150926201#02", Stage.SIGNED, "纪要")
    register_pairing(kept.database, "小王", new)
    kept.network.refresh()
    lines = table(kept.page(f"/batches/2/undo?{DAY}"), "撤销前后的覆盖")
    assert lines[0] == ["深度贫困村", "2", "2"]
    assert lines[1] == ["已结对", "2", "1"]
    assert ["仅县级结对", "0", "1"] in lines


def test_cover_is_left_out_where_it_takes_too_long(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.act("P3", "cancel", {})
    monkeypatch.setattr(undo, "MOST_TRIED", 1)
    page = kept.page(f"/batches/2/undo?{DAY}")
    assert not list(page.all("table"))
    kept.send(f"/batches/2/undo?{DAY}", {})


def test_what_stands_is_listed_and_nothing_is_offered(kept: Keeper) -> None:
    kept.act("P3", "end", {"end": "2020-06-30"})
    end_pairing(kept.database, "小王", Seen("P3", 2), date(2020, 3, 1))
    kept.network.refresh()
    for address in (f"/batches/2?{DAY}", f"/batches/2/undo?{DAY}"):
        page = kept.page(address)
        (line,) = table(page, "立在它上面的改动")
        assert line[1:4] == ["小王", "修改 京粮公司支援乌拉哈乌拉乡待定名村01", "后来改了这一行"]
        assert hrefs(page, "/batches/3") == [f"/batches/3?{DAY}"]
        assert not list(page.all("form", "sheet"))
    kept.send(f"/batches/3/undo?{DAY}", {})
    kept.send(f"/batches/2/undo?{DAY}", {})


def test_refused_undo_changes_nothing_and_says_why(kept: Keeper) -> None:
    """Between the page and the button somebody changed the pairing, or was quicker."""
    kept.act("P3", "end", {"end": "2020-06-30"})
    form = sheet(kept.page(f"/batches/2/undo?{DAY}"))
    end_pairing(kept.database, "小王", Seen("P3", 2), date(2020, 3, 1))
    before = dump(kept.database)
    page = kept.send("", {}, 422, form)
    assert "小王" in page.text
    assert dump(kept.database) == before
    undo_batch(kept.database, "小王", 3)
    undo_batch(kept.database, "小王", 2)
    assert "第 2 批已由第 5 批撤销" in kept.send("", {}, 422, form).text


def test_undo_of_an_undo_is_never_offered(kept: Keeper) -> None:
    kept.act("P3", "cancel", {})
    kept.send(f"/batches/2/undo?{DAY}", {})
    page = kept.page(f"/batches/3?{DAY}")
    assert "不能再撤销" in page.text
    assert not hrefs(page, "/batches/3/undo")
    assert not list(kept.page("/batches/3/undo").all("form", "sheet"))


def test_names_of_what_is_gone_are_still_told(kept: Keeper) -> None:
    undo_batch(kept.database, "小王", 1)
    kept.network.refresh()
    page = kept.page("/batches/1")
    said = [line[0] for line in table(page, "这一批的改动")]
    assert "登记 主体 京粮公司 E1" in said
    assert not hrefs(page, "/parties/E1")
    assert "已由第 2 批撤销" in page.text


def test_hostile_titles_are_inert(kept: Keeper) -> None:
    for text in HOSTILE:
        with kept.database.write(text) as recorder:
            recorder.open_batch(text, text)
    numbers = range(2, 2 + len(HOSTILE))
    for address in ("/batches", *(f"/batches/{n}" for n in numbers), "/batches/2/undo"):
        page = kept.page(address)
        assert not list(page.all("img"))
        assert all("src" in tag.attributes for tag in page.all("script"))


def test_signing_again_after_an_undo(kept: Keeper) -> None:
    """What is undone frees its key, and a stale version is still noticed."""
    key = sign_pairing(kept.database, "小王", Seen("P2", 1), date(2020, 5, 1))
    undo_batch(kept.database, "小王", 2)
    assert sign_pairing(kept.database, "小王", Seen("P2", 3), date(2020, 5, 2)) == key
