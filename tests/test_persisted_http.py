"""Documents asked for by hash at the endpoint, by plain requests and by Apollo Client."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import orjson
import pytest
from node_tools import run
from small_network import SMALL, TODAY
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from test_graphql_audits import serving
from test_graphql_http import Newest

from server.graphql import GRAPHQL, JSON, GraphQLEndpoint

QUERY = "query ($first: Int) { pairings(first: $first) { totalCount } }"
ANSWER = {"pairings": {"totalCount": 6}}
CHANGE = """mutation { endPairing(id: "Pairing:1", version: 1, end: "2020-01-01") {
  userErrors { code } } }"""
UNKNOWN = {
    "errors": [
        {
            "message": "PersistedQueryNotFound",
            "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
        }
    ]
}
Send = Callable[[TestClient, dict[str, Any]], Any]


@pytest.fixture
def client() -> Iterator[TestClient]:
    endpoint = GraphQLEndpoint(Newest(SMALL), today=lambda: TODAY)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint)])) as client:
        yield client


def by_hash(document: str) -> dict[str, Any]:
    digest = sha256(document.encode()).hexdigest()
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}


def post(client: TestClient, body: dict[str, Any]) -> Any:
    return client.post("/graphql", json=body)


def get(client: TestClient, body: dict[str, Any]) -> Any:
    given = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in body.items()}
    return client.get("/graphql", params=given)


@pytest.mark.parametrize("accept", ["*/*", JSON, f"{GRAPHQL}, {JSON};q=0.9"])
def test_unknown_hash_is_said_as_clients_expect(client: TestClient, accept: str) -> None:
    got = client.post("/graphql", json=by_hash(QUERY), headers={"accept": accept})
    # In GraphQL's own media type an answer without data could not be 200.
    assert (got.status_code, got.headers["content-type"]) == (200, JSON)
    assert got.json() == UNKNOWN


@pytest.mark.parametrize("send", [post, get])
def test_document_sent_once_is_known_afterwards(client: TestClient, send: Send) -> None:
    assert send(client, {"query": QUERY, **by_hash(QUERY)}).json()["data"] == ANSWER
    for again in (post, get):
        asked = {**by_hash(QUERY), "variables": {"first": 1}}
        assert again(client, asked).json()["data"] == ANSWER


def test_hash_of_another_document_is_refused(client: TestClient) -> None:
    got = post(client, {"query": QUERY, **by_hash(f"{QUERY} ")})
    (error,) = got.json()["errors"]
    assert (got.status_code, error["extensions"]) == (400, {"code": "INVALID"})
    assert "not the hash" in error["message"]
    assert post(client, by_hash(QUERY)).json() == UNKNOWN


@pytest.mark.parametrize("persisted", [1, {"version": 2}, {"version": 1, "sha256Hash": "x"}])
def test_malformed_hash_is_400(client: TestClient, persisted: object) -> None:
    got = post(client, {"query": QUERY, "extensions": {"persistedQuery": persisted}})
    assert got.status_code == 400


@pytest.mark.parametrize("document", ["{", "{ nothing }", "", "query ($a: Int!) { node(id: $a) }"])
def test_document_that_is_not_valid_is_not_kept(client: TestClient, document: str) -> None:
    assert "errors" in post(client, {"query": document, **by_hash(document)}).json()
    assert post(client, by_hash(document)).json() == UNKNOWN


def test_change_by_get_is_refused_by_hash_too(client: TestClient) -> None:
    assert get(client, {"query": CHANGE, **by_hash(CHANGE)}).status_code == 405
    assert post(client, by_hash(CHANGE)).json() == UNKNOWN
    post(client, {"query": CHANGE, **by_hash(CHANGE)})
    assert post(client, by_hash(CHANGE)).json() != UNKNOWN
    assert get(client, by_hash(CHANGE)).status_code == 405


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_apollo_client_asks_by_hash(method: str) -> None:
    """The first time it must send the document too; from then on the hash is enough."""
    lines = [json.dumps({"document": QUERY, "variables": {"first": n}}) for n in (1, 2, 3)]
    with serving() as address:
        said = run("node", "persisted.mjs", address, method, given="\n".join(lines))
    answers = [json.loads(line) for line in said.splitlines()]
    assert [answer["data"]["pairings"]["totalCount"] for answer in answers] == [6, 6, 6]
    first, *later = [answer["sent"] for answer in answers]
    hashed = {"method": method, "whole": False, "status": 200}
    assert [sent["whole"] for sent in first] == [False, True]
    assert first[0] == hashed
    assert later == [[hashed], [hashed]]
