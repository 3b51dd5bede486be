"""Keeping pairings in a real browser, with script and without, by two people at once."""

from __future__ import annotations

import pytest
from page_networks import HOSTILE
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened
from test_browser import AXE, width_beyond

from graph.registry.commands import NewPairing, Seen, amend_pairing, register_pairing
from graph.words import Stage


def test_register_from_the_uncovered_list(window: Page, site: Site) -> None:
    window.goto(site.url("/uncovered"))
    window.get_by_role("link", name="登记结对").first.click()
    window.get_by_label("支援方", exact=False).first.fill("采育镇")
    window.get_by_role("radio", name="已签订").check()
    window.get_by_label("来源").fill("2020年6月结对协议")
    window.locator("#start").fill("2020-06")
    window.get_by_role("button", name="登记").click()
    expect(window.get_by_role("status").first).to_contain_text("已登记")
    expect(window.locator("h1")).to_contain_text("采育镇")
    window.goto(site.url("/"))
    expect(window.locator("p.lead")).to_contain_text("已结对 1 个")


def test_search_as_you_type_finds_by_pinyin(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings/new"))
    page.locator("#donor_text").press_sequentially("caiyu")
    choice = page.locator("#candidates-donor").get_by_role("radio").first
    expect(choice).to_be_visible()
    expect(page.locator("#candidates-donor")).to_contain_text("大兴区")
    choice.check()
    page.locator("#recipient_text").fill("653221")
    page.get_by_label("来源").fill("纪要")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("h1")).to_contain_text("采育镇")


def test_refused_form_keeps_what_was_typed(window: Page, site: Site) -> None:
    window.goto(site.url("/pairings/new?recipient=653221"))
    window.locator("#donor_text").fill("镇")
    window.get_by_label("备注").fill("记着")
    window.get_by_role("button", name="登记").click()
    alert = window.get_by_role("alert")
    expect(alert).to_contain_text("请选一个")
    expect(alert).to_contain_text("每条结对关系都要写明来源")
    expect(window.get_by_label("备注")).to_have_value("记着")
    expect(window.locator("#source")).to_have_attribute("aria-invalid", "true")


def test_sign(window: Page, site: Site) -> None:
    window.goto(site.pairing(site.plan))
    window.get_by_role("link", name="签订", exact=True).click()
    window.get_by_label("签订日").fill("2020-06-30")
    window.get_by_label("协议编号").fill("XY-1")
    window.get_by_role("button", name="签订").click()
    expect(window.get_by_role("status").first).to_contain_text("已签订")
    window.get_by_role("link", name="看原来的一条").click()
    expect(window.locator("dl.facts")).to_contain_text("2020-06-30")
    window.goto(site.url("/"))
    expect(window.locator("p.lead")).to_contain_text("已结对 1 个")


def test_hand_over(window: Page, site: Site) -> None:
    window.goto(site.pairing(site.plan))
    window.get_by_role("link", name="移交").click()
    window.locator("#donor_text").fill("旧宫镇")
    window.get_by_label("移交日").fill("2020-06-30")
    window.get_by_role("button", name="移交").click()
    expect(window.get_by_role("status").first).to_contain_text("已移交")
    expect(window.locator("h1")).to_contain_text("旧宫")


def test_cancel_asks_first(window: Page, site: Site) -> None:
    window.goto(site.pairing(site.plan))
    window.get_by_role("link", name="取消").click()
    expect(window.locator("main")).to_contain_text("当它从来没有过")
    window.get_by_role("button", name="确认取消").click()
    expect(window.get_by_role("status").first).to_contain_text("已取消")


def test_conflict_in_two_windows(browser: Browser, site: Site) -> None:
    with opened(browser) as mine, opened(browser) as other:
        for page in (mine, other):
            page.goto(site.pairing(site.plan, "amend"))
        other.get_by_label("帮扶渠道").fill("携手奔小康")
        other.get_by_role("button", name="保存").click()
        expect(other.get_by_role("status").first).to_contain_text("已更正")
        mine.get_by_label("备注").fill("我的备注")
        mine.get_by_role("button", name="保存").click()
        expect(mine.locator("table.clash .differs")).to_contain_text("携手奔小康")
        expect(mine.get_by_label("帮扶渠道")).to_have_value("携手奔小康")
        expect(mine.get_by_label("备注")).to_have_value("我的备注")
        mine.get_by_role("button", name="保存").click()
        expect(mine.locator("dl.facts")).to_contain_text("我的备注")
        expect(mine.locator("dl.facts")).to_contain_text("携手奔小康")
        expect(mine.locator("#changes")).to_contain_text("小李")


