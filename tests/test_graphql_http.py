from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from anyio.from_thread import start_blocking_portal
from small_network import SMALL, TODAY, with_pairings
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from graph.network.snapshot import Snapshot
from server.graphql import GRAPHQL, JSON, LARGEST, GraphQLEndpoint, accepted

QUERY = "{ pairings { totalCount } }"


class Newest:
    """A provider of snapshots that a test can move on."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot


@pytest.fixture
def network() -> Newest:
    return Newest(SMALL)


@pytest.fixture
def client(network: Newest) -> Iterator[TestClient]:
    endpoint = GraphQLEndpoint(network, today=lambda: TODAY)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint)])) as client:
        yield client


def post(client: TestClient, body: object, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = {"content-type": JSON} | {name.replace("_", "-"): v for name, v in headers.items()}
    return client.post("/graphql", content=content, headers=given)


def test_get_answers_a_query(client: TestClient) -> None:
    response = client.get("/graphql", params={"query": QUERY})
    assert response.status_code == 200
    assert response.headers["content-type"] == JSON
    assert response.json()["data"] == {"pairings": {"totalCount": 6}}


def test_post_answers_with_variables_and_operation(client: TestClient) -> None:
    query = "query A { a: __typename } query B($key: String!) { party(key: $key) { name } }"
    body = {"query": query, "operationName": "B", "variables": {"key": "150926"}, "extensions": {}}
    response = post(client, body)
    assert response.status_code == 200
    assert response.json()["data"] == {"party": {"name": "察哈尔右翼前旗"}}


def test_get_answers_with_variables_and_operation(client: TestClient) -> None:
    query = "query A { a: __typename } query B($key: String!) { party(key: $key) { name } }"
    params = {"query": query, "operationName": "B", "variables": '{"key": "150926"}'}
    response = client.get("/graphql", params=params | {"extensions": ""})
    assert response.json()["data"] == {"party": {"name": "察哈尔右翼前旗"}}


def test_each_answer_is_of_the_newest_snapshot(client: TestClient, network: Newest) -> None:
    network.snapshot = with_pairings([])
    response = client.get("/graphql", params={"query": QUERY})
    assert response.json()["data"] == {"pairings": {"totalCount": 0}}


def test_today_is_beijings(network: Newest) -> None:
    client = TestClient(GraphQLEndpoint(network))
    assert client.get("/", params={"query": "{ coverage { total } }"}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/html, */*;q=0.1", JSON),
        (GRAPHQL, GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{GRAPHQL};q=x, */*", JSON),
    ],
)
def test_media_type_is_the_preferred_one(client: TestClient, accept: str, media: str) -> None:
    response = client.get("/graphql", params={"query": QUERY}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, media)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml, text/*", f"{JSON};q=0", ";", ","]
)
def test_other_media_types_are_not_acceptable(client: TestClient, accept: str) -> None:
    response = client.get("/graphql", params={"query": QUERY}, headers={"accept": accept})
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"] == {"code": "INVALID"}


@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", "query ($a: Int!) { party(key: $a) { key } }"]
)
def test_refused_document_is_400_where_the_client_knows_of_it(
    client: TestClient, query: str
) -> None:
    plain = post(client, {"query": query})
    named = post(client, {"query": query}, accept=GRAPHQL)
    assert (plain.status_code, named.status_code) == (200, 400)
    assert plain.json() == named.json()
    assert plain.json().keys() == {"errors"}


@pytest.mark.parametrize("variables", [{}, {"first": "x"}, {"first": None}])
def test_refused_variables_are_400_where_the_client_knows_of_it(
    client: TestClient, variables: dict[str, object]
) -> None:
    query = "query ($first: Int!) { parties(first: $first) { totalCount } }"
    named = post(client, {"query": query, "variables": variables}, accept=GRAPHQL)
    assert (named.status_code, named.json().keys()) == (400, {"errors"})


def test_error_of_a_field_is_200_with_data(client: TestClient) -> None:
    query = '{ __typename division(code: "1", within: "none") { key } }'
    response = post(client, {"query": query}, accept=GRAPHQL)
    assert response.status_code == 200
    assert response.json()["data"] == {"__typename": "Query", "division": None}
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/graphql",
        "application/json; charset=latin-1",
    ],
)
def test_post_of_another_type_is_415(client: TestClient, content_type: str) -> None:
    response = post(client, {"query": QUERY}, content_type=content_type)
    assert response.status_code == 415


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON ; Charset=UTF-8", 'application/json;charset="utf-8"'],
)
def test_post_of_json_in_utf8_is_taken(client: TestClient, content_type: str) -> None:
    assert post(client, {"query": QUERY}, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"query": "\xe6\x9d"}',
        b'{"query": "\\ud800"}',
        b'{"query": "{ __typename }",}',
        b"NaN",
        b"null",
        b"[]",
        b'"{ __typename }"',
        b"1",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"query": "{ __typename }", "variables": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        {},
        {"query": None},
        {"query": 1},
        {"query": ["{ __typename }"]},
        {"query": {"a": 1}},
        [{"query": QUERY}],
        {"query": QUERY, "variables": "{}"},
        {"query": QUERY, "variables": []},
        {"query": QUERY, "variables": 0},
        {"query": QUERY, "operationName": 1},
        {"query": QUERY, "operationName": False},
        {"query": QUERY, "extensions": []},
        {"query": QUERY, "extensions": "x"},
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_malformed_body_is_400(client: TestClient, body: object, accept: str) -> None:
    response = post(client, body, accept=accept)
    assert response.status_code == 400
    assert response.json().keys() == {"errors"}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"query": ""},
        {"query": QUERY, "variables": "{"},
        {"query": QUERY, "variables": "[]"},
        {"query": QUERY, "variables": "1"},
        {"query": QUERY, "variables": "\ud800".encode("utf-8", "surrogatepass")},
        {"query": QUERY, "variables": "[" * 5000},
        {"query": QUERY, "extensions": "1"},
    ],
)
def test_malformed_query_string_is_400(client: TestClient, params: dict[str, str]) -> None:
    assert client.get("/graphql", params=params).status_code == 400


@pytest.mark.parametrize("nulls", ["variables", "operationName", "extensions"])
def test_null_counts_as_left_out(client: TestClient, nulls: str) -> None:
    assert post(client, {"query": QUERY, nulls: None}).status_code == 200


def test_nested_variables_are_no_crash(client: TestClient) -> None:
    query = "query ($k: [PartyKind!]) { parties(kinds: $k) { totalCount } }"
    nested = b"[" * 900 + b"]" * 900
    response = post(client, b'{"query": "%s", "variables": {"k": %s}}' % (query.encode(), nested))
    assert response.status_code == 200
    assert "data" not in response.json()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_405(client: TestClient, method: str) -> None:
    response = client.request(method, "/graphql", params={"query": QUERY})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


def test_get_of_a_change_is_405(client: TestClient) -> None:
    response = client.get("/graphql", params={"query": "mutation { __typename }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_body_is_capped(client: TestClient) -> None:
    def padded(size: int) -> bytes:
        body = orjson.dumps({"query": QUERY})
        return body + b" " * (size - len(body))

    assert post(client, padded(LARGEST)).status_code == 200
    assert post(client, padded(LARGEST + 1)).status_code == 413


def test_body_without_a_length_is_capped_as_it_comes(network: Newest) -> None:
    kibibytes, sent = itertools.count(), []

    async def receive() -> Message:
        next(kibibytes)
        return {"type": "http.request", "body": b" " * 1024, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", JSON.encode())]}
    # A browser that other tests opened may have left this thread a running loop.
    with start_blocking_portal() as portal:
        portal.call(GraphQLEndpoint(network), scope, receive, send)
    assert sent[0]["status"] == 413
    assert next(kibibytes) == LARGEST // 1024 + 1


def test_query_string_is_capped(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.graphql.LARGEST", 100)
    response = client.get("/graphql", params={"query": QUERY, "x": "y" * 100})
    assert response.status_code == 414


def test_suggestions_are_given_when_wanted(network: Newest) -> None:
    client = TestClient(GraphQLEndpoint(network, suggestions=True))
    response = client.get("/", params={"query": "{ partys { key } }"})
    assert "Did you mean" in response.text


def test_foreign_letters_are_texts(client: TestClient) -> None:
    query = "query ($s: String) { parties(search: $s) { totalCount } }"
    for text in ("a\0b", "𠮷", "\u0300", "a" * 5000):
        response = post(client, {"query": query, "variables": {"s": text}})
        assert response.json()["data"] == {"parties": {"totalCount": 0}}


def test_accept_is_read_by_weight() -> None:
    assert accepted("a/b;q=0.1, application/json;q=0.2;x=y, *") == JSON
