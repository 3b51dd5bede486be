"""Who handed a file in, and with whose rights it is taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import add
from conftest import Templates
from folders import FILES, load, snapshot_of
from ledger_files import PAIRINGS
from page_client import Tag
from staff import Browser, Site, hire

from graph.registry.database import Database
from graph.words import Role

pytestmark = pytest.mark.usefixtures("cheap_passwords")

ROW = "J-1,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2019-05,,,,,"


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """大兴区 has an account, and 丰台区, in which nothing lies."""
    more = {"divisions.csv": FILES["divisions.csv"] + "110106,丰台区,county,110100\n"}
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set", more)
        hire(database)
        add(database, "fengtai", Role.DISTRICT, "110106")
        yield database


def hand_in(browser: Browser) -> str:
    """The address of the upload, which has been checked."""
    content = f"{PAIRINGS}\n{ROW}\n".encode()
    files = {"file": ("p.csv", content)}
    answer = browser.http.post("/imports", data={"ledger": "pairings"}, files=files)
    assert answer.status_code == 303, answer.text
    done(browser, answer.headers["location"])
    return str(answer.headers["location"])


def done(browser: Browser, address: str) -> Tag:
    for _ in range(600):
        page = browser.page(address)
        if not list(page.all("p", "doing")):
            return page
        time.sleep(0.02)
    raise AssertionError("still not done")


def test_upload_names_who_handed_it_in(staffed: Database) -> None:
    browser = Site(staffed).browser("district")
    hand_in(browser)
    (table,) = browser.page("/imports").all("table")
    assert "district" in table.text


def test_file_is_taken_with_the_rights_of_who_presses_the_button(staffed: Database) -> None:
    site = Site(staffed)
    handed = hand_in(site.browser("city"))
    other = site.browser("fengtai")
    other.http.post(handed, data={"step": "take"})
    page = done(other, handed)
    assert "区级账号（丰台区）" in page.text
    assert "J-1" not in snapshot_of(staffed).pairings.id_of_key
    handed = hand_in(site.browser("city"))
    own = site.browser("district")
    own.http.post(handed, data={"step": "take"})
    done(own, handed)
    assert "J-1" in snapshot_of(staffed).pairings.id_of_key
    with staffed.read() as connection:
        last = connection.exec_driver_sql("SELECT who FROM audit ORDER BY seq DESC LIMIT 1")
        assert last.scalar() == "district"
