from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from folders import FILES, load, snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_loading import dump

from graph.analysis.coverage import View, cover_of, donors_of
from graph.days import date_of, make_day, number_of
from graph.errors import Rejected
from graph.network.live import Network
from graph.network.snapshot import Snapshot
from graph.registry.audit import broken_links
from graph.registry.commands import (
    MOST_CHANGED,
    Amended,
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
from graph.registry.handing_over import hand_over_pairing
from graph.words import Precision, Stage

ME = "tests"


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    """P1 signed county, P2 planned township from 2020-02-25, P3 signed village 2019-05 to 2021."""
    load(database, tmp_path)
    return database


def new(**given: Any) -> NewPairing:
    defaults = {
        "donor": "110115006",
        "recipient": "150926201",
        "stage": Stage.PLANNED,
        "source": "会议纪要",
    }
    return NewPairing(**{**defaults, **given})


def problems(command: Callable[..., object], *arguments: object) -> list[tuple[str, str]]:
    """Field and code of what is refused."""
    with pytest.raises(Rejected) as caught:
        command(*arguments)
    return [(one.path[0], one.code) for one in caught.value.problems]


def described(snapshot: Snapshot, key: str) -> tuple[str, str, str, str, int]:
    """Donor, stage, start, end and version."""
    pairings = snapshot.pairings
    row = pairings.find(key)
    assert row is not None
    donor = snapshot.parties.key(pairings.donor.at[row])
    stage = Stage(pairings.stage.at[row]).text
    start, end = (date_of(column.at[row]) for column in (pairings.start, pairings.end))
    return donor, stage, str(start), str(end), pairings.version.at[row]


def test_register(ledger: Database) -> None:
    key = register_pairing(
        ledger, ME, new(lead="110115", programme="京蒙", start=make_day(2020, 3), note="")
    )
    assert key == "110115006-150926201"
    snapshot = snapshot_of(ledger)
    assert described(snapshot, key) == ("110115006", "planned", "2020-03-01", "None", 1)
    row = snapshot.pairings.find(key)
    assert row is not None
    assert snapshot.pairings.start_precision.at[row] == Precision.MONTH
    assert snapshot.pairings.text.source[snapshot.pairings.id.at[row]] == "会议纪要"
    assert snapshot.pairings.text.note[snapshot.pairings.id.at[row]] is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"donor": "nobody"}, ("donor", "NOT_FOUND")),
        ({"donor": "150926"}, ("donor", "WRONG_SIDE")),
        ({"recipient": "110115"}, ("recipient", "WRONG_SIDE")),
        ({"lead": "nobody"}, ("lead", "NOT_FOUND")),
        ({"partner": "nobody"}, ("partner", "NOT_FOUND")),
        ({"source": " "}, ("source", "MISSING")),
        ({"key": "P1"}, ("key", "DUPLICATE_KEY")),
        ({"key": " "}, ("key", "DUPLICATE_KEY")),
        ({"start": make_day(2020), "end": make_day(2020)}, ("end", "INVALID_DAYS")),
        ({"donor": "110115005"}, ("start", "OVERLAP")),
    ],
)
def test_register_refuses(ledger: Database, given: dict[str, Any], said: tuple[str, str]) -> None:
    before = dump(ledger)
    assert problems(register_pairing, ledger, ME, new(**given)) == [said]
    assert dump(ledger) == before


def test_register_names_every_problem(ledger: Database) -> None:
    found = problems(register_pairing, ledger, ME, new(donor="x", recipient="y", source=""))
    assert found == [("donor", "NOT_FOUND"), ("recipient", "NOT_FOUND"), ("source", "MISSING")]


def test_sign_keeps_the_days_before(ledger: Database) -> None:
    key = sign_pairing(ledger, ME, Seen("P2", 1), date("2020-05-01"), "XY-1")
    snapshot = snapshot_of(ledger)
    assert described(snapshot, "P2")[1:] == ("planned", "2020-02-25", "2020-05-01", 2)
    assert described(snapshot, key)[1:] == ("signed", "2020-05-01", "None", 1)
    pairings = snapshot.pairings
    row, planned = pairings.find(key), pairings.find("P2")
    assert row is not None
    assert pairings.follows.at[row] == planned
    assert pairings.text.agreement[pairings.id.at[row]] == "XY-1"
    assert snapshot.parties.key(pairings.lead.at[row]) == "110115"


