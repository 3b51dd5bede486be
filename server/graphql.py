"""/graphql by GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/).

GET for queries, POST of JSON for everything. Answers are `application/graphql-response+json` when
the client names it, else `application/json`.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol

import orjson
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph import days
from graph.errors import Invalid
from graph.network.snapshot import Snapshot
from schema.build import build_schema
from schema.call import Call
from schema.context import Context
from schema.engine import Answer, Engine, NotAQuery
from server.ledger import Hand, Ledger
from server.persisted import BadHash, Documents, NotKept, hash_in
from server.person import person_of

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
LARGEST = 64 * 1024
"""How many bytes a body or a query string may have."""
THREADS = 4
"""How many answers that may take long are worked on at a time; the others wait."""
MOST_WAITING = 200
"""How many may wait."""


class Snapshots(Protocol):
    """Where the newest snapshot is had."""

    @property
    def snapshot(self) -> Snapshot: ...


class Refusal(Exception):
    """A request that is no GraphQL request, with the status that says so."""

    def __init__(
        self, status: HTTPStatus, message: str, allow: str | None = None, code: str = Invalid.code
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = {"Allow": allow} if allow else {}


class GraphQLEndpoint:
    """An ASGI application. Each answer is drawn from the newest snapshot, pinned while it lasts;
    without a ledger nothing can be changed."""

    def __init__(
        self,
        network: Snapshots,
        suggestions: bool = False,
        today: Callable[[], int] = lambda: days.number_of(days.today()),
        ledger: Ledger | None = None,
    ) -> None:
        self._network = network
        self._engine = Engine(build_schema(), suggestions)
        self._today = today
        self._ledger = ledger
        self._threads: CapacityLimiter | None = None
        self._documents = Documents()
        self.fallbacks: Mapping[str, int] = self._engine.fallbacks
        """How often graphql-core had to answer, by why."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except Refusal as refusal:
            response = _refused(refusal)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        media = accepted(request.headers.get("accept") or "*/*")
        given = await _read(request)
        persisted = self._persisted(given)
        call = _call(given)
        try:
            answer = await self._answer(request, call)
        except NotAQuery:
            message = "GET is for queries; send this by POST."
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, message, allow="POST") from None
        if persisted is not None and answer.executed:
            self._documents.keep(persisted, call.query)
        failed = not answer.executed and media == GRAPHQL
        status = HTTPStatus.BAD_REQUEST if failed else HTTPStatus.OK
        return Response(answer.body, status, media_type=media)

    def _persisted(self, given: dict[str, Any]) -> str | None:
        """The hash by which a document is asked for; puts the document in its place."""
        try:
            asked = hash_in(_member(given, "extensions", dict))
            if asked is not None:
                given["query"] = self._documents.document(asked, _member(given, "query", str))
        except NotKept as unknown:
            # As Apollo has it: a client that reads this sends the document too.
            raise Refusal(HTTPStatus.OK, str(unknown), code=unknown.code) from None
        except BadHash as bad:
            raise Refusal(HTTPStatus.BAD_REQUEST, str(bad)) from None
        return asked

    async def _answer(self, request: Request, call: Call) -> Answer:
        """Raises NotAQuery for a change by GET.

        On the event loop only what is known to take a moment; the rest in one of a few threads.
        """
        context = Context(self._network.snapshot, self._today())
        if self._ledger is not None:
            context.writer = Hand(self._ledger, person_of(request.scope).actor)
        only = request.method == "GET"
        if self._engine.is_light(call):
            return self._engine.answer(call, context, only)
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        if self._threads.statistics().tasks_waiting >= MOST_WAITING:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait: try again.")
        return await to_thread.run_sync(
            self._engine.answer, call, context, only, limiter=self._threads
        )


def accepted(accept: str) -> str:
    """The media type to answer in, the one preferred by an Accept header; 406 for neither."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights[name] = _weight(parameters)
    fallback = weights.get("application/*", weights.get("*/*", 0.0))
    offers = {GRAPHQL: weights.get(GRAPHQL, 0.0), JSON: weights.get(JSON, fallback)}
    best = max(offers, key=lambda media: offers[media])
    if not offers[best]:
        raise Refusal(HTTPStatus.NOT_ACCEPTABLE, f"Accept {GRAPHQL} or {JSON}.")
    return best


def _weight(parameters: list[str]) -> float:
    written = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return float(written)
    except ValueError:
        return 0.0


async def _read(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        if len(request.scope["query_string"]) > LARGEST:
            raise Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "The query string is too long.")
        return _from_query(request)
    if request.method != "POST":
        message = "Use GET or POST."
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, message, allow="GET, POST")
    _check_type(request.headers.get("content-type", ""))
    return _object(_json(await _body(request), "The body"))


def _from_query(request: Request) -> dict[str, Any]:
    """Empty texts count as left out, which is how forms and links write them."""
    given: dict[str, Any] = {name: text for name, text in request.query_params.items() if text}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode(errors="replace"), name)
    return given


def _check_type(content_type: str) -> None:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [part[8:].strip('"') for part in parameters if part.startswith("charset=")]
    if name != JSON or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON} in UTF-8.")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            message = f"The body may have {LARGEST} bytes."
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
    return bytes(body)


def _json(text: bytes, name: str) -> Any:
    """orjson refuses deep nesting too, so nothing after it recurses without an end."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"{name}: this is no JSON.") from None


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal(HTTPStatus.BAD_REQUEST, "The body must be a JSON object.")
    return given


def _call(given: dict[str, Any]) -> Call:
    query = _member(given, "query", str)
    if query is None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "query: is missing.")
    return Call(query, _member(given, "operationName", str), _member(given, "variables", dict))


def _member(given: dict[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        wanted = "a text" if kind is str else "an object"
        raise Refusal(HTTPStatus.BAD_REQUEST, f"{name}: must be {wanted}.")
    return value


def _refused(refusal: Refusal) -> Response:
    error = {"message": str(refusal), "extensions": {"code": refusal.code}}
    body = orjson.dumps({"errors": [error]})
    return Response(body, refusal.status, refusal.headers, media_type=JSON)
