"""The columns of the lists about who takes part."""

from collections.abc import Sequence

from graph.analysis.involvement import Involvement
from graph.export.table import Column, Shown
from graph.language import say
from server.pages.columns import (
    Heading,
    Headings,
    Part,
    counts,
    given,
    listed,
    text_part,
    texts,
    whole,
)
from server.pages.participation_cells import CellColumn, CellLine, SortLine, cell_headings
from server.pages.participation_list import ParticipantLine


def district_columns(columns: Sequence[CellColumn]) -> Headings[CellLine]:
    return (
        texts(say("支援区"), 16, lambda line: whole(line.name)),
        *cell_headings(columns, inside=True),
    )


def _inside(line: ParticipantLine) -> int | None:
    return None if line.inside is None else line.inside.number


PARTICIPANTS: Headings[ParticipantLine] = (
    Heading(
        say("名称"),
        (
            text_part(say("名称"), 30, lambda line: whole(line.name)),
            text_part(say("编码"), 18, lambda line: line.key),
        ),
    ),
    texts(say("类型"), 12, lambda line: line.sort.chinese),
    texts(say("所在"), 34, lambda line: listed(line.above, " ")),
    texts(say("结对"), 10, lambda line: line.state.chinese),
    texts(say("支援谁"), 40, lambda line: given(line.recipients)),
    counts(say("结对关系"), lambda line: line.pairings),
    Heading(
        say("本身和辖区内已结对"),
        (Part(Column(say("本身和辖区内已结对"), 18, Shown.COUNT), _inside),),
        "num",
    ),
)
SORTS: Headings[SortLine] = (
    Heading(say("类型")),
    *(
        Heading(text, css="num")
        for text in (
            say("总数"),
            *(state.chinese for state in Involvement),
            say("已结对比例"),
            say("本身或辖区内已结对"),
        )
    ),
)
"""The columns of the table of sorts on the page of one scope."""
REGISTER: Heading[ParticipantLine] = Heading(say("登记"), unseen=True)
