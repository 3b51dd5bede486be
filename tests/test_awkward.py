"""Awkward workbooks through the whole import: what they become, or which cell is at fault."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from awkward.cases import Case
from awkward.files import FILES
from awkward.other_ledgers import OTHER_LEDGERS
from awkward.place import Place, digest, holds, said_newly
from awkward.task_lists import TASK_LISTS
from folders import ME
from workbooks import saved

from graph.registry.apart import read_apart
from graph.registry.importing import Order, import_ledger

CASES = [*TASK_LISTS, *OTHER_LEDGERS, *FILES]
APART_NAMES = {
    "annex of a plan: title, unit line, headings over two rows, groups with totals, signature",
    "two years of one plan on two rows are one pairing from the first",
    "pairings: groups merged downward, hidden marks, mixed days, a total",
    "villages: merged downward with a subtotal between groups",
    "organisations: codes in full-width and small letters, counts as text, a total",
    "file: filtered rows and a hidden column",
    "file: password",
    "CSV: GBK",
    "CSV: UTF-16",
    "CSV: a quotation mark left open",
}
"""Ten that go through the child process too, one of each ledger and the files that differ most."""
APART = [case for case in CASES if case.name in APART_NAMES]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_awkward_workbook(place: Place, tmp_path: Path, case: Case) -> None:
    check(place, tmp_path, case, ME)


@pytest.mark.parametrize("case", APART, ids=lambda case: case.name)
def test_awkward_workbook_read_apart(place: Place, tmp_path: Path, case: Case) -> None:
    """The same through the process that reads what is handed in."""
    check(place, tmp_path, case, Order("tests", read=read_apart))


def check(place: Place, tmp_path: Path, case: Case, order: Order) -> None:
    database = place.copy(tmp_path)
    if case.first:
        first = import_ledger(database, case.ledger, case.first(tmp_path), ME, case.given)
        assert first.faults == []
    before, dumped = holds(database), digest(database)
    report = import_ledger(database, case.ledger, case.build(tmp_path), order, case.given)
    counted = (report.new, report.changed, report.unchanged, report.refused)
    found = [(fault.place, fault.message, fault.suggestion or "") for fault in report.faults]
    assert _agree(found, case.faults), found
    assert said_newly(before, holds(database)) == sorted(case.made, key=_order)
    assert counted == case.counts
    assert _contained(report.notices, case.notices), report.notices
    if case.faults:
        assert digest(database) == dumped
    else:
        again = import_ledger(database, case.ledger, case.build(tmp_path), ME, case.given)
        assert (again.new, again.changed, again.refused) == (0, 0, 0)
    database.close()


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("-"), line


def _agree(found: Sequence[tuple[str, ...]], wanted: Sequence[tuple[str, ...]]) -> bool:
    """The same faults in any order: each its place, and parts of what it says and suggests."""
    left = list(wanted)
    for place, message, suggestion in sorted(found):
        fits = (w for w in left if w[0] == place and w[1] in message)
        fit = next((w for w in fits if w[2] in suggestion and bool(w[2]) >= bool(suggestion)), None)
        if fit is None:
            return False
        left.remove(fit)
    return not left


def _contained(found: Sequence[str], parts: Sequence[str]) -> bool:
    return len(found) == len(parts) and all(
        part in one for part, one in zip(parts, found, strict=True)
    )


def test_names_of_cases_are_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
    assert len(APART) == len(APART_NAMES) == 10


def test_thousands_of_rows(place: Place, tmp_path: Path) -> None:
    """More rows than any district's list; one of them wrong is the only one named."""
    database = place.copy(tmp_path)
    rows = [["名称", "类型", "所在区县"], *([f"第{n}小学", "学校", "大兴区"] for n in range(5_200))]
    file = saved(tmp_path / "a.xlsx", rows)
    report = import_ledger(database, "organisations", file, ME)
    assert (report.new, report.refused, report.faults) == (5_200, 0, [])
    rows[4_000][1] = "小店"
    dumped = digest(database)
    report = import_ledger(database, "organisations", saved(file, rows, title="表"), ME)
    assert (report.unchanged, report.refused) == (5_199, 1)
    assert [fault.place for fault in report.faults] == ["表!B4001"]
    assert digest(database) == dumped
    database.close()


def test_only_unknown_names_do_not_hold_the_ledger_up(place: Place, tmp_path: Path) -> None:
    database = place.copy(tmp_path)
    head = ["县", "乡镇", "村"]
    rows = [head, *(["察右前旗", "乌拉哈乌拉乡", f"某{n:x}庄{n}"] for n in range(6_000))]
    started = time.process_time()
    report = import_ledger(database, "villages", saved(tmp_path / "a.xlsx", rows), ME)
    assert (report.refused, len(report.faults)) == (6_000, 6_000)
    assert time.process_time() - started < 30
    database.close()
