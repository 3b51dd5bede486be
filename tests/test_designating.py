"""A village is designated, and leaves the list; what cannot be is refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import snapshot_of
from naming_places import CHAOYANG, SAIHAN, TOWNSHIP, places, unnamed
from test_loading import dump

from graph.analysis.coverage import View, coverage
from graph.check import Verdict, check_ledger
from graph.days import number_of, parse_date, parse_day
from graph.errors import Rejected
from graph.registry.database import Database
from graph.registry.designating import Exit, NewDesignation, designate_village, end_designation
from graph.registry.naming_desk import name_villages
from graph.registry.undoing import undo_batch
from graph.words import DesignationKind

DEEP, POOR = DesignationKind.DEEP_POVERTY, DesignationKind.POOR


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    return places(database, tmp_path)


def total(database: Database, day: str) -> int:
    return coverage(snapshot_of(database), View(number_of(parse_date(day)))).total


def refused(action: object) -> list[str]:
    assert callable(action)
    with pytest.raises(Rejected) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def new(village: str, start: str = "", end: str = "", source: str = "名单") -> NewDesignation:
    days = [parse_day(each) if each else None for each in (start, end)]
    return NewDesignation(village, DEEP, source, *days)


def test_village_counts_from_its_day_on(ledger: Database) -> None:
    before = total(ledger, "2019-12-31"), total(ledger, "2020-01-01")
    batch = designate_village(ledger, "tests", new(SAIHAN, "2020"))
    assert (total(ledger, "2019-12-31"), total(ledger, "2020-01-01")) == (before[0], before[1] + 1)
    assert {each.verdict for each in check_ledger(ledger)} <= {Verdict.RIGHT, Verdict.REMARK}
    undo_batch(ledger, "tests", batch)
    assert total(ledger, "2020-01-01") == before[1]


def test_village_leaves_the_list(ledger: Database) -> None:
    designate_village(ledger, "tests", new(SAIHAN, "2018"))
    before = total(ledger, "2019-11-30"), total(ledger, "2019-12-01")
    end_designation(ledger, "tests", Exit(SAIHAN, DEEP, parse_day("2019-12"), "名单"))
    assert (total(ledger, "2019-11-30"), total(ledger, "2019-12-01")) == (before[0], before[1] - 1)


def test_former_key_means_the_village_named(ledger: Database) -> None:
    name_villages(ledger, "tests", [(unnamed(1), CHAOYANG)])
    end_designation(ledger, "tests", Exit(unnamed(1), DEEP, parse_day("2020"), "名单"))
    again = parse_day("2021")
    assert refused(
        lambda: end_designation(ledger, "tests", Exit(CHAOYANG, DEEP, again, "名单"))
    ) == ["NOT_DESIGNATED"]


def test_what_cannot_be_is_refused(ledger: Database) -> None:
    designate_village(ledger, "tests", new(SAIHAN, "2018", "2020"))
    before = dump(ledger)
    for wanted, code in (
        (new("nowhere"), "NOT_FOUND"),
        (new(TOWNSHIP), "NO_VILLAGE"),
        (new("110115005"), "NO_VILLAGE"),
        (new(SAIHAN, "2019"), "DESIGNATED"),
        (new(SAIHAN), "DESIGNATED"),
        (new(SAIHAN, "2021", "2020"), "INVALID_DAYS"),
        (new(CHAOYANG, source=" "), "MISSING"),
    ):
        assert refused(lambda wanted=wanted: designate_village(ledger, "tests", wanted)) == [code]
    end = parse_day("2019")
    for kind in (DEEP, POOR):
        assert refused(
            lambda kind=kind: end_designation(ledger, "tests", Exit(SAIHAN, kind, end, "名单"))
        ) == ["NOT_DESIGNATED"]
    assert dump(ledger) == before
    designate_village(ledger, "tests", new(SAIHAN, "2020"))
    for day, source, code in (("2020", "名单", "INVALID_DAYS"), ("2021", " ", "MISSING")):
        assert refused(
            lambda day=day, source=source: end_designation(
                ledger, "tests", Exit(SAIHAN, DEEP, parse_day(day), source)
            )
        ) == [code]
