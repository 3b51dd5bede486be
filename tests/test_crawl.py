"""Chromium goes over every page there is, as each role: no page breaks the content policy, says
anything on the console, lacks a file or fails; axe finds nothing, in light and in dark, wide and
narrow. A route that answers with a page and was not visited fails the test, which names it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from accounts import PASSWORD
from conftest import Templates
from crawling import Crawl, is_page, route_of
from httpx2 import Response as Answer
from ledger_files import PAIRINGS
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Request,
    Response,
    ViewportSize,
    expect,
)
from route_sample import Cell
from route_samples import cells
from sites import listening
from split_ledger import OWN, ROWS, Split
from staff import LOGINS, Site
from test_browser import AXE, summary, width_beyond

from graph.registry.sessions import sign_in
from server.cookies import SESSION
from server.policies import POLICIES, Policy, policy_of
from server.settings import Settings

# Measuring what others cover takes half as long again.
pytestmark = pytest.mark.xdist_group("crawl")

ROW = ROWS[OWN].replace("J-1", "J-9").replace("赛汉村", "朝阳村")
PARTS = ("/pairings/candidates", "/naming/{key:path}/candidates", "/pairings/{key:path}/line")
"""Parts of pages, which script asks for: not for axe, which looks at whole ones."""
EXPLORER = "/graphql/explorer"
"""Altair, an application of somebody else's under a policy of its own, with tests of its own: its
styles and its eval are refused there, and it says so."""
EXPECTED = re.compile(
    r"the server responded with a status of 4(0[0349]|1[05]|22)|Clear-Site-Data|Cleared"
)
"""What the console tells of an answer that refuses, and of pages forgotten on signing out."""
AXE_SOURCE = AXE.read_text(encoding="utf-8")
WIDE = ViewportSize(width=1366, height=900)
VIOLATIONS = """
addEventListener('securitypolicyviolation', event =>
  console.error(`violates ${event.violatedDirective}: ${event.blockedURI} at ${event.sourceFile}`))
"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
SUBMIT = """
([action, fields]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    [field.type, field.name, field.value] = ['hidden', name, value];
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
"""


class Visitor:
    """A browser's window of one account, and what was wrong with what it saw."""

    def __init__(self, home: Home, browser: Browser, login: str) -> None:
        self.home, self.login = home, login
        self._context = browser.new_context(viewport=WIDE, color_scheme="light")
        self.page = self._context.new_page()
        self.page.add_init_script(VIOLATIONS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append((self.page.url, str(error))))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.wrong: list[tuple[str, str]] = []
        self.visited: set[str] = set()
        if login:
            self.enter()

    def enter(self) -> None:
        secret = sign_in(self.home.held.database, self.login, PASSWORD)
        here = {"name": SESSION, "value": secret, "url": self.home.address}
        self._context.add_cookies([here])  # type: ignore[list-item]

    def close(self) -> None:
        self._context.close()

    def go(self, address: str) -> int:
        """The status of the page at this address here."""
        answer = self.page.goto(self.home.address + address)
        assert answer is not None, address
        self.visited.add(route_of(self.home.site.app, urlsplit(self.page.url).path))
        return answer.status

    def send(self, cell: Cell, fields: object) -> int:
        """The status of the page to which a form leads that is sent there."""
        with self.page.expect_navigation() as led:
            self.page.evaluate(SUBMIT, [cell.address, fields])
        return led.value.status

    def check(self) -> None:
        """Axe, wide and light, then what differs when it is narrow and dark."""
        page = self.page
        page.evaluate(AXE_SOURCE)
        found = page.evaluate("axe.run()")
        assert found["passes"]
        assert summary(found["violations"]) == [], page.url
        page.set_viewport_size({"width": 390, "height": 900})
        page.emulate_media(color_scheme="dark")
        found = page.evaluate("axe.run({runOnly: ['color-contrast']})")
        assert summary(found["violations"]) == [], (page.url, "dark")
        assert width_beyond(page) <= 0, page.url
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")

    def _said(self, message: ConsoleMessage) -> None:
        if not EXPECTED.search(message.text):
            self.wrong.append((self.page.url, message.text))

    def _failed(self, request: Request) -> None:
        # What is saved as a file, or left for the next page, ends so in Chromium.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append((request.url, request.failure or "failed"))

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.wrong.append((response.url, str(response.status)))


