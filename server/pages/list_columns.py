"""The columns of every list: pages write their heads from these, files their heads and rows."""

from collections.abc import Callable

from graph.export.table import Column, Shown
from graph.language import joined, say
from graph.words import Stage
from server.pages.columns import (
    Heading,
    Headings,
    Part,
    counts,
    coverage_headings,
    day,
    given,
    listed,
    text_part,
    texts,
    whole,
)
from server.pages.counted import Counted, Figure
from server.pages.coverage import Unit
from server.pages.district_places import PlaceLine
from server.pages.districts import STAGES, DistrictLine
from server.pages.overview import CountyLine
from server.pages.pairing_line import PairingLine
from server.pages.parties import PartyLine
from server.pages.party_inside import Child, DonorLine
from server.pages.villages import VillageLine

DETAILS: Heading[PairingLine] = Heading(say("详情"), unseen=True)
"""A link, and no column of a file."""

VILLAGES: Headings[VillageLine] = (
    Heading(
        say("村"),
        (
            text_part(say("村"), 28, lambda line: whole(line.name)),
            text_part(say("编码"), 18, lambda line: line.key),
        ),
    ),
    Heading(
        say("所在"),
        (
            text_part(say("乡镇"), 20, lambda line: whole(line.township)),
            text_part(say("县"), 18, lambda line: whole(line.county)),
            text_part(say("省"), 16, lambda line: line.province),
        ),
    ),
    texts(say("覆盖"), 12, lambda line: line.cover.chinese),
    texts(say("支援方"), 36, lambda line: given(line.donors)),
    texts(say("责任单位"), 24, lambda line: listed(line.leads)),
)
LOST: Headings[VillageLine] = (
    *VILLAGES[:3],
    texts(say("退出后"), 12, lambda line: "" if line.falls is None else line.falls.chinese),
    *VILLAGES[3:],
)
UNCOVERED: Headings[VillageLine] = (
    *VILLAGES,
    texts(say("乡镇和县的支援方"), 36, lambda line: given(line.near)),
)
REGISTER: Heading[VillageLine] = Heading(say("登记"), unseen=True)

DONOR: Heading[PairingLine] = Heading(
    say("支援方"),
    (
        text_part(say("支援方"), 24, lambda line: whole(line.donor)),
        text_part(say("支援方所在"), 22, lambda line: line.donor_place),
    ),
)
RECIPIENT: Heading[PairingLine] = Heading(
    say("受援方"),
    (
        text_part(say("受援方"), 26, lambda line: whole(line.recipient)),
        text_part(say("受援方所在"), 26, lambda line: line.recipient_place),
    ),
)
STANDING: Headings[PairingLine] = (
    Heading(
        say("阶段"),
        (
            text_part(say("阶段"), 10, lambda line: line.stage.chinese),
            text_part(say("村级"), 10, lambda line: say("协商中") if line.talks else None),
            text_part(say("截至日"), 10, lambda line: line.state),
        ),
    ),
    Heading(
        say("起止"),
        (
            Part(Column(say("起始日期"), 13, Shown.DAY), lambda line: day(line.span.start)),
            Part(Column(say("截止日期"), 13, Shown.DAY), lambda line: day(line.span.end)),
        ),
    ),
    Heading(
        say("责任单位"),
        (
            text_part(say("责任单位"), 20, lambda line: whole(line.lead)),
            text_part(say("协作单位"), 20, lambda line: whole(line.partner)),
        ),
    ),
    texts(say("渠道"), 18, lambda line: line.programme),
)
AGREEMENT: Heading[PairingLine] = texts(say("协议"), 16, lambda line: line.agreement)
NOTE: Heading[PairingLine] = texts(say("备注"), 30, lambda line: line.note)
SOURCE: Heading[PairingLine] = texts(say("来源"), 36, lambda line: line.source)
KEY: Heading[PairingLine] = Heading("", (text_part(say("编号"), 24, lambda line: line.key),))
PICK: Heading[PairingLine] = Heading(say("选"), unseen=True)

PAIRINGS = (KEY, DONOR, RECIPIENT, *STANDING, AGREEMENT, NOTE, SOURCE)
"""The file; pages leave out what they have no room for."""
READ = (DONOR, RECIPIENT, *STANDING, SOURCE, DETAILS)
KEPT = (PICK, DONOR, RECIPIENT, *STANDING, AGREEMENT, NOTE, SOURCE, DETAILS)
ENDS = {"both": READ, "donor": READ[:1] + READ[2:], "recipient": READ[1:]}
"""Heads of the tables that show both ends of pairings, or one."""

PARTIES: Headings[PartyLine] = (
    Heading(
        say("名称"),
        (
            text_part(say("名称"), 32, lambda line: whole(line.name)),
            text_part(say("又名"), 24, lambda line: joined(line.aliases)),
        ),
    ),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("所在"), 40, lambda line: listed(line.above, " ")),
    texts(say("编码"), 22, lambda line: line.key),
    counts(say("结对关系"), lambda line: line.pairings),
)


