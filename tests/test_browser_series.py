"""The pages about time in a browser: nothing meets, nothing is cut, with script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page_networks import Held, rich
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AT, AXE, summary, width_beyond

from server.pictures.picture import Box

PAGES = (
    f"/series?from=2018-11-30&target=poor&{AT}",
    f"/series?from=2000-01-01&{AT}",
    f"/series?from=1930-01-01&{AT}",
    f"/changes?from=2018-11-30&target=poor&within=611101&{AT}",
    f"/changes/happenings?from=2018-11-30&within=611101&{AT}",
)
MANY = PAGES[2]
"""Charts of hundreds of columns differ in nothing that axe looks at, and take it long."""
BOXES = """() => [...document.querySelectorAll(".picture svg text")]
  .filter(text => text.checkVisibility())
  .map(text => {
    const {x, y, width, height} = text.getBBox();
    return [x, y, x + width, y + height];
  })"""
AXE_SOURCE = AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(rich())) as address:
        yield address


@pytest.fixture(params=[1366, 390], ids=["wide", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


def test_pages_are_accessible_and_fit(browser: Browser, site: str, width: int) -> None:
    with opened(browser, viewport={"width": width, "height": 900}) as page:
        for address in PAGES:
            page.goto(site + address)
            page.emulate_media(color_scheme="light")
            assert width_beyond(page) <= 0, address
            if address == MANY:
                continue
            page.evaluate(AXE_SOURCE)
            assert summary(page.evaluate("axe.run()")["violations"]) == [], address
            page.emulate_media(color_scheme="dark")
            found = page.evaluate("axe.run({runOnly: ['color-contrast']})")
            assert summary(found["violations"]) == [], (address, "dark")


@pytest.mark.parametrize("address", PAGES[:3])
def test_no_two_texts_of_a_chart_meet(
    browser: Browser, site: str, width: int, address: str
) -> None:
    with opened(browser, viewport={"width": width, "height": 900}) as page:
        page.goto(site + address)
        drawn = page.locator(".picture:visible")
        expect(drawn).to_have_count(1)
        size = drawn.locator("svg").bounding_box()
        assert size is not None
        found = [Box(*sides) for sides in page.evaluate(BOXES)]
        assert len(found) > 8
        for place, one in enumerate(found):
            assert one.left >= 0
            assert one.right <= size["width"]
            assert one.top >= 0
            assert one.bottom <= size["height"]
            assert not any(one.overlaps(other) for other in found[place + 1 :])


def test_small_chart_needs_no_scrolling_on_a_phone(browser: Browser, site: str) -> None:
    with opened(browser, viewport={"width": 390, "height": 900}) as page:
        page.goto(site + PAGES[1])
        drawn = page.locator(".picture.small")
        assert drawn.evaluate("it => it.scrollWidth <= it.clientWidth")
        expect(page.locator(".picture.wide")).to_be_hidden()


def test_paper_gets_the_wide_chart(browser: Browser, site: str) -> None:
    with opened(browser, viewport={"width": 390, "height": 900}) as page:
        page.goto(site + PAGES[0])
        page.emulate_media(media="print")
        expect(page.locator(".picture.wide")).to_be_visible()
        expect(page.locator(".picture.small")).to_be_hidden()


def test_a_column_leads_to_its_day(window: Page, site: str) -> None:
    window.goto(site + PAGES[0])
    column = window.locator(".picture.wide a").nth(3)
    label = column.locator("title").text_content()
    assert label is not None
    column.focus()
    window.keyboard.press("Enter")
    expect(window.locator("input[name=at][type=date]")).to_have_value(label[:10])
    total = window.locator(".tiles .whole b").inner_text()
    assert label.startswith(f"{label[:10]}：贫困村 {total} 个")


def test_choosing_days_and_a_place(window: Page, site: str) -> None:
    """Without script the form is sent by its button; with it by each change."""
    window.goto(f"{site}/changes?{AT}")
    window.locator("#filter [name=from]").fill("2018-11-30")
    window.locator("#filter [name=within]").select_option("610000")
    window.locator("#filter button").click()
    window.wait_for_url("**from=2018-11-30**within=610000**")
    expect(window.locator("h1")).to_contain_text("从 2018年11月30日到 2020年6月30日")
    gained = window.locator(".facets a").first
    number = gained.inner_text()
    gained.click()
    window.wait_for_url("**change=gained**")
    expect(window.locator(".extent b")).to_have_text(number)
    expect(window.locator("#main tbody td[data-label=其间] li").first).to_be_visible()


def test_series_follows_its_form(window: Page, site: str) -> None:
    window.goto(f"{site}/series?{AT}&target=poor")
    window.locator("#filter [name=from]").fill("2020-01-01")
    window.locator("#filter button").click()
    window.wait_for_url("**from=2020-01-01**")
    expect(window.locator(".picture.wide a")).to_have_count(3)
    window.get_by_role("link", name="这段时间哪些村变了").click()
    expect(window.locator("#filter [name=from]")).to_have_value("2020-01-01")
    assert "target=poor" in window.url
