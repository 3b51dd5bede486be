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
from page_client import Tag, read
from staff import Browser, Site, hire

from graph.registry.database import Database
from graph.words import Role

pytestmark = pytest.mark.usefixtures("cheap_passwords", "read_here")

ROW = "J-1,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2019-05,,,,,"


@pytest.fixture
def staffed(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """大兴区 has an account, and 丰台区, in which nothing lies; 怀柔区 has a town."""
    others = "110106,丰台区,county,110100\n110116,怀柔区,county,110100\n"
    more = {"divisions.csv": f"{FILES['divisions.csv']}{others}110116001,怀北镇,township,110116\n"}
    with templates.copy("sqlite", "tables", tmp_path) as database:
        load(database, tmp_path / "set", more)
        hire(database)
        add(database, "fengtai", Role.DISTRICT, "110106")
        yield database


def hand_in(browser: Browser, *rows: str) -> str:
    """The address of the upload, which has been checked."""
    content = "\n".join((PAIRINGS, *(rows or (ROW,)), "")).encode()
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


OTHERS = "J-2,怀北镇,怀柔区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2021-05,,,,,"


def posts(page: Tag) -> list[str]:
    """What the buttons of a page do."""
    (main,) = page.all("main")
    return [it.attributes["value"] for it in main.all("button") if it.attributes.get("name")]


@pytest.mark.parametrize("step", ["take", "drop", "check", "good", "accept", "all"])
def test_file_is_handled_by_who_handed_it_in(staffed: Database, step: str) -> None:
    """Another district sees it and its rows, and no button; what it sends all the same is refused
    with what it typed."""
    site = Site(staffed)
    handed = hand_in(site.browser("district"))
    other = site.browser("fengtai")
    page = other.page(handed)
    assert "J-1" in page.text
    assert "由 district 或市级账号来处理" in page.text
    assert not posts(page)
    answer = other.http.post(handed, data={"step": step, "text-0": "想改成这样"})
    assert answer.status_code == 403
    told = "“p.csv”是 district 交来的，区级账号（丰台区）不能处理；请由交来的人或市级账号来处理"
    assert told in answer.text
    assert posts(site.browser("district").page(handed)) == ["take", "check", "drop"]
    assert "J-1" not in snapshot_of(staffed).pairings.id_of_key


def test_what_was_typed_for_a_fault_is_not_lost(staffed: Database) -> None:
    site = Site(staffed)
    handed = hand_in(site.browser("district"), ROW.replace("京粮公司", "京良公司"))
    other = site.browser("fengtai")
    assert "text-0" not in str(other.page(handed))
    answer = other.http.post(handed, data={"step": "check", "text-0": "京粮公司"})
    assert answer.status_code == 403
    fields = {it.attributes.get("name"): it.attributes for it in read(answer.text).all("input")}
    assert fields["text-0"]["value"] == "京粮公司"


def test_who_handed_it_in_and_the_city_take_it(staffed: Database) -> None:
    site = Site(staffed)
    own, city = site.browser("district"), site.browser("city")
    handed = hand_in(own)
    city.http.post(handed, data={"step": "take"})
    done(city, handed)
    assert "J-1" in snapshot_of(staffed).pairings.id_of_key
    with staffed.read() as connection:
        last = connection.exec_driver_sql("SELECT who FROM audit ORDER BY seq DESC LIMIT 1")
        assert last.scalar() == "city"
    handed = hand_in(own, ROW.replace("J-1", "J-3").replace("赛汉村", "朝阳村"))
    own.http.post(handed, data={"step": "take"})
    done(own, handed)
    assert "J-3" in snapshot_of(staffed).pairings.id_of_key
    assert own.http.post(handed, data={"step": "drop"}).headers["location"] == "/imports"


def test_rows_of_others_are_left_out_on_request(staffed: Database) -> None:
    """What was handed in tells of two districts: the page says which rows are not for this one."""
    site = Site(staffed)
    own = site.browser("district")
    handed = hand_in(own, ROW, OTHERS)
    page = own.page(handed)
    assert "1 处错误，在 1 行里；其余 1 行没有问题" in " ".join(page.text.split())
    assert "这一行写的是怀北镇支援赛汉村村委会，区级账号（大兴区）不能改" in page.text
    assert "请由市级账号或怀柔区的账号来改" in page.text
    assert "good" in posts(page)
    assert own.http.get(f"{handed}/refused.xlsx").status_code == 200
    own.http.post(handed, data={"step": "good"})
    done(own, handed)
    own.http.post(handed, data={"step": "take"})
    done(own, handed)
    assert "J-1" in (found := snapshot_of(staffed).pairings.id_of_key)
    assert "J-2" not in found
