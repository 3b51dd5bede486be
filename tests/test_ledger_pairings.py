"""Importing the 结对台账."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import ME, snapshot_of
from ledger_files import PAIRINGS, bare, counts, faults, take
from test_loading import dump

from graph.days import date_of, number_of, parse_date
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.database import Database
from graph.registry.importing import Order, import_ledger
from graph.words import Precision, Stage

TOWN = "黄村镇,大兴区,乌拉哈乌拉乡,察右前旗,"
FIRM = "京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡"


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return bare(database, tmp_path)


def described(snapshot: Snapshot) -> list[tuple[str, str, str, str]]:
    """Key, stage, start and end of every pairing."""
    pairings = snapshot.pairings
    return [
        (
            pairings.key(row),
            Stage(pairings.stage.at[row]).text,
            bound(pairings.start.at[row]),
            bound(pairings.end.at[row]),
        )
        for row in pairings.by_recipient.array.tolist()
    ]


def bound(number: int) -> str:
    return str(date_of(number) or "")


def test_row_makes_a_pairing(ledger: Database, tmp_path: Path) -> None:
    row = f"J-1,{FIRM},已签订,2019年5月,2021/3/1,XY-7,大兴区,万企帮万村,续签"
    report = take(ledger, tmp_path, "pairings", row)
    assert faults(report) == []
    assert counts(report) == (1, 0, 0, 0)
    snapshot = snapshot_of(ledger)
    pairings, parties = snapshot.pairings, snapshot.parties
    at = pairings.find("J-1")
    assert at is not None
    assert parties.key(pairings.donor.at[at]) == "E1"
    assert parties.key(pairings.recipient.at[at]) == "150926201200"
    assert parties.key(pairings.lead.at[at]) == "110115"
    assert Stage(pairings.stage.at[at]) is Stage.SIGNED
    assert pairings.start.at[at] == number_of(parse_date("2019-05-01"))
    assert pairings.start_precision.at[at] == Precision.MONTH
    assert pairings.end.at[at] == number_of(parse_date("2021-03-01"))
    text, sql_id = pairings.text, pairings.id.at[at]
    assert text.agreement[sql_id] == "XY-7"
    assert text.programme[sql_id] == "万企帮万村"
    assert text.note[sql_id] == "续签"
    assert text.source[sql_id] == "pairings.csv pairings.csv!2"


def test_rows_twice_change_nothing(ledger: Database, tmp_path: Path) -> None:
    rows = (
        f"J-1,{FIRM},已签订,2019-05,2021,XY-7,大兴区,万企帮万村,续签",
        f",{TOWN},协商中,,,,,,",
        ",大兴区,大兴区,察右前旗,察右前旗,,已取消,2020-01-01,,,,,",
    )
    assert counts(take(ledger, tmp_path, "pairings", *rows)) == (3, 0, 0, 0)
    before = dump(ledger)
    assert counts(take(ledger, tmp_path, "pairings", *rows)) == (0, 0, 3, 0)
    assert dump(ledger) == before


def test_dry_run_counts_and_writes_nothing(ledger: Database, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(f"{PAIRINGS}\n,{TOWN},已签订,,,,,,\n", "utf-8")
    before = dump(ledger)
    report = import_ledger(ledger, "pairings", file, Order("tests", dry_run=True))
    assert counts(report) == (1, 0, 0, 0)
    assert dump(ledger) == before


def test_row_without_a_number_gets_one_from_both_ends(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f",{TOWN},已签订,2020-01-01,2021-01-01,,,,")
    report = take(ledger, tmp_path, "pairings", f",{TOWN},已签订,2021-01-01,,,,,")
    assert counts(report) == (1, 0, 0, 0)
    assert described(snapshot_of(ledger)) == [
        ("110115005-150926201", "signed", "2020-01-01", "2021-01-01"),
        ("110115005-150926201/2", "signed", "2021-01-01", ""),
    ]


def test_what_a_row_says_is_amended_and_the_rest_stays(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2020-01-01,,A-1,,京蒙,好")
    row = f"J,{TOWN},已签订,,2022年底,,京粮公司,,"
    assert counts(take(ledger, tmp_path, "pairings", row)) == (0, 1, 0, 0)
    pairings = snapshot_of(ledger).pairings
    assert bound(pairings.end.at[0]) == "2022-12-01"
    assert pairings.end_precision.at[0] == Precision.MONTH
    assert pairings.lead.at[0] != NOWHERE
    assert pairings.version.at[0] == 2
    text, sql_id = pairings.text, pairings.id.at[0]
    assert (text.agreement[sql_id], text.programme[sql_id]) == ("A-1", "京蒙")
    assert text.note[sql_id] == "好"


def test_signing_leaves_the_plan_its_days(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已列任务,2020-02-25,,,京粮公司,京蒙,")
    rows = (f"J,{TOWN},已签订,2020-06-01,,XY-1,,,",)
    report = take(ledger, tmp_path, "pairings", *rows)
    assert counts(report) == (1, 0, 0, 0)
    signed = [
        ("J", "planned", "2020-02-25", "2020-06-01"),
        ("110115005-150926201", "signed", "2020-06-01", ""),
    ]
    snapshot = snapshot_of(ledger)
    assert described(snapshot) == signed
    pairings = snapshot.pairings
    assert pairings.follows.at[1] == 0
    assert pairings.lead.at[1] == pairings.lead.at[0] != NOWHERE
    assert pairings.text.programme[pairings.id.at[1]] == "京蒙"
    before = dump(ledger)
    assert counts(take(ledger, tmp_path, "pairings", *rows)) == (0, 0, 1, 0)
    assert dump(ledger) == before
    more = take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2020-06-01,,XY-2,,,")
    assert counts(more) == (0, 1, 0, 0)
    assert described(snapshot_of(ledger)) == signed


@pytest.mark.parametrize("number", ["", "2020-17"])
def test_signing_without_the_plans_number(ledger: Database, tmp_path: Path, number: str) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},协商中,,,,,,")
    row = f"{number},{TOWN},已签订,2020-06-01,,,,,"
    assert counts(take(ledger, tmp_path, "pairings", row)) == (1, 0, 0, 0)
    key = number or "110115005-150926201"
    assert described(snapshot_of(ledger)) == [
        ("J", "negotiating", "", "2020-06-01"),
        (key, "signed", "2020-06-01", ""),
    ]
    assert counts(take(ledger, tmp_path, "pairings", row)) == (0, 0, 1, 0)


@pytest.mark.parametrize("start", ["2020-02-25", "2020-01-01"])
@pytest.mark.parametrize("number", ["J", "", "2020-17"])
def test_plan_of_no_earlier_day_is_signed_in_place(
    ledger: Database, tmp_path: Path, start: str, number: str
) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已列任务,2020-02-25,,,,,")
    row = f"{number},{TOWN},已签订,{start},,,,,"
    report = take(ledger, tmp_path, "pairings", row)
    assert counts(report) == (0, 1, 0, 0)
    assert described(snapshot_of(ledger)) == [("J", "signed", start, "")]
    again = take(ledger, tmp_path, "pairings", row)
    assert counts(again) == (0, 0, 1, 0)
    assert any("编号“2020-17”未用" in one for one in again.notices) is (number == "2020-17")


def test_signing_twice_over_through_a_plan(ledger: Database, tmp_path: Path) -> None:
    rows = [
        f"J,{TOWN},协商中,2019-01-01,,,,,",
        f"J,{TOWN},已列任务,2020-01-01,,,,,",
        f"J,{TOWN},已签订,2021-01-01,,,,,",
    ]
    for row in rows:
        assert counts(take(ledger, tmp_path, "pairings", row)) == (1, 0, 0, 0)
    stages = [(stage, start) for _, stage, start, _ in described(snapshot_of(ledger))]
    assert stages == [
        ("negotiating", "2019-01-01"),
        ("planned", "2020-01-01"),
        ("signed", "2021-01-01"),
    ]
    for row in rows:
        assert counts(take(ledger, tmp_path, "pairings", row)) == (0, 0, 1, 0)


def test_stage_is_never_lowered(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2020-01-01,,,,,")
    report = take(ledger, tmp_path, "pairings", f"J,{TOWN},已列任务,2020-01-01,,,,,")
    assert faults(report) == [("G2", "台账里已是已签订，导入不能把阶段往回改")]


def test_cancelling(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已列任务,2020-01-01,,,,,")
    assert counts(take(ledger, tmp_path, "pairings", f"J,{TOWN},已取消,,,,,,")) == (0, 1, 0, 0)
    assert described(snapshot_of(ledger)) == [("J", "cancelled", "2020-01-01", "")]
    assert counts(take(ledger, tmp_path, "pairings", f",{TOWN},已取消,,,,,,")) == (0, 0, 1, 0)
    assert counts(take(ledger, tmp_path, "pairings", f",{TOWN},已签订,2021,,,,,")) == (1, 0, 0, 0)
    beside = f"K,{TOWN},已取消,2021-01-01,,,,,"
    assert counts(take(ledger, tmp_path, "pairings", f"L{beside[1:]}", beside)) == (1, 1, 0, 0)


def test_start_is_not_moved(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2020-01-01,,,,,")
    report = take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2020-03-01,,,,,")
    assert counts(report) == (0, 0, 1, 0)
    assert "起始日为 2020-01-01，未改为 2020-03-01" in report.notices[0]


def test_two_units_in_a_cell_are_two_pairings(ledger: Database, tmp_path: Path) -> None:
    row = ",黄村、旧宫,大兴区,赛汉村/朝阳村,察右前旗,乌拉哈乌拉乡,已签订,,,,,,"
    assert counts(take(ledger, tmp_path, "pairings", row)) == (1, 0, 0, 0)
    assert len(snapshot_of(ledger).pairings) == 4
    numbered = take(ledger, tmp_path, "pairings", "J" + row)
    assert [place for place, _ in faults(numbered)] == ["A2"]


def test_kind_narrows_the_name(ledger: Database, tmp_path: Path) -> None:
    head = "支援方,支援方所在区,支援方类型,受援方,受援县,受援方类型,阶段"
    row = "京粮公司,大兴,国有企业,察右前旗,察右前旗,旗,已签订"
    assert counts(take(ledger, tmp_path, "pairings", row, head=head)) == (1, 0, 0, 0)
    wrong = "京粮公司,大兴,学校,察右前旗,察右前旗,旗,已签订"
    report = take(ledger, tmp_path, "pairings", wrong, head=head)
    assert faults(report) == [("A2", "找不到“京粮公司”")]
    unknown = "京粮公司,大兴,衙门,察右前旗,察右前旗,旗,已签订"
    report = take(ledger, tmp_path, "pairings", unknown, head=head)
    assert faults(report)[0][0] == "C2"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",黄付镇,大兴区,察右前旗,察右前旗,,已签订,,,,,,", ("B2", "找不到“黄付镇”", "黄村镇")),
        (",黄村镇,大新区,察右前旗,察右前旗,,已签订,,,,,,", ("C2", "找不到“大新区”", "大兴区")),
        (",黄村镇,大兴区,赛罕村,察右前旗,,已签订,,,,,,", ("D2", "找不到“赛罕村”", "赛汉村村委会")),
        (",黄村镇,大兴区,察右前旗,察右中旗,,已签订,,,,,,", ("E2", "找不到“察右中旗”", "察右前旗")),
        (",黄村镇,大兴区,赛汉村,察右前旗,乌拉哈镇,已签订,,,,,,", ("F2", "找不到", "乌拉哈乌拉乡")),
        (",黄村镇,大兴区,察右前旗,察右前旗,,签了,,,,,,", ("G2", "协商中、已列任务、已签订", "")),
        (",黄村镇,大兴区,察右前旗,察右前旗,,,,,,,,", ("G2", "不能为空", "")),
        (",黄村镇,大兴区,察右前旗,察右前旗,,已签订,上月,,,,,", ("H2", "日期应写成", "")),
        (",黄村镇,大兴区,察右前旗,察右前旗,,已签订,2020,2020,,,,", ("I2", "应晚于", "")),
        (",黄村镇,大兴区,察右前旗,察右前旗,,已签订,,,,京良公司,,", ("K2", "找不到", "京粮公司")),
        (",,大兴区,察右前旗,察右前旗,,已签订,,,,,,", ("B2", "不能为空", "")),
        (",察右前旗,大兴区,察右前旗,察右前旗,,已签订,,,,,,", ("B2", "找不到", "")),
    ],
)
def test_unclear_row_is_refused_by_its_cell(
    ledger: Database, tmp_path: Path, row: str, said: tuple[str, str, str]
) -> None:
    before = dump(ledger)
    report = take(ledger, tmp_path, "pairings", row, f",{TOWN},已签订,,,,,,")
    place, message, suggestion = said
    assert [one for one, _ in faults(report)] == [place]
    assert message in report.faults[0].message
    assert suggestion in (report.faults[0].suggestion or "")
    assert counts(report) == (1, 0, 0, 1)
    assert dump(ledger) == before


def test_number_of_another_pairing_is_refused(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,,,,,,")
    report = take(ledger, tmp_path, "pairings", f"J,{FIRM},已签订,,,,,,")
    assert faults(report) == [("A2", "编号“J”已是黄村地区与乌拉哈乌拉乡的结对")]


def test_same_pairing_on_two_rows_is_refused(ledger: Database, tmp_path: Path) -> None:
    rows = (f"J,{TOWN},已签订,2020,,,,,", f",{TOWN},已签订,2020,,,,,")
    report = take(ledger, tmp_path, "pairings", *rows)
    assert faults(report) == [("B3", "与 pairings.csv!2 是同一条结对")]


def test_overlap_under_another_number_is_refused(ledger: Database, tmp_path: Path) -> None:
    rows = (f"J,{TOWN},已签订,2020,,,,,", f"K,{TOWN},已签订,2021,,,,,")
    report = take(ledger, tmp_path, "pairings", *rows)
    assert faults(report) == [("A3", "与已登记的“J”是同一双方，时间重叠")]
    assert report.faults[0].suggestion == "J"


def test_end_that_reaches_into_the_next_pairing_is_refused(
    ledger: Database, tmp_path: Path
) -> None:
    rows = [f"J,{TOWN},已签订,2019,2020,,,,", f"K,{TOWN},已签订,2020,,,,,"]
    take(ledger, tmp_path, "pairings", *rows)
    before = dump(ledger)
    report = take(ledger, tmp_path, "pairings", f"J,{TOWN},已签订,2019,2021,,,,")
    assert faults(report) == [("B2", "同一支援方与受援方的两条结对时间重叠：J、K")]
    assert counts(report) == (0, 0, 0, 1)
    assert dump(ledger) == before


def test_missing_file_and_headings(ledger: Database, tmp_path: Path) -> None:
    report = import_ledger(ledger, "pairings", tmp_path / "none.csv", ME)
    assert "没有这个文件" in report.faults[0].message
    report = take(ledger, tmp_path, "pairings", "1,2", head="支援方,受援方")
    assert "支援方所在区" in report.faults[0].message


@pytest.mark.parametrize(
    ("stage", "meant"), [("已签", "已签订"), ("签订", "已签订"), ("已", None), ("已签约", None)]
)
def test_stage_that_is_cut_short_is_suggested_whole(
    ledger: Database, tmp_path: Path, stage: str, meant: str | None
) -> None:
    report = take(ledger, tmp_path, "pairings", f"J-1,{FIRM},{stage},2019,,,,,")
    assert [fault.suggestion for fault in report.faults] == [meant]


@pytest.mark.parametrize("heading", ["签订日期", "签约日期"])
def test_day_of_signing_is_the_start(ledger: Database, tmp_path: Path, heading: str) -> None:
    take(ledger, tmp_path, "pairings", f"J-1,{FIRM},已列任务,2019-01-01,,,,,")
    head = PAIRINGS.replace("起始日期", heading)
    report = take(ledger, tmp_path, "pairings", f",{FIRM},已签订,2019-05-06,,,,,", head=head)
    assert any(f"列 {heading} 当作起始日期读入" in notice for notice in report.notices)
    assert described(snapshot_of(ledger)) == [
        ("J-1", "planned", "2019-01-01", "2019-05-06"),
        ("E1-150926201200", "signed", "2019-05-06", ""),
    ]


def test_day_of_signing_beside_a_start_is_not_read(ledger: Database, tmp_path: Path) -> None:
    row = f"J-1,{FIRM},已签订,2019-01-01,,,,,,2019-05-06"
    report = take(ledger, tmp_path, "pairings", row, head=f"{PAIRINGS},签订日期")
    assert any("列 签订日期 不属于结对台账，未读" in notice for notice in report.notices)
    assert described(snapshot_of(ledger)) == [("J-1", "signed", "2019-01-01", "")]


def test_signing_without_a_start_says_from_when(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "pairings", f"J-1,{FIRM},已列任务,2019-01-01,,,,,")
    report = take(ledger, tmp_path, "pairings", f",{FIRM},已签订,,,,,,")
    (notice,) = report.notices
    assert notice.endswith("没有写起始日期，从原起始日 2019-01-01 起就算已签订")
