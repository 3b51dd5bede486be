"""What every answer says about itself, and what no request gets past.

Pages hold no inline script or style, so the policy allows none; a test reads the templates.
"""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.language import say, told
from server.cookies import carries_session
from server.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""For a site with a name of its own: browsers come back by https alone."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN_SITES = ("same-origin", "none")
"""Values of Sec-Fetch-Site: our own page, or the person who typed the address."""
BODY_LIMIT = 1024 * 1024
"""How many bytes any request's body may have; endpoints may allow fewer."""


def headers_of(settings: Settings) -> Mapping[str, str]:
    """What every answer carries."""
    return {**HEADERS, **HSTS} if settings.public_url else HEADERS


class SecurityHeaders:
    """Adds these headers to every answer, but for one that an answer has of its own."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                own = {name.lower() for name, _ in given}
                added = [header for header in self._headers if header[0] not in own]
                message["headers"] = [*given, *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class HostCheck:
    """Refuses names that are not ours: a foreign page could point its own name at this server and
    read what only this machine may (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or host_name(Headers(scope=scope)) in self._hosts:
            await self._app(scope, receive, send)
            return
        message = say("不接受这个主机名。请在 JIEDUI_ALLOWED_HOSTS 或 JIEDUI_PUBLIC_URL 里写明。")
        await PlainTextResponse(f"{told(message)}\n", 400)(scope, receive, send)


class OriginCheck:
    """Refuses changes that another site's page asks for; no token in the form is needed then.

    Browsers say where a request comes from by Sec-Fetch-Site, on plain HTTP by Origin. What
    carries a session must say so by one of them; programs that say neither carry nobody's.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._is_own(scope):
            await self._app(scope, receive, send)
            return
        message = say("这个请求来自别的网站，或没有说明来自哪里，未作任何改动。")
        await PlainTextResponse(f"{told(message)}\n", 403)(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is None and origin is None:
            return not carries_session(headers)
        return site in (None, *OWN_SITES) and self._is_here(origin, headers)

    def _is_here(self, origin: str | None, headers: Headers) -> bool:
        if origin is None:
            return True
        scheme, _, host = origin.partition("://")
        # Where nothing is said of https, a proxy may still end TLS.
        schemes = ("https",) if self._https else ("https", "http")
        return scheme in schemes and bool(host) and host == headers.get("host")


def host_name(headers: Headers) -> str | None:
    """The Host header's name in lower case without the port; None when there is none."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None
