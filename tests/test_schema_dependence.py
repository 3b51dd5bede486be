"""Dependence and withdrawal by GraphQL, on the small network: E1 alone covers one village."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from asking import CORE, ENGINE, ask, one, refusal
from small_network import DONORS, PARTIES, TODAY

from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow
from graph.network.snapshot import Snapshot
from schema.budget import Budget
from schema.call import Call
from schema.context import Context
from schema.engine import Engine


@pytest.mark.parametrize(
    ("grouping", "found"),
    [("DONOR", ["E1"]), ("TOWNSHIP", ["110115005"]), ("DISTRICT", ["110115"])],
)
def test_groupings(grouping: str, found: list[str]) -> None:
    listed = one("dependence", "{ donor { key } villages }", grouping=grouping)
    assert listed == [{"donor": {"key": key}, "villages": 1} for key in found]


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ({"within": '"150926201"'}, 1),
        ({"within": '"653221"'}, 0),
        ({"within": '"110115"'}, 0),
        ({"at": '"2019-12-31"'}, 0),
        ({"at": '"2021-01-01"'}, 0),
        ({"target": "POOR", "exited": "true"}, 1),
        ({"at": "null", "target": "null", "exited": "null", "within": "null", "first": "null"}, 1),
    ],
)
def test_scope_and_day(arguments: dict[str, str], number: int) -> None:
    listed = one("dependence", "{ villages }", grouping="DONOR", **arguments)
    lost = one("withdrawal", "{ key }", donors='["Organisation:E1"]', **without_first(arguments))
    assert (len(listed), len(lost)) == (number, number)


def without_first(arguments: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in arguments.items() if name != "first"}


def lost(*ids: str) -> list[str]:
    query = "query ($ids: [ID!]!) { withdrawal(donors: $ids) { key } }"
    return [village["key"] for village in ask(query, ids=ids)["withdrawal"]]


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (["Organisation:E1"], ["150926201200"]),
        (["Division:110115"], ["150926201200"]),
        (["Division:110115005", "Organisation:S1"], ["150926201200"]),
        (["Organisation:S1"], []),
        (["Division:150926"], []),
        ([], []),
    ],
)
def test_withdrawal_of_several(ids: list[str], found: list[str]) -> None:
    assert lost(*ids) == found


def fallen(arguments: str) -> list[tuple[str, str]]:
    found = ask(f"{{ lostVillages({arguments}) {{ village {{ key }} fallsTo }} }}")["lostVillages"]
    return [(one["village"]["key"], one["fallsTo"]) for one in found]


def test_lost_villages_say_what_they_fall_to() -> None:
    donors = 'donors: ["Organisation:E1"]'
    (fall,) = fallen(donors)
    assert fall == ("150926201200", "COUNTY_ONLY")
    assert fallen(f"{donors}, fallsTo: [COUNTY_ONLY, PLANNED]") == [fall]
    assert fallen(f"{donors}, fallsTo: null") == [fall]
    assert fallen(f"{donors}, fallsTo: [NONE, COVERED]") == fallen(f"{donors}, fallsTo: []") == []
    code, message = refusal('{ lostVillages(donors: ["E9"]) { fallsTo } }')
    assert (code, message.partition(":")[0]) == ("NOT_FOUND", "donors")


@pytest.mark.parametrize("unknown", ["Organisation:E9", "Pairing:v2", "Division:E1", "", "E1"])
def test_id_of_no_party_is_refused(unknown: str) -> None:
    query = "query ($ids: [ID!]!) { withdrawal(donors: $ids) { key } }"
    code, message = refusal(query, ids=["Organisation:E1", unknown])
    assert (code, message.partition(":")[0]) == ("NOT_FOUND", "donors")


@pytest.mark.parametrize(
    "field", ["dependence(grouping: DONOR", 'withdrawal(donors: ["Organisation:E1"]']
)
def test_unknown_within_is_refused(field: str) -> None:
    selection = "{ villages }" if field.startswith("dep") else "{ key }"
    code, message = refusal(f'{{ {field}, within: "000000") {selection} }}')
    assert (code, message.partition(":")[0]) == ("NOT_FOUND", "within")


def crowded() -> Snapshot:
    """Thirty firms, each alone with one village; the last with two."""
    firms = [DONORS[4]._replace(id=100 + n, key=f"F{n:02}", code=None) for n in range(30)]
    villages = [
        PARTIES[10]._replace(id=200 + n, key=f"15092620{n + 1300}", parent_id=14, code=None)
        for n in range(31)
    ]
    pairings = [PairingRow(n + 1, f"q{n}", 100 + min(n, 29), 200 + n, "signed") for n in range(31)]
    designations = [DesignationRow(n, village.id) for n, village in enumerate(villages, 1)]
    return assemble([*PARTIES, *firms, *villages], pairings, designations)


@pytest.mark.parametrize(("first", "number"), [("", 20), (", first: 1", 1), (", first: 100", 30)])
def test_first_so_many_most_first(first: str, number: int) -> None:
    query = f"{{ dependence(grouping: DONOR{first}) {{ donor {{ key }} villages }} }}"
    found: list[dict[str, Any]] = ask(query, crowded())["dependence"]
    expected = ["F29", *(f"F{n:02}" for n in range(29))]
    assert [one["donor"]["key"] for one in found] == expected[:number]
    assert found[0]["villages"] == 2


@pytest.mark.parametrize("first", [0, -1, 101])
def test_first_out_of_bounds_is_refused(first: int) -> None:
    code, message = refusal(f"{{ dependence(grouping: DONOR, first: {first}) {{ villages }} }}")
    assert code == "INVALID"
    assert message == f"first: must be from 1 to 100, not {first}."


@pytest.mark.parametrize("engine", [ENGINE, CORE])
@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ('withdrawal(donors: ["Division:110115"]) { key }', 31),
        ('lostVillages(donors: ["Division:110115"]) { fallsTo }', 31),
        ("dependence(grouping: DONOR, first: 100) { villages }", 30),
    ],
)
def test_lists_spend_the_budget_of_rows(engine: Engine, field: str, rows: int) -> None:
    def errors(budget: int) -> list[dict[str, Any]]:
        context = Context(crowded(), TODAY, Budget(rows=budget))
        answered = orjson.loads(engine.answer(Call(f"{{ {field} }}"), context).body)
        found: list[dict[str, Any]] = answered.get("errors", [])
        return found

    assert errors(rows) == []
    (error,) = errors(rows - 1)
    assert error["extensions"]["code"] == "LIMIT"
