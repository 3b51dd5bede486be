"""Lists in a real browser: controls and rows that never disagree, failures that are told, print."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sites import opened, showing
from test_browser import AT

from graph.network.live import Network

DAY = "#moment [name=at]"


@pytest.fixture(scope="module")
def site(sample_network: Network) -> Iterator[str]:
    with showing(sample_network) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def shown_day(page: Page) -> str:
    return page.locator("h1 small").inner_text()


def test_day_that_was_set_and_not_sent_holds_for_the_next_filter(page: Page, site: str) -> None:
    page.goto(f"{site}/pairings?{AT}")
    page.evaluate("document.querySelector('#moment [name=at]').value = '2015-01-01'")
    page.get_by_label("村级协商中").check()
    expect(page.locator(".extent b")).to_have_text("0")
    expect(page.locator("h1 small")).to_contain_text("2015年1月1日")
    assert page.input_value(DAY) == "2015-01-01"
    assert "at=2015-01-01" in page.url


@pytest.mark.parametrize("path", ["/villages", "/uncovered", "/pairings", "/parties"])
def test_list_follows_the_day_without_a_button(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}{path}?{AT}")
    page.fill(DAY, "2019-03-05")
    expect(page.locator("h1 small")).to_contain_text("2019年3月5日")
    page.locator("#q").fill("daxing")
    page.wait_for_url("**q=daxing**")
    assert page.input_value(DAY) == "2019-03-05"
    assert "2019年3月5日" in shown_day(page)
    expect(page.locator(".extent .take a").first).to_have_attribute(
        "href", re.compile("2019-03-05")
    )


def test_target_and_boxes_agree_with_the_list_after_going_back(page: Page, site: str) -> None:
    page.goto(f"{site}/villages?{AT}")
    page.select_option("#moment [name=target]", "poor")
    expect(page.locator("h1")).to_contain_text("贫困村")
    page.get_by_label("已列任务").check()
    page.wait_for_url("**cover=planned**")
    page.locator("tbody a").first.click()
    page.go_back()
    assert page.locator("[name=cover][value=planned]").is_checked()
    assert page.input_value("#moment [name=target]") == "poor"
    page.goto(f"{site}/villages?{AT}")
    assert not page.locator("[name=cover][value=planned]").is_checked()


def test_unchecking_every_stage_shows_the_list_without_one(page: Page, site: str) -> None:
    page.goto(f"{site}/pairings?{AT}&stage=signed")
    expect(page.locator("[name=stage]:checked")).to_have_count(1)
    page.get_by_label("已签订").uncheck()
    expect(page.locator(".extent b")).to_have_text("192")
    expect(page.locator("[name=stage]:checked")).to_have_count(0)


def test_without_script_the_day_and_the_filter_are_sent_together(
    browser: Browser, site: str
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site}/pairings?{AT}")
        page.fill(DAY, "2019-03-05")
        page.get_by_label("已签订").check()
        page.get_by_role("button", name="筛选").click()
        assert "2019年3月5日" in shown_day(page)
        assert page.locator("[name=stage]:checked").count() == 1
        page.fill(DAY, "2020-06-30")
        page.get_by_role("button", name="查看").click()
        assert "2020年6月30日" in shown_day(page)
        assert page.locator("[name=stage]:checked").count() == 1


def failing(page: Page, answer: str) -> None:
    def fail(route: Route) -> None:
        if answer == "gone":
            route.abort("connectionrefused")
        else:
            route.fulfill(status=500, body="<p>Internal</p>")

    page.route("**q=daxing**", fail)


@pytest.mark.parametrize(
    ("answer", "reason"), [("gone", "连不上服务器"), ("500", "服务器没有给出这一部分")]
)
def test_request_that_fails_is_told_with_a_way_out(
    browser: Browser, site: str, answer: str, reason: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/villages?{AT}")
    expect(page.locator("#failure")).to_be_hidden()
    failing(page, answer)
    page.locator("#q").fill("daxing")
    line = page.get_by_role("alert")
    expect(line).to_contain_text(f"没有刷新：{reason}。页面上还是刚才的内容。")
    expect(page.locator(".extent b")).to_have_text("128")
    page.unroute("**q=daxing**")
    line.get_by_role("link", name="再试一次").click()
    assert "q=daxing" in page.url
    assert page.input_value("#q") == "daxing"
    expect(page.locator("#failure")).to_be_hidden()
    context.close()


def test_line_about_a_failure_goes_when_the_next_request_succeeds(
    browser: Browser, site: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/villages?{AT}")
    failing(page, "500")
    page.locator("#q").fill("daxing")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#q").fill("大兴")
    page.wait_for_url("**q=%E5%A4%A7%E5%85%B4**")
    expect(page.locator("#failure")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    ("path", "across"),
    [
        ("/districts/110115", True),
        ("/districts", True),
        ("/coverage?within=150000", True),
        ("/pairings", True),
        ("/parties?q=daxing", False),
    ],
)
def test_wide_pages_are_printed_across(page: Page, site: str, path: str, across: bool) -> None:
    page.goto(f"{site}{path}{'&' if '?' in path else '?'}{AT}")
    printed = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert sizes
    assert {float(width) > float(height) for width, height in sizes} == {across}


def test_sentence_of_a_picture_is_whole_on_a_narrow_screen(browser: Browser, site: str) -> None:
    with opened(browser, viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{site}/districts/110115?{AT}")
        sentence = page.locator(".sentence")
        expect(sentence).to_contain_text("深度贫困村128个")
        box = sentence.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
        page.set_viewport_size({"width": 1366, "height": 800})
        expect(sentence).to_be_hidden()
