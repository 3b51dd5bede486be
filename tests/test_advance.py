"""A snapshot that followed the audit is the one that would be built anew."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from folders import FILES, ME, folder, load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.analysis.search import find_parties
from graph.network.advance import REBUILD_FROM, advance
from graph.network.columns import Ints
from graph.network.reading import read_snapshot
from graph.network.snapshot import Designations, Pairings, Parties, Snapshot
from graph.registry.database import Database
from graph.registry.importing import load_folder
from graph.registry.tables import pairing


def read(database: Database) -> Snapshot:
    with database.read() as connection:
        return read_snapshot(connection)


def follow(database: Database, snapshot: Snapshot) -> Snapshot:
    with database.read() as connection:
        return advance(snapshot, connection)


def columns(part: Parties | Pairings | Designations) -> dict[str, list[int]]:
    found = {field.name: getattr(part, field.name) for field in fields(part)}
    return {name: one.array.tolist() for name, one in found.items() if isinstance(one, Ints)}


def contents(snapshot: Snapshot) -> dict[str, object]:
    """Everything a reader can see. Lists of texts may be longer than a snapshot's own ids."""
    parties, pairings = snapshot.parties, snapshot.pairings
    return {
        "seq": snapshot.seq,
        "parties": columns(parties),
        "pairings": columns(pairings),
        "designations": columns(snapshot.designations),
        "figures": snapshot.figures,
        "texts": [
            tuple(getattr(parties.text, field.name)[one] for field in fields(parties.text))
            for one in parties.id.array.tolist()
        ],
        "pairing texts": [
            tuple(getattr(pairings.text, field.name)[one] for field in fields(pairings.text))
            for one in pairings.id.array.tolist()
        ],
        "found": [parties.find(parties.key(row)) for row in range(len(parties))],
        "found pairings": [pairings.find(pairings.key(row)) for row in range(len(pairings))],
    }


def assert_follows(database: Database, before: Snapshot) -> Snapshot:
    """Advancing gives what a rebuild gives, and leaves the older snapshot as it was."""
    seen = contents(before)
    after = follow(database, before)
    rebuilt = contents(read(database))
    for part, expected in rebuilt.items():
        assert contents(after)[part] == expected, part
    assert contents(before) == seen
    return after


