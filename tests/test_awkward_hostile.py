"""Hostile workbooks through the whole import: a clear message at a place, in bounded time, with
nothing changed and nothing written elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from awkward.hostile import HOSTILE, Hostile
from awkward.place import Place, digest, holds, said_newly
from folders import ME

from graph.registry.apart import read_apart
from graph.registry.importing import Order, import_ledger

SECONDS = 20.0
APART = ("sheet of a gigabyte", "billion laughs in a sheet", "more styles than Excel has")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_workbook_costs_a_message(place: Place, tmp_path: Path, hostile: Hostile) -> None:
    database = place.copy(tmp_path)
    (tmp_path / "in").mkdir()
    file = hostile.build(tmp_path / "in")
    before, dumped = holds(database), digest(database)
    there = {*tmp_path.rglob("*")}
    started = time.process_time()
    report = import_ledger(database, "villages", file, ME)
    spent = time.process_time() - started
    assert spent < SECONDS
    assert {*tmp_path.rglob("*")} == there
    if not hostile.said:
        assert report.faults == []
        assert said_newly(before, holds(database)) == ["朝阳村村委会 是深度贫困村 2017~"]
        return
    found = [(fault.place, fault.message) for fault in report.faults]
    assert any(place == hostile.place and hostile.said in text for place, text in found), found
    assert max(len(text) for _, text in found) < 1_000
    assert digest(database) == dumped
    database.close()


@pytest.mark.parametrize(
    "hostile",
    [one for one in HOSTILE if one.name in APART],
    ids=lambda hostile: hostile.name,
)
def test_hostile_workbook_read_apart(place: Place, tmp_path: Path, hostile: Hostile) -> None:
    """Through the process that reads what is handed in, which says the same."""
    database = place.copy(tmp_path)
    file, dumped = hostile.build(tmp_path), digest(database)
    report = import_ledger(database, "villages", file, Order("tests", read=read_apart))
    assert hostile.said in report.faults[0].message
    assert digest(database) == dumped
    database.close()
