"""Pages for what went wrong; each says the way on."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.analysis.search import find_parties
from graph.network.snapshot import Snapshot
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.parties import PartyLine, party_line

MOST_SUGGESTIONS = 8
SHORTEST = 2
"""Characters of an unknown key that still narrow a search."""
LONGEST = 40
BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Trouble:
    """`way_on` leads to what probably works, `suggestions` are parties that might be meant."""

    message: str
    way_on: tuple[Ref, ...] = ()
    suggestions: tuple[PartyLine, ...] = ()


def bad_query(asked: Asked, error: BadQuery) -> Shown:
    above = asked.path.rpartition("/")[0]
    if above and error.name not in asked.query:
        page = Trouble(str(error), (Ref("回到上一级", asked.urls.to(above)),))
        return Shown("trouble", "网址里缺一项", page, status=400)
    without = Ref(f"去掉这一项（{error.name}），再看这一页", asked.again(**{error.name: None}))
    return Shown("trouble", "网址里有一项看不懂", Trouble(str(error), (without,)), status=400)


def not_found(asked: Asked, message: str, sought: str) -> Shown:
    if asked.path.startswith("/suggestions"):
        page = Trouble(message, (Ref("看所有建议", asked.urls.suggestions()),))
        return Shown("trouble", "找不到", page, status=404)
    if asked.path.startswith("/batches"):
        page = Trouble(message, (Ref("看所有改动", asked.urls.batches()),))
        return Shown("trouble", "找不到", page, status=404)
    lines = tuple(party_line(asked, row) for row in _nearest(asked.snapshot, sought))
    search = Ref("搜索所有主体", asked.urls.parties())
    return Shown("trouble", "找不到", Trouble(message, (search,), lines), status=404)


def no_page(asked: Asked) -> Shown:
    message = "没有这个网址。可能是输错了，也可能页面改了名。"
    return Shown("trouble", "没有这一页", Trouble(message, (_home(asked),)), status=404)


def not_allowed(asked: Asked, allow: str) -> Shown:
    message = f"这个网址只接受 {allow}。"
    page = Trouble(message, (_home(asked),))
    return Shown("trouble", "不能这样请求", page, status=405, headers={"Allow": allow})


def refused(asked: Asked, status: int) -> Shown:
    message = {413: "提交的内容太大。"}.get(status, "这个请求看不懂。")
    return Shown("trouble", "请求被拒绝", Trouble(message, (_home(asked),)), status=status)


def forbidden(asked: Asked, message: str, before: str) -> Shown:
    """`before` is the page that led here."""
    back = () if before == asked.path else (Ref("回到刚才的页面", before),)
    ways = (*back, Ref("看自己的账号有什么权限", asked.urls.account()))
    return Shown("trouble", "没有这个权限", Trouble(f"{message}。", ways), status=403)


def unexpected(asked: Asked, request_id: str) -> Shown:
    told = f"编号 {request_id}" if request_id else "时间和网址"
    message = f"程序出错了，不是您的问题；详情已记入日志，请把{told}告诉管理员。台账没有改动。"
    return Shown("trouble", "出错了", Trouble(message, (_home(asked),)), status=500)


def busy(asked: Asked, message: str) -> Shown:
    """Somebody else writes for longer than one can wait, or the database is not there."""
    page = Trouble(f"{message}。台账没有改动。", (_home(asked),))
    headers = {"Retry-After": str(BUSY_SECONDS)}
    return Shown("trouble", "现在写不了", page, status=503, headers=headers)


def no_file(asked: Asked, message: str) -> Shown:
    """A list that no file of this form holds."""
    page = Trouble(f"取不出这张表：{message}。", (_home(asked),))
    return Shown("trouble", "取不出文件", page, status=422)


def _home(asked: Asked) -> Ref:
    return Ref("回到总览", asked.urls.overview())


def _nearest(snapshot: Snapshot, sought: str) -> Sequence[int]:
    """What shares the longest beginning with the text."""
    text = sought.strip()[:LONGEST]
    while len(text) >= SHORTEST:
        found: list[int] = find_parties(snapshot, text)[:MOST_SUGGESTIONS].tolist()
        if found:
            return found
        text = text[: len(text) * 3 // 4] if len(text) > 12 else text[:-1]
    return []
