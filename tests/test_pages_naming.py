"""The pages that name villages, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from keeper import Keeper, notice, standing
from naming_places import CHAOYANG, COUNTY, EAST, PLACES, SAIHAN, TOWNSHIP, XIGOU, places, unnamed
from page_client import Tag, cells

from graph.registry.database import Database
from graph.registry.naming_desk import name_villages

PAGE = f"/naming/{TOWNSHIP}"


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Keeper:
    return Keeper(places(database, tmp_path))


def form(page: Tag, step: str) -> Tag:
    """The form with the button that does this."""
    (found,) = (
        one
        for one in page.all("form")
        if any(button.attributes.get("value") == step for button in one.all("button"))
    )
    return found


def paste(kept: Keeper, text: str, status: int = 200, **more: str) -> Tag:
    typed = {"list": text, "step": "list", **more}
    return kept.send(PAGE, typed, status, form(kept.page(PAGE), "list"))


def field(kept: Keeper, number: int) -> str:
    parties = kept.now.parties
    return f"to{parties.id.at[parties.row(unnamed(number))]}"


def choose(kept: Keeper, texts: dict[int, str], status: int = 200, **more: str) -> Tag:
    typed = {f"{field(kept, number)}_text": text for number, text in texts.items()}
    page = kept.page(PAGE)
    return kept.send(PAGE, {**typed, **more, "step": "choices"}, status, form(page, "choices"))


def confirm(kept: Keeper, preview: Tag, status: int = 303) -> Tag:
    sent = form(preview, "commit")
    names = [
        one.attributes["value"] for one in sent.all("input") if one.attributes["name"] == "name"
    ]
    return kept.send(PAGE, {**standing(sent), "name": names, "step": "commit"}, status, sent)


def named(kept: Keeper) -> dict[str, str]:
    parties = kept.now.parties
    return {one.key: parties.text.key[one.village_id] for one in parties.resolved}


def faults(page: Tag) -> str:
    return " ".join(" ".join(one.text.split()) for one in page.all("div", "faults"))


def test_every_division_shows_its_quota(kept: Keeper) -> None:
    name_villages(kept.database, "tests", [(unnamed(1), SAIHAN)])
    kept.network.refresh()
    page = kept.page("/naming")
    (title,) = page.all("h1")
    assert "6 个：已定名 1，待定名 5" in title.text
    (table,) = page.all("table")
    assert cells(table) == [
        ["察哈尔右翼前旗 不明乡镇", "2", "0", "2"],
        ["乌拉哈乌拉乡", "4", "1", "3"],
    ]
    (narrow,) = kept.page(f"/naming?within={TOWNSHIP}").all("table")
    assert cells(narrow) == [["乌拉哈乌拉乡", "4", "1", "3"]]
    assert "没有待定名的村" in kept.page("/naming?within=110000").text


def test_township_leads_back_to_all_that_wait(kept: Keeper) -> None:
    links = [link.attributes["href"] for link in kept.page(f"/naming/{TOWNSHIP}").all("a")]
    assert "/naming" in links
    assert "深度贫困村和贫困村都在这里" in kept.page("/naming").text


def test_township_shows_who_waits_and_who_is_named(kept: Keeper) -> None:
    name_villages(kept.database, "张三", [(unnamed(1), SAIHAN)])
    kept.network.refresh()
    page = kept.page(PAGE)
    (title,) = page.all("h1")
    assert "4 个：已定名 1，待定名 3" in title.text
    waiting, done = page.all("table")
    assert [line[:3] for line in cells(waiting)] == [
        ["乌拉哈乌拉乡待定名村02", "深度贫困村，起始不详", "黄村地区 已列任务"],
        ["乌拉哈乌拉乡待定名村03", "深度贫困村，起始不详", "无"],
        ["乌拉哈乌拉乡待定名村04", "深度贫困村，起始不详", "无"],
    ]
    ((former, village, batch, _, who),) = cells(done)
    assert (former, village, who) == (
        "乌拉哈乌拉乡待定名村01 150926201#01",
        "赛汉村村委会",
        "张三",
    )
    assert batch.startswith("第 ")
    (link,) = (one for one in done.all("a") if one.text == batch)
    assert "撤销" in kept.page(link.attributes["href"]).text


def test_list_is_looked_at_and_then_named(kept: Keeper) -> None:
    text = "1. 赛汉村\n2. 朝阳\n3. 赛汉村委会\n4. 某某村\n"
    preview = paste(kept, text)
    assert named(kept) == {}
    said = faults(preview)
    assert "不能采用的，2 处" in said
    assert "第 3 行 “赛汉村委会”：赛汉村村委会已在第 1 行" in said
    assert "第 4 行 “某某村”：乌拉哈乌拉乡找不到“某某村”" in said
    (table,) = preview.all("table")
    assert [line[:3] for line in cells(table)] == [
        ["1", "乌拉哈乌拉乡待定名村01", "→ 赛汉村村委会"],
        ["2", "乌拉哈乌拉乡待定名村02", "→ 朝阳村村委会"],
    ]
    assert "京粮公司 已签订 2019-05-01 起，2021 止" in cells(table)[0][4]
    page = confirm(kept, preview)
    assert named(kept) == {unnamed(1): SAIHAN, unnamed(2): CHAOYANG}
    assert "已为 2 个村定名。没有采用：第 3 行“赛汉村委会”" in notice(page)


def test_list_may_go_to_the_villages_of_one_donor(kept: Keeper) -> None:
    (chooser,) = (one for one in kept.page(PAGE).all("select") if one.attributes["name"] == "donor")
    assert [one.text for one in chooser.all("option")] == [
        "所有待定名村",
        "黄村地区结对的 2 个",
        "京粮公司结对的 1 个",
    ]
    preview = paste(kept, "赛汉村\n朝阳村", donor="E1")
    assert "只有 1 个待定名村可用" in faults(preview)
    confirm(kept, preview)
    assert named(kept) == {unnamed(1): SAIHAN}


def test_villages_are_chosen_one_or_many_at_once(kept: Keeper) -> None:
    confirm(kept, choose(kept, {3: "赛汉"}))
    confirm(kept, choose(kept, {1: "xigou", 4: "朝阳村"}))
    assert named(kept) == {unnamed(3): SAIHAN, unnamed(1): XIGOU, unnamed(4): CHAOYANG}


def test_unclear_choice_comes_back_with_candidates(kept: Keeper) -> None:
    page = choose(kept, {1: "村", 2: "赛汉", 3: "没有这个"}, 422)
    assert named(kept) == {}
    rows = {row[0]: row[3] for table in page.all("table") for row in cells(table)}
    assert "“村”可以指 4 个村，请选一个" in rows["乌拉哈乌拉乡待定名村01"]
    assert "西沟村村委会" in rows["乌拉哈乌拉乡待定名村01"]
    assert "找不到“没有这个”" in rows["乌拉哈乌拉乡待定名村03"]
    sent, chosen = form(page, "choices"), field(kept, 1)
    third = f"{field(kept, 3)}_text"
    values = {**standing(sent), chosen: XIGOU, third: "", "step": "choices"}
    confirm(kept, kept.send(PAGE, values, 200, sent))
    assert named(kept) == {unnamed(1): XIGOU, unnamed(2): SAIHAN}


def test_empty_forms_say_what_is_missing(kept: Keeper) -> None:
    assert "名单是空的" in faults(paste(kept, " \n", 422))
    assert "没有写村名" in faults(choose(kept, {}, 422))


def test_village_that_is_taken_is_not_offered(kept: Keeper) -> None:
    name_villages(kept.database, "tests", [(unnamed(1), SAIHAN)])
    kept.network.refresh()
    page = choose(kept, {2: "赛汉村", 3: "待定名村04"}, 422)
    assert "赛汉村村委会已用于别的待定名村" in page.text
    found = kept.page(f"{PAGE}/candidates?field={field(kept, 2)}&{field(kept, 2)}_text=村")
    assert "赛汉村村委会" not in found.text
    assert "西沟村村委会" in found.text


def test_same_village_chosen_twice_is_refused(kept: Keeper) -> None:
    preview = choose(kept, {1: "赛汉村", 2: "赛汉"})
    assert "一个村只能用一次" in faults(preview)
    confirm(kept, preview)
    assert named(kept) == {unnamed(1): SAIHAN}


def test_clash_of_pairings_names_both_rows(database: Database, tmp_path: Path) -> None:
    row = f"C1,E1,{SAIHAN},,,,planned,2020-12-31,,,,清单\n"
    kept = Keeper(places(database, tmp_path, pairings=f"{PLACES['pairings.csv']}{row}"))
    preview = paste(kept, "赛汉村", 422)
    assert "P3与C1" in faults(preview)
    assert not [one for one in preview.all("button") if one.attributes.get("value") == "commit"]


def test_what_somebody_named_meanwhile_is_looked_at_again(kept: Keeper) -> None:
    preview = paste(kept, "赛汉村\n朝阳村")
    name_villages(kept.database, "别人", [(unnamed(1), XIGOU)])
    again = confirm(kept, preview, 409)
    assert "已定名为西沟村村委会" in faults(again)
    assert named(kept) == {unnamed(1): XIGOU}
    confirm(kept, again)
    assert named(kept) == {unnamed(1): XIGOU, unnamed(2): CHAOYANG}


def test_county_names_those_of_no_known_township(kept: Keeper) -> None:
    page = kept.page(f"/naming/{COUNTY}")
    preview = kept.send(
        f"/naming/{COUNTY}", {"list": "东村", "step": "list"}, 200, form(page, "list")
    )
    assert "→ 东村村委会 巴音镇" in preview.text.replace("\n", " ")
    confirm(kept, preview)
    assert named(kept) == {unnamed(1, COUNTY): EAST}


def test_old_address_leads_to_the_village(kept: Keeper) -> None:
    name_villages(kept.database, "tests", [(unnamed(1), SAIHAN)])
    kept.network.refresh()
    answer = kept.http.get(f"/parties/{TOWNSHIP}%2301?at=2020-06-30")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/parties/{SAIHAN}?at=2020-06-30"
    page = kept.page(f"/parties/{SAIHAN}")
    assert "定名为 空 → 赛汉村村委会" in " ".join(page.text.split())


def test_pages_lead_to_naming(kept: Keeper) -> None:
    for address, target in (
        ("/", "/naming"),
        ("/villages?unnamed=1", "/naming"),
        (f"/parties/{TOWNSHIP}", PAGE),
        (f"/parties/{TOWNSHIP}%2301", PAGE),
        (f"/parties/{COUNTY}", f"/naming?within={COUNTY}"),
    ):
        links = [one.attributes["href"] for one in kept.page(address).all("a")]
        assert target in links, address
    links = [one.attributes["href"] for one in kept.page(f"/parties/{EAST}").all("a")]
    assert not [link for link in links if link.startswith("/naming")]


def test_pages_without_a_ledger_to_write_only_show(kept: Keeper) -> None:
    reader = Keeper.__mro__[1](kept.now)
    page = reader.page(PAGE)
    assert "乌拉哈乌拉乡待定名村01" in page.text
    assert not [one for one in page.all("button") if one.attributes.get("name") == "step"]


@pytest.mark.parametrize("address", ["/naming/X", "/naming/E1", "/naming?within=X"])
def test_unknown_division_is_not_found(kept: Keeper, address: str) -> None:
    kept.page(address, 404)


@pytest.mark.parametrize("query", ["", "field=donor", "field=to", "field=tox&tox_text=a"])
def test_candidates_of_no_field_are_refused(kept: Keeper, query: str) -> None:
    kept.page(f"{PAGE}/candidates?{query}", 400)
