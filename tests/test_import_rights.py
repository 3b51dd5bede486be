"""Files of a district that tell of others' rows too: each such row is refused, and by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from folders import ME, snapshot_of
from ledger_files import HEADS, PAIRINGS, counts
from naming_places import XINMIN, unnamed
from test_loading import dump
from two_districts import OTHER, OWN, actor, two_districts

from graph.errors import Fault
from graph.network.ground import SnapshotGround
from graph.registry.book import Book
from graph.registry.database import Database
from graph.registry.ground import SqlGround
from graph.registry.importing import import_ledger
from graph.registry.report import Report
from graph.registry.row_rights import BookGround
from graph.registry.undoing import may_undo, undo_batch
from graph.rights import Actor, Forbidden
from graph.words import Role

TASKS = "区,结对镇街,结对旗县,所在乡镇,贫困村"
OWN_ROW = "J-1,旧宫镇,大兴区,乌拉哈乌拉乡,察右前旗,,已签订,2020,,,,,"
NEW = "J-2,怀北镇,怀柔区,乌拉哈乌拉乡,察右前旗,,已签订,2021,,,,,"
LED = "Q2,怀柔公司,怀柔区,巴音镇,察右前旗,,已签订,2019-01-01,,,,,改"
"""Another district's, which this one leads."""
RAISED = "Q1,怀北镇,怀柔区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2020-06,,,,,"
AS_IT_IS = "Q1,怀北镇,怀柔区,赛汉村,察右前旗,乌拉哈乌拉乡,已列任务,2020-01-01,,,,,"
NOTED = f"{AS_IT_IS}改"
NOBODYS = "J-4,无名镇,大兴区,巴音镇,察右前旗,,已签订,2021,,,,,"
MIXED = (OWN_ROW, NEW, LED, RAISED, NOBODYS)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return two_districts(database, tmp_path)


@pytest.fixture
def district(ledger: Database) -> Actor:
    return actor(ledger, Role.DISTRICT, OWN)


class Clerk:
    """Hands files in as an actor."""

    def __init__(self, database: Database, who: Actor, path: Path) -> None:
        self._database = database
        self._order = replace(ME, who=who)
        self.path = path

    def take(
        self, kind: str, head: str, *rows: str, good_rows: bool = False, dry_run: bool = False
    ) -> Report:
        file = self.path / "in.csv"
        file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
        order = replace(self._order, good_rows=good_rows, dry_run=dry_run)
        return import_ledger(self._database, kind, file, order)


@pytest.fixture
def clerk(ledger: Database, district: Actor, tmp_path: Path) -> Clerk:
    return Clerk(ledger, district, tmp_path)


def told(faults: list[Fault]) -> dict[str, str]:
    """What is wrong with each row, by its number."""
    return {fault.place.removeprefix("in.csv!"): fault.message for fault in faults}


def test_each_row_of_another_is_a_fault_of_its_own(ledger: Database, clerk: Clerk) -> None:
    before = dump(ledger)
    report = clerk.take("pairings", PAIRINGS, *MIXED)
    assert not report.taken
    assert dump(ledger) == before
    assert counts(report) == (1, 1, 0, 3)
    found = told(report.faults)
    assert set(found) == {"3", "5", "B6"}
    assert found["3"] == (
        "这一行写的是怀北镇支援乌拉哈乌拉乡，区级账号（大兴区）不能改；"
        "请由市级账号或怀柔区的账号来改"
    )
    assert report.left_out == {"in.csv!3", "in.csv!5", "in.csv!6"}


def test_good_rows_are_taken_without_the_refused_ones(ledger: Database, clerk: Clerk) -> None:
    tried = clerk.take("pairings", PAIRINGS, *MIXED, good_rows=True, dry_run=True)
    report = clerk.take("pairings", PAIRINGS, *MIXED, good_rows=True)
    assert (tried.taken, tried.digest, tried.left_out) == (True, report.digest, report.left_out)
    assert counts(report) == (1, 1, 0, 3)
    pairings = snapshot_of(ledger).pairings
    assert "J-1" in pairings.id_of_key
    assert not {"J-2", "J-4"} & set(pairings.id_of_key)
    assert pairings.text.note[pairings.id_of_key["Q2"]] == "改"
    again = clerk.take("pairings", PAIRINGS, *MIXED, good_rows=True)
    assert counts(again) == (0, 0, 2, 3)


def test_the_city_takes_all_of_it(ledger: Database, tmp_path: Path) -> None:
    city = Clerk(ledger, actor(ledger, Role.CITY), tmp_path)
    assert city.take("pairings", PAIRINGS, OWN_ROW, NEW, LED, RAISED).taken


def test_what_says_nothing_new_of_another_is_no_fault(ledger: Database, clerk: Clerk) -> None:
    """A ledger that was taken out whole can be handed in again with one's own rows changed."""
    report = clerk.take("pairings", PAIRINGS, OWN_ROW, AS_IT_IS)
    assert (report.taken, counts(report)) == (True, (1, 0, 1, 0))
    assert set(told(clerk.take("pairings", PAIRINGS, NOTED).faults)) == {"2"}


