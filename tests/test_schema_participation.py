"""Participation and institutions by GraphQL, on the network of their pages and the small one."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from asking import CORE, ENGINE, ask, refusal
from page_networks import DAY
from participation_network import taking_part

from graph.words import PartyKind
from schema.budget import VIEWS, Budget
from schema.call import Call
from schema.context import Context
from schema.engine import Engine

NETWORK = taking_part()
AT = 'at: "2020-06-30"'
ROWS = f"{{ totalCount edges {{ node {{ key involvement({AT}) }} }} }}"
COUNTS = "total paired promised none rate"


def asked(field: str, selection: str) -> Any:
    return ask(f"{{ found: {field} {selection} }}", NETWORK)["found"]


def test_participation_by_district() -> None:
    groups = asked(
        f"participation({AT})", f"{{ district {{ key }} counts {{ sort {COUNTS} pairedInside }} }}"
    )
    assert [group["district"] and group["district"]["key"] for group in groups] == [
        "110101",
        "110102",
        None,
    ]
    first = {one["sort"]: one for one in groups[0]["counts"]}
    assert first["STREET"] == {
        "sort": "STREET",
        "total": 1,
        "paired": 0,
        "promised": 0,
        "none": 1,
        "rate": 0.0,
        "pairedInside": 1,
    }
    assert [one["sort"] for one in groups[1]["counts"]] == ["DISTRICT", "LOCALITY"]
    for group in groups:
        for one in group["counts"]:
            assert one["total"] == one["paired"] + one["promised"] + one["none"] > 0


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("involvements: [PAIRED]", ["B1", "110101100", "E1"]),
        ("involvements: [PROMISED], sorts: [SCHOOL, DISTRICT]", ["110101", "S1"]),
        ("involvements: [PAIRED], sorts: [STREET], inside: true", ["110101001"]),
        ('within: "110102"', ["110102", "110102100"]),
        ('within: "610101"', []),
        ("sorts: []", []),
        ("sorts: null, involvements: [PAIRED], inside: null, direct: null, within: null", None),
        ("direct: true", ["B1"]),
        ('direct: true, within: "110101"', []),
    ],
)
def test_participants_are_the_rows(arguments: str, found: list[str] | None) -> None:
    listed = asked(
        f"participants({AT}, {arguments})",
        ROWS,
    )
    keys = {edge["node"]["key"] for edge in listed["edges"]}
    assert keys == set(["B1", "110101100", "E1"] if found is None else found)
    assert listed["totalCount"] == len(keys)


def test_groups_of_no_division_list_their_rows() -> None:
    """And so does each district's group with `within`: every number has its rows."""
    counts = "counts { total }"
    for field, rows in (
        (f"participation({AT})", f"participants({AT}, direct: true)"),
        (f"institutionCoverage({AT})", f"institutions({AT}, outside: COUNTY)"),
        (
            f"institutionCoverage({AT}, grouping: TOWNSHIP)",
            f"institutions({AT}, outside: TOWNSHIP)",
        ),
    ):
        of = "district" if field.startswith("part") else "division"
        groups = asked(field, f"{{ {of} {{ key }} {counts} }}")
        (outside,) = [group for group in groups if group[of] is None]
        number = sum(one["total"] for one in outside["counts"])
        assert asked(rows, "{ totalCount }")["totalCount"] == number > 0


