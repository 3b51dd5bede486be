"""The picture of the city in a real browser: its texts, a phone, and paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from city_networks import beijing
from drawings import check_apart
from page_networks import Held
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AXE, summary, width_beyond

from server.pictures.picture import Box

AT = "at=2020-08-26"
BOXES = """() => [...document.querySelectorAll("#drawing-art text")].map(text => {
  const {x, y, width, height} = text.getBBox();
  return [x, y, x + width, y + height];
})"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(beijing().snapshot())) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with opened(browser, viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
        yield page


def check_texts(page: Page) -> None:
    """As Chromium sets them, they stay clear of each other and in the picture."""
    canvas = page.locator("#drawing-art").locator("..").get_attribute("viewBox")
    assert canvas
    *_, width, height = map(float, canvas.split())
    boxes = [Box(*sides) for sides in page.evaluate(BOXES)]
    assert len(boxes) > 20
    assert all(box.left >= 0 and box.right <= width and box.bottom <= height for box in boxes)
    check_apart(boxes)


def test_from_the_whole_to_one_district_on_a_phone(phone: Page, site: str) -> None:
    phone.goto(f"{site}/city?{AT}")
    check_texts(phone)
    assert width_beyond(phone) == 0
    phone.get_by_role("link", name="看表").click()
    expect(phone.locator("#table")).to_be_in_viewport()
    expect(phone.locator("table.cards .bar").first).to_be_in_viewport()
    box = phone.locator("a.node").filter(has_text="第3区").first
    label = box.locator("title").first.text_content()
    box.focus()
    box.press("Enter")
    expect(phone.locator("h1")).to_contain_text("第3区支援各县图")
    expect(phone.locator(".extent b")).to_have_text(str(label).split("，")[1].partition(" ")[0])
    check_texts(phone)
    assert width_beyond(phone) == 0
    phone.evaluate(AXE.read_text(encoding="utf-8"))
    assert summary(phone.evaluate("axe.run()")["violations"]) == []
    phone.select_option("[name=district]", "")
    expect(phone.locator("h1")).to_contain_text("全市结对图")
    phone.emulate_media(media="print")
    sheets = phone.locator(".picture > .sheet")
    assert sheets.count() > 1
    assert sheets.first.is_visible()
