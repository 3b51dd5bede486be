from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from folders import FILES, folder, load, snapshot_of
from test_loading import dump

from graph.days import NEVER, Day, number_of, parse_date, parse_day
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.importing import Given, Order, import_ledger, load_folder
from graph.registry.report import Report
from graph.registry.samples import sample_folder
from graph.words import Precision, Stage

HEAD = "责任单位,协作单位,结对镇街,结对旗县,所在乡镇,贫困村,年度,起始日期,截止日期,备注\n"
ME = Order("tests")


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    """Two towns, one township, with no villages known to be poor."""
    files = dict.fromkeys(("designations.csv", "unnamed_villages.csv", "pairings.csv"))
    load(database, tmp_path / "set", files)
    return database


def tasks(
    database: Database, path: Path, rows: str, start: str | None = "2020-02-25", head: str = HEAD
) -> Report:
    file = path / "tasks.csv"
    file.write_text(head + rows, encoding="utf-8")
    return import_ledger(
        database, "tasks", file, ME, Given("大兴区", parse_day(start) if start else None)
    )


def described(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    """Donor, recipient and stage of every pairing, as lists show them."""
    pairings, parties = snapshot.pairings, snapshot.parties
    return [
        (
            parties.key(pairings.donor.at[row]),
            parties.key(pairings.recipient.at[row]),
            Stage(pairings.stage.at[row]).text,
        )
        for row in pairings.by_recipient.array.tolist()
    ]


def test_tasks_make_pairings_and_villages(ledger: Database, tmp_path: Path) -> None:
    rows = "区里牵头,,黄村镇,察右前旗,乌拉哈乌拉,2个深度贫困村,,,,好\n".replace(
        "区里牵头", "大兴区牵头"
    )
    report = tasks(ledger, tmp_path, rows)
    assert [str(fault) for fault in report.faults] == []
    assert (report.new, report.refused) == (1, 0)
    snapshot = snapshot_of(ledger)
    assert described(snapshot) == [
        ("110115005", "150926201", "planned"),
        ("110115005", "150926201#01", "planned"),
        ("110115005", "150926201#02", "planned"),
    ]
    pairings, parties = snapshot.pairings, snapshot.parties
    row = pairings.find("110115005-150926201")
    assert row is not None
    assert parties.key(pairings.lead.at[row]) == "110115"
    assert pairings.start.at[row] == number_of(parse_date("2020-02-25"))
    assert pairings.end.at[row] == NEVER
    text_at = pairings.id.at[row]
    assert pairings.text.source[text_at] == "tasks.csv tasks.csv!2"
    assert pairings.text.note[text_at] == "好"


def test_tasks_twice_change_nothing(ledger: Database, tmp_path: Path) -> None:
    rows = "大兴区,京粮公司,黄村、旧宫,察右前旗,乌拉哈乌拉乡,2,,,,\n"
    tasks(ledger, tmp_path, rows)
    before = dump(ledger)
    report = tasks(ledger, tmp_path, rows)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    assert dump(ledger) == before
    again = tasks(ledger, tmp_path, rows, start="2021-03-01")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert any("未改为 2021-03-01" in notice for notice in again.notices)


def test_rows_for_one_township_add_up(ledger: Database, tmp_path: Path) -> None:
    rows = ",,黄村,察右前旗,乌拉哈乌拉乡,2,,,,\n,,旧宫,察右前旗,乌拉哈乌拉乡,1,,,,\n"
    tasks(ledger, tmp_path, rows)
    village_pairs = [one[:2] for one in described(snapshot_of(ledger)) if "#" in one[1]]
    assert village_pairs == [
        ("110115005", "150926201#01"),
        ("110115005", "150926201#02"),
        ("110115006", "150926201#03"),
    ]
    assert tasks(ledger, tmp_path, rows).unchanged == 2


def test_towns_of_one_cell_share_the_villages(ledger: Database, tmp_path: Path) -> None:
    tasks(ledger, tmp_path, ",,黄村\\旧宫,察右前旗,乌拉哈乌拉乡,2,,,,\n")
    donors = Counter(one[1] for one in described(snapshot_of(ledger)))
    assert donors == {"150926201": 2, "150926201#01": 2, "150926201#02": 2}


def test_villages_there_already_count(database: Database, tmp_path: Path) -> None:
    designations = "village,kind,start,end\n150926201200,deep_poverty,,\n"
    files = {"designations.csv": designations, "unnamed_villages.csv": None, "pairings.csv": None}
    load(database, tmp_path / "set", files)
    tasks(database, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,2,,,,\n")
    recipients = [one[1] for one in described(snapshot_of(database))]
    assert recipients == ["150926201", "150926201#01", "150926201200"]


def test_village_that_left_is_not_counted(database: Database, tmp_path: Path) -> None:
    designations = "village,kind,start,end\n150926201200,deep_poverty,,2019\n"
    files = {"designations.csv": designations, "unnamed_villages.csv": None, "pairings.csv": None}
    load(database, tmp_path / "set", files)
    tasks(database, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n")
    assert [one[1] for one in described(snapshot_of(database))] == ["150926201", "150926201#01"]


def test_smaller_list_removes_nothing(ledger: Database, tmp_path: Path) -> None:
    tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,3,,,,\n")
    report = tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    assert report.notices == ["乌拉哈乌拉乡已有 3 个深度贫困村，多于名单的 1 个，未作删减"]


def test_larger_list_adds(ledger: Database, tmp_path: Path) -> None:
    tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n")
    assert tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,3,,,,\n").new == 1
    assert len(snapshot_of(ledger).pairings) == 4


def test_negotiating_villages(ledger: Database, tmp_path: Path) -> None:
    tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,协商开展村级结对,,,,\n")
    snapshot = snapshot_of(ledger)
    assert described(snapshot) == [("110115005", "150926201", "planned")]
    assert snapshot.pairings.negotiating_villages.at[0] == 1
    assert tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,2,,,,\n").new == 1
    assert snapshot_of(ledger).pairings.negotiating_villages.at[0] == 0


def test_negotiating_township_becomes_planned(ledger: Database, tmp_path: Path) -> None:
    text = "与乌拉哈乌拉乡协商开展乡镇结对"
    tasks(ledger, tmp_path, f",,黄村,察右前旗,{text},协商,,,,\n")
    assert described(snapshot_of(ledger)) == [("110115005", "150926201", "negotiating")]
    tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n", start="2021-01-01")
    snapshot = snapshot_of(ledger)
    assert described(snapshot)[:2] == [
        ("110115005", "150926201", "negotiating"),
        ("110115005", "150926201", "planned"),
    ]
    pairings = snapshot.pairings
    assert pairings.end.at[0] == number_of(parse_date("2021-01-01"))
    second = pairings.find("110115005-150926201/2")
    assert second is not None
    assert pairings.follows.at[second] == 0


def test_negotiating_township_without_day_is_corrected(ledger: Database, tmp_path: Path) -> None:
    text = "与乌拉哈乌拉乡协商开展乡镇结对"
    tasks(ledger, tmp_path, f",,黄村,察右前旗,{text},协商,,,,\n", start=None)
    report = tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,,,,,\n", start=None)
    assert report.changed == 1
    assert described(snapshot_of(ledger)) == [("110115005", "150926201", "planned")]


def test_signed_pairing_is_not_lowered(database: Database, tmp_path: Path) -> None:
    pairings = FILES["pairings.csv"].replace(",planned,", ",signed,")
    load(database, tmp_path / "set", {"pairings.csv": pairings})
    report = tasks(database, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,,,,,备注改了\n")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)


def test_year_alone_gives_a_start_of_its_precision(ledger: Database, tmp_path: Path) -> None:
    tasks(ledger, tmp_path, ",,黄村,察右前旗,乌拉哈乌拉乡,,2019,,,\n", start=None)
    pairings = snapshot_of(ledger).pairings
    assert pairings.start.at[0] == number_of(parse_date("2019-01-01"))
    assert pairings.start_precision.at[0] == Precision.YEAR
    assert pairings.end.at[0] == NEVER


@pytest.mark.parametrize(
    "unclear",
    [
        (",,青山镇,察右前旗,乌拉哈乌拉乡,1,,,,", "C2", "找不到“青山镇”", None),
        (",,黄付镇,察右前旗,乌拉哈乌拉乡,1,,,,", "C2", "找不到“黄付镇”", "黄村镇"),
        (",,黄村,察右中旗,乌拉哈乌拉乡,1,,,,", "D2", "找不到“察右中旗”", "察右前旗"),
        (",,黄村,察右前旗,乌拉哈乌拉镇子,1,,,,", "E2", "找不到“乌拉哈乌拉镇子”", "乌拉哈乌拉乡"),
        (",,黄村,察右前旗,,1,,,,", "E2", "要写明是哪个乡镇", None),
        ("某某公司,,黄村,察右前旗,乌拉哈乌拉乡,1,,,,", "A2", "找不到“某某公司”", None),
        (",某某公司,黄村,察右前旗,乌拉哈乌拉乡,1,,,,", "B2", "找不到“某某公司”", None),
        (",,黄村,察右前旗,乌拉哈乌拉乡,很多,,,,", "F2", "贫困村", None),
    ],
)
def test_unclear_row_is_refused(
    ledger: Database, tmp_path: Path, unclear: tuple[str, str, str, str | None]
) -> None:
    row, place, said, suggestion = unclear
    before = dump(ledger)
    report = tasks(ledger, tmp_path, row + "\n,,旧宫,察右前旗,乌拉哈乌拉乡,1,,,,\n")
    assert [fault.place for fault in report.faults] == [f"tasks.csv!{place}"]
    assert said in report.faults[0].message
    if suggestion:
        assert suggestion in (report.faults[0].suggestion or "")
    assert report.refused == 1
    assert dump(ledger) == before


def test_row_named_twice_is_refused(ledger: Database, tmp_path: Path) -> None:
    rows = ",,黄村,察右前旗,乌拉哈乌拉乡,1,,,,\n,,黄村镇,察右前旗,乌拉哈乌拉,1,,,,\n"
    report = tasks(ledger, tmp_path, rows)
    assert [fault.place for fault in report.faults] == ["tasks.csv!C3"]
    assert "已在 tasks.csv!2 列出" in report.faults[0].message


def test_missing_heading_is_refused(ledger: Database, tmp_path: Path) -> None:
    report = tasks(ledger, tmp_path, "1,2\n", head="结对镇街,所在乡镇\n")
    assert "结对旗县" in str(report.faults[0])


def test_ledgers_of_a_folder_come_last(database: Database, tmp_path: Path) -> None:
    path = folder(tmp_path / "set")
    ledgers = folder(
        path / "ledgers",
        {
            "tasks-a.csv": HEAD + ",,旧宫,察右前旗,乌拉哈乌拉乡,1,,,,\n",
            "ledgers.csv": "file,district,start\ntasks-a.csv,大兴区,2020-03\n",
        },
    )
    report = load_folder(database, path, ME)
    assert report.faults == []
    row = snapshot_of(database).pairings.find("110115006-150926201")
    assert row is not None
    (ledgers / "ledgers.csv").write_text("file,district,start\ntasks-b.csv,大兴区,\n", "utf-8")
    faults = [str(fault) for fault in load_folder(database, path, ME).faults]
    assert "ledgers/ledgers.csv: 没有这个文件：tasks-b.csv" in faults
    assert any("--district" in fault for fault in faults)


def test_sample_tasks_resolve_row_by_row(sample_database: Database) -> None:
    """The real workbook again over the sample: nothing new, nothing changed."""
    real = sample_folder("sample")
    assert real is not None
    file = real / "ledgers" / "tasks-daxing-2020.xlsx"
    start = Day(parse_date("2020-02-25"))
    report = import_ledger(sample_database, "tasks", file, ME, Given("大兴区", start))
    assert (report.new, report.changed, report.unchanged, report.refused) == (0, 0, 27, 0)
    snapshot = snapshot_of(sample_database)
    pairings, parties = snapshot.pairings, snapshot.parties
    towns = {
        pairings.donor.at[row]
        for row in range(len(pairings))
        if parties.kind_of(pairings.donor.at[row]).text == "township"
    }
    townships = {
        pairings.recipient.at[row]
        for row in range(len(pairings))
        if parties.kind_of(pairings.recipient.at[row]).text == "township"
        and parties.kind_of(pairings.donor.at[row]).text == "township"
    }
    assert (len(towns), len(townships)) == (20, 27)
