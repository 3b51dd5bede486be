"""The page of proposals, without script: what it proposes, what changes it, and accepting it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Templates
from folders import load
from keeper import Keeper, notice
from page_client import Reader, Tag, cells
from page_networks import rich
from split_ledger import LEDGER, OTHER, OWN
from staff import Site, hire
from test_loading import dump

from graph.analysis import assignment
from graph.registry.commands import NewPairing, register_pairing
from graph.registry.database import Database
from graph.words import Stage
from server.pages import proposal_wishes

AT = "at=2020-06-30"
PAGE = f"/proposals?{AT}"
LABEL = "拟请的支援方"
TOWNSHIP = "150926201"


@pytest.fixture(scope="module")
def looking(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """The ledger of `split_ledger`, which the tests that only look share."""
    folder = tmp_path_factory.mktemp("split")
    with templates.copy("sqlite", "tables", folder) as database:
        load(database, folder / "set", LEDGER)
        yield Keeper(database)


@pytest.fixture
def ledger(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """The same to be written to. What the command does on both databases, its own tests tell."""
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set", LEDGER)
        yield database


@pytest.fixture
def kept(ledger: Database) -> Keeper:
    return Keeper(ledger)


def table(page: Tag, caption: str = "可以结对的村和拟请的支援方") -> Tag:
    (found,) = [
        one for one in page.all("table") if any(caption in it.text for it in one.all("caption"))
    ]
    return found


def donors(page: Tag) -> dict[str, str]:
    """Of each village the donor proposed."""
    found = {}
    for row in (row for body in table(page).all("tbody") for row in body.all("tr")):
        (village,) = row.all("th")
        (donor,) = [one for one in row.all("td") if one.attributes.get("data-label") == LABEL]
        found[village.text] = next(donor.all("a")).text
    return found


def boxes(page: Tag) -> dict[str, str]:
    """What each row that may be accepted is sent as."""
    return {
        one.attributes["aria-label"].removeprefix("采纳："): one.attributes["value"]
        for one in page.all("input")
        if one.attributes.get("name") == "row"
    }


def link(page: Tag, label: str) -> str:
    found = [one for one in page.all("a") if one.attributes.get("aria-label") == label]
    return found[0].attributes["href"]


def form(page: Tag, method: str = "post") -> Tag:
    return next(one for one in page.all("form", "sheet") if one.attributes.get("method") == method)


def accept(kept: Keeper, page: Tag, step: str = "chosen", **typed: Any) -> Any:
    sheet = form(page)
    (mark,) = [
        one.attributes["value"]
        for one in sheet.all("input")
        if one.attributes.get("name") == "mark"
    ]
    return kept.http.post(sheet.attributes["action"], data={"mark": mark, "step": step, **typed})


def test_page_shows_who_could_take_whom_and_why_the_others_get_nobody(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&within=150927")
    assert "5 个村里，1 个可以找到支援方，4 个找不到" in page.text
    assert set(donors(page).values()) == {"怀柔公司"}
    assert "4 个村：能结对的单位可结对村数都已用完" in page.text
    assert (
        "在商都县已有签订的结对；可结对 2 村，已承担 1 村，接下这一村后还可再结 0 村" in page.text
    )
    assert len(cells(table(page, "找不到支援方的村"))) == 4


def test_district_is_a_scope(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&district={OWN}")
    assert set(donors(page).values()) == {"京粮公司", "黄村地区"}
    assert "商都县" not in table(page).text


def test_capacities_what_if_are_compared_with_the_plain_proposal(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&within=150927")
    (number,) = [one for one in page.all("input") if one.attributes.get("name") == "takes"]
    (giver,) = [one for one in page.all("input") if one.attributes.get("name") == "giver"]
    assert number.attributes["value"] == "2"
    told = {"giver": giver.attributes["value"], "takes": "9", "within": "150927"}
    page = looking.page("&".join([PAGE, *(f"{name}={value}" for name, value in told.items())]))
    assert len(donors(page)) == 5
    assert "多出 4 个村，少了 0 个村，换了支援方 0 个村" in page.text
    assert len(cells(table(page, "前后不同的村"))) == 4
    plain = [one for one in page.all("a") if one.text == "改回"]
    again = looking.page(plain[0].attributes["href"])
    assert len(donors(again)) == 1
    assert "与原方案比较" not in again.text


def test_donor_that_states_nothing_can_be_named(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&within=150927&donor_text=雁栖镇&donor_takes=1")
    assert sorted(donors(page).values()) == ["怀柔公司", "雁栖镇"]
    looking.page(f"{PAGE}&donor_text=没有这家&donor_takes=1", 400)
    looking.page(f"{PAGE}&donor_text=雁栖镇&donor_takes=许多", 400)


def test_choice_can_be_fixed_ruled_out_and_freed(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&district={OWN}")
    village, donor = next(iter(donors(page).items()))
    page = looking.page(link(page, f"排除：{donor}支援{village}"))
    assert donors(page)[village] != donor
    assert f"不由{donor}支援{village}" in page.text
    other = donors(page)[village]
    page = looking.page(link(page, f"固定：{other}支援{village}"))
    page = looking.page(link(page, f"不再排除：{donor}支援{village}"))
    assert donors(page)[village] == other
    assert "已固定" in table(page).text
    page = looking.page(link(page, f"不固定：{other}支援{village}"))
    assert "已固定" not in table(page).text


@pytest.mark.parametrize(
    "wrong",
    ["offer=1-x", "offer=1", "pin=9999999-1", "without=1-99999999", "offer=5-99999", "pin=-1-2"],
)
def test_wish_that_says_nothing_is_refused(looking: Keeper, wrong: str) -> None:
    looking.page(f"{PAGE}&{wrong}", 400)


def test_fixed_choice_that_cannot_be_is_named_and_the_rest_proposed(looking: Keeper) -> None:
    ids = looking.snapshot.parties
    pair = f"{ids.id.at[ids.row('E2')]}-{ids.id.at[ids.row(f'{TOWNSHIP}#03')]}"
    page = looking.page(f"{PAGE}&pin={pair}", 422)
    assert "不能指定怀柔公司支援乌拉哈乌拉乡待定名村03" in page.text
    assert donors(page)


def test_scope_too_large_keeps_its_form_whatever_was_fixed(
    looking: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "MOST_ARCS", 1)
    ids = looking.snapshot.parties
    pair = f"{ids.id.at[ids.row('E2')]}-{ids.id.at[ids.row(f'{TOWNSHIP}#03')]}"
    # A day on which nothing is known yet.
    page = looking.page(f"/proposals?at=2020-07-03&pin={pair}", 422)
    assert "这个范围太大" in page.text
    assert "不能指定怀柔公司支援乌拉哈乌拉乡待定名村03" in page.text
    assert list(page.all("form", "filter"))


def test_what_is_too_large_to_know_is_compared_with_nothing(
    looking: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = "/proposals?at=2020-07-04&within=150927"
    looking.page(shown)
    monkeypatch.setattr(assignment, "MOST_ARCS", 1)
    page = looking.page(f"{shown}&than=plain")
    assert donors(page)
    assert not [row for one in page.all("table") for row in cells(one) if "全部范围" in row[0]]


def test_file_holds_every_village(looking: Keeper) -> None:
    answer = looking.http.get(f"/proposals.csv?{AT}")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    head = rows.index(
        [
            *("村", "村编码", "乡镇", "县", "拟请的支援方", "支援方编码", "支援方所在"),
            *("远近", "接后共结对村", "说明"),
        ]
    )
    page = looking.page(PAGE)
    lines = rows[head + 1 :]
    assert len([row for row in lines if row[5]]) == len(donors(page))
    assert {row[9] for row in lines if row[1] and not row[5]} == {"能结对的单位可结对村数都已用完"}


def test_scope_without_anything_to_propose_says_why(looking: Keeper) -> None:
    assert "没有要找支援方的村" in looking.page(f"{PAGE}&within=150926202").text


def test_page_without_capacities_says_how_to_enter_them() -> None:
    page = Reader(rich()).page(PAGE)
    assert "结对的区里还没有单位写明可结对村数" in page.text
    assert "采纳" not in page.text
    assert not list(page.all("input", "row"))


def test_list_of_the_uncovered_leads_here_with_its_scope(looking: Keeper) -> None:
    page = looking.page(f"/uncovered?{AT}&within=150927")
    (found,) = [one.attributes["href"] for one in page.all("a") if one.text == "提出结对方案"]
    assert found == f"/proposals?{AT}&within=150927"
    assert any(one.attributes["href"] == PAGE for one in looking.page(f"/?{AT}").all("a"))


def test_chosen_rows_become_planned_pairings_in_one_batch(kept: Keeper) -> None:
    page = kept.page(f"{PAGE}&within=150926")
    first, second, *others = boxes(page).items()
    answer = accept(kept, page, row=[first[1], second[1]])
    assert answer.status_code == 303
    there = kept.page(answer.headers["location"])
    assert "已采纳 2 条，从 2020-06-30 起列入任务" in notice(there)
    (batch,) = [one.attributes["href"] for one in there.all("a") if "可撤销" in one.text]
    assert "采纳结对方案：2 条列入任务" in kept.page(batch).text
    assert sorted(boxes(there)) == sorted(name for name, _ in others)


def test_all_rows_are_accepted_as_they_were_seen(kept: Keeper) -> None:
    page = kept.page(PAGE)
    number = len(donors(page))
    before = dump(kept.database)
    register_pairing(
        kept.database,
        "tests",
        NewPairing("110115006", f"{TOWNSHIP}#03", Stage.PLANNED, "清单"),
    )
    between = dump(kept.database)
    assert before != between
    kept.network.refresh()
    answer = accept(kept, page, "all")
    assert answer.status_code == 409
    assert "方案已随台账变化" in answer.text
    assert dump(kept.database) == between
    page = kept.page(PAGE)
    answer = accept(kept, page, "all")
    assert f"已采纳 {len(donors(page))} 条" in notice(kept.page(answer.headers["location"]))
    assert number - 1 <= len(donors(page)) <= number


def test_row_that_is_proposed_no_more_is_named_and_nothing_accepted(kept: Keeper) -> None:
    page = kept.page(f"{PAGE}&within={TOWNSHIP}")
    (name, gone), (_, stays), *_ = boxes(page).items()
    village = name.partition("支援")[2]
    parties = kept.now.parties
    (row,) = [at for at in range(len(parties)) if parties.name(at) == village]
    new = NewPairing("110115006", parties.key(row), Stage.PLANNED, "清单")
    register_pairing(kept.database, "tests", new)
    before = dump(kept.database)
    kept.network.refresh()
    answer = accept(kept, page, row=[gone, stays])
    assert answer.status_code == 409
    assert f"{name}：台账刚有变动" in answer.text
    assert dump(kept.database) == before


def test_nothing_chosen_and_nonsense_are_refused(kept: Keeper) -> None:
    page = kept.page(PAGE)
    assert accept(kept, page).status_code == 422
    assert accept(kept, page, row=["x"]).status_code == 409
    assert accept(kept, page, row=["999999-1"]).status_code == 409


@pytest.fixture
def staffed(ledger: Database, cheap_passwords: None) -> Site:
    hire(ledger)
    return Site(ledger)


def test_district_accepts_the_rows_of_its_own_donors(staffed: Site) -> None:
    browser, city = staffed.browser("district"), staffed.browser("city")
    page = browser.page(PAGE)
    assert len(boxes(page)) < len(donors(page)) == len(boxes(city.page(PAGE)))
    assert f"采纳全部 {len(boxes(page))} 条" in page.text
    assert "条由市级账号或所属区的账号来采纳" in page.text
    others = next(one for one in boxes(city.page(PAGE)).items() if one[0] not in boxes(page))
    before = dump(staffed.database)
    answer = browser.http.post(PAGE, data={"row": others[1], "step": "chosen"})
    assert answer.status_code == 403
    assert f"{others[0]}：区级账号（大兴区）不能采纳这一条" in answer.text
    assert dump(staffed.database) == before
    own = next(iter(boxes(page).values()))
    answer = browser.http.post(PAGE, data={"row": own, "step": "chosen"})
    assert answer.status_code == 303
    answer = city.http.post(PAGE, data={"row": others[1], "step": "chosen"})
    assert answer.status_code == 303


def test_reader_sees_the_proposal_and_accepts_nothing(staffed: Site) -> None:
    browser = staffed.browser("reader")
    page = browser.page(PAGE)
    assert donors(page)
    assert boxes(page) == {}
    assert "采纳" not in table(page).text
    assert browser.http.post(PAGE, data={"row": "1-2", "step": "chosen"}).status_code == 403


def sides(page: Tag) -> list[list[str]]:
    """What each of the two assumes, how many villages it gives and leaves, and how near."""
    return [row[1:5] for row in cells(table(page, "两个方案"))]


def differences(page: Tag) -> dict[str, int]:
    """How many villages are alike in the two, or not."""
    words = {"只在甲", "只在乙", "换了支援方", "相同"}
    split = (one.text.split() for one in page.all("span", "facet"))
    return {what: int(number) for what, number in split if what in words}


NEAR = "在本县已有结对 1 · 本区与当地结对 1"


def test_two_sets_of_wishes_are_compared_side_by_side(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&within=150927&donor_text=雁栖镇&donor_takes=1")
    (kept_,) = [one for one in page.all("a") if one.text == "留作甲方案，改动后比较"]
    page = looking.page(kept_.attributes["href"])
    assert differences(page) == {"只在甲": 0, "只在乙": 0, "换了支援方": 0, "相同": 2}
    village = next(one for one, donor in donors(page).items() if donor == "怀柔公司")
    page = looking.page(link(page, f"排除：怀柔公司支援{village}"))
    assert "两个方案比较" in page.text
    assert sides(page) == [
        ["范围：商都县；雁栖镇可结对 1 村", "2", "3", NEAR],
        [f"范围：商都县；雁栖镇可结对 1 村；排除：怀柔公司支援{village}", "2", "3", NEAR],
    ]
    told = differences(page)
    assert told["换了支援方"] == 1 or told["只在甲"] == told["只在乙"] == 1
    assert "两个方案对比图" in [one.attributes.get("aria-label") for one in page.all("div")]
    swapped = next(one for one in page.all("a") if one.text == "甲乙对换")
    other = looking.page(swapped.attributes["href"])
    assert [row[0] for row in sides(other)] == [row[0] for row in reversed(sides(page))]
    assert donors(other)[village] == "怀柔公司"
    alone = next(one for one in page.all("a") if one.text == "不再比较")
    assert "与原方案比较" in looking.page(alone.attributes["href"]).text


def test_comparison_says_what_is_in_one_only(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&district={OWN}&than=plain")
    assert "全部范围，不作任何改动" in page.text
    differing = cells(table(page, "前后不同的村"))
    assert [row[1:3] for row in differing] == [["七台镇 · 商都县", "只在甲"]]
    ((_, _, _, before, after),) = differing
    assert before.startswith("怀柔公司 ")
    assert after == "无"


def test_every_number_of_a_comparison_has_its_rows(looking: Keeper) -> None:
    reader = Reader(looking.now, looking.http)
    page = reader.page(f"{PAGE}&than=plain&district={OWN}")
    told = differences(page)
    links = {one.text: one for one in page.all("span", "facet")}
    for what, number in told.items():
        (href,) = [one.attributes["href"] for one in links[f"{what} {number}"].all("a")]
        assert reader.total(href) == number
        listed = cells(table(reader.page(href), "前后不同的村")) if number else []
        assert {row[2] for row in listed} <= {what}
        rows = list(csv.reader(reader.http.get(as_csv(href)).text.splitlines()))
        assert sum(what == row[4] for row in rows if len(row) > 4) == number
    (every,) = [one.attributes["href"] for one in page.all("a") if "全部不同的村" in one.text]
    assert reader.total(every) == sum(told.values()) - told["相同"]


def as_csv(href: str) -> str:
    path, _, query = href.partition("?")
    return f"{path}.csv?{query}"


def test_file_of_a_comparison_holds_both_sides(looking: Keeper) -> None:
    answer = looking.http.get(f"/proposals/compared.csv?{AT}&district={OWN}&than=plain")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    (head,) = [at for at, row in enumerate(rows) if row and row[0] == "村"]
    assert rows[head][4:] == [
        *("变化", "甲的支援方", "甲的支援方编码", "甲的说明"),
        *("乙的支援方", "乙的支援方编码", "乙的说明"),
    ]
    ((*_, what, donor, key, why, after, after_key, after_why),) = rows[head + 1 :]
    assert (what, donor, key) == ("只在甲", "怀柔公司", "E2")
    assert "接下这一村后还可再结" in why
    assert (after, after_key, after_why) == ("", "", "")


def test_nothing_to_compare_says_how_to(looking: Keeper) -> None:
    page = looking.page(f"/proposals/compared?{AT}")
    assert "没有要比较的方案" in page.text
    answer = looking.http.get(f"/proposals/compared/picture.svg?{AT}")
    assert "没有要比较的方案" in answer.text
    rows = list(csv.reader(looking.http.get(f"/proposals/compared.csv?{AT}").text.splitlines()))
    assert len(rows) == 1


def test_more_withdrawals_than_an_address_may_hold_are_refused(
    looking: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_wishes, "MOST_WISHES", 1)
    looking.page(GONE)
    page = looking.page(f"{GONE}&of={OTHER}001", 400)
    assert "假设退出的最多 1 个，这里有 2 个；请改选它们所在的区划" in page.text


@pytest.mark.parametrize(
    "than", ["zz", "w1.w2", "o1", "p1-x", "w1_2", "x99999-1", "o1-99999", "g", "w."]
)
def test_proposal_to_compare_with_that_says_nothing_is_refused(looking: Keeper, than: str) -> None:
    looking.page(f"{PAGE}&than={than}", 400)


@pytest.mark.parametrize(("side", "number"), [("甲", 6), ("乙", 7)])
def test_either_of_two_is_accepted_whole(kept: Keeper, side: str, number: int) -> None:
    page = kept.page(f"{PAGE}&donor_text=雁栖镇&donor_takes=1&than=plain")
    label = f"采纳{side}全部 {number} 条"
    (one,) = [one for one in page.all("form") if label in one.text]
    (mark,) = [it.attributes["value"] for it in one.all("input")]
    answer = kept.http.post(one.attributes["action"], data={"mark": mark, "step": "all"})
    assert answer.status_code == 303
    there = kept.page(answer.headers["location"])
    assert f"已采纳 {number} 条" in notice(there)
    assert "两个方案" not in there.text


GONE = f"{PAGE}&of=E2"


def test_file_after_a_withdrawal_says_which_villages_it_lost(looking: Keeper) -> None:
    answer = looking.http.get(f"/proposals.csv?{AT}&of={OTHER}001&within=150927")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    (head,) = [at for at, row in enumerate(rows) if row and row[0] == "村"]
    assert rows[head][-1] == "退出后失去"
    lost = {row[0] for row in rows[head + 1 :] if row[-1] == "是"}
    assert lost == {"七台镇待定名村02"}
    plain = looking.http.get(f"/proposals.csv?{AT}&within=150927")
    assert "退出后失去" not in plain.text


def test_lost_villages_are_handed_on_to_a_proposal_without_those_who_withdrew(
    looking: Keeper,
) -> None:
    page = looking.page(f"/dependence/withdrawal?{AT}&of={OTHER}001&within=150927")
    (way,) = [one.attributes["href"] for one in page.all("a") if "谁来接" in one.text]
    page = looking.page(way)
    village = "七台镇待定名村02"
    assert "假设怀北镇已退出" in page.text
    assert "因此失去结对的村有 1 个，其中 1 个在下面待结对" in page.text
    assert "商都县结对方案（若怀北镇退出）" in page.text
    assert "商都县结对方案 2020年6月30日（若怀北镇退出）" in page.text
    assert village in page.text
    assert "退出后失去" in page.text
    assert village not in looking.page(f"{PAGE}&within=150927").text


def test_who_withdrew_gives_nothing_and_nothing_is_accepted(kept: Keeper) -> None:
    page = kept.page(GONE)
    assert "怀柔公司" not in donors(page).values()
    assert boxes(page) == {}
    assert "只是试算，不能采纳" in page.text
    before = dump(kept.database)
    (pair, *_) = boxes(kept.page(PAGE)).values()
    answer = kept.http.post(GONE, data={"row": pair, "step": "chosen"})
    assert answer.status_code == 422
    assert "采纳会使一个村有两家支援方" in answer.text
    assert dump(kept.database) == before


def test_withdrawal_stays_while_choices_change_and_can_be_taken_back(looking: Keeper) -> None:
    page = looking.page(GONE)
    village, donor = next(iter(donors(page).items()))
    page = looking.page(link(page, f"排除：{donor}支援{village}"))
    assert "假设怀柔公司已退出" in page.text
    back = next(one for one in page.all("a") if one.text == "不假设退出")
    assert "怀柔公司" in donors(looking.page(back.attributes["href"])).values()


def test_picture_stands_beside_the_proposal_and_is_a_file(looking: Keeper) -> None:
    page = looking.page(f"{PAGE}&within=150927")
    assert next(page.all("svg"))
    (way,) = [one.attributes["href"] for one in page.all("a") if one.text == ".svg"]
    answer = looking.http.get(way)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.count("<a href=") == 1 + 1 + 1 + 5
    assert "5 个村里，1 个拟由 1 个支援方结对，4 个找不到支援方。" in answer.text
    assert "var(--" not in answer.text


def test_capacity_beyond_the_stated_is_accepted_knowingly(kept: Keeper) -> None:
    ids = kept.now.parties
    address = f"{PAGE}&within=150927&offer={ids.id.at[ids.row('E2')]}-5"
    page = kept.page(address)
    assert "怀柔公司按 5 村算（写明 2 村），采纳时照这个数" in page.text
    answer = accept(kept, page, "all")
    there = kept.page(answer.headers["location"])
    (batch,) = [one.attributes["href"] for one in there.all("a") if "可撤销" in one.text]
    assert "；怀柔公司按 5 村算（写明 2 村）" in kept.page(batch).text
