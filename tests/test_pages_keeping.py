"""Keeping pairings on pages: what a form does to the ledger, and what it says when it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from keeper import DAY, Keeper, keeper, notice, sheet, standing
from page_client import Reader, Tag, cells, read
from page_networks import HOSTILE
from test_loading import dump

from graph.registry.commands import (
    NewPairing,
    Seen,
    amend_pairing,
    register_pairing,
    sign_pairing,
)
from graph.registry.database import Database
from graph.registry.history import pairing_at
from graph.words import Stage
from server.address import segment

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEW = {"source": "会议纪要", "stage": "planned"}


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Keeper:
    return keeper(database, tmp_path)


def stage(kept: Keeper, key: str) -> str:
    row = kept.now.pairings.find(key)
    assert row is not None
    return Stage(kept.now.pairings.stage.at[row]).text


def faults(page: Tag) -> list[str]:
    (box,) = page.all("div", "faults")
    return [" ".join(item.text.split()) for item in box.all("li")]


def hrefs(page: Tag, start: str) -> list[str]:
    found = (link.attributes["href"] for link in page.all("a"))
    return [href for href in found if href.startswith(start)]


def test_signing_one_village_makes_it_covered(sample_database: Database) -> None:
    kept = Keeper(sample_database)
    pairings, parties = kept.now.pairings, kept.now.parties
    key = next(
        pairings.key(row)
        for row in range(len(pairings))
        if "#" in parties.key(pairings.recipient.at[row])
    )
    page = kept.act(key, "sign", {"day": "2020-06-30", "agreement": "XY-1"})
    assert "已签订" in notice(page)
    lead = next(kept.page(f"/?{DAY}").all("p", "lead")).text
    assert "已结对 1 个" in lead
    assert "还有 127 个没有结对" in lead
    assert kept.total(f"/uncovered?{DAY}") == 127
    before = next(kept.page("/?at=2020-06-29").all("p", "lead")).text
    assert "已结对 0 个" in before


def test_pages_offer_what_makes_sense(kept: Keeper) -> None:
    def offered(key: str) -> list[str]:
        page = kept.page(f"/pairings/{key}?{DAY}")
        return [item.text for item in next(page.all("ul", "deeds")).all("a")]

    assert offered("P2") == ["签订", "移交", "结束", "更正", "取消"]
    assert offered("P1") == ["移交", "结束", "更正", "取消"]
    kept.act("P1", "cancel", {})
    assert offered("P1") == ["更正"]


def test_sign_leads_to_the_new_row_and_links_the_old(kept: Keeper) -> None:
    page = kept.act("P2", "sign", {"day": "2020-05-01", "agreement": "XY-2"})
    assert "已签订。这一条从 2020-05-01 起" in notice(page)
    (link,) = next(page.all("p", "notice")).all("a")
    assert link.attributes["href"] == f"/pairings/P2?{DAY}"
    assert "XY-2" in page.text
    assert stage(kept, "P2") == "planned"


def test_notice_is_told_once(kept: Keeper) -> None:
    notice(kept.act("P3", "end", {"end": "2020-06-30"}))
    assert not list(kept.page(f"/pairings/P3?{DAY}").all("p", "notice"))


@pytest.mark.parametrize("forged", ["x", "%5B%5D", "%5B1%2C2%2C3%5D", '["a","//evil","b"]'])
def test_forged_notice_is_not_told(kept: Keeper, forged: str) -> None:
    answer = kept.http.get("/", headers={"cookie": f"notice={forged}"})
    assert "evil" not in answer.text
    assert 'class="notice"' not in answer.text


def test_hand_over_leads_to_the_successor(kept: Keeper) -> None:
    page = kept.act("P3", "hand-over", {"donor_text": "旧宫地区", "day": "2020-06-01"})
    assert "已移交。这一条从 2020-06-01 起" in notice(page)
    assert "旧宫地区" in next(page.all("h1")).text
    assert "承接的一条" in page.text


def test_cancel_asks_first(kept: Keeper) -> None:
    form = sheet(kept.page(f"/pairings/P3/cancel?{DAY}"))
    assert form.attributes["method"] == "post"
    assert stage(kept, "P3") == "signed"
    kept.act("P3", "cancel", {})
    assert stage(kept, "P3") == "cancelled"


def test_cancelled_pairing_says_how_it_is_restored(kept: Keeper) -> None:
    assert "取消错了" not in kept.page("/pairings/P3").text
    page = kept.act("P3", "cancel", {})
    assert "取消错了，可以恢复" in page.text
    assert hrefs(page, "#changes") == ["#changes"]
    batch = hrefs(page, "/batches/")[0]
    (undo,) = hrefs(kept.page(batch), batch.partition("?")[0] + "/undo")
    kept.send(undo, {})
    assert stage(kept, "P3") == "signed"


def test_amend_keeps_what_is_not_touched(kept: Keeper) -> None:
    before = dump(kept.database)
    assert "已更正" in notice(kept.act("P3", "amend", {}))
    assert dump(kept.database) == before
    page = kept.act("P3", "amend", {"start": "2019", "end": "2022-03", "lead_text": "大兴区"})
    facts = next(page.all("dl", "facts")).text
    for fact in ("2019", "2022-03", "大兴区", "万企帮万村", "XY-7", "续签"):
        assert fact in facts
    page = kept.act("P3", "amend", {"end": "", "lead_text": "", "programme": ""})
    assert "未定" in next(page.all("dl", "facts")).text
    assert "支援方自己" in next(page.all("dl", "facts")).text


@pytest.mark.parametrize(
    ("key", "action", "typed", "said"),
    [
        ("P2", "sign", {"day": ""}, "签订日：请写明日期"),
        ("P2", "sign", {"day": "2020-02-31"}, "签订日：没有 2020-02-31 这一天"),
        ("P2", "sign", {"day": "2020"}, "签订日：这里要写明具体日期，如 2020-06-30，而不是“2020”"),
        ("P3", "end", {"end": "2022-01-01"}, "结束日：这条结对关系到 2021-01-01 已结束"),
        (
            "P3",
            "hand-over",
            {"donor_text": "", "day": "2020-01-01"},
            "接手的支援方：请写明是谁",
        ),
        (
            "P3",
            "hand-over",
            {"donor_text": "京粮公司"},
            "接手的支援方：接手的就是原来的支援方",
        ),
        ("P3", "hand-over", {"donor_text": "x\0"}, "接手的支援方：含有控制字符"),
        (
            "P2",
            "amend",
            {"end": "去年"},
            "止：日期应写成 2018-02-15、2018-02 或 2018，而不是“去年”",
        ),
        ("P2", "amend", {"note": "长" * 501}, "备注：最多 500 个字，这里有 501 个"),
        ("P2", "amend", {"end": "2020-01"}, "止：结束日 2020-01-01 不在起始日 2020-02-25 之后"),
    ],
)
def test_refused_form_comes_back_with_what_was_typed(
    kept: Keeper, key: str, action: str, typed: dict[str, str], said: str
) -> None:
    before = dump(kept.database)
    page = kept.act(key, action, typed, 422)
    assert said in faults(page)
    back = standing(sheet(page))
    assert {name: back[name] for name in typed} == typed
    assert dump(kept.database) == before


def test_several_that_are_meant_are_offered(kept: Keeper) -> None:
    page = kept.act("P3", "hand-over", {"donor_text": "地区", "day": "2020-01-01"}, 422)
    assert "接手的支援方：“地区”可以指 2 个主体，请选一个" in faults(page)
    offered = [field.attributes["value"] for field in sheet(page).all("input")]
    assert {"110115005", "110115006"} <= set(offered)
    done = kept.send("", {"donor": "110115006"}, form=sheet(page))
    assert "旧宫地区" in next(done.all("h1")).text


def test_choice_counts_only_for_the_text_that_it_was_offered_for(kept: Keeper) -> None:
    page = kept.act("P3", "hand-over", {"donor_text": "地区", "day": "2020-01-01"}, 422)
    typed = {"donor": "110115006", "donor_text": "黄村镇"}
    done = kept.send("", typed, form=sheet(page))
    assert "黄村地区" in next(done.all("h1")).text


def test_conflict_shows_both_versions_and_keeps_both_changes(kept: Keeper) -> None:
    form = sheet(kept.page(f"/pairings/P3/amend?{DAY}"))
    amend_pairing(kept.database, "小王", Seen("P3", 1), {"programme": "京蒙", "note": "小王的"})
    typed = {"note": "我的", "agreement": "XY-8"}
    page = kept.send("", typed, 409, form)
    assert "小王" in next(page.all("div", "faults")).text
    (table,) = page.all("table", "clash")
    lines = {line[0]: line[1:] for line in cells(table)}
    assert lines["帮扶渠道"] == ["万企帮万村", "京蒙 已改", "万企帮万村"]
    assert lines["备注"] == ["续签", "小王的 已改", "我的"]
    assert lines["协议编号"] == ["XY-7", "XY-7", "XY-8"]
    # What was not touched is now as the other one left it; sent again, it is written.
    assert standing(sheet(page))["programme"] == "京蒙"
    facts = next(kept.send("", {}, form=sheet(page)).all("dl", "facts")).text
    for fact in ("京蒙", "我的", "XY-8", "第 3 版"):
        assert fact in facts


def test_amend_says_whether_the_villages_are_negotiated(kept: Keeper) -> None:
    talks = {"negotiating_villages": "1"}
    facts = next(kept.act("P2", "amend", talks).all("dl", "facts"))
    assert "村级协商中" in facts.text
    assert kept.total(f"/pairings?talks=1&{DAY}") == 1
    # A form without the field says nothing of it.
    seen = {"version": "2", "stage": "planned"}
    assert kept.http.post("/pairings/P2/amend", data=seen).status_code == 303
    assert kept.now.pairings.negotiating_villages.array.sum() == 1
    facts = next(kept.act("P2", "amend", {"negotiating_villages": "0"}).all("dl", "facts"))
    assert "村级协商中" not in facts.text
    assert kept.now.pairings.negotiating_villages.array.sum() == 0
    assert "村级协商中 是 → 否" in " ".join(kept.page("/pairings/P2").text.split())


def test_amend_asks_for_no_villages_below_a_village(kept: Keeper) -> None:
    form = sheet(kept.page(f"/pairings/P3/amend?{DAY}"))
    assert "negotiating_villages" not in standing(form)
    page = kept.send("", {"negotiating_villages": "1"}, 422, form)
    assert "受援方下面没有村" in next(page.all("div", "faults")).text


def test_conflict_about_negotiated_villages(kept: Keeper) -> None:
    form = sheet(kept.page(f"/pairings/P2/amend?{DAY}"))
    amend_pairing(kept.database, "小王", Seen("P2", 1), {"negotiating_villages": True})
    page = kept.send("", {"note": "我的"}, 409, form)
    (table,) = page.all("table", "clash")
    lines = {line[0]: line[1:] for line in cells(table)}
    assert lines["村级协商中"] == ["否", "是 已改", "否"]
    assert standing(sheet(page))["negotiating_villages"] == "1"


def test_conflict_of_a_day_form(kept: Keeper) -> None:
    form = sheet(kept.page(f"/pairings/P2/sign?{DAY}"))
    sign_pairing(kept.database, "小王", Seen("P2", 1), date(2020, 5, 1))
    page = kept.send("", {"day": "2020-04-01"}, 409, form)
    (table,) = page.all("table", "clash")
    assert {line[0]: line[1:] for line in cells(table)}["止"] == ["—", "2020-05-01 已改", ""]
    assert standing(sheet(page))["day"] == "2020-04-01"


def test_register_from_the_uncovered_list(sample_database: Database) -> None:
    kept = Keeper(sample_database)
    href = hrefs(kept.page(f"/uncovered?{DAY}"), "/pairings/new")[0]
    form = sheet(kept.page(href))
    recipient = standing(form)["recipient"]
    page = kept.send(href, {"donor_text": "采育镇", "stage": "signed", **NEW, "start": "2020-06"})
    assert "已登记" in notice(page)
    assert "采育" in next(page.all("h1")).text
    assert "2020-06" in page.text
    row = kept.now.pairings.of_recipient(kept.now.parties.row(str(recipient)))[-1]
    assert kept.now.pairings.text.source[kept.now.pairings.id.at[row]] == "会议纪要"


def test_plan_is_signed_from_the_uncovered_list(sample_database: Database) -> None:
    kept = Keeper(sample_database)
    page = kept.page(f"/uncovered?{DAY}")
    signing = [link for link in page.all("a") if link.text == "签订"]
    registering = [link for link in page.all("a") if link.text == "登记结对"]
    # Every village of the sample has a plan on that day.
    assert len(signing) == len(registering) == 50
    page = kept.send(signing[0].attributes["href"], {"day": "2020-06-15"})
    assert "已签订" in notice(page)
    again = kept.page(f"/uncovered?{DAY}")
    assert signing[0].attributes["href"] not in hrefs(again, "/pairings/")
    assert "共 <b>127</b>" in kept.http.get(f"/uncovered?{DAY}").text


def test_register_is_reached_from_both_ends(kept: Keeper) -> None:
    for key, end in (("110115006", "donor"), ("150926201", "recipient")):
        (href,) = hrefs(kept.page(f"/parties/{key}"), "/pairings/new")
        assert standing(sheet(kept.page(href)))[end] == key


def test_register_names_every_problem(kept: Keeper) -> None:
    before = dump(kept.database)
    typed = {"donor_text": "没有这家", "recipient_text": "", "source": " ", "start": "x"}
    said = faults(kept.send("/pairings/new", typed, 422))
    assert [each.partition("：")[0] for each in said] == ["支援方", "受援方", "起", "来源"]
    assert "编码、全名、拼音或首字母" in said[0]
    assert dump(kept.database) == before


def test_register_of_an_unknown_end_lets_it_be_mended(kept: Keeper) -> None:
    form = sheet(kept.page("/pairings/new?donor=nobody&recipient=150926201"))
    assert standing(form)["donor_text"] == "nobody"
    assert "stage" in standing(form)
    kept.page("/pairings/new?stage=half", 400)


def test_overlap_names_the_other(kept: Keeper) -> None:
    typed = {"donor_text": "110115005", "recipient_text": "150926201", **NEW, "start": ""}
    said = faults(kept.send("/pairings/new", typed, 422))
    assert said == ["起：与同一双方的结对关系“P2”时间重叠"]


def test_candidates_as_one_types(kept: Keeper) -> None:
    address = "/pairings/candidates?field=donor&donor_text="
    part = kept.http.get(address + "jiugong", headers=PART).text
    assert "旧宫地区" in part
    assert "checked" in part
    assert "<html" not in part
    assert "没有找到" in kept.http.get(address + "赛汉", headers=PART).text
    many = kept.http.get("/pairings/candidates?field=lead&lead_text=1", headers=PART).text
    assert "前 8 个，共 15 个" in many
    assert "旧宫地区" in kept.page(address + "jiugong").text
    kept.page("/pairings/candidates?field=nothing", 400)


def test_cell_is_mended_in_place(kept: Keeper) -> None:
    form = kept.http.get(f"/pairings/P3/note?{DAY}", headers=PART).text
    assert form.strip().startswith("<tr")
    assert 'value="续签"' in form
    sent = {"version": "1", "note": "改过"}
    row = kept.http.post(f"/pairings/P3/note?{DAY}", data=sent, headers=PART)
    assert row.status_code == 200
    assert "改过" in row.text
    assert 'value="2 P3"' in row.text
    stale = kept.http.post(f"/pairings/P3/note?{DAY}", data=sent, headers=PART)
    assert stale.status_code == 409
    assert "别人已改成“改过”" in stale.text
    other = kept.http.post(
        "/pairings/P3/agreement", data={"version": "1", "agreement": "Z"}, headers=PART
    )
    assert other.status_code == 409
    assert "这一栏没有变" in other.text
    long = kept.http.post(
        "/pairings/P3/note", data={"version": "2", "note": "长" * 501}, headers=PART
    )
    assert long.status_code == 422
    assert "最多 500 个字" in long.text
    assert "改过" in kept.http.get("/pairings/P3/line", headers=PART).text


@pytest.mark.parametrize("cell", ["programme", "agreement", "note"])
def test_cell_is_mended_without_script(kept: Keeper, cell: str) -> None:
    href = hrefs(kept.page(f"/pairings?{DAY}"), f"/pairings/P3/{cell}")[0]
    page = kept.send(href, {cell: "新的"})
    assert "已保存" in notice(page)
    assert "新的" in next(page.all("dl", "facts")).text
    assert "新的" in kept.page(f"/pairings/P3/line?{DAY}").text


def test_history_tells_who_changed_what(kept: Keeper) -> None:
    kept.act("P3", "amend", {"lead_text": "大兴区", "end": "2020-12", "stage": "planned"})
    (part,) = kept.page("/pairings/P3").all("section")
    assert "第 1–2 次，共 2 次" in part.text
    newest, oldest = cells(next(part.all("table")))
    assert newest[1] == "tests"
    for said in ("止 2021 → 2020-12", "责任单位 空 → 大兴区", "阶段 已签订 → 已列任务"):
        assert said in newest[3]
    assert "登记" in oldest[2]
    for said in ("支援方 京粮公司", "起 2019-05-01", "来源 清单", "阶段 已签订"):
        assert said in oldest[3]
    kept.act("P2", "amend", {"start": "2020"})
    assert "起 2020-02-25 → 2020" in cells(next(kept.page("/pairings/P2").all("section")))[0][3]


def test_history_of_a_party_holds_what_stands_on_it(kept: Keeper) -> None:
    text = kept.page("/parties/E1").text
    for said in ("可结对村数", "京粮公司支援乌拉哈乌拉乡待定名村01", "名称 京粮公司"):
        assert said in text
    village = kept.page("/parties/150926201200").text
    assert "认定" in village
    assert "深度贫困村" in village


def test_history_is_paged(kept: Keeper) -> None:
    for number in range(12):
        kept.act("P3", "amend", {"note": f"第{number}回"})
    first = kept.page(f"/pairings/P3?{DAY}")
    assert "第 1–10 次，共 13 次" in first.text
    (older,) = [a.attributes["href"] for a in first.all("a") if a.text == "较早的"]
    second = kept.page(older.partition("#")[0])
    assert "第 11–13 次，共 13 次" in second.text
    assert "较新的" in second.text
    kept.page("/pairings/P3?changes=0", 400)


def test_every_version_can_be_read(kept: Keeper) -> None:
    kept.act("P3", "amend", {"note": "二"})
    with kept.database.read() as connection:
        notes = [(pairing_at(connection, 3, version) or {}).get("note") for version in (1, 2, 3)]
    assert notes == ["续签", "二", None]


def bulk(kept: Keeper, which: str, rows: list[str], query: str = "") -> Tag:
    sent = {"which": which, "row": rows}
    answer = kept.http.post(f"/pairings/change?{DAY}{query}", data=sent)
    return sheet(read(answer.text))


def test_bulk_goes_through_a_preview(kept: Keeper) -> None:
    before = dump(kept.database)
    form = bulk(kept, "chosen", ["1 P2", "1 P3"])
    typed = {"programme": "京蒙", "lead_text": "旧宫地区", "end": "2020-12-01"}
    page = kept.send("", {**typed, "step": "preview"}, 200, form)
    assert "改 2 条结对关系" in next(page.all("h1")).text
    assert "确认后 2 条一次写入" in page.text
    table = cells(next(page.all("table")))
    assert "帮扶渠道 空 → 京蒙" in table[0][-1]
    assert "帮扶渠道 万企帮万村 → 京蒙" in table[1][-1]
    assert "止" not in table[0][-1].split("结束日")[0]
    assert dump(kept.database) == before
    done = kept.send("", {"step": "commit"}, form=sheet(page))
    assert "已改 2 条" in notice(done)
    for key in ("P2", "P3"):
        assert "京蒙" in kept.page(f"/pairings/{key}").text


def test_bulk_confirms_only_what_was_seen(kept: Keeper) -> None:
    form = bulk(kept, "chosen", ["1 P2", "1 P3"])
    seen = kept.send("", {"programme": "京蒙", "step": "preview"}, 200, form)
    before = dump(kept.database)
    for altered in ({"programme": "别的"}, {"row": ["1 P2"]}):
        again = kept.send("", {**altered, "step": "commit"}, 200, sheet(seen))
        assert "还没有写入" in again.text
    assert dump(kept.database) == before


def test_bulk_names_each_row_that_cannot_be(kept: Keeper) -> None:
    form = bulk(kept, "chosen", ["1 P1", "1 P2", "1 P3"])
    page = kept.send("", {"end": "2020-01-01", "step": "preview"}, 200, form)
    before = dump(kept.database)
    refused = kept.send("", {"step": "commit"}, 422, sheet(page))
    assert "1 条不能这样改" in faults(refused)[0]
    first = cells(next(refused.all("table")))[0]
    assert "结束日应晚于起始日 2020-02-25" in first[-1]
    assert dump(kept.database) == before
    rows = standing(sheet(refused))["row"]
    assert rows == ["1 P1", "1 P3"]
    page = kept.send("", {"step": "preview"}, 200, sheet(refused))
    assert "已改 2 条" in notice(kept.send("", {"step": "commit"}, form=sheet(page)))


def test_bulk_sees_a_conflict(kept: Keeper) -> None:
    form = bulk(kept, "chosen", ["1 P2", "1 P3"])
    page = kept.send("", {"cancel": "1", "step": "preview"}, 200, form)
    amend_pairing(kept.database, "小王", Seen("P3", 1), {"note": "小王的"})
    refused = kept.send("", {"step": "commit"}, 409, sheet(page))
    assert "现在是第 2 版，您看到的是第 1 版" in cells(next(refused.all("table")))[0][-1]
    assert stage(kept, "P2") == "planned"


def test_bulk_of_all_that_match(kept: Keeper) -> None:
    form = bulk(kept, "all", [], "&q=乌拉哈乌拉")
    page = kept.send("", {"cancel": "1", "step": "preview"}, 200, form)
    assert "改 2 条结对关系" in next(page.all("h1")).text
    amend_pairing(kept.database, "小王", Seen("P3", 1), {"note": "小王的"})
    kept.network.refresh()
    again = kept.send("", {"step": "commit"}, 409, sheet(page))
    assert "符合条件的结对关系刚有变动" in faults(again)[0]
    page = kept.send("", {"step": "preview"}, 200, sheet(again))
    assert "已改 2 条" in notice(kept.send("", {"step": "commit"}, form=sheet(page)))
    assert [stage(kept, key) for key in ("P1", "P2", "P3")] == ["signed", "cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("rows", "typed", "said"),
    [
        ([], {"step": "preview", "cancel": "1"}, "没有选中任何一条"),
        (["x", "9 ", " P1", "1 \0"], {"step": "preview", "cancel": "1"}, "没有选中任何一条"),
        (["1 P1"], {"step": "preview"}, "请写明要改什么"),
        (["1 P1"], {"step": "preview", "end": "2020"}, "这里要写明具体日期"),
        (["1 P1"], {"step": "preview", "lead_text": "地区"}, "可以指 2 个主体"),
    ],
)
def test_bulk_refuses(kept: Keeper, rows: list[str], typed: dict[str, str], said: str) -> None:
    sent = {"which": "chosen", "row": rows, **typed}
    answer = kept.http.post("/pairings/change", data=sent)
    assert answer.status_code == 422
    assert said in faults(read(answer.text))[0]


def test_bulk_by_address_is_all_that_match(kept: Keeper) -> None:
    page = kept.page("/pairings/change?of=E1&span=all")
    assert "改 1 条结对关系" in next(page.all("h1")).text


POSTS = (
    *(f"/pairings/P3/{name}" for name in ("sign", "end", "hand-over", "amend", "cancel", "note")),
    *("/pairings/new", "/pairings/change"),
)


@pytest.mark.parametrize("url", POSTS)
def test_other_sites_change_nothing(kept: Keeper, url: str) -> None:
    before = dump(kept.database)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
        data = {"version": "1", "step": "commit", "which": "all", "cancel": "1"}
        answer = kept.http.post(url, data=data, headers=headers)
        assert answer.status_code == 403
    assert dump(kept.database) == before


@pytest.mark.parametrize("url", POSTS)
def test_getting_a_form_changes_nothing(kept: Keeper, url: str) -> None:
    before = dump(kept.database)
    kept.page(f"{url}?version=1&day=2020-06-30&end=2020-06-30&cancel=1&step=commit")
    assert dump(kept.database) == before


@pytest.mark.parametrize("key", ["P9", "%00", "new", "P3/sign"])
def test_unknown_pairing_is_not_found(kept: Keeper, key: str) -> None:
    kept.page(f"/pairings/{key}/amend", 404)
    assert kept.http.post(f"/pairings/{key}/cancel", data={"version": "1"}).status_code == 404


@pytest.mark.parametrize("content", [b"", b"%ff=%00&version=%00", b"version=1&version=2"])
def test_odd_bodies_are_refused(kept: Keeper, content: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = kept.http.post("/pairings/P3/end", content=content, headers=kind)
    assert answer.status_code in {409, 422}
    answer = kept.http.post("/pairings/P3/end", content=content)
    assert answer.status_code in {409, 422}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text(kept: Keeper, text: str) -> None:
    text = text[:500]
    kept.act("P3", "amend", {"note": text, "programme": text, "agreement": text})
    typed = {"donor_text": text[:200], "recipient_text": text[:200], "source": text, "note": text}
    pages = [
        kept.http.get(url).text
        for url in ("/pairings/P3", "/pairings", "/pairings/P3/note", "/parties/E1")
    ]
    refused = kept.http.post("/pairings/new", data=typed)
    assert refused.status_code == 422
    stale = kept.http.post("/pairings/P3/note", data={"version": "1", "note": text})
    assert stale.status_code == 409
    for html in (*pages, refused.text, stale.text):
        read(html)
        assert "<script>" not in html
        assert "<img" not in html
        assert " onmouseover='" not in html.replace("&#39;", "")


@pytest.mark.parametrize("key", ["new", "x/sign", "change", "a/b?c#d", "..", "x/", "note"])
def test_key_of_any_text_can_be_kept(kept: Keeper, key: str) -> None:
    new = NewPairing("110115006", "150926201", Stage.PLANNED, "纪要", key)
    register_pairing(kept.database, "tests", new)
    kept.network.refresh()
    if key == "..":
        return  # A client that normalises addresses never asks for it.
    page = kept.page(f"/pairings/{segment(key)}")
    assert key in next(page.all("dl", "facts")).text
    kept.act(key, "amend", {"note": "改过"})
    assert "共 2 次" in kept.page(f"/pairings/{segment(key)}").text


def test_pages_without_a_database_only_read(kept: Keeper) -> None:
    reader = Reader(kept.now)
    for url in ("/pairings/P2", "/pairings", "/uncovered", "/parties/E1"):
        page = reader.page(url)
        assert not list(page.all("ul", "deeds"))
        assert not hrefs(page, "/pairings/new")
    reader.page("/pairings/new", 404)
    assert reader.http.post("/pairings/P2/cancel").status_code == 405
