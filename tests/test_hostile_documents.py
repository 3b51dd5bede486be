"""Every document made to hurt is refused before anything is executed, and none harms the server."""

from __future__ import annotations

from typing import Any, cast

import orjson
import pytest
from asking import CORE, ENGINE
from hostile_documents import DOCUMENTS, Body
from small_network import SMALL, TODAY
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from test_graphql_http import Newest

from graph.network.snapshot import Snapshot
from schema.budget import Budget
from schema.call import Call
from schema.context import Context
from schema.engine import Engine
from server.graphql import GraphQLEndpoint


class Untouched:
    """Stands for the snapshot: whoever reads anything of it has begun to execute."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the snapshot's {name} was read")


def ask(engine: Engine, body: Body) -> tuple[dict[str, Any], Budget, bool]:
    budget = Budget()
    context = Context(cast(Snapshot, Untouched()), TODAY, budget)
    answer = engine.answer(Call(body["query"], None, body.get("variables")), context)
    return orjson.loads(answer.body), budget, answer.executed


@pytest.mark.parametrize(("name", "body"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
@pytest.mark.parametrize("engine", [ENGINE, CORE], ids=["plans", "core"])
def test_hostile_document_is_refused_before_execution(
    engine: Engine, name: str, body: Body
) -> None:
    fallbacks = engine.fallbacks.copy()
    found, budget, executed = ask(engine, body)
    assert not executed, name
    assert "data" not in found
    assert {error["extensions"]["code"] for error in found["errors"]} <= {"INVALID", "LIMIT"}
    assert len(found["errors"]) <= 21
    assert all(len(error["message"]) < 300 for error in found["errors"])
    assert budget.spent == 0
    assert set(engine.fallbacks - fallbacks) <= {"mutation"}, "operations not found only"


def test_there_are_many_of_each_sort() -> None:
    assert len(DOCUMENTS) >= 80
    assert len(dict(DOCUMENTS)) == len(DOCUMENTS)
    assert sum("variables" in body for _, body in DOCUMENTS) >= 30


def test_none_is_a_failure_of_the_server() -> None:
    endpoint = GraphQLEndpoint(Newest(SMALL), today=lambda: TODAY)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint)])) as client:
        for name, body in DOCUMENTS:
            answered = client.post("/graphql", json=body)
            assert answered.status_code in (200, 400, 413), name
            assert "data" not in answered.json(), name
            assert "internal" not in answered.text, name