OTHERS = {
    "organisations": (
        ["新厂,企业,大兴区,,,4,", "新厂,企业,怀柔区,,,4,", "怀柔公司,企业,怀柔区,,,9,"],
        {
            "3": "这一行写的是新厂、新厂的可结对村数，区级账号（大兴区）不能改；"
            "请由市级账号或怀柔区的账号来改",
            "4": "这一行写的是怀柔公司的可结对村数，区级账号（大兴区）不能改；"
            "请由市级账号或怀柔区的账号来改",
        },
    ),
    "villages": (
        ["察右前旗,乌拉哈乌拉乡,新民村,,,,", "天山区,某镇,某村,,,,"],
        {
            "3": "这一行写的是某村村委会的认定，区级账号（大兴区）不能改；"
            "请由市级账号或支援天山区的区的账号来改"
        },
    ),
    "tasks": (
        ["大兴区,旧宫镇,天山区,某镇,3", "怀柔区,怀北镇,察右前旗,巴音镇,2"],
        {
            "3": "这一行写的是怀北镇支援巴音镇、怀北镇支援巴音镇待定名村01等 3 处，"
            "区级账号（大兴区）不能改；请由市级账号或怀柔区的账号来改"
        },
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_every_ledger_tells_row_by_row(ledger: Database, clerk: Clerk, kind: str) -> None:
    rows, expected = OTHERS[kind]
    head = HEADS.get(kind, TASKS)
    before = dump(ledger)
    assert told(clerk.take(kind, head, *rows).faults) == expected
    assert dump(ledger) == before
    report = clerk.take(kind, head, *rows, good_rows=True)
    assert (report.taken, report.refused) == (True, len(expected))
    assert dump(ledger) != before


def test_what_stands_on_a_refused_row_is_refused_with_it(clerk: Clerk) -> None:
    """Two rows of one plan: the second adds nothing of its own, and is still another's."""
    rows = ["怀柔区,怀北镇,察右前旗,巴音镇,2", "怀柔区,怀北镇,察右前旗,巴音镇,2"]
    dated = [f"{row},{day}" for row, day in zip(rows, ("2020-01-01", "2020-06-01"), strict=True)]
    report = clerk.take("tasks", f"{TASKS},起始日期", *dated)
    assert set(told(report.faults)) == {"2", "3"}


@pytest.mark.parametrize("looked_at", [1, 500])
def test_district_undoes_its_own_task_list(
    ledger: Database,
    clerk: Clerk,
    district: Actor,
    monkeypatch: pytest.MonkeyPatch,
    looked_at: int,
) -> None:
    """With the pairings goes what made the villages its own; it may take back what it wrote."""
    monkeypatch.setattr("graph.registry.undoing.LOOKED_AT", looked_at)
    before = snapshot_of(ledger)
    report = clerk.take("tasks", TASKS, "大兴区,旧宫镇,天山区,某镇,3")
    assert report.batch_id is not None
    with ledger.read() as connection:
        ground = SnapshotGround(snapshot_of(ledger))
        other = actor(ledger, Role.DISTRICT, OTHER)
        assert may_undo(connection, district, ground, report.batch_id)
        assert not may_undo(connection, other, ground, report.batch_id)
        assert not may_undo(connection, Actor("x", Role.READER), ground, report.batch_id)
        assert may_undo(connection, Actor("x"), ground, report.batch_id)
    with pytest.raises(Forbidden, match="请由市级账号或支援天山区的区、大兴区的账号来改"):
        undo_batch(ledger, other, report.batch_id)
    undo_batch(ledger, district, report.batch_id)
    assert len(snapshot_of(ledger).pairings) == len(before.pairings)


def test_naming_by_list_moves_what_another_gives(ledger: Database, clerk: Clerk) -> None:
    """Q2's district has a pairing with an unnamed village; the list of this one names it."""
    city = actor(ledger, Role.CITY)
    file_row = f"R1,怀北镇,怀柔区,{unnamed(1)},察右前旗,,已列任务,2020,,,,,"
    assert Clerk(ledger, city, clerk.path).take("pairings", PAIRINGS, file_row).taken
    report = clerk.take("villages", HEADS["villages"], "察右前旗,乌拉哈乌拉乡,新民村,,,,")
    assert report.taken, report.faults
    parties, pairings = (after := snapshot_of(ledger)).parties, after.pairings
    row = pairings.find("R1")
    assert row is not None
    assert parties.key(pairings.recipient.at[row]) == XINMIN


@pytest.mark.parametrize("few", [3, 500])
def test_sql_says_the_same_however_many_it_looks_up(
    ledger: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("graph.registry.ground.FEW", few)
    snapshot = snapshot_of(ledger)
    ids, one = snapshot.parties.id.at, SnapshotGround(snapshot)
    outer = ids[snapshot.parties.row(OWN)]
    with ledger.read() as connection:
        other = SqlGround(connection)
        for party in (*ids, max(ids) + 1):
            assert one.lies_in(party, outer) == other.lies_in(party, outer)
            assert one.supports(outer, party) == other.supports(outer, party)


def test_book_says_the_same_as_the_snapshot(ledger: Database) -> None:
    """The third ground, of the ledger as a file would leave it, while nothing is staged yet."""
    snapshot = snapshot_of(ledger)
    parties, one = snapshot.parties, SnapshotGround(snapshot)
    with ledger.write("city") as recorder:
        other = BookGround(Book(recorder))
        for outer in (parties.id.at[parties.row(key)] for key in (OWN, OTHER, "150926")):
            for party in parties.id.at:
                assert one.lies_in(party, outer) == other.lies_in(party, outer)
                assert one.supports(outer, party) == other.supports(outer, party)
