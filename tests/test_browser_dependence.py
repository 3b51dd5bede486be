"""Choosing who withdraws, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page_networks import Held, rich
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AT


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(rich())) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def test_box_stays_with_its_party_when_the_list_changes(page: Page, site: str) -> None:
    page.goto(f"{site}/dependence?target=poor&{AT}")
    page.locator("td.pick input").first.check()
    page.select_option("[name=by]", "district")
    page.wait_for_url("**by=district**")
    expect(page.locator("td.pick input")).to_have_count(3)
    expect(page.locator("td.pick input:checked")).to_have_count(0)


def test_from_the_list_to_what_is_lost_and_one_more(page: Page, site: str) -> None:
    page.goto(f"{site}/dependence?by=township&target=poor&{AT}")
    first, second = (page.locator("td.num a").nth(n).inner_text() for n in (0, 1))
    for place in (0, 1):
        page.locator("td.pick input").nth(place).check()
    page.get_by_role("button", name="若选中的一起退出").click()
    expect(page.locator("h1")).to_contain_text("等 2 个退出")
    together = int(page.locator(".extent b").inner_text())
    assert together >= int(first) + int(second)
    page.locator("#q").press_sequentially("西区3")
    page.get_by_role("link", name="加上西区3街道").click()
    expect(page.locator("h1")).to_contain_text("等 3 个退出")
    assert int(page.locator(".extent b").inner_text()) >= together
    assert "target=poor" in page.url
