"""The main jobs from the first page to their end, and how many steps each takes.

A step is a click, a key, a field filled in or a file chosen. README tells the numbers; a job that
grows longer fails here. `make jobs` prints the table with the seconds that a person waits.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Templates
from playwright.sync_api import Browser, Locator, Page, expect
from sites import opened, served
from test_browser_imports import GOOD, workbook
from test_browser_naming import NAMES

pytestmark = pytest.mark.xdist_group("demo-browser")
README = Path(__file__).parent.parent / "README.md"
PRINTS = "JIEDUI_JOBS" in os.environ


class Hand:
    """Does what a person does in a window, and counts it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.clicks = self.fields = self.keys = 0
        self.waited = 0.0

    def link(self, name: str, exact: bool = False) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=exact).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name).first)

    def click(self, where: Locator) -> None:
        self.clicks += 1
        self._wait(where.click)

    def fill(self, where: str, text: str) -> None:
        self.fields += 1
        self.page.locator(where).fill(text)

    def select(self, where: str, value: str) -> None:
        self.fields += 1
        self.page.select_option(where, value)

    def choose(self, where: str, file: Path) -> None:
        self.fields += 1
        self.page.set_input_files(where, file)

    def key(self, key: str) -> None:
        self.keys += 1
        self._wait(lambda: self.page.keyboard.press(key))

    def look(self, where: str, text: str) -> None:
        """Waits until the page says so."""
        self._wait(lambda: expect(self.page.locator(where).first).to_contain_text(text))

    def download(self, name: str) -> str:
        """What the file that a link gives is called."""
        with self.page.expect_download() as started:
            self.link(name)
        return started.value.suggested_filename

    @property
    def steps(self) -> tuple[int, int]:
        """Clicks and keys; fields."""
        return self.clicks + self.keys, self.fields

    def _wait(self, until: Callable[[], object]) -> None:
        before = time.perf_counter()
        until()
        self.waited += time.perf_counter() - before


def uncovered(hand: Hand) -> None:
    hand.click(hand.page.locator("table.grid tr", has_text="大兴区").locator("td.strong a"))
    hand.look(".extent", "共 128 个村")


def register(hand: Hand) -> None:
    hand.link("待结对村", exact=True)
    hand.link("登记结对")
    hand.fill("#donor_text", "采育镇")
    hand.click(hand.page.get_by_role("radio", name="已签订"))
    hand.fill("#start", "2020-06")
    hand.fill("#source", "2020年6月结对协议")
    hand.button("登记")
    hand.look("[role=status]", "已登记")


def sign(hand: Hand) -> None:
    hand.link("个深度贫困村已列任务")
    hand.link("签订平地泉镇待定名村01的结对")
    hand.fill("#agreement", "XY-1")
    hand.button("签订")
    hand.look("[role=status]", "已签订")


def amend(hand: Hand) -> None:
    hand.link("结对关系", exact=True)
    hand.link("改备注")
    hand.fill("input[name=note]", "联系人已换")
    hand.key("Enter")
    hand.look("tbody", "联系人已换")


def bring_in(hand: Hand) -> None:
    hand.link("导入", exact=True)
    hand.click(hand.page.get_by_label("结对台账", exact=True))
    hand.choose("#file", workbook(hand.folder / "三月.xlsx", GOOD))
    hand.button("检查")
    hand.look("#upload", "还没有写入台账")
    hand.button("写入台账")
    hand.look("#upload", "已写入台账")


def hand_over(hand: Hand) -> None:
    hand.key("/")
    hand.fill("#everything", "hcdq")
    hand.look("#found", "黄村地区")
    hand.key("ArrowDown")
    hand.key("Enter")
    hand.link("移交它的结对关系")
    hand.fill("#successor1_text", "采育镇")
    hand.click(hand.page.locator("button[name=step][value=preview]:visible").last)
    hand.button("确认，移交")
    hand.look("[role=status]", "已移交")


def name(hand: Hand) -> None:
    hand.link("为待定名村定名")
    hand.link("罕艾日克镇")
    hand.fill("textarea", "\n".join(NAMES))
    hand.button("看名单怎样对应")
    hand.button("确认，定名 23 个村")
    hand.look(".notice", "已为 23 个村定名")


def propose(hand: Hand) -> None:
    hand.link("给没有支援方的村提出结对方案")
    hand.select("[name=district]", "110115")
    hand.button("提出方案")
    hand.button("采纳全部")
    hand.look("[role=status]", "已采纳")


def take_out(hand: Hand) -> None:
    hand.link("结对关系", exact=True)
    assert hand.download(".xlsx").endswith(".xlsx")


def report(hand: Hand) -> None:
    hand.link("大兴区的季度报告")
    assert hand.download(".docx").endswith(".docx")


def end(hand: Hand) -> None:
    hand.link("结对关系", exact=True)
    hand.link("详情")
    hand.link("结束", exact=True)
    hand.button("结束")
    hand.look("[role=status]", "已写明结束日")


def who_supports(hand: Hand) -> None:
    hand.key("/")
    hand.fill("#everything", "htx")
    hand.look("#found", "和田县")
    hand.key("ArrowDown")
    hand.key("Enter")
    hand.look("h1", "和田县")


def dependence(hand: Hand) -> None:
    hand.link("谁退出，失去的村最多")
    hand.look("h1", "依赖")


@dataclass(frozen=True)
class Job:
    """`steps` are clicks and keys, then fields; it is done on the ledger of `content`."""

    title: str
    do: Callable[[Hand], None]
    steps: tuple[int, int]
    content: str = "sample"


JOBS = {
    "uncovered": Job("看本区哪些村没有结对", uncovered, (1, 0)),
    "dependence": Job("看谁退出失去的村最多", dependence, (1, 0)),
    "who_supports": Job("查谁支援一个县", who_supports, (3, 1)),
    "register": Job("为没有结对的村登记一条已签订的结对", register, (4, 3)),
    "sign": Job("签订一条已列任务的结对", sign, (3, 1)),
    "amend": Job("在名单里改一格", amend, (3, 1)),
    "end": Job("结束一条结对", end, (4, 0)),
    "hand_over": Job("把一个镇的结对全部移交给另一个镇", hand_over, (6, 2)),
    "name": Job("为一个乡镇的 23 个村定名", name, (4, 1)),
    "propose": Job("采纳请本区接村的全部方案", propose, (3, 1), "demo"),
    "bring_in": Job("导入一份台账", bring_in, (4, 1)),
    "take_out": Job("取出结对台账", take_out, (2, 0)),
    "report": Job("取本区的季度报告", report, (2, 0)),
}
DAYS = {"sample": "2020-06-30", "demo": "2020-08-26"}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_each_job_takes_its_steps(
    browser: Browser, templates: Templates, tmp_path: Path, job: Job
) -> None:
    with (
        templates.copy("sqlite", job.content, tmp_path) as database,
        served(database) as site,
        opened(browser) as page,
    ):
        page.goto(f"{site.address}/?at={DAYS[job.content]}")
        hand = Hand(page, tmp_path)
        job.do(hand)
        assert hand.steps == job.steps
        if PRINTS:
            told = f"| {job.title} | {hand.steps[0]} | {hand.steps[1]} | {hand.waited:.1f} |"
            print(told)  # noqa: T201


def test_readme_tells_the_steps() -> None:
    text = README.read_text(encoding="utf-8")
    for job in JOBS.values():
        assert f"| {job.title} | {job.steps[0]} | {job.steps[1]} |" in text
