"""What can be done with one pairing, each a small form at an address of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import NotFound
from graph.language import say
from graph.registry.commands import (
    Amended,
    Seen,
    amend_pairing,
    cancel_pairing,
    end_pairing,
    sign_pairing,
)
from graph.registry.database import Command, Database
from graph.registry.handing_over import hand_over_pairing
from graph.registry.pairing_desk import VILLAGES_BELOW
from graph.rights import Who
from graph.words import Stage
from server.notices import Notice, Written
from server.pages.allowed import check_may_change
from server.pages.asked import Asked, Ref, Shown
from server.pages.clash import clash_of, merged
from server.pages.forms import Field, FormPage, Kind, Sent, Typed, entries, faults
from server.pages.pairing_line import pairing_line
from server.pages.pairing_values import pairing_values

STANDING = (Stage.NEGOTIATING, Stage.PLANNED, Stage.SIGNED)
DAY_HINT = say("写成 2018-02-15、2018-02 或 2018，按知道的程度写")
AGREEMENT = Field("agreement", say("协议编号"))
TALKS = Field(
    *("negotiating_villages", say("村级协商中"), Kind.FLAG),
    say("乡镇或县结了对，与哪些村结对还在谈；谈定了选“否”，再登记村的结对关系"),
)
AMENDED = (
    Field(
        "stage", say("阶段"), Kind.WORD, say("改的是整段时间的阶段；由计划进到签订请用“签订”"), True
    ),
    TALKS,
    Field("start", say("起"), Kind.DAY, say("{how}；空着是起始不详", how=DAY_HINT)),
    Field("end", say("止"), Kind.DAY, say("{how}；当天起不再有效，空着是未定", how=DAY_HINT)),
    Field("lead", say("责任单位"), Kind.PARTY, say("谁负责这条结对；空着是支援方自己")),
    Field("partner", say("协作单位"), Kind.PARTY, say("和支援方一起做的单位，没有就空着")),
    Field("programme", say("帮扶渠道"), hint=say("如：携手奔小康、万企帮万村")),
    AGREEMENT,
    Field("note", say("备注")),
)

Make = Callable[[Typed, Seen], Command[str]]


class Action(NamedTuple):
    """`stages` are those in which it makes sense; `said` is told when it is done."""

    name: str
    title: str
    lead: str
    button: str
    make: Make
    said: str
    fields: tuple[Field, ...] = ()
    stages: tuple[Stage, ...] = STANDING
    grave: bool = False


def _same(seen: Seen, command: Command[None]) -> Command[str]:
    """After most commands the pairing itself is where to go on."""

    def run(database: Database, who: Who) -> str:
        command(database, who)
        return seen.key

    return run


def _sign(typed: Typed, seen: Seen) -> Command[str]:
    day, agreement = typed.date("day"), typed.text("agreement")
    return lambda database, who: sign_pairing(database, who, seen, day, agreement)


def _end(typed: Typed, seen: Seen) -> Command[str]:
    day = typed.date("end")
    return _same(seen, lambda database, who: end_pairing(database, who, seen, day))


def _hand_over(typed: Typed, seen: Seen) -> Command[str]:
    donor, day = typed.needed_party("donor"), typed.date("day")
    return lambda database, who: hand_over_pairing(database, who, seen, donor, day)


def _amend(typed: Typed, seen: Seen) -> Command[str]:
    changes: dict[str, Amended] = {
        **{name: typed.party(name) for name in ("lead", "partner")},
        **{name: typed.text(name) for name in ("programme", "agreement", "note")},
        **{name: typed.day(name) for name in ("start", "end")},
        "stage": typed.word("stage", tuple(Stage)),
    }
    talks = typed.flag(TALKS.name)
    if talks is not None:
        changes[TALKS.name] = talks
    return _same(seen, lambda database, who: amend_pairing(database, who, seen, changes))


def _cancel(_: Typed, seen: Seen) -> Command[str]:
    return _same(seen, lambda database, who: cancel_pairing(database, who, seen))


ACTIONS = (
    Action(
        "sign",
        say("签订"),
        say("原来的计划到签订日为止，之前各天的台账不变；从签订日起是一条已签订的。"),
        say("签订"),
        _sign,
        say("已签订。"),
        (Field("day", say("签订日"), Kind.DATE, say("从这一天起算已签订"), True), AGREEMENT),
        (Stage.NEGOTIATING, Stage.PLANNED),
    ),
    Action(
        "hand-over",
        say("移交"),
        say("由另一个支援方接手：原来的到移交日为止，同一天起由接手的继续，中间不断。"),
        say("移交"),
        _hand_over,
        say("已移交。"),
        (
            Field("donor", say("接手的支援方"), Kind.PARTY, say("编码、全名、拼音或首字母"), True),
            Field("day", say("移交日"), Kind.DATE, say("从这一天起由它支援"), True),
        ),
    ),
    Action(
        "end",
        say("结束"),
        say("到这一天为止：前一天还有效，当天起不再有效。之前各天的台账不变。"),
        say("结束"),
        _end,
        say("已写明结束日，当天起不再有效。"),
        (Field("end", say("结束日"), Kind.DATE, say("只能比原定的早；要延长请用“更正”"), True),),
    ),
    Action(
        "amend",
        say("更正"),
        say("改正写错或写漏的内容，对它的整段时间都算。"),
        say("保存"),
        _amend,
        say("已更正。"),
        AMENDED,
        tuple(Stage),
    ),
    Action(
        "cancel",
        say("取消"),
        say("当它从来没有过：所有日期都不再计它。要让它到某一天为止，请用“结束”。"),
        say("确认取消"),
        _cancel,
        say("已取消，所有日期都不再计它。"),
        grave=True,
    ),
)


def possible(stage: Stage) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if stage in action.stages)


def row_of(asked: Asked) -> int:
    """The pairing that the address names; raises NotFound."""
    row = asked.snapshot.pairings.find(asked.key)
    if row is None:
        raise NotFound(say("没有编号为“{key}”的结对关系", key=asked.key[:80]))
    return row


@dataclass(frozen=True)
class ActionForm:
    action: Action

    def show(self, asked: Asked, sent: Sent) -> Shown:
        action, row = self.action, row_of(asked)
        if sent.values is None:
            check_may_change(asked, row)
        clash = clash_of(asked, row, sent) if sent.is_stale else None
        values = sent.values or self._start(asked, row)
        if clash is not None and sent.values is not None:
            values = merged(sent.values, clash)
        line = pairing_line(asked, row)
        back = Ref(say("不改了，回到这条结对关系"), line.href)
        fields = _fitting(action.fields, line.stage, _may_talk(asked, row))
        page = FormPage(
            action.lead,
            asked.urls.act(asked.key, action.name),
            action.button,
            entries(asked, fields, values, sent.problems),
            (("version", self._version(asked, row, sent)),),
            faults(fields, sent.problems),
            back,
            line,
            clash,
            action.grave,
        )
        names = say("{donor}支援{recipient}", donor=line.donor.text, recipient=line.recipient.text)
        crumbs = (Ref(say("结对关系"), asked.urls.pairings()), Ref(names, line.href))
        return Shown(
            "action",
            say("{item}：{part}", item=action.title, part=names),
            page,
            crumbs,
            sent.status,
        )

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        row_of(asked)
        command = self.action.make(typed, Seen(asked.key, typed.version()))
        typed.refuse()
        return command

    def written(self, asked: Asked, _: Typed, result: str) -> Written:
        urls, pairings = asked.urls, asked.snapshot.pairings
        if result == asked.key:
            return Written(urls.pairing(result), Notice(self.action.said))
        row = pairings.find(result)
        start = "" if row is None else pairing_line(asked, row).span.start
        text = say(
            "{said}这一条从 {start} 起；原来的一条到这一天为止，之前各天不变。",
            said=self.action.said,
            start=start,
        )
        return Written(
            urls.pairing(result), Notice(text, urls.pairing(asked.key), say("看原来的一条"))
        )

    def _start(self, asked: Asked, row: int) -> Mapping[str, str]:
        """What stands in the form at first."""
        held = pairing_values(asked, row)
        day = asked.date.isoformat()
        if self.action.name == "amend":
            return held
        return {"day": day, "end": day, "agreement": held["agreement"]}

    def _version(self, asked: Asked, row: int, sent: Sent) -> str:
        """The one that the reader has seen; after a conflict, the present one."""
        if sent.values is not None and not sent.is_stale:
            return sent.values.get("version", "")
        return str(asked.snapshot.pairings.version.at[row])


def _may_talk(asked: Asked, row: int) -> bool:
    """May villages below the recipient be negotiated, or is it said that they are?"""
    held, parties = asked.snapshot.pairings, asked.snapshot.parties
    kind = parties.kind_of(held.recipient.at[row])
    return kind.text in VILLAGES_BELOW or bool(held.negotiating_villages.at[row])


def _fitting(fields: tuple[Field, ...], stage: Stage, talks: bool) -> tuple[Field, ...]:
    """A cancelled pairing may stay so; to cancel another is an action of its own. Without `talks`
    there is no village to negotiate."""
    stages = tuple(Stage) if stage is Stage.CANCELLED else STANDING
    return tuple(
        field._replace(words=stages) if field.kind is Kind.WORD else field
        for field in fields
        if talks or field is not TALKS
    )