@pytest.mark.parametrize("day", ["2020-02-25", "2020-02-01"])
def test_sign_before_the_plan_begins(ledger: Database, day: str) -> None:
    assert sign_pairing(ledger, ME, Seen("P2", 1), date(day)) == "P2"
    assert described(snapshot_of(ledger), "P2")[1:] == ("signed", day, "None", 2)


def test_sign_refuses(ledger: Database) -> None:
    before = dump(ledger)
    day = date("2020-05-01")
    assert problems(sign_pairing, ledger, ME, Seen("P1", 1), day) == [("id", "WRONG_STAGE")]
    assert problems(sign_pairing, ledger, ME, Seen("P9", 1), day) == [("id", "NOT_FOUND")]
    assert problems(sign_pairing, ledger, ME, Seen("P2", 7), day) == [("version", "STALE_VERSION")]
    assert dump(ledger) == before


def test_sign_after_the_end_is_refused(ledger: Database) -> None:
    amend_pairing(ledger, ME, Seen("P2", 1), {"end": make_day(2020, 4)})
    seen = Seen("P2", 2)
    said = problems(sign_pairing, ledger, ME, seen, date("2020-04-01"))
    assert said == [("day", "INVALID_DAYS")]


def test_end(ledger: Database) -> None:
    end_pairing(ledger, ME, Seen("P3", 1), date("2020-01-01"))
    assert described(snapshot_of(ledger), "P3")[2:] == ("2019-05-01", "2020-01-01", 2)
    assert problems(end_pairing, ledger, ME, Seen("P3", 2), date("2019-05-01")) == [
        ("end", "INVALID_DAYS")
    ]
    later = Seen("P3", 2)
    assert problems(end_pairing, ledger, ME, later, date("2020-06-01")) == [("end", "INVALID_DAYS")]


def test_hand_over_leaves_no_gap(ledger: Database) -> None:
    key = hand_over_pairing(ledger, ME, Seen("P3", 1), "110115006", date("2020-01-01"))
    snapshot = snapshot_of(ledger)
    assert described(snapshot, "P3")[:4] == ("E1", "signed", "2019-05-01", "2020-01-01")
    assert described(snapshot, key)[:4] == ("110115006", "signed", "2020-01-01", "2021-01-01")
    village = snapshot.parties.row("150926201#01")
    for text, donor in (("2019-12-31", "E1"), ("2020-01-01", "110115006")):
        donors = donors_of(snapshot, number_of(date(text)), village)
        assert [snapshot.parties.key(one) for one in donors] == [donor]


@pytest.mark.parametrize(
    ("donor", "day", "said"),
    [
        ("E1", "2020-01-01", [("donor", "SAME_DONOR")]),
        ("150926", "2020-01-01", [("donor", "WRONG_SIDE")]),
        ("110115006", "2019-05-01", [("day", "INVALID_DAYS")]),
        ("110115006", "2021-01-01", [("day", "INVALID_DAYS")]),
    ],
)
def test_hand_over_refuses(
    ledger: Database, donor: str, day: str, said: list[tuple[str, str]]
) -> None:
    before = dump(ledger)
    assert problems(hand_over_pairing, ledger, ME, Seen("P3", 1), donor, date(day)) == said
    assert dump(ledger) == before


def test_hand_over_to_one_that_supports_already_is_refused(ledger: Database) -> None:
    own = new(recipient="150926201#01", stage=Stage.SIGNED)
    register_pairing(ledger, ME, own)
    before = dump(ledger)
    seen = Seen("P3", 1)
    said = problems(hand_over_pairing, ledger, ME, seen, "110115006", date("2020-01-01"))
    assert said == [("start", "OVERLAP")]
    assert dump(ledger) == before