def test_pages_of_participants_go_on() -> None:
    field = f"participants({AT}, sorts: [COMMUNITY], first: 40"
    selection = "{ totalCount pageInfo { hasNextPage endCursor } edges { node { key } } }"
    first = asked(f"{field})", selection)
    after = first["pageInfo"]["endCursor"]
    second = asked(f'{field}, after: "{after}")', selection)
    keys = [edge["node"]["key"] for page in (first, second) for edge in page["edges"]]
    assert len(keys) == len(set(keys)) == first["totalCount"] == 60
    assert not second["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", {"610101": {"SCHOOL": 4, "HOSPITAL": 1}, None: {"PARK": 1}}),
        (
            ', grouping: TOWNSHIP, within: "610101"',
            {"610101100": {"SCHOOL": 2}, None: {"SCHOOL": 2, "HOSPITAL": 1}},
        ),
        (', within: "610102"', {}),
        (', grouping: null, within: "610101100"', {"610101": {"SCHOOL": 2}}),
    ],
)
def test_institutions_by_division(arguments: str, found: dict[str | None, Any]) -> None:
    groups = asked(
        f"institutionCoverage({AT}{arguments})",
        f"{{ division {{ key }} counts {{ kind {COUNTS} }} }}",
    )
    counted = {
        group["division"] and group["division"]["key"]: {
            one["kind"]: one["total"] for one in group["counts"]
        }
        for group in groups
    }
    assert counted == found


def test_institutions_are_the_rows() -> None:
    field = f'institutions({AT}, within: "610101", kinds: [SCHOOL], involvements: [PAIRED])'
    listed = asked(field, ROWS)
    assert listed["totalCount"] == 2
    assert [edge["node"] for edge in listed["edges"]] == [
        {"key": key, "involvement": "PAIRED"} for key in ("R2", "R3")
    ]


@pytest.mark.parametrize(
    ("field", "code", "name"),
    [
        ('participation(within: "9") { counts { total } }', "NOT_FOUND", "within"),
        ('participants(within: "E1") { totalCount }', "NOT_FOUND", "within"),
        ('institutionCoverage(within: "") { counts { total } }', "NOT_FOUND", "within"),
        ('institutions(within: "x") { totalCount }', "NOT_FOUND", "within"),
        ("institutions(kinds: [SCHOOL, COUNTY]) { totalCount }", "INVALID", "kinds"),
        ("participants(first: 101) { totalCount }", "INVALID", "first"),
    ],
)
def test_what_is_wrong_is_refused(field: str, code: str, name: str) -> None:
    found, message = refusal(f"{{ {field} }}")
    assert (found, message.partition(":")[0]) == (code, name)


@pytest.mark.parametrize("kind", [kind for kind in PartyKind if kind.is_division])
def test_kinds_of_divisions_are_no_institutions(kind: PartyKind) -> None:
    assert refusal(f"{{ institutions(kinds: [{kind.name}]) {{ totalCount }} }}")[0] == "INVALID"


def errors(engine: Engine, document: str, rows: int = 10_000) -> list[dict[str, Any]]:
    context = Context(NETWORK, DAY, Budget(rows=rows))
    found: list[dict[str, Any]] = orjson.loads(engine.answer(Call(document), context).body).get(
        "errors", []
    )
    return found


@pytest.mark.parametrize("engine", [ENGINE, CORE])
@pytest.mark.parametrize(
    ("field", "rows"),
    [("participation { counts { total } }", 12), ("institutionCoverage { counts { total } }", 5)],
)
def test_lists_spend_the_budget_of_rows(engine: Engine, field: str, rows: int) -> None:
    assert errors(engine, f"{{ {field} }}", rows) == []
    (error,) = errors(engine, f"{{ {field} }}", rows - 1)
    assert error["extensions"]["code"] == "LIMIT"


@pytest.mark.parametrize("engine", [ENGINE, CORE])
def test_days_spend_the_budget_of_days(engine: Engine) -> None:
    days = [f"2020-{n // 28 + 1:02}-{n % 28 + 1:02}" for n in range(VIEWS + 1)]
    fields = [
        f'd{n}: party(key: "E1") {{ involvement(at: "{day}") }}' for n, day in enumerate(days)
    ]
    assert errors(engine, f"{{ {' '.join(fields[:VIEWS])} }}") == []
    (error,) = errors(engine, f"{{ {' '.join(fields)} }}")
    assert error["extensions"]["code"] == "LIMIT"


def test_day_left_out_is_today() -> None:
    assert ask('{ party(key: "E1") { involvement } }') == {"party": {"involvement": "PAIRED"}}
