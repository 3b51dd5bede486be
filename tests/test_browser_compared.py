"""Two days side by side in a real browser: texts, a phone, dark colours, the keyboard and axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from drawings import check_apart
from page_networks import Held, rich
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AXE, summary, width_beyond

from server.pictures.picture import Box

SPAN = "at=2020-06-30&from=2018-11-30&target=poor"
BOXES = """() => [...document.querySelectorAll("#drawing-art text")].map(text => {
  const {x, y, width, height} = text.getBBox();
  return [x, y, x + width, y + height];
})"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(rich())) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with opened(browser, viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
        yield page


@pytest.mark.parametrize("scope", ["&within=611101&all=1", "&district=110101"])
def test_picture_on_a_phone(phone: Page, site: str, scope: str) -> None:
    phone.goto(f"{site}/changes/picture?{SPAN}{scope}")
    boxes = [Box(*sides) for sides in phone.evaluate(BOXES)]
    assert len(boxes) > 20
    check_apart(boxes)
    assert width_beyond(phone) == 0
    phone.evaluate(AXE.read_text(encoding="utf-8"))
    assert summary(phone.evaluate("axe.run()")["violations"]) == []


def test_number_leads_to_its_villages_by_keyboard(phone: Page, site: str) -> None:
    phone.goto(f"{site}/changes/picture?{SPAN}&within=611101")
    gained = phone.locator("a:has(text.gain)").first
    number = gained.locator("text").text_content()
    assert number
    gained.focus()
    gained.press("Enter")
    expect(phone.locator(".extent b")).to_have_text(number.lstrip("＋"))
