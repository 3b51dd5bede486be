"""A county proposes, a district accepts, and the list of uncovered villages shows it: in a real
browser, with script and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import PASSWORD
from conftest import Templates
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened, served
from staff import hire
from test_browser_keeping import findings

COUNTY, HONGXING = "653221", "/parties/653221102221"

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path) -> Iterator[Site]:
    with templates.copy("sqlite", "sample", tmp_path) as database:
        hire(database, county=COUNTY)
        with served(database) as site:
            yield site


def enter(page: Page, site: Site, login: str) -> None:
    """As somebody else, if anybody was there before."""
    page.context.clear_cookies()
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("link", name=login, exact=True)).to_be_visible()


def test_proposed_accepted_and_seen_among_the_uncovered(window: Page, staffed: Site) -> None:
    enter(window, staffed, "county")
    window.goto(staffed.url(HONGXING))
    window.get_by_role("link", name="建议认定").click()
    window.get_by_role("button", name="提出建议").click()
    expect(window.locator(".faults")).to_contain_text("依据：每次认定都要写明依据")
    window.get_by_role("radio", name="深度贫困村", exact=True).check()
    window.get_by_label("认定日期").fill("2019-05")
    window.get_by_label("依据").fill("2019年名单")
    window.get_by_role("button", name="提出建议").click()
    expect(window.locator(".notice")).to_contain_text("建议已提出")
    expect(window.locator("h1")).to_contain_text("红星村委会：认定为深度贫困村，2019-05 起")
    window.goto(staffed.url("/uncovered?q=红星村"))
    expect(window.locator(".extent")).to_contain_text("共 0 个村")
    enter(window, staffed, "district")
    window.goto(staffed.url("/"))
    window.get_by_role("link", name="1 条受援县的建议待处理").click()
    window.get_by_role("link", name="第 1 条建议，详情").click()
    expect(window.get_by_role("row", name="深度贫困村 128 129")).to_be_visible()
    window.get_by_role("button", name="采纳，写入台账").click()
    expect(window.locator(".notice")).to_contain_text("已采纳，写入了台账。")
    window.goto(staffed.url("/uncovered?q=红星村"))
    expect(window.locator(".extent")).to_contain_text("共 1 个村")
    expect(window.locator("table")).to_contain_text("红星村委会")
    enter(window, staffed, "county")
    window.get_by_role("link", name="建议", exact=True).click()
    expect(window.locator("tbody tr")).to_contain_text("已采纳")


def test_name_is_found_as_one_types(page: Page, staffed: Site) -> None:
    enter(page, staffed, "county")
    page.goto(staffed.url("/naming/653221102"))
    page.get_by_role("link", name="建议罕艾日克镇待定名村07是哪个村").click()
    page.get_by_label("是哪个村").fill("youhao")
    expect(page.get_by_role("radio", name="友好村委会")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("罕艾日克镇待定名村07：定名为友好村委会")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_are_accessible(browser: Browser, staffed: Site, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as page:
        enter(page, staffed, "county")
        page.goto(staffed.url(f"{HONGXING}/suggest-designation"))
        page.get_by_role("radio", name="深度贫困村", exact=True).check()
        page.get_by_label("依据").fill("2019年名单")
        page.get_by_role("button", name="提出建议").click()
        suggest_name = "/parties/653221102%2307/suggest-name"
        look_at(page, staffed, HONGXING, suggest_name, f"{HONGXING}/suggest-designation")
        enter(page, staffed, "district")
        look_at(page, staffed, "/suggestions", "/suggestions/1", f"{HONGXING}/designate")


def look_at(page: Page, site: Site, *paths: str) -> None:
    for path in paths:
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site.url(path))
            assert findings(page) == [], (path, width)
