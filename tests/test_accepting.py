"""Accepting a proposal: planned pairings in one batch, all of them or none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from test_loading import dump
from two_districts import OTHER, OWN, actor, two_districts

from graph.analysis.coverage import View
from graph.analysis.proposal import propose
from graph.days import number_of
from graph.errors import Rejected
from graph.network.live import Network
from graph.registry.accepting import Accepted, accept_proposal
from graph.registry.batches import list_batches
from graph.registry.commands import NewPairing, register_pairing
from graph.registry.database import Database
from graph.registry.undoing import undo_batch
from graph.rights import Forbidden
from graph.words import Role, Stage

DAY = datetime.date(2020, 6, 30)
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
