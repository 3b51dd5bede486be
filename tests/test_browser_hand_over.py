"""Handing over in a real browser: some of a donor's pairings to two others, then undone."""

from __future__ import annotations

import pytest
from page_networks import HOSTILE
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened
from test_browser import width_beyond
from test_browser_keeping import findings
from test_undo import live

from graph.registry.commands import Seen, amend_pairing

DONOR = "110115005"


def previewed(page: Page, site: Site) -> None:
    page.goto(site.url(f"/parties/{DONOR}"))
    page.get_by_role("link", name="移交它的结对关系").click()
    page.locator("#successor1_text").fill("采育镇")
    page.locator("#successor2_text").fill("旧宫地区")
    page.locator("input[name=row]").nth(0).uncheck()
    page.get_by_role("button", name="平均分给几家").click()
    page.locator("table select").nth(1).select_option("2")
    page.locator("button[name=step][value=preview]:visible").last.click()
    expect(page.get_by_role("button", name="确认，移交")).to_be_visible()


def test_some_go_to_two_and_come_back(window: Page, site: Site) -> None:
    before = live(site.database)
    previewed(window, site)
    expect(window.locator("p.lead")).to_contain_text("确认后 23 条一次写入")
    expect(window.locator("ul.holds")).to_contain_text("第 1 家 采育镇 11 条")
    expect(window.locator("ul.holds")).to_contain_text("第 2 家 旧宫地区 12 条")
    window.get_by_role("button", name="确认，移交 23 条").click()
    status = window.get_by_role("status").first
    expect(status).to_contain_text("由旧宫地区 12 条、采育镇 11 条接手")
    assert live(site.database) != before
    window.get_by_role("link", name="看这一批").click()
    expect(window.locator("h1")).to_contain_text("移交：23 条结对关系，由旧宫地区、采育镇接手")
    window.get_by_role("link", name="撤销这一批").click()
    expect(window.locator("p.lead")).to_contain_text("一共 46 行")
    expect(window.locator("table")).to_contain_text("已列任务")
    window.get_by_role("button", name="确认，撤销这一批").click()
    expect(window.get_by_role("status").first).to_contain_text("第 2 批已撤销")
    assert live(site.database) == before
    window.goto(site.url("/batches"))
    expect(window.locator("tbody tr").nth(1)).to_contain_text("已由第 3 批撤销")


def test_search_as_you_type_for_each_successor(page: Page, site: Site) -> None:
    page.goto(site.url(f"/parties/{DONOR}/hand-over"))
    for number, text in ((1, "caiyu"), (2, "jiugongdiqu")):
        page.locator(f"#successor{number}_text").press_sequentially(text)
        choice = page.locator(f"#candidates-successor{number}").get_by_role("radio").first
        expect(choice).to_be_visible()
        choice.check()
    page.get_by_role("button", name="平均分给几家").click()
    expect(page.locator("ul.holds")).to_contain_text("第 1 家 采育镇 12 条")
    page.locator("#day").press("Enter")
    expect(page.locator("p.lead")).to_contain_text("还没有写入")


def test_reversing_from_a_pairings_history(window: Page, site: Site) -> None:
    before = live(site.database)
    row = site.network.snapshot.pairings.find(site.plan)
    assert row is not None
    version = site.network.snapshot.pairings.version.at[row]
    amend_pairing(site.database, "小王", Seen(site.plan, version), {"note": "写错了"})
    site.network.refresh()
    window.goto(site.pairing(site.plan))
    window.locator("#changes").get_by_role("link", name="第 2 批").click()
    expect(window.locator("table")).to_contain_text("写错了")
    window.get_by_role("link", name="撤销这一批").click()
    window.get_by_role("button", name="确认，撤销这一批").click()
    expect(window.get_by_role("status").first).to_contain_text("已撤销")
    assert live(site.database) == before


def conflicting(page: Page, site: Site) -> None:
    previewed(page, site)
    keys = site.network.snapshot.pairings
    row = keys.of_donor(site.network.snapshot.parties.row(DONOR))[-1]
    seen = Seen(keys.key(row), keys.version.at[row])
    amend_pairing(site.database, "小王", seen, {"note": f"第 {seen.version} 回"})
    page.get_by_role("button", name="确认，移交").click()
    expect(page.locator("div.faults")).to_contain_text("1 条不能这样移交")


def empty(page: Page, site: Site) -> None:
    page.goto(site.url(f"/parties/{DONOR}/hand-over"))
    page.locator("button[name=step][value=preview]:visible").last.click()
    expect(page.locator("div.faults")).to_contain_text("请写明由谁接手")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: Site, width: int, scheme: str) -> None:
    plan = site.network.snapshot.pairings.find(site.plan)
    assert plan is not None
    amend_pairing(site.database, "小王", Seen(site.plan, 1), {"note": "改"})
    with site.database.write("小李") as recorder:
        recorder.open_batch("name", "".join(HOSTILE)[:400])
    site.network.refresh()
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    paths = ("/batches", "/batches?kind=load", "/batches/1", "/batches/1/undo", "/batches/2")
    more = ("/batches/2/undo", "/batches/3", "/batches/99", f"/parties/{DONOR}/hand-over")
    with opened(browser, **options) as page:
        for path in (*paths, *more, "/parties/110115/hand-over?inside=1"):
            page.goto(site.url(path))
            assert findings(page) == [], path
        for moment in (empty, previewed, conflicting):
            moment(page, site)
            assert findings(page) == [], moment.__name__
            assert width_beyond(page) <= 0
