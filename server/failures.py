"""Which page answers which error. Nothing of an unexpected one is shown; it is in the log."""

from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NotFound
from server.desk import Desk
from server.pages import errors
from server.pages.asked import Asked, BadQuery, Shown
from server.security import HEADERS

Handler = Callable[[Request, Exception], Response]


def handlers(desk: Desk) -> Mapping[type[Exception], Handler]:
    def answer(show: Callable[[Request, Asked, Exception], Shown]) -> Handler:
        def handler(request: Request, error: Exception) -> Response:
            # Parameters may be what is wrong, so the page itself is drawn without them.
            asked = desk.plain(request)
            return desk.respond(request, asked, show(request, asked, error))

        return handler

    def bad_query(request: Request, _: Asked, error: Exception) -> Shown:
        assert isinstance(error, BadQuery)
        return errors.bad_query(desk.asked(request), error)

    def not_found(request: Request, asked: Asked, error: Exception) -> Shown:
        return errors.not_found(asked, str(error), _sought(desk.asked(request)))

    def unexpected(request: Request, error: Exception) -> Response:
        response = answer(lambda _, asked, __: errors.unexpected(asked))(request, error)
        # Starlette answers these outside of all middleware.
        response.headers.update(HEADERS)
        return response

    return {
        BadQuery: answer(bad_query),
        NotFound: answer(not_found),
        HTTPException: answer(_refused),
        Exception: unexpected,
    }


def _refused(_: Request, asked: Asked, error: Exception) -> Shown:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return errors.no_page(asked)
    if error.status_code == 405:
        return errors.not_allowed(asked, (error.headers or {}).get("Allow", "GET"))
    return errors.refused(asked, error.status_code)


def _sought(asked: Asked) -> str:
    """What the address named, in its path or in a parameter."""
    named = (asked.query.get(name) for name in ("within", "district", "donor_within", "of"))
    return asked.key or next(filter(None, named), "")
