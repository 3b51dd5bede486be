"""Whatever leaves a demonstration says so: every page, file and picture, and the API."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Templates
from crawling import is_page
from docx import Document
from folders import folder
from httpx2 import Response
from openpyxl import load_workbook
from page_client import read
from page_networks import rich
from route_sample import Cell
from route_samples import cells
from split_ledger import Split
from staff import Browser, Site

from graph.registry.demo_mark import MARK, SYNTHETIC
from graph.registry.sheets import read_sheets
from server.demo_marks import BAND, SAID, file_name, marked_headers, marked_picture
from server.policies import Policy, policy_of
from server.settings import Settings

pytestmark = pytest.mark.xdist_group("demo-marks")

PARTS = ("/pairings/candidates", "/naming/{key:path}/candidates", "/pairings/{key:path}/line")
"""Parts of pages, which stand under the mark of the whole."""
HANDED_IN = ("/imports/{key}/file", "/imports/{key}/refused.xlsx", "/templates/{key}")
"""Files of whoever handed them in, and empty forms: nothing of the ledger is in them."""
NO_DATA = ("/healthz", "/metrics", "/static/{name:path}", "/graphql")
NAME = re.compile(r"filename\*=UTF-8''(.+)")


class Home:
    """The ledger of two districts as a demonstration."""

    def __init__(self, templates: Templates, path: Path) -> None:
        (folder(path / "set", {}) / SYNTHETIC).write_text(SAID, encoding="utf-8")
        self._copy = templates.copy("sqlite", "tables", path)
        database = self._copy.__enter__()
        self.held = Split(database, path / "set")
        self.site = Site(database, Settings(metrics=True))
        self._windows = {login: self.site.browser(login) for login in ("city", "county")}

    def close(self) -> None:
        self._copy.__exit__(None, None, None)

    def window(self, cell: Cell) -> Browser:
        county = policy_of(cell.path)[0] is Policy.SUGGEST
        return self._windows["county" if county else "city"]

    def answers(self) -> Iterator[tuple[Cell, Response]]:
        """To every route that can be asked for something of one's own."""
        for cell in cells(self.site.app, self.held):
            if "GET" in cell.methods and cell.thing == cell.sample.own:
                yield cell, self.window(cell).http.get(cell.address)


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        patch.setattr("server.intake.read_apart", read_sheets)
        home = Home(templates, tmp_path_factory.mktemp("home"))
        yield home
        home.close()


def workbook_tells(answer: Response) -> bool:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return str(sheet["A1"].value).startswith(SAID)


def document_tells(answer: Response) -> bool:
    head = Document(io.BytesIO(answer.content)).sections[0].header
    return SAID in [line.text for line in head.paragraphs]


def raster_tells(answer: Response) -> bool:
    """What is drawn is the SVG with its mark: tests/test_raster.py."""
    return answer.headers["content-type"] == "image/png"


def table_tells(answer: Response) -> bool:
    return answer.content.decode("utf-8-sig").startswith(f'"{SAID}"')


def text_tells(answer: Response) -> bool:
    return SAID in answer.text


TELLING = {
    "xlsx": workbook_tells,
    "docx": document_tells,
    "png": raster_tells,
    "csv": table_tells,
}


def bears_mark(path: str, answer: Response) -> bool:
    """Whether what is shown or saved says what it is, in its first words and in its name."""
    if is_page(answer):
        if path == "/graphql/explorer":
            return f"（{MARK}）</title>" in answer.text
        page = read(answer.text)
        told = [tag.text.strip() for tag in page.all("aside", "demo")]
        return told == [SAID] and MARK in next(page.all("title")).text
    named = NAME.search(str(answer.headers.get("content-disposition", "")))
    if named is None or not unquote(named[1]).startswith(f"{MARK}-"):
        return False
    tells = TELLING.get(path.rpartition(".")[2], text_tells)
    return tells(answer)


def test_every_route_bears_the_mark(home: Home) -> None:
    """A route that is added to the application is among them."""
    bare, seen = set(), 0
    for cell, answer in home.answers():
        stem = cell.path.removesuffix(".xlsx").removesuffix(".csv")
        exempt = {cell.path, stem} & {*PARTS, *HANDED_IN, *NO_DATA}
        if exempt or answer.status_code == 303:
            continue
        seen += 1
        if not bears_mark(cell.path, answer):
            bare.add((cell.address, answer.status_code))
    assert bare == set()
    assert seen > 100


def test_refusals_and_the_way_in_bear_the_mark(home: Home) -> None:
    window, stranger = home.site.browser("city"), home.site.browser()
    for answer in (
        window.http.get("/nowhere"),
        window.http.get("/villages?at=never"),
        stranger.http.get("/sign-in"),
    ):
        assert bears_mark("", answer), answer.status_code


def test_programs_can_ask(home: Home) -> None:
    answer = home.site.browser("city").http.post("/graphql", json={"query": "{ demo }"})
    assert answer.json()["data"] == {"demo": True}
    healthy = home.site.browser().http.get("/healthz").json()
    assert set(healthy) == {"status", "parties", "pairings"}


def test_a_real_ledger_bears_none(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "sample", tmp_path) as database:
        window = Site(database).browser()
        for path in ("/", "/villages.csv", "/districts/110115/picture.svg", "/graphql/explorer"):
            answer = window.http.get(path)
            assert MARK not in answer.text
            assert MARK not in unquote(str(answer.headers.get("content-disposition", "")))
        answer = window.http.post("/graphql", json={"query": "{ demo }"})
        assert answer.json()["data"] == {"demo": False}
    assert not rich().demo


def test_the_mark_stands_above_a_picture() -> None:
    """Nothing of the picture moves, and nothing of it stands in the band."""
    svg = '<svg width="90" height="40" viewBox="0 0 90 40"><title>甲</title><g/></svg>\n'
    found = marked_picture(svg)
    high = 40 + BAND
    assert f'height="{high}" viewBox="0 {-BAND} 90 {high}"' in found
    assert f"<title>{MARK}：甲</title><g/>" in found
    assert found.index(SAID) > found.index("<g/>")
    assert found.endswith("</svg>\n")
    with pytest.raises(ValueError, match="begins with its size"):
        marked_picture("<svg></svg>")


def test_the_mark_comes_first_in_a_name() -> None:
    assert file_name("村.csv") == f"{MARK}-村.csv"
    headers = marked_headers({"A": "b", "Content-Disposition": "attachment; filename*=UTF-8''x"})
    assert headers["A"] == "b"
    assert unquote(headers["Content-Disposition"]) == f"attachment; filename*=UTF-8''{MARK}-x"
