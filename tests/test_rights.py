"""Who may change what: the rules themselves, and every command, import and undoing under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from folders import FILES, ME, snapshot_of
from hypothesis import given
from hypothesis import strategies as st
from ledger_files import ORGANISATIONS, PAIRINGS, written
from naming_places import TOWNSHIP, unnamed
from small_network import pairing_rows, with_pairings
from test_loading import dump
from two_districts import OTHER, actor, two_districts

from graph.days import parse_date
from graph.network.ground import SnapshotGround
from graph.network.rows import PairingRow
from graph.network.snapshot import Snapshot
from graph.registry.commands import (
    NewPairing,
    Seen,
    amend_pairing,
    cancel_pairing,
    change_pairings,
    end_pairing,
    register_pairing,
    sign_pairing,
)
from graph.registry.database import Database
from graph.registry.ground import SqlGround
from graph.registry.handing_over import hand_over_pairing
from graph.registry.importing import Given, import_ledger, load_folder
from graph.registry.naming_desk import name_villages
from graph.registry.undoing import undo_batch
from graph.rights import Actor, Forbidden, may_name, may_pair, may_suggest, may_write
from graph.words import PartyKind, Role, Stage

DAY = parse_date("2020-06-01")


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return two_districts(database, tmp_path)


def seen(database: Database, key: str) -> Seen:
    pairings = snapshot_of(database).pairings
    row = pairings.find(key)
    assert row is not None
    return Seen(key, pairings.version.at[row])


Command = Callable[[Database, Actor], object]
COMMANDS: dict[str, tuple[Command, bool]] = {
    # What 大兴区 (110115) may do and what not; the city may all, county and reader nothing.
    "register own": (
        lambda d, who: register_pairing(
            d, who, NewPairing("110115006", TOWNSHIP, Stage.PLANNED, "x")
        ),
        True,
    ),
    "register another's": (
        lambda d, who: register_pairing(
            d, who, NewPairing(f"{OTHER}001", TOWNSHIP, Stage.PLANNED, "x")
        ),
        False,
    ),
    "register another's under own lead": (
        lambda d, who: register_pairing(
            d, who, NewPairing("E2", TOWNSHIP, Stage.PLANNED, "x", lead="110115")
        ),
        True,
    ),
    "amend own": (lambda d, who: amend_pairing(d, who, seen(d, "P2"), {"note": "n"}), True),
    "amend another's": (lambda d, who: amend_pairing(d, who, seen(d, "Q1"), {"note": "n"}), False),
    "amend what one leads": (
        lambda d, who: amend_pairing(d, who, seen(d, "Q2"), {"note": "n"}),
        True,
    ),
    "give the lead away": (
        lambda d, who: amend_pairing(d, who, seen(d, "Q2"), {"lead": None}),
        False,
    ),
    "take the lead of another's": (
        lambda d, who: amend_pairing(d, who, seen(d, "Q1"), {"lead": "110115"}),
        False,
    ),
    "sign own": (lambda d, who: sign_pairing(d, who, seen(d, "P2"), DAY), True),
    "sign another's": (lambda d, who: sign_pairing(d, who, seen(d, "Q1"), DAY), False),
    "end own": (lambda d, who: end_pairing(d, who, seen(d, "P1"), DAY), True),
    "end another's": (lambda d, who: end_pairing(d, who, seen(d, "Q1"), DAY), False),
    "cancel own": (lambda d, who: cancel_pairing(d, who, seen(d, "P5")), True),
    "cancel another's": (lambda d, who: cancel_pairing(d, who, seen(d, "Q1")), False),
    "hand over among own": (
        lambda d, who: hand_over_pairing(d, who, seen(d, "P2"), "110115006", DAY),
        True,
    ),
    "hand over to another": (
        lambda d, who: hand_over_pairing(d, who, seen(d, "P1"), f"{OTHER}001", DAY),
        False,
    ),
    "change many, one of another": (
        lambda d, who: change_pairings(d, who, [seen(d, "P2"), seen(d, "Q1")], {"programme": "x"}),
        False,
    ),
    "name a village": (
        lambda d, who: name_villages(d, who, [(unnamed(1), f"{TOWNSHIP}201")]),
        True,
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_district_writes_what_it_donates(ledger: Database, name: str) -> None:
    command, allowed = COMMANDS[name]
    before = dump(ledger)
    if allowed:
        command(ledger, actor(ledger, Role.DISTRICT, "110115"))
        assert dump(ledger) != before
    else:
        with pytest.raises(Forbidden, match=r"区级账号（大兴区）不能改"):
            command(ledger, actor(ledger, Role.DISTRICT, "110115"))
        assert dump(ledger) == before


@pytest.mark.parametrize(("role", "key"), [(Role.COUNTY, "150926"), (Role.READER, "")])
@pytest.mark.parametrize("name", ["register own", "end own", "name a village"])
def test_county_and_reader_write_nothing(ledger: Database, role: Role, key: str, name: str) -> None:
    before = dump(ledger)
    with pytest.raises(Forbidden):
        COMMANDS[name][0](ledger, actor(ledger, role, key))
    assert dump(ledger) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_city_writes_all(ledger: Database, name: str) -> None:
    COMMANDS[name][0](ledger, actor(ledger, Role.CITY))


def test_naming_moves_pairings_of_others_too(ledger: Database, tmp_path: Path) -> None:
    """A village is named by one district; what another gives it goes along."""
    register_pairing(
        ledger, "city", NewPairing(f"{OTHER}001", unnamed(1), Stage.PLANNED, "x", key="R1")
    )
    who = actor(ledger, Role.DISTRICT, "110115")
    batch = name_villages(ledger, who, [(unnamed(1), f"{TOWNSHIP}201")])
    pairings, parties = (after := snapshot_of(ledger)).pairings, after.parties
    row = pairings.find("R1")
    assert row is not None
    assert parties.key(pairings.recipient.at[row]) == f"{TOWNSHIP}201"
    undo_batch(ledger, who, batch)


def test_village_of_a_county_that_one_does_not_support(ledger: Database) -> None:
    who = actor(ledger, Role.DISTRICT, "110115")
    parties = snapshot_of(ledger).parties
    ground = SnapshotGround(snapshot_of(ledger))
    far, near = (parties.id.at[parties.row(key)] for key in ("650102001200", f"{TOWNSHIP}201"))
    assert not may_name(who, ground, far)
    assert may_name(who, ground, near)


IMPORTS = {
    "own pairings": (
        "pairings",
        f"{PAIRINGS}\nJ,旧宫镇,大兴区,乌拉哈乌拉乡,察右前旗,,已签订,2020,,,,,\n",
        True,
    ),
    "another's pairings": (
        "pairings",
        f"{PAIRINGS}\nJ,怀北镇,怀柔区,乌拉哈乌拉乡,察右前旗,,已签订,2021,,,,,\n",
        False,
    ),
    "own organisation": ("organisations", f"{ORGANISATIONS}\n新厂,企业,大兴区,,,4,\n", True),
    "another's organisation": ("organisations", f"{ORGANISATIONS}\n新厂,企业,怀柔区,,,4,\n", False),
    "another's capacity": ("organisations", f"{ORGANISATIONS}\n怀柔公司,企业,怀柔区,,,9,\n", False),
    "own tasks in a new county": (
        "tasks",
        "区,结对镇街,结对旗县,所在乡镇,贫困村\n大兴区,旧宫镇,天山区,某镇,3\n",
        True,
    ),
    "another's tasks": (
        "tasks",
        "区,结对镇街,结对旗县,所在乡镇,贫困村\n怀柔区,怀北镇,天山区,某镇,3\n",
        False,
    ),
    "villages of a supported county": (
        "villages",
        "县,乡镇,村\n察右前旗,乌拉哈乌拉乡,新民村\n",
        True,
    ),
    "villages of another county": ("villages", "县,乡镇,村\n天山区,某镇,某村\n", False),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_imports_obey_too(ledger: Database, tmp_path: Path, name: str) -> None:
    kind, text, allowed = IMPORTS[name]
    file = tmp_path / "in.csv"
    file.write_text(text, encoding="utf-8")
    order = replace(ME, who=actor(ledger, Role.DISTRICT, "110115"))
    before = dump(ledger)
    tried = import_ledger(ledger, kind, file, replace(order, dry_run=True), Given())
    report = import_ledger(ledger, kind, file, order, Given())
    assert (tried.taken, report.taken) == (allowed, allowed), report.faults
    if not allowed:
        assert "区级账号（大兴区）不能改" in report.faults[0].message
        assert dump(ledger) == before
    assert import_ledger(ledger, kind, file, ME, Given()).taken


def test_data_set_is_the_citys(ledger: Database, tmp_path: Path) -> None:
    files = {"poverty.csv": FILES["poverty.csv"].replace("2017", "2016")}
    folder = tmp_path / "more"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    order = replace(ME, who=actor(ledger, Role.DISTRICT, "110115"))
    assert not load_folder(ledger, folder, order).taken
    assert load_folder(ledger, folder, ME).taken


def test_undoing_obeys_too(ledger: Database) -> None:
    register_pairing(
        ledger, "city", NewPairing(f"{OTHER}001", TOWNSHIP, Stage.PLANNED, "x", key="R1")
    )
    with ledger.read() as connection:
        batch = connection.exec_driver_sql("SELECT max(id) FROM batch").scalar_one()
    before = dump(ledger)
    with pytest.raises(Forbidden):
        undo_batch(ledger, actor(ledger, Role.DISTRICT, "110115"), batch)
    assert dump(ledger) == before
    undo_batch(ledger, actor(ledger, Role.DISTRICT, OTHER), batch)


def test_who_it_was_stands_in_the_audit(ledger: Database) -> None:
    COMMANDS["register own"][0](ledger, actor(ledger, Role.DISTRICT, "110115"))
    with ledger.read() as connection:
        last = "SELECT who FROM audit ORDER BY seq DESC LIMIT 1"
        assert connection.exec_driver_sql(last).scalar_one() == "小李"


def test_many_faults_are_counted(ledger: Database, tmp_path: Path) -> None:
    rows = [f"厂{number},企业,怀柔区,,,,".split(",") for number in range(9)]
    file = written(tmp_path / "o.csv", [ORGANISATIONS.split(","), *rows])
    batch = import_ledger(ledger, "organisations", file, ME).batch_id
    assert batch is not None
    with pytest.raises(Forbidden, match="等 9 处"):
        undo_batch(ledger, actor(ledger, Role.DISTRICT, "110115"), batch)


def lies_in(snapshot: Snapshot, row: int, outer: int) -> bool:
    parties = snapshot.parties
    while row != outer and row >= 0:
        row = parties.parent.at[row]
    return row == outer


@given(pairing_rows(), st.data())
def test_rules_equal_what_they_say(rows_given: list[PairingRow], data: st.DataObject) -> None:
    """The snapshot's ground, held against walking the tree and all pairings one by one."""
    snapshot = with_pairings(rows_given)
    parties, pairings = snapshot.parties, snapshot.pairings
    ground = SnapshotGround(snapshot)
    rows = st.integers(0, len(parties) - 1)
    own, party, lead = data.draw(rows), data.draw(rows), data.draw(rows)
    ids = parties.id.at
    role = data.draw(st.sampled_from(Role))
    who = Actor("x", role, ids[own] if role.has_division else None)
    inside = role is Role.DISTRICT and lies_in(snapshot, party, own)
    leads = role is Role.DISTRICT and lies_in(snapshot, lead, own)
    assert may_pair(who, ground, ids[party], ids[lead]) == (role is Role.CITY or inside or leads)
    assert may_suggest(who, ground, ids[party]) == (
        role is Role.COUNTY and lies_in(snapshot, party, own)
    )
    counties = [row for row in range(len(parties)) if parties.kind.at[row] == PartyKind.COUNTY]
    county = next((row for row in counties if lies_in(snapshot, party, row)), None)
    supported = county is not None and any(
        pairings.stage.at[one] != Stage.CANCELLED
        and lies_in(snapshot, pairings.donor.at[one], own)
        and lies_in(snapshot, pairings.recipient.at[one], county)
        for one in range(len(pairings))
    )
    expected = role is Role.CITY or (role is Role.DISTRICT and supported)
    assert may_name(who, ground, ids[party]) == expected


def test_both_grounds_say_the_same(ledger: Database) -> None:
    snapshot = snapshot_of(ledger)
    parties = snapshot.parties
    one = SnapshotGround(snapshot)
    with ledger.read() as connection:
        other = SqlGround(connection)
        for outer in (parties.id.at[parties.row(key)] for key in ("110115", OTHER, "150926")):
            for party in parties.id.at:
                assert one.lies_in(party, outer) == other.lies_in(party, outer)
                assert one.supports(outer, party) == other.supports(outer, party)


def test_tables_without_a_rule_are_the_citys() -> None:
    who = Actor("x", Role.DISTRICT, 1)

    class Everywhere:
        def lies_in(self, _: int, __: int) -> bool:
            return True

        def supports(self, _: int, __: int) -> bool:
            return True

    for table in ("poverty", "printed_rate", "cause", "account", "setting", "anything"):
        assert not may_write(who, Everywhere(), table, {"division_id": 1})
        assert may_write(Actor("x"), Everywhere(), table, {})
