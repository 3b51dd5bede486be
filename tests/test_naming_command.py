"""Naming unnamed villages: what moves, what leads on, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import snapshot_of
from naming_places import (
    CHAOYANG,
    COUNTY,
    EAST,
    OTHER,
    PLACES,
    SAIHAN,
    TOWNSHIP,
    XIGOU,
    XINMIN,
    live_rows,
    places,
    unnamed,
)

from graph.analysis.naming import Quota, quotas
from graph.analysis.search import find_parties
from graph.check import Verdict, check_ledger
from graph.errors import Rejected
from graph.network.live import Network
from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.commands import NewPairing, register_pairing
from graph.registry.database import Database
from graph.registry.history import party_history
from graph.registry.naming_desk import name_villages, named_by, preview_names
from graph.registry.undoing import undo_batch
from graph.words import Stage


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Database:
    return places(database, tmp_path)


def refused(database: Database, *names: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Key, code and message of each problem; nothing was written."""
    before = live_rows(database)
    with pytest.raises(Rejected) as caught:
        name_villages(database, "tests", names)
    with pytest.raises(Rejected) as looked:
        preview_names(database, names)
    assert looked.value.problems == caught.value.problems
    assert live_rows(database) == before
    return [(one.path[0], one.code, one.message) for one in caught.value.problems]


def recipients(snapshot: Snapshot) -> dict[str, str]:
    pairings, parties = snapshot.pairings, snapshot.parties
    return {
        pairings.key(row): parties.key(pairings.recipient.at[row]) for row in range(len(pairings))
    }


def test_pairings_and_designation_move_to_the_village(county: Database) -> None:
    done = preview_names(county, [(unnamed(1), SAIHAN)])
    assert [(one.unnamed, one.village, one.pairings) for one in done] == [
        (unnamed(1), SAIHAN, ("P3", "P5"))
    ]
    before = snapshot_of(county)
    name_villages(county, "tests", [(unnamed(1), SAIHAN)])
    after = snapshot_of(county)
    assert recipients(after) == {**recipients(before), "P3": SAIHAN, "P5": SAIHAN}
    designated = [after.parties.key(row) for row in after.designations.village.at]
    assert sorted(designated) == sorted(
        [SAIHAN, unnamed(2), unnamed(3), unnamed(4), unnamed(1, COUNTY), unnamed(2, COUNTY)]
    )
    moved = after.pairings.find("P3")
    assert moved is not None
    assert after.pairings.version.at[moved] == 2
    assert len(after.parties) == len(before.parties) - 1


def test_lead_and_partner_move_too(county: Database) -> None:
    name_villages(county, "tests", [(unnamed(3), XINMIN)])
    snapshot = snapshot_of(county)
    row = snapshot.pairings.find("P4")
    assert row is not None
    assert snapshot.parties.key(snapshot.pairings.partner.at[row]) == XINMIN


def test_old_key_name_and_id_lead_to_the_village(county: Database) -> None:
    before = snapshot_of(county).parties
    old_id = before.id.at[before.row(unnamed(1))]
    name_villages(county, "tests", [(unnamed(1), SAIHAN)])
    snapshot = snapshot_of(county)
    row = snapshot.parties.row(SAIHAN)
    assert snapshot.parties.find(unnamed(1)) == row
    assert snapshot.parties.row_of_id.at[old_id] == row
    assert find_parties(snapshot, "乌拉哈乌拉乡待定名村01").tolist() == [row]
    assert snapshot.parties.aliases(row) == ("乌拉哈乌拉乡待定名村01",)
    (one,) = snapshot.parties.resolved
    assert (one.key, one.name) == (unnamed(1), "乌拉哈乌拉乡待定名村01")


def test_commands_take_the_old_key(county: Database) -> None:
    name_villages(county, "tests", [(unnamed(1), SAIHAN)])
    new = NewPairing("110115", unnamed(1), Stage.SIGNED, "协议", key="N1")
    register_pairing(county, "tests", new)
    assert recipients(snapshot_of(county))["N1"] == SAIHAN


def test_readers_follow_naming_and_its_undoing(county: Database) -> None:
    network = Network(county)
    batch = name_villages(county, "tests", [(unnamed(1), SAIHAN), (unnamed(1, COUNTY), EAST)])
    for _ in range(2):
        followed = network.refresh()
        with county.read() as connection:
            assert followed.parties.resolved == read_snapshot(connection).parties.resolved
            read = read_snapshot(connection)
        assert followed.parties.id.array.tolist() == read.parties.id.array.tolist()
        assert followed.parties.id_of_key == read.parties.id_of_key
        assert recipients(followed) == recipients(read)
        if followed.parties.resolved:
            undo_batch(county, "tests", batch)
    assert network.refresh().parties.resolved == ()


