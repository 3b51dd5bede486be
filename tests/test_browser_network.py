"""Walking the network in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from page_networks import Held
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AT, AXE, summary
from web_network import web

PAGES = (
    "network?center=110100&hops=3&open=610100&open=610101",
    "network/path?from=110100&to=E2",
    "network/shared?",
    "network/shared/counties?of=110100&of=110101",
    "network/structure?",
    "network/structure?part=bridges",
    "network/structure?part=between",
    "network/members?of=110100",
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(web())) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def test_from_a_search_to_the_way_between_two(page: Page, site: str) -> None:
    page.goto(f"{site}/network/path?{AT}")
    page.locator("#from").press_sequentially("甲区")
    page.wait_for_url("**from=**")
    page.locator("#to").press_sequentially("公司")
    page.get_by_role("link", name="丙公司").click()
    expect(page.locator("#sentence")).to_contain_text("西村自 2020-06-21 起由丙公司结对支援。")
    expect(page.locator("table.cards tbody tr")).to_have_count(3)


def test_steps_are_listed_one_by_one(page: Page, site: str) -> None:
    page.goto(f"{site}/network?center=110100&{AT}")
    page.select_option("[name=hops]", "3")
    page.wait_for_url("**hops=3**")
    number = page.locator(".facets a b").last.inner_text()
    page.get_by_role("link", name="3 步").click()
    expect(page.locator(".extent b")).to_have_text(number)


def test_picture_opens_in_its_place_and_back_closes_it(page: Page, site: str) -> None:
    page.goto(f"{site}/network?center=110103&{AT}")
    press = page.locator("a.node[hx-get]", has_text="+1").first
    spot = press.get_attribute("id")
    village = page.locator("a.node", has_text="北村")
    expect(village).to_have_count(0)
    press.focus()
    page.keyboard.press("Enter")
    expect(village).to_be_visible()
    assert "open=" in page.url
    assert page.evaluate("document.activeElement.id") == spot
    expect(page.locator(f"#{spot}")).to_have_accessible_name(re.compile("^收起"))
    expect(page.locator(f"#{spot}")).to_be_in_viewport()
    page.go_back()
    expect(village).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, width: int, scheme: str) -> None:
    with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        for path in PAGES:
            page.goto(f"{site}/{path}&{AT}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.evaluate(AXE.read_text())
            assert summary(page.evaluate("axe.run()")["violations"]) == [], path