class Home:
    """The site of two districts, its examples, and which of its routes answer with a page."""

    def __init__(self, held: Split, site: Site, address: str) -> None:
        self.held, self.site, self.address = held, site, address
        self._windows = {login: site.browser(login) for login in LOGINS}
        self.cells = [one for one in cells(site.app, held) if one.thing == one.sample.own]
        looking = [cell for cell in self.cells if "GET" in cell.methods]
        answers = {cell.path: self.look(self.who(cell), cell) for cell in looking}
        assert is_page(answers.pop(EXPLORER))
        # Who has signed in is led on from there.
        self.pages = {path for path, answer in answers.items() if is_page(answer)} | {"/sign-in"}
        # Files and what programs ask; and what is only sent to.
        files = {path for path in answers if path not in self.pages}
        self.others = files | {_stem(path) for path in files} - self.pages
        self.forms_alone = {cell.path for cell in self.cells} - {cell.path for cell in looking}

    def who(self, cell: Cell) -> str:
        """Who can see the page: a county, where only it may."""
        return "county" if policy_of(cell.path)[0] is Policy.SUGGEST else "city"

    def look(self, login: str, cell: Cell) -> Answer:
        return self._windows[login].http.get(cell.address)

    def may_see(self, login: str, cell: Cell) -> bool:
        return cell.path in self.pages and self.look(login, cell).status_code == 200


def _stem(path: str) -> str:
    return path.removesuffix(".xlsx").removesuffix(".csv")


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        folder = tmp_path_factory.mktemp("crawl")
        with templates.copy("sqlite", "tables", folder) as database:
            held = Split(database, folder / "set")
            site = Site(database, Settings(metrics=True))
            with listening(site.app) as address:
                yield Home(held, site, address)


@pytest.fixture
def visits(home: Home, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Windows, which at the end must have seen nothing wrong."""
    opened: list[Visitor] = []

    def visit(login: str) -> Visitor:
        opened.append(Visitor(home, browser, login))
        return opened[-1]

    yield visit
    for one in opened:
        one.close()
    wrong = {(urlsplit(url).path, text[:200]) for one in opened for url, text in one.wrong}
    assert wrong == set()


def crawl(visitor: Visitor, *, everything: bool) -> None:
    """Visits the examples that this one may see, then whatever is linked: one page of each shape,
    or only of routes that were not seen yet."""
    home = visitor.home
    own = {cell.address: cell for cell in home.cells if home.may_see(visitor.login, cell)}
    waiting = Crawl(home.site.app, ["/", *own], 1)
    for address in waiting:
        path = route_of(home.site.app, urlsplit(address).path)
        known = path in visitor.visited and address not in own
        if path not in home.pages or (known and not everything):
            continue
        assert visitor.go(address) == 200, (visitor.login, address)
        if address in own and home.who(own[address]) == visitor.login and path not in PARTS:
            visitor.check()
        waiting.add(it.partition("#")[0] for it in visitor.page.evaluate(LINKS) if it[:1] == "/")


def test_every_page_works_for_everybody(home: Home, visits: Callable[..., Visitor]) -> None:
    windows = {login: visits(login) for login in LOGINS}
    for login, visitor in windows.items():
        crawl(visitor, everything=login == "city")
        assert visitor.go("/nowhere/at/all") == 404
        visitor.check()
    stranger = visits("")
    assert stranger.go("/villages?q=x") == 200
    stranger.check()
    seen: set[str] = stranger.visited.union(*(one.visited for one in windows.values()))
    assert seen - {""} == home.pages
    assert POLICIES.keys() <= {EXPLORER} | seen | home.others | home.forms_alone
    assert windows["reader"].visited < windows["city"].visited


def test_every_form_works(home: Home, visits: Callable[..., Visitor]) -> None:
    """Sent empty, then as whoever may is let: what is told of both is a page like others."""
    windows = {login: visits(login) for login in ("city", "county")}
    checked, sent = set(), set()
    for cell in home.cells:
        if "POST" not in cell.methods or cell.path == "/graphql":
            continue
        assert cell.sample.sent is not None, cell.path
        visitor = windows[home.who(cell)]
        visitor.go("/exports")
        for fields in ({}, cell.sample.sent(cell.thing)):
            status = visitor.send(cell, fields)
            assert status in (200, 404, 409, 422), (cell.path, status)
            title = (visitor.page.title(), status)
            if title not in checked:
                checked.add(title)
                visitor.check()
            if visitor.page.url.startswith(f"{home.address}/sign-in"):
                visitor.enter()
                visitor.go("/exports")
        sent.add(cell.path)
    posts = {cell.path for cell in home.cells if "POST" in cell.methods}
    assert posts - sent == {"/graphql"}


def test_one_signs_in_hands_a_file_in_and_takes_it_back(
    home: Home, visits: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visits("")
    page = visitor.page
    visitor.go("/imports?ledger=pairings")
    visitor.check()
    for password in ("不是这个密码不是", PASSWORD):
        page.get_by_label("登录名").fill("city")
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        visitor.check()
    file = tmp_path / "结对.csv"
    file.write_text(f"{PAIRINGS}\n{ROW}\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form.sheet button").click()
    page.locator("button[value=take]").wait_for()
    visitor.check()
    page.locator("button[value=take]").click()
    page.get_by_text("已写入台账").wait_for()
    visitor.check()
    page.locator("main a[href^='/batches/']").first.click()
    page.get_by_role("link", name="撤销").first.click()
    visitor.check()
    page.locator("main form button").last.click()
    expect(page.get_by_role("status").first).to_contain_text("已撤销")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
