"""A new pairing, with what the page it was come from knows already."""

from collections.abc import Mapping

from graph.language import say
from graph.registry.commands import NewPairing, register_pairing
from graph.registry.database import Command
from graph.words import Stage
from server.notices import Notice, Written
from server.pages.actions import AGREEMENT, DAY_HINT, STANDING
from server.pages.asked import Asked, Ref, Shown
from server.pages.forms import (
    Field,
    FormPage,
    Kind,
    Sent,
    Typed,
    entries,
    faults,
    party_values,
)

PARTY_HINT = say("编码、全名、拼音或首字母")
SOURCE_HINT = say(
    "必填：凭什么登记这一条，如协议、文件、会议纪要的名称和日期。以后问起这个数从哪里来，就看这一栏"
)
FIELDS = (
    Field("donor", say("支援方"), Kind.PARTY, PARTY_HINT, True),
    Field(
        "recipient",
        say("受援方"),
        Kind.PARTY,
        say("村、乡镇、县或单位：{how}", how=PARTY_HINT),
        True,
    ),
    Field("stage", say("阶段"), Kind.WORD, say("已签订的才算已结对"), True, STANDING),
    Field("source", say("来源"), hint=SOURCE_HINT, required=True),
    Field("start", say("起"), Kind.DAY, say("{how}；不知道就空着", how=DAY_HINT)),
    Field("end", say("止"), Kind.DAY, say("写法同上；当天起不再有效，没有定就空着")),
    Field("lead", say("责任单位"), Kind.PARTY, say("谁负责这条结对；空着是支援方自己")),
    Field("partner", say("协作单位"), Kind.PARTY, say("和支援方一起做的单位，没有就空着")),
    Field("programme", say("帮扶渠道"), hint=say("如：携手奔小康、万企帮万村")),
    AGREEMENT,
    Field("note", say("备注")),
)


class RegisterForm:
    def show(self, asked: Asked, sent: Sent) -> Shown:
        values = _start(asked) if sent.values is None else sent.values
        page = FormPage(
            say("登记一条支援方与受援方的结对关系。每条都要有来源。"),
            asked.urls.register(),
            say("登记"),
            entries(asked, FIELDS, values, sent.problems),
            (),
            faults(FIELDS, sent.problems),
            Ref(say("不登记了，回到结对关系"), asked.urls.pairings()),
        )
        crumbs = (Ref(say("结对关系"), asked.urls.pairings()),)
        return Shown("action", say("登记结对关系"), page, crumbs, sent.status)

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        new = NewPairing(
            typed.needed_party("donor"),
            typed.needed_party("recipient"),
            typed.word("stage", STANDING),
            typed.text("source") or "",
            lead=typed.party("lead"),
            partner=typed.party("partner"),
            programme=typed.text("programme"),
            start=typed.day("start"),
            end=typed.day("end"),
            agreement=typed.text("agreement"),
            note=typed.text("note"),
        )
        if not new.source:
            typed.problem("source", "MISSING", say("每条结对关系都要写明来源"))
        typed.refuse()
        return lambda database, who: register_pairing(database, who, new)

    def written(self, asked: Asked, typed: Typed, result: str) -> Written:
        recipient = typed.party("recipient") or ""
        notice = Notice(
            say("已登记。"), asked.urls.register(recipient=recipient), say("再给它登记一条")
        )
        return Written(asked.urls.pairing(result), notice)


def _start(asked: Asked) -> Mapping[str, str]:
    """From the address: an end that it names wrongly stands there to be mended."""
    values = {
        "stage": asked.word("stage", Stage, Stage.PLANNED).text,
        "start": asked.date.isoformat(),
    }
    for name in ("donor", "recipient"):
        values |= party_values(asked, name, asked.text(name))
    return values
