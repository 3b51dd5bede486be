"""Finding who does not take part yet, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page_networks import Held
from participation_network import taking_part
from playwright.sync_api import Browser, Page, expect
from sites import opened, showing
from test_browser import AT, AXE, summary


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with showing(Held(taking_part())) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def test_from_the_district_to_its_communities_without_any(page: Page, site: str) -> None:
    page.goto(f"{site}/participation?{AT}")
    page.get_by_role("link", name="甲区", exact=True).click()
    expect(page.locator("h1")).to_contain_text("甲区参与情况")
    page.get_by_role("checkbox", name="无结对").check()
    page.wait_for_url("**state=none**")
    page.get_by_role("checkbox", name="社区", exact=True).check()
    expect(page.locator(".extent b")).to_have_text("60")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".extent")).to_contain_text("第 51–60 个，共 60 个")
    expect(page.locator("table.cards tbody tr")).to_have_count(10)


def test_box_takes_along_what_lies_inside(page: Page, site: str) -> None:
    page.goto(f"{site}/participation/list?within=110101&kind=street&state=paired&{AT}")
    expect(page.locator(".nothing")).to_contain_text("没有符合条件的")
    page.get_by_label("连同辖区内的支援方").check()
    expect(page.locator("table.cards tbody tr")).to_have_count(1)
    page.locator("details summary").click()
    number = page.get_by_role("link", name="街道本身或辖区内已结对 1")
    number.last.click()
    expect(page.locator(".extent b")).to_have_text("1")


def test_from_county_to_its_schools_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/institutions?{AT}")
    page.get_by_role("link", name="某县学校总数 4").focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.cards tbody tr")).to_have_count(4)
    page.locator("#q").press_sequentially("小学2")
    expect(page.locator("table.cards tbody tr")).to_have_count(1)
    expect(page.locator("table.cards tbody")).to_contain_text("市局")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, width: int, scheme: str) -> None:
    """Where whole lists stand; the rest of the pages `test_browser` looks at."""
    with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        for path in ("participation", "participation/list", "institutions", "institutions/list"):
            page.goto(f"{site}/{path}?{AT}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.evaluate(AXE.read_text())
            assert summary(page.evaluate("axe.run()")["violations"]) == [], path
