"""`claims.csv`: what documents promise, entered with a scope and a kind of count."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import ROWS, load, snapshot_of
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from test_advance import assert_follows, read
from test_loading import dump

from graph.analysis.figures import figures_of
from graph.check import Verdict, check_ledger
from graph.network.live import Network
from graph.network.snapshot import Claim
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.report import Report
from graph.registry.samples import sample_folder
from graph.registry.tables import claim
from graph.words import Measure

HEAD = "division_code,year,item,measure,quantity,unit,note,source\n"
TOWNS = "110115,2020,结对镇街,donor_towns,20,镇街,不少于,计划\n"
FUNDS = "110115,2020,帮扶资金,,7600,万元,,计划\n"
LATER = "150926,2021,受援村,recipient_villages,0,村,,计划\n"


def claims(database: Database, path: Path, rows: str) -> Report:
    return load(database, path, {"claims.csv": HEAD + rows})


def held(database: Database, code: str) -> list[Claim]:
    snapshot = snapshot_of(database)
    return list(figures_of(snapshot, snapshot.parties.row(code)).claims)


def test_claims_are_taken_and_read(database: Database, tmp_path: Path) -> None:
    report = claims(database, tmp_path, TOWNS + FUNDS + LATER)
    assert (report.faults, report.new) == ([], ROWS - 1 + 3)
    first, second = held(database, "110115")
    assert first.item == "结对镇街"
    assert (first.measure, first.quantity, first.unit) == (Measure.DONOR_TOWNS, 20, "镇街")
    assert (first.year, first.note, first.source) == (2020, "不少于", "计划")
    assert (second.measure, second.quantity, second.note) == (None, 7600, None)
    assert [one.quantity for one in held(database, "150926")] == [0]


def test_loading_claims_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    claims(database, tmp_path, TOWNS + FUNDS)
    before = dump(database)
    report = claims(database, tmp_path, TOWNS + FUNDS)
    assert (report.new, report.changed, report.unchanged) == (0, 0, ROWS + 2)
    assert dump(database) == before


def test_corrected_claim_changes_its_row(database: Database, tmp_path: Path) -> None:
    claims(database, tmp_path, TOWNS)
    report = claims(database, tmp_path, TOWNS.replace(",20,", ",21,").replace("不少于", ""))
    assert (report.new, report.changed) == (0, 1)
    assert [(one.quantity, one.note) for one in held(database, "110115")] == [(21, None)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (TOWNS.replace("110115", "999999"), "division_code: 没有编码为 999999 的主体"),
        (TOWNS.replace("110115", "E1"), "division_code: 京粮公司不是行政区划"),
        (TOWNS.replace("2020", "20"), "year: “20”不像年份"),
        (TOWNS.replace("2020", ""), "year: 不能为空"),
        (TOWNS.replace("结对镇街", ""), "item: 不能为空"),
        (TOWNS.replace("donor_towns", "towns"), "measure: 应是 donor_towns、"),
        (TOWNS.replace(",20,", ",,"), "quantity: 不能为空"),
        (TOWNS.replace(",20,", ",-1,"), "quantity: 应是不小于 0 的整数"),
        (TOWNS.replace(",20,", ",二十,"), "quantity: 应是不小于 0 的整数"),
        (TOWNS.replace(",镇街,", ",,"), "unit: 不能为空"),
        (TOWNS.replace(",计划", ","), "source: 不能为空"),
    ],
)
def test_each_fault_of_a_claim_is_named(
    database: Database, tmp_path: Path, row: str, fault: str
) -> None:
    report = claims(database, tmp_path, FUNDS + row)
    assert [str(one).startswith(f"claims.csv:3: {fault}") for one in report.faults] == [True]
    assert database.is_empty()


def test_claim_said_twice_and_differently_is_a_fault(database: Database, tmp_path: Path) -> None:
    assert claims(database, tmp_path, TOWNS + TOWNS).faults == []
    report = claims(database, tmp_path, TOWNS + TOWNS.replace(",20,", ",19,"))
    assert [str(one) for one in report.faults] == ["claims.csv:3: item: 与第 2 行说法不同"]


@pytest.mark.parametrize("after", [TOWNS.replace(",20,", ",25,"), TOWNS + FUNDS])
def test_changed_claims_are_followed(database: Database, tmp_path: Path, after: str) -> None:
    claims(database, tmp_path, TOWNS)
    before = read(database)
    assert claims(database, tmp_path, after).faults == []
    assert_follows(database, before)


def test_retracted_claim_counts_for_nothing(database: Database, tmp_path: Path) -> None:
    claims(database, tmp_path, TOWNS + FUNDS)
    before = read(database)
    with database.write("tests") as recorder:
        recorder.retract(claim, 1)
    after = assert_follows(database, before)
    assert [one.item for one in figures_of(after, after.parties.row("110115")).claims] == [
        "帮扶资金"
    ]


def test_check_goes_over_claims(database: Database, tmp_path: Path) -> None:
    claims(database, tmp_path, TOWNS + FUNDS)
    assert all(one.verdict is Verdict.RIGHT for one in check_ledger(database))
    with database.write("tests") as recorder:
        row = {"id": 9, "division_id": 1, "year": 2020, "item": "旁路", "quantity": 1, "unit": "个"}
        recorder.connection.execute(insert(claim).values(**row, source_id=1))
    findings = [one for one in check_ledger(database) if one.verdict is Verdict.FINDING]
    assert [one.message for one in findings] == ["claim 表第 9 行不在审计记录里"]


@pytest.mark.parametrize(
    "spoilt", [{"item": " "}, {"quantity": -1}, {"measure": "towns"}, {"item": "结对镇街"}]
)
def test_no_false_claim_can_be_written(
    database: Database, tmp_path: Path, spoilt: dict[str, object]
) -> None:
    claims(database, tmp_path, TOWNS)
    about = held(database, "110115")[0]
    snapshot = snapshot_of(database)
    division = snapshot.parties.id.at[snapshot.parties.row("110115")]
    row = {"division_id": division, "year": 2020, "item": "新", "quantity": 1, "unit": "个"}
    with pytest.raises(DBAPIError), database.write("tests") as recorder:
        recorder.connection.execute(
            insert(claim).values(**{**row, "id": about.id + 1, "source_id": 1, **spoilt})
        )


def test_sample_holds_the_quantities_of_the_plan(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    found = figures_of(snapshot, snapshot.parties.row("110115")).claims
    counted = [one.quantity for one in found if one.measure is not None]
    assert counted == [20, 27, 144, 140, 19, 18, 20, 52, 47, 129]
    assert [one.measure for one in found if one.measure is not None] == list(Measure)
    others = [one.quantity for one in found if one.measure is None]
    assert others == [7600, 120, 500, 3, 1500, 1500, 1000, 35, 40, 5, 5]
    assert sum((one.note or "").startswith("不少于") for one in found) == 6
    assert {(one.year, one.source) for one in found} == {(2020, "大兴区2020年计划")}


def test_sample_again_keeps_its_claims(sample_database: Database) -> None:
    real = sample_folder("sample")
    assert real is not None
    before = held(sample_database, "110115")
    report = load_folder(sample_database, real, Order("tests"))
    assert (report.new, report.changed) == (0, 0)
    assert held(sample_database, "110115") == before
