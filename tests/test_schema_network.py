from __future__ import annotations

from typing import Any

import pytest
from asking import answer, ask, refusal
from small_network import SMALL, with_pairings

from graph.network.rows import PairingRow
from graph.network.snapshot import Snapshot
from schema.budget import ROWS

TOWNSHIP = "Division:150926201"
WHOLE = """
{ nodes { party { id } distance }
  edges { kind from { id } to { id } pairing { key } } truncated }
"""


def drawn(field: str, arguments: str, snapshot: Snapshot = SMALL) -> Any:
    return ask(f"{{ {field}({arguments}) {WHOLE} }}", snapshot)[field]


def nodes(network: Any) -> list[str]:
    return [node["party"]["id"].partition(":")[2] for node in network["nodes"]]


def edges(network: Any) -> list[str]:
    """DONOR -KEY- RECIPIENT, CHILD < PARENT."""
    keys = {
        name: [edge[name]["id"].partition(":")[2] for edge in network["edges"]]
        for name in ("from", "to")
    }
    signs = [
        f"-{edge['pairing']['key']}-" if edge["kind"] == "PAIRING" else "<"
        for edge in network["edges"]
    ]
    return [" ".join(each) for each in zip(keys["from"], signs, keys["to"], strict=True)]


def test_network_has_nodes_by_distance_and_every_edge_among_them() -> None:
    found = drawn("network", f'center: "{TOWNSHIP}"')
    assert found["nodes"] == [
        {"party": {"id": TOWNSHIP}, "distance": 0},
        {"party": {"id": "Division:150926"}, "distance": 1},
        {"party": {"id": "Division:110115005"}, "distance": 1},
        {"party": {"id": "Division:150926201#01"}, "distance": 1},
        {"party": {"id": "Division:150926201200"}, "distance": 1},
        {"party": {"id": "Division:150926201201"}, "distance": 1},
    ]
    assert edges(found) == [
        "110115005 -t1- 150926201",
        "150926201 < 150926",
        "150926201#01 < 150926201",
        "150926201200 < 150926201",
        "150926201201 < 150926201",
    ]
    assert found["truncated"] is False


def test_hops_lead_further_and_the_limit_cuts() -> None:
    far = drawn("network", 'center: "Organisation:H1", hops: 2')
    assert nodes(far) == ["H1", "653221", "S1", "110115", "653221100"]
    cut = drawn("network", 'center: "Organisation:H1", hops: 2, limit: 3')
    assert (nodes(cut), cut["truncated"]) == (["H1", "653221", "S1"], True)
    assert edges(cut) == ["S1 -h1- H1", "H1 < 653221"]


def test_network_is_that_of_the_day() -> None:
    ends = [
        edges(drawn("network", f'center: "Organisation:E1", at: "{at}"'))
        for at in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    ]
    held = ["E1 -v2- 150926201200", "E1 < 110115005"]
    assert ends == [["E1 < 110115005"], held, held, ["E1 < 110115005"]]
    assert edges(drawn("network", 'center: "Organisation:E1"')) == held


def test_nulls_stand_for_the_defaults() -> None:
    given = 'center: "Organisation:E1", hops: null, at: null, limit: null'
    assert drawn("network", given) == drawn("network", 'center: "Organisation:E1"')


def test_eighty_nodes_are_the_default() -> None:
    many = with_pairings([PairingRow(n, f"p{n}", 2, 10 + n % 16 + 1) for n in range(1, 41)])
    plain = drawn("network", 'center: "Division:110115", hops: 4', many)
    assert plain == drawn("network", 'center: "Division:110115", hops: 4, limit: 80', many)
    assert sum("-" in edge for edge in edges(plain)) == 40


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("hops: 0", "INVALID", "hops: must be from 1 to 4, not 0."),
        ("hops: 5", "INVALID", "hops: must be from 1 to 4, not 5."),
        ("hops: -2147483648", "INVALID", "hops: must be from 1 to 4, not -2147483648."),
        ("limit: 0", "INVALID", "limit: must be from 1 to 2000, not 0."),
        ("limit: 2001", "INVALID", "limit: must be from 1 to 2000, not 2001."),
    ],
)
def test_numbers_outside_are_errors(arguments: str, code: str, said: str) -> None:
    query = f'{{ network(center: "{TOWNSHIP}", {arguments}) {{ truncated }} }}'
    assert refusal(query) == (code, said)


