"""Filters that the reader keeps: those of a list beside it, all of them on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from graph.language import say, say_as
from graph.registry.saved_filters import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    MOST,
    SavedFilter,
    filters_of,
)
from server.address import grouped
from server.pages.asked import PARAMETERS, Asked, Ref, Show, Shown
from server.pages.forms import Sent
from server.person import Way
from server.urls import Urls

__all__ = ["MOST", "address_in", "kept_at", "saved_page", "saved_refs", "with_filters"]

LISTS: Mapping[str, str] = {
    "/villages": say("目标村"),
    "/uncovered": say("待结对村"),
    "/pairings": say("结对关系"),
    "/parties": say_as("nav", "主体"),
    "/coverage": say("覆盖"),
    "/city": say("各区支援哪些县"),
    "/map": say("示意地图"),
    "/proposals": say("结对方案"),
    "/dependence": say("依赖"),
    "/dependence/withdrawal": say("退出的后果"),
    "/participation": say("参与情况"),
    "/participation/list": say("参与名单"),
    "/institutions": say("受援单位"),
    "/institutions/list": say("受援单位名单"),
    "/series": say("走势"),
    "/changes": say("变化"),
    "/changes/happenings": say("发生了什么"),
    "/network/shared": say("同县支援"),
    "/network/structure": say("网络结构"),
    "/network/members": say("连在一起的主体"),
    "/naming": say("村的定名"),
    "/quality": say("数据质量"),
    "/quality/{key:path}": say("数据质量的一项"),
    "/reconciliation": say("计划与台账对照"),
    "/audit": say("审计记录"),
    "/batches": say("改动"),
    "/suggestions": say("受援县的建议"),
}
"""Pages that can be narrowed, by the path of their route, and what they are called."""
BELOW = tuple(path.removesuffix("{key:path}") for path in LISTS if path.endswith("{key:path}"))


class SavedLine(NamedTuple):
    """One filter: where it leads, what list it narrows, and where it is renamed or deleted."""

    id: int
    name: str
    href: str
    list: str
    action: str


@dataclass(frozen=True, slots=True)
class SavedPart:
    """What stands beside a list: the filters of this list, and the address that may be kept, empty
    where nothing is narrowed or it is kept already."""

    lines: tuple[Ref, ...]
    here: str
    address: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    lines: tuple[SavedLine, ...]
    most: int
    longest: int
    faults: tuple[str, ...]
    typed: Mapping[str, str]


def kept_at(path: str, show: Show) -> Show:
    """The view of a route, with the reader's filters beside it where it is one of LISTS."""
    return with_filters(show) if path in LISTS else show


def with_filters(show: Show) -> Show:
    """The view of a list, with the reader's filters of this list beside it."""

    def shown(asked: Asked) -> Shown:
        return replace(show(asked), saved=saved_part(asked))

    return shown


def keeps_filters(asked: Asked) -> bool:
    """May who asks keep filters? Whoever is not known, and programs, may not."""
    return asked.database is not None and asked.person.way in (Way.SESSION, Way.ALONE)


def saved_part(asked: Asked) -> SavedPart | None:
    if not keeps_filters(asked):
        return None
    here = asked.again(page=None)
    own = [one for one in _filters(asked) if urlsplit(one.address).path == quote(asked.path)]
    kept = {one.address for one in own}
    narrowed = bool(asked.others("at", "target", "exited"))
    free = narrowed and here not in kept and len(here) <= LONGEST_ADDRESS
    return SavedPart(tuple(Ref(one.name, one.address) for one in own), here, here if free else "")


def saved_refs(asked: Asked) -> tuple[Ref, ...]:
    """All filters of who asks, as links."""
    if not keeps_filters(asked):
        return ()
    return tuple(Ref(one.name, one.address) for one in _filters(asked))


def saved_page(asked: Asked, sent: Sent | None = None) -> Shown:
    """All filters of who asks; `sent` is what was refused."""
    sent = sent or Sent()
    lines = tuple(
        SavedLine(one.id, one.name, one.address, _list(one.address), asked.urls.filter(one.id))
        for one in _filters(asked)
    )
    page = SavedPage(
        *(lines, MOST, LONGEST_NAME),
        tuple(problem.message for problem in sent.problems),
        sent.values or {},
    )
    return Shown("filters", say("我的筛选"), page, status=sent.status)


def address_in(text: str) -> str | None:
    """The address of a list here, written as pages write it; None for any other text. Parameters
    that no page understands are left out."""
    if len(text) > LONGEST_ADDRESS or not text.startswith("/") or text.startswith("//"):
        return None
    try:
        parts = urlsplit(text)
        path, pairs = unquote(parts.path, errors="strict"), parse_qsl(parts.query)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not path.isprintable() or "\\" in path:
        return None
    if path not in LISTS and not path.startswith(BELOW):
        return None
    known = [pair for pair in pairs if pair[0] in PARAMETERS - {"page"}]
    address = Urls().to(quote(path), grouped(known))
    return address if len(address) <= LONGEST_ADDRESS else None


def _filters(asked: Asked) -> tuple[SavedFilter, ...]:
    assert asked.database is not None
    with asked.database.read() as connection:
        return filters_of(connection, asked.actor.name)


def _list(address: str) -> str:
    path = unquote(urlsplit(address).path)
    return LISTS.get(path) or next(
        (LISTS[f"{above}{{key:path}}"] for above in BELOW if path.startswith(above)), ""
    )
