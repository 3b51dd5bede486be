from __future__ import annotations

from collections import Counter

import pytest

from graph.analysis.coverage import Grouping, View, coverage, coverage_by
from graph.days import number_of, parse_date
from graph.network.live import Network
from graph.registry.database import Database
from graph.words import Stage, VillageTarget


@pytest.mark.parametrize(
    ("day", "target", "counts"),
    [
        ("2020-06-30", "deep_poverty", (128, 0, 128, 0, 0, 0)),
        ("2020-02-25", "deep_poverty", (128, 0, 128, 0, 0, 0)),
        ("2020-02-24", "deep_poverty", (128, 0, 0, 0, 128, 0)),
        ("2020-01-01", "deep_poverty", (128, 0, 0, 0, 128, 0)),
        ("2020-06-30", "poor", (263, 0, 128, 0, 135, 0)),
        ("2016-06-30", "poor", (263, 0, 0, 0, 128, 135)),
    ],
)
def test_sample_coverage(
    sample_database: Database, day: str, target: str, counts: tuple[int, ...]
) -> None:
    snapshot = Network(sample_database).snapshot
    view = View(number_of(parse_date(day)), VillageTarget.named(target))
    found = coverage(snapshot, view)
    covers = (found.covered, found.planned, found.township_only, found.county_only, found.none)
    assert (found.total, *covers) == counts


def test_sample_pairings(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    pairings, parties = snapshot.pairings, snapshot.parties
    levels = Counter(
        (parties.kind_of(pairings.recipient.at[row]).text, Stage(pairings.stage.at[row]).text)
        for row in range(len(pairings))
        if parties.kind_of(pairings.donor.at[row]).text == "township"
    )
    assert levels == {
        ("township", "planned"): 27,
        ("township", "negotiating"): 1,
        ("village", "planned"): 138,
    }
    assert sum(pairings.negotiating_villages.array) == 6


def test_sample_counties(sample_network: Network) -> None:
    view = View(number_of(parse_date("2020-06-30")))
    snapshot = sample_network.snapshot
    groups = coverage_by(snapshot, Grouping.COUNTY, view)
    assert {snapshot.parties.name(row): count.total for row, count in groups} == {
        "察哈尔右翼前旗": 21,
        "正镶白旗": 4,
        "和田县": 103,
    }
