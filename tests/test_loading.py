from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import FILES, ME, ROWS, folder, load, snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from graph.analysis.coverage import View, cover_of
from graph.days import number_of, parse_date
from graph.registry.audit import broken_links
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.tables import metadata
from graph.words import Cover, PartyKind, Precision, VillageTarget


def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with database.read() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(table.select()))
            for table in metadata.sorted_tables
            if table.name != "setting"
        }


def test_load_takes_every_row(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path)
    assert (report.new, report.changed, report.unchanged, report.refused) == (ROWS - 1, 0, 1, 0)
    assert report.faults == []
    snapshot = snapshot_of(database)
    parties, pairings = snapshot.parties, snapshot.pairings
    assert len(parties) == 11 + 2 + 2
    assert parties.capacity.at[parties.row("E1")] == 3
    assert parties.capacity.at[parties.row("110115005")] == 5
    assert parties.aliases(parties.row("150926")) == ("察右前旗",)
    assert parties.code(parties.row("150926201200")) == "150926201200"
    unnamed = parties.row("150926201#02")
    assert parties.name(unnamed) == "乌拉哈乌拉乡待定名村02"
    assert (parties.named.at[unnamed], parties.code(unnamed)) == (0, None)
    first = pairings.find("P1")
    assert first is not None
    assert pairings.start.at[first] == number_of(parse_date("2016-12-01"))
    assert pairings.start_precision.at[first] == Precision.MONTH
    third = pairings.find("P3")
    assert third is not None
    assert pairings.end_precision.at[third] == Precision.YEAR
    assert pairings.text.agreement[pairings.id.at[third]] == "XY-7"


