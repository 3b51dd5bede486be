"""The words of the program, said once for who reads them: each entry has a place on the page of
help that others lead to."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.analysis.quality_ends import SOON
from graph.analysis.quality_pairings import LONG
from graph.language import say
from graph.words import (
    Cover,
    DesignationKind,
    Measure,
    PartyKind,
    Precision,
    Role,
    Side,
    Stage,
    VillageTarget,
    Word,
)


class Term(NamedTuple):
    """One word of several that an entry explains; `code` is its place on the page."""

    code: str
    title: str
    text: str


class Entry(NamedTuple):
    """`code` is its place on the page."""

    code: str
    title: str
    text: str
    terms: tuple[Term, ...] = ()


def _terms(code: str, texts: Mapping[Word, str]) -> tuple[Term, ...]:
    return tuple(
        Term(f"{code}-{word.text.replace('_', '-')}", word.chinese, text)
        for word, text in texts.items()
    )


KINDS: Mapping[Word, str] = {
    PartyKind.PROVINCE: say("省、自治区、直辖市。"),
    PartyKind.PREFECTURE: say("地级市、自治州、盟、地区。"),
    PartyKind.COUNTY: say("县、旗、区、市辖区和县级市。北京的区是支援方，受援的县、旗是受援方。"),
    PartyKind.TOWNSHIP: say("乡、镇、街道、苏木和团。"),
    PartyKind.VILLAGE: say("村、社区、嘎查和连。"),
    PartyKind.ENTERPRISE: say("企业，多在万企帮万村里与村结对。"),
    PartyKind.SCHOOL: say("学校。"),
    PartyKind.HOSPITAL: say("医院、卫生院。"),
    PartyKind.DEPARTMENT: say("党政部门和事业单位。"),
    PartyKind.ASSOCIATION: say("协会、商会、基金会等社会组织。"),
    PartyKind.PARK: say("园区和产业基地。"),
}
STAGES: Mapping[Word, str] = {
    Stage.NEGOTIATING: say("双方在谈，还没有定。谈了 {n} 天以上的，在数据质量里列出来。", n=LONG),
    Stage.PLANNED: say("写进了任务清单或计划，还没有签订。计划不等于结对，所以不算已结对。"),
    Stage.SIGNED: say("签了协议。只有签订了、在期内的才算覆盖。"),
    Stage.CANCELLED: say("作罢了。留着备查，什么都不算。"),
}
COVERS: Mapping[Word, str] = {
    Cover.COVERED: say("村自己有签订了的支援方。只有这一种算已结对。"),
    Cover.PLANNED: say("村自己列入了任务或在协商，还没有签订。"),
    Cover.TOWNSHIP_ONLY: say(
        "村自己没有支援方，它的乡镇签订了。乡镇结对没有落到村，所以村不算已结对。"
    ),
    Cover.COUNTY_ONLY: say("村和乡镇都没有支援方，县签订了。"),
    Cover.NONE: say("村、乡镇、县都没有签订，村也没有列入任务。"),
}
ROLES: Mapping[Word, str] = {
    Role.CITY: say("什么都可以看，什么都可以改。"),
    Role.DISTRICT: say(
        "什么都可以看；可以改本区的结对关系和单位，以及本区支援的县里村的认定和名称。"
    ),
    Role.COUNTY: say("什么都可以看，不改台账；可以就本县的村提出建议。"),
    Role.READER: say("什么都可以看，不能改。"),
}
DESIGNATIONS: Mapping[Word, str] = {
    DesignationKind.DEEP_POVERTY: say("列入深度贫困村名单的村。"),
    DesignationKind.POOR: say("列入贫困村名单的村；深度贫困村也是贫困村。"),
}
TARGETS: Mapping[Word, str] = {
    VillageTarget.DEEP_POVERTY: say("默认：只看深度贫困村。"),
    VillageTarget.POOR: say("看所有贫困村，深度贫困村在内。"),
}
SIDES: Mapping[Word, str] = {
    Side.DONOR: say("出力的一方：北京的区、镇街、村（社区）和单位。"),
    Side.RECIPIENT: say("受帮扶的一方：结对县、旗和里面的乡镇、村、学校、医院。"),
}
PRECISIONS: Mapping[Word, str] = {
    Precision.DAY: say("知道到哪一天，如 2018-02-15。"),
    Precision.MONTH: say("只知道到月，如 2018-02，按当月第一天算。"),
    Precision.YEAR: say("只知道到年，如 2018，按当年第一天算。"),
}
MEASURES: Mapping[Word, str] = {
    measure: say(
        "台账里没有取消、在这一年某一天有效的结对关系涉及的“{measure}”，同一个只数一次。",
        measure=measure.chinese,
    )
    for measure in Measure
}

ENTRIES = (
    Entry(
        "target",
        say("目标村"),
        say(
            "要做到村村有支援方的村。默认是截至日那天的深度贫困村，也可以改看贫困村；"
            "退出了名单的村不算在内，摘帽不摘帮扶时请选“含已退出”。"
        ),
        _terms("target", TARGETS),
    ),
    Entry(
        "designation",
        say("认定"),
        say(
            "一个村从哪一天到哪一天在名单上。名单从哪天起、哪天退出，目标村就从哪天起、到哪天为止。"
        ),
        _terms("designation", DESIGNATIONS),
    ),
    Entry(
        "unnamed",
        say("待定名村"),
        say(
            "来源只写了一个乡镇有几个村、没有写村名的村。它们照样计数、照样结对；"
            "知道村名以后在“村的定名”里定名，结对关系跟着到那个村，不多也不少。"
        ),
    ),
    Entry(
        "cover",
        say("覆盖"),
        say(
            "一个目标村在截至日那天有没有支援方。从好到差有五种，每个村正好是其中一种；"
            "“未结对”是除“已结对”以外的四种。"
        ),
        _terms("cover", COVERS),
    ),
    Entry(
        "stage",
        say("阶段"),
        say("一条结对关系走到了哪一步。"),
        _terms("stage", STAGES),
    ),
    Entry(
        "pairing",
        say("结对关系"),
        say(
            "一个支援方帮一个受援方：阶段、从哪天到哪天、责任单位、帮扶渠道、来源。"
            "起止按天算，结束日当天起不再有效；{n} 天以内到期的，总览里会列出来。",
            n=SOON,
        ),
    ),
    Entry("side", say("支援方、受援方"), say("结对关系的两头。"), _terms("side", SIDES)),
    Entry(
        "party",
        say("主体"),
        say("可以站在结对关系一头的：行政区划和单位。"),
        _terms("party", KINDS),
    ),
    Entry(
        "division",
        say("行政区划"),
        say("省、市（州、盟）、区县、乡镇街道、村（社区）的一棵树，按区划代码排。"),
    ),
    Entry(
        "organisation",
        say("单位"),
        say("企业、学校、医院、部门、社会组织、园区基地，各在一个行政区划里。"),
    ),
    Entry(
        "programme",
        say("帮扶渠道"),
        say("一条结对关系是在哪一项工作下结的：携手奔小康、对口支援、万企帮万村……"),
    ),
    Entry(
        "lead",
        say("责任单位、协作单位"),
        say(
            "责任单位对这条结对关系负责，协作单位和支援方一起做。没有写责任单位的，支援方自己负责。"
        ),
    ),
    Entry(
        "hand-over",
        say("移交"),
        say("换一个支援方接着帮，中间不断档：原来的到那天为止，新的从那天起，两条连在一起。"),
    ),
    Entry(
        "sole",
        say("只有一个支援方"),
        say("签订了的支援方只有一个的村。它一旦退出，村就没有支援方了；“依赖”里按支援方列出。"),
    ),
    Entry(
        "capacity",
        say("可结对村数"),
        say("一个支援方说自己还能接几个村的上限。结对方案只请写明了的、还有空余的支援方。"),
    ),
    Entry(
        "proposal",
        say("结对方案"),
        say(
            "请谁来接自己没有支援方、也没有列入任务的村：先让尽可能多的村有人接，再让接的离得近——"
            "同乡镇已有结对的在前，同县的其次。看过以后逐条采纳，采纳的登记为已列任务。"
        ),
    ),
    Entry(
        "talks",
        say("村级协商中"),
        say("乡镇或县结了对，与哪些村结对还在谈。谈定以后登记村的结对关系。"),
    ),
    Entry(
        "suggestion",
        say("建议"),
        say("受援县就本县的村提出的定名、认定和退出。由市级或支援这个县的区采纳以后才写入台账。"),
    ),
    Entry(
        "measure",
        say("计划与台账对照"),
        say("文件里承诺或报告的数，和台账里数出来的数摆在一起，哪一个都不改。能对照的有这些："),
        _terms("measure", MEASURES),
    ),
    Entry(
        "ledger",
        say("台账"),
        say(
            "工作里用的表：结对台账、任务清单、村名单、单位名录。取出的表改好可以再导入，没有改的行不会变。"
        ),
    ),
    Entry(
        "batch",
        say("批、撤销"),
        say(
            "一次写入的是一批：一次导入、一次登记、一次移交。后来没有改动立在上面的，可以整批撤销；"
            "撤销了的也留着备查。"
        ),
    ),
    Entry(
        "as-of",
        say("截至日"),
        say(
            "每一页都是某一天的样子，默认是今天。过去的一天里，当时在期内的结对关系和在名单上的村才算；"
            "换了日期，去别的页面也保持。"
        ),
    ),
    Entry(
        "precision",
        say("日期知道到哪一级"),
        say("来源写得多细，台账就记得多细，不补猜。没有写的是“不详”，按一直有效算。"),
        _terms("precision", PRECISIONS),
    ),
    Entry("role", say("账号的角色"), say("一个账号能看什么、改什么。"), _terms("role", ROLES)),
)
"""In the order of the page."""

TITLES: Mapping[str, str] = {
    **{entry.code: entry.title for entry in ENTRIES},
    **{term.code: term.title for entry in ENTRIES for term in entry.terms},
}


def why(code: str) -> str:
    """The title of what is explained under this code. Raises KeyError for what is not."""
    return TITLES[code]
