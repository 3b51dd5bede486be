"""The columns of the lists about who takes part."""

from collections.abc import Sequence

from graph.analysis.involvement import Involvement
from graph.export.table import Column, Shown
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
        texts("支援区", 16, lambda line: whole(line.name)),
        *cell_headings(columns, inside=True),
    )


def _inside(line: ParticipantLine) -> int | None:
    return None if line.inside is None else line.inside.number


PARTICIPANTS: Headings[ParticipantLine] = (
    Heading(
        "名称",
        (
            text_part("名称", 30, lambda line: whole(line.name)),
            text_part("编码", 18, lambda line: line.key),
        ),
    ),
    texts("类型", 12, lambda line: line.sort.chinese),
    texts("所在", 34, lambda line: listed(line.above, " ")),
    texts("结对", 10, lambda line: line.state.chinese),
    texts("支援谁", 40, lambda line: given(line.recipients)),
    counts("结对关系", lambda line: line.pairings),
    Heading(
        "本身和辖区内已结对",
        (Part(Column("本身和辖区内已结对", 18, Shown.COUNT), _inside),),
        "num",
    ),
)
SORTS: Headings[SortLine] = (
    Heading("类型"),
    *(
        Heading(text, css="num")
        for text in (
            "总数",
            *(state.chinese for state in Involvement),
            "已结对比例",
            "本身或辖区内已结对",
        )
    ),
)
"""The columns of the table of sorts on the page of one scope."""
REGISTER: Heading[ParticipantLine] = Heading("登记", unseen=True)
