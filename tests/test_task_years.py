"""One list that plans the same towns and township for several years."""

from __future__ import annotations

from pathlib import Path

import pytest
from awkward.place import Place, holds, said_newly
from folders import ME

from graph.registry.database import Database
from graph.registry.importing import Given, import_ledger
from graph.registry.report import Report

HEAD = "责任单位,协作单位,结对镇街,结对旗县,所在乡镇,贫困村,年度,截止日期,备注\n"
PLAN = "黄村地区→三岔口乡 已列任务"
VILLAGE = "黄村地区→三岔口乡待定名村 已列任务"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


def take(database: Database, path: Path, *rows: str) -> Report:
    """Rows of 黄村镇 and 三岔口乡: lead, villages, year, end and note."""
    lines = []
    for row in rows:
        lead, rest = row.split(",", 1)
        lines.append(f"{lead},,黄村镇,察右前旗,三岔口乡,{rest}\n")
    file = path / "tasks.csv"
    file.write_text(HEAD + "".join(lines), "utf-8")
    return import_ledger(database, "tasks", file, ME, Given("大兴区"))


@pytest.mark.parametrize(
    ("rows", "made"),
    [
        ((",1,2020,,", ",2,2019,,"), [f"{PLAN} 2019~", f"{VILLAGE} 2019~ ×2"]),
        (
            (",1,2018,,", ",2,2019,,", ",4,2020,,"),
            [
                *(f"{PLAN} 2018~", f"{VILLAGE} 2018~", f"{VILLAGE} 2019~"),
                f"{VILLAGE} 2020~ ×2",
            ],
        ),
        (
            (",1,2019,2020年,", ",1,2020,2021年,"),
            [
                *(f"{PLAN} 2019~2020", f"{PLAN} 2020~2021"),
                *(f"{VILLAGE} 2019~2020", f"{VILLAGE} 2020~2021"),
            ],
        ),
        (
            (",1,2019,2021年,甲", ",1,2020,2022年,乙"),
            [f"{PLAN} 2019~2022 甲；乙", f"{VILLAGE} 2019~2022"],
        ),
        ((",,2019,,", ",协商开展村级结对,2020,,"), [f"{PLAN} 2019~ 村级协商 协商开展村级结对"]),
        (
            (",双方协商开展乡镇结对,2019,,", ",1,2020,,"),
            [
                "黄村地区→三岔口乡 协商中 2019~2020 村级协商 双方协商开展乡镇结对",
                *(f"{PLAN} 2020~ 双方协商开展乡镇结对", f"{VILLAGE} 2020~"),
            ],
        ),
    ],
)
def test_years_of_one_plan(
    place: Place, tmp_path: Path, rows: tuple[str, ...], made: list[str]
) -> None:
    """Whatever the order of the rows; and the list again changes nothing."""
    for turn, listed in enumerate((rows, rows[::-1])):
        (path := tmp_path / str(turn)).mkdir()
        database = place.copy(path)
        before = holds(database)
        report = take(database, path, *listed)
        assert [str(fault) for fault in report.faults] == []
        added = said_newly(before, holds(database))
        assert [line for line in added if "是深度贫困村" not in line] == sorted(made)
        again = take(database, path, *listed)
        assert (again.new, again.changed, again.unchanged) == (0, 0, len(rows))
        assert said_newly(before, holds(database)) == added
        assert not any("未改为" in notice for notice in again.notices)
        database.close()


@pytest.mark.parametrize(
    "rows",
    [
        (",1,2020,,", ",1,2020,,"),
        (",1,2020,,", ",1,,,"),
        (",1,,,", ",1,,,"),
        ("区国资委,1,2019,,", ",1,2020,,"),
    ],
)
def test_rows_that_leave_a_doubt_are_refused(
    place: Place, tmp_path: Path, rows: tuple[str, ...]
) -> None:
    database = place.copy(tmp_path)
    before = holds(database)
    report = take(database, tmp_path, *rows)
    assert [(fault.place, "已在 tasks.csv!2 列出" in fault.message) for fault in report.faults] == [
        ("tasks.csv!C3", True)
    ]
    assert holds(database) == before
    database.close()


def test_later_year_says_where_it_went(place: Place, tmp_path: Path) -> None:
    database = place.copy(tmp_path)
    assert take(database, tmp_path, ",1,2020,,", ",1,2019,,").notices == [
        "tasks.csv!2：黄村地区与三岔口乡已在 tasks.csv!3 列出，起始不同，合为一条结对，自 2019 起"
    ]
    database.close()
