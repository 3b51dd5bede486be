"""Going over a site as a browser without script would, from its first page to all linked ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from httpx2 import Response
from starlette.applications import Starlette
from starlette.routing import Route

from server.address import FORMS, PNG

LINK = re.compile(r"""\s(?:xlink:)?(?:href|src|hx-get)="([^"]*)\"""")
SHAPES, FILE_SHAPES = 40, 12
"""Of a route: the page of proposals alone has hundreds, by what was wished."""
Shape = tuple[str, frozenset[str]]
"""A route, and which parameters its address has."""


def route_of(app: Starlette, path: str, method: str = "GET") -> str:
    """The path of the route that answers; empty for none."""
    for route in app.routes:
        assert isinstance(route, Route)
        takes = route.methods is None or method in route.methods
        if takes and route.path_regex.match(path):
            return route.path
    return ""


def shape_of(app: Starlette, address: str) -> Shape:
    parts = urlsplit(address)
    names = frozenset(name for name, _ in parse_qsl(parts.query))
    return route_of(app, parts.path), names


def links(page: str) -> Iterator[str]:
    """Addresses here that a page leads to, as they stand in its markup."""
    for found in LINK.findall(page):
        address = unescape(found).partition("#")[0]
        if address.startswith("/") and not address.startswith("//"):
            yield address


class Crawl:
    """Which addresses are still to be visited, so many of each shape, `least` of a file's, which
    shows what a page does. The more parameters a shape has, the fewer, but one at least: most of
    them combine what other shapes show, which is also why a route has so many shapes at most."""

    def __init__(self, app: Starlette, starts: Iterable[str], most: int, least: int = 1) -> None:
        self._app = app
        self._most = most
        self._least = least
        self._seen: set[str] = set()
        self._taken: Counter[Shape] = Counter()
        self._shapes: defaultdict[str, set[Shape]] = defaultdict(set)
        self._waiting: deque[str] = deque()
        self.add(starts)

    def add(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            if address in self._seen:
                continue
            self._seen.add(address)
            shape = shape_of(self._app, address)
            self._taken[shape] += 1
            if self._taken[shape] <= self._wanted(shape):
                self._waiting.append(address)

    def _wanted(self, shape: Shape) -> int:
        route, parameters = shape
        is_file = route.endswith((*FORMS, PNG))
        shapes = self._shapes[route]
        if len(shapes) < (FILE_SHAPES if is_file else SHAPES):
            shapes.add(shape)
        if shape not in shapes:
            return 0
        if is_file:
            return self._least
        return max(1, self._most // max(1, len(parameters)))

    def __iter__(self) -> Iterator[str]:
        while self._waiting:
            yield self._waiting.popleft()


def is_page(answer: Response) -> bool:
    return str(answer.headers.get("content-type", "")).startswith("text/html")