def test_cell_is_edited_in_place(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings"))
    address = page.url
    row = page.locator("tbody tr").nth(2)
    row.get_by_role("link", name="改备注").click()
    box = row.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("就地改")
    box.press("Enter")
    expect(row).to_contain_text("就地改")
    expect(row.get_by_role("link", name="改备注")).to_be_focused()
    assert page.url == address
    key = str(row.locator("input[name=row]").get_attribute("value"))
    assert key.startswith("2 ")
    row.get_by_role("link", name="改协议").click()
    amend_pairing(site.database, "小王", Seen(key[2:], 2), {"agreement": "W-1"})
    row.get_by_role("textbox").fill("我的")
    row.get_by_role("button", name="保存").click()
    expect(row.get_by_role("alert")).to_contain_text("别人已改成“W-1”")
    row.get_by_role("link", name="不改").click()
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(row).to_contain_text("W-1")


def test_cell_is_edited_without_script(browser: Browser, site: Site) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site.url("/pairings"))
        page.get_by_role("link", name="改渠道").first.click()
        page.get_by_label("帮扶渠道").fill("携手奔小康")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("status").first).to_contain_text("已保存")
        expect(page.locator("dl.facts")).to_contain_text("携手奔小康")


def test_bulk(window: Page, site: Site) -> None:
    window.goto(site.url("/pairings?within=653221"))
    for number in (1, 2):
        window.locator("input[name=row]").nth(number).check()
    window.get_by_role("button", name="改选中的").click()
    window.get_by_label("帮扶渠道").fill("携手奔小康")
    window.get_by_role("button", name="看改动").click()
    expect(window.locator("p.lead")).to_contain_text("确认后 2 条一次写入")
    expect(window.locator("tbody tr")).to_have_count(2)
    window.get_by_role("button", name="确认，改 2 条").click()
    expect(window.get_by_role("status").first).to_contain_text("已改 2 条")
    expect(window.locator("tbody")).to_contain_text("携手奔小康")


def test_bulk_of_all_that_match(window: Page, site: Site) -> None:
    window.goto(site.url("/pairings?within=653221"))
    window.get_by_role("button", name="改符合条件的全部").click()
    number = window.locator("h1").inner_text().split()[1]
    window.locator("#lead_text").fill("大兴区")
    window.get_by_role("button", name="看改动").click()
    expect(window.locator("main h2")).to_contain_text(f"前 50 条，共 {number} 条")
    window.get_by_role("button", name=f"确认，改 {number} 条").click()
    expect(window.get_by_role("status").first).to_contain_text(f"已改 {number} 条")


def refused(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings/new"))
    page.locator("#donor_text").fill("镇")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_be_visible()


def stale(page: Page, site: Site) -> None:
    page.goto(site.pairing(site.plan, "amend"))
    row = site.network.snapshot.pairings.find(site.plan)
    assert row is not None
    version = site.network.snapshot.pairings.version.at[row]
    amend_pairing(site.database, "小王", Seen(site.plan, version), {"note": f"第 {version} 回"})
    page.get_by_role("button", name="保存").click()
    expect(page.locator("table.clash")).to_be_visible()


def editing(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings"))
    page.get_by_role("link", name="改备注").first.click()
    expect(page.locator("td.cell input[name=note]")).to_be_focused()


def preview(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings"))
    page.locator("input[name=row]").nth(3).check()
    page.get_by_role("button", name="改选中的").click()
    page.get_by_label("结束日").fill("2020-12-01")
    page.get_by_role("button", name="看改动").click()
    expect(page.get_by_role("button", name="确认")).to_be_visible()


def searching(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings/new"))
    page.locator("#recipient_text").press_sequentially("hetian")
    expect(page.locator("#candidates-recipient").get_by_role("radio").first).to_be_visible()


def noticed(page: Page, site: Site) -> None:
    page.goto(site.pairing(site.plan, "amend"))
    page.get_by_label("帮扶渠道").fill("携手奔小康")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已更正")


MOMENTS = (refused, stale, editing, preview, searching, noticed)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: Site, width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    plain = [
        *(site.pairing(site.plan, name) for name in ("", "sign", "hand-over", "end", "amend")),
        *(site.pairing(site.plan, name) for name in ("cancel", "note", "line")),
        *(site.url(path) for path in ("/pairings", "/pairings/change", "/uncovered")),
        *(site.url(f"/parties/{key}") for key in ("110115", "653221", "110115106")),
        site.url("/pairings/candidates?field=donor&donor_text=caiyu"),
    ]
    with opened(browser, **options) as page:
        for url in plain:
            page.goto(url)
            assert findings(page) == [], url
        for moment in MOMENTS:
            moment(page, site)
            assert findings(page) == [], moment.__name__


def findings(page: Page) -> list[str]:
    assert width_beyond(page) <= 0
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    return [f"{it['id']}: {it['nodes'][0]['html'][:200]}" for it in found["violations"]]


def test_hostile_texts_are_inert(page: Page, site: Site) -> None:
    donor, recipient = "110115106", "653221"
    text = "".join(HOSTILE)[:400]
    new = NewPairing(donor, recipient, Stage.PLANNED, text, text, note=text, programme=text)
    key = register_pairing(site.database, text, new)
    site.network.refresh()
    paths = [site.pairing(key, name) for name in ("", "amend", "note", "cancel")]
    for url in (*paths, site.url(f"/pairings?of={donor}"), site.url(f"/parties/{donor}")):
        page.goto(url)
        assert width_beyond(page) <= 0, url
        assert page.locator("img").count() == 0
        assert page.locator("script:not([src])").count() == 0
