"""The desk between HTTP and the views: it reads the request, calls the view, writes the page."""

import datetime
from collections.abc import Awaitable, Callable
from typing import Protocol

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph import days
from graph.language import language_now, languages
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from server.address import key_in
from server.assets import Assets
from server.cookies import NOTICE, Cookies
from server.notices import Notice, Written, notice_in, redirect
from server.pages.asked import Asked, Show, Shown
from server.person import person_of

VARY = "HX-Request, HX-Request-Type, HX-History-Restore-Request"
PLAIN = Cookies()
SCRIPT = "vendor/htmx.min.js"
"""Comes by an install step; without it pages are whole pages, and work."""

PARTIAL = (200, 403, 409, 422)
"""Answers that may be a part of a page; a form that was refused is one."""

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
        *,
        database: Database | None = None,
        cookies: Cookies = PLAIN,
    ) -> None:
        """Pages only read when there is no `database`."""
        self._cookies = cookies
        self._network = network
        self._database = database
        self._templates = templates
        self._today = today
        self._languages = languages()
        self._parts = frozenset(templates.list_templates())
        self._templates.globals["assets"] = assets
        self._templates.globals["script"] = assets.url(SCRIPT) if SCRIPT in assets else ""

    def page(self, show: Show) -> Endpoint:
        """An endpoint for a view. Views only reckon, so they need no thread of their own."""

        async def endpoint(request: Request) -> Response:
            asked = self.asked(request)
            return self.respond(request, asked, show(asked))

        return endpoint

    def reading_page(self, show: Show) -> Endpoint:
        """An endpoint for a view that reads SQL too, if there is any, and so in a thread."""
        if self._database is None:
            return self.page(show)

        async def endpoint(request: Request) -> Response:
            asked = self.asked(request)
            return self.respond(request, asked, await run_in_threadpool(show, asked))

        return endpoint

    def asked(self, request: Request) -> Asked:
        """What the request asks, of the snapshot that is newest now."""
        key = key_in(str(request.path_params.get("key", "")))
        path = request.url.path
        return Asked(
            *(self._network.snapshot, self._today(), request.query_params, path, key),
            self._database,
            person_of(request.scope),
        )

    def plain(self, request: Request) -> Asked:
        """The same path without its parameters: for a page about what is wrong with them."""
        return Asked(
            *(self._network.snapshot, self._today(), QueryParams(), request.url.path, ""),
            self._database,
            person_of(request.scope),
        )

    def respond(self, request: Request, asked: Asked, shown: Shown) -> Response:
        part = f"_{shown.template}.html"
        fragment = is_fragment(request) and shown.status in PARTIAL and part in self._parts
        name = part if fragment else f"{shown.template}.html"
        notice = None if fragment else notice_in(self._cookies.read(request.headers, NOTICE))
        html = self.render(name, asked, shown, notice=notice)
        headers = {"Vary": VARY, "Cache-Control": "no-cache", **(shown.headers or {})}
        response = HTMLResponse(html, shown.status, headers)
        if notice is not None:
            self._cookies.drop(response, NOTICE)
        return response

    def lead_on(self, written: Written) -> Response:
        """To where a change leads, and what is said there."""
        return redirect(written, self._cookies)

    def render(
        self, name: str, asked: Asked, shown: Shown, css: str = "", notice: Notice | None = None
    ) -> str:
        """`css` is the style of a picture that is a file of its own."""
        template = self._templates.get_template(name)
        given = {"urls": asked.urls, "page": shown.page, "css": css, "notice": notice}
        given |= {"language": language_now(), "languages": self._languages}
        return template.render(asked=asked, shown=shown, **given)


def is_fragment(request: Request) -> bool:
    """Does htmx ask for a part of the page? Restoring the history needs the whole of it."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-History-Restore-Request") != "true"
    )