def test_load_makes_the_covers(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    snapshot = snapshot_of(database)

    def cover(key: str, day: str, target: str = "deep_poverty") -> Cover | None:
        view = View(number_of(parse_date(day)), VillageTarget.named(target))
        return cover_of(snapshot, view, snapshot.parties.row(key))

    assert cover("150926201#01", "2020-06-30") is Cover.COVERED
    assert cover("150926201#01", "2021-01-01") is Cover.COUNTY_ONLY
    assert cover("150926201#02", "2016-11-30") is Cover.NONE
    assert cover("150926201200", "2019-11-30") is Cover.COUNTY_ONLY
    assert cover("150926201200", "2019-12-01") is None
    assert cover("150926201201", "2020-01-01", "poor") is Cover.COUNTY_ONLY


def test_loading_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = dump(database)
    report = load(database, tmp_path)
    assert (report.new, report.changed, report.unchanged, report.refused) == (0, 0, ROWS, 0)
    assert report.batch_id is None
    assert dump(database) == before


def test_dry_run_reports_and_writes_nothing(database: Database, tmp_path: Path) -> None:
    before = dump(database)
    report = load_folder(database, folder(tmp_path), Order("tests", dry_run=True))
    assert report.new == ROWS - 1
    assert dump(database) == before


def test_changed_rows_are_changed_with_their_audit(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    changed = FILES["pairings.csv"].replace("XY-7", "XY-8").replace("2016-12,", "2016-11,")
    renamed = FILES["divisions.csv"].replace("旧宫地区", "旧宫镇")
    capacities = FILES["capacities.csv"].replace("110115005,5", "110115005,6")
    new_files = {
        "pairings.csv": changed,
        "divisions.csv": renamed,
        "capacities.csv": capacities,
    }
    report = load(database, tmp_path, new_files)
    assert (report.new, report.changed, report.unchanged) == (0, 4, ROWS - 4)
    snapshot = snapshot_of(database)
    row = snapshot.pairings.find("P3")
    assert row is not None
    assert snapshot.pairings.version.at[row] == 2
    assert snapshot.parties.name(snapshot.parties.row("110115006")) == "旧宫镇"
    with database.read() as connection:
        audit = connection.execute(
            text("SELECT before, after FROM audit WHERE action = 'amend' AND subject = 'capacity'")
        ).one()
        assert tuple(audit) == ('{"villages":5}', '{"villages":6}')
        assert list(broken_links(connection)) == []


def test_gzipped_file_is_read(database: Database, tmp_path: Path) -> None:
    packed = gzip.compress(FILES["divisions.csv"].encode("utf-8-sig"))
    report = load(database, tmp_path, {"divisions.csv": None, "divisions.csv.gz": packed})
    assert report.faults == []


FAULTS: list[tuple[str, str, str, str]] = [
    ("divisions.csv", "150900,乌兰察布市", "150900,", "divisions.csv:9: name: 不能为空"),
    ("divisions.csv", "150900,乌兰察布市,prefecture", "150900,乌兰察布市,leaf", "9: level"),
    ("divisions.csv", "county,150900", "county,999999", "10: parent_code: 没有编码为 999999"),
    ("divisions.csv", "township,150926", "township,150900", "parent_code: township 不能在"),
    ("divisions.csv", "village,150926201\n", "village,110000\n", "village 不能在 province 110000"),
    ("divisions.csv", "150900,乌", "150000,乌", "divisions.csv:9: code: 与第 8 行重复"),
    ("divisions.csv", "prefecture,150000", "prefecture,150926", "上级成环"),
    ("divisions.csv", "province,\n110100", "province,150000\n110100", "parent_code: province"),
    ("divisions.csv", "parent_code", "parent", "divisions.csv:1: parent_code: 缺少这一列"),
    ("aliases.csv", "150926,", "15092X,", "aliases.csv:2: code: 没有编码为 15092X"),
    ("aliases.csv", "code,alias", "code,code", "aliases.csv:1: code: 这一列出现了两次"),
    ("organisations.csv", "enterprise", "county", "organisations.csv:2: kind"),
    ("organisations.csv", "110115,3", "110115,-3", "organisations.csv:2: capacity"),
    ("organisations.csv", "110115,3", "110115,４", "organisations.csv:2: capacity"),
    ("organisations.csv", "H1,旗", "E1,旗", "organisations.csv:3: key: 与第 2 行重复"),
    ("organisations.csv", "H1,旗", "110115,旗", "organisations.csv:3: key: 已登记为区县"),
    ("organisations.csv", "150926,", "H9,", "division_code: 没有编码为 H9"),
    ("capacities.csv", "E1,3", "E1,4", "capacities.csv:3: capacity: 与organisations.csv:2 说法"),
    ("capacities.csv", "110115005,5", "110115005,", "capacities.csv:2: capacity: 不能为空"),
    (
        "designations.csv",
        "150926201200",
        "150926201",
        "designations.csv:2: village: 乌拉哈乌拉乡不是村",
    ),
    ("designations.csv", "2014,2019", "2014,2013", "designations.csv:2: end: 结束日"),
    ("designations.csv", "2014,", "2014-13,", "designations.csv:2: start: 没有 2014-13 这一天"),
    ("designations.csv", "2014,", "2014-2,", "designations.csv:2: start: 日期应写成"),
    (
        "designations.csv",
        "deep_poverty",
        "deep",
        "designations.csv:2: kind: 应是 deep_poverty、poor",
    ),
    ("unnamed_villages.csv", "150926201,2", "150900,2", "division_code: 待定名村要按乡镇或县"),
    ("unnamed_villages.csv", "150926201,2", "110115005,2", "division_code: 待定名村应在受援方"),
    ("unnamed_villages.csv", ",计划", ",", "unnamed_villages.csv:2: source: 不能为空"),
    ("pairings.csv", "P1,110115", "P1,150926", "pairings.csv:2: donor: 察哈尔右翼前旗不在支援方"),
    ("pairings.csv", "P1,110115,150926", "P1,110115,E1", "recipient: 京粮公司不在受援方"),
    ("pairings.csv", "signed,2016-12", "done,2016-12", "pairings.csv:2: stage"),
    ("pairings.csv", "signed,2016-12", "signed,2016-12-32", "start: 没有 2016-12-32 这一天"),
    ("pairings.csv", "P2,", "P1,", "pairings.csv:3: key: 与第 2 行重复"),
    ("pairings.csv", "150926201,110115,E1", "150926201,110115,E7", "partner: 没有编码为 E7"),
    ("pairings.csv", ",,,计划", ",,,", "pairings.csv:2: source: 不能为空"),
    ("pairings.csv", "2019-05-01,2021,", "2021-05-01,2021,", "pairings.csv:4: end: 结束日"),
    ("pairings.csv", ",清单\n", ",清单,多,了\n", "pairings.csv:3: 有 14 格，表头有 12 列"),
    ("poverty.csv", "8.5", "108.5", "poverty.csv:2: incidence"),
    ("poverty.csv", "8.5", "nan", "poverty.csv:2: incidence"),
    ("poverty.csv", "2,9", "12,9", "poverty.csv:2: poor_villages: 贫困村 12 个"),
    ("poverty.csv", "2017", "17", "poverty.csv:2: year"),
    ("causes.csv", "因残,20", "因残,", "causes.csv:3: households: 不能为空"),
    ("causes.csv", "因残", "因病", "causes.csv:3: cause: 与第 2 行说法不同"),
]


@pytest.mark.parametrize("spoilt", FAULTS)
def test_fault_is_named_and_nothing_taken(
    tmp_path: Path, tables_only: Database, spoilt: tuple[str, str, str, str]
) -> None:
    name, right, wrong, said = spoilt
    assert right in FILES[name]
    report = load(tables_only, tmp_path / "set", {name: FILES[name].replace(right, wrong, 1)})
    assert any(said in str(fault) for fault in report.faults), [str(one) for one in report.faults]
    assert all(fault.place for fault in report.faults)
    assert tables_only.is_empty()


@pytest.fixture
def tables_only(tmp_path: Path) -> Iterator[Database]:
    """What is refused before anything is written needs only one kind of database."""
    database = Database(f"sqlite:///{tmp_path / 'jiedui.db'}")
    database.migrate()
    yield database
    database.close()


def test_every_fault_is_reported(tables_only: Database, tmp_path: Path) -> None:
    pairings = FILES["pairings.csv"].replace("signed", "done").replace("P2,110115005", "P2,X")
    aliases = FILES["aliases.csv"].replace("150926", "0")
    report = load(tables_only, tmp_path, {"pairings.csv": pairings, "aliases.csv": aliases})
    assert [fault.place for fault in report.faults] == [
        "aliases.csv:2: code",
        "pairings.csv:2: stage",
        "pairings.csv:3: donor",
        "pairings.csv:4: stage",
    ]
    assert report.refused == 4


def test_overlap_inside_the_file(database: Database, tmp_path: Path) -> None:
    more = FILES["pairings.csv"] + "P9,110115,150926,,,,planned,2020,,,,计划\n"
    report = load(database, tmp_path, {"pairings.csv": more})
    assert [str(fault) for fault in report.faults] == [
        "pairings.csv:5: donor: 同一支援方与受援方的两条结对时间重叠：P1、P9"
    ]
    assert database.is_empty()


def test_overlap_with_the_ledger(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    head = FILES["pairings.csv"].splitlines()[0]
    row = "P9,E1,150926201#01,,,,planned,2020-12-31,,,,计划"
    files = {"pairings.csv": f"{head}\n{row}\n"}
    report = load(database, tmp_path / "two", files)
    assert [fault.place for fault in report.faults] == ["pairings.csv:2: donor"]
    following = {"pairings.csv": f"{head}\n{row.replace('2020-12-31', '2021-01-01')}\n"}
    assert load(database, tmp_path / "three", following).faults == []


def test_cancelled_pairing_overlaps_nothing(database: Database, tmp_path: Path) -> None:
    more = FILES["pairings.csv"] + "P9,110115,150926,,,,cancelled,2020,,,,计划\n"
    assert load(database, tmp_path, {"pairings.csv": more}).faults == []


def test_import_never_lowers_a_stage(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    lowered = FILES["pairings.csv"].replace("万企帮万村,signed", "万企帮万村,planned")
    report = load(database, tmp_path / "two", {"pairings.csv": lowered})
    assert [fault.place for fault in report.faults] == ["pairings.csv:4: stage"]


def test_smaller_count_removes_nothing(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    fewer = FILES["unnamed_villages.csv"].replace(",2,", ",1,")
    report = load(database, tmp_path / "two", {"unnamed_villages.csv": fewer})
    assert report.notices == ["乌拉哈乌拉乡已有 2 个待定名村，多于这里的 1 个，未作删减"]
    assert (report.new, report.changed) == (0, 0)
    more = FILES["unnamed_villages.csv"].replace(",2,", ",4,")
    load(database, tmp_path / "three", {"unnamed_villages.csv": more})
    parties = snapshot_of(database).parties
    assert parties.find("150926201#04") is not None
    assert parties.find("150926201#05") is None


def test_broken_utf8_names_its_lines(tables_only: Database, tmp_path: Path) -> None:
    broken = FILES["aliases.csv"].encode().replace("察".encode(), b"\xe5\xaf")
    report = load(tables_only, tmp_path, {"aliases.csv": broken + b"\xff\n"})
    assert [fault.place for fault in report.faults] == ["aliases.csv:2", "aliases.csv:4"]


def test_gbk_file_is_refused_line_by_line(tables_only: Database, tmp_path: Path) -> None:
    report = load(tables_only, tmp_path, {"aliases.csv": FILES["aliases.csv"].encode("gbk")})
    assert [fault.place for fault in report.faults] == ["aliases.csv:2", "aliases.csv:3"]


def test_broken_gzip_is_refused(tables_only: Database, tmp_path: Path) -> None:
    packed = gzip.compress(FILES["aliases.csv"].encode())[:-9]
    report = load(tables_only, tmp_path, {"aliases.csv": None, "aliases.csv.gz": packed})
    assert [fault.place for fault in report.faults] == ["aliases.csv.gz"]


def test_both_forms_of_a_file_are_refused(tables_only: Database, tmp_path: Path) -> None:
    packed = gzip.compress(FILES["aliases.csv"].encode())
    report = load(tables_only, tmp_path, {"aliases.csv.gz": packed})
    assert "aliases.csv.gz 同时存在" in str(report.faults[0])


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f"])
def test_control_signs_are_refused(tables_only: Database, tmp_path: Path, sign: str) -> None:
    spoilt = FILES["aliases.csv"].replace("察右", f"察{sign}右")
    report = load(tables_only, tmp_path, {"aliases.csv": spoilt})
    assert [str(one) for one in report.faults] == ["aliases.csv:2: alias: 含有控制字符"]


def test_invisible_signs_go_as_they_do_from_workbooks(database: Database, tmp_path: Path) -> None:
    spoilt = (
        FILES["aliases.csv"].replace("察右", "\ufeff察\u200b右\u00ad").replace("code", "\u200bcode")
    )
    assert load(database, tmp_path, {"aliases.csv": spoilt}).faults == []
    parties = snapshot_of(database).parties
    assert parties.aliases(parties.row("150926")) == ("察右前旗",)


def test_name_over_two_lines_is_refused(tables_only: Database, tmp_path: Path) -> None:
    spoilt = FILES["aliases.csv"].replace("察右前旗", '"察右\n前旗"')
    report = load(tables_only, tmp_path, {"aliases.csv": spoilt})
    assert [str(one) for one in report.faults] == ["aliases.csv:2: alias: 含有控制字符"]


def test_unclosed_quote_is_refused(tables_only: Database, tmp_path: Path) -> None:
    spoilt = FILES["aliases.csv"].replace("察右前旗", '"察右前旗')
    report = load(tables_only, tmp_path, {"aliases.csv": spoilt})
    assert "不是合法的 CSV" in str(report.faults[0])


def test_unknown_column_is_noticed(tables_only: Database, tmp_path: Path) -> None:
    wider = FILES["aliases.csv"].replace("alias\n", "alias,remark\n").replace("旗\n", "旗,x\n")
    report = load(tables_only, tmp_path, {"aliases.csv": wider.replace("镇\n", "镇,\n")})
    assert report.faults == []
    assert report.notices == ["aliases.csv: 不认识的列未读入：remark"]


def test_missing_folder_is_refused(tables_only: Database, tmp_path: Path) -> None:
    report = load_folder(tables_only, tmp_path / "none", ME)
    assert "没有这个文件夹" in str(report.faults[0])


def test_folder_without_data_says_what_is_known(tables_only: Database, tmp_path: Path) -> None:
    report = load_folder(tables_only, folder(tmp_path / "x", {"readme.txt": "hello"}), ME)
    assert "divisions.csv" in str(report.faults[0])


def test_fault_in_the_last_of_many_rows(tables_only: Database, tmp_path: Path) -> None:
    count = 100_000
    villages = "".join(
        f"15092620{number:07},第{number}村,village,150926201\n" for number in range(count - 1)
    )
    divisions = FILES["divisions.csv"] + villages + "15092620X,最后一村,village,150926299\n"
    report = load(tables_only, tmp_path / "set", {"divisions.csv": divisions})
    last_line = divisions.count("\n")
    assert [fault.place for fault in report.faults] == [f"divisions.csv:{last_line}: parent_code"]
    assert tables_only.is_empty()


def test_side_cannot_be_changed(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    moved = FILES["divisions.csv"].replace("village,150926201\n", "village,110115005\n", 1)
    report = load(database, tmp_path / "two", {"divisions.csv": moved})
    assert "不能移到另一方" in str(report.faults[0])


def test_division_can_be_moved(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    moved = FILES["divisions.csv"] + "150926202,平地泉镇,township,150926\n"
    moved = moved.replace("朝阳村村委会,village,150926201", "朝阳村村委会,village,150926202")
    assert load(database, tmp_path / "two", {"divisions.csv": moved}).faults == []
    parties = snapshot_of(database).parties
    assert parties.key(parties.parent.at[parties.row("150926201201")]) == "150926202"
    assert parties.kind_of(parties.row("150926202")) is PartyKind.TOWNSHIP


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_spoilt_files_never_crash(
    tables_only: Database, tmp_path: Path, data: st.DataObject
) -> None:
    """Cut, doubled and replaced bytes: a report, never an exception, and all or nothing."""
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = FILES[name].encode()
    at = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 20))
    spoilt = content[:at] + data.draw(st.binary(max_size=8)) + content[at + length :]
    path = folder(tmp_path / "set", {**FILES, name: spoilt})
    report = load_folder(tables_only, path, Order("tests", dry_run=True))
    assert report.refused == 0 or report.faults
    assert tables_only.is_empty()
