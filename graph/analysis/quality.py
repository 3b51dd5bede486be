"""The data-quality board: what in the ledger wants mending, check by check.

A check is no rule that a write must keep; it names rows that somebody should look at. All checks
run over the whole ledger on one day, once for each snapshot; a scope then keeps some of the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from graph.analysis.coverage import View, span
from graph.analysis.findings import Findings, Moment, moment
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
from graph.errors import NotFound
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Snapshot


class About(Enum):
    """What the rows of a check are."""

    PARTIES = "个"
    PAIRINGS = "条"


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
        "乡镇结对了，村还没有",
        "乡镇里有目标村，可是同一个区的支援方没有与其中任何一个村结对，计划和协商也没有。",
        "为乡镇里的目标村登记结对关系。",
        townships_without_villages,
        "乡镇里有 {0} 个目标村",
    ),
    Check(
        "villages-negotiated",
        About.PAIRINGS,
        "村级结对还在协商",
        "乡镇级的结对写明村级还在协商，与哪些村结对没有列出。",
        "定下来以后登记村的结对关系，再更正这一条，把“村级协商中”改为“否”。",
        villages_negotiated,
    ),
    Check(
        "single-donors",
        About.PARTIES,
        "只有一个支援方的村",
        "目标村只有一个支援方，签订、计划、协商都算；它一旦退出，村就没有支援方了。",
        "再找一个支援方，登记结对关系。",
        single_donors,
        beside="支援方",
    ),
    Check(
        "unnamed-quotas",
        About.PARTIES,
        "数了没有定名的村",
        "来源只写了这里有几个村，没有写村名。",
        "得知村名后为它们定名，结对关系不变。",
        unnamed_quotas,
        "{0} 个待定名",
    ),
    Check(
        "undesignated",
        About.PARTIES,
        "贫困村数多于认定的村",
        "最近一年的贫困数据里，贫困村比台账在那一年认定的多。",
        "导入深度贫困村名单，或登记待定名村。",
        undesignated,
        "{0} 年数据 {1} 个村，台账认定 {2} 个",
    ),
    Check(
        "duplicate-names",
        About.PARTIES,
        "同名的主体",
        "同一个上级之下，同一类的两个主体名称相同，或一个的名称是另一个的又名；导入时分不清指哪一个。",
        "核对是不是同一个；是两个的，改名或去掉又名。",
        duplicate_names,
        beside="与它同名的",
    ),
    Check(
        "beyond-capacity",
        About.PARTIES,
        "结对的村多于可结对村数",
        "支援方结对的村比它报的可结对村数多，签订、计划、协商都算。",
        "核对可结对村数，或把一部分移交给别的支援方。",
        beyond_capacity,
        "可结对 {0} 个村，已有 {1} 个",
    ),
    Check(
        "closed-scope",
        About.PAIRINGS,
        "村已退出，结对还在",
        "受援村的认定都已到期，结对关系还有效。摘帽不摘帮扶：还在帮扶的不用改。",
        "不再帮扶的，写明结束日。",
        closed_scope,
    ),
    Check(
        "never-signed",
        About.PAIRINGS,
        "到期没有签订",
        "已列任务或协商中的结对关系到期了，没有签订，也没有别的承接它。",
        "签订了的，更正阶段并写协议编号；还在谈的，更正结束日；作罢的，取消。",
        never_signed,
    ),
    Check(
        "long-planned",
        About.PAIRINGS,
        "列入任务满一年没有签订",
        "已列任务满 365 天，还没有签订。",
        "签订了的，写明签订日；作罢的，取消。",
        long_planned,
        "已 {0} 天",
    ),
    Check(
        "long-negotiating",
        About.PAIRINGS,
        "协商满一年",
        "协商中满 365 天，还没有定下来。",
        "签订了的，写明签订日；作罢的，取消。",
        long_negotiating,
        "已 {0} 天",
    ),
    Check(
        "signed-without-agreement",
        About.PAIRINGS,
        "已签订没有协议编号",
        "已签订的结对关系没有写协议编号。",
        "补上协议编号。",
        signed_without_agreement,
    ),
    Check(
        "without-start",
        About.PAIRINGS,
        "没有起始日期",
        "不知道从哪一天起，过去的每一天都算它有效。",
        "补上起始日期，知道到月或年也行。",
        without_start,
    ),
    Check(
        "units-elsewhere",
        About.PAIRINGS,
        "责任单位不在支援方所在区",
        "责任单位（没有时是协作单位）在另一个区县。",
        "核对责任单位，写错的更正。",
        units_elsewhere,
        beside="责任或协作单位",
    ),
)
"""All checks, in the order of the board."""


def find_check(code: str) -> Check:
    """The check of this code; raises NotFound."""
    for check in CHECKS:
        if check.code == code:
            return check
    raise NotFound(f"没有名为“{code[:80]}”的数据质量检查")


def findings(snapshot: Snapshot, view: View, check: Check, within: int | None = None) -> Findings:
    """What a check finds on the day of the view, in the division `within` or everywhere.

    A pairing belongs to a division when either end is or lies in it. A party does when it is or
    lies in it, or when it, or something in it, has an active pairing with something in it: so a
    district finds the villages that it supports, and a county its donors.
    """
    found = _found(snapshot, view)[check.code]
    if within is None:
        return found
    scope = span(snapshot, within)
    if check.about is About.PAIRINGS:
        held = snapshot.pairings
        keep = _inside(held.donor.array[found.rows], scope)
        return found.kept(keep | _inside(held.recipient.array[found.rows], scope))
    keep = _inside(found.rows, scope) | _paired_with(snapshot, view, found.rows, within)
    return found.kept(keep)


def board(snapshot: Snapshot, view: View, within: int | None = None) -> list[tuple[Check, int]]:
    """How much each check finds, in the order of the board."""
    return [(check, len(findings(snapshot, view, check, within))) for check in CHECKS]


def _found(snapshot: Snapshot, view: View) -> dict[str, Findings]:
    """What every check finds; kept with the snapshot once it was computed."""

    def find() -> dict[str, Findings]:
        then = moment(snapshot, view)
        return {check.code: check.find(then) for check in CHECKS}

    return snapshot.memo.get((_found, view), find)


def _inside(rows: IntArray, scope: tuple[int, int]) -> BoolArray:
    inside: BoolArray = (scope[0] <= rows) & (rows < scope[1])
    return inside


def _paired_with(snapshot: Snapshot, view: View, rows: IntArray, within: int) -> BoolArray:
    """Which of these parties, or something in them, has an active pairing with the division."""
    ends = snapshot.memo.get(
        (_paired_with, view.day, within), lambda: _running(snapshot, view, within)
    )
    low, high = rows, snapshot.parties.end.array[rows]
    paired: BoolArray = ends[high] > ends[low]
    return paired


def _running(snapshot: Snapshot, view: View, within: int) -> IntArray:
    """For each row how many before it stand at the other end of the division's active pairings."""
    donor, recipient = moment(snapshot, view).supports()
    scope = span(snapshot, within)
    marked = np.zeros(len(snapshot.parties) + 1, dtype=np.int32)
    marked[donor[_inside(recipient, scope)] + 1] = 1
    marked[recipient[_inside(donor, scope)] + 1] = 1
    return np.cumsum(marked)
