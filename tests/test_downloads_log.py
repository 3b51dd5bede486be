"""Batches and uploads as files: all of them, by the filters of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from keeper import Keeper
from ledger_files import bare
from page_client import Reader, cells
from test_downloads import files, taken
from test_pages_imports import GOOD, WRONG, Desk

from graph.days import today
from graph.registry.database import Database
from server.pages import downloads_log
from server.pages.log_columns import AUDIT, BATCHES, UPLOADS

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    desk = Desk(bare(database, tmp_path))
    desk.hand_in(GOOD, name="=甲.csv")
    desk.decide("take")
    desk.hand_in(WRONG)
    desk.act("J-1", "cancel", {})
    return desk


def heads(columns: tuple[object, ...]) -> list[str]:
    return [part.column.heading for heading in columns for part in heading.parts]  # type: ignore[attr-defined]


@pytest.mark.parametrize("at", ["", "?at=2020-06-30"])
def test_batches_are_taken_out_whole(desk: Desk, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send("/batches/3/undo", {})
    monkeypatch.setattr(downloads_log, "AT_ONCE", 3)
    shown = [line for table in desk.page("/batches").all("table", "cards") for line in cells(table)]
    links = files(desk.page(f"/batches{at}"))
    xlsx, text = (taken(desk, link) for link in links)
    assert xlsx.head == text.head == heads(BATCHES)
    assert [[cell.lstrip("'") for cell in row[:6]] for row in text.rows] == [
        line[:6] for line in shown
    ]
    assert [row[6:] for row in text.rows] == [["第 3 批", ""], ["", "第 4 批"], ["", ""], ["", ""]]
    assert xlsx.name == f"改动-{today()}.xlsx"
    assert f"{today()} 取出；共 4 行" in xlsx.title


def test_filters_of_batches_narrow_the_file_and_are_named(desk: Desk) -> None:
    url = "/batches?kind=cancel&kind=load&who=tests"
    for link in files(desk.page(url)):
        assert [row[3] for row in taken(desk, link).rows] == ["取消", "装入数据"]
    xlsx = taken(desk, files(desk.page(url))[0])
    assert "做了什么：取消、装入数据；谁：tests" in xlsx.title
    (empty, _) = files(desk.page("/batches?who=nobody"))
    assert taken(desk, empty).rows == []


def test_audit_is_taken_out_whole_by_its_filters(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads_log, "AT_ONCE", 3)
    url = "/audit?who=tests&subject=pairing&since=2020-01-01"
    (table,) = desk.page(url).all("table", "cards")
    shown = cells(table)
    assert len(shown) >= 2
    for link in files(desk.page(url)):
        made = taken(desk, link)
        assert made.head == heads(AUDIT)
        assert [row[1:3] for row in made.rows] == [line[:2] for line in shown]
        assert all(row[4] and row[5] for row in made.rows)
    assert (
        "谁：tests；什么：结对关系；从：2020-01-01" in taken(desk, files(desk.page(url))[0]).title
    )


def test_uploads_are_taken_out_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads_log, "AT_ONCE", 1)
    links = files(desk.page("/imports?ledger=tasks"))
    assert [link.partition("?")[0] for link in links] == ["/imports.xlsx", "/imports.csv"]
    xlsx, text = (taken(desk, link) for link in links)
    assert xlsx.head == text.head == heads(UPLOADS)
    assert [(row[0], row[1], row[4]) for row in text.rows] == [
        ("p.csv", "结对台账", "有错误"),
        ("'=甲.csv", "结对台账", "已导入"),
    ]
    assert [row[6:] for row in text.rows] == [["", ""], ["第 2 批", ""]]
    assert "交来的文件" in xlsx.name


@pytest.mark.parametrize("url", ["/batches.xlsx", "/imports.csv"])
def test_where_pages_only_read_there_is_no_log(desk: Keeper, url: str) -> None:
    Reader(desk.now).page(url, 404)
