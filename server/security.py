"""What every answer says about itself, and what no request gets past.

Pages hold no inline script or style, so the policy allows none; a test reads the templates.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN_SITES = ("same-origin", "none")
"""Values of Sec-Fetch-Site: our own page, or the person who typed the address."""
BODY_LIMIT = 1024 * 1024
"""How many bytes any request's body may have; endpoints may allow fewer."""


class SecurityHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
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
        message = "不接受这个主机名。请把它写进 JIEDUI_ALLOWED_HOSTS 再启动。\n"
        await PlainTextResponse(message, 400)(scope, receive, send)


class OriginCheck:
    """Refuses changes that another site's page asks for; no token is needed then.

    Browsers say where a request comes from by Sec-Fetch-Site, on plain HTTP by Origin; programs
    that send neither carry nobody's session.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or _is_own(scope):
            await self._app(scope, receive, send)
            return
        message = "这个请求来自别的网站，未作任何改动。\n"
        await PlainTextResponse(message, 403)(scope, receive, send)


def host_name(headers: Headers) -> str | None:
    """The Host header's name in lower case without the port; None when there is none."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OWN_SITES
    origin = headers.get("origin")
    # The scheme is not compared: behind a proxy that ends TLS it differs.
    return origin is None or origin.partition("://")[2] == headers.get("host")
