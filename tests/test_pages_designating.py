"""The pages on which the city and districts tell of designations, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import snapshot_of
from hostile_texts import MARKUP
from keeper import Keeper, notice, sheet, standing
from naming_places import CHAOYANG, SAIHAN, TOWNSHIP, places, unnamed
from page_client import Tag, read
from staff import Site, hire
from test_loading import dump
from two_districts import two_districts

from graph.registry.database import Database
from graph.registry.naming_desk import name_villages
from server.address import segment

NEW = {"kind": "deep_poverty", "start": "2018-05", "source": "2018年名单"}
LEFT = {"end": "2020-03", "source": "县公示"}
DAY = "at=2020-06-30"


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Keeper:
    return Keeper(places(database, tmp_path))


def about(village: str, action: str = "") -> str:
    return f"/parties/{segment(village)}{'/' if action else ''}{action}?{DAY}"


def deeds(page: Tag) -> list[str]:
    found = (link.text for part in page.all("ul", "deeds") for link in part.all("a"))
    return [text for text in found if text.startswith("写明")]


def faults(page: Tag) -> str:
    return " ".join(" ".join(one.text.split()) for one in page.all("div", "faults"))


def test_village_is_designated_and_leaves_again(kept: Keeper) -> None:
    assert deeds(kept.page(about(SAIHAN))) == ["写明认定"]
    page = kept.send(about(SAIHAN, "designate"), NEW)
    assert notice(page).startswith("已写明认定。")
    assert "2018-05 起" in page.text
    assert "2018年名单" in page.text
    assert deeds(page) == ["写明认定", "写明退出"]
    assert "赛汉村" in kept.page(f"/uncovered?{DAY}").text
    # The only kind that it can leave is chosen already.
    assert standing(sheet(kept.page(about(SAIHAN, "leave-list"))))["kind"] == "deep_poverty"
    page = kept.send(about(SAIHAN, "leave-list"), LEFT)
    assert notice(page).startswith("已写明退出。")
    assert "依据：县公示" in page.text
    assert deeds(page) == ["写明认定"]
    assert "赛汉村" not in kept.page(f"/uncovered?{DAY}").text
    assert "赛汉村" in kept.page(f"/uncovered?{DAY}&exited=1").text
    assert "赛汉村" in kept.page("/uncovered?at=2020-02-29").text


def test_notice_leads_to_where_it_is_undone(kept: Keeper) -> None:
    before = snapshot_of(kept.database).designations.village.array.tolist()
    page = kept.send(about(SAIHAN, "designate"), NEW)
    (batch,) = (link.attributes["href"] for told in page.all("p", "notice") for link in told.tags)
    assert "认定深度贫困村：赛汉村" in kept.page(batch).text
    answer = kept.http.post(f"{batch.partition('?')[0]}/undo")
    assert answer.status_code == 303
    assert snapshot_of(kept.database).designations.village.array.tolist() == before


@pytest.mark.parametrize(
    ("action", "typed", "said"),
    [
        ("designate", {"kind": ""}, "类别：请选一个"),
        ("designate", {"source": " "}, "依据：每次认定都要写明依据"),
        ("designate", {"source": "长" * 501}, "依据：最多 500 个字"),
        ("designate", {"source": "a\x07"}, "依据：含有控制字符"),
        ("designate", {"start": "2018-13"}, "没有 2018-13 这一天"),
        ("leave-list", {"end": ""}, "退出日期：请写明哪一天退出"),
        ("leave-list", {"end": "不久"}, "日期应写成 2018-02-15"),
        ("leave-list", {"source": ""}, "依据：每次退出都要写明依据"),
        ("leave-list", {"kind": "poor"}, "没有还在期内的贫困村认定"),
    ],
)
def test_faults_are_named_and_what_was_typed_stays(
    kept: Keeper, action: str, typed: dict[str, str], said: str
) -> None:
    before = dump(kept.database)
    page = kept.send(about(SAIHAN, action), {**NEW, **LEFT, **typed}, 422)
    assert said in faults(page)
    found = standing(sheet(page))
    assert found["source"] == {**NEW, **LEFT, **typed}["source"]
    assert dump(kept.database) == before


def test_what_the_ledger_knows_better_is_said(kept: Keeper) -> None:
    kept.send(about(SAIHAN, "designate"), NEW)
    page = kept.send(about(SAIHAN, "designate"), {**NEW, "start": "2019"}, 422)
    assert "赛汉村村委会已认定为深度贫困村（2018-05-01起）" in faults(page)
    page = kept.send(about(SAIHAN, "leave-list"), {**LEFT, "end": "2018-05"}, 422)
    assert "退出日期：退出日期应晚于认定日期 2018-05-01" in faults(page)


def test_former_key_leads_to_the_village_named(kept: Keeper) -> None:
    name_villages(kept.database, "tests", [(unnamed(1), CHAOYANG)])
    kept.network.refresh()
    page = kept.send(about(unnamed(1), "leave-list"), LEFT)
    assert next(page.all("h1")).text.startswith("朝阳村村委会")


@pytest.mark.parametrize("key", [TOWNSHIP, "110115005", "E1", "nowhere"])
def test_only_villages_that_are_supported_are_designated(kept: Keeper, key: str) -> None:
    for action in ("designate", "leave-list"):
        assert "找不到" in kept.page(about(key, action), 404).text
    if key != "nowhere":
        assert deeds(kept.page(about(key))) == []


def test_hostile_texts_stay_texts(kept: Keeper) -> None:
    for number, text in enumerate(MARKUP[:12]):
        start = str(1950 + 2 * number)
        kept.send(about(SAIHAN, "designate"), {**NEW, "source": text, "start": start})
        kept.send(about(SAIHAN, "leave-list"), {"source": text, "end": f"{start}-06"})
    answer = kept.http.get(about(SAIHAN))
    (main,) = read(answer.text).all("main")
    assert [name for name in ("script", "img", "svg", "iframe") if list(main.all(name))] == []
    assert MARKUP[0] in main.text


@pytest.mark.usefixtures("cheap_passwords")
def test_city_and_districts_that_support_the_county_may(database: Database, tmp_path: Path) -> None:
    two_districts(database, tmp_path)
    hire(database)
    site, far = Site(database), "650102001200"
    before = {login: dump(database)["designation"] for login in ("reader", "county")}
    for login, own, others in (
        ("reader", False, False),
        ("county", False, False),
        ("district", True, False),
        ("city", True, True),
    ):
        browser = site.browser(login)
        for village, may in ((SAIHAN, own), (far, others)):
            assert ("写明认定" in deeds(browser.page(about(village)))) == may
            browser.page(about(village, "designate"), 200 if may else 403)
            year = "2018" if login == "city" else "1999"
            typed = {**NEW, "start": year, "kind": "poor" if login == "city" else "deep_poverty"}
            answer = browser.http.post(about(village, "designate"), data=typed)
            assert answer.status_code == (303 if may else 403), (login, village)
        if login in before:
            assert dump(database)["designation"] == before[login]
    page = site.browser("district").page(about(far, "designate"), 403)
    assert "区级账号（大兴区）不能改某村村委会的认定；由市级账号或支援天山区的区来改" in page.text
