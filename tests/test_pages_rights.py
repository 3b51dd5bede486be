"""Pages show each actor what it may do and no more, row by row, and refuse the rest with a form
that has lost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from accounts import add
from conftest import Templates
from naming_places import TOWNSHIP, XINMIN, unnamed
from page_client import Tag, read
from staff import Browser, Site, hire
from two_districts import FAR, OTHER, OWN, two_districts

from graph.network.ground import SnapshotGround, may_pair_each
from graph.network.snapshot import NOWHERE
from graph.registry.accounts import find_account
from graph.registry.commands import NewPairing, register_pairing
from graph.rights import Actor, may_pair
from graph.words import Role, Stage

DAY = "at=2020-06-30"
OWN_KEYS, OTHERS = {"P1", "P2", "P3", "P4", "P5", "P6", "Q2"}, {"Q1"}
ALL = f"/pairings?span=all&stage=negotiating&stage=planned&stage=signed&stage=cancelled&{DAY}"


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        yield


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """大兴区 (district), 怀柔区 (huairou), 丰台区 (fengtai), which gives nothing, and one of each
    other role. What is sent to it is refused."""
    path = tmp_path_factory.mktemp("rights")
    with templates.copy("sqlite", "tables", path) as database:
        two_districts(database, path)
        hire(database)
        add(database, "huairou", Role.DISTRICT, OTHER)
        add(database, "fengtai", Role.DISTRICT, FAR)
        yield Site(database)


@pytest.fixture(scope="module")
def own(site: Site) -> Browser:
    return site.browser("district")


@pytest.fixture(scope="module")
def other(site: Site) -> Browser:
    return site.browser("huairou")


def texts(page: Tag, name: str, css: str = "") -> list[str]:
    return [" ".join(tag.text.split()) for tag in page.all(name, css)]


def links(page: Tag) -> set[str]:
    return {a.attributes["href"].partition("?")[0] for a in page.all("a")}


def picked(page: Tag) -> set[str]:
    boxes = [box for box in page.all("input") if box.attributes.get("name") == "row"]
    return {box.attributes["value"].partition(" ")[2] for box in boxes}


def mended(page: Tag) -> set[str]:
    found = (a.attributes["href"].partition("?")[0] for a in page.all("a", "mend"))
    return {href.split("/")[2] for href in found}


def alerts(page: Tag) -> str:
    return " ".join(tag.text for tag in page.all("div", "faults"))


@pytest.mark.parametrize(
    ("login", "keys"),
    [("city", OWN_KEYS | OTHERS), ("district", OWN_KEYS), ("huairou", {"Q1", "Q2"})],
)
def test_list_offers_the_rows_that_one_may_change(site: Site, login: str, keys: set[str]) -> None:
    page = site.browser(login).page(ALL)
    assert picked(page) == mended(page) == keys
    (bulk,) = page.all("form", "bulk")
    number = len(keys)
    told = f"全部 {number} 条" if login == "city" else f"里归您改的 {number} 条"
    assert told in bulk.text
    assert (f"其余 {8 - number} 条由市级账号" in bulk.text) == (login != "city")


@pytest.mark.parametrize("login", ["county", "reader"])
def test_list_offers_nothing_to_who_only_reads(site: Site, login: str) -> None:
    page = site.browser(login).page(ALL)
    assert not picked(page) | mended(page)
    assert not list(page.all("form", "bulk"))
    assert not any("/pairings/new" in href for href in links(page))


def test_list_without_an_own_row_is_for_reading(other: Browser) -> None:
    page = other.page(f"/pairings?of={OWN}&span=all&{DAY}")
    assert not picked(page)
    assert not list(page.all("form", "bulk"))
    assert "/pairings/new" in links(page)


def test_line_that_was_mended_keeps_what_it_offers(own: Browser, other: Browser) -> None:
    assert mended(own.page(f"/pairings/P2/line?{DAY}")) == {"P2"}
    assert mended(other.page(f"/pairings/P2/line?{DAY}")) == set()


def test_all_that_match_are_those_that_one_may_change(own: Browser) -> None:
    address = ALL.replace("/pairings", "/pairings/change")
    page = own.page(address)
    assert "其余 1 条由市级账号或所属区的账号来改" in page.text
    data = {"which": "all", "programme": "新渠道", "step": "preview"}
    preview = read(own.http.post(address, data=data).text)
    assert "确认，改 7 条" in preview.text


def test_mask_says_of_each_pairing_what_the_rule_says(site: Site) -> None:
    snapshot = site.network.snapshot
    parties, pairings = snapshot.parties, snapshot.pairings
    ground = SnapshotGround(snapshot)
    with site.database.read() as connection:
        logins = ("city", "district", "huairou", "county", "reader")
        actors = [find_account(connection, login).actor for login in logins]
    for actor in actors:
        leads = (None if lead == NOWHERE else parties.id.at[lead] for lead in pairings.lead.at)
        expected = [
            may_pair(actor, ground, parties.id.at[donor], lead)
            for donor, lead in zip(pairings.donor.at, leads, strict=True)
        ]
        assert may_pair_each(actor, snapshot).tolist() == expected
    assert may_pair_each(Actor("x"), snapshot).all()


def test_party_page_offers_what_one_may(own: Browser, other: Browser) -> None:
    town = "110115005"
    mine, others = (links(it.page(f"/parties/{town}?{DAY}")) for it in (own, other))
    ways = {"/pairings/new", f"/parties/{town}/hand-over"}
    assert ways <= mine
    assert not ways & others
    # 怀柔公司 is another's, and one leads what it gives: that may be handed over.
    led = links(own.page(f"/parties/E2?{DAY}"))
    assert "/parties/E2/hand-over" in led
    assert "/pairings/new" not in led
    # Whoever gives may give to any village.
    assert "/pairings/new" in links(other.page(f"/parties/{XINMIN}?{DAY}"))


def test_handing_over_shows_the_rows_that_one_may(own: Browser, other: Browser) -> None:
    page = own.page(f"/parties/E2/hand-over?{DAY}")
    assert len([box for box in page.all("input") if box.attributes.get("name") == "row"]) == 1
    refused = other.page(f"/parties/110115005/hand-over?{DAY}", 403)
    assert "区级账号（怀柔区）不能改" in refused.text
    assert "请由市级账号或大兴区的账号来改" in refused.text


def test_handing_over_tells_how_many_are_not_for_one(site: Site, own: Browser) -> None:
    """Of the pairings in 怀柔区, 大兴区 leads one."""
    page = own.page(f"/parties/{OTHER}/hand-over?inside=1&{DAY}")
    assert "另有 1 条由市级账号或所属区的账号来移交" in page.text


@pytest.mark.parametrize("action", ["sign", "end", "hand-over", "amend", "cancel", "note"])
def test_forms_of_others_are_not_shown(other: Browser, action: str) -> None:
    page = other.page(f"/pairings/P2/{action}?{DAY}", 403)
    assert "请由市级账号或大兴区的账号来改" in page.text
    assert not list(page.all("form", "sheet"))


def test_findings_lead_to_where_one_may_mend(own: Browser, other: Browser) -> None:
    address = "/quality/long-planned?at=2022-06-30"
    mine, others = (
        {href for href in links(it.page(address)) if href.endswith("/sign")} for it in (own, other)
    )
    assert mine == {f"/pairings/{key}/sign" for key in ("P2", "P4", "P5")}
    assert others == {"/pairings/Q1/sign"}
    assert "/pairings/P2" in links(other.page(address))


def test_counted_villages_lead_to_naming_where_one_may(site: Site) -> None:
    found = {}
    for login in ("district", "huairou", "fengtai", "county"):
        page = site.browser(login).page(f"/quality/unnamed-quotas?{DAY}")
        found[login] = f"/naming/{TOWNSHIP}" in links(page)
    assert found == {"district": True, "huairou": True, "fengtai": False, "county": False}


def test_uncovered_villages_are_signed_by_whose_plan_it_is(own: Browser, other: Browser) -> None:
    mine, others = (links(it.page(f"/uncovered?{DAY}")) for it in (own, other))
    assert any(href.endswith("/sign") for href in mine)
    assert not any(href.endswith("/P4/sign") for href in others)


@pytest.mark.parametrize(
    ("login", "forms"), [("city", 2), ("district", 2), ("county", 0), ("reader", 0)]
)
def test_names_are_given_by_who_supports_the_county(site: Site, login: str, forms: int) -> None:
    page = site.browser(login).page(f"/naming/{TOWNSHIP}?{DAY}")
    posts = [form for form in page.all("form") if form.attributes.get("method") == "post"]
    actions = [form.attributes["action"] for form in posts if "/naming/" in str(form.attributes)]
    assert actions == [f"/naming/{TOWNSHIP}?{DAY}"] * forms


def post(browser: Browser, url: str, data: dict[str, object], status: int = 403) -> Tag:
    answer = browser.http.post(url, data=data)
    assert answer.status_code == status, (url, answer.status_code, answer.text[:2000])
    return read(answer.text)


def standing(page: Tag) -> dict[str, str]:
    """What stands in the fields of a page."""
    found = {}
    for field in page.all("input"):
        kind = field.attributes.get("type", "text")
        if kind not in ("checkbox", "radio") or "checked" in field.attributes:
            found[field.attributes.get("name", "")] = field.attributes.get("value", "")
    for area in page.all("textarea"):
        found[area.attributes["name"]] = area.text
    return found


TYPED = {
    "/pairings/new": {
        "donor_text": "110115006",
        "recipient_text": XINMIN,
        "stage": "planned",
        "source": "某份文件",
        "start": "2020-03",
        "programme": "携手奔小康",
        "note": "要紧的话",
    },
    "/pairings/P2/sign": {"day": "2020-06-01", "agreement": "协 7 号", "version": "1"},
    "/pairings/P2/end": {"end": "2020-06-02", "version": "1"},
    "/pairings/P2/hand-over": {"donor_text": "110115006", "day": "2020-06-03", "version": "1"},
    "/pairings/P2/amend": {
        "stage": "planned",
        "start": "2020-02-26",
        "note": "改得对",
        "programme": "新渠道",
        "version": "1",
    },
    "/pairings/P2/note": {"note": "一句话", "version": "1"},
    "/pairings/P2/programme": {"programme": "新渠道", "version": "1"},
    "/pairings/P2/cancel": {"version": "1"},
}


@pytest.mark.parametrize("url", TYPED)
def test_refused_form_keeps_what_was_typed(other: Browser, url: str) -> None:
    typed = TYPED[url]
    page = post(other, f"{url}?{DAY}", {**typed})
    assert "区级账号（怀柔区）不能改" in alerts(page)
    assert "请由市级账号或大兴区的账号来改" in alerts(page)
    assert {name: standing(page)[name] for name in typed} == typed


def test_refused_cell_comes_back_as_the_line(other: Browser) -> None:
    answer = other.http.post(
        f"/pairings/P2/note?{DAY}",
        data={"note": "一句话", "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 403
    assert answer.text.lstrip().startswith("<tr")
    page = read(answer.text)
    assert standing(page)["note"] == "一句话"
    assert "不能改" in " ".join(texts(page, "p", "fault"))


def test_refused_change_of_many_keeps_what_was_typed(other: Browser) -> None:
    data: dict[str, object] = {"which": "chosen", "row": ["1 P2", "1 Q1"], "programme": "新渠道"}
    for step in ("preview", "commit"):
        page = post(other, f"/pairings/change?{DAY}", {**data, "step": step})
        assert "1 条不能这样改" in alerts(page)
        (fault,) = texts(page, "span", "fault")
        assert fault.endswith("请由市级账号或大兴区的账号来改")
        assert standing(page)["programme"] == "新渠道"
        assert picked(page) == {"P2", "Q1"}


def test_refused_hand_over_keeps_what_was_typed(site: Site, other: Browser) -> None:
    pairings = site.network.snapshot.pairings
    row = pairings.find("P2")
    assert row is not None
    id_ = pairings.id.at[row]
    typed = {
        "row": f"1 {id_}",
        f"to{id_}": "1",
        "day": "2020-06-01",
        "successor1_text": "110115006",
    }
    page = post(other, f"/parties/110115005/hand-over?{DAY}", {**typed, "step": "preview"})
    assert "区级账号（怀柔区）不能改" in alerts(page)
    found = standing(page)
    assert (found["day"], found["successor1_text"]) == ("2020-06-01", "110115006")
    assert found["row"] == f"1 {id_}"


def test_refused_names_keep_what_was_typed(site: Site, other: Browser) -> None:
    """A county that one does not support; the page of it is for reading."""
    far = "650102001"
    register_pairing(
        site.database, "city", NewPairing("110115006", far, Stage.PLANNED, "x", key="R1")
    )
    for data in ({"step": "list", "list": "某村\n别村"}, {"step": "choices", "list": "某村\n别村"}):
        page = post(other, f"/naming/{far}?{DAY}", {**data})
        assert "请由市级账号或支援天山区的区的账号来定" in alerts(page)
    assert not list(other.page(f"/naming/{far}?{DAY}").all("textarea"))


def test_refused_confirmation_of_names_shows_them_again(site: Site) -> None:
    pair = f"{quote(unnamed(1), safe='')} {XINMIN}"
    data = {"step": "commit", "name": pair, "list": "新民村\n朝阳村"}
    page = post(site.browser("fengtai"), f"/naming/{TOWNSHIP}?{DAY}", {**data})
    assert "区级账号（丰台区）不能改" in alerts(page)
    assert standing(page)["name"] == pair
    assert "朝阳村" in standing(page)["list"]


def batch_of_import(site: Site) -> str:
    """The batch that loaded everything; nobody but the city may undo it."""
    with site.database.read() as connection:
        return str(connection.exec_driver_sql("SELECT min(id) FROM batch").scalar_one())


@pytest.fixture(scope="module")
def registered(site: Site) -> str:
    """A batch that 大兴区 wrote."""
    with site.database.read() as connection:
        actor = find_account(connection, "district").actor
    register_pairing(
        site.database, actor, NewPairing("110115006", XINMIN, Stage.PLANNED, "x", key="U1")
    )
    site.network.refresh()
    with site.database.read() as connection:
        return str(connection.exec_driver_sql("SELECT max(id) FROM batch").scalar_one())


@pytest.mark.parametrize(
    ("login", "offered"),
    [("city", True), ("district", True), ("huairou", False), ("county", False), ("reader", False)],
)
def test_batch_is_undone_by_who_may_undo_all_of_it(
    site: Site, registered: str, login: str, offered: bool
) -> None:
    browser = site.browser(login)
    page = browser.page(f"/batches/{registered}")
    assert (f"/batches/{registered}/undo" in links(page)) == offered
    assert ("请由市级账号来做，或由所有改动都归它管的区的账号来做" in page.text) != offered
    form = browser.page(f"/batches/{registered}/undo", 200 if offered else 403)
    assert bool(list(form.all("form", "sheet"))) == offered


def test_refused_undo_says_who_may(site: Site, other: Browser, registered: str) -> None:
    page = post(other, f"/batches/{registered}/undo", {})
    assert "区级账号（怀柔区）不能改" in alerts(page)


def test_batch_of_all_is_the_citys(site: Site, own: Browser) -> None:
    assert not any("/undo" in href for href in links(own.page(f"/batches/{batch_of_import(site)}")))
