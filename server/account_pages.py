"""Routes for signing in and out, and for one's own account: its password, sessions and tokens."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.accounts import change_password
from graph.registry.database import Database
from graph.registry.sessions import (
    SignInRefused,
    end_session,
    end_sessions,
    session_mark,
    sign_in,
    sign_out,
)
from graph.registry.tokens import make_token, revoke_token
from server.cookies import SESSION
from server.desk import Desk
from server.gate import SIGN_IN, local_path, sign_in_address
from server.notices import Notice, Written
from server.pages import account, sign_in_page
from server.pages.asked import Shown
from server.pages.forms import Sent
from server.people import People
from server.person import Way
from server.writing import sent_values

AT_ONCE = 4
"""Passwords that are looked at together; others wait without a thread that pages need."""
NOTHING = Sent()
FORGET_PAGES = {"Clear-Site-Data": '"cache"'}
"""Who goes back after signing out is shown nothing."""

Result = TypeVar("Result")


def account_routes(desk: Desk, database: Database, people: People) -> list[BaseRoute]:
    pages = _Pages(desk, database, people)
    return [
        Route("/sign-in", pages.sign_in, methods=["GET", "POST"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
        Route("/account", pages.account, methods=["GET"]),
        Route("/account/password", pages.password, methods=["POST"]),
        Route("/account/tokens", pages.token, methods=["POST"]),
        Route("/account/tokens/{key}/revoke", pages.revoke, methods=["POST"]),
        Route("/account/sessions/end", pages.end_all, methods=["POST"]),
        Route("/account/sessions/{key}/end", pages.end_one, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, desk: Desk, database: Database, people: People) -> None:
        self._desk = desk
        self._database = database
        self._people = people
        self._slow = CapacityLimiter(AT_ONCE)

    async def sign_in(self, request: Request) -> Response:
        asked, values = self._desk.asked(request), await _values(request)
        leads = local_path(request.query_params.get("next", "/"))
        here = sign_in_address(leads)
        if request.method != "POST":
            if asked.person.way is not Way.NOBODY:
                return RedirectResponse(leads, 303)
            return self._desk.respond(request, asked, sign_in_page.show(here))
        login, password = values.get("login", ""), values.get("password", "")
        try:
            secret = await self._at_leisure(lambda: sign_in(self._database, login, password))
        except SignInRefused as refused:
            shown = sign_in_page.show(here, login, refused)
            return self._desk.respond(request, asked, shown)
        # Whatever was there before, somebody else may know.
        await self._end(request)
        return self._signed_in(RedirectResponse(leads, 303), secret)

    async def sign_out(self, request: Request) -> Response:
        await self._end(request)
        return self._gone()

    async def account(self, request: Request) -> Response:
        return await self._shown(request)

    async def password(self, request: Request) -> Response:
        actor, values = self._desk.asked(request).actor, await _values(request)
        new = values.get("new", "")
        try:
            if new != values.get("again", ""):
                raise _problem("again", say("与上面的新密码不同"))
            old = values.get("old", "")
            await self._at_leisure(lambda: change_password(self._database, actor, old, new))
            secret = await self._at_leisure(lambda: sign_in(self._database, actor.name, new))
        except Rejected as error:
            return await self._shown(request, Sent(values, tuple(error.problems)))
        except SignInRefused as error:
            return await self._shown(request, _sent(values, "old", str(error)))
        self._people.forget_all()
        notice = Notice(say("密码已改；这个账号在别处的登录都已结束。"))
        return self._signed_in(self._desk.lead_on(Written(account.PATH, notice)), secret)

    async def token(self, request: Request) -> Response:
        actor, values = self._desk.asked(request).actor, await _values(request)
        name, may_write = values.get("name", ""), values.get("may_write") == "1"
        try:
            days = _days(values.get("days", ""))
            secret = await run_in_threadpool(
                make_token, self._database, actor, name, may_write, days
            )
        except Rejected as error:
            return await self._shown(request, Sent(values, tuple(error.problems)))
        return await self._shown(request, secret=secret)

    async def revoke(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        if not (asked.key.isascii() and asked.key.isdigit() and len(asked.key) <= 12):
            raise NotFound(say("没有编号为“{key}”的令牌", key=asked.key[:20]))
        token = await run_in_threadpool(revoke_token, self._database, asked.actor, int(asked.key))
        self._people.forget_all()
        notice = Notice(say("令牌“{name}”已吊销，用它的程序不再能用。", name=token.name))
        return self._desk.lead_on(Written(account.PATH, notice))

    async def end_all(self, request: Request) -> Response:
        actor = self._desk.asked(request).actor
        await run_in_threadpool(end_sessions, self._database, actor.name)
        self._people.forget_all()
        return self._gone()

    async def end_one(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        await run_in_threadpool(end_session, self._database, asked.actor.name, asked.key)
        self._people.forget_all()
        if asked.key == session_mark(self._people.secret(request.headers)):
            return self._gone()
        return self._desk.lead_on(Written(account.PATH, Notice(say("那一处登录已结束。"))))

    async def _shown(self, request: Request, sent: Sent = NOTHING, secret: str = "") -> Response:
        """One's account, with what was refused, or a token that is shown once."""
        asked = self._desk.asked(request)
        mark = session_mark(self._people.secret(request.headers))
        shown: Shown = await run_in_threadpool(account.account, asked, sent, secret, mark)
        return self._desk.respond(request, asked, shown)

    async def _at_leisure(self, work: Callable[[], Result]) -> Result:
        return await to_thread.run_sync(work, limiter=self._slow)

    async def _end(self, request: Request) -> None:
        """Ends the session that the request brings, if any."""
        if secret := self._people.secret(request.headers):
            await run_in_threadpool(sign_out, self._database, secret)
            self._people.forget(secret)

    def _signed_in(self, response: Response, secret: str) -> Response:
        self._people.cookies.put(response, SESSION, secret)
        return response

    def _gone(self) -> Response:
        response = RedirectResponse(SIGN_IN, 303, headers=FORGET_PAGES)
        self._people.cookies.drop(response, SESSION)
        return response


async def _values(request: Request) -> Mapping[str, str]:
    return await sent_values(request) if request.method == "POST" else {}


def _days(text: str) -> int:
    """Raises Rejected."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise _problem("days", say("请写天数，例如 90"))
    return int(text)


def _problem(field: str, message: str) -> Rejected:
    return Rejected([Problem((field,), "INVALID", message)])


def _sent(values: Mapping[str, str], field: str, message: str) -> Sent:
    return Sent(values, tuple(_problem(field, message).problems))
