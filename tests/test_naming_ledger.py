"""The 深度贫困村名单 names unnamed villages in bulk."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import ME, snapshot_of
from ledger_files import VILLAGES, counts, faults, take, written
from naming_places import (
    CHAOYANG,
    COUNTY,
    EAST,
    PLACES,
    SAIHAN,
    XIGOU,
    XINMIN,
    covers,
    live_rows,
    places,
    totals,
    unnamed,
)
from test_loading import dump

from graph.analysis.coverage import Grouping
from graph.registry.database import Database
from graph.registry.importing import Order, import_ledger
from graph.registry.undoing import undo_batch

HERE = "察右前旗,乌拉哈乌拉乡"


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Database:
    return places(database, tmp_path)


def named(database: Database) -> dict[str, str]:
    parties = snapshot_of(database).parties
    return {one.key: parties.text.key[one.village_id] for one in parties.resolved}


def starts(database: Database) -> dict[str, tuple[str, str]]:
    """Start and end of the designation of each village that is in the register."""
    rows = live_rows(database)
    keys = {row[0]: str(row[1]) for row in rows["party"]}
    return {
        key: (str(start), str(end))
        for _, village, _, _, _, start, _, end, *_ in rows["designation"]
        if "#" not in (key := keys[village])
    }


def test_rows_name_the_next_that_wait(county: Database, tmp_path: Path) -> None:
    before = covers(snapshot_of(county), Grouping.COUNTY, Grouping.TOWNSHIP)
    rows = (f"{HERE},朝阳村,,2014年,,", f"{HERE},赛汉,深度贫困村,,,原名东村")
    report = take(county, tmp_path, "villages", *rows)
    assert (counts(report), report.faults) == ((0, 2, 0, 0), [])
    assert report.notices == [
        "朝阳村村委会沿用待定名时的认定，未写明认定日期，未改为 2014",
        "1 行有备注，名单的备注不入台账",
        "乌拉哈乌拉乡定名 2 个深度贫困村，还有 2 个待定名",
    ]
    assert named(county) == {unnamed(1): CHAOYANG, unnamed(2): SAIHAN}
    after = covers(snapshot_of(county), Grouping.COUNTY, Grouping.TOWNSHIP)
    assert after == before


def test_list_again_changes_nothing(county: Database, tmp_path: Path) -> None:
    rows = (f"{HERE},朝阳村,,2014,,", f"{HERE},赛汉村,,,,")
    take(county, tmp_path, "villages", *rows)
    before = dump(county)
    report = take(county, tmp_path, "villages", *rows)
    assert (counts(report), report.batch_id) == ((0, 0, 2, 0), None)
    assert dump(county) == before


def test_dry_run_counts_and_writes_nothing(county: Database, tmp_path: Path) -> None:
    before = dump(county)
    rows = [VILLAGES.split(","), [*HERE.split(","), "朝阳村", "", "", "", ""]]
    file = written(tmp_path / "villages.csv", rows)
    report = import_ledger(county, "villages", file, Order("tests", dry_run=True))
    assert counts(report) == (0, 1, 0, 0)
    assert "还有 3 个待定名" in report.notices[0]
    assert dump(county) == before
    again = import_ledger(county, "villages", file, Order("tests", expected=report.digest))
    assert counts(again) == (0, 1, 0, 0)
    other = import_ledger(county, "villages", file, Order("tests", expected=report.digest))
    assert other.faults


def test_import_is_undone_as_one(county: Database, tmp_path: Path) -> None:
    before = live_rows(county)
    report = take(county, tmp_path, "villages", f"{HERE},朝阳村,,,,", f"{HERE},赛汉村,,,2021,")
    assert report.batch_id is not None
    assert live_rows(county) != before
    undo_batch(county, "tests", report.batch_id)
    sources = ("source",)
    assert {name: rows for name, rows in live_rows(county).items() if name not in sources} == {
        name: rows for name, rows in before.items() if name not in sources
    }


def test_known_start_of_the_count_stays(county: Database, tmp_path: Path) -> None:
    report = take(county, tmp_path, "villages", "察右前旗,巴音镇,东村,,2016,,")
    assert named(county) == {unnamed(1, COUNTY): EAST}
    assert starts(county)[EAST] == ("2018-01-01", "None")
    assert "认定日期为 2018-01-01，未改为 2016" in report.notices[0]
    assert "察哈尔右翼前旗定名 1 个深度贫困村，还有 1 个待定名" in report.notices


def test_exit_ends_the_designation_that_moved(county: Database, tmp_path: Path) -> None:
    take(county, tmp_path, "villages", f"{HERE},朝阳村,,,2021-03,")
    assert starts(county)[CHAOYANG] == ("None", "2021-03-01")


def test_exit_before_the_count_began_is_no_naming(county: Database, tmp_path: Path) -> None:
    report = take(county, tmp_path, "villages", "察右前旗,巴音镇,东村,,2014,2016,")
    assert counts(report) == (1, 0, 0, 0)
    assert named(county) == {}
    assert starts(county)[EAST] == ("2014-01-01", "2016-01-01")


def test_county_names_its_own_only_when_the_township_has_none(
    county: Database, tmp_path: Path
) -> None:
    rows = [f"{HERE},{name},,,," for name in ("赛汉村", "朝阳村", "新民村", "西沟村")]
    take(county, tmp_path, "villages", *rows, "察右前旗,巴音镇,东村,,,,")
    assert named(county) == {
        **{unnamed(n): f"15092620120{n - 1}" for n in range(1, 5)},
        unnamed(1, COUNTY): EAST,
    }


def test_list_longer_than_the_count_designates_the_rest(database: Database, tmp_path: Path) -> None:
    few = f"division_code,count,kind,start,end,source\n{unnamed(1)[:9]},1,deep_poverty,,,计划\n"
    own = "\n".join(str(PLACES["pairings.csv"]).splitlines()[:4])
    places(database, tmp_path, unnamed_villages=few, pairings=own)
    rows = (f"{HERE},朝阳村,,2014,,", f"{HERE},赛汉村,,2014,,")
    report = take(database, tmp_path, "villages", *rows)
    assert counts(report) == (1, 1, 0, 0)
    assert "乌拉哈乌拉乡定名 1 个深度贫困村，没有待定名的了" in report.notices
    assert starts(database) == {
        CHAOYANG: ("None", "None"),
        SAIHAN: ("2014-01-01", "None"),
    }


def test_other_kind_does_not_name(county: Database, tmp_path: Path) -> None:
    report = take(county, tmp_path, "villages", f"{HERE},朝阳村,贫困村,,,")
    assert counts(report) == (1, 0, 0, 0)
    assert named(county) == {}
    # Two designations would become one village's: the deep-poverty one stands beside the other.
    before = totals(covers(snapshot_of(county)))
    report = take(county, tmp_path, "villages", f"{HERE},朝阳村,深度贫困村,2030,,")
    assert counts(report) == (1, 0, 0, 0)
    assert named(county) == {}
    assert report.notices == [
        "乌拉哈乌拉乡新认定 1 个深度贫困村；另有 4 个待定名深度贫困村等待定名，未与之对应"
    ]
    later = totals(covers(snapshot_of(county)))
    assert {about: later[about] for about in before if about[0].day < 21900} == {
        about: count for about, count in before.items() if about[0].day < 21900
    }


def test_clash_of_pairings_is_a_fault_with_both_rows(database: Database, tmp_path: Path) -> None:
    row = f"C1,E1,{XINMIN},,,,planned,2020-12-31,,,,清单"
    places(database, tmp_path, pairings=f"{PLACES['pairings.csv']}{row}\n")
    before = dump(database)
    report = take(database, tmp_path, "villages", f"{HERE},新民村,,,,", f"{HERE},西沟村,,,,")
    assert faults(report) == [
        (
            "C2",
            "京粮公司对乌拉哈乌拉乡待定名村01和新民村村委会的结对时间重叠：P3与C1，"
            "请先取消或结束其中一条",
        )
    ]
    assert dump(database) == before
    rows = [VILLAGES.split(","), *([*HERE.split(","), one, *[""] * 4] for one in ("新民", "西沟"))]
    file = written(tmp_path / "good.csv", rows)
    good = import_ledger(database, "villages", file, Order(ME.who, good_rows=True))
    assert named(database) == {unnamed(1): XIGOU}
    assert counts(good) == (0, 1, 0, 1)


def test_one_village_on_two_rows_is_a_fault(county: Database, tmp_path: Path) -> None:
    report = take(county, tmp_path, "villages", f"{HERE},朝阳村,,,,", f"{HERE},朝阳村委会,,,,")
    assert faults(report) == [("C3", "朝阳村村委会已在 villages.csv!2 列出")]


def test_what_the_list_says_of_the_unnamed_one_moves_too(county: Database, tmp_path: Path) -> None:
    rows = (f"{HERE},乌拉哈乌拉乡待定名村01,贫困村,2014,,", f"{HERE},朝阳村,,,,")
    report = take(county, tmp_path, "villages", *rows)
    assert (counts(report), report.faults) == ((1, 1, 0, 0), [])
    assert named(county) == {unnamed(1): CHAOYANG}
    snapshot = snapshot_of(county)
    row = snapshot.parties.row(CHAOYANG)
    assert snapshot.designations.village.at.tolist().count(row) == 2
    assert counts(take(county, tmp_path, "villages", *rows)) == (0, 0, 2, 0)
