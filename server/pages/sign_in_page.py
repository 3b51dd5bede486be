"""Signing in."""

from dataclasses import dataclass

from graph.language import say
from graph.registry.throttle import SignInRefused
from server.pages.asked import Shown

LONGEST_LOGIN = 200


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`here` is its address, which says where one goes on; `refused` says why one was not let in,
    empty at first."""

    here: str
    login: str
    refused: str


def show(here: str, login: str = "", refused: SignInRefused | None = None) -> Shown:
    page = SignInPage(here, login[:LONGEST_LOGIN], str(refused) if refused else "")
    if refused is None:
        return Shown("sign_in", say("登录"), page)
    wait = {} if refused.wait is None else {"Retry-After": str(refused.wait)}
    return Shown("sign_in", say("登录"), page, status=422, headers=wait)
