"""What the server has done so far, in Prometheus' text format, at /metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.desk import Endpoint, Snapshots
from server.gate import ROUTE

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the buckets that requests are counted in."""
METHODS = ("GET", "HEAD", "POST")
OTHER = "other"


class Metrics:
    """Counts requests, by their route so that there are few series. Safe to use from several
    threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[method if method in METHODS else OTHER, route, status] += 1
            self._buckets[bisect_left(SECONDS, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        with self._lock:
            requests, buckets = sorted(self._requests.items()), list(self._buckets)
            seconds = self._seconds
        yield "# HELP jiedui_requests_total Requests answered, by route."
        yield "# TYPE jiedui_requests_total counter"
        for (method, route, status), number in requests:
            labels = f'method="{method}",route="{route}",status="{status}"'
            yield f"jiedui_requests_total{{{labels}}} {number}"
        yield "# HELP jiedui_request_seconds Time until the answer had gone out."
        yield "# TYPE jiedui_request_seconds histogram"
        so_far = 0
        for bound, number in zip((*SECONDS, "+Inf"), buckets, strict=True):
            so_far += number
            yield f'jiedui_request_seconds_bucket{{le="{bound}"}} {so_far}'
        yield f"jiedui_request_seconds_sum {seconds:.6f}"
        yield f"jiedui_request_seconds_count {so_far}"


class Counts:
    """Counts each request in `metrics`."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.count(scope["method"], _route(scope), status, seconds)


def metrics_route(metrics: Metrics, network: Snapshots, fallbacks: Mapping[str, int]) -> BaseRoute:
    """`fallbacks` are the operations that no plan answered, by why."""
    return Route("/metrics", _shown(metrics, network, fallbacks), methods=["GET"])


def _shown(metrics: Metrics, network: Snapshots, fallbacks: Mapping[str, int]) -> Endpoint:
    async def shown(_: Request) -> Response:
        snapshot = network.snapshot
        lines = [
            *metrics.lines(),
            "# HELP jiedui_parties Parties that the snapshot holds.",
            "# TYPE jiedui_parties gauge",
            f"jiedui_parties {len(snapshot.parties)}",
            "# HELP jiedui_pairings Pairings of all days that the snapshot holds.",
            "# TYPE jiedui_pairings gauge",
            f"jiedui_pairings {len(snapshot.pairings)}",
            "# HELP jiedui_graphql_fallbacks_total Operations that graphql-core answered, by why.",
            "# TYPE jiedui_graphql_fallbacks_total counter",
            *(
                f'jiedui_graphql_fallbacks_total{{why="{why}"}} {number}'
                for why, number in sorted(dict(fallbacks).items())
            ),
        ]
        return Response("\n".join(lines) + "\n", media_type=MEDIA)

    return shown


def _route(scope: Scope) -> str:
    """The path of the route that answered, or none: an address may be anything."""
    return str(scope.get(ROUTE, OTHER))
