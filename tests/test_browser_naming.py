"""Naming villages of the sample in a real browser: a pasted list, pinyin, and back again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened
from test_browser_keeping import findings

HETIAN = "/naming/653221102"
NAMES = (
    *("吉格代艾日克村", "喀勒塔", "友好村委会", "库勒艾日克", "塔斯米其村", "乌其昆迈丹"),
    *("巴格万", "巴拉玛斯村", "尤库日罕艾日克", "羌阿依玛克", "托万罕艾日克村", "罕艾日克村"),
    *("帕尔其", "尤喀昆村", "阿荣", "巴什托奴", "托尕依", "恰先拜巴扎", "民和村", "夏买来"),
    *("托奴村", "红星", "拉依喀"),
)
"""23 villages of 罕艾日克镇, for which a plan counts 23."""


def total(window: Page, site: Site) -> str:
    window.goto(site.url("/"))
    return window.locator("p.lead b").first.inner_text()


def test_pasted_list_names_23_refuses_one_and_is_undone(window: Page, site: Site) -> None:
    everything = total(window, site)
    window.goto(site.url(HETIAN))
    expect(window.locator("h1")).to_contain_text("23 个：已定名 0，待定名 23")
    lines = [f"{number}. {name}" for number, name in enumerate((*NAMES, "友好村"), 1)]
    window.get_by_label("名单").fill("\n".join(lines))
    window.get_by_role("button", name="看名单怎样对应").click()
    expect(window.locator("h1")).to_contain_text("定名 23 个村")
    expect(window.locator(".faults")).to_contain_text("第 24 行 “友好村”：友好村委会已在第 3 行")
    assert site.network.snapshot.parties.resolved == ()
    window.get_by_role("button", name="确认，定名 23 个村").click()
    expect(window.locator(".notice")).to_contain_text("已为 23 个村定名。没有采用：第 24 行")
    expect(window.locator("h1")).to_contain_text("23 个：已定名 23，待定名 0")
    assert len(site.network.snapshot.parties.resolved) == 23
    batch = window.locator(".notice a").get_attribute("href")
    assert batch is not None
    assert total(window, site) == everything
    window.goto(f"{site.address}/parties/653221102%2303")
    expect(window.locator("h1")).to_contain_text("友好村委会")
    expect(window.locator("#changes")).to_contain_text("定名为")
    window.goto(f"{site.address}{batch}")
    window.get_by_role("link", name="撤销这一批…").click()
    window.get_by_role("button", name="确认，撤销这一批").click()
    window.goto(site.url(HETIAN))
    expect(window.locator("h1")).to_contain_text("23 个：已定名 0，待定名 23")
    assert total(window, site) == everything
    window.goto(f"{site.address}/parties/653221102%2303")
    expect(window.locator("h1")).to_contain_text("罕艾日克镇待定名村03")


def test_villages_are_found_by_pinyin_and_initials(page: Page, site: Site) -> None:
    page.goto(site.url("/parties/653221102%2307"))
    page.get_by_role("link", name="为它定名").click()
    page.get_by_label("罕艾日克镇待定名村07是哪个村").fill("youhao")
    expect(page.get_by_role("radio", name="友好村委会")).to_be_checked()
    page.get_by_label("罕艾日克镇待定名村09是哪个村").fill("hx")
    expect(page.get_by_role("radio", name="红星村委会")).to_be_checked()
    page.get_by_label("罕艾日克镇待定名村11是哪个村").fill("艾日克")
    choice = page.locator("tr", has_text="罕艾日克镇待定名村11")
    choice.get_by_role("radio", name="吉格代艾日克村委会").check()
    page.get_by_role("button", name="看改动").click()
    expect(page.locator("h1")).to_contain_text("定名 3 个村")
    page.get_by_role("button", name="确认，定名 3 个村").click()
    named = {one.key: one.village_id for one in site.network.snapshot.parties.resolved}
    key = site.network.snapshot.parties.text.key
    assert {old: key[id_] for old, id_ in named.items()} == {
        "653221102#07": "653221102202",
        "653221102#09": "653221102221",
        "653221102#11": "653221102200",
    }
    # A village that is taken is offered to no other.
    page.get_by_label("罕艾日克镇待定名村01是哪个村").fill("youhao")
    expect(page.locator(".candidates .hint")).to_contain_text("没有找到")


def test_candidates_are_reached_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site.url(HETIAN))
    page.get_by_label("罕艾日克镇待定名村01是哪个村").focus()
    page.keyboard.type("艾日克")
    expect(page.get_by_role("radio")).not_to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("定名 1 个村")


@pytest.mark.parametrize("width", [1366, 390])
def test_pages_fit_and_are_for_everybody(browser: Browser, site: Site, width: int) -> None:
    viewport = {"width": width, "height": 844}
    with opened(browser, viewport=viewport, color_scheme="dark") as page:
        for url in ("/naming", HETIAN, "/naming/130636"):
            page.goto(site.url(url))
            look(page, url)
        page.goto(site.url(HETIAN))
        page.get_by_label("名单").fill("友好村\n没有这个村")
        page.get_by_role("button", name="看名单怎样对应").click()
        expect(page.locator("h1")).to_contain_text("定名 1 个村")
        look(page, "preview")
        page.get_by_role("button", name="确认，定名 1 个村").click()
        expect(page.locator("h1")).to_contain_text("已定名 1")
        look(page, "named")


def look(page: Page, url: str) -> None:
    assert findings(page) == [], url