def test_nothing_new_is_the_same_snapshot(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    snapshot = read(database)
    assert follow(database, snapshot) is snapshot


def test_new_pairing_shares_what_it_does_not_touch(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = read(database)
    more = FILES["pairings.csv"] + "P0,110115006,150926201200,,,,signed,2018,,,,计划\n"
    load(database, tmp_path, {"pairings.csv": more})
    after = assert_follows(database, before)
    assert after.parties is before.parties
    assert after.designations is before.designations
    assert after.pairings.text is before.pairings.text
    assert after.memo is not before.memo


def test_new_villages_shift_rows(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = read(database)
    new = (
        "110115005001,黄村西里,village,110115005\n"
        "150926201100,前村,village,150926201\n"
        "150926201999,后村,village,150926201\n"
        "150926101,平地泉镇,township,150926\n"
        "150926999,后镇,township,150926\n"
    )
    load(database, tmp_path, {"divisions.csv": FILES["divisions.csv"] + new})
    after = assert_follows(database, before)
    assert after.pairings.text is before.pairings.text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("divisions.csv", "旧宫地区", "旧宫镇"),
        ("divisions.csv", "village,150926201\n", "village,150926\n"),
        ("capacities.csv", "E1,3", "E1,3\nH1,2\n"),
        ("aliases.csv", "150926,察右前旗", "150926,察右前旗\n150926,前旗"),
        ("designations.csv", "2019-12-01", "2020"),
        ("designations.csv", "poor,,", "poor,,\n150926201201,deep_poverty,2015,"),
        ("pairings.csv", "signed,2016-12", "signed,2012-12"),
        ("pairings.csv", "P1,110115,150926", "P1,110115006,150926"),
        ("pairings.csv", "P2,110115005", "P7,110115005"),
        ("pairings.csv", "续签", "又续签"),
        ("causes.csv", "因残,20", "因残,21"),
        ("unnamed_villages.csv", ",2,", ",5,"),
    ],
)
def test_each_change_is_followed(
    database: Database, tmp_path: Path, name: str, old: str, new: str
) -> None:
    assert old in FILES[name]
    load(database, tmp_path)
    before = read(database)
    spoilt = FILES[name].replace(old, new, 1)
    if name == "capacities.csv":
        organisations = FILES["organisations.csv"].replace("150926,", "150926,2")
        load(database, tmp_path, {"organisations.csv": organisations})
    if new.startswith("P7"):
        spoilt = FILES[name] + "P7,110115006,150926201,,,,negotiating,2011,2012,,,计划\n"
    assert load(database, tmp_path, {name: spoilt}).faults == []
    assert_follows(database, before)


def test_search_follows_names_and_outlives_other_writes(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = read(database)
    assert len(find_parties(before, "旧宫地区")) == 1
    more = FILES["pairings.csv"] + "P0,110115006,150926201200,,,,signed,2018,,,,计划\n"
    load(database, tmp_path, {"pairings.csv": more})
    paired = follow(database, before)
    assert paired.parties.memo is before.parties.memo
    renamed = FILES["divisions.csv"].replace("旧宫地区", "旧宫镇")
    load(database, tmp_path, {"divisions.csv": renamed, "pairings.csv": more})
    after = follow(database, paired)
    assert [len(find_parties(after, name)) for name in ("旧宫地区", "旧宫镇")] == [0, 1]
    assert [len(find_parties(paired, name)) for name in ("旧宫地区", "旧宫镇")] == [1, 0]


def test_many_changes_rebuild(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = read(database)
    more = "".join(
        f"150926201{number},村{number},village,150926201\n"
        for number in range(300, 301 + REBUILD_FROM)
    )
    load(database, tmp_path, {"divisions.csv": FILES["divisions.csv"] + more})
    assert_follows(database, before)


def test_retraction_is_followed(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = read(database)
    with database.write("tests") as recorder:
        recorder.retract(pairing, 1)
    after = assert_follows(database, before)
    assert len(after.pairings) == len(before.pairings) - 1


days = st.integers(2010, 2020)
givers = st.sampled_from(["110115", "110115005", "110115006", "E1"])
takers = st.sampled_from(["150926", "150926201", "150926201200", "150926201#01", "H1"])
stages = st.sampled_from(["signed", "planned", "negotiating", "cancelled"])


@st.composite
def writes(draw: st.DrawFn) -> dict[str, str]:
    """A data set that adds to and changes the one that every test begins with."""
    pairings = FILES["pairings.csv"]
    for number in draw(st.lists(st.integers(1, 9), max_size=3, unique=True)):
        start = draw(days)
        ends = f"{start},{start + draw(st.integers(1, 3))}"
        pairings += (
            f"N{number},{draw(givers)},{draw(takers)},,,{draw(st.sampled_from(['', '甲']))},"
            f"{draw(stages)},{ends},,{draw(st.sampled_from(['', '注']))},源{draw(days)}\n"
        )
    divisions = FILES["divisions.csv"]
    for number in draw(st.lists(st.integers(100, 130), max_size=3, unique=True)):
        divisions += f"150926201{number},{draw(st.sampled_from('甲乙丙'))}村,village,150926201\n"
    for number in draw(st.lists(st.integers(202, 205), max_size=1)):
        divisions += f"150926{number},{draw(st.sampled_from('甲乙丙'))}乡,township,150926\n"
        divisions += f"150926{number}200,里村,village,150926{number}\n"
    count = draw(st.integers(2, 5))
    return {
        "pairings.csv": pairings,
        "divisions.csv": divisions.replace("旧宫地区", draw(st.sampled_from(["旧宫", "旧宫镇"]))),
        "unnamed_villages.csv": FILES["unnamed_villages.csv"].replace(",2,", f",{count},"),
        "capacities.csv": FILES["capacities.csv"].replace(",5", f",{draw(st.integers(4, 6))}"),
        "aliases.csv": FILES["aliases.csv"]
        + f"110115006,{draw(st.sampled_from(['旧宫', '旧宫乡']))}\n",
        "designations.csv": FILES["designations.csv"].replace(
            "2019-12-01", draw(st.sampled_from(["2019-12-01", "2020", ""]))
        )
        + f"150926201200,poor,{draw(days)},\n",
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(writes(), min_size=1, max_size=4))
def test_any_sequence_of_writes_is_followed(
    database: Database, tmp_path: Path, sequence: list[dict[str, str]]
) -> None:
    """Refused data sets are part of it: they must leave no trace."""
    load(database, tmp_path)
    snapshot = read(database)
    for files in sequence:
        load_folder(database, folder(tmp_path, {**FILES, **files}), ME)
        snapshot = assert_follows(database, snapshot)


def test_columns_are_locked(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        read(database).parties.kind.array[0] = 3
    assert not np.shares_memory(read(database).parties.kind.array, read(database).parties.id.array)
