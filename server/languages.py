"""The language of the pages: which one a reader chose, and choosing it."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.language import CHINESE, languages, speaking
from server.cookies import LANGUAGE, Cookies
from server.gate import page_before
from server.writing import sent_values

KEPT_SECONDS = 365 * 24 * 3600


class Language:
    """Answers each request in the language that its cookie names, and in Chinese without one."""

    def __init__(self, app: ASGIApp, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies
        self._had = languages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chosen = self._cookies.read(Headers(scope=scope), LANGUAGE)
        with speaking(chosen if chosen in self._had else CHINESE):
            await self._app(scope, receive, send)


def language_routes(cookies: Cookies) -> list[BaseRoute]:
    """The switch: it changes nothing but the reader's own cookie, and leads back."""

    async def choose(request: Request) -> Response:
        chosen = (await sent_values(request)).get("language", "")
        response = RedirectResponse(page_before(request), 303)
        if chosen in languages():
            cookies.put(response, LANGUAGE, chosen, KEPT_SECONDS)
        return response

    return [Route("/language", choose, methods=["POST"])]