def test_quota_against_named(county: Database) -> None:
    def counts() -> list[tuple[str, int, int, int]]:
        snapshot = snapshot_of(county)
        return [
            (snapshot.parties.key(one.division), one.counted, one.named, one.to_name)
            for one in quotas(snapshot)
        ]

    assert counts() == [(COUNTY, 2, 0, 2), (TOWNSHIP, 4, 0, 4)]
    name_villages(county, "tests", [(unnamed(1), SAIHAN), (unnamed(2), XIGOU)])
    name_villages(county, "tests", [(unnamed(1, COUNTY), EAST), (unnamed(2, COUNTY), XINMIN)])
    assert counts() == [(COUNTY, 2, 2, 0), (TOWNSHIP, 4, 2, 2)]
    snapshot = snapshot_of(county)
    township = snapshot.parties.row(TOWNSHIP)
    assert [one.division for one in quotas(snapshot, township)] == [township]
    assert quotas(snapshot, snapshot.parties.row(OTHER)) == []


def test_undoing_restores_every_row(county: Database) -> None:
    before, counted = live_rows(county), [(one.named, one.to_name) for one in _quotas(county)]
    names = [(unnamed(1), SAIHAN), (unnamed(2), CHAOYANG), (unnamed(3), XINMIN)]
    batch = name_villages(county, "tests", [*names, (unnamed(1, COUNTY), EAST)])
    assert live_rows(county) != before
    undo_batch(county, "tests", batch)
    assert live_rows(county) == before
    assert [(one.named, one.to_name) for one in _quotas(county)] == counted
    assert not _findings(county)
    name_villages(county, "tests", [(unnamed(1), CHAOYANG), (unnamed(2), SAIHAN)])
    assert recipients(snapshot_of(county))["P3"] == CHAOYANG
    assert not _findings(county)


def _quotas(database: Database) -> list[Quota]:
    return quotas(snapshot_of(database))


def _findings(database: Database) -> list[str]:
    return [one.message for one in check_ledger(database) if one.verdict is Verdict.FINDING]


def test_what_came_after_a_naming_stands_on_it(county: Database) -> None:
    batch = name_villages(county, "tests", [(unnamed(1), SAIHAN)])
    register_pairing(county, "tests", NewPairing("110115", SAIHAN, Stage.SIGNED, "协议", key="N1"))
    undo_batch(county, "tests", batch)
    assert recipients(snapshot_of(county))["N1"] == SAIHAN
    assert recipients(snapshot_of(county))["P3"] == unnamed(1)


def test_who_named_is_told_with_the_batch(county: Database) -> None:
    batch = name_villages(county, "张三", [(unnamed(1), SAIHAN)])
    (one,) = snapshot_of(county).parties.resolved
    with county.read() as connection:
        told = named_by(connection, [one.id])[one.id]
        history = party_history(connection, one.village_id, 0, 50)
    assert (told.batch_id, told.who) == (batch, "张三")
    subjects = [(change.action, change.subject) for change in history.changes]
    assert subjects[0] == ("amend", "party")
    assert history.changes[0].after == {"resolved_to_id": one.village_id}
    # Its own row, and that of the unnamed one; what was paired with that from the first.
    assert subjects.count(("insert", "party")) == 2
    assert subjects.count(("insert", "pairing")) == 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((("X", SAIHAN),), ("X", "NOT_FOUND", "没有编码为“X”的主体")),
        (((unnamed(1), "X"),), (unnamed(1), "NOT_FOUND", "没有编码为“X”的主体")),
        (((XIGOU, SAIHAN),), (XIGOU, "NOT_UNNAMED", "西沟村村委会不是待定名村")),
        (
            ((unnamed(1), unnamed(2)),),
            (unnamed(1), "NOT_A_VILLAGE", "乌拉哈乌拉乡待定名村02不是名录里的村"),
        ),
        (((unnamed(1), TOWNSHIP),), (unnamed(1), "NOT_A_VILLAGE", "乌拉哈乌拉乡不是名录里的村")),
        (((unnamed(1), "E1"),), (unnamed(1), "NOT_A_VILLAGE", "京粮公司不是名录里的村")),
        (
            ((unnamed(1), EAST),),
            (unnamed(1), "WRONG_PLACE", "东村村委会不在乌拉哈乌拉乡，乌拉哈乌拉乡待定名村01在那里"),
        ),
    ],
)
def test_village_that_it_cannot_be_is_refused(
    county: Database, names: tuple[tuple[str, str], ...], said: tuple[str, str, str]
) -> None:
    assert refused(county, *names) == [said]


def test_village_of_the_donor_side_is_refused(database: Database, tmp_path: Path) -> None:
    divisions = f"{PLACES['divisions.csv']}110115005001,黄村西里社区,village,110115005\n"
    places(database, tmp_path, divisions=divisions)
    assert refused(database, (unnamed(1), "110115005001"))[0][1] == "WRONG_SIDE"


