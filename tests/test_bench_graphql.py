"""The GraphQL benchmark compares like with like: its Strawberry peer answers as ours does.

PostGraphile is not started here; the benchmark itself compares all, before it times anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from clients import Answers
from figures import ALONE, MANY, PEERS, Cell, Cells, budgets, markdown, plain
from filling import copy_for_peer, load, village_keys
from peer_query import Peer
from questions import questions
from servers import OURS, POSTGRAPHILE, STRAWBERRY
from sizes import Size, write_data_set
from starlette.testclient import TestClient
from wording import Question

from graph.network.live import Network
from graph.registry.database import Database
from server.graphql import GraphQLEndpoint

TINY = Size(counties=3, townships=31, villages=120, deep_poverty=90, donors=40, pairings=300)
KEYS = [f"150200{township}200" for township in (100, 101, 124)]
QUESTIONS = questions("150201", KEYS, KEYS)
LEAST = {"Q1": 200, "Q2": 500, "Q3": 6, "Q4": 4, "Q5": 200}
"""How many texts an answer says at least: empty ones would compare nothing."""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[TestClient]]:
    """Ours and the peer, over the same rows."""
    folder = tmp_path_factory.mktemp("bench")
    ours, peer = f"sqlite:///{folder / 'ours.db'}", folder / "peer.db"
    load(ours, write_data_set(folder / "set", TINY))
    copy_for_peer(ours, peer)
    assert set(KEYS) <= set(village_keys(ours))
    with (
        closing(Database(ours)) as database,
        closing(Network(database)) as network,
        closing(Database(f"sqlite:///{peer}")) as other,
    ):
        yield [
            TestClient(GraphQLEndpoint(network), base_url="http://127.0.0.1"),
            TestClient(Peer(other.engine), base_url="http://127.0.0.1"),
        ]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_peer_answers_as_ours_does(question: Question, clients: list[TestClient]) -> None:
    document, read = question.ours.document, question.ours.read
    for variables in question.ours.variables:
        found = []
        for client in clients:
            path = "/graphql" if client is clients[0] else "/"
            answer = client.post(path, json={"query": document, "variables": variables}).json()
            assert "errors" not in answer, answer["errors"]
            found.append(read(answer["data"]))
        ours, peer = found
        assert ours == peer
        assert len(list(texts(ours))) >= LEAST[question.name]


def texts(facts: object) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, list | tuple):
        for part in facts:
            yield from texts(part)


def cell(requests: int, cpu: float) -> Cell:
    """So many requests of 1 to n ms in two rounds of a second, with so much CPU in each."""
    made = Cell()
    for _ in range(2):
        latencies = [float(number) for number in range(1, requests // 2 + 1)]
        made.add(Answers(latencies, 1.0), {"python": cpu, "beside": cpu})
    return made


def test_ratios_are_told_as_they_are() -> None:
    ours, slower = cell(800, 0.1), cell(80, 0.6)
    assert (ours.throughput, ours.cpu_ms(), ours.cpu_ms("python")) == (400, 0.5, 0.25)
    assert (slower.median, slower.p95, slower.cpu_ms()) == (20.5, 39, 30)
    cells: Cells = {
        (question.name, server, clients): ours if server == OURS else slower
        for question in QUESTIONS
        for server in (OURS, *PEERS)
        for clients in (ALONE, MANY)
    }
    told = {(one.peer, one.ratio, one.outcome) for one in budgets(QUESTIONS[0], cells)}
    assert {(STRAWBERRY, 60, "reached"), (POSTGRAPHILE, 10, "reached")} <= told
    cells["Q4", POSTGRAPHILE, MANY] = cell(300, 0.6)
    (node,) = budgets(QUESTIONS[3], cells)
    assert (node.least, node.outcome) == (4, "MISSED")
    assert "2.7 times, budget 4: MISSED" in plain(QUESTIONS, cells, {OURS: "0"})
    table = markdown(QUESTIONS, cells, {})
    assert "| Q4: one node by its id | jiedui | 200.5 | 381.0 | 400 | 0.50 | 1 | 1 |" in table
    assert "|  | PostGraphile | 20.5 | 39.0 | 150 | 8.00 | 16.0 times | 2.7 times |" in table
