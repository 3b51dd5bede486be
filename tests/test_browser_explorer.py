"""The explorer in a real browser: Altair under its own policy, asking nobody but this server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened

from schema.worked import examples

TELL = """addEventListener("securitypolicyviolation",
  (event) => console.error("CSP", event.violatedDirective, event.blockedURI, event.sourceFile));"""
SEND = "发送请求"


@pytest.fixture(params=["light", "dark"])
def explorer(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """The open explorer. A violation of the policy is a complaint, and fails the test."""
    asked: list[str] = []
    with opened(browser, color_scheme=request.param) as page:
        page.add_init_script(TELL)
        page.on("request", lambda sent: asked.append(sent.url))
        page.goto(f"{site.address}/graphql/explorer")
        yield page
    assert [url for url in asked if not url.startswith((f"{site.address}/", "data:"))] == []
    assert f"{site.address}/graphql" in asked


def tabs(page: Page) -> Any:
    return page.locator("app-window-switcher-item")


def test_explorer_runs_the_examples(explorer: Page) -> None:
    """In Chinese; a person begins with the first, goes to another, and reads of its fields."""
    given = examples()
    expect(tabs(explorer)).to_have_count(len(given))
    expect(tabs(explorer).first).to_contain_text(given[0].title)
    explorer.get_by_role("button", name=SEND).click()
    result = explorer.locator("app-query-result")
    expect(result.filter(visible=True)).to_contain_text('"planned": 128')
    tabs(explorer).filter(has_text=given[1].title).click()
    explorer.get_by_role("button", name=SEND).click()
    expect(result.filter(visible=True)).to_contain_text("察哈尔右翼前旗")
    explorer.get_by_text("文档", exact=True).click()
    explorer.locator("app-doc-viewer").get_by_text("Query", exact=True).first.click()
    expect(explorer.locator("app-doc-viewer")).to_contain_text("uncoveredVillages")


def test_explorer_keeps_nothing_that_was_typed(explorer: Page) -> None:
    expect(tabs(explorer)).to_have_count(len(examples()))
    editor = explorer.locator("app-query-editor .cm-content").filter(visible=True).first
    expect(editor).to_contain_text("Uncovered")
    editor.click()
    explorer.keyboard.press("Control+A")
    explorer.keyboard.type("{ __typename ")  # the editor closes what is opened
    explorer.get_by_role("button", name=SEND).click()
    expect(explorer.locator("app-query-result").filter(visible=True)).to_contain_text('"Query"')
    again = explorer.context.new_page()
    again.goto(explorer.url)
    expect(tabs(again)).to_have_count(len(examples()))
    editor = again.locator("app-query-editor .cm-content").filter(visible=True).first
    expect(editor).to_contain_text("Uncovered")
