"""Handing many pairings over in one command: all of them or none, each refusal with its reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import FILES, load, snapshot_of
from test_commands import described
from test_loading import dump

from graph.analysis.coverage import donors_of
from graph.days import make_day, number_of
from graph.errors import Rejected
from graph.registry.commands import (
    MOST_CHANGED,
    NewPairing,
    amend_pairing,
    cancel_pairing,
    register_pairing,
)
from graph.registry.database import Database
from graph.registry.handing_over import Seen, hand_over_pairings, try_hand_over
from graph.words import Stage

WHO = "tests"


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    """Of E1: P3 signed village 2019-05 to 2021, P4 planned village, P5 from 2020-09, P6 cancelled,
    P7 to 2020-03; of 旧宫: P8 with the village of P4, to 2020-04."""
    lines = (
        "P4,E1,150926201200,,,,planned,2019,,,,清单\n"
        "P5,E1,150926201201,,,,signed,2020-09-01,,,,清单\n"
        "P6,E1,150926201,,,,cancelled,2019,,,,清单\n"
        "P7,E1,150926,,,,signed,2019,2020-03-01,,,清单\n"
        "P8,110115006,150926201200,,,,signed,2019,2020-04-01,,,清单\n"
    )
    load(database, tmp_path, {"pairings.csv": FILES["pairings.csv"] + lines})
    return database


def seen(*keys: str, version: int = 1) -> list[Seen]:
    return [Seen(key, version) for key in keys]


def refused(command: Callable[[], object]) -> list[tuple[tuple[str, ...], str]]:
    with pytest.raises(Rejected) as caught:
        command()
    return [(one.path, one.code) for one in caught.value.problems]


def test_each_goes_to_its_own_successor(ledger: Database) -> None:
    handed = [(Seen("P3", 1), "110115006"), (Seen("P4", 1), "110115005")]
    keys = hand_over_pairings(ledger, WHO, handed, date("2020-06-01"))
    snapshot = snapshot_of(ledger)
    assert described(snapshot, "P3")[:4] == ("E1", "signed", "2019-05-01", "2020-06-01")
    assert described(snapshot, "P4")[:4] == ("E1", "planned", "2019-01-01", "2020-06-01")
    assert described(snapshot, keys[0])[:4] == ("110115006", "signed", "2020-06-01", "2021-01-01")
    assert described(snapshot, keys[1])[:4] == ("110115005", "planned", "2020-06-01", "None")
    row, old = snapshot.pairings.find(keys[1]), snapshot.pairings.find("P4")
    assert row is not None
    assert snapshot.pairings.follows.at[row] == old
    village = snapshot.parties.row("150926201#01")
    for text, donor in (("2020-05-31", "E1"), ("2020-06-01", "110115006")):
        found = donors_of(snapshot, number_of(date(text)), village)
        assert [snapshot.parties.key(one) for one in found] == [donor]


def test_every_refusal_has_its_pairing_and_its_reason(ledger: Database) -> None:
    before = dump(ledger)
    everything = [*seen("P3", "P4", "P5", "P6", "P7", "P9"), Seen("P1", 7)]
    handed = [(one, "110115006") for one in everything]
    assert refused(lambda: hand_over_pairings(ledger, WHO, handed, date("2020-03-15"))) == [
        (("P5", "day"), "INVALID_DAYS"),
        (("P6", "id"), "WRONG_STAGE"),
        (("P7", "day"), "INVALID_DAYS"),
        (("P9", "id"), "NOT_FOUND"),
        (("P1", "version"), "STALE_VERSION"),
        (("P4", "start"), "OVERLAP"),
    ]
    assert dump(ledger) == before


def test_an_overlap_names_the_other(ledger: Database) -> None:
    handed = [(Seen("P4", 1), "110115006")]
    with pytest.raises(Rejected, match="P8"):
        hand_over_pairings(ledger, WHO, handed, date("2020-03-15"))
    hand_over_pairings(ledger, WHO, handed, date("2020-04-01"))


def test_two_donors_exchange_theirs(ledger: Database) -> None:
    amend_pairing(ledger, WHO, Seen("P8", 1), {"end": make_day(2022)})
    handed = [(Seen("P4", 1), "110115006"), (Seen("P8", 2), "E1")]
    keys = hand_over_pairings(ledger, WHO, handed, date("2020-06-01"))
    snapshot = snapshot_of(ledger)
    assert [described(snapshot, key)[:2] for key in keys] == [
        ("110115006", "planned"),
        ("E1", "signed"),
    ]


def test_two_of_one_recipient_cannot_go_to_the_same(ledger: Database) -> None:
    own = NewPairing("110115005", "150926201#01", Stage.SIGNED, "纪要", key="X1")
    register_pairing(ledger, WHO, own)
    handed = [(one, "110115006") for one in seen("P3", "X1")]
    said = refused(lambda: hand_over_pairings(ledger, WHO, handed, date("2020-06-01")))
    assert said == [(("X1", "start"), "OVERLAP")]


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        ([], [(("rows",), "TOO_MANY")]),
        ([(Seen("P3", 1), "nobody")], [(("donors",), "NOT_FOUND")]),
        ([(Seen("P3", 1), "150926")], [(("donors",), "WRONG_SIDE")]),
        ([(Seen("P3", 1), "E1")], [(("P3", "donor"), "SAME_DONOR")]),
        (
            [(Seen("P3", 1), "110115006"), (Seen("P3", 1), "110115005")],
            [(("rows",), "TWICE")],
        ),
        (
            [(Seen(f"P{n}", 1), "110115006") for n in range(MOST_CHANGED + 1)],
            [(("rows",), "TOO_MANY")],
        ),
    ],
    ids=["none", "unknown", "wrong side", "same", "twice", "too many"],
)
def test_what_no_command_can_mean_is_refused(
    ledger: Database, handed: list[tuple[Seen, str]], said: list[tuple[tuple[str, ...], str]]
) -> None:
    before = dump(ledger)
    assert refused(lambda: hand_over_pairings(ledger, WHO, handed, date("2020-06-01"))) == said
    assert dump(ledger) == before


def test_trying_refuses_the_same_and_writes_nothing(ledger: Database) -> None:
    before, day = dump(ledger), date("2020-06-01")
    try_hand_over(ledger, WHO, [(Seen("P3", 1), "110115006")], day)
    assert dump(ledger) == before
    cancel_pairing(ledger, WHO, Seen("P3", 1))
    late = [(Seen("P3", 1), "110115006")]
    assert refused(lambda: try_hand_over(ledger, WHO, late, day)) == [
        (("P3", "version"), "STALE_VERSION")
    ]
