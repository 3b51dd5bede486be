"""Loading and importing again, after somebody went on with the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import FILES, folder, load, snapshot_of
from test_loading import dump
from test_task_import import described, tasks

from graph.analysis.coverage import View, coverage
from graph.days import number_of, parse_date
from graph.registry.audit import broken_links
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.samples import sample_folder

ME = Order("tests")
NO_PLANS = dict.fromkeys(("designations.csv", "unnamed_villages.csv", "pairings.csv"))


def totals(database: Database, *days: str) -> list[int]:
    snapshot = snapshot_of(database)
    return [coverage(snapshot, View(number_of(parse_date(day)))).total for day in days]


def test_sample_again_after_all_villages_left(sample_database: Database, tmp_path: Path) -> None:
    parties = snapshot_of(sample_database).parties
    poor = [
        parties.key(row)
        for row in range(len(parties))
        if not parties.named.at[row] and parties.township.at[row] >= 0
    ]
    rows = "".join(f"{key},deep_poverty,,2020-12-01\n" for key in poor)
    left = folder(tmp_path, {"designations.csv": "village,kind,start,end\n" + rows})
    assert load_folder(sample_database, left, ME).changed == 128
    before = dump(sample_database)
    real = sample_folder("sample")
    assert real is not None
    report = load_folder(sample_database, real, ME)
    assert (report.new, report.changed) == (0, 0)
    assert dump(sample_database) == before
    assert totals(sample_database, "2020-06-30", "2021-06-30") == [128, 0]


def test_counted_villages_that_left_are_not_counted_again(
    database: Database, tmp_path: Path
) -> None:
    ended = FILES["designations.csv"] + "150926201#01,deep_poverty,,2020-12-01\n"
    load(database, tmp_path, {"designations.csv": ended})
    before = dump(database)
    report = load(database, tmp_path, {"designations.csv": ended})
    assert (report.new, report.changed) == (0, 0)
    assert dump(database) == before


def test_end_can_be_entered_for_counted_villages(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    ended = FILES["unnamed_villages.csv"].replace(",,计划", ",2020-12-31,计划")
    report = load(database, tmp_path, {"unnamed_villages.csv": ended})
    assert (report.new, report.changed) == (0, 1)
    # 赛汉村 left in 2019.
    assert totals(database, "2020-12-30", "2020-12-31") == [2, 0]


def test_alias_of_an_organisation_comes_with_it(database: Database, tmp_path: Path) -> None:
    more = FILES["aliases.csv"] + "E1,京粮\n150926201#01,头道村\n"
    assert load(database, tmp_path, {"aliases.csv": more}).faults == []
    parties = snapshot_of(database).parties
    assert parties.aliases(parties.row("E1")) == ("京粮",)


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("poverty.csv", "150926,2017,30,70,8.5,2,9,2018,别处\n", "year: 与第 2 行说法不同"),
        ("causes.csv", "150926,2017,因病,10,20,别处\n", "cause: 与第 2 行说法不同"),
        ("designations.csv", "150926201200,deep_poverty,2014-01-01,2020\n", "end: 与第 2 行说法"),
        ("designations.csv", "150926201200,deep_poverty,2014-01,2019-12-01\n", "end: 与第 2 行"),
    ],
)
def test_said_twice_and_differently(
    database: Database, tmp_path: Path, name: str, row: str, said: str
) -> None:
    report = load(database, tmp_path, {name: FILES[name] + row})
    assert said in str(report.faults[0])
    assert database.is_empty()


def test_corrected_list_leaves_other_towns_their_villages(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "set", NO_PLANS)
    row = ",,{},察右前旗,乌拉哈乌拉乡,{},,,,\n"
    tasks(database, tmp_path, row.format("黄村", 3) + row.format("旧宫", 2))
    tasks(database, tmp_path, row.format("黄村", 4) + row.format("旧宫", 2))
    pairs = [one[:2] for one in described(snapshot_of(database)) if "#" in one[1]]
    assert pairs == [
        *(("110115005", f"150926201#0{number}") for number in (1, 2, 3)),
        *(("110115006", f"150926201#0{number}") for number in (4, 5)),
        ("110115005", "150926201#06"),
    ]


def test_town_that_takes_fewer_is_reported(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set", NO_PLANS)
    row = ",,{},察右前旗,乌拉哈乌拉乡,{},,,,\n"
    tasks(database, tmp_path, row.format("黄村", 3) + row.format("旧宫", 2))
    report = tasks(database, tmp_path, row.format("黄村", 2) + row.format("旧宫", 3))
    assert report.notices == ["黄村地区在乌拉哈乌拉乡已有 3 个村的任务，名单是 2 个，未作删减"]
    assert totals(database, "2020-06-30") == [5]


def test_list_counts_the_villages_of_its_day(database: Database, tmp_path: Path) -> None:
    designations = "village,kind,start,end\n150926201200,deep_poverty,2014,2020-12-31\n"
    later = "150926201201,deep_poverty,2022,\n"
    load(database, tmp_path / "set", {**NO_PLANS, "designations.csv": designations + later})
    tasks(database, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n")
    recipients = [one[1] for one in described(snapshot_of(database))]
    assert recipients == ["150926201", "150926201200"]


def test_list_does_not_undo_a_cancelling(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set", NO_PLANS)
    row = ",,黄村,察右前旗,乌拉哈乌拉乡,,,,,\n"
    tasks(database, tmp_path, row)
    key = "110115005-150926201"
    cancelled = f"{key},110115005,150926201,,,,cancelled,2020-02-25,,,,tasks.csv\n"
    head = FILES["pairings.csv"].splitlines()[0] + "\n"
    load(database, tmp_path / "two", {**NO_PLANS, "pairings.csv": head + cancelled})
    report = tasks(database, tmp_path, row)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    assert report.notices == [f"黄村地区与乌拉哈乌拉乡的结对（{key}）已取消，名单未使它恢复"]


def test_many_counted_villages_are_quick_or_refused(database: Database, tmp_path: Path) -> None:
    many = FILES["unnamed_villages.csv"].replace(",2,", ",9999,")
    assert load(database, tmp_path, {"unnamed_villages.csv": many}).faults == []
    more = FILES["unnamed_villages.csv"].replace(",2,", ",10000,")
    report = load(database, tmp_path, {"unnamed_villages.csv": more})
    assert [fault.place for fault in report.faults] == ["unnamed_villages.csv:2: count"]


def test_long_cycle_is_named_shortly(database: Database, tmp_path: Path) -> None:
    codes = [f"1509{number:04}" for number in range(2000)]
    rows = "".join(
        f"{code},县,county,{above}\n"
        for code, above in zip(codes, codes[1:] + codes[:1], strict=True)
    )
    report = load(database, tmp_path, {"divisions.csv": FILES["divisions.csv"] + rows})
    said = [fault.message for fault in report.faults if "成环" in fault.message]
    assert len(said) == 2000
    assert all(len(message) < 120 for message in said)


def test_files_that_nobody_reads_are_noticed(database: Database, tmp_path: Path) -> None:
    path = folder(tmp_path / "set", {**FILES, "orgnisations.csv": "x\n"})
    folder(path / "ledgers", {"list.csv": "x\n"})
    notices = load_folder(database, path, ME).notices
    assert "未读入的文件：orgnisations.csv" in notices
    assert "ledgers 里未读入的文件：list.csv" in notices


def test_name_that_is_no_file_is_refused(database: Database, tmp_path: Path) -> None:
    path = folder(tmp_path / "set", {**FILES, "pairings.csv": None})
    (path / "pairings.csv").mkdir()
    (path / "causes.csv").unlink()
    (path / "causes.csv").symlink_to(path / "nowhere")
    places = [str(fault) for fault in load_folder(database, path, ME).faults]
    assert places == ["pairings.csv: 不是可读的文件", "causes.csv: 不是可读的文件"]


def test_long_text_is_refused(database: Database, tmp_path: Path) -> None:
    longer = FILES["aliases.csv"] + f"150926,{'长' * 4000}\n"
    report = load(database, tmp_path, {"aliases.csv": longer})
    assert [str(fault) for fault in report.faults] == [
        "aliases.csv:4: alias: 有 4000 个字，最多 500 个"
    ]


def test_corrections_may_cross(database: Database, tmp_path: Path) -> None:
    """Days move from one pairing to the next, and two pairings swap their donors."""
    head = FILES["pairings.csv"].splitlines()[0] + "\n"
    before = (
        "A,110115,150926,,,,signed,2015,2018,,,计划\n"
        "B,110115,150926,,,,signed,2018,2021,,,计划\n"
        "C,110115005,150926201,,,,signed,,,,,计划\n"
        "D,110115006,150926201,,,,signed,,,,,计划\n"
    )
    after = (
        "A,110115,150926,,,,signed,2015,2019,,,计划\n"
        "B,110115,150926,,,,signed,2019,2021,,,计划\n"
        "C,110115006,150926201,,,,signed,,,,,计划\n"
        "D,110115005,150926201,,,,signed,,,,,计划\n"
    )
    load(database, tmp_path, {"pairings.csv": head + before})
    report = load(database, tmp_path, {"pairings.csv": head + after})
    assert (report.faults, report.new, report.changed) == ([], 0, 4)
    snapshot = snapshot_of(database)
    pairings, parties = snapshot.pairings, snapshot.parties
    rows = [pairings.find(key) for key in "ABCD"]
    assert [pairings.stage.at[row] for row in rows if row is not None] == [2, 2, 2, 2]
    assert [parties.key(pairings.donor.at[row]) for row in rows if row is not None] == [
        *("110115", "110115", "110115006", "110115005")
    ]
    with database.read() as connection:
        assert list(broken_links(connection)) == []


def test_town_that_a_list_drops_is_reported(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set", NO_PLANS)
    row = ",,{},察右前旗,乌拉哈乌拉乡,1,,,,\n"
    tasks(database, tmp_path, row.format("黄村"))
    report = tasks(database, tmp_path, row.format("旧宫"))
    assert "黄村地区与乌拉哈乌拉乡的任务不在这份名单里，未作改动" in report.notices
    donors = {one[0] for one in described(snapshot_of(database))}
    assert donors == {"110115005", "110115006"}
