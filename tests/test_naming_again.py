"""After naming, what names the unnamed villages still finds them: imports again change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import ME, load, snapshot_of
from ledger_files import LEDGERS, counts, export, take, take_file
from naming_places import COUNTY, EAST, PLACES, SAIHAN, TOWNSHIP, XIGOU, live_rows, places, unnamed
from test_loading import dump

from graph.registry.database import Database
from graph.registry.importing import Given, import_ledger, load_folder
from graph.registry.naming_desk import name_villages
from graph.registry.samples import sample_folder

HETIAN = "653221102"
NAMED = [(unnamed(n, HETIAN), f"{HETIAN}2{n:02}") for n in (1, 2, 3, 10, 23)]


@pytest.fixture
def named(database: Database, tmp_path: Path) -> Database:
    places(database, tmp_path)
    names = [(unnamed(1), SAIHAN), (unnamed(2), XIGOU), (unnamed(1, COUNTY), EAST)]
    name_villages(database, "tests", names)
    return database


def test_sample_again_changes_nothing(sample_database: Database) -> None:
    names = [*NAMED, ("130636#01", _first_village(sample_database, "130636"))]
    name_villages(sample_database, "tests", names)
    before = dump(sample_database)
    folder = sample_folder("sample")
    assert folder is not None
    report = load_folder(sample_database, folder, ME)
    assert (report.faults, report.new, report.changed, report.batch_id) == ([], 0, 0, None)
    (tasks,) = (folder / "ledgers").glob("tasks-*.xlsx")
    again = import_ledger(sample_database, "tasks", tasks, ME, Given("大兴区", None))
    assert (again.faults, again.new) == ([], 0)
    assert len(snapshot_of(sample_database).parties.resolved) == len(names)
    assert dump(sample_database)["party"] == before["party"]
    assert dump(sample_database) == before


def _first_village(database: Database, county: str) -> str:
    parties = snapshot_of(database).parties
    within = range(parties.row(county), parties.end.at[parties.row(county)])
    return next(
        parties.key(row) for row in within if parties.kind.at[row] == 4 and parties.named.at[row]
    )


def test_data_set_again_changes_nothing(named: Database, tmp_path: Path) -> None:
    before = dump(named)
    text = f"village,kind,start,end\n{unnamed(1)},deep_poverty,,\n"
    report = load(named, tmp_path / "places", {**PLACES, "designations.csv": text})
    assert (report.faults, report.new, report.changed) == ([], 0, 0)
    assert dump(named) == before


def test_higher_count_adds_under_new_keys(named: Database, tmp_path: Path) -> None:
    more = f"division_code,count,kind,start,end,source\n{TOWNSHIP},6,deep_poverty,,,计划\n"
    report = load(named, tmp_path / "places", {**PLACES, "unnamed_villages.csv": more})
    assert report.faults == []
    parties = snapshot_of(named).parties
    known = [parties.key(row) for row in range(len(parties)) if not parties.named.at[row]]
    assert known == [unnamed(2, COUNTY), *(unnamed(n) for n in (3, 4, 5, 6))]


def test_old_keys_and_names_in_files_reach_the_village(named: Database, tmp_path: Path) -> None:
    for number, text in enumerate((unnamed(1), "乌拉哈乌拉乡待定名村01", "赛汉村")):
        place = f"{text},察右前旗,乌拉哈乌拉乡"
        row = f"N{number},旧宫地区,大兴区,{place},已列任务,202{number},202{number + 1},,,,"
        report = take(named, tmp_path, "pairings", row)
        assert (counts(report), report.faults) == ((1, 0, 0, 0), [])
    snapshot = snapshot_of(named)
    assert len(snapshot.pairings.of_recipient(snapshot.parties.row(SAIHAN))) == 5
    for text in (unnamed(1), "乌拉哈乌拉乡待定名村01", "赛汉村"):
        listed = take(named, tmp_path, "villages", f"察右前旗,乌拉哈乌拉乡,{text},,,,")
        assert (counts(listed), listed.faults) == ((0, 0, 1, 0), [])


def test_pairing_of_an_old_key_stays_the_same_row(named: Database, tmp_path: Path) -> None:
    before = live_rows(named)
    row = f"P3,E1,{unnamed(1)},,,万企帮万村,signed,2019-05-01,2021,XY-7,续签,清单"
    text = f"{str(PLACES['pairings.csv']).splitlines()[0]}\n{row}\n"
    report = load(named, tmp_path / "places", {**PLACES, "pairings.csv": text})
    assert (report.faults, report.new, report.changed) == ([], 0, 0)
    assert live_rows(named) == before


@pytest.mark.parametrize("ledger", LEDGERS)
def test_ledgers_go_out_and_in_again(named: Database, tmp_path: Path, ledger: str) -> None:
    day = 18400 if ledger == "tasks" else None
    before = live_rows(named)
    file = export(named, tmp_path, ledger, day=day)
    report = take_file(named, ledger, file)
    assert (report.faults, report.new, report.changed) == ([], 0, 0)
    assert live_rows(named) == before


def test_sample_ledgers_go_out_and_in_again(sample_database: Database, tmp_path: Path) -> None:
    name_villages(sample_database, "tests", NAMED)
    before = live_rows(sample_database)
    for ledger in LEDGERS:
        file = export(sample_database, tmp_path, ledger, day=18600 if ledger == "tasks" else None)
        report = take_file(sample_database, ledger, file)
        assert (report.faults, report.new, report.changed) == ([], 0, 0), ledger
    assert live_rows(sample_database) == before