def coverage_columns(unit: str) -> Headings[Unit]:
    """`unit` is what the units of the table are called."""
    return (
        Heading(
            unit,
            (
                text_part(unit, 26, lambda line: whole(line.counted.name)),
                text_part(say("级"), 14, lambda line: line.kind),
            ),
        ),
        *coverage_headings(lambda line: line.counted),
        Heading(
            say("结对关系"), (Part(Column(say("结对关系"), 12, Shown.COUNT), _pairings_in),), "num"
        ),
    )


def _pairings_in(unit: Unit) -> int | None:
    return None if unit.pairings is None else unit.pairings.number


COUNTIES: Headings[CountyLine] = (
    Heading(
        say("受援县"),
        (
            text_part(say("受援县"), 22, lambda line: whole(line.counted.name)),
            text_part(say("所在"), 24, lambda line: line.place),
        ),
    ),
    *coverage_headings(lambda line: line.counted),
)


def _stage_counts(stage: Stage) -> Heading[DistrictLine]:
    at = STAGES.index(stage)
    return counts(stage.chinese, lambda line: line.stages[at], say("结对关系"))


_DISTRICT: Headings[DistrictLine] = (
    texts(say("支援区"), 16, lambda line: whole(line.name)),
    *coverage_headings(lambda line: line.counted),
)
DISTRICTS: Headings[DistrictLine] = (
    *_DISTRICT,
    counts(say("本级已签订"), lambda line: line.own),
    *(_stage_counts(stage) for stage in STAGES),
    Heading(say("图和报告"), unseen=True),
)
BUSY: Headings[DistrictLine] = (
    *_DISTRICT,
    counts(say("结对关系"), lambda line: line.pairings),
    Heading(say("报告"), unseen=True),
)
"""The overview's table of districts."""


def _place_counts(heading: str, at: int) -> Heading[PlaceLine]:
    """The target villages of a place (at 0), those of a cover, those uncovered (at -1)."""

    def value(line: PlaceLine) -> int | str | None:
        found = line.counted
        if found is None or not found.total.number:
            return say("未列村") if at == 0 else None
        return (
            found.total.number,
            *(each.number for each in found.covers),
            found.uncovered.number,
        )[at]

    return Heading(heading, (Part(Column(heading, 10, Shown.COUNT), value),), "num")


PLACES: Headings[PlaceLine] = (
    texts(say("受援乡镇、县"), 24, lambda line: whole(line.place)),
    texts(say("所在"), 20, lambda line: whole(line.lies_in)),
    Heading(
        say("支援方"),
        (
            text_part(say("支援方"), 36, lambda line: given(line.donors)),
            text_part(say("村级"), 10, lambda line: say("协商中") if line.talks else None),
        ),
    ),
    texts(say("责任、协作单位"), 28, lambda line: listed(line.leads)),
    _place_counts(say("目标村"), 0),
    _place_counts(say("已结对"), 1),
    _place_counts(say("已列任务"), 2),
    _place_counts(say("未结对"), -1),
    counts(say("本区结对关系"), lambda line: line.pairings),
)


def inside_columns(*, recipients: bool, villages: bool) -> Headings[Child]:
    """What lies in a division; its cover on the recipients' side, its villages where it may
    hold some."""
    named: Headings[Child] = (
        texts(say("名称"), 26, lambda line: whole(line.name)),
        texts(say("类型"), 14, lambda line: line.kind.chinese),
    )
    covers: Headings[Child] = (texts(say("覆盖"), 12, _cover_text),)
    numbers: Headings[Child] = (
        _child_counts(say("目标村"), lambda found: found.total.number),
        _child_counts(say("未结对"), lambda found: found.uncovered.number),
    )
    paired: Headings[Child] = (counts(say("结对关系"), lambda line: line.pairings),)
    return (*named, *(covers * recipients), *(numbers * villages), *paired)


def _cover_text(child: Child) -> str | None:
    if child.cover is not None:
        return child.cover.chinese
    return child.counted.rate if child.counted and child.counted.total.number else None


def _child_counts(heading: str, number: Callable[[Counted], int]) -> Heading[Child]:
    def value(child: Child) -> int | None:
        return None if child.counted is None else number(child.counted)

    return Heading(heading, (Part(Column(heading, 10, Shown.COUNT), value),), "num")


DONORS: Headings[DonorLine] = (
    texts(say("支援方"), 26, lambda line: whole(line.name)),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("受援乡镇、县"), 40, lambda line: given(line.places)),
    counts(say("结对村、单位"), lambda line: Figure(line.villages, "")),
    counts(say("结对关系"), lambda line: line.pairings),
)