def test_amend_changes_what_is_named(ledger: Database) -> None:
    changes: dict[str, Amended] = {
        "lead": None,
        "partner": "110115006",
        "programme": "京蒙",
        "start": make_day(2019),
        "end": make_day(2022, 1, 2),
        "note": "改",
        "stage": Stage.SIGNED,
    }
    amend_pairing(ledger, ME, Seen("P2", 1), changes)
    snapshot = snapshot_of(ledger)
    assert described(snapshot, "P2") == ("110115005", "signed", "2019-01-01", "2022-01-02", 2)
    row = snapshot.pairings.find("P2")
    assert row is not None
    assert snapshot.pairings.lead.at[row] == -1
    assert snapshot.parties.key(snapshot.pairings.partner.at[row]) == "110115006"
    assert snapshot.pairings.start_precision.at[row] == Precision.YEAR


def test_amend_to_the_same_changes_nothing(ledger: Database) -> None:
    before = dump(ledger)
    amend_pairing(ledger, ME, Seen("P2", 1), {"lead": "110115", "stage": Stage.PLANNED})
    assert dump(ledger) == before


def test_amend_says_that_the_villages_are_negotiated_and_that_they_no_longer_are(
    ledger: Database,
) -> None:
    for version, talks in ((1, True), (2, True), (2, False)):
        amend_pairing(ledger, ME, Seen("P2", version), {"negotiating_villages": talks})
        pairings = snapshot_of(ledger).pairings
        row = pairings.find("P2")
        assert row is not None
        assert pairings.negotiating_villages.at[row] == talks
        # To say the same again is no change.
        assert pairings.version.at[row] == (3 if not talks else 2)


def test_amend_negotiates_no_villages_below_a_village(ledger: Database) -> None:
    before, seen = dump(ledger), Seen("P3", 1)
    refused = problems(amend_pairing, ledger, ME, seen, {"negotiating_villages": True})
    assert refused == [("negotiating_villages", "WRONG_KIND")]
    amend_pairing(ledger, ME, seen, {"negotiating_villages": False})
    assert dump(ledger) == before


def test_amend_refuses(ledger: Database) -> None:
    before = dump(ledger)
    seen = Seen("P2", 1)
    assert problems(amend_pairing, ledger, ME, seen, {"stage": None}) == [("stage", "MISSING")]
    assert problems(amend_pairing, ledger, ME, seen, {"lead": "x"}) == [("lead", "NOT_FOUND")]
    early = {"end": make_day(2020, 1)}
    assert problems(amend_pairing, ledger, ME, seen, early) == [("end", "INVALID_DAYS")]
    assert dump(ledger) == before


def test_cancel_counts_for_nothing(ledger: Database) -> None:
    cancel_pairing(ledger, ME, Seen("P3", 1))
    snapshot = snapshot_of(ledger)
    assert described(snapshot, "P3")[1] == "cancelled"
    register_pairing(ledger, ME, new(donor="E1", recipient="150926201#01", start=make_day(2019, 6)))
    for command in (cancel_pairing,):
        assert problems(command, ledger, ME, Seen("P3", 2)) == [("id", "WRONG_STAGE")]
    assert problems(end_pairing, ledger, ME, Seen("P3", 2), date("2020-01-01")) == [
        ("id", "WRONG_STAGE")
    ]


