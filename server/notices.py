"""What a change has done, told once on the page that it leads to. A cookie carries it there: an
address would tell it again whenever it is opened, and to everybody it is sent to."""

import json
from typing import NamedTuple
from urllib.parse import quote, unquote

from starlette.responses import RedirectResponse, Response

from graph.language import told
from server.cookies import NOTICE, Cookies
from server.pages.asked import Shown

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


def redirect(written: Written, cookies: Cookies) -> Response:
    response = RedirectResponse(written.href, status_code=303)
    carried = quote(json.dumps([told(part) for part in written.notice]))
    cookies.put(response, NOTICE, carried, SECONDS, "strict")
    return response


def notice_in(carried: str | None) -> Notice | None:
    """None for what `redirect` cannot have written: its link leads to a page here."""
    try:
        parts = json.loads(unquote((carried or "")[: LONGEST * 9]))
    except ValueError:
        return None
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(p, str) for p in parts):
        return None
    notice = Notice(*parts)
    return notice if notice.href.startswith(LEADS) or not notice.href else None
