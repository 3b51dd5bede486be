"""Which page answers which error. Nothing of an unexpected one is shown; it is in the log."""

import logging
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import DatabaseProblem, NotFound
from graph.rights import Forbidden
from server.desk import Desk
from server.gate import page_before
from server.pages import errors
from server.pages.asked import Asked, BadQuery, Shown
from server.request_ids import HEADER, request_id_of

log = logging.getLogger(__name__)

Handler = Callable[[Request, Exception], Response]


def handlers(desk: Desk, headers: Mapping[str, str]) -> Mapping[type[Exception], Handler]:
    """`headers` are those of every answer."""

    def answer(show: Callable[[Request, Asked, Exception], Shown]) -> Handler:
        def handler(request: Request, error: Exception) -> Response:
            # Parameters may be what is wrong, so the page itself is drawn without them.
            asked = desk.plain(request)
            return desk.respond(request, asked, show(request, asked, error))

        return handler

    def bad_query(request: Request, _: Asked, error: Exception) -> Shown:
        assert isinstance(error, BadQuery)
        return errors.bad_query(desk.asked(request), error)

    def not_found(request: Request, error: Exception) -> Response:
        if request.path_params.get("key") == "":
            return _without_slash(request)
        sought = _sought(desk.asked(request))
        return answer(lambda _, asked, __: errors.not_found(asked, str(error), sought))(
            request, error
        )

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and request.url.path.endswith("/"):
            return _without_slash(request)
        return answer(_refused)(request, error)

    def unexpected(request: Request, error: Exception) -> Response:
        id_ = request_id_of(request.scope)
        log.error("request %s: %s %s", id_, request.method, request.url.path, exc_info=error)
        response = answer(lambda _, asked, __: errors.unexpected(asked, id_))(request, error)
        # Starlette answers these outside of all middleware.
        response.headers.update({**headers, HEADER: id_})
        return response

    return {
        BadQuery: answer(bad_query),
        NotFound: not_found,
        Forbidden: answer(_forbidden),
        DatabaseProblem: answer(lambda _, asked, error: errors.busy(asked, str(error))),
        HTTPException: refused,
        Exception: unexpected,
    }


def _without_slash(request: Request) -> Response:
    """Addresses end without a slash; who typed one is led there."""
    path = quote(request.url.path.rstrip("/")) or "/"
    address = f"/{path.lstrip('/')}" + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(address, status_code=308)


def _refused(_: Request, asked: Asked, error: Exception) -> Shown:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return errors.no_page(asked)
    if error.status_code == 405:
        return errors.not_allowed(asked, (error.headers or {}).get("Allow", "GET"))
    return errors.refused(asked, error.status_code)


def _forbidden(request: Request, asked: Asked, error: Exception) -> Shown:
    return errors.forbidden(asked, str(error), page_before(request))


def _sought(asked: Asked) -> str:
    """What the address named, in its path or in a parameter."""
    names = ("within", "district", "donor_within", "of", "lead", "partner")
    named = (asked.query.get(name) for name in names)
    return asked.key or next(filter(None, named), "")
