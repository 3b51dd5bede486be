"""What a change has done, told once on the page that it leads to. A cookie carries it there: an
address would tell it again whenever it is opened, and to everybody it is sent to."""

import json
from typing import NamedTuple
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.asked import Shown

COOKIE = "notice"
SECONDS = 60
LONGEST = 1500
LEADS = ("/pairings", "/batches")
"""Where the link of a notice may lead."""


class Notice(NamedTuple):
    """`href` leads to the other row that changed, if there is one."""

    text: str
    href: str = ""
    link: str = ""


class Written(NamedTuple):
    """Where a change leads, and what is said there; `part` is for those who asked from a part of
    a page and go on there."""

    href: str
    notice: Notice
    part: Shown | None = None


def redirect(written: Written) -> Response:
    response = RedirectResponse(written.href, status_code=303)
    carried = quote(json.dumps(list(written.notice)))
    response.set_cookie(
        COOKIE, carried, max_age=SECONDS, path="/", httponly=True, samesite="strict"
    )
    return response


def notice_in(request: Request) -> Notice | None:
    """None for what `redirect` cannot have written: its link leads to a page here."""
    carried = request.cookies.get(COOKIE, "")
    try:
        parts = json.loads(unquote(carried[: LONGEST * 9]))
    except ValueError:
        return None
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(p, str) for p in parts):
        return None
    notice = Notice(*parts)
    return notice if notice.href.startswith(LEADS) or not notice.href else None


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
