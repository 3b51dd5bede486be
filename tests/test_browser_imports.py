"""Importing a workbook in a real browser: from the file to the ledger, and back out of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect
from sites import Site
from test_browser import AXE, summary, width_beyond

HEAD = ("编号", "支援方", "支援方所在区", "受援方", "受援县", "受援乡镇", "阶段", "起始日期")
GOOD = (
    "J-1",
    "庞各庄镇",
    "大兴区",
    "玫瑰营镇待定名村01",
    "察右前旗",
    "玫瑰营镇",
    "已签订",
    "2020-03-01",
)
WRONG = (
    "J-2",
    "庞各庄镇",
    "大兴区",
    "玫瑰营镇待定名村02",
    "察右前旗",
    "玫瑰萱镇",
    "已签订",
    "2020-02-30",
)


def workbook(path: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["大兴区结对台账"])
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(path)
    return path


def hand_in(window: Page, site: Site, path: Path) -> None:
    window.goto(site.url("/imports"))
    window.get_by_label("结对台账", exact=True).check()
    window.set_input_files("#file", path)
    window.get_by_role("button", name="检查").click()


def settle(window: Page, text: str) -> None:
    """Waits for what the page says when the job is done; without script it draws itself anew."""
    expect(window.locator("#upload")).to_contain_text(text, timeout=30_000)


def covered(site: Site) -> int:
    held = site.network.refresh().pairings
    return sum(held.key(row).startswith("J-") for row in range(len(held)))


def test_from_a_workbook_to_the_ledger_and_back(window: Page, site: Site, tmp_path: Path) -> None:
    hand_in(window, site, workbook(tmp_path / "三月.xlsx", GOOD, WRONG))
    settle(window, "没有写入台账")
    assert window.locator(".mistakes code").all_inner_texts() == ["台账!H4", "台账!F4"]
    assert covered(site) == 0
    window.get_by_label("台账!H4 改为").fill("2020-02-29")
    window.get_by_label("玫瑰营镇", exact=True).check()
    window.get_by_role("button", name="按下面的改正再检查").click()
    settle(window, "还没有写入台账")
    expect(window.locator("#upload")).to_contain_text("已改正的格")
    assert covered(site) == 0
    window.get_by_role("button", name="写入台账").click()
    settle(window, "已写入台账")
    assert covered(site) == 2
    window.locator(".settled a").click()
    window.get_by_role("link", name="撤销这一批").click()
    window.get_by_role("button", name="撤销这一批").click()
    expect(window.get_by_role("status").first).to_contain_text("撤销")
    assert covered(site) == 0


def test_good_rows_alone_and_the_refused_to_take_home(
    window: Page, site: Site, tmp_path: Path
) -> None:
    hand_in(window, site, workbook(tmp_path / "三月.xlsx", GOOD, WRONG))
    settle(window, "没有写入台账")
    window.get_by_role("button", name="只收没有错误的").click()
    settle(window, "还没有写入台账")
    with window.expect_download() as started:
        window.get_by_role("link", name="下载有错误的").click()
    assert started.value.suggested_filename == "三月-未收的行.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(started.value.path().read_bytes()))["台账"]
    assert [row[0].value for row in sheet.iter_rows()] == ["大兴区结对台账", "编号", "J-2"]
    window.get_by_role("button", name="写入台账").click()
    settle(window, "已写入台账")
    assert covered(site) == 1


def test_the_page_can_be_left(page: Page, site: Site, tmp_path: Path) -> None:
    hand_in(page, site, workbook(tmp_path / "三月.xlsx", GOOD))
    address = page.url
    page.goto(site.url("/"))
    page.goto(address)
    settle(page, "还没有写入台账")


def test_pages_are_accessible_and_narrow(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(site.url("/imports"))
    addresses = [page.url]
    for name, row in (("a.xlsx", GOOD), ("b.xlsx", WRONG)):
        hand_in(page, site, workbook(tmp_path / name, row))
        settle(page, "没有写入台账")
        addresses.append(page.url)
    for address in addresses:
        page.goto(address)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run()")
        assert found["passes"]
        assert summary(found["violations"]) == [], address
        page.set_viewport_size({"width": 320, "height": 800})
        assert width_beyond(page) <= 0, address
        page.set_viewport_size({"width": 1366, "height": 900})
