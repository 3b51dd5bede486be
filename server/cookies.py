"""Cookies: what they are called and how they are kept.

Over https their names begin with `__Host-`, which no other host and no plain HTTP can set. Plain
HTTP is served on this machine alone; not every browser trusts it with such cookies.
"""

from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

PREFIX = "__Host-"
SESSION = "jiedui"
NOTICE = "notice"
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of a site. Scripts see none of them."""

    https: bool = False

    def called(self, name: str) -> str:
        return f"{PREFIX if self.https else ''}{name}"

    def read(self, headers: Headers, name: str) -> str | None:
        return _sent(headers).get(self.called(name))

    def put(
        self,
        response: Response,
        name: str,
        value: str,
        seconds: int | None = None,
        same_site: Literal["lax", "strict"] = "lax",
    ) -> None:
        """Without `seconds` it lasts until the browser is closed."""
        response.set_cookie(
            self.called(name),
            value,
            max_age=seconds,
            path="/",
            secure=self.https,
            httponly=True,
            samesite=same_site,
        )

    def drop(self, response: Response, name: str) -> None:
        response.delete_cookie(self.called(name), path="/", secure=self.https, httponly=True)


def carries_session(headers: Headers) -> bool:
    """Does the request bring somebody's session, under either name?"""
    return not {SESSION, f"{PREFIX}{SESSION}"}.isdisjoint(_sent(headers))


def _sent(headers: Headers) -> dict[str, str]:
    return cookie_parser("; ".join(headers.getlist("cookie")))
