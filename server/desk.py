"""The desk between HTTP and the views: it reads the request, calls the view, writes the page."""

import datetime
from collections.abc import Awaitable, Callable
from typing import Protocol

from jinja2 import Environment
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph import days
from graph.network.snapshot import Snapshot
from server.assets import Assets
from server.pages.asked import Asked, Show, Shown
from server.urls import key_in

VARY = "HX-Request, HX-Request-Type, HX-History-Restore-Request"
SCRIPT = "vendor/htmx.min.js"
"""Comes by an install step; without it pages are whole pages, and work."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Snapshots(Protocol):
    """Where the newest snapshot is had."""

    @property
    def snapshot(self) -> Snapshot: ...


class Desk:
    def __init__(
        self,
        network: Snapshots,
        templates: Environment,
        assets: Assets,
        today: Callable[[], datetime.date] = days.today,
    ) -> None:
        self._network = network
        self._templates = templates
        self._today = today
        self._templates.globals["assets"] = assets
        self._templates.globals["script"] = assets.url(SCRIPT) if SCRIPT in assets else ""

    def page(self, show: Show) -> Endpoint:
        """An endpoint for a view. Views only reckon, so they need no thread of their own."""

        async def endpoint(request: Request) -> Response:
            asked = self.asked(request)
            return self.respond(request, asked, show(asked))

        return endpoint

    def asked(self, request: Request) -> Asked:
        """What the request asks, of the snapshot that is newest now."""
        key = key_in(str(request.path_params.get("key", "")))
        path = request.url.path
        return Asked(self._network.snapshot, self._today(), request.query_params, path, key)

    def plain(self, request: Request) -> Asked:
        """The same path without its parameters: for a page about what is wrong with them."""
        return Asked(self._network.snapshot, self._today(), QueryParams(), request.url.path)

    def respond(self, request: Request, asked: Asked, shown: Shown) -> Response:
        fragment = is_fragment(request) and shown.status < 400
        name = f"{'_' if fragment else ''}{shown.template}.html"
        html = self.render(name, asked, shown)
        headers = {"Vary": VARY, "Cache-Control": "no-cache", **(shown.headers or {})}
        return HTMLResponse(html, shown.status, headers)

    def render(self, name: str, asked: Asked, shown: Shown, css: str = "") -> str:
        """`css` is the style of a picture that is a file of its own."""
        template = self._templates.get_template(name)
        return template.render(asked=asked, urls=asked.urls, shown=shown, page=shown.page, css=css)


def is_fragment(request: Request) -> bool:
    """Does htmx ask for a part of the page? Restoring the history needs the whole of it."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-History-Restore-Request") != "true"
    )
