"""The gate before every route: lets in whom its policy names, and tells the others the way."""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.language import say
from graph.rights import Forbidden
from graph.words import Role
from server.desk import VARY, is_fragment
from server.graphql import JSON, Refusal, accepted
from server.person import Person, Way, person_of
from server.policies import Policy, policy_of
from server.security import SAFE_METHODS
from server.settings import is_loopback

SIGN_IN = "/sign-in"
ROUTE = "jiedui.route"
"""Where the request's scope says which route it has come to."""
LONGEST_ADDRESS = 2000


class Gate:
    """An ASGI application before another."""

    def __init__(self, app: ASGIApp, path: str, *, trusts_this_machine: bool) -> None:
        """`path` is that of the route. Behind a proxy every client may seem to be at this machine,
        which then is not to be trusted. Raises LookupError for a route without a policy."""
        self._app = app
        self._path = path
        self._looking, self._changing = policy_of(path)
        self._trusts_this_machine = trusts_this_machine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Forbidden for who is known and may not."""
        policy = self._looking if scope["method"] in SAFE_METHODS else self._changing
        person, scope[ROUTE] = person_of(scope), self._path
        is_here = policy is Policy.OPERATE and self._trusts_this_machine and _is_here(scope)
        if not is_here and not gets_past(person, policy):
            # At a machine without accounts nobody could sign in as a county.
            if person.has_account or (policy is Policy.SUGGEST and person.way is Way.ALONE):
                raise Forbidden(_refusal(person, policy))
            answer = _unknown if policy is Policy.QUERY else _to_sign_in
            await answer(Request(scope))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def guarded(routes: Iterable[BaseRoute], *, trusts_this_machine: bool) -> list[BaseRoute]:
    """The routes, each behind its gate. Raises LookupError for one without a policy."""
    found = list(routes)
    for route in found:
        if not isinstance(route, Route):
            raise LookupError(f"{route!r}: no policy can be found for such a route")
        route.app = Gate(route.app, route.path, trusts_this_machine=trusts_this_machine)
    return found


def gets_past(person: Person, policy: Policy) -> bool:
    return _GETS_PAST[policy](person)


_GETS_PAST: Mapping[Policy, Callable[[Person], bool]] = {
    Policy.OPEN: lambda _: True,
    Policy.READ: lambda person: person.may_read,
    Policy.QUERY: lambda person: person.may_read,
    Policy.WRITE: lambda person: person.actor.may_write,
    Policy.SUGGEST: lambda person: person.actor.role is Role.COUNTY,
    Policy.ABOUT_ONESELF: lambda person: person.way in (Way.SESSION, Way.ALONE),
    Policy.SIGNED_IN: lambda person: person.way is Way.SESSION,
    Policy.OPERATE: lambda person: person.way is not Way.NOBODY and person.actor.may_all,
}


def _is_here(scope: Scope) -> bool:
    client = scope.get("client")
    return client is not None and is_loopback(client[0])


def sign_in_address(leads: str) -> str:
    """Where one signs in, and is led on from."""
    return SIGN_IN if leads == "/" else f"{SIGN_IN}?next={quote(leads, safe='/')}"


def local_path(text: str) -> str:
    """The address if one may be led to it after signing in, else that of the first page."""
    return "/" if text.startswith((SIGN_IN, "/sign-out")) else _here(text)


def _here(text: str) -> str:
    """The address if it is one of a page here, else that of the first page. Browsers take a
    backslash for a slash and skip blanks, so an address with either is none."""
    plain = text.startswith("/") and not text.startswith("//")
    clean = text.isascii() and text.isprintable() and not {" ", "\\"} & set(text)
    return text if plain and clean and len(text) <= LONGEST_ADDRESS else "/"


def _refusal(person: Person, policy: Policy) -> str:
    if policy is Policy.SUGGEST:
        return say(
            "建议由受援县的账号就本县的村提出；市级和支援这个县的区可以直接定名、认定和写明退出"
        )
    if person.actor.role is Role.COUNTY:
        return say(
            "{who}只能看，不能改台账；要改，由市级账号或支援本县的区来做。"
            "本县的村要定名、认定或退出，请到那个村的页面提出建议",
            who=person.actor.described,
        )
    return say(
        "{who}只能看，不能改台账。要改，请用市级账号或所属区的账号登录，或请有这个权限的同事来改",
        who=person.actor.described,
    )


def _unknown(request: Request) -> Response:
    """As GraphQL over HTTP says."""
    try:
        media = accepted(request.headers.get("accept") or "*/*")
    except Refusal:
        media = JSON
    message = "Sign in, or send a token: Authorization: Bearer jd_…"
    error = {"message": message, "extensions": {"code": "UNAUTHENTICATED"}}
    headers = {"WWW-Authenticate": 'Bearer realm="jiedui"'}
    return Response(orjson.dumps({"errors": [error]}), 401, headers, media_type=media)


def _to_sign_in(request: Request) -> Response:
    address = sign_in_address(_leads(request))
    if is_fragment(request):
        # A redirect would put the page for signing in where the part belongs.
        return Response(status_code=401, headers={"HX-Redirect": address, "Vary": VARY})
    return RedirectResponse(address, 303)


def page_before(request: Request) -> str:
    """The page here that led to this request, whichever it is; the first when none is known."""
    return _here(_address(request.headers.get("referer", "")))


def _leads(request: Request) -> str:
    """What was looked at: the page itself, or the page that a form or a part belongs to."""
    if request.method in SAFE_METHODS and not is_fragment(request):
        return local_path(_address(str(request.url)))
    return local_path(page_before(request))


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
