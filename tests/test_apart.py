"""Files are read in a process of their own, which may use so much and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbooks import REAL, saved

from graph.errors import Refused
from graph.registry.apart import LIMITS, Limits, read_apart
from graph.registry.sheets import read_sheets


def message(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        read_apart(path, limits)
    (fault,) = caught.value.faults
    assert fault.place == path.name
    return fault.message


def test_sheets_are_those_read_here() -> None:
    apart, here = read_apart(REAL), read_sheets(REAL)
    assert [sheet.name for sheet in apart] == [sheet.name for sheet in here]
    for one, other in zip(apart, here, strict=True):
        assert (list(one.rows), one.merges) == (list(map(list, other.rows)), other.merges)
        assert one.merges
        assert one.hidden == other.hidden


def test_odd_texts_come_through(tmp_path: Path) -> None:
    texts = ['a"b\\', "\u2028\ufeff𠮷", "é" * 9]
    path = saved(tmp_path / "a.xlsx", [texts])
    assert read_apart(path)[0].rows == [list(read_sheets(path)[0].rows[0])]


def test_faults_are_those_found_here(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("not a workbook")
    with pytest.raises(Refused) as caught:
        read_sheets(tmp_path / "a.xlsx")
    assert message(tmp_path / "a.xlsx") == caught.value.faults[0].message
    assert "没有" in message(tmp_path / "none.csv") or "打不开" in message(tmp_path / "none.csv")


def test_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("村," * 200 + "\n" + ("赛汉村," * 200 + "\n") * 30_000, encoding="utf-8")
    assert "内存超过限度" in message(path, Limits(memory=300 * 2**20))
    assert len(read_apart(path)[0].rows) == 30_001


def test_too_much_time_is_refused(tmp_path: Path) -> None:
    assert "0 秒" in message(saved(tmp_path / "a.xlsx", [["x"]]), Limits(seconds=0))


def test_process_that_dies_is_no_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "dying"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(dying))
    assert "请只留要导入的工作表" in message(saved(tmp_path / "a.xlsx", [["x"]]))


def test_process_writes_no_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["x"]])
    read_apart(path)
    assert list(tmp_path.iterdir()) == [path]
