"""Files that come with the program, and pages without the one that an install step brings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from page_networks import Held, rich
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from server.assets import Assets
from server.desk import SCRIPT, Desk
from server.pages.villages import villages
from server.shipped import PACKAGE, shipped
from server.templating import environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(shipped("static"), tmp_path / "static")
    shutil.rmtree(tmp_path / "static/vendor", ignore_errors=True)
    return tmp_path / "static"


def test_pages_do_without_the_script(folder: Path) -> None:
    desk = Desk(Held(rich()), environment(shipped("templates")), Assets(folder))
    client = TestClient(Starlette(routes=[Route("/villages", desk.page(villages))]))
    text = client.get("/villages").text
    assert "<script" not in text
    assert "htmx-config" not in text
    assert "共 <b>" in text


def test_address_changes_with_the_content(folder: Path) -> None:
    (folder / "app.css").write_text("a {}")
    before = Assets(folder).url("app.css")
    (folder / "app.css").write_text("b {}")
    assert Assets(folder).url("app.css") != before
    assert SCRIPT not in Assets(folder)


def test_media_types_are_those_that_browsers_want(folder: Path) -> None:
    (folder / "a.js").write_text("1")
    (folder / "b.zzz").write_text("2")
    assets = Assets(folder)
    client = TestClient(Starlette(routes=[Route("/static/{name:path}", assets.serve)]))
    types = {name: client.get(f"/static/{name}").headers["content-type"] for name in NAMES}
    assert types == NAMES


NAMES = {
    "a.js": "text/javascript; charset=utf-8",
    "app.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "b.zzz": "application/octet-stream",
}


def test_folders_are_found_beside_or_inside_the_package(tmp_path: Path) -> None:
    assert shipped("templates") == PACKAGE.parent / "templates"
    assert shipped("pages") == PACKAGE / "pages"


def test_text_is_zipped_once(tmp_path: Path) -> None:
    (tmp_path / "long.css").write_text("a {}\n" * 1000)
    (tmp_path / "short.css").write_text("a {}")
    (tmp_path / "picture.png").write_bytes(b"\0" * 5000)
    assets = Assets(tmp_path)
    client = TestClient(Starlette(routes=[Route("/static/{name:path}", assets.serve)]))
    for _ in range(2):
        answer = client.get("/static/long.css")
        assert answer.text == "a {}\n" * 1000
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert int(answer.headers["content-length"]) < 100
    plain = client.get("/static/long.css", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text
    for name in ("short.css", "picture.png"):
        assert "content-encoding" not in client.get(f"/static/{name}").headers
