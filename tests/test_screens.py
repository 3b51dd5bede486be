"""The main pages as a reader of README sees them: each fits its screen; `make screens` keeps them.

Pictures differ from machine to machine by their fonts, so what is compared is their size.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from conftest import Templates
from playwright.sync_api import Browser
from sites import opened, showing
from test_browser import AXE, summary

from graph.language import CHINESE, ENGLISH
from graph.network.live import Network
from server.cookies import LANGUAGE

pytestmark = pytest.mark.xdist_group("demo-browser")
ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests/screens"
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEEPS = "JIEDUI_SCREENS" in os.environ
AT = "at=2020-08-26"
LARGEST = 400_000
"""Bytes of one picture: they are part of every clone."""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(frozen=True)
class Screen:
    """A page of the data set `content`, in a window of this size."""

    path: str
    content: str = "demo"
    width: int = 1366
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    language: str = CHINESE


SCREENS = {
    "district.png": Screen("/districts/110115?at=2020-06-30", "sample"),
    "overview.png": Screen(f"/?{AT}"),
    "uncovered.png": Screen(f"/uncovered?{AT}"),
    "city.png": Screen(f"/city?{AT}"),
    "map.png": Screen(f"/map?{AT}"),
    "county.png": Screen(f"/parties/653221/picture?{AT}"),
    "around.png": Screen(f"/network?center=110115&{AT}"),
    "changes.png": Screen(f"/changes/picture?within=653221&from=2019-06-30&{AT}"),
    "report.png": Screen(f"/report/110115?quarter=2020Q2&{AT}"),
    "proposals.png": Screen(f"/proposals?within=130724&{AT}"),
    "overview-english.png": Screen(f"/?{AT}", language=ENGLISH),
    "overview-phone.png": Screen(f"/?{AT}", width=390, height=844, scheme="dark"),
}


@pytest.fixture(scope="module", params=["demo", "sample"])
def address(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A data set's name, and where its pages are served."""
    folder = tmp_path_factory.mktemp("screens")
    with templates.copy("sqlite", request.param, folder) as database:
        network = Network(database)
        with showing(network) as served:
            yield request.param, served
        network.close()


def test_main_pages_fit_their_screens(browser: Browser, address: tuple[str, str]) -> None:
    content, served = address
    screens = {name: screen for name, screen in SCREENS.items() if screen.content == content}
    assert screens
    for name, screen in screens.items():
        size = {"width": screen.width, "height": screen.height}
        with opened(browser, viewport=size, color_scheme=screen.scheme) as page:
            page.context.add_cookies([{"name": LANGUAGE, "value": screen.language, "url": served}])
            page.goto(served + screen.path)
            assert not page.evaluate(TOO_WIDE), name
            taken = page.screenshot()
        if KEEPS:
            (FOLDER / name).write_bytes(taken)
        assert size_of(taken) == size_of((FOLDER / name).read_bytes()), f"{name}: make screens"
        assert len(taken) < LARGEST, name


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [(CHINESE, 390, "dark"), (ENGLISH, 1366, "light")]
)
def test_axe_finds_nothing_in_the_main_pages(
    browser: Browser,
    address: tuple[str, str],
    language: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    content, served = address
    paths = {it.path for it in SCREENS.values() if it.content == content}
    if content == "demo":
        paths |= {"/districts", f"/districts/110115?{AT}", "/pictures", f"/villages?{AT}", "/help"}
    size = {"width": width, "height": 900}
    with opened(browser, viewport=size, color_scheme=scheme) as page:
        page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": served}])
        for path in sorted(paths):
            page.goto(served + path)
            assert not page.evaluate(TOO_WIDE), path
            page.evaluate(AXE.read_text(encoding="utf-8"))
            assert summary(page.evaluate("axe.run()")["violations"]) == [], path


def test_readme_shows_every_screen_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(SCREENS)
    assert [name for name in SCREENS if f"(tests/screens/{name})" not in README] == []


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, from its header."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
