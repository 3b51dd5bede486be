"""Asking the small network by GraphQL, without HTTP."""

from __future__ import annotations

from typing import Any

import orjson
from small_network import SMALL, TODAY

from graph.network.snapshot import Snapshot
from schema.build import build_schema
from schema.call import Call
from schema.context import Context
from schema.engine import Engine

SCHEMA = build_schema()
ENGINE = Engine(SCHEMA)
CORE = Engine(SCHEMA, planned=False)
"""graphql-core alone."""


def answer(query: str, snapshot: Snapshot = SMALL, /, **variables: object) -> dict[str, Any]:
    """The answer on the day TODAY, without what it cost."""
    return answer_by(ENGINE, query, snapshot, **variables)


def answer_by(
    engine: Engine, query: str, snapshot: Snapshot = SMALL, /, **variables: object
) -> dict[str, Any]:
    call = Call(query, variables=variables)
    answered: dict[str, Any] = orjson.loads(engine.answer(call, Context(snapshot, TODAY)).body)
    answered.pop("extensions", None)
    return answered


def ask(query: str, snapshot: Snapshot = SMALL, /, **variables: object) -> Any:
    """The data of an answer without errors."""
    answered = answer(query, snapshot, **variables)
    assert "errors" not in answered, answered["errors"]
    return answered["data"]


def refusal(query: str, /, **variables: object) -> tuple[str, str]:
    """Code and message of the only error."""
    (error,) = answer(query, **variables)["errors"]
    return error["extensions"]["code"], error["message"]


def one(field: str, selection: str, **arguments: object) -> Any:
    """A field of Query, its arguments given as texts of GraphQL."""
    given = ", ".join(f"{name}: {value}" for name, value in arguments.items())
    return ask(f"{{ {field}({given}) {selection} }}")[field]