days = st.dates(date("2018-01-01"), date("2022-12-31"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_commands_keep_the_past(database: Database, tmp_path: Path, data: st.DataObject) -> None:
    """Signing, ending and handing over change no cover of any day before the day they name."""
    load(database, tmp_path, {"pairings.csv": FILES["pairings.csv"]})
    network = Network(database)
    for _ in range(data.draw(st.integers(1, 5))):
        before = network.snapshot
        # The ledger goes on from example to example: what is drawn may not depend on its size.
        row = data.draw(st.integers(0, 999)) % len(before.pairings)
        seen = Seen(before.pairings.key(row), before.pairings.version.at[row])
        day = data.draw(days)
        giver = data.draw(st.sampled_from(["110115", "110115005", "110115006", "E1"]))
        commands: list[Callable[[], object]] = [
            partial(sign_pairing, database, ME, seen, day),
            partial(end_pairing, database, ME, seen, day),
            partial(hand_over_pairing, database, ME, seen, giver, day),
        ]
        command = data.draw(st.sampled_from(commands))
        started_before = before.pairings.start.at[row] < number_of(day)
        try:
            command()
        except Rejected:
            assert network.refresh() is before
            continue
        after = network.refresh()
        if started_before:
            assert past(before, day) == past(after, day)
    with database.read() as connection:
        assert list(broken_links(connection)) == []


def past(snapshot: Snapshot, day: datetime.date) -> list[object]:
    """Cover and donors of each village on some days before this one, and on the one before."""
    villages = [snapshot.parties.row(f"150926201#0{number}") for number in (1, 2)]
    recipients = [*villages, snapshot.parties.row("150926201"), snapshot.parties.row("150926")]
    last = number_of(day) - 1
    return [
        (cover_of(snapshot, View(at), one), donors_of(snapshot, at, one))
        for at in (last, last - 30, last - 400, last - 2000)
        for one in recipients
    ]


def both(changes: dict[str, Any], *seen: Seen) -> Callable[[Database], int]:
    rows = seen or (Seen("P2", 1), Seen("P3", 1))
    return lambda database: change_pairings(database, ME, rows, changes)


def paths(command: Callable[[], object]) -> list[tuple[tuple[str, ...], str]]:
    with pytest.raises(Rejected) as caught:
        command()
    return [(one.path, one.code) for one in caught.value.problems]


def test_change_many(ledger: Database) -> None:
    changes = {"lead": "110115006", "programme": "京蒙", "end": date("2020-06-01")}
    assert both(changes)(ledger) == 2
    snapshot = snapshot_of(ledger)
    for key in ("P2", "P3"):
        assert described(snapshot, key)[3:] == ("2020-06-01", 2)
        row = snapshot.pairings.find(key)
        assert row is not None
        assert snapshot.parties.key(snapshot.pairings.lead.at[row]) == "110115006"
        assert snapshot.pairings.text.programme[snapshot.pairings.id.at[row]] == "京蒙"
    assert both({"lead": None, "programme": None}, Seen("P2", 2))(ledger) == 1
    assert both({"stage": "cancelled"}, Seen("P2", 3), Seen("P3", 2))(ledger) == 2
    assert {described(snapshot_of(ledger), key)[1] for key in ("P2", "P3")} == {"cancelled"}
    with ledger.read() as connection:
        assert list(broken_links(connection)) == []


def test_change_many_is_all_or_nothing(ledger: Database) -> None:
    before = dump(ledger)
    rows = (Seen("P1", 1), Seen("P2", 7), Seen("P3", 1), Seen("P9", 1))
    early = {"end": date("2019-05-01")}
    assert paths(lambda: both(early, *rows)(ledger)) == [
        (("P2", "version"), "STALE_VERSION"),
        (("P3", "end"), "INVALID_DAYS"),
        (("P9", "id"), "NOT_FOUND"),
    ]
    assert dump(ledger) == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ("changes", "MISSING")),
        ({"note": "x"}, ("changes", "MISSING")),
        ({"stage": "signed"}, ("stage", "WRONG_STAGE")),
        ({"lead": "nobody"}, ("lead", "NOT_FOUND")),
    ],
)
def test_change_many_names_what_is_wrong_with_the_changes(
    ledger: Database, changes: dict[str, Any], said: tuple[str, str]
) -> None:
    before = dump(ledger)
    assert paths(lambda: both(changes)(ledger)) == [((said[0],), said[1])]
    assert dump(ledger) == before


def test_change_many_counts_a_pairing_once(ledger: Database) -> None:
    twice = (Seen("P2", 1), Seen("P2", 1))
    assert both({"programme": "京蒙"}, *twice)(ledger) == 1
    with pytest.raises(Rejected):
        both({"programme": "x"}, *(Seen(f"P{n}", 1) for n in range(MOST_CHANGED + 1)))(ledger)
    with pytest.raises(Rejected):
        change_pairings(ledger, ME, [], {"programme": "x"})
