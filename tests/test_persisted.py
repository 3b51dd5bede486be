"""Documents that are asked for by hash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from small_network import SMALL, TODAY
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from test_graphql_http import Newest

from server.graphql import GraphQLEndpoint
from server.persisted import BadHash, Documents, NotKept, hash_in

QUERY = "{ pairings { totalCount } }"


def hash_of(document: str) -> str:
    return sha256(document.encode()).hexdigest()


HASH = hash_of(QUERY)


@pytest.mark.parametrize("extensions", [None, {}, {"persistedQuery": None}, {"tracing": {}}])
def test_request_need_not_ask_by_hash(extensions: dict[str, object] | None) -> None:
    assert hash_in(extensions) is None


def test_hash_is_read() -> None:
    assert hash_in({"persistedQuery": {"version": 1, "sha256Hash": HASH, "more": 1}}) == HASH


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ([], "persistedQuery: must"),
        (HASH, "persistedQuery: must"),
        ({}, "version"),
        ({"sha256Hash": HASH}, "version"),
        ({"version": 2, "sha256Hash": HASH}, "version"),
        ({"version": True, "sha256Hash": HASH}, "version"),
        ({"version": "1", "sha256Hash": HASH}, "version"),
        ({"version": 1}, "sha256Hash"),
        ({"version": 1, "sha256Hash": None}, "sha256Hash"),
        ({"version": 1, "sha256Hash": 1}, "sha256Hash"),
        ({"version": 1, "sha256Hash": HASH[1:]}, "sha256Hash"),
        ({"version": 1, "sha256Hash": HASH.upper()}, "sha256Hash"),
        ({"version": 1, "sha256Hash": f"{HASH}\n"}, "sha256Hash"),
    ],
)
def test_what_is_no_hash_is_refused_by_name(asked: object, named: str) -> None:
    with pytest.raises(BadHash, match=named):
        hash_in({"persistedQuery": asked})


def test_document_is_known_once_it_was_kept() -> None:
    documents = Documents()
    with pytest.raises(NotKept, match=r"^PersistedQueryNotFound$") as unknown:
        documents.document(HASH, None)
    assert unknown.value.code == "PERSISTED_QUERY_NOT_FOUND"
    assert documents.document(HASH, QUERY) == QUERY
    with pytest.raises(NotKept):  # looking keeps nothing: it may not be valid
        documents.document(HASH, None)
    documents.keep(HASH, QUERY)
    assert documents.document(HASH, None) == QUERY


@pytest.mark.parametrize("document", [f"{QUERY} ", "", "{ 结对 }", "\ud800"])
def test_other_document_than_that_of_the_hash_is_refused(document: str) -> None:
    documents = Documents()
    documents.keep(HASH, QUERY)
    with pytest.raises(BadHash, match="not the hash"):
        documents.document(HASH, document)
    assert documents.document(HASH, None) == QUERY


def test_latest_used_are_kept() -> None:
    documents = Documents(most=2)
    for query in ("{a}", "{b}"):
        documents.keep(hash_of(query), query)
    documents.document(hash_of("{a}"), None)
    documents.keep(hash_of("{c}"), "{c}")
    assert len(documents) == 2
    assert documents.document(hash_of("{a}"), None) == "{a}"
    with pytest.raises(NotKept):
        documents.document(hash_of("{b}"), None)


def test_bytes_are_bounded_too() -> None:
    documents = Documents(most_bytes=20)
    texts = ["#结", "#对", "#覆盖", "#台账", "#结对台账"]  # 4, 4, 7, 7 and 13 bytes
    left = []
    for text in texts:
        documents.keep(hash_of(text), text)
        documents.keep(hash_of(text), text)  # again: counted once
        left.append(len(documents))
    assert left == [1, 2, 3, 3, 2]
    documents.keep(hash_of("#" * 21), "#" * 21)
    assert len(documents) == 0
    documents.keep(HASH[::-1], "#" * 20)
    assert len(documents) == 1


QUERY = "{ pairings { totalCount } }"


def asked(query: str) -> dict[str, object]:
    digest = sha256(query.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


@pytest.fixture
def client() -> Iterator[TestClient]:
    endpoint = GraphQLEndpoint(Newest(SMALL), today=lambda: TODAY)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint)])) as client:
        yield client


def test_document_is_sent_once_and_then_asked_for_by_its_hash(client: TestClient) -> None:
    unknown = client.post("/graphql", json={"extensions": asked(QUERY)})
    assert unknown.status_code == 200
    (error,) = unknown.json()["errors"]
    assert error["message"] == "PersistedQueryNotFound"
    assert error["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}
    sent = client.post("/graphql", json={"query": QUERY, "extensions": asked(QUERY)})
    params = {"extensions": json.dumps(asked(QUERY))}
    for known in (
        client.post("/graphql", json={"extensions": asked(QUERY)}),
        client.get("/graphql", params=params),
    ):
        assert known.json()["data"] == sent.json()["data"] == {"pairings": {"totalCount": 6}}


def test_document_that_is_not_executed_is_not_kept(client: TestClient) -> None:
    for query in ("{ nothing }", "{"):
        client.post("/graphql", json={"query": query, "extensions": asked(query)})
        again = client.post("/graphql", json={"extensions": asked(query)})
        assert again.json()["errors"][0]["message"] == "PersistedQueryNotFound"


def test_wrong_hash_is_refused_and_a_change_by_get_stays_refused(client: TestClient) -> None:
    wrong = client.post("/graphql", json={"query": "{ __typename }", "extensions": asked(QUERY)})
    assert wrong.status_code == 400
    change = "mutation { __typename }"
    client.post("/graphql", json={"query": change, "extensions": asked(change)})
    refused = client.get("/graphql", params={"extensions": json.dumps(asked(change))})
    assert refused.status_code == 405
