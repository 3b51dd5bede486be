"""The keyboard and the search box in a real browser, on one site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Templates
from playwright.sync_api import Browser, Page, expect
from sites import Site, opened, served
from test_browser import AXE, summary

FOCUSED = "() => document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("keys")
    with templates.copy("sqlite", "sample", path) as database, served(database) as site:
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def rows(page: Page) -> list[str]:
    """The first link of each row."""
    found = page.locator("main tbody tr")
    return [row.locator("a").first.inner_text() for row in found.all()]


def test_keys_move_through_the_rows_and_open_one(page: Page, site: Site) -> None:
    page.goto(site.url("/uncovered"))
    names = rows(page)
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == names[at]
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement === document.body")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/parties/**")
    expect(page.locator("h1")).to_contain_text(names[0])


def test_keys_go_on_after_the_list_was_renewed(page: Page, site: Site) -> None:
    page.goto(site.url("/uncovered"))
    page.keyboard.press("j")
    page.get_by_label("待定名", exact=True).check()
    page.wait_for_url("**unnamed=1**")
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) in rows(page)


def test_keys_are_letters_where_one_types_and_nothing_with_modifiers(
    page: Page, site: Site
) -> None:
    page.goto(site.url("/villages"))
    page.locator("#q").focus()
    page.keyboard.type("jk?/")
    assert page.input_value("#q") == "jk?/"
    expect(page.locator("dialog")).to_be_hidden()
    page.goto(site.url("/villages"))
    for key in ("Control+j", "Alt+j", "Meta+k"):
        page.keyboard.press(key)
        assert page.evaluate("() => document.activeElement === document.body"), key


def test_keys_go_on_from_a_row_that_was_ticked(page: Page, site: Site) -> None:
    page.goto(site.url("/pairings"))
    page.locator("main tbody input[type=checkbox]").nth(1).check()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == rows(page)[2]


def test_slash_leads_to_the_search_and_escape_out_of_it(page: Page, site: Site) -> None:
    page.goto(site.url("/villages"))
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="搜索")
    expect(box).to_be_focused()
    assert box.input_value() == ""
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_help_of_the_keys_opens_and_closes_and_turns_them_off(page: Page, site: Site) -> None:
    page.goto(site.url("/uncovered"))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    expect(dialog).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert summary(page.evaluate("axe.run()")["violations"]) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    dialog.get_by_label("用这些单个的键").uncheck()
    dialog.get_by_role("button", name="关闭").click()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) not in rows(page)
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="搜索")).not_to_be_focused()
    page.keyboard.press("?")
    assert not dialog.get_by_label("用这些单个的键").is_checked()
    dialog.get_by_label("用这些单个的键").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == rows(page)[0]


def test_search_lists_while_one_types_and_the_arrows_choose(page: Page, site: Site) -> None:
    page.goto(site.url("/villages"))
    box = page.get_by_role("combobox", name="搜索")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("daxing")
    listed = page.get_by_role("listbox")
    expect(listed).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    options = listed.get_by_role("option")
    expect(options.first).to_contain_text("大兴区")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert summary(page.evaluate("axe.run()")["violations"]) == []
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "found-1")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "found-1")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(listed).to_be_hidden()
    expect(box).to_have_value("daxing")
    box.press("ArrowDown")
    expect(listed).to_be_visible()
    box.press("Enter")
    page.wait_for_url("**/parties/110115**")
    assert "at=2020-06-30" in page.url


def test_option_is_clicked(page: Page, site: Site) -> None:
    page.goto(site.url("/"))
    page.keyboard.press("/")
    page.keyboard.type("fugai")
    page.get_by_role("option", name="覆盖 按省").click()
    page.wait_for_url("**/coverage**")


def test_list_closes_when_one_goes_elsewhere_or_nothing_is_typed(page: Page, site: Site) -> None:
    page.goto(site.url("/"))
    box = page.get_by_role("combobox", name="搜索")
    box.press_sequentially("dx")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.fill("")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially("qqqq")
    expect(page.locator("#found [role=option]")).to_contain_text("没有找到“qqqq”")
    expect(page.locator("#found-said")).to_have_text("没有找到")
    page.locator("h1").click()
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_enter_without_a_choice_leads_to_all_that_was_found(
    browser: Browser, site: Site, script: bool
) -> None:
    with opened(browser, java_script_enabled=script) as page:
        page.goto(site.url("/villages"))
        box = page.locator("header input[type=search]")
        box.fill("大兴")
        box.press("Enter")
        page.wait_for_url("**/search**")
        expect(page.locator("h1")).to_contain_text("搜索：大兴")
        expect(page.get_by_role("link", name="大兴区", exact=True).first).to_be_visible()
        assert "at=2020-06-30" in page.url


@pytest.mark.parametrize("script", [True, False])
def test_filter_is_kept_and_opened_again(browser: Browser, site: Site, script: bool) -> None:
    with opened(browser, java_script_enabled=script) as page:
        name = "要定名的" if script else "要定名的村"
        page.goto(site.url(f"/villages?unnamed=1{'' if script else '&order=cover'}"))
        page.get_by_text("保存这个筛选").click()
        page.get_by_label("名称", exact=True).fill(name)
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("status").first).to_contain_text(f"已保存筛选“{name}”")
        page.goto(site.url("/"))
        page.get_by_role("link", name=name, exact=True).click()
        assert "unnamed=1" in page.url
        assert page.get_by_label("待定名", exact=True).is_checked()
