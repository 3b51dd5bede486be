"""What one answer may take, and what becomes of one that fails, by plans and by graphql-core."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from asking import CORE, ENGINE, SCHEMA, answer, answer_by
from graphql import get_introspection_query
from small_network import SMALL, TODAY

from schema import engine as answering
from schema.budget import VIEWS, Budget
from schema.call import Call
from schema.context import Context
from schema.cost import ALIASES, FIELDS
from schema.engine import LIGHT_SECONDS, Engine
from schema.prepared import Prepared

ENGINES = pytest.mark.parametrize("engine", [ENGINE, CORE], ids=["plans", "core"])
PAIRINGS = """{ party(key: "110115") { pairings { edges { node {
    id recipient { pairings(after: "x") { totalCount } } } } } } }"""


def ask(engine: Engine, query: str, budget: Budget | None = None, **variables: object) -> Any:
    context = Context(SMALL, TODAY, budget or Budget())
    return orjson.loads(engine.answer(Call(query, None, variables), context).body)


@ENGINES
def test_answer_says_what_it_cost(engine: Engine) -> None:
    found = ask(engine, '{ party(key: "110115") { ...f ...f } } fragment f on Party { key name }')
    assert found["extensions"] == {"cost": {"fields": 5, "depth": 2, "rows": 0}}
    found = ask(engine, "query A { pairings(first: 4) { edges { node { id } } } }")
    assert found["extensions"] == {"cost": {"fields": 4, "depth": 4, "rows": 4}}


@ENGINES
def test_too_many_days_end_the_answer(engine: Engine) -> None:
    dates = " ".join(f'a{n}: coverage(at: "2020-01-{n + 1:02}") {{ total }}' for n in range(31))
    more = " ".join(f'b{n}: coverage(at: "2020-02-{n + 1:02}") {{ total }}' for n in range(10))
    assert "errors" not in ask(engine, f"{{ {dates} }}")
    found = ask(engine, f"{{ {dates} {more} }}")
    assert found["data"] is None
    (error,) = found["errors"]
    assert error["extensions"]["code"] == "LIMIT"
    assert str(VIEWS) in error["message"]


@ENGINES
def test_too_much_time_ends_the_answer(engine: Engine) -> None:
    found = ask(engine, "{ parties { totalCount } }", Budget(seconds=-1))
    assert found["data"] is None
    assert [error["extensions"]["code"] for error in found["errors"]] == ["LIMIT"]


@ENGINES
def test_small_answer_says_where_each_error_stands(engine: Engine) -> None:
    found = ask(engine, PAIRINGS)
    assert found["data"] == {"party": None}
    assert found["errors"][0]["path"] == [
        "party",
        "pairings",
        "edges",
        0,
        "node",
        "recipient",
        "pairings",
    ]
    assert found["errors"][0]["locations"]


@ENGINES
def test_large_answer_with_an_error_is_null_with_the_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "FAILED_ROWS", 1)
    found = ask(engine, PAIRINGS)
    assert found["data"] is None
    assert found["errors"] == [
        {"message": "after: this is no cursor of this list.", "extensions": {"code": "INVALID"}}
    ]
    assert found["extensions"]["cost"]["rows"] == 2


def test_plan_that_fails_where_core_does_not_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine(SCHEMA)
    query = '{ party(key: "110115") { key } }'
    assert answer_by(engine, query) == {"data": {"party": {"key": "110115"}}}

    def fail(*_: object) -> None:
        raise RuntimeError("wrong")

    monkeypatch.setattr("schema.plan.Plan.run", fail)
    assert answer_by(engine, query) == {"data": {"party": {"key": "110115"}}}
    assert engine.fallbacks == {"error": 1}
    (record,) = caplog.records
    assert record.exc_info


def test_what_is_not_compiled_is_answered_by_core(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(SCHEMA)
    monkeypatch.setattr("schema.plan.PlanText.write", lambda _: "(")
    assert answer_by(engine, '{ party(key: "110115") { key } }')["data"]
    assert answer_by(engine, '{ party(key: "110115") { key } }')["data"]
    assert engine.fallbacks == {"not compiled": 2}


def test_introspection_is_executed_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(SCHEMA)
    first = answer_by(engine, get_introspection_query())
    assert answer_by(engine, get_introspection_query()) == first
    assert engine.fallbacks == {"introspection": 1}
    beside = '{ __schema { queryType { name } } party(key: "110115") { name } }'
    assert answer_by(engine, beside)["data"]["party"] == {"name": "大兴区"}
    monkeypatch.setattr(answering, "INTROSPECTED", 1000)
    assert answer_by(Engine(SCHEMA), get_introspection_query())["data"] is None


def test_light_is_what_was_answered_in_a_moment() -> None:
    engine = Engine(SCHEMA)
    query, change = Call("{ coverage { total } }"), Call("mutation { __typename }")
    assert not engine.is_light(query)
    for call in (query, change, Call("{")):
        engine.answer(call, Context(SMALL, TODAY))
    known = engine._prepared.known(query.query)
    assert isinstance(known, Prepared)
    known.seconds = LIGHT_SECONDS / 2
    assert engine.is_light(query)
    known.seconds = LIGHT_SECONDS
    assert not engine.is_light(query)
    assert not engine.is_light(change)
    assert not engine.is_light(Call("{"))


def test_what_walks_a_whole_network_is_never_light() -> None:
    engine, query = Engine(SCHEMA), Call("{ components { parties } }")
    engine.answer(query, Context(SMALL, TODAY))
    known = engine._prepared.known(query.query)
    assert isinstance(known, Prepared)
    known.seconds = 0.0
    assert not engine.is_light(query)


def test_limits_are_exact() -> None:
    aliases = " ".join(f"a{n}: __typename" for n in range(ALIASES))
    assert "data" in answer(f"{{ {aliases} }}")
    assert "data" not in answer(f"{{ {aliases} b: __typename }}")
    each = " ".join(["...f"] * (FIELDS // 100))
    hundred = " ".join(["...g"] * 50)
    query = "fragment g on Query { __typename x: __typename } fragment f on Query { " + hundred
    assert "data" in answer(f"{{ {each} }} {query} }}")
    assert "data" not in answer(f"{{ {each} __typename }} {query} }}")


def test_length_by_a_variable_is_known_before_execution() -> None:
    query = """query ($n: Int) { party(key: "110115") { pairings(first: $n) { edges { node {
        donor { pairings(first: $n) { edges { node { recipient { pairings(first: $n) { edges {
        node { donor { pairings(first: $n) { totalCount } } } } } } } } } } } } } } }"""
    assert "errors" not in answer(query, n=3)
    assert "errors" not in answer(query, n=None)
    refused = answer(query, n=100)
    assert "data" not in refused
    assert "10,000,000" in refused["errors"][0]["message"]
    assert "data" not in answer(query, n=101)


def test_change_is_refused_before_it_is_made_when_its_answer_may_be_too_long() -> None:
    """Pairings of pairings of pairings: nothing runs, not even to say that nobody may."""
    lists = "pairings(first: 100) { edges { node { %s } } }"
    inner = lists % ("recipient { " + lists % "id" + " }")
    change = """mutation { endPairing(id: "Pairing:c1", version: 1, end: "2020-01-01") {
        pairing { donor { %s } } userErrors { code } } }"""
    found = answer(change % inner)
    assert "data" not in found
    assert found["errors"][0]["extensions"] == {"code": "LIMIT"}
    allowed = answer(change % (lists % "id"))
    assert allowed["data"]["endPairing"]["userErrors"] == [{"code": "FORBIDDEN"}]
