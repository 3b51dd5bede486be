"""The query for a proposal: the fields of the contract, its scope, and what it may take."""

from __future__ import annotations

import pytest
from asking import SCHEMA
from proposal_networks import DAY, small

from graph.analysis import assignment
from graph.network.snapshot import Snapshot
from schema.budget import Budget
from schema.call import Call
from schema.context import Context
from schema.engine import Engine

QUERY = """query ($within: String) { proposal(within: $within) {
  pairings { donor { key } village { key } cost reason }
  unassigned { village { key } reason } totalCost } }"""
ENGINES = {"planned": Engine(SCHEMA), "core": Engine(SCHEMA, planned=False)}


def asked(engine: str, snapshot: Snapshot, within: str | None = None, rows: int = 100) -> str:
    context = Context(snapshot, DAY, budget=Budget(rows))
    return ENGINES[engine].answer(Call(QUERY, None, {"within": within}), context).body.decode()


@pytest.mark.parametrize("engine", ENGINES)
def test_proposal_of_a_township(engine: str) -> None:
    body = asked(engine, small().ledger.snapshot(), "T3")
    assert (
        '"pairings":[{"donor":{"key":"e3"},"village":{"key":"v4"},"cost":20,'
        '"reason":"D2与T3签订了结对；可结对 1 村，已承担 0 村，接下这一村后还可再结 0 村"}]' in body
    )
    assert '"unassigned":[],"totalCost":20' in body
    body = asked(engine, small().ledger.snapshot(), "T4")
    assert '"unassigned":[{"village":{"key":"v5"},"reason":"NO_PAIRED_DISTRICT"}]' in body


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_spent_and_a_scope_must_be_known(engine: str) -> None:
    snapshot = small().ledger.snapshot()
    assert '"LIMIT"' in asked(engine, snapshot, rows=4)
    assert '"totalCost":' in asked(engine, snapshot, rows=5)
    assert '"NOT_FOUND"' in asked(engine, snapshot, "nowhere")


@pytest.mark.parametrize("engine", ENGINES)
def test_too_much_to_compare_is_an_error(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignment, "MOST_ARCS", 5)
    body = asked(engine, small().ledger.snapshot())
    assert "name a smaller `within`" in body
    assert '"INVALID"' in body
