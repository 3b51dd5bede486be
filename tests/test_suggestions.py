"""What a county proposes is nothing before somebody who may accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from folders import snapshot_of
from naming_places import CHAOYANG, COUNTY, PLACES, SAIHAN, TOWNSHIP, places, unnamed
from sqlalchemy import select
from test_loading import dump
from test_rights import COUNTY as FAR
from test_rights import DIVISIONS, OTHER, VILLAGE, actor

from graph.check import Verdict, check_ledger
from graph.errors import NotFound, Rejected
from graph.registry.database import Database
from graph.registry.suggestions import (
    Decision,
    Proposed,
    accept,
    decline,
    find_suggestion,
    list_suggestions,
    suggest,
)
from graph.registry.tables import account, batch
from graph.rights import Actor, Forbidden
from graph.words import Role

NAME = {"unnamed": unnamed(1), "village": CHAOYANG}


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    divisions = str(PLACES["divisions.csv"]) + DIVISIONS + FAR + VILLAGE
    places(database, tmp_path, divisions=divisions)
    county = actor(database, Role.COUNTY, COUNTY)
    with database.write("tests") as recorder:
        fields = {"login": county.name, "name": "老王", "role": "county"}
        recorder.insert(account, {**fields, "division_id": county.division_id})
    return database


def county(database: Database, key: str = COUNTY) -> Actor:
    return actor(database, Role.COUNTY, key)


def district(database: Database, key: str = "110115") -> Actor:
    return actor(database, Role.DISTRICT, key)


def codes(caught: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def without_suggestions(database: Database) -> Mapping[str, object]:
    rows = dump(database)
    return {name: found for name, found in rows.items() if name != "suggestion"}


def test_proposal_changes_nothing_of_the_ledger(ledger: Database) -> None:
    before = without_suggestions(ledger)
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME, "村里来函")
    assert without_suggestions(ledger) == before
    with ledger.read() as connection:
        found = find_suggestion(connection, number)
        assert list_suggestions(connection, 0, 10, Decision.OPEN) == (1, [found])
        assert list_suggestions(connection, 0, 10, Decision.ACCEPTED) == (0, [])
    assert (found.who, found.county, found.proposed) == ("老王", COUNTY, Proposed.NAME)
    assert (found.about, found.note, found.decision) == (NAME, "村里来函", Decision.OPEN)


def test_accepted_by_a_district_that_supports_the_county(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    done = accept(ledger, district(ledger), number)
    parties = snapshot_of(ledger).parties
    assert parties.row(unnamed(1)) == parties.row(CHAOYANG)
    with ledger.read() as connection:
        found = find_suggestion(connection, number)
        assert connection.scalar(select(batch.c.who).where(batch.c.id == done)) == "小李"
    assert (found.decision, found.batch_id, found.decided_by) == (Decision.ACCEPTED, done, "小李")
    assert {each.verdict for each in check_ledger(ledger)} <= {Verdict.RIGHT, Verdict.REMARK}


def test_designation_and_exit(ledger: Database) -> None:
    about = {"village": SAIHAN, "kind": "deep_poverty", "start": "2018"}
    number = suggest(ledger, county(ledger), Proposed.DESIGNATE, about)
    accept(ledger, actor(ledger, Role.CITY), number)
    designations = snapshot_of(ledger).designations
    row = snapshot_of(ledger).parties.row(SAIHAN)
    assert row in designations.village.array
    about = {"village": SAIHAN, "kind": "deep_poverty", "end": "2020-03"}
    number = suggest(ledger, county(ledger), Proposed.EXIT, about)
    accept(ledger, district(ledger), number)
    again = actor(ledger, Role.CITY)
    with pytest.raises(Rejected) as caught:
        accept(ledger, again, number)
    assert codes(caught) == ["DECIDED"]


def test_declined_with_a_reason(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    with pytest.raises(Rejected) as caught:
        decline(ledger, district(ledger), number, " ")
    assert codes(caught) == ["MISSING"]
    before = without_suggestions(ledger)
    decline(ledger, district(ledger), number, "村名有误")
    assert without_suggestions(ledger) == before
    with ledger.read() as connection:
        found = find_suggestion(connection, number)
    assert (found.decision, found.reason) == (Decision.DECLINED, "村名有误")


def test_others_may_neither_propose_nor_decide(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    before = dump(ledger)
    for who in (
        county(ledger, "650102"),
        district(ledger),
        actor(ledger, Role.CITY),
        actor(ledger, Role.READER),
    ):
        with pytest.raises(Forbidden):
            suggest(ledger, who, Proposed.NAME, {**NAME, "unnamed": unnamed(2)})
    for who in (county(ledger), district(ledger, OTHER), actor(ledger, Role.READER)):
        with pytest.raises(Forbidden):
            accept(ledger, who, number)
        with pytest.raises(Forbidden):
            decline(ledger, who, number, "不")
    assert dump(ledger) == before


@pytest.mark.parametrize(
    ("proposed", "about", "code"),
    [
        (Proposed.NAME, {"unnamed": unnamed(1)}, "MISSING"),
        (Proposed.NAME, {"unnamed": unnamed(1), "village": "nowhere"}, "NOT_FOUND"),
        (Proposed.NAME, {"unnamed": SAIHAN, "village": CHAOYANG}, "NOT_UNNAMED"),
        (Proposed.DESIGNATE, {"village": TOWNSHIP, "kind": "poor"}, "NO_VILLAGE"),
        (Proposed.DESIGNATE, {"village": SAIHAN, "kind": "rich"}, "INVALID"),
        (Proposed.EXIT, {"village": SAIHAN, "kind": "poor", "end": "2020"}, "NOT_DESIGNATED"),
    ],
)
def test_what_cannot_be_accepted_is_told_at_once(
    ledger: Database, proposed: Proposed, about: dict[str, str], code: str
) -> None:
    before = dump(ledger)
    with pytest.raises(Rejected) as caught:
        suggest(ledger, county(ledger), proposed, about)
    assert codes(caught) == [code]
    assert dump(ledger) == before


def test_what_cannot_be_done_any_more_stays_open(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    other = suggest(ledger, county(ledger), Proposed.NAME, {**NAME, "unnamed": unnamed(2)})
    accept(ledger, district(ledger), other)
    before = dump(ledger)
    with pytest.raises(Rejected):
        accept(ledger, district(ledger), number)
    assert dump(ledger) == before


def test_no_such_suggestion(ledger: Database) -> None:
    with ledger.read() as connection, pytest.raises(NotFound):
        find_suggestion(connection, 99)
    with pytest.raises(Rejected) as caught:
        accept(ledger, district(ledger), 99)
    assert codes(caught) == ["NOT_FOUND"]
