"""Reading pages as a person does: what they say, where they lead, which numbers they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from page_networks import Held, rich
from starlette.testclient import TestClient

from graph.network.snapshot import Snapshot
from server.app import create_app
from server.settings import Settings

AT = "at=2020-06-30"
VOID = ("base", "meta", "link", "input", "br", "img", "hr")
TOTAL = re.compile(r"共 <b>([\d,]+)</b>")
NUMBER = re.compile(r"\d[\d,]*")


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    text: str = ""
    tags: list[Tag] = field(default_factory=list)

    def all(self, name: str, css: str = "") -> Iterator[Tag]:
        """The tags of this name (and class) below this one, in order."""
        for tag in self.tags:
            if tag.name == name and (not css or css in tag.attributes.get("class", "").split()):
                yield tag
            yield from tag.all(name, css)

    @property
    def number(self) -> int:
        found = NUMBER.search(self.text)
        assert found, self.text
        return int(found[0].replace(",", ""))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Tag("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        new = Tag(tag, {name: value or "" for name, value in attrs})
        self.open[-1].tags.append(new)
        if tag not in VOID:
            self.open.append(new)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].tags.append(Tag(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            tag.text += data


def read(html: str) -> Tag:
    """The page as a tree; its text holds no markup. Fails when tags do not nest."""
    reader = _Reader()
    reader.feed(html)
    assert len(reader.open) == 1
    return reader.open[0]


def said_of(drawn: Tag) -> str:
    """What a screen reader says of a link in a picture."""
    return next(drawn.all("title")).text


def client_of(snapshot: Snapshot) -> TestClient:
    return TestClient(create_app(Settings(), Held(snapshot)), base_url="http://localhost")


class Reader:
    """A browser without script on a network of the test's own."""

    def __init__(self, snapshot: Snapshot, http: TestClient | None = None) -> None:
        self.snapshot = snapshot
        self._totals: dict[str, int] = {}
        self.http = http or client_of(snapshot)

    def page(self, url: str, status: int = 200) -> Tag:
        answer = self.http.get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return read(answer.text)

    def total(self, url: str) -> int:
        """How many rows the list at this address has."""
        if url not in self._totals:
            # Not read as a tree: tests ask for hundreds of totals.
            (total,) = TOTAL.findall(self.http.get(url).text)
            self._totals[url] = int(total.replace(",", ""))
        return self._totals[url]


def rich_reader() -> Reader:
    return Reader(rich())


def figures(page: Tag) -> dict[str, int]:
    """Every number that leads to its rows, by address."""
    found: dict[str, int] = {}
    for link in page.all("a"):
        counts = link.attributes.get("class", "").startswith("n") or list(link.all("b"))
        if counts:
            href = link.attributes["href"]
            assert found.setdefault(href, link.number) == link.number, href
    return found


def cells(table: Tag) -> list[list[str]]:
    """The texts of a table's rows, its head left out."""
    rows = [row for body in table.all("tbody") for row in body.all("tr")]
    return [[" ".join(cell.text.split()) for cell in row.tags] for row in rows]