def test_nothing_to_name_and_too_much_are_refused(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [code for _, code, _ in refused(county)] == ["MISSING"]
    monkeypatch.setattr("graph.registry.naming_desk.MOST_NAMED", 1)
    both = refused(county, (unnamed(1), SAIHAN), (unnamed(2), XIGOU))
    assert both == [("names", "TOO_MANY", "一次定名 1 到 1 个村，这里有 2 个")]


def test_village_is_taken_once(county: Database) -> None:
    name_villages(county, "tests", [(unnamed(1), SAIHAN)])
    assert refused(county, (unnamed(2), SAIHAN)) == [
        (
            unnamed(2),
            "TAKEN",
            "赛汉村村委会已是乌拉哈乌拉乡待定名村01的定名，一个村只能用一次",
        )
    ]
    assert refused(county, (unnamed(1), XIGOU)) == [
        (unnamed(1), "ALREADY_NAMED", "乌拉哈乌拉乡待定名村01已定名为赛汉村村委会")
    ]


def test_two_of_one_command_cannot_be_the_same(county: Database) -> None:
    assert refused(county, (unnamed(1), SAIHAN), (unnamed(2), SAIHAN)) == [
        (unnamed(2), "DUPLICATE", "赛汉村村委会已与乌拉哈乌拉乡待定名村01相配，一个村只能用一次")
    ]
    assert refused(county, (unnamed(1), SAIHAN), (unnamed(1), XIGOU)) == [
        (unnamed(1), "DUPLICATE", "乌拉哈乌拉乡待定名村01已与赛汉村村委会相配，一个村只能用一次")
    ]


def test_every_problem_is_told_and_nothing_is_written(county: Database) -> None:
    said = refused(county, (unnamed(1), EAST), (unnamed(2), SAIHAN), (unnamed(3), "X"))
    assert [(key, code) for key, code, _ in said] == [
        (unnamed(1), "WRONG_PLACE"),
        (unnamed(3), "NOT_FOUND"),
    ]


def test_designated_village_is_refused_with_both_designations(
    database: Database, tmp_path: Path
) -> None:
    text = f"village,kind,start,end\n{SAIHAN},poor,2014,2019-12-01\n"
    places(database, tmp_path, designations=text)
    ((key, code, message),) = refused(database, (unnamed(1), SAIHAN))
    assert (key, code) == (unnamed(1), "ALREADY_DESIGNATED")
    assert "赛汉村村委会自己已有认定（贫困村，2014-01-01至2019-12-01）" in message
    assert "乌拉哈乌拉乡待定名村01也有（深度贫困村，起始不详至今）" in message


def clashing(*rows: str) -> str:
    return "".join((str(PLACES["pairings.csv"]), *(f"{row}\n" for row in rows)))


def test_clash_of_pairings_is_refused_with_both_rows(database: Database, tmp_path: Path) -> None:
    row = f"C1,E1,{SAIHAN},,,,planned,2020-12-31,,,,清单"
    places(database, tmp_path, pairings=clashing(row))
    assert refused(database, (unnamed(1), SAIHAN)) == [
        (
            unnamed(1),
            "PAIRING_CLASH",
            "京粮公司对乌拉哈乌拉乡待定名村01和赛汉村村委会的结对时间重叠：P3与C1，"
            "请先取消或结束其中一条",
        )
    ]


@pytest.mark.parametrize(
    "row",
    [
        f"C1,E1,{SAIHAN},,,,planned,2021-01-01,,,,清单",
        f"C1,E1,{SAIHAN},,,,signed,,2019-05-01,,,清单",
        f"C1,E1,{SAIHAN},,,,cancelled,2020-01-01,,,,清单",
        f"C1,110115,{SAIHAN},,,,signed,,,,,清单",
    ],
)
def test_pairings_that_do_not_overlap_stand_side_by_side(
    database: Database, tmp_path: Path, row: str
) -> None:
    places(database, tmp_path, pairings=clashing(row))
    name_villages(database, "tests", [(unnamed(1), SAIHAN)])
    found = recipients(snapshot_of(database))
    assert [found[key] for key in ("P3", "P5", "C1")] == [SAIHAN] * 3
    assert not _findings(database)


def test_figures_aliases_and_capacity_move(database: Database, tmp_path: Path) -> None:
    key = unnamed(1)
    poverty = "division_code,year,households,persons,incidence,poor_villages,villages,"
    poverty += f"planned_exit_year,source\n{key},2018,3,7,,,,,计划\n"
    aliases = f"code,alias\n{key},一号村\n"
    capacities = f"party,capacity\n{key},1\n"
    places(database, tmp_path)
    # Villages without a name can be spoken of once they are counted.
    places(database, tmp_path, poverty=poverty, aliases=aliases, capacities=capacities)
    name_villages(database, "tests", [(key, SAIHAN)])
    snapshot = snapshot_of(database)
    row = snapshot.parties.row(SAIHAN)
    assert set(snapshot.parties.aliases(row)) == {"一号村", "乌拉哈乌拉乡待定名村01"}
    assert snapshot.parties.capacity.at[row] == 1
    assert snapshot.figures[snapshot.parties.id.at[row]].poverty[0].persons == 7
    assert not _findings(database)


def test_what_both_have_is_refused(database: Database, tmp_path: Path) -> None:
    capacities = f"party,capacity\n{unnamed(1)},1\n{SAIHAN},2\n"
    places(database, tmp_path)
    places(database, tmp_path, capacities=capacities)
    assert refused(database, (unnamed(1), SAIHAN)) == [
        (
            unnamed(1),
            "CLASH",
            "乌拉哈乌拉乡待定名村01与赛汉村村委会都写有同一项可结对村数，请先改成一处",
        )
    ]
