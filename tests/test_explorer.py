"""The explorer's page: where it is given, under which policy, and what it starts with."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from page_client import read
from page_networks import Held, rich
from starlette.testclient import TestClient

from graph.errors import Invalid
from schema.worked import examples
from server.app import create_app
from server.assets import Assets
from server.desk import Desk
from server.explorer import FOLDER, PATH, explorer_routes
from server.settings import Settings, Tls
from server.shipped import shipped
from server.templating import environment

INSTALLED = Path(__file__).parent.parent / "node_modules/altair-static/build/dist"
NONCE = re.compile(r"'nonce-([\w-]{20,})'")


def answer(settings: Settings) -> int:
    client = TestClient(create_app(settings, Held(rich())), base_url="http://localhost")
    return client.get(PATH).status_code


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings(), Held(rich())), base_url="http://localhost")


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        (Settings(), True),
        (Settings(host="::1"), True),
        (Settings(explorer=False), False),
        (Settings(host="box.example", tls=Tls("", "")), False),
        (Settings(public_url="https://ledger.example"), False),
        (Settings(host="box.example", tls=Tls("", ""), explorer=True), True),
    ],
)
def test_explorer_is_for_this_machine_unless_set(settings: Settings, given: bool) -> None:
    assert settings.has_explorer is given


@pytest.mark.parametrize(("text", "set_to"), [("", None), ("1", True), ("0", False)])
def test_environment_sets_it(text: str, set_to: bool | None) -> None:
    assert Settings.from_environment({"JIEDUI_EXPLORER": text}).explorer is set_to


def test_explorer_that_is_off_is_no_page() -> None:
    assert (answer(Settings()), answer(Settings(explorer=False))) == (200, 404)


def test_explorer_that_is_not_installed(tmp_path: Path) -> None:
    shutil.copy(shipped("static") / "app.css", tmp_path)
    assets = Assets(tmp_path)
    desk = Desk(Held(rich()), environment(shipped("templates")), assets)
    assert explorer_routes(desk, assets, required=False) == []
    with pytest.raises(Invalid, match="make setup"):
        explorer_routes(desk, assets, required=True)


def test_policy_allows_no_script_but_ours_and_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get(PATH).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
    assert "style-src-attr 'unsafe-inline'" in policy
    assert policy.count("unsafe") == 1
    assert not re.search(r"http|\*|script-src[^;]*unsafe", policy)
    assert client.get("/").headers["Content-Security-Policy"] != policy


def test_each_answer_has_a_nonce_of_its_own(client: TestClient) -> None:
    nonces = set()
    for _ in range(3):
        got = client.get(PATH)
        found = NONCE.search(got.headers["Content-Security-Policy"])
        assert found
        (root,) = read(got.text).all("app-root")
        assert root.attributes["data-nonce"] == found[1]
        assert json.loads(root.attributes["data-options"])["cspNonce"] == found[1]
        nonces.add(found[1])
    assert len(nonces) == 3


def test_every_example_has_a_tab(client: TestClient) -> None:
    (root,) = read(client.get(PATH).text).all("app-root")
    options = json.loads(root.attributes["data-options"])
    tabs = [tuple(window.values()) for window in options["initialWindows"]]
    assert tabs == [(each.title, each.document, each.variables) for each in examples()]
    assert options["initialSettings"]["language"] == "zh-CN"


def test_page_loads_what_altair_would(client: TestClient) -> None:
    """Its own page is not used, so a new version that needs other files is noticed here."""
    page = read(client.get(PATH).text)
    ours = [tag.attributes["src"] for tag in page.all("script")]
    theirs = re.findall(
        r'<script type="module" src="(.*?)"', (INSTALLED / "index.html").read_text()
    )
    assert [name for name in ours if not name.startswith("/")] == theirs
    assert ours[0].startswith("/static/explorer-before.js")
    for name in (*theirs, "styles.css", "assets/i18n/zh-CN.json"):
        assert client.get(f"/static/{FOLDER}/{name}").status_code == 200


def test_what_is_shipped_of_altair_is_what_is_locked() -> None:
    folder = shipped("static") / FOLDER
    for path in filter(Path.is_file, folder.rglob("*")):
        name = path.relative_to(folder)
        source = INSTALLED.parent.parent if name.name == "LICENSE" else INSTALLED
        assert path.read_bytes() == (source / name).read_bytes(), name
    assert (folder / "LICENSE").exists()
    assert list(folder.rglob("*.html")) == []
