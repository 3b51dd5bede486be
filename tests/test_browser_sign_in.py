"""Signing in and out in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import PASSWORD
from conftest import Templates
from playwright.sync_api import Browser, Page, expect
from sites import served
from staff import hire
from test_browser import AXE, width_beyond

EXPECTED = (
    "Failed to load resource: the server responded with a status of 40",
    "Clear-Site-Data",
    "Cleared",
)
"""What the console tells of answers that refuse, and of pages that are forgotten on signing out."""

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def address(templates: Templates, tmp_path: Path) -> Iterator[str]:
    with templates.copy("sqlite", "sample", tmp_path) as database:
        hire(database, county="653221")
        with served(database) as site:
            yield site.address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Fails when the console tells of anything but the answer that leads to sign in."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    assert [text for text in said if not text.startswith(EXPECTED)] == []
    context.close()


def enter(page: Page, login: str) -> None:
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_one_signs_in_and_out(address: str, page: Page) -> None:
    page.goto(f"{address}/pairings?q=大兴")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    enter(page, "city")
    assert page.url.endswith("/pairings?q=%E5%A4%A7%E5%85%B4")
    expect(page.get_by_role("link", name="登记结对关系")).to_be_visible()
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("jiedui", True, "Lax")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.goto(f"{address}/pairings")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_session_that_ended_leads_to_sign_in_from_within_a_page(address: str, page: Page) -> None:
    page.goto(f"{address}/pairings")
    enter(page, "reader")
    expect(page.get_by_role("link", name="登记结对关系")).to_have_count(0)
    page.context.clear_cookies()
    page.locator("#q").fill("黄村")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    enter(page, "reader")
    expect(page.get_by_role("heading", name="结对关系")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_pages_of_accounts_fit_and_can_be_used_by_all(
    address: str, page: Page, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/account")
    check(page)
    enter(page, "district")
    page.get_by_label("名称").fill("报表程序")
    page.get_by_role("button", name="建一个令牌").click()
    expect(page.locator("#secret")).to_contain_text("jd_")
    check(page)
    page.goto(f"{address}/imports/999")
    check(page)


def check(page: Page) -> None:
    assert width_beyond(page) <= 0
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    assert found == []
