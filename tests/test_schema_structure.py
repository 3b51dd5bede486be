"""How the network holds together, by GraphQL, on the small network."""

from __future__ import annotations

import orjson
import pytest
from asking import CORE, ENGINE, ask, refusal
from page_networks import DAY
from small_network import PAIRINGS, PARTIES, SMALL, TODAY
from web_network import web

from graph.network import graphs
from graph.network.build import assemble
from graph.network.snapshot import Snapshot
from schema.budget import Budget
from schema.call import Call
from schema.context import Context

EVERYTHING = """{
  sharedCounties {
    districts { key }
    pairs { district { key } other { key } counties { key } }
  }
  components(first: 3) {
    parties donors recipients villages pairings divisions { key }
  }
  bridges(first: 5) { pairing { key } donorSide recipientSide }
  betweenness(first: 5) { party { key __typename } share }
}"""


def small() -> Snapshot:
    """The same ledger, of which nothing is kept."""
    return assemble(PARTIES, PAIRINGS)


def test_one_component_with_its_numbers() -> None:
    found = ask(EVERYTHING, small())
    assert found["components"] == [
        {
            "parties": 7,
            "donors": 2,
            "recipients": 3,
            "villages": 1,
            "pairings": 3,
            "divisions": [{"key": "110115"}, {"key": "150926"}, {"key": "653221"}],
        }
    ]
    assert found["bridges"] == [{"pairing": {"key": "c2"}, "donorSide": 6, "recipientSide": 1}]
    assert found["betweenness"][0]["party"] == {"key": "110115", "__typename": "Division"}
    # Of 15 pairs all five of 和田县, one more whole, and two with another way round the ring.
    assert found["betweenness"][0]["share"] == pytest.approx(7 / 15)
    shares = [one["share"] for one in found["betweenness"]]
    assert shares == sorted(shares, reverse=True)
    assert found["sharedCounties"] == {"districts": [{"key": "110115"}], "pairs": []}


def test_scope_and_day_narrow_the_network() -> None:
    at = '(within: "653221", at: "2018-01-01")'
    (one,) = ask(f"{{ components{at} {{ parties }} }}", small())["components"]
    assert one == {"parties": 2}
    before = ask('{ components(at: "2017-01-01") { parties } }', small())
    assert before == {"components": []}


def test_plan_and_core_answer_alike() -> None:
    """On a network with groups, bridges and districts in common."""
    call = Call(EVERYTHING)
    planned, core = (
        orjson.loads(engine.answer(call, Context(web(), DAY)).body)["data"]
        for engine in (ENGINE, CORE)
    )
    assert planned == core
    assert all(planned.values())
    pairs = planned["sharedCounties"]["pairs"]
    assert [[county["key"] for county in pair["counties"]] for pair in pairs] == [
        ["610100", "610101"],
        ["610101"],
        ["610101"],
    ]


@pytest.mark.parametrize(
    "field",
    [
        "components { parties }",
        "bridges { donorSide }",
        "sharedCounties { pairs { counties { key } } }",
    ],
)
def test_too_large_a_network_is_an_error(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "MOST_SIZE", 3)
    monkeypatch.setattr("graph.analysis.shared.MOST_DISTRICTS", 0)
    name = field.partition(" ")[0]
    code, message = refused(f"{{ {field} }}")
    assert code == "INVALID"
    assert message == f"{name}: the network of this scope is too large; name a smaller `within`."


def test_too_long_ways_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 3)
    assert refused("{ betweenness { share } }")[0] == "INVALID"


def refused(query: str) -> tuple[str, str]:
    answered = orjson.loads(ENGINE.answer(Call(query), Context(small(), TODAY)).body)
    (error,) = answered["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ bridges(first: 0) { donorSide } }", "first: must be from 1 to 100, not 0."),
        ("{ betweenness(first: 101) { share } }", "first: must be from 1 to 100, not 101."),
        ('{ components(within: "E1") { parties } }', "there is no division with the code"),
        ('{ sharedCounties(within: "<b>") { districts { key } } }', "there is no division with"),
    ],
)
def test_bad_arguments_are_told(query: str, message: str) -> None:
    assert message in refusal(query)[1]


def test_lists_spend_the_budget() -> None:
    budget = Budget(2)
    answered = orjson.loads(
        ENGINE.answer(Call("{ components { parties } }"), Context(SMALL, TODAY, budget)).body
    )
    assert [error["extensions"]["code"] for error in answered["errors"]] == ["LIMIT"]
