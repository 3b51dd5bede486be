"""Accepting a proposal: planned pairings in one batch, all of them or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import numpy as np
import pytest
from test_loading import dump
from two_districts import OTHER, OWN, actor, two_districts

from graph.analysis.coverage import View
from graph.analysis.offers import Offers
from graph.analysis.proposal import propose
from graph.days import Day, number_of
from graph.errors import Rejected
from graph.network.columns import IntArray
from graph.network.live import Network
from graph.network.snapshot import Snapshot
from graph.registry.accepting import Accepted, accept_proposal
from graph.registry.batches import list_batches
from graph.registry.commands import NewPairing, register_pairing
from graph.registry.database import Database
from graph.registry.undoing import undo_batch
from graph.rights import Forbidden
from graph.words import Role, Stage

DAY = date(2020, 6, 30)
VILLAGE, SECOND = "150926201201", "150926201#04"


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return two_districts(database, tmp_path)


def refused(database: Database, *rows: tuple[str, str]) -> list[tuple[tuple[str, ...], str]]:
    before = dump(database)
    with pytest.raises(Rejected) as caught:
        accept_proposal(database, "tests", [Accepted(*row) for row in rows], DAY)
    assert dump(database) == before
    return [(one.path, one.code) for one in caught.value.problems]


def test_rows_become_planned_pairings_in_one_batch(ledger: Database) -> None:
    rows = [Accepted("E1", VILLAGE), Accepted("E2", SECOND)]
    before = dump(ledger)["pairing"]
    keys = accept_proposal(ledger, "tests", rows, DAY)
    snapshot = Network(ledger).snapshot
    held, parties = snapshot.pairings, snapshot.parties
    for key, row in zip(keys, rows, strict=True):
        at = held.find(key)
        assert at is not None
        ends = (parties.key(held.donor.at[at]), parties.key(held.recipient.at[at]))
        assert ends == row
        assert held.stage.at[at] == Stage.PLANNED
        assert (held.start.at[at], held.version.at[at]) == (number_of(DAY), 1)
        assert held.text.source[held.id.at[at]] == "2020-06-30的结对方案"
    with ledger.read() as connection:
        (latest,) = list_batches(connection, 0, 1).lines
    assert (latest.kind, latest.title) == ("proposal", "采纳结对方案：2 条列入任务")
    assert latest.what == "采纳结对方案"
    undo_batch(ledger, "tests", latest.id)
    live = Network(ledger).snapshot.pairings
    assert [live.find(key) for key in keys] == [None, None]
    assert len(dump(ledger)["pairing"]) == len(before) + 2


def test_source_can_be_given(ledger: Database) -> None:
    (key,) = accept_proposal(ledger, "tests", [Accepted("E1", VILLAGE)], DAY, "会议纪要")
    held = Network(ledger).snapshot.pairings
    row = held.find(key)
    assert row is not None
    assert held.text.source[held.id.at[row]] == "会议纪要"


def test_every_row_that_cannot_be_is_named_and_nothing_is_written(ledger: Database) -> None:
    new = NewPairing("110115005", VILLAGE, Stage.NEGOTIATING, "清单")
    register_pairing(ledger, "tests", new)
    assert refused(ledger, ("E1", VILLAGE), ("E9", SECOND), (VILLAGE, "150926201#03")) == [
        (("E1", VILLAGE, "village"), "STALE_VERSION"),
        (("E9", SECOND, "donor"), "NOT_FOUND"),
        ((VILLAGE, "150926201#03", "donor"), "WRONG_SIDE"),
    ]


def test_village_is_accepted_for_one_donor_only(ledger: Database) -> None:
    assert refused(ledger, ("E1", VILLAGE), ("E2", VILLAGE)) == [(("rows",), "TWICE")]
    assert refused(ledger) == [(("rows",), "TOO_MANY")]


def test_district_accepts_what_its_own_donors_give(ledger: Database) -> None:
    own = actor(ledger, Role.DISTRICT, OWN)
    before = dump(ledger)
    with pytest.raises(Forbidden, match=f"E2-{SECOND}"):
        accept_proposal(ledger, own, [Accepted("E1", VILLAGE), Accepted("E2", SECOND)], DAY)
    with pytest.raises(Forbidden):
        accept_proposal(ledger, actor(ledger, Role.READER), [Accepted("E1", VILLAGE)], DAY)
    assert dump(ledger) == before
    assert accept_proposal(ledger, own, [Accepted("E1", VILLAGE)], DAY) == (f"E1-{VILLAGE}",)
    other = actor(ledger, Role.DISTRICT, OTHER)
    assert accept_proposal(ledger, other, [Accepted("E2", SECOND)], DAY) == (f"E2-{SECOND}",)


def test_what_is_proposed_can_be_accepted_and_is_proposed_no_more(ledger: Database) -> None:
    view, snapshot = View(number_of(DAY), exited=True), Network(ledger).snapshot
    found = propose(snapshot, view)
    assert found.pairings
    key = snapshot.parties.key
    rows = [Accepted(key(one.donor), key(one.village)) for one in found.pairings]
    accept_proposal(ledger, "tests", rows, DAY)
    assert propose(Network(ledger).snapshot, view).pairings == []


FREE = ("150926201202", "150926201203", "150926202200")
"""More villages that nobody supports. E2 states 2 villages and has none."""


def test_donor_gets_no_more_villages_than_it_states(ledger: Database) -> None:
    three = [("E2", village) for village in FREE]
    assert refused(ledger, *three) == [((*row, "donor"), "NO_CAPACITY") for row in three]
    accept_proposal(ledger, "tests", [Accepted(*row) for row in three[:2]], DAY)
    assert refused(ledger, ("E1", VILLAGE), three[2]) == [((*three[2], "donor"), "NO_CAPACITY")]


def test_who_states_nothing_gets_none(ledger: Database) -> None:
    with pytest.raises(
        Rejected, match="支援方没有写明可结对村数，现在还能再结 0 村，这里采纳 1 村"
    ):
        accept_proposal(ledger, "tests", [Accepted(f"{OTHER}001", FREE[0])], DAY)


def test_capacity_wished_for_is_the_one_that_counts_and_the_batch_tells(ledger: Database) -> None:
    rows = [Accepted("E2", village) for village in FREE]
    with pytest.raises(Rejected, match="支援方按 1 村算，现在还能再结 1 村，这里采纳 3 村"):
        accept_proposal(ledger, "tests", rows, DAY, offers={"E2": 1})
    accept_proposal(ledger, "tests", rows, DAY, offers={"E2": 3, "E1": 9})
    with ledger.read() as connection:
        (latest,) = list_batches(connection, 0, 1).lines
    assert latest.title == "采纳结对方案：3 条列入任务；怀柔公司按 3 村算（写明 2 村）"


def test_villages_held_are_those_of_the_day(ledger: Database) -> None:
    ended = NewPairing(
        "E2", FREE[0], Stage.SIGNED, "清单", start=Day(date(2019, 1, 1)), end=Day(DAY)
    )
    talked = NewPairing("E2", FREE[1], Stage.NEGOTIATING, "清单")
    register_pairing(ledger, "tests", ended)
    register_pairing(ledger, "tests", talked)
    assert [code for _, code in refused(ledger, ("E2", FREE[0]), ("E2", FREE[2]))] == [
        "NO_CAPACITY",
        "NO_CAPACITY",
    ]
    accept_proposal(ledger, "tests", [Accepted("E2", FREE[0])], DAY)


def test_two_who_accept_at_the_same_moment_do_not_exceed_a_capacity(ledger: Database) -> None:
    together, said = Barrier(2), list[str]()

    def accept(*villages: str) -> None:
        rows = [Accepted("E2", village) for village in villages]
        together.wait()
        try:
            accept_proposal(ledger, "tests", rows, DAY)
        except Rejected as error:
            said.append(error.problems[0].message)

    threads = [Thread(target=accept, args=two) for two in ((FREE[0], FREE[1]), (FREE[2], SECOND))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["支援方写明 2 村，现在还能再结 0 村，这里采纳 2 村"]
    snapshot = Network(ledger).snapshot
    held = loads(snapshot, number_of(DAY))
    assert held[snapshot.parties.row("E2")] == 2


def loads(snapshot: Snapshot, day: int) -> IntArray:
    gone = np.zeros(len(snapshot.parties), dtype=bool)
    return Offers(snapshot, View(day), None, {}, gone).held
