"""The part of a report on which towns, communities and units of the district take part."""

from collections.abc import Iterator

from graph.analysis.involvement import Involvement
from graph.analysis.participation import (
    TOWNSHIPS,
    DonorSort,
    Participation,
    participants,
    participation,
)
from graph.language import say
from server.pages.participation import COLUMNS, address_of, reached
from server.pages.participation_cells import involved_cell
from server.pages.participation_list import MOST_RECIPIENTS, ParticipantLine, participant_line
from server.reports.model import (
    Cell,
    Grid,
    Head,
    Row,
    Section,
    Sentence,
    figure,
    given,
    named,
    text,
    word,
)
from server.reports.quarters import Wanted


def participation_section(wanted: Wanted) -> Section:
    asked, district = wanted.asked, wanted.district
    (group,) = participation(asked.snapshot, asked.view.day, district)
    counts, urls = group.of(TOWNSHIPS), asked.urls
    sorts = [sort.text for sort in TOWNSHIPS]
    towns = participants(asked.snapshot, asked.view.day, district, TOWNSHIPS).tolist()
    line, full = participant_line(asked), participant_line(asked, None)
    return Section(
        "participation",
        say("镇街和单位参与情况"),
        (
            Sentence(
                say(
                    "镇街 {total} 个：自己已结对 {paired} 个，拟结对 {promised} 个，"
                    "无结对 {none} 个。"
                ),
                {
                    "total": Cell(counts.total, urls.participants(wanted.key, sorts)),
                    **{
                        state.text: Cell(
                            counts.of(state), urls.participants(wanted.key, sorts, state.text)
                        )
                        for state in Involvement
                    },
                },
            ),
        ),
        (
            Grid(
                "sorts",
                say("各类支援方"),
                (
                    *(Head(say("类型"), 16), Head(say("总数"), 8, True)),
                    *(Head(state.chinese, 10, True) for state in Involvement),
                    *(Head(say("已结对比例"), 12, True), Head(say("本身或辖区内已结对"), 18, True)),
                ),
                list(_sorts(wanted, group)),
                lambda row: row,
                say("台账里本区没有镇街、村（社区）或单位。"),
            ),
            Grid(
                "towns",
                say("各镇街"),
                (
                    *(Head(say("镇街"), 20), Head(say("结对"), 10), Head(say("支援谁"), 44)),
                    *(Head(say("结对关系"), 10, True), Head(say("本身和辖区内已结对"), 18, True)),
                ),
                towns,
                lambda row: _town(line(row)),
                say("台账里本区没有镇街。"),
                full=lambda row: _town(full(row)),
            ),
        ),
    )


def _sorts(wanted: Wanted, group: Participation) -> Iterator[Row]:
    address = address_of(wanted.asked, wanted.key, direct=False)
    for column in COLUMNS:
        sorts = tuple(DonorSort(word) for word in column.words)
        if not group.of(sorts).total:
            continue
        inside = reached(wanted.asked, group, sorts, wanted.key, direct=False)
        cell = involved_cell(group.of(sorts), address, sorts, inside)
        numbers = (cell.total, *cell.states)
        yield (text(column.heading), *map(figure, numbers), text(cell.rate), figure(cell.inside))


def _town(line: ParticipantLine) -> Row:
    supported = given(line.recipients)
    if line.all_recipients > len(line.recipients):
        more = say("（前 {most} 个，共 {n:,} 个）", most=MOST_RECIPIENTS, n=line.all_recipients)
        supported = (*supported, Cell(more, line.pairings.href))
    return (
        named(line.name),
        word(line.state.chinese),
        supported,
        figure(line.pairings),
        figure(line.inside),
    )
