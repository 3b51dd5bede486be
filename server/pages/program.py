"""The pages of the program and the words that it explains, to be found by name, pinyin and
initials like whatever the ledger holds."""

from collections.abc import Callable, Iterator
from textwrap import shorten
from typing import NamedTuple

from graph.language import CHINESE, language_now, say, say_as, told
from graph.naming import normalise
from server.pages.asked import Asked
from server.pages.explained import ENTRIES, Entry, Term
from server.pages.spelled import SPELLED
from server.urls import Urls

May = Callable[[Asked], bool]
SHOWN = 40
"""Signs of what a word means that are shown of it."""


class Place(NamedTuple):
    """A page: `also` are other words that people have for it, `about` says what is done there."""

    title: str
    about: str
    href: Callable[[Urls], str]
    also: tuple[str, ...] = ()
    may: May = lambda _: True


class Found(NamedTuple):
    """`rank` is as in `graph.analysis.search`."""

    title: str
    about: str
    href: str
    rank: int


def _writes(asked: Asked) -> bool:
    return asked.can_write


def _kept(asked: Asked) -> bool:
    return asked.database is not None


PLACES = (
    Place(say("总览"), say("覆盖到哪一步，要做什么"), Urls.overview, (say("首页"),)),
    Place(say("覆盖"), say("按省、市、县、乡镇看"), Urls.coverage, (say("覆盖率"),)),
    Place(
        say("待结对村"),
        say("没有签订村级结对的目标村"),
        Urls.uncovered,
        (say("未结对"), say("未覆盖")),
    ),
    Place(say("目标村"), say("所有目标村"), Urls.villages, (say("深度贫困村"), say("贫困村"))),
    Place(say("结对关系"), say("所有结对关系"), Urls.pairings, (say("结对台账"),)),
    Place(say("登记结对关系"), say("新登记一条"), Urls.register, (say("新增结对"),), _writes),
    Place(say_as("nav", "支援区"), say("各区的覆盖和结对关系"), Urls.districts, (say("各区"),)),
    Place(say("关系图"), say("所有的图"), Urls.pictures, (say("图"),)),
    Place(say("各区支援哪些县"), say("画成图"), Urls.city, (say("全市关系图"),)),
    Place(say("示意地图"), say("受援县在哪里，覆盖到哪一步"), Urls.map, (say("地图"),)),
    Place(
        say_as("nav", "主体"),
        say("行政区划和单位"),
        Urls.parties,
        (say("单位名录"), say("行政区划")),
    ),
    Place(say("依赖"), say("谁退出，失去的村最多"), Urls.dependence, (say("只有一个支援方"),)),
    Place(say("退出的后果"), say("假设支援方退出"), Urls.withdrawal, (say("退出"),)),
    Place(
        say("结对方案"), say("请谁来接没有支援方的村"), Urls.proposals, (say("方案"), say("采纳"))
    ),
    Place(say("村的定名"), say("为待定名村写上村名"), Urls.namings, (say("待定名"), say("定名"))),
    Place(say("数据质量"), say("台账里要改的行"), Urls.quality, (say("核对"), say("检查"))),
    Place(
        say("计划与台账对照"),
        say("文件的数与台账的数"),
        Urls.reconciliation,
        (say("对照"), say("计划")),
    ),
    Place(say("走势"), say("按季度的覆盖"), Urls.series, (say("季度"),)),
    Place(say("变化"), say("一年来哪些村变了"), Urls.changes, (say("变了的村"),)),
    Place(say("发生了什么"), say("一年来的签订、到期、移交"), Urls.happenings, (say("事件"),)),
    Place(
        say("参与情况"), say("各区的镇街、村、单位参与了没有"), Urls.participation, (say("参与"),)
    ),
    Place(
        say("受援单位"),
        say("受援的学校、医院有没有支援方"),
        Urls.institutions,
        (say("学校"), say("医院")),
    ),
    Place(say("最短联系"), say("两个主体怎样连起来"), Urls.way, (say("联系"),)),
    Place(say("同县支援"), say("哪些区支援同一个县"), Urls.shared, ()),
    Place(say("网络结构"), say("结对网络连成几片"), Urls.structure, (say("网络"),)),
    Place(
        say("导入台账"),
        say("交来台账文件，先检查再写入"),
        Urls.uploads,
        (say("导入"), say("上传")),
        _writes,
    ),
    Place(
        say("取出台账"),
        say("台账文件和空白表"),
        Urls.exports,
        (say("导出"), say("下载"), say("空白表")),
    ),
    Place(
        say("改动"), say("每一批写入，可以撤销"), Urls.batches, (say("撤销"), say("批次")), _kept
    ),
    Place(
        say("审计记录"), say("谁在什么时候改了什么"), Urls.audit, (say("审计"), say("日志")), _kept
    ),
    Place(
        say("受援县的建议"), say("定名、认定和退出的建议"), Urls.suggestions, (say("建议"),), _kept
    ),
    Place(say("我的筛选"), say("保存过的筛选"), Urls.filters, (say("保存的筛选"),), _kept),
    Place(
        say("我的账号"),
        say("密码、登录、令牌"),
        lambda _: "/account",
        (say("密码"), say("令牌")),
        _kept,
    ),
    Place(say("词语与用法"), say("每个词是什么意思"), Urls.help, (say("帮助"), say("说明"))),
    Place(say("快捷键"), say("键盘怎么用"), lambda urls: urls.help("keyboard"), (say("键盘"),)),
)


def find_program(asked: Asked, text: str) -> list[Found]:
    """Pages and words that the text finds, best first."""
    sought = normalise(text).lower()
    found = [one for one in _all(asked, sought) if one.rank >= 0] if sought else []
    return sorted(found, key=lambda one: one.rank)


def _all(asked: Asked, sought: str) -> Iterator[Found]:
    for place in PLACES:
        if place.may(asked):
            rank = _rank((place.title, *place.also), sought)
            yield Found(place.title, place.about, place.href(asked.urls), rank)
    for entry in ENTRIES:
        yield _word(asked, entry, sought)
        for term in entry.terms:
            yield _word(asked, term, sought)


def _word(asked: Asked, word: Entry | Term, sought: str) -> Found:
    title, href = say("词语：{title}", title=word.title), asked.urls.help(word.code)
    return Found(title, _beginning(told(word.text)), href, _rank((word.title,), sought))


def _beginning(text: str) -> str:
    return text[:SHOWN] if language_now() == CHINESE else shorten(text, 2 * SHOWN, placeholder="…")


def _rank(names: tuple[str, ...], sought: str) -> int:
    """-1 when none of the names, their pinyin and initials contains it; nor, for who reads another
    language, the names in that."""
    lines = [line for name in names for line in (normalise(name).lower(), *SPELLED[name])]
    if language_now() != CHINESE:
        lines += [normalise(told(name)).lower() for name in names]
    ranks = [
        0 if line == sought else 1 if line.startswith(sought) else 2
        for line in lines
        if sought in line
    ]
    return min(ranks, default=-1)


def names() -> Iterator[str]:
    """All names by which something of the program is found: `spelled` has them."""
    for place in PLACES:
        yield from (place.title, *place.also)
    for entry in ENTRIES:
        yield entry.title
        yield from (term.title for term in entry.terms)
