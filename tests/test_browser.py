"""The pages in a real browser: sizes, colours, keyboard, script and none, hostile names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_networks import Held, hostile, rich
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing

from graph.network.live import Network

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
AT = "at=2020-06-30"
PAGES = (
    f"/?{AT}",
    f"/coverage?within=610000&{AT}",
    f"/coverage?within=611101002&{AT}",
    f"/villages?{AT}",
    f"/uncovered?{AT}&q=nowhere",
    f"/parties?{AT}&q=1",
    f"/parties/110101?{AT}",
    f"/parties/611103?{AT}",
    f"/parties/611101%2301?{AT}",
    f"/pairings?{AT}",
    f"/pairings/P0007?{AT}",
    f"/districts?{AT}",
    f"/dependence?most=3&target=poor&{AT}",
    f"/dependence/withdrawal?of=110101&of=110102001&q=1&target=poor&{AT}",
    f"/participation?{AT}",
    f"/participation/list?within=110101&{AT}",
    f"/participation/list?q=nowhere&{AT}",
    f"/institutions?{AT}",
    f"/institutions/list?{AT}",
    f"/districts/110101?{AT}",
    f"/reconciliation?{AT}",
    f"/reconciliation?within=610000&{AT}",
    f"/reconciliation/4?{AT}",
    f"/quality?{AT}",
    f"/quality?within=110101&{AT}",
    f"/quality/single-donors?{AT}",
    f"/quality/without-start?{AT}",
    f"/quality/undesignated?{AT}",
    "/parties/611101999",
    "/?at=x",
)
HOSTILE = (
    "/",
    "/coverage?all=1",
    "/uncovered",
    "/parties",
    "/parties/110101",
    "/parties/V4%E4%B8%AD%20%E6%96%87",
    "/pairings",
    "/pairings/K4%E4%B8%AD%20%E6%96%87",
    "/districts",
    "/districts/110101",
    "/dependence",
    "/dependence/withdrawal?of=110101&q=%E5%8C%BA",
    "/participation",
    "/participation/list",
    "/institutions?all=1",
    "/institutions/list",
    "/reconciliation",
    "/reconciliation/4",
    "/quality",
    "/quality/without-start",
)


@pytest.fixture(scope="module")
def rich_site() -> Iterator[str]:
    with showing(Held(rich())) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_site() -> Iterator[str]:
    with showing(Held(hostile())) as address:
        yield address


@pytest.fixture(scope="module")
def sample_site(sample_network: Network) -> Iterator[str]:
    with showing(sample_network) as address:
        yield address


def width_beyond(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_no_page_scrolls_sideways(browser: Browser, rich_site: str, width: int) -> None:
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        for url in PAGES:
            page.goto(rich_site + url)
            assert width_beyond(page) <= 0, url


@pytest.mark.parametrize("width", [390, 1366])
def test_hostile_names_are_inert_and_fit(browser: Browser, hostile_site: str, width: int) -> None:
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        for url in HOSTILE:
            page.goto(hostile_site + url)
            assert width_beyond(page) <= 0, url
            assert page.locator("img").count() == 0
            assert page.locator("script:not([src])").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, rich_site: str, scheme: str, width: int) -> None:
    # What is dark differs in its colours only.
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    size = {"width": width, "height": 900}
    with opened(browser, viewport=size, color_scheme=scheme) as page:
        for url in PAGES:
            page.goto(rich_site + url)
            page.evaluate(AXE.read_text())
            found = page.evaluate("options => axe.run(options)", options)
            assert found["passes"]
            assert summary(found["violations"]) == [], url


def summary(violations: list[dict[str, Any]]) -> list[str]:
    return [f"{it['id']}: {it['nodes'][0]['html'][:160]}" for it in violations]


def test_filter_narrows_while_typing(page: Page, sample_site: str) -> None:
    page.goto(f"{sample_site}/uncovered?{AT}")
    expect(page.locator(".extent")).to_contain_text("共 128 个村")
    page.locator("#q").press_sequentially("wlhwl")
    expect(page.locator(".extent")).to_contain_text("共 3 个村")
    expect(page).to_have_url(re.compile("q=wlhwl"))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("wlhwl")
    page.reload()
    expect(page.locator(".extent")).to_contain_text("共 3 个村")


def test_filter_boxes_work_at_once(page: Page, rich_site: str) -> None:
    page.goto(f"{rich_site}/villages?{AT}")
    page.get_by_label("待定名").check()
    expect(page.locator(".extent")).to_contain_text("共 10 个村")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".extent")).to_contain_text("共 10 个村")
    expect(page.get_by_label("待定名")).to_be_checked()
    page.get_by_label("待定名").uncheck()
    expect(page.locator(".extent")).to_contain_text("共 96 个村")


def test_pages_turn_and_come_back(page: Page, rich_site: str) -> None:
    page.goto(f"{rich_site}/villages?{AT}")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pager .at")).to_have_text("2 / 2")
    expect(page).to_have_url(re.compile("page=2"))
    page.go_back()
    expect(page.locator(".pager .at")).to_have_text("1 / 2")
    expect(page.locator("header.top")).to_be_visible()


def test_everything_works_without_script(browser: Browser, sample_site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{sample_site}/uncovered?{AT}")
        page.locator("#q").fill("wlhwl")
        page.get_by_role("button", name="筛选").click()
        expect(page.locator(".extent")).to_contain_text("共 3 个村")
        page.get_by_label("截至").fill("2020-01-01")
        page.get_by_role("button", name="查看").click()
        expect(page).to_have_url(re.compile("at=2020-01-01"))
        expect(page).to_have_url(re.compile("q=wlhwl"))
        expect(page.locator("tbody tr").first).to_contain_text("仅县级结对")


def test_newcomer_goes_from_the_total_to_one_village(page: Page, sample_site: str) -> None:
    page.goto(f"{sample_site}/?{AT}")
    page.get_by_role("link", name="和田县", exact=True).click()
    page.get_by_role("link", name="色格孜库勒乡").click()
    page.get_by_role("link", name="色格孜库勒乡待定名村01").click()
    received = page.get_by_role("table", name="谁支援它")
    expect(received).to_contain_text("采育镇")
    expect(received).to_contain_text("魏善庄镇")
    expect(received).to_contain_text("tasks-daxing-2020.xlsx")


def test_search_on_top_finds_any_party(page: Page, sample_site: str) -> None:
    page.goto(f"{sample_site}/districts?{AT}")
    page.get_by_label("搜索", exact=True).fill("shijingshan")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="石景山区", exact=True).first.click()
    expect(page.locator("body")).to_contain_text("17,869")
    expect(page).to_have_url(re.compile(AT))


def test_keyboard_reaches_the_content_first(page: Page, rich_site: str) -> None:
    page.goto(rich_site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_print_is_light_and_without_controls(browser: Browser, rich_site: str) -> None:
    with opened(browser, color_scheme="dark") as page:
        page.goto(f"{rich_site}/coverage?{AT}")
        page.emulate_media(media="print")
        expect(page.locator(".moment")).to_be_hidden()
        expect(page.locator(".top nav")).to_be_hidden()
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        bar = page.locator("svg.bar rect.covered").first
        expect(bar).to_have_css("fill", "rgb(47, 125, 79)")
