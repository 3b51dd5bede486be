"""The checks of the data-quality board: what each finds, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from graph.analysis.findings import Findings, Moment
from graph.analysis.quality_ends import SOON, ended_alone, ending_soon
from graph.analysis.quality_pairings import (
    closed_scope,
    long_negotiating,
    long_planned,
    never_signed,
    signed_without_agreement,
    townships_without_villages,
    units_elsewhere,
    villages_negotiated,
    without_start,
)
from graph.analysis.quality_parties import (
    beyond_capacity,
    duplicate_names,
    single_donors,
    undesignated,
    unnamed_quotas,
)
from graph.language import say


class About(Enum):
    """What the rows of a check are."""

    PARTIES = say("个")
    PAIRINGS = say("条")


@dataclass(frozen=True, slots=True)
class Check:
    """`meaning` says what is found, `mend` what to do about it. `detail` names the numbers of one
    finding by their place, `beside` says what the other party of one is; both may be empty."""

    code: str
    about: About
    title: str
    meaning: str
    mend: str
    find: Callable[[Moment], Findings]
    detail: str = ""
    beside: str = ""


CHECKS = (
    Check(
        "townships-without-villages",
        About.PAIRINGS,
        say("乡镇结对了，村还没有"),
        say("乡镇里有目标村，可是同一个区的支援方没有与其中任何一个村结对，计划和协商也没有。"),
        say("为乡镇里的目标村登记结对关系。"),
        townships_without_villages,
        say("乡镇里有 {0} 个目标村"),
    ),
    Check(
        "villages-negotiated",
        About.PAIRINGS,
        say("村级结对还在协商"),
        say("乡镇级的结对写明村级还在协商，与哪些村结对没有列出。"),
        say("定下来以后登记村的结对关系，再更正这一条，把“村级协商中”改为“否”。"),
        villages_negotiated,
    ),
    Check(
        "single-donors",
        About.PARTIES,
        say("只有一个支援方的村"),
        say("目标村只有一个支援方，签订、计划、协商都算；它一旦退出，村就没有支援方了。"),
        say("再找一个支援方，登记结对关系。"),
        single_donors,
        beside=say("支援方"),
    ),
    Check(
        "unnamed-quotas",
        About.PARTIES,
        say("数了没有定名的村"),
        say("来源只写了这里有几个村，没有写村名。"),
        say("得知村名后为它们定名，结对关系不变。"),
        unnamed_quotas,
        say("{0} 个待定名"),
    ),
    Check(
        "undesignated",
        About.PARTIES,
        say("贫困村数多于认定的村"),
        say("最近一年的贫困数据里，贫困村比台账在那一年认定的多。"),
        say("导入深度贫困村名单，或登记待定名村。"),
        undesignated,
        say("{0} 年数据 {1} 个村，台账认定 {2} 个"),
    ),
    Check(
        "duplicate-names",
        About.PARTIES,
        say("同名的主体"),
        say(
            "同一个上级之下，同一类的两个主体名称相同，或一个的名称是另一个的又名；导入时分不清指哪一个。"
        ),
        say("核对是不是同一个；是两个的，改名或去掉又名。"),
        duplicate_names,
        beside=say("与它同名的"),
    ),
    Check(
        "beyond-capacity",
        About.PARTIES,
        say("结对的村多于可结对村数"),
        say("支援方结对的村比它报的可结对村数多，签订、计划、协商都算。"),
        say("核对可结对村数，或把一部分移交给别的支援方。"),
        beyond_capacity,
        say("可结对 {0} 个村，已有 {1} 个"),
    ),
    Check(
        "closed-scope",
        About.PAIRINGS,
        say("村已退出，结对还在"),
        say("受援村的认定都已到期，结对关系还有效。摘帽不摘帮扶：还在帮扶的不用改。"),
        say("不再帮扶的，写明结束日。"),
        closed_scope,
    ),
    Check(
        "ending-soon",
        About.PAIRINGS,
        say("{days} 天内到期", days=SOON),
        say("{days} 天以内到期，还没有别的结对关系承接；签订、计划、协商都算。", days=SOON),
        say("续下去的，更正结束日；换支援方的，移交；到期就结束的，不用改。"),
        ending_soon,
        say("还有 {0} 天"),
    ),
    Check(
        "ended-alone",
        About.PAIRINGS,
        say("到期了，没有承接"),
        say(
            "签订的结对关系到期了，没有承接，受援方现在和以后也没有别的结对关系；"
            "同一个受援方只列最后到期的。"
        ),
        say("为受援方登记新的结对关系；还在帮扶的，更正结束日。"),
        ended_alone,
        say("到期 {0} 天"),
    ),
    Check(
        "never-signed",
        About.PAIRINGS,
        say("到期没有签订"),
        say("已列任务或协商中的结对关系到期了，没有签订，也没有别的承接它。"),
        say("签订了的，更正阶段并写协议编号；还在谈的，更正结束日；作罢的，取消。"),
        never_signed,
    ),
    Check(
        "long-planned",
        About.PAIRINGS,
        say("列入任务满一年没有签订"),
        say("已列任务满 365 天，还没有签订。"),
        say("签订了的，写明签订日；作罢的，取消。"),
        long_planned,
        say("已 {0} 天"),
    ),
    Check(
        "long-negotiating",
        About.PAIRINGS,
        say("协商满一年"),
        say("协商中满 365 天，还没有定下来。"),
        say("签订了的，写明签订日；作罢的，取消。"),
        long_negotiating,
        say("已 {0} 天"),
    ),
    Check(
        "signed-without-agreement",
        About.PAIRINGS,
        say("已签订没有协议编号"),
        say("已签订的结对关系没有写协议编号。"),
        say("补上协议编号。"),
        signed_without_agreement,
    ),
    Check(
        "without-start",
        About.PAIRINGS,
        say("没有起始日期"),
        say("不知道从哪一天起，过去的每一天都算它有效。"),
        say("补上起始日期，知道到月或年也行。"),
        without_start,
    ),
    Check(
        "units-elsewhere",
        About.PAIRINGS,
        say("责任单位不在支援方所在区"),
        say("责任单位（没有时是协作单位）在另一个区县。"),
        say("核对责任单位，写错的更正。"),
        units_elsewhere,
        beside=say("责任或协作单位"),
    ),
)
"""All checks, in the order of the board."""
