"""What a county proposes is nothing before somebody who may accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from folders import snapshot_of
from naming_places import CHAOYANG, COUNTY, PLACES, SAIHAN, TOWNSHIP, places, unnamed
from sqlalchemy import select
from test_loading import dump
from two_districts import COUNTY as FAR
from two_districts import DIVISIONS, OTHER, VILLAGE, actor

from graph.analysis.coverage import View, coverage
from graph.check import Verdict, check_ledger
from graph.days import number_of, parse_date
from graph.errors import NotFound, Rejected
from graph.network.trial import with_suggestion
from graph.registry.database import Database
from graph.registry.suggesting import accept, decline, suggest
from graph.registry.suggestions import (
    Decision,
    Proposed,
    Wanted,
    find_suggestion,
    heard_counties,
    list_suggestions,
)
from graph.registry.tables import account, batch, designation, source
from graph.rights import Actor, Forbidden
from graph.texts import LONGEST
from graph.words import Role

NAME = {"unnamed": unnamed(1), "village": CHAOYANG}
WHY = {"source": "县名单"}


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
        assert list_suggestions(connection, 0, 10, Wanted(Decision.OPEN)) == (1, [found])
        assert list_suggestions(connection, 0, 10, Wanted(Decision.ACCEPTED)) == (0, [])
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
    about = {"village": SAIHAN, "kind": "deep_poverty", "start": "2018", "source": "县名单"}
    number = suggest(ledger, county(ledger), Proposed.DESIGNATE, about)
    accept(ledger, actor(ledger, Role.CITY), number)
    designations = snapshot_of(ledger).designations
    row = snapshot_of(ledger).parties.row(SAIHAN)
    assert row in designations.village.array
    with ledger.read() as connection:
        said = select(source.c.document).join(designation, designation.c.source_id == source.c.id)
        assert f"受援县建议第 {number} 条：县名单" in list(connection.scalars(said))
    about = {"village": SAIHAN, "kind": "deep_poverty", "end": "2020-03", "source": "公示"}
    number = suggest(ledger, county(ledger), Proposed.EXIT, about)
    done = accept(ledger, district(ledger), number)
    with ledger.read() as connection:
        title = connection.scalar(select(batch.c.title).where(batch.c.id == done))
    assert title is not None
    assert title.endswith(f"（依据：受援县建议第 {number} 条：公示）")
    again = actor(ledger, Role.CITY)
    with pytest.raises(Rejected) as caught:
        accept(ledger, again, number)
    assert codes(caught) == ["DECIDED"]


def test_declined_with_a_reason(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    with pytest.raises(Rejected) as caught:
        decline(ledger, district(ledger), number, " ")
    assert codes(caught) == ["MISSING"]
    with pytest.raises(Rejected) as caught:
        decline(ledger, district(ledger), number, "长" * (LONGEST + 1))
    assert codes(caught) == ["TOO_LONG"]
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
        (Proposed.DESIGNATE, {"village": TOWNSHIP, "kind": "poor", **WHY}, "NO_VILLAGE"),
        (Proposed.DESIGNATE, {"village": SAIHAN, "kind": "rich", **WHY}, "INVALID"),
        (Proposed.DESIGNATE, {"village": SAIHAN, "kind": "poor"}, "MISSING"),
        (Proposed.DESIGNATE, {"village": SAIHAN, "kind": "poor", "source": "长" * 501}, "TOO_LONG"),
        (
            Proposed.DESIGNATE,
            {"village": SAIHAN, "kind": "poor", "start": "2020-02-30", **WHY},
            "INVALID_DAY",
        ),
        (
            Proposed.EXIT,
            {"village": SAIHAN, "kind": "poor", "end": "2020", **WHY},
            "NOT_DESIGNATED",
        ),
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


def test_same_again_is_told_while_it_waits(ledger: Database) -> None:
    number = suggest(ledger, county(ledger), Proposed.NAME, NAME, "一")
    with pytest.raises(Rejected, match=f"第 {number} 条") as caught:
        suggest(ledger, county(ledger), Proposed.NAME, NAME, "二")
    assert codes(caught) == ["DUPLICATE"]
    decline(ledger, district(ledger), number, "不对")
    assert suggest(ledger, county(ledger), Proposed.NAME, NAME) == number + 1


def test_found_by_village_and_county(ledger: Database) -> None:
    own = county(ledger)
    # A text may say anything, and is none of the keys.
    hostile = f'", "village": "{CHAOYANG}'
    about = {"village": SAIHAN, "kind": "poor", "source": hostile}
    numbers = [
        suggest(ledger, own, Proposed.NAME, NAME),
        suggest(ledger, own, Proposed.DESIGNATE, about),
        suggest(ledger, own, Proposed.DESIGNATE, {**about, "source": CHAOYANG, "kind": "poor"}),
    ]
    decline(ledger, district(ledger), numbers[2], "重复")

    def found(wanted: Wanted) -> list[int]:
        with ledger.read() as connection:
            total, lines = list_suggestions(connection, 0, 10, wanted)
        assert total == len(lines)
        return [each.id for each in lines]

    assert found(Wanted(villages=[CHAOYANG])) == [numbers[0]]
    assert found(Wanted(villages=[unnamed(1), SAIHAN])) == numbers[::-1]
    assert found(Wanted(Decision.OPEN, villages=[SAIHAN])) == [numbers[1]]
    assert found(Wanted(villages=["%", "_" * len(SAIHAN)])) == []
    assert found(Wanted(proposed=Proposed.DESIGNATE)) == [numbers[2], numbers[1]]
    assert own.division_id is not None
    assert found(Wanted(county=own.division_id)) == numbers[::-1]
    assert found(Wanted(counties=[])) == []
    with ledger.read() as connection:
        assert heard_counties(connection) == {own.division_id: 2}


def test_what_it_would_change_is_shown_and_not_done(ledger: Database) -> None:
    about = {"village": SAIHAN, "kind": "deep_poverty", "start": "2018", **WHY}
    number = suggest(ledger, county(ledger), Proposed.DESIGNATE, about)
    before, view = dump(ledger), View(number_of(parse_date("2020-06-30")))
    now = snapshot_of(ledger)
    tried = with_suggestion(ledger, district(ledger), number, 100, now)
    (change,) = [one for one in tried.history.changes if one.subject == "designation"]
    assert change.action == "insert"
    assert tried.snapshot is not None
    assert coverage(tried.snapshot, view).total == coverage(now, view).total + 1
    assert coverage(now, view).total == coverage(snapshot_of(ledger), view).total
    assert dump(ledger) == before
    name = suggest(ledger, county(ledger), Proposed.NAME, NAME)
    assert with_suggestion(ledger, district(ledger), name, 100, now).snapshot is None
    assert snapshot_of(ledger).parties.resolved == now.parties.resolved == ()
    with pytest.raises(Forbidden):
        with_suggestion(ledger, district(ledger, OTHER), number, 100, now)
    decline(ledger, district(ledger), number, "不对")
    with pytest.raises(Rejected):
        with_suggestion(ledger, district(ledger), number, 100, now)
