"""A hundred hostile texts through every page and every file: nothing of them is live.

What Chromium's parser makes of each page is held against a twin ledger with texts that nobody could
mean anything by: no element, attribute, script, style or foreign address may be there that the
twin's pages do not have.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

import openpyxl
import pytest
from conftest import Templates
from crawling import Crawl, is_page, links, route_of
from hostile_ledger import hostile_ledger
from hostile_texts import HOSTILE, TWINS
from httpx2 import Response
from playwright.sync_api import Browser
from staff import Browser as Window
from staff import Site

from graph.registry.sheets import read_sheets
from server.app import PICTURES

pytestmark = pytest.mark.xdist_group("hostile")

MOST = {"city": 5, "county": 2, "": 1}
"""Pages of a shape. Lists show all texts; the texts of single things begin at different ones."""
QUERY = "{ pairings(first: 100) { edges { node { programme agreement note donor { name } } } } }"
LIVE_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FOREIGN = ("//", "/\\")
PARSE = """
pages => pages.map(([text, type]) => {
  const found = new Set(), addresses = new Set();
  const parsed = new DOMParser().parseFromString(text, type);
  const addressed = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster',
    'srcset', 'ping', 'background', 'cite', 'manifest', 'hx-get', 'hx-post']);
  const telling = new Set(['type', 'method', 'rel', 'target', 'enctype', 'http-equiv', 'role',
    'class', 'hx-trigger', 'hx-target', 'hx-swap', 'hx-sync', 'name', 'content', 'style']);
  const all = parsed.createTreeWalker(parsed, NodeFilter.SHOW_ALL);
  while (all.nextNode()) {
    const node = all.currentNode;
    if (node.nodeType === Node.COMMENT_NODE) found.add('<!-->');
    if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE) found.add('<?>');
    if (node.nodeType === Node.CDATA_SECTION_NODE) found.add('<![CDATA[>');
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    found.add(`<${node.localName}>`);
    if (['script', 'style'].includes(node.localName)) found.add(`${node.localName}: ${node.text}`);
    for (const {name, value} of node.attributes) {
      found.add(`<${node.localName} ${name}>`);
      if (addressed.has(name)) addresses.add(value);
      if (telling.has(name) && !(node.localName === 'input' && name === 'name')) {
        for (const word of value.split(/\\s+/)) found.add(`${name}=${word}`);
      }
    }
  }
  return [[...found], [...addresses]];
})
"""


@dataclass
class Seen:
    """What a site shows: by route what Chromium finds in its pages and files of its own."""

    site: Site
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    addresses: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    files: dict[str, list[Response]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[tuple[str, int]] = field(default_factory=list)
    answer: Response = field(default_factory=lambda: Response(500))

    def look(self, pages: Iterable[tuple[str, Response]], browser: Browser) -> None:
        """Parses what was answered, in parts: what is sent to Chromium at once has a limit."""
        window = browser.new_page()
        waiting: list[tuple[str, Response]] = []
        for path, answer in pages:
            waiting.append((path, answer))
            if len(waiting) == 40:
                self._parse(window, waiting)
                waiting = []
        self._parse(window, waiting)
        window.close()

    def _parse(self, window: Any, pages: list[tuple[str, Response]]) -> None:
        given = [[answer.text, kind_of(answer)] for _, answer in pages]
        for (path, answer), (found, addresses) in zip(
            pages, window.evaluate(PARSE, given), strict=True
        ):
            self.parts[path] |= set(found)
            self.addresses |= set(addresses)
            self.texts.append(unescape(answer.text))


def kind_of(answer: Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0]


def crawled(site: Site, texts: tuple[str, ...], browser: Browser) -> Seen:
    """All that is linked from the first page, for the city and, where only a county may, for it."""
    seen = Seen(site)
    for login, most in MOST.items():
        crawl = Crawl(site.app, ("/", "/imports") if login else ("/sign-in",), most)
        seen.look(visited(seen, site.browser(login), crawl), browser)
    seen.look(echoed(site.browser("city"), texts), browser)
    seen.answer = site.browser("city").http.post("/graphql", json={"query": QUERY})
    return seen


def visited(seen: Seen, window: Window, crawl: Crawl) -> Iterator[tuple[str, Response]]:
    for address in crawl:
        answer, path = window.http.get(address), route_of(seen.site.app, urlsplit(address).path)
        to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
        if answer.status_code not in (200, 403) and not to_sign_in:
            seen.wrong.append((address, answer.status_code))
        if is_page(answer):
            crawl.add(links(answer.text))
            yield path, answer
        elif kind_of(answer) == "image/svg+xml" and path != "/static/{name:path}":
            yield path, answer
        else:
            seen.files[path].append(answer)


ASKS = (
    *("/parties?q={}", "/pairings?q={}", "/villages?within={}", "/villages?at={}"),
    *("/pairings?source={}", "/audit?who={}", "/pairings/{}", "/parties/{}", "/sign-in/{}"),
    "/pairings/candidates?field=donor&donor_text={}",
)
ECHO = "what is said again"
FORMS = ("/pairings/new", "/pairings/K001/amend", "/naming/150926201")
FIELDS = (
    *("donor_text", "recipient_text", "source", "start", "note", "day", "lead_text"),
    *("version", "list"),
)


def echoed(window: Window, texts: tuple[str, ...]) -> Iterator[tuple[str, Response]]:
    """Pages that say again what was asked for or typed."""
    for number, text in enumerate(texts):
        # What is too long to be meant is refused before it is said again.
        asked = quote(text[:150], safe="")
        for path in (ASKS[(number + step) % len(ASKS)] for step in (0, 3)):
            answer = window.http.get(path.format(asked))
            assert answer.status_code < 500, (path, text)
            if is_page(answer):
                yield ECHO, answer
        path = FORMS[number % len(FORMS)]
        answer = window.http.post(path, data={**dict.fromkeys(FIELDS, text), "step": "list"})
        assert answer.status_code == 422, (path, text)
        yield ECHO, answer


@pytest.fixture(scope="module")
def seen(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[dict[str, Seen]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        patch.setattr("server.intake.read_apart", read_sheets)
        found, folder = {}, tmp_path_factory.mktemp("names")
        for name, texts in (("hostile", HOSTILE), ("twin", TWINS)):
            (folder / name).mkdir()
            with templates.copy("sqlite", "tables", folder / name) as database:
                site = hostile_ledger(database, folder / name / "set", texts)
                found[name] = crawled(site, texts, browser)
        yield found


def test_every_page_is_there(seen: dict[str, Seen]) -> None:
    assert {name: one.wrong for name, one in seen.items()} == {"hostile": [], "twin": []}
    assert seen["hostile"].parts.keys() == seen["twin"].parts.keys()


def test_every_text_is_shown(seen: dict[str, Seen]) -> None:
    shown = seen["hostile"].texts
    missing = [text for text in HOSTILE if not any(text[:39] in page for page in shown)]
    assert missing == []


def test_no_part_of_a_page_comes_from_a_text(seen: dict[str, Seen]) -> None:
    hostile, twin = seen["hostile"], seen["twin"]
    anywhere = set().union(*twin.parts.values())
    values = {part for part in anywhere if "=" in part}
    # What is found or refused differs with what is asked for.
    allowed = {**twin.parts, ECHO: anywhere}
    more = {path: parts - allowed[path] - values for path, parts in hostile.parts.items()}
    assert {path: parts for path, parts in more.items() if parts} == {}
    styled = {path for path, parts in hostile.parts.items() if "<style>" in parts}
    assert styled == set(PICTURES)
    assert {"<svg>", "<a href>", "<td>"} <= twin.parts["/districts/{key:path}"]


def test_every_address_leads_to_this_site(seen: dict[str, Seen]) -> None:
    for one in seen.values():
        assert len(one.addresses) > 500
        leads = [
            it for it in one.addresses if not it.startswith(("/", "#", "?")) or it[:2] in FOREIGN
        ]
        assert leads == []


def test_no_cell_of_a_workbook_is_live(seen: dict[str, Seen]) -> None:
    books = files(seen["hostile"], ".xlsx")
    assert len(books) > 20
    held: set[str] = set()
    for answer in books:
        assert "attachment" in answer.headers["content-disposition"]
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets:
            found = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert {cell.data_type for cell in found} <= {"s", "n", "d"}
            assert not any(cell.hyperlink for cell in found)
            held |= {str(cell.value) for cell in found if cell.data_type == "s"}
    assert [text for text in held if text.startswith(LIVE_SIGNS)] == []
    assert {"'=1+1", "'-1+1", "'@SUM(1+1)", "<svg onload=alert(1)>"} <= held


def test_workbooks_are_made_of_the_same_parts(seen: dict[str, Seen]) -> None:
    """No macros, no links to other books, nothing embedded."""
    hostile, twin = ({*map(parts_of, files(one, ".xlsx"))} for one in seen.values())
    assert hostile == twin
    assert not any("vba" in name or "external" in name for names in twin for name in names)


def parts_of(answer: Response) -> frozenset[str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return frozenset(book.namelist())


def test_no_cell_of_a_csv_is_live(seen: dict[str, Seen]) -> None:
    held: set[str] = set()
    answers = files(seen["hostile"], ".csv")
    assert len(answers) > 20
    for answer in answers:
        assert "attachment" in answer.headers["content-disposition"]
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")):
            held |= set(row)
    live = [text for text in held if text.startswith(LIVE_SIGNS) and not NUMBER.fullmatch(text)]
    assert live == []
    assert {"'=1+1", "'-1+1", "'@SUM(1+1)", "<svg onload=alert(1)>"} <= held


def test_whatever_is_no_page_is_saved_and_not_opened(seen: dict[str, Seen]) -> None:
    for path, answers in seen["hostile"].files.items():
        for answer in answers:
            assert answer.headers["x-content-type-options"] == "nosniff"
            if path != "/static/{name:path}" and answer.status_code == 200:
                assert "attachment" in answer.headers["content-disposition"], path


def test_graphql_gives_texts_as_they_are(seen: dict[str, Seen]) -> None:
    answer = seen["hostile"].answer
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    nodes = [edge["node"] for edge in answer.json()["data"]["pairings"]["edges"]]
    texts = {node[name] for node in nodes for name in ("programme", "agreement", "note")}
    assert set(HOSTILE) <= texts


def files(one: Seen, ending: str) -> list[Response]:
    return [it for path, answers in one.files.items() if path.endswith(ending) for it in answers]
