from __future__ import annotations

from typing import Any

import pytest
from asking import ask, one, refusal


def test_coverage_has_all_its_numbers() -> None:
    found = ask(
        "{ coverage { total covered planned townshipOnly countyOnly none uncovered rate soleDonor"
        " enterprises: coveredBy(kind: ENTERPRISE) schools: coveredBy(kind: SCHOOL) } }"
    )["coverage"]
    assert found == {
        "total": 3,
        "covered": 1,
        "planned": 0,
        "townshipOnly": 0,
        "countyOnly": 2,
        "none": 0,
        "uncovered": 2,
        "rate": 1 / 3,
        "soleDonor": 1,
        "enterprises": 1,
        "schools": 0,
    }


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ({"target": "POOR"}, 4),
        ({"exited": "true"}, 4),
        ({"target": "POOR", "exited": "true"}, 5),
        ({"within": '"150926201"'}, 2),
        ({"within": '"110000"'}, 0),
        ({"at": '"2018-06-01"'}, 4),
        ({"target": "null", "exited": "null", "at": "null", "within": "null"}, 3),
    ],
)
def test_coverage_of_a_scope(arguments: dict[str, str], total: int) -> None:
    assert one("coverage", "{ total }", **arguments) == {"total": total}


@pytest.mark.parametrize(
    ("grouping", "within", "groups"),
    [
        ("PROVINCE", "null", [("150000", 2), ("650000", 1)]),
        ("COUNTY", "null", [("150926", 2), ("653221", 1)]),
        ("COUNTY", '"653221100200"', [("653221", 1)]),
        ("TOWNSHIP", '"150926"', [("150926201", 2)]),
        ("DONOR_DISTRICT", "null", [("110115", 3)]),
        ("COUNTY", '"110000"', []),
    ],
)
def test_coverage_by_group(grouping: str, within: str, groups: list[tuple[str, int]]) -> None:
    selection = "{ division { key } coverage { total } }"
    found = one("coverageBy", selection, grouping=grouping, within=within)
    assert [(group["division"]["key"], group["coverage"]["total"]) for group in found] == groups


def listed(**arguments: str) -> list[str]:
    selection = "{ totalCount edges { node { key } } }"
    found: dict[str, Any] = one("uncoveredVillages", selection, **arguments)
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["key"] for edge in found["edges"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, ["150926201#01", "653221100200"]),
        ({"at": '"2019-12-31"'}, ["150926201#01", "150926201200", "653221100200"]),
        ({"at": '"2019-12-31"', "covers": "PLANNED"}, ["150926201200"]),
        ({"covers": "[COVERED]"}, []),
        ({"covers": "[]"}, []),
        ({"covers": "[COVERED, COUNTY_ONLY]"}, ["150926201#01", "653221100200"]),
        ({"within": '"650000"'}, ["653221100200"]),
        (
            {"at": '"2018-02-28"', "orderBy": "COVER"},
            ["150926201#01", "150926201201", "653221100200", "150926201200"],
        ),
        (
            {"at": '"2018-02-28"', "orderBy": "DIVISION"},
            ["150926201#01", "150926201200", "150926201201", "653221100200"],
        ),
    ],
)
def test_uncovered_villages(arguments: dict[str, str], found: list[str]) -> None:
    assert listed(**({"first": "100"} | arguments)) == found


def test_covered_and_uncovered_villages_are_all() -> None:
    for target in ("DEEP_POVERTY", "POOR"):
        counts = one("coverage", "{ uncovered }", target=target)
        assert len(listed(first="100", target=target)) == counts["uncovered"]


def test_series_has_a_point_for_each_quarter() -> None:
    arguments = {"from": '"2019-11-15"', "to": '"2020-04-01"'}
    found = one("coverageSeries", "{ at coverage { covered planned } }", **arguments)
    assert [(point["at"], point["coverage"]["covered"]) for point in found] == [
        ("2019-11-15", 0),
        ("2020-01-01", 1),
        ("2020-04-01", 1),
    ]
    assert found[0]["coverage"]["planned"] == 1


def test_series_of_a_scope_is_the_coverage_of_each_day() -> None:
    scope = {"within": '"150926"', "target": "POOR", "exited": "true"}
    points = one(
        "coverageSeries",
        "{ at coverage { total covered uncovered soleDonor } }",
        **(scope | {"from": '"2017-12-01"', "to": '"2021-06-01"'}),
    )
    for point in points:
        selection = "{ total covered uncovered soleDonor }"
        assert point["coverage"] == one("coverage", selection, **scope, at=f'"{point["at"]}"')
    assert len(points) == 15


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2020-01-02", "2020-01-01", "later"),
        ("1900-01-01", "2000-01-01", "401"),
        ("0001-01-01", "9999-12-31", "39996"),
    ],
)
def test_series_out_of_bounds_is_refused(start: str, end: str, reason: str) -> None:
    query = "query ($a: Date!, $b: Date!) { coverageSeries(from: $a, to: $b) { at } }"
    code, message = refusal(query, a=start, b=end)
    assert code == "INVALID"
    assert reason in message


def test_series_of_the_most_points_is_answered() -> None:
    arguments = {"from": '"1900-01-01"', "to": '"1999-12-31"'}
    assert len(one("coverageSeries", "{ at }", **arguments)) == 400


def test_change_names_villages_won_and_lost() -> None:
    arguments = {"from": '"2019-12-31"', "to": '"2020-01-01"'}
    selection = "{ gained { key } lost { key } }"
    found = one("coverageChange", selection, **arguments)
    assert found == {"gained": [{"key": "150926201200"}], "lost": []}
    arguments = {"from": '"2020-12-31"', "to": '"2021-01-01"'}
    found = one("coverageChange", selection, **arguments)
    assert found == {"gained": [], "lost": [{"key": "150926201200"}]}


@pytest.mark.parametrize(
    "field",
    [
        "coverage(within: $in) { total }",
        "coverageBy(grouping: COUNTY, within: $in) { division { key } }",
        "uncoveredVillages(within: $in) { totalCount }",
        'coverageSeries(from: "2020-01-01", to: "2020-01-01", within: $in) { at }',
        'coverageChange(from: "2020-01-01", to: "2020-01-01", within: $in) { gained { key } }',
    ],
)
def test_unknown_within_is_an_error(field: str) -> None:
    code, message = refusal(f"query ($in: String) {{ {field} }}", **{"in": "000000"})
    assert (code, message.partition(":")[0]) == ("NOT_FOUND", "within")
