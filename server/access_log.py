"""The access log: one line of JSON for each request, for whoever runs the server.

It tells neither secrets nor what anybody typed to sign in: no cookies, no headers, no body, and no
query of the page for signing in.
"""

import json
import logging
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.person import person_of
from server.request_ids import request_id_of

log = logging.getLogger("jiedui.access")

WITHOUT_QUERY = ("/sign-in", "/account")


def write_to_stderr() -> None:
    """Each line of the log as it is, without what other loggers put before theirs."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


class AccessLog:
    """Writes the line when the answer has gone out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size = time.perf_counter(), 500, 0

        async def send_counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            log.info(_line(scope, status, size, time.perf_counter() - begun))


def _line(scope: Scope, status: int, size: int, seconds: float) -> str:
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    told = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": request_id_of(scope),
        "client": (scope.get("client") or ("", 0))[0],
        "who": person_of(scope).actor.name,
        "method": scope["method"],
        "path": path,
        "query": "" if path.startswith(WITHOUT_QUERY) else query,
        "status": status,
        "bytes": size,
        "ms": round(seconds * 1000, 1),
    }
    return json.dumps(told, ensure_ascii=False)
