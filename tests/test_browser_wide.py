"""Tables that are wider than the screen show that they go on, and filters keep their button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sites import opened, showing
from test_browser import AT

from graph.network.live import Network

EDGE = 12
"""Pixels beside the edge of a table."""
PLAIN = "table => { table.style.background = 'none' }"


@pytest.fixture(scope="module")
def sample_site(sample_network: Network) -> Iterator[str]:
    with showing(sample_network) as address:
        yield address


def edge(page: Page, *, left: bool) -> bytes:
    """What is seen at one edge of the table, below its head."""
    box = page.locator(".scroll").first.bounding_box()
    assert box
    x = box["x"] if left else box["x"] + box["width"] - EDGE
    return page.screenshot(
        clip={"x": x, "y": box["y"] + 40, "width": EDGE, "height": box["height"] - 40},
        full_page=True,
    )


def shaded(page: Page) -> tuple[bool, bool]:
    """Is there a shade at the left edge, and at the right one?"""
    table = page.locator(".scroll").first
    seen = [edge(page, left=left) for left in (True, False)]
    before = table.evaluate("table => table.style.background")
    table.evaluate(PLAIN)
    bare = [edge(page, left=left) for left in (True, False)]
    table.evaluate("(table, before) => { table.style.background = before }", before)
    return seen[0] != bare[0], seen[1] != bare[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wide_table_shows_that_it_goes_on(browser: Browser, sample_site: str, scheme: str) -> None:
    options = {"viewport": {"width": 390, "height": 800}, "color_scheme": scheme}
    with opened(browser, **options) as page:
        page.goto(f"{sample_site}/coverage?{AT}")
        table = page.locator(".scroll").first
        assert table.evaluate("table => table.scrollWidth > table.clientWidth")
        # The heads of the rows stay at the left, over what goes on there.
        assert shaded(page)[1]
        table.evaluate("table => { table.scrollLeft = table.scrollWidth }")
        assert shaded(page) == (False, False)


def test_table_with_room_enough_has_no_shade(browser: Browser, sample_site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{sample_site}/coverage?{AT}")
        assert shaded(page) == (False, False)
        page.emulate_media(media="print")
        style = "table => getComputedStyle(table).backgroundImage"
        assert page.locator(".scroll").first.evaluate(style) == "none"


def test_button_of_a_short_filter_stands_beside_its_fields(
    browser: Browser, sample_site: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{sample_site}/uncovered?{AT}")
        form = page.locator("form.filter")
        button = form.get_by_role("button").bounding_box()
        box = form.locator("label.box").bounding_box()
        assert button
        assert box
        assert abs((button["y"] + button["height"] / 2) - (box["y"] + box["height"] / 2)) < 10
