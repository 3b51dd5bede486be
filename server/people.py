"""Finding out who acts: by the session of the pages, by the token of a program, or, as long as
nobody has an account, by being at this machine.

What was found is remembered for a moment, so that most requests ask no SQL. A sign-out or a
disabled account takes effect within SESSION_SECONDS everywhere, and at once where it was made; the
first account ends single-user mode within ACCOUNTS_SECONDS.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.registry.accounts import has_accounts
from graph.registry.database import Database
from graph.registry.sessions import session_actor
from graph.registry.tokens import token_actor
from server.cookies import SESSION, Cookies
from server.person import GUEST, KEY, STRANGER, Person, Way, alone
from server.settings import Settings

ACCOUNTS_SECONDS = 1.0
SESSION_SECONDS = 4.0
MOST_REMEMBERED = 10_000
BEARER = "bearer "
FOR_PROGRAMS = "/graphql"
"""The only address where a token counts."""
FOR_EVERYBODY = ("/static/", "/healthz")
"""Addresses that answer everybody alike, so nobody asks who it is."""

Clock = Callable[[], float]


class People:
    """Knows who a request is from. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        database: Database | None,
        single: str,
        clock: Clock = time.monotonic,
    ) -> None:
        """`single` is the name of who acts while nobody has an account. Without a database there
        are no accounts, and nothing to write."""
        self.cookies = Cookies(settings.is_https)
        self._database = database
        self._single = alone(single) if database is None or not settings.is_open else STRANGER
        self._guest = GUEST if settings.public_reading else STRANGER
        self._clock = clock
        self._lock = Lock()
        self._accounts = (False, float("-inf"))
        self._found: dict[str, tuple[Person, float]] = {}

    def remembered(self, scope: Scope) -> Person | None:
        """Who it is, if that is known without SQL."""
        if self._database is None:
            return self._single
        there, until = self._accounts
        if self._clock() >= until:
            return None
        return self._known(Headers(scope=scope), scope["path"]) if there else self._single

    def find(self, scope: Scope) -> Person:
        """Who it is; asks the database."""
        if not self._has_accounts():
            return self._single
        headers = Headers(scope=scope)
        secret, token = self.secret(headers), _token(headers, scope["path"])
        person = self._by_session(secret) or self._by_token(token)
        return person or (STRANGER if token else self._guest)

    def secret(self, headers: Headers) -> str:
        """What the session cookie holds; empty without one."""
        return self.cookies.read(headers, SESSION) or ""

    def forget(self, secret: str) -> None:
        """Asks again about this session, which has ended."""
        with self._lock:
            self._found.pop(_key(secret), None)

    def forget_all(self) -> None:
        """Asks again about everybody: something has ended, not known whose."""
        with self._lock:
            self._found.clear()

    def _known(self, headers: Headers, path: str) -> Person | None:
        sent = (self.secret(headers), _token(headers, path))
        secrets = [each for each in sent if each]
        if not secrets:
            return self._guest
        # A token counts only where the session is none, which SQL alone can tell.
        person, until = self._found.get(_key(secrets[0]), (None, 0.0))
        return person if self._clock() < until else None

    def _has_accounts(self) -> bool:
        there, until = self._accounts
        if self._database is not None and self._clock() >= until:
            begun = self._clock()
            with self._database.read() as connection:
                there = has_accounts(connection)
            self._accounts = (there, begun + ACCOUNTS_SECONDS)
        return there

    def _by_session(self, secret: str) -> Person | None:
        if not secret or self._database is None:
            return None
        begun = self._clock()
        actor = session_actor(self._database, secret)
        return self._remember(secret, Person(actor, Way.SESSION) if actor else None, begun)

    def _by_token(self, token: str) -> Person | None:
        if not token or self._database is None:
            return None
        begun = self._clock()
        found = token_actor(self._database, token)
        # One that may not write acts as a reader.
        person = Person(found[0], Way.TOKEN) if found else None
        return self._remember(token, person, begun)

    def _remember(self, secret: str, person: Person | None, begun: float) -> Person | None:
        with self._lock:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            if person is not None:
                self._found[_key(secret)] = (person, begun + SESSION_SECONDS)
        return person


class WhoActs:
    """Finds who each request is from, for all that answer it. Answers differ by the cookies, that
    of the language too; what an account is shown is kept by nobody between."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app = app
        self._people = people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(FOR_EVERYBODY):
            await self._app(scope, receive, send)
            return
        person = self._people.remembered(scope)
        if person is None:
            person = await run_in_threadpool(self._people.find, scope)
        scope[KEY] = person

        async def send_for(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Cookie")
                if person.has_account and headers.get("cache-control", "no-cache") == "no-cache":
                    headers["Cache-Control"] = "private, no-cache"
            await send(message)

        await self._app(scope, receive, send_for)


def _token(headers: Headers, path: str) -> str:
    sent = headers.get("authorization", "")
    if path != FOR_PROGRAMS or sent[: len(BEARER)].lower() != BEARER:
        return ""
    return sent[len(BEARER) :].strip()


def _key(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