@pytest.mark.parametrize(
    "center", ["", "x", "Division:", "Division:E1", "Organisation:110115", "Pairing:c1", "a" * 900]
)
def test_only_an_id_of_a_party_is_a_center_or_an_end(center: str) -> None:
    asked = {
        "center": f'network(center: "{center}") {{ truncated }}',
        "from": f'path(from: "{center}", to: "{TOWNSHIP}") {{ truncated }}',
        "to": f'path(from: "{TOWNSHIP}", to: "{center}") {{ truncated }}',
    }
    for name, field in asked.items():
        code, message = refusal(f"{{ {field} }}")
        assert (code, message.partition(":")[0]) == ("NOT_FOUND", name)
        assert len(message) < 150


def test_path_is_shown_with_all_that_joins_its_parties() -> None:
    found = drawn("path", 'from: "Organisation:E1", to: "Division:653221100200"')
    assert [node["distance"] for node in found["nodes"]] == [0, 1, 2, 3, 4, 5]
    assert nodes(found) == [*("E1", "110115005", "110115", "653221", "653221100", "653221100200")]
    assert edges(found) == [
        "110115 -c2- 653221",
        "110115005 < 110115",
        "E1 < 110115005",
        "653221100 < 653221",
        "653221100200 < 653221100",
    ]
    assert found["truncated"] is False


def test_path_goes_over_signed_pairings_of_the_day_only() -> None:
    ends = 'from: "Division:110115", to: "Division:150926"'
    assert edges(drawn("path", ends)) == ["110115 -c1- 150926"]
    assert drawn("path", f'{ends}, at: "2018-02-28"') is None
    round_the_plan = drawn("path", 'from: "Organisation:S1", to: "Organisation:H1"')
    assert nodes(round_the_plan) == ["S1", "110115", "653221", "H1"]
    assert drawn("path", 'from: "Division:653201", to: "Division:653221"') is None


def test_path_is_the_first_in_order_of_keys() -> None:
    """By 110115005 as by E1 it is two edges to the village."""
    both = with_pairings(
        [
            *(PairingRow(n, f"p{n}", donor, 15) for n, donor in enumerate((6, 3, 5), 1)),
            *(PairingRow(n, f"p{n}", donor, 25) for n, donor in enumerate((5, 3, 6), 4)),
        ]
    )
    ends = 'from: "Division:150926201200", to: "Division:653221100200"'
    assert nodes(drawn("path", ends, both)) == ["150926201200", "110115005", "653221100200"]


def test_path_to_itself_is_one_node() -> None:
    found = drawn("path", f'from: "{TOWNSHIP}", to: "{TOWNSHIP}"')
    assert found == {
        "nodes": [{"party": {"id": TOWNSHIP}, "distance": 0}],
        "edges": [],
        "truncated": False,
    }


def test_nodes_and_edges_spend_the_budget_of_rows() -> None:
    """1,002 edges and four nodes a time."""
    many = with_pairings([PairingRow(n, f"p{n}", 2, 13) for n in range(1, 1001)])
    one = 'network(center: "Division:110115") { truncated }'
    fields = [f"a{n}: {one}" for n in range(ROWS // 1006 + 1)]
    ask(f"{{ {' '.join(fields[1:])} }}", many)
    assert answer(f"{{ {' '.join(fields)} }}", many)["errors"][0]["extensions"]["code"] == "LIMIT"
