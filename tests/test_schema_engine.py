from __future__ import annotations

import logging
from typing import Any

import orjson
import pytest
from asking import CORE, ENGINE, SCHEMA, answer, answer_by
from graphql import get_introspection_query
from small_network import SMALL, TODAY

from graph.errors import NotFound
from schema.call import Call
from schema.context import Context
from schema.engine import Engine, NotAQuery
from schema.prepared import TOKENS


def context() -> Context:
    return Context(SMALL, TODAY)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Makes Division.name raise."""

    def fail(_root: object, _info: object) -> None:
        raise error

    monkeypatch.setattr(SCHEMA.get_type("Division").fields["name"], "resolve", fail)  # type: ignore[union-attr]


def first_error(query: str) -> dict[str, Any]:
    error: dict[str, Any] = answer_by(CORE, query)["errors"][0]
    return error


def test_unexpected_error_is_masked_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, RuntimeError("secret"))
    found = answer_by(CORE, '{ party(key: "110000") { key name } }')
    assert found["data"] == {"party": None}
    assert found["errors"] == [
        {
            "message": "internal error",
            "extensions": {"code": "INTERNAL"},
            "locations": [{"line": 1, "column": 30}],
            "path": ["party", "name"],
        }
    ]
    (record,) = caplog.records
    assert (record.levelno, record.name) == (logging.ERROR, "jiedui.graphql")
    assert record.exc_info
    assert str(record.exc_info[1]) == "secret"


def test_error_of_the_domain_keeps_its_code_and_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, NotFound("overlaps"))
    error = first_error('{ party(key: "110000") { name } }')
    assert (error["message"], error["extensions"]) == ("overlaps", {"code": "NOT_FOUND"})
    assert not caplog.records


def test_null_that_must_not_be_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SCHEMA.get_type("Division").fields["name"], "resolve", lambda *_: None)  # type: ignore[union-attr]
    assert first_error('{ party(key: "110000") { name } }')["message"] == "internal error"


def test_errors_beyond_twenty_are_counted() -> None:
    fields = " ".join(f'a{i}: division(name: "x", within: "none") {{ key }}' for i in range(30))
    found = answer(f"{{ {fields} }}")
    assert len(found["errors"]) == 21
    assert found["errors"][-1]["message"] == "20 of 30 errors are shown."
    assert len(found["data"]) == 30


def test_validation_stops_at_twenty_errors() -> None:
    found = answer("{ " + " ".join(f"x{i}" for i in range(100)) + " }")
    assert len(found["errors"]) <= 21
    assert "data" not in found


def test_long_document_is_refused() -> None:
    spreads = "...F " * (TOKENS // 2 - 5)
    query = "{{ {} __typename }} fragment F on Query {{ __typename }}"
    assert "data" in answer(query.format(spreads))
    error = first_error(query.format(f"{spreads} {spreads}"))
    assert (str(TOKENS) in error["message"], error["extensions"]["code"]) == (True, "INVALID")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "\0",
        "{",
        "{" * 500,
        "{a" * 400 + "}" * 400,
        "{ party(key: " + "[" * 900 + ") { key } }",
        "query ($a: " + "[" * 400 + "Int" + "]" * 400 + ") { party(key: $a) { key } }",
        "#" * 60_000,
        "#\n" * 2000,
        "fragment a on Query { ...a } { ...a }",
        " ".join(f"fragment f{i} on Query {{ ...f{i + 1} }}" for i in range(120)) + "{ ...f0 }",
        '{ party(key: "110000") { key } party(key: "150000") { key } }',
        "{ party(key: 1) { key } }",
        "query A { __typename } query A { __typename }",
        "subscription { __typename }",
        "type T { a: Int }",
    ],
)
def test_bad_document_is_refused_without_data(query: str) -> None:
    found = answer(query)
    assert "data" not in found
    assert {error["extensions"]["code"] for error in found["errors"]} <= {"INVALID", "LIMIT"}


def test_suggestions_are_given_when_wanted() -> None:
    call = Call("{ partys { key } }")
    plain, helpful = (Engine(SCHEMA, wanted).answer(call, context()) for wanted in (False, True))
    assert b"Did you mean" not in plain.body
    assert b"Did you mean" in helpful.body


def test_document_is_kept_with_its_operations_apart() -> None:
    query = "query A { a: __typename } query B($x: Int!) { b: parties(first: $x) { totalCount } }"

    def run(operation: str | None, **variables: object) -> dict[str, Any]:
        body = ENGINE.answer(Call(query, operation, variables), context()).body
        found: dict[str, Any] = orjson.loads(body)
        found.pop("extensions", None)
        return found

    assert run("A") == {"data": {"a": "Query"}}
    assert run("B", x=1) == {"data": {"b": {"totalCount": 22}}}
    assert "data" not in run("B", x=0)
    assert "data" not in run("B")
    assert "data" not in run("C")
    assert "data" not in run(None)


def test_only_queries_can_be_asked_for() -> None:
    change = Call("mutation { __typename }")
    with pytest.raises(NotAQuery):
        ENGINE.answer(change, context(), queries_only=True)
    both = "query A { __typename } mutation B { __typename }"
    with pytest.raises(NotAQuery):
        ENGINE.answer(Call(both, "B"), context(), queries_only=True)


def test_introspection_is_answered() -> None:
    found = answer(get_introspection_query())
    assert {type_["name"] for type_ in found["data"]["__schema"]["types"]} >= {"Division", "Query"}


@pytest.mark.parametrize(
    ("variables", "data"),
    [
        ({"skip": True}, {"party": {"key": "150926"}}),
        ({"skip": False}, {"party": {"key": "150926", "name": "察哈尔右翼前旗"}}),
    ],
)
def test_fields_are_skipped_and_merged(variables: dict[str, bool], data: object) -> None:
    query = """
    query ($skip: Boolean!) { party(key: "150926") { key } party(key: "150926") { ...named } }
    fragment named on Party { name @skip(if: $skip) }
    """
    assert answer(query, **variables) == {"data": data}
