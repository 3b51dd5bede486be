"""The columns of files: claims with what the ledger holds of them, and what checks find."""

from collections.abc import Callable
from typing import Any

from graph.analysis.quality import About, Check
from graph.export.table import Column, Shown
from graph.language import joined, say, say_as
from graph.network.snapshot import Claim
from server.pages.columns import Heading, Headings, Part, listed, texts, whole
from server.pages.findings import PairingFinding, PartyFinding
from server.pages.held import HeldLine
from server.pages.list_columns import PAIRINGS
from server.pages.quality import CheckLine
from server.pages.reconciliation import ClaimLine

ClaimRow = tuple[Claim, ClaimLine | None]
"""A claim, with what the ledger holds of it unless it holds no such thing."""

UNIT = say_as("of a quantity", "单位")
"""What a quantity is counted in; the same word alone is an organisation."""


def number(heading: str, value: Callable[[Any], int | None]) -> Heading[Any]:
    return Heading(heading, (Part(Column(heading, 10, Shown.COUNT), value),))


def _held(heading: str, value: Callable[[ClaimLine], int]) -> Heading[ClaimRow]:
    return number(heading, lambda row: None if row[1] is None else value(row[1]))


CLAIMS: Headings[ClaimRow] = (
    texts(say("指标"), 26, lambda row: row[0].item),
    number(say("承诺"), lambda row: row[0].quantity),
    texts(UNIT, 12, lambda row: row[0].unit),
    _held(say("台账"), lambda line: line.total.number),
    _held(say("已签订"), lambda line: line.stages[0].number),
    _held(say("已列任务"), lambda line: line.stages[1].number),
    _held(say("协商中"), lambda line: line.stages[2].number),
    texts(say("相差"), 50, lambda row: say("台账不记") if row[1] is None else row[1].said),
    texts(say("台账口径"), 40, lambda row: None if row[1] is None else row[1].help),
    texts(say("说明"), 40, lambda row: row[0].note),
    texts(say("来源"), 26, lambda row: row[0].source),
)


def _paired(line: HeldLine) -> str:
    """兴丰街道（已列任务）、林校路街道（已签订）"""
    ends = ((one.recipient if line.donor else one.donor, one.stage) for one in line.pairings)
    return joined(
        say("{end}（{stage}）", end=whole(end), stage=stage.chinese) for end, stage in ends
    )


HELD: Headings[HeldLine] = (
    texts(say("主体"), 26, lambda line: whole(line.name)),
    texts(say("编码"), 22, lambda line: line.key),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("所在"), 26, lambda line: line.place),
    number(say("结对关系"), lambda line: line.all_pairings),
    texts(say("结对的另一方"), 60, _paired),
)

CHECKS: Headings[CheckLine] = (
    texts(say("检查"), 30, lambda line: line.check.title),
    number(say("发现"), lambda line: line.found.number),
    texts(UNIT, 8, lambda line: line.check.about.value.counting(line.found.number)),
    texts(say("是什么"), 60, lambda line: line.check.meaning),
    texts(say("怎样改"), 50, lambda line: line.check.mend),
)

PARTY: Headings[PartyFinding] = (
    texts(say("名称"), 32, lambda line: whole(line.name)),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("所在"), 40, lambda line: listed(line.above, " ")),
    texts(say("编码"), 22, lambda line: line.key),
)


def _of_pairing(part: Part[Any]) -> Part[PairingFinding]:
    return Part(part.column, lambda it: part.value(it.line))


PAIRING: Headings[PairingFinding] = tuple(
    Heading(heading.text, tuple(_of_pairing(part) for part in heading.parts))
    for heading in PAIRINGS
)


def of_check(check: Check) -> Headings[Any]:
    """The columns of what this check finds; the last says why a row is there, if it says more."""
    rows: Headings[Any] = PARTY if check.about is About.PARTIES else PAIRING
    if check.beside:
        return (*rows, texts(check.beside, 30, lambda line: whole(line.finding.beside)))
    if check.detail:
        return (*rows, texts(say("发现"), 40, lambda line: line.finding.detail))
    return rows
