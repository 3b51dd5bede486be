"""Designations of a village told directly: that it is designated, and that it has left the list."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.days import Day
from graph.errors import NotFound
from graph.language import Said, say
from graph.network.snapshot import NOWHERE
from graph.registry.database import Command
from graph.registry.designating import Exit, NewDesignation, designate_village, end_designation
from graph.rights import Forbidden
from graph.words import DesignationKind, PartyKind, Side
from server.address import DESIGNATIONS
from server.notices import Notice, Written
from server.pages.actions import DAY_HINT
from server.pages.asked import Asked, Ref, Shown
from server.pages.forms import Field, FormPage, Kind, Sent, Typed, entries, faults
from server.pages.moments import written

KINDS = tuple(DesignationKind)
EVIDENCE = Field(
    "source",
    say("依据"),
    hint=say("文件或名单的名称和日期，如：2018年贫困村名单"),
    required=True,
)
DESIGNATED = (
    Field("kind", say("类别"), Kind.WORD, required=True, words=KINDS),
    Field("start", say("认定日期"), Kind.DAY, say("{how}；不知道就空着", how=DAY_HINT)),
    EVIDENCE,
)
LEAVING = (
    Field("kind", say("类别"), Kind.WORD, required=True, words=KINDS),
    Field(
        *("end", say("退出日期"), Kind.DAY),
        say("{how}；从这一天起不再是", how=DAY_HINT),
        required=True,
    ),
    EVIDENCE,
)


class Told(NamedTuple):
    """What was typed of a designation; the day is when it begins, or ends."""

    kind: DesignationKind
    day: Day | None
    source: str


def village_of(asked: Asked) -> int:
    """The row of the village that the address names. Raises NotFound for what is none."""
    parties = asked.snapshot.parties
    row = parties.row(asked.key)
    if parties.kind.at[row] != PartyKind.VILLAGE or parties.side.at[row] != Side.RECIPIENT:
        raise NotFound(say("{name}不是受援方的村", name=parties.name(row)[:40]))
    return row


def open_kinds(asked: Asked, village: int) -> tuple[DesignationKind, ...]:
    """Those of its designations that have no end yet."""
    held = asked.snapshot.designations
    low, high = held.village.array.searchsorted((village, village + 1)).tolist()
    found = {held.kind.at[row] for row in range(low, high) if not written(held.end.at[row], 0)}
    return tuple(kind for kind in KINDS if kind in found)


def first_values(asked: Asked, village: int, *, leaving: bool) -> Mapping[str, str]:
    """What stands in the form at first: the only kind that it can leave."""
    kinds = open_kinds(asked, village) if leaving else ()
    return {"kind": kinds[0].text} if len(kinds) == 1 else {}


def told(typed: Typed, *, leaving: bool) -> Told:
    """Raises Rejected, with all that is wrong."""
    kind = typed.word("kind", KINDS)
    day = typed.needed_day("end", say("请写明哪一天退出")) if leaving else typed.day("start")
    missing = say("每次退出都要写明依据") if leaving else say("每次认定都要写明依据")
    source = typed.needed_text("source", missing)
    typed.refuse()
    return Told(kind, day, source)


def lead(name: str, *, leaving: bool) -> Said:
    if leaving:
        return say(
            "{name}从退出日起不再是这一类的村，之前各天不变。摘帽不摘帮扶："
            "看覆盖时选“含已退出”仍然计它。",
            name=name,
        )
    return say(
        "{name}从认定日期起是这一类的村，计入目标村；没有写日期的，所有日期都计。", name=name
    )


class DesignationForm:
    def __init__(self, *, leaving: bool) -> None:
        self._leaving = leaving
        self._fields = LEAVING if leaving else DESIGNATED

    def show(self, asked: Asked, sent: Sent) -> Shown:
        village = village_of(asked)
        if sent.values is None:
            _check_may_name(asked, village)
        key, name = asked.snapshot.parties.key(village), asked.ref(village).text
        start = first_values(asked, village, leaving=self._leaving)
        page = FormPage(
            lead(name, leaving=self._leaving),
            asked.urls.designation(key, "exit" if self._leaving else "designate"),
            say("写明退出") if self._leaving else say("写明认定"),
            entries(asked, self._fields, sent.values or start, sent.problems),
            (),
            faults(self._fields, sent.problems),
            Ref(say("不写了，回到这个村"), asked.urls.party(key)),
        )
        title = say("退出：{name}", name=name) if self._leaving else say("认定：{name}", name=name)
        return Shown("action", title, page, asked.path_to(village), sent.status)

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        village = village_of(asked)
        _check_may_name(asked, village)
        key = asked.snapshot.parties.key(village)
        kind, day, source = told(typed, leaving=self._leaving)
        if self._leaving:
            assert day is not None
            leaving = Exit(key, kind, day, source)
            return lambda database, who: str(end_designation(database, who, leaving))
        new = NewDesignation(key, kind, source, day)
        return lambda database, who: str(designate_village(database, who, new))

    def written(self, asked: Asked, _: Typed, result: str) -> Written:
        key = asked.snapshot.parties.key(village_of(asked))
        text = say("已写明退出。") if self._leaving else say("已写明认定。")
        notice = Notice(text, asked.urls.batch(int(result)), say("看这一批，可以撤销"))
        return Written(asked.urls.party(key), notice)


def _check_may_name(asked: Asked, village: int) -> None:
    """Raises Forbidden."""
    if not asked.may_name(village):
        parties = asked.snapshot.parties
        county = parties.county.at[village]
        place = say("它所在的县") if county == NOWHERE else parties.name(county)
        raise Forbidden(
            say(
                "{who}不能改{name}的认定；由市级账号或支援{place}的区来改",
                who=asked.actor.described,
                name=parties.name(village)[:40],
                place=place,
            )
        )


FORMS = {
    DESIGNATIONS["designate"]: DesignationForm(leaving=False),
    DESIGNATIONS["exit"]: DesignationForm(leaving=True),
}
"""By the last segment of their addresses."""
