"""Pages for what went wrong; each says the way on."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from graph.analysis.search import find_parties
from graph.language import say
from graph.network.snapshot import Snapshot
from server.address import PNG, SVG, grouped
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.parties import PartyLine, party_line
from server.urls import Urls

MOST_SUGGESTIONS = 8
SHORTEST = 2
"""Characters of an unknown key that still narrow a search."""
LONGEST = 40
BUSY_SECONDS = 30
THIS_TABLE = say("这张表")


@dataclass(frozen=True, slots=True)
class Trouble:
    """`way_on` leads to what probably works, `suggestions` are parties that might be meant."""

    message: str
    way_on: tuple[Ref, ...] = ()
    suggestions: tuple[PartyLine, ...] = ()


def bad_query(asked: Asked, error: BadQuery) -> Shown:
    above = asked.path.rpartition("/")[0]
    if above and error.name not in asked.query:
        page = Trouble(str(error), (Ref(say("回到上一级"), asked.urls.to(above)),))
        return Shown("trouble", say("网址里缺一项"), page, status=400)
    without = Ref(
        say("去掉这一项（{name}），再看这一页", name=error.name), asked.again(**{error.name: None})
    )
    return Shown("trouble", say("网址里有一项看不懂"), Trouble(str(error), (without,)), status=400)


def not_found(asked: Asked, message: str, sought: str) -> Shown:
    if asked.path.startswith("/suggestions"):
        page = Trouble(message, (Ref(say("看所有建议"), asked.urls.suggestions()),))
        return Shown("trouble", say("找不到"), page, status=404)
    if asked.path.startswith("/batches"):
        page = Trouble(message, (Ref(say("看所有改动"), asked.urls.batches()),))
        return Shown("trouble", say("找不到"), page, status=404)
    lines = tuple(party_line(asked, row) for row in _nearest(asked.snapshot, sought))
    search = Ref(say("搜索所有主体"), asked.urls.parties())
    return Shown("trouble", say("找不到"), Trouble(message, (search,), lines), status=404)


def no_page(asked: Asked) -> Shown:
    message = say("没有这个网址。可能是输错了，也可能页面改了名。")
    return Shown("trouble", say("没有这一页"), Trouble(message, (_home(asked),)), status=404)


def not_allowed(asked: Asked, allow: str) -> Shown:
    message = say("这个网址只接受 {methods}。", methods=allow)
    page = Trouble(message, (_home(asked),))
    return Shown("trouble", say("不能这样请求"), page, status=405, headers={"Allow": allow})


def refused(asked: Asked, status: int) -> Shown:
    message = {413: say("提交的内容太大。")}.get(status, say("这个请求看不懂。"))
    return Shown("trouble", say("请求被拒绝"), Trouble(message, (_home(asked),)), status=status)


def forbidden(asked: Asked, message: str, before: str) -> Shown:
    """`before` is the page that led here."""
    back = () if before == asked.path else (Ref(say("回到刚才的页面"), before),)
    ways = (*back, Ref(say("看自己的账号有什么权限"), asked.urls.account()))
    return Shown("trouble", say("没有这个权限"), Trouble(_sentence(message), ways), status=403)


def unexpected(asked: Asked, request_id: str) -> Shown:
    it = say("编号 {key}", key=request_id) if request_id else say("时间和网址")
    message = say(
        "程序出错了，不是您的问题；详情已记入日志，请把{it}告诉管理员。台账没有改动。", it=it
    )
    return Shown("trouble", say("出错了"), Trouble(message, (_home(asked),)), status=500)


def busy(asked: Asked, message: str) -> Shown:
    """Somebody else writes for longer than one can wait, or the database is not there."""
    page = Trouble(say("{message}。台账没有改动。", message=message), (_home(asked),))
    headers = {"Retry-After": str(BUSY_SECONDS)}
    return Shown("trouble", say("现在写不了"), page, status=503, headers=headers)


def no_file(asked: Asked, message: str, what: str = THIS_TABLE) -> Shown:
    """A list, or something else, that no file of this form holds."""
    page = Trouble(say("取不出{what}：{message}。", what=what, message=message), (_home(asked),))
    return Shown("trouble", say("取不出文件"), page, status=422)


def no_picture(asked: Asked, message: str) -> Shown:
    """A picture that cannot be had as PNG; as SVG it can."""
    path = f"{quote(asked.path.removesuffix(PNG))}{SVG}"
    svg = Urls().to(path, grouped(asked.query.multi_items()))
    page = Trouble(_sentence(message), (Ref(say("改取 SVG"), svg), _home(asked)))
    return Shown("trouble", say("画不成图"), page, status=422)


def _sentence(message: str) -> str:
    return say("{message}。", message=message)


def _home(asked: Asked) -> Ref:
    return Ref(say("回到总览"), asked.urls.overview())


def _nearest(snapshot: Snapshot, sought: str) -> Sequence[int]:
    """What shares the longest beginning with the text."""
    text = sought.strip()[:LONGEST]
    while len(text) >= SHORTEST:
        found: list[int] = find_parties(snapshot, text)[:MOST_SUGGESTIONS].tolist()
        if found:
            return found
        text = text[: len(text) * 3 // 4] if len(text) > 12 else text[:-1]
    return []
