"""Plans against graphql-core: the same bytes for whatever a valid operation says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import orjson
from asking import SCHEMA
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from operations import Operation, Pools, found_in, operation
from page_networks import rich
from small_network import SMALL, TODAY

from graph.network.snapshot import Snapshot
from schema.call import Call
from schema.context import Context
from schema.engine import Engine

OPERATIONS = int(os.environ.get("JIEDUI_OPERATIONS", "500"))
PLANS, CORE = Engine(SCHEMA), Engine(SCHEMA, planned=False)


@cache
def snapshots() -> tuple[Snapshot, ...]:
    return SMALL, rich()


@cache
def pools(which: int) -> Pools:
    snapshot = snapshots()[which]
    parties, pairings = snapshot.parties, snapshot.pairings
    rows = range(0, len(parties), 1 + len(parties) // 100)
    types = ("Organisation", "Division")
    keys = [pairings.key(at) for at in range(0, len(pairings), 1 + len(pairings) // 30)]
    return Pools(
        [parties.key(at) for at in rows],
        [parties.key(at) for at in rows if parties.is_division(at)],
        keys,
        [
            *(f"{types[parties.is_division(at)]}:{parties.key(at)}" for at in rows),
            *(f"Pairing:{key}" for key in keys),
        ],
        list(cursors(snapshot)),
    )


def cursors(snapshot: Snapshot) -> Iterator[str]:
    for query in (
        "{ parties(first: 9) { edges { cursor } } }",
        "{ pairings(first: 9) { edges { cursor } } }",
        "{ uncoveredVillages(first: 3) { edges { cursor } } }",
        "{ uncoveredVillages(first: 3, orderBy: COVER) { edges { cursor } } }",
        '{ division(code: "150926") { children { edges { cursor } } } }',
    ):
        answered = CORE.answer(Call(query), Context(snapshot, TODAY))
        yield from found_in(orjson.loads(answered.body))


def asked(seed: int) -> tuple[Operation, Snapshot]:
    which = seed % 2
    return operation(SCHEMA, pools(which), seed), snapshots()[which]


def differ(seed: int, engine: Engine = PLANS) -> str | None:
    """What tells the two apart on the operation of this seed, if anything does."""
    found, snapshot = asked(seed)
    for variables in (*found.variables, found.variables[0]):
        call = Call(found.query, found.name, variables)
        ours = engine.answer(call, Context(snapshot, TODAY))
        theirs = CORE.answer(call, Context(snapshot, TODAY))
        if ours != theirs:
            return f"{call}\n{ours.body.decode()[:2000]}\n{theirs.body.decode()[:2000]}"
    return None


@settings(
    max_examples=OPERATIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
@given(st.integers(0, 2**32))
def test_generated_operations_give_the_same_bytes(seed: int) -> None:
    note(f"seed {seed}")
    assert differ(seed) is None


def test_most_generated_operations_are_planned() -> None:
    before = PLANS.fallbacks.copy()
    answered = 0
    for seed in range(100):
        found, snapshot = asked(seed)
        call = Call(found.query, found.name, found.variables[0])
        answered += PLANS.answer(call, Context(snapshot, TODAY)).executed
    fell = PLANS.fallbacks - before
    assert answered > 90
    assert set(fell) <= {"error"}
    assert fell["error"] < answered / 4
