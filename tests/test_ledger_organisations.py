"""Importing the 单位名录."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import snapshot_of
from ledger_files import bare, counts, faults, take
from test_loading import dump

from graph.network.snapshot import NOWHERE
from graph.registry.database import Database

CODE = "91110115MA01ABCD2X"


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return bare(database, tmp_path)


def organisation(database: Database, key: str) -> tuple[str, str, str, str | None, int | None]:
    """Name, kind, division, code and capacity."""
    parties = snapshot_of(database).parties
    row = parties.row(key)
    capacity = parties.capacity.at[row]
    parent = parties.key(parties.parent.at[row])
    kind = parties.kind_of(row).text
    return parties.name(row), kind, parent, parties.code(row), None if capacity < 0 else capacity


def test_rows_make_organisations(ledger: Database, tmp_path: Path) -> None:
    rows = (
        f"首农集团,企业,大兴区,黄村镇,{CODE.lower()},１２,",
        "区国资委,部门,大兴区,,,,",
        "大兴一中,学校,大兴区,,,3个村,",
        "旗商会,社会组织,察右前旗,乌拉哈乌拉乡,,,",
        "药谷,园区/基地,大兴,,,0,",
    )
    report = take(ledger, tmp_path, "organisations", *rows)
    assert faults(report) == []
    assert counts(report) == (5, 0, 0, 0)
    made = organisation(ledger, f"ORG-{CODE}")
    assert made == ("首农集团", "enterprise", "110115005", CODE, 12)
    assert organisation(ledger, "110115-01") == ("区国资委", "department", "110115", None, None)
    assert organisation(ledger, "110115-02")[4] == 3
    assert organisation(ledger, "150926201-01")[1] == "association"
    assert organisation(ledger, "110115-03") == ("药谷", "park", "110115", None, 0)
    before = dump(ledger)
    assert counts(take(ledger, tmp_path, "organisations", *rows)) == (0, 0, 5, 0)
    assert dump(ledger) == before


def test_known_organisation_takes_on_what_the_row_says(ledger: Database, tmp_path: Path) -> None:
    row = f"京粮公司,企业,大兴区,,{CODE},5,"
    assert counts(take(ledger, tmp_path, "organisations", row)) == (0, 1, 0, 0)
    assert organisation(ledger, "E1") == ("京粮公司", "enterprise", "110115", CODE, 5)
    less = "京粮公司,企业,大兴区,,,,"
    assert counts(take(ledger, tmp_path, "organisations", less)) == (0, 0, 1, 0)


def test_code_keeps_the_key_through_a_new_name_and_place(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "organisations", f"京粮公司,企业,大兴区,,{CODE},,")
    row = f"京粮集团,企业,大兴区,旧宫镇,{CODE},,"
    assert counts(take(ledger, tmp_path, "organisations", row)) == (0, 1, 0, 0)
    assert organisation(ledger, "E1")[:3] == ("京粮集团", "enterprise", "110115006")
    parties = snapshot_of(ledger).parties
    assert parties.aliases(parties.row("E1")) == ("京粮公司",)
    short = f"京粮公司,企业,大兴区,,{CODE},,"
    assert counts(take(ledger, tmp_path, "organisations", short)) == (0, 0, 1, 0)
    assert parties.capacity.at[parties.row("E1")] != NOWHERE


def test_other_code_is_another_organisation(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "organisations", f"京粮公司,企业,大兴区,,{CODE},,")
    other = "9" * 18
    report = take(ledger, tmp_path, "organisations", f"京粮公司,企业,大兴区,,{other},,")
    assert counts(report) == (1, 0, 0, 0)
    unclear = take(ledger, tmp_path, "organisations", "京粮公司,企业,大兴区,,,,")
    assert faults(unclear) == [("A2", f"可以指 2 个单位：京粮公司（E1）、京粮公司（ORG-{other}）")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",企业,大兴区,,,,", ("A2", "不能为空", "")),
        ("甲,商店,大兴区,,,,", ("B2", "企业、学校、医院", "")),
        ("甲,镇,大兴区,,,,", ("B2", "企业、学校、医院", "")),
        ("甲,企业,大新区,,,,", ("C2", "找不到“大新区”", "大兴区")),
        ("甲,企业,大兴区,黄付镇,,,", ("D2", "找不到“黄付镇”", "黄村镇")),
        ("甲,企业,大兴区,,9.11101E+17,,", ("E2", "18 位", "")),
        ("甲,企业,大兴区,,,很多,", ("F2", "整数", "")),
        ("京粮公司,学校,大兴区,,,,", ("B2", "已登记为企业", "")),
    ],
)
def test_unclear_row_is_refused_by_its_cell(
    ledger: Database, tmp_path: Path, row: str, said: tuple[str, str, str]
) -> None:
    before = dump(ledger)
    report = take(ledger, tmp_path, "organisations", row, "乙,企业,大兴区,,,,")
    place, message, suggestion = said
    assert [one for one, _ in faults(report)] == [place]
    assert message in report.faults[0].message
    assert suggestion in (report.faults[0].suggestion or "")
    assert counts(report) == (1, 0, 0, 1)
    assert dump(ledger) == before


def test_same_organisation_on_two_rows_is_refused(ledger: Database, tmp_path: Path) -> None:
    rows = ("甲,企业,大兴区,,,,", "甲,企业,大兴,,,4,好")
    report = take(ledger, tmp_path, "organisations", *rows)
    assert faults(report) == [("A3", "与 organisations.csv!2 是同一个单位（110115-01）")]
    assert report.notices == ["1 行有备注，名录的备注不入台账"]


def test_organisation_stays_on_its_side(ledger: Database, tmp_path: Path) -> None:
    take(ledger, tmp_path, "organisations", f"京粮公司,企业,大兴区,,{CODE},,")
    report = take(ledger, tmp_path, "organisations", f"京粮公司,企业,察右前旗,,{CODE},,")
    assert faults(report) == [("C2", "不能移到另一方（支援方、受援方）")]
