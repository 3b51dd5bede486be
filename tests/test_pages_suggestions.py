"""The pages on which counties propose and others decide, without script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from accounts import COUNTY as OWN
from accounts import actor, add
from hostile_texts import MARKUP
from keeper import notice, sheet, standing
from naming_places import CHAOYANG, PLACES, SAIHAN, TOWNSHIP, places, unnamed
from page_client import Tag, cells, read
from staff import Browser, Site, hire
from test_loading import dump
from two_districts import COUNTY as FAR
from two_districts import DIVISIONS, OTHER, VILLAGE

from graph.registry.database import Database
from graph.registry.suggesting import suggest
from graph.registry.suggestions import Proposed
from graph.registry.tables import WORKING
from graph.registry.undoing import undo_batch
from graph.words import Role
from server.address import segment

pytestmark = pytest.mark.usefixtures("cheap_passwords")

FAR_VILLAGE = "650102001200"
WHY = {"kind": "deep_poverty", "source": "县名单"}
Typed = Mapping[str, str]


class Staff(Site):
    """The county of `naming_places` with an account of each role, and others from elsewhere."""

    def __init__(self, database: Database, path: Path) -> None:
        divisions = str(PLACES["divisions.csv"]) + DIVISIONS + FAR + VILLAGE
        places(database, path, divisions=divisions)
        hire(database)
        add(database, "far", Role.COUNTY, "650102")
        add(database, "elsewhere", Role.DISTRICT, OTHER)
        super().__init__(database)
        self._browsers: dict[str, Browser] = {}

    def of(self, login: str) -> Browser:
        return self._browsers.setdefault(login, self.browser(login))

    def page(self, login: str, url: str, status: int = 200) -> Tag:
        return self.of(login).page(url, status)

    def send(self, login: str, url: str, typed: Typed, status: int = 303) -> Tag:
        """Fills in the form at this address; returns the page that comes of it."""
        form = sheet(self.page(login, url))
        values = {**standing(form), **typed}
        return self._sent(login, form.attributes["action"], values, status)

    def decide(self, login: str, number: int, status: int = 303, **typed: str) -> Tag:
        return self._sent(login, f"/suggestions/{number}", typed, status)

    def _sent(self, login: str, url: str, typed: Mapping[str, object], status: int) -> Tag:
        answer = self.of(login).http.post(url, data=dict(typed))
        assert answer.status_code == status, (url, answer.status_code, answer.text[:2000])
        return self.page(login, answer.headers["location"]) if status == 303 else read(answer.text)

    def name(self, number: int, text: str, status: int = 303, login: str = "county") -> Tag:
        parties = self.network.snapshot.parties
        field = f"to{parties.id.at[parties.row(unnamed(number))]}_text"
        return self.send(login, about(unnamed(number), "suggest-name"), {field: text}, status)

    def designate(self, village: str = SAIHAN, status: int = 303, **more: str) -> Tag:
        return self.send("county", about(village, "suggest-designation"), {**WHY, **more}, status)

    def uncovered(self) -> str:
        return self.page("reader", "/uncovered?at=2020-06-30").text


@pytest.fixture
def staff(database: Database, tmp_path: Path) -> Staff:
    return Staff(database, tmp_path)


def ledger_of(staff: Staff) -> Mapping[str, object]:
    """All that is kept, but for what stands beside the ledger: sessions and suggestions."""
    return {name: rows for name, rows in dump(staff.database).items() if name not in WORKING}


def about(village: str, action: str = "") -> str:
    return f"/parties/{segment(village)}{'/' if action else ''}{action}"


def heading(page: Tag) -> str:
    return " ".join(next(page.all("h1")).text.split())


def faults(page: Tag) -> str:
    return " ".join(" ".join(one.text.split()) for one in page.all("div", "faults"))


def deeds(page: Tag) -> list[str]:
    return [link.text for part in page.all("ul", "deeds") for link in part.all("a")]


def buttons(page: Tag) -> list[str]:
    (main,) = page.all("main")
    return [button.attributes.get("value", "") for button in main.all("button")]


def numbers(page: Tag) -> list[str]:
    return [row[0] for table in page.all("table", "cards") for row in cells(table)]


def table(page: Tag, caption: str) -> list[list[str]]:
    (found,) = (one for one in page.all("table") if next(one.all("caption")).text == caption)
    return cells(found)


def test_name_is_proposed_looked_at_and_accepted(staff: Staff) -> None:
    before = ledger_of(staff)
    page = staff.page("county", about(unnamed(1)))
    assert deeds(page) == ["建议定名", "建议认定", "建议退出"]
    page = staff.name(1, "朝阳")
    assert "建议已提出" in notice(page)
    assert heading(page).startswith("乌拉哈乌拉乡待定名村01：定名为朝阳村村委会")
    assert ledger_of(staff) == before
    assert "定名为朝阳村村委会" in staff.page("reader", about(unnamed(1))).text
    assert "定名为朝阳村村委会" in staff.page("reader", about(CHAOYANG)).text
    assert "待处理的建议" not in staff.page("reader", about(SAIHAN)).text
    page = staff.page("district", "/suggestions/1")
    changes = table(page, "采纳以后会改什么")
    assert ["修改 主体 乌拉哈乌拉乡待定名村01", "定名为 空 → 朝阳村村委会"] in changes
    assert buttons(page)[-2:] == ["accept", "decline"]
    assert ledger_of(staff) == before
    page = staff.decide("district", 1, step="accept")
    assert notice(page).startswith("已采纳，写入了台账。")
    assert "已采纳 district" in " ".join(page.text.split())
    # What it was about still has the name it had.
    assert heading(page).startswith("乌拉哈乌拉乡待定名村01：定名为朝阳村村委会")
    assert staff.network.snapshot.parties.find(unnamed(1)) == (
        staff.network.snapshot.parties.find(CHAOYANG)
    )
    assert "待处理的建议" not in staff.page("reader", about(CHAOYANG)).text
    batch = next(link for link in page.all("a") if link.attributes["href"].startswith("/batches/"))
    undo_batch(staff.database, "tests", int(batch.attributes["href"].rpartition("/")[2]))
    staff.network.refresh()
    assert "写入的后来已由" in staff.page("county", "/suggestions/1").text


def test_designation_and_exit_change_who_is_uncovered(staff: Staff) -> None:
    assert "赛汉村" not in staff.uncovered()
    staff.designate(start="2018-05", note="见附件")
    assert "赛汉村" not in staff.uncovered()
    page = staff.page("district", "/suggestions/1?at=2020-06-30")
    assert ["深度贫困村", "6", "7"] in table(page, "采纳前后的覆盖")
    assert "见附件" in page.text
    staff.decide("district", 1, step="accept")
    assert "赛汉村" in staff.uncovered()
    leaving = {"end": "2020-03", "source": "公示"}
    staff.send("county", about(SAIHAN, "suggest-exit"), leaving)
    page = staff.page("city", "/suggestions/2?at=2020-06-30")
    assert ["深度贫困村", "7", "6"] in table(page, "采纳前后的覆盖")
    staff.decide("city", 2, step="accept")
    assert "赛汉村" not in staff.uncovered()
    assert "建议退出" not in deeds(staff.page("county", about(SAIHAN)))


def test_declined_with_a_reason(staff: Staff) -> None:
    staff.designate()
    before = ledger_of(staff)
    page = staff.decide("district", 1, 422, step="decline", reason=" ")
    assert "为什么不采纳：请写明为什么不采纳" in faults(page)
    page = staff.decide("district", 1, 422, step="decline", reason="长" * 501)
    assert "最多 500 个字" in faults(page)
    page = staff.decide("district", 1, step="decline", reason="名单里没有这个村")
    assert notice(page).startswith("没有采纳")
    page = staff.page("county", "/suggestions/1")
    assert "名单里没有这个村" in page.text
    assert "decline" not in buttons(page)
    assert ledger_of(staff) == before


def test_who_comes_second_is_told_who_was_first(staff: Staff) -> None:
    staff.designate()
    staff.decide("district", 1, step="accept")
    before = ledger_of(staff)
    for typed in ({"step": "accept"}, {"step": "decline", "reason": "不对"}):
        page = staff.decide("city", 1, 409, **typed)
        assert "这条建议已采纳（district）" in faults(page)
        assert "accept" not in buttons(page)
    assert ledger_of(staff) == before


def test_what_cannot_be_accepted_any_more_says_why(staff: Staff) -> None:
    staff.name(1, "朝阳村")
    staff.name(2, "朝阳村")
    staff.decide("district", 1, step="accept")
    page = staff.page("district", "/suggestions/2")
    assert "现在不能采纳" in faults(page)
    assert "accept" not in buttons(page)
    assert "decline" in buttons(page)
    before = ledger_of(staff)
    assert "没有写入" in faults(staff.decide("district", 2, 409, step="accept"))
    assert ledger_of(staff) == before


@pytest.mark.parametrize(
    ("action", "typed", "said"),
    [
        ("suggest-designation", {"source": ""}, "依据：每次认定都要写明依据"),
        ("suggest-designation", {"kind": ""}, "类别：请选一个"),
        ("suggest-designation", {"kind": "rich"}, "类别：请选一个"),
        ("suggest-designation", {"start": "2020-02-30"}, "没有 2020-02-30 这一天"),
        ("suggest-designation", {"start": "去年"}, "日期应写成 2018-02-15"),
        ("suggest-designation", {"note": "长" * 501}, "说明：最多 500 个字"),
        ("suggest-designation", {"source": "a\x00b"}, "依据：含有控制字符"),
        ("suggest-exit", {"end": ""}, "退出日期：请写明哪一天退出"),
        ("suggest-exit", {"end": "2020"}, "没有还在期内的深度贫困村认定"),
    ],
)
def test_faults_are_named_and_what_was_typed_stays(
    staff: Staff, action: str, typed: Typed, said: str
) -> None:
    before = ledger_of(staff)
    url = about(SAIHAN, action)
    page = staff.send("county", url, {**WHY, "start": "2019", "end": "2020", **typed}, 422)
    assert said in faults(page)
    assert "建议没有提出" in faults(page)
    kept = standing(sheet(page))
    assert all(kept.get(name, "") == text for name, text in typed.items() if name != "kind")
    assert ledger_of(staff) == before
    assert "共 0 条" in " ".join(staff.page("reader", "/suggestions").text.split())


def test_name_must_be_that_of_a_village_there(staff: Staff) -> None:
    for text, said in (
        ("", "是哪个村：请写明是哪个村"),
        ("没有这个村", "没有这个村"),
        ("村", "可以指 4 个村，请选一个"),
        ("东村", "东村"),
    ):
        page = staff.name(1, text, 422)
        assert said in faults(page)
    # One can be chosen without script: what may be meant is offered.
    page = staff.name(1, "村", 422)
    offered = [box for box in page.all("input") if box.attributes.get("type") == "radio"]
    assert len(offered) == 4
    staff.page("county", about(SAIHAN, "suggest-name"), 404)


def test_same_again_leads_nowhere(staff: Staff) -> None:
    staff.designate()
    assert "同样的建议已经提过，正等着处理：第 1 条" in faults(staff.designate(status=422))


@pytest.mark.parametrize(
    ("login", "may", "decides"),
    [
        ("county", ["建议认定"], False),
        ("far", [], False),
        ("reader", [], False),
        ("elsewhere", [], False),
        ("district", ["写明认定"], True),
        ("city", ["写明认定"], True),
    ],
)
def test_everybody_sees_what_they_may_and_no_more(
    staff: Staff, login: str, may: list[str], decides: bool
) -> None:
    staff.designate()
    before = ledger_of(staff)
    village = [one for one in deeds(staff.page(login, about(SAIHAN))) if "登记" not in one]
    assert village == may
    named = staff.page(login, f"/naming/{TOWNSHIP}")
    assert ("建议定名" in named.text) == (login == "county")
    page = staff.page(login, "/suggestions/1")
    assert [step in buttons(page) for step in ("accept", "decline")] == [decides] * 2
    if login != "county":
        staff.page(login, about(SAIHAN, "suggest-designation"), 403)
        answer = staff.of(login).http.post(about(SAIHAN, "suggest-designation"), data=dict(WHY))
        assert answer.status_code == 403
    if not decides:
        for step in ("accept", "decline"):
            page = staff.decide(login, 1, 403, step=step, reason="不")
            assert "accept" not in buttons(page)
    assert ledger_of(staff) == before
    assert "待处理" in staff.page("reader", "/suggestions/1").text


def test_county_proposes_for_its_own_villages_alone(staff: Staff) -> None:
    assert deeds(staff.page("far", about(FAR_VILLAGE))) == ["建议认定"]
    assert deeds(staff.page("county", about(FAR_VILLAGE))) == []
    page = staff.page("county", about(FAR_VILLAGE, "suggest-designation"), 403)
    assert "受援县账号（察哈尔右翼前旗）只能就本县的村提出建议，某村村委会不在本县" in page.text
    staff.page("county", about("110115005", "suggest-exit"), 404)
    staff.page("county", about(TOWNSHIP, "suggest-exit"), 404)
    assert deeds(staff.page("county", about(TOWNSHIP))) == []


def test_list_is_narrowed_counted_and_taken_out(staff: Staff) -> None:
    page = staff.page("reader", "/suggestions")
    assert "受援县的账号登录以后，可以在本县的村的页面上提出" in page.text
    own, far = actor(staff.database, "county"), actor(staff.database, "far")
    for year in range(1950, 2002):
        village = {"village": SAIHAN, **WHY, "start": str(year)}
        suggest(staff.database, own, Proposed.DESIGNATE, village)
    suggest(staff.database, far, Proposed.DESIGNATE, {"village": FAR_VILLAGE, **WHY})
    staff.name(1, "朝阳村")
    staff.decide("district", 54, step="accept")
    staff.decide("city", 53, step="decline", reason="不对")
    assert numbers(staff.page("reader", "/suggestions"))[:3] == ["54", "53", "52"]
    last = numbers(staff.page("reader", "/suggestions?page=2"))
    assert last == ["4", "3", "2", "1"]
    for query, total in (
        ("", 54),
        ("state=open", 52),
        ("state=accepted", 1),
        ("state=declined", 1),
        ("kind=name", 1),
        ("kind=exit", 0),
        (f"county={OWN}", 53),
        ("county=650102&state=open", 0),
        (f"county={OWN}&kind=designate", 52),
    ):
        page = staff.page("reader", f"/suggestions?{query}")
        assert f"共 {total} 条" in page.text, query
        file = staff.of("reader").http.get(f"/suggestions.csv?{query}")
        assert len(file.text.splitlines()) == total + 1
    mine = {"district": 53, "elsewhere": 0, "county": 53, "far": 1, "city": 54}
    for login, total in mine.items():
        assert f"共 {total} 条" in staff.page(login, "/suggestions?mine=1").text
    for query in ("state=x", "kind=x", "county=0", "page=x"):
        staff.page("reader", f"/suggestions?{query}", 404 if "county" in query else 400)
    assert staff.of("reader").http.get("/suggestions.xlsx").status_code == 200


def test_overview_and_account_lead_to_what_waits(staff: Staff) -> None:
    assert "建议待处理" not in staff.page("city", "/").text
    staff.designate()
    far = actor(staff.database, "far")
    suggest(staff.database, far, Proposed.DESIGNATE, {"village": FAR_VILLAGE, **WHY})
    for login, number in (("city", 2), ("district", 1)):
        (task,) = (link for link in staff.page(login, "/").all("a") if "建议待处理" in link.text)
        assert task.number == number
        assert f"共 {number} 条" in staff.page(login, task.attributes["href"]).text
    for login in ("elsewhere", "county", "reader"):
        assert "建议待处理" not in staff.page(login, "/").text
    page = staff.page("county", "/account")
    assert "可以就本县的村提出定名、认定和退出的建议" in page.text
    ways = [link for link in page.all("a") if link.text.startswith("本县")]
    assert [link.text for link in ways] == ["本县待定名的村", "本县的目标村", "本县的建议"]
    found = [staff.page("county", link.attributes["href"]) for link in ways]
    assert "4" in found[0].text
    assert numbers(found[2]) == ["1"]


def test_hostile_texts_stay_texts(staff: Staff) -> None:
    texts = [text for text in MARKUP if len(text) < 200]
    for start in range(0, len(texts), 6):
        text = " ".join(texts[start : start + 6])[:500].strip()
        staff.designate(source=text, note=text, start=str(1900 + start))
    staff.decide("city", 1, step="decline", reason=" ".join(texts[:6])[:500])
    for login in ("district", "county"):
        for url in ("/suggestions", "/suggestions/1", "/suggestions/2", about(SAIHAN)):
            answer = staff.of(login).http.get(url)
            assert answer.status_code == 200
            (main,) = read(answer.text).all("main")
            for name in ("script", "img", "svg", "iframe", "style", "object", "base", "video"):
                assert list(main.all(name)) == [], url
            handlers = {each for tag in main.all("a") for each in tag.attributes}
            assert not [each for each in handlers if each.startswith("on")]
    kept = staff.page("district", "/suggestions/2").text
    assert texts[6] in kept


def test_no_such_suggestion_leads_to_the_others(staff: Staff) -> None:
    for number in ("99", "x", "99999999999", "١"):
        page = staff.page("city", f"/suggestions/{number}", 404)
        assert "看所有建议" in page.text
    staff.decide("city", 99, 404, step="accept")


def test_where_nobody_has_an_account_the_list_says_who_proposes(
    database: Database, tmp_path: Path
) -> None:
    with Site(places(database, tmp_path)).browser().http as http:
        assert "受援县的账号登录以后" in http.get("/suggestions").text
        answer = http.get(about(SAIHAN, "suggest-exit"))
        assert answer.status_code == 403
        assert "建议由受援县的账号就本县的村提出" in answer.text
