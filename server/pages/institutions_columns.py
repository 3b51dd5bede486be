"""The columns of the lists about institutions."""

from collections.abc import Sequence

from graph.analysis.institutions import InstitutionGrouping
from graph.language import say
from server.pages.columns import Heading, Headings, counts, given, listed, text_part, texts, whole
from server.pages.institutions_list import InstitutionLine
from server.pages.participation_cells import CellColumn, CellLine, cell_headings


def group_columns(
    grouping: InstitutionGrouping, columns: Sequence[CellColumn]
) -> Headings[CellLine]:
    return (
        texts(say("受援{unit}", unit=grouping.chinese), 22, lambda line: whole(line.name)),
        *cell_headings(columns, inside=False),
    )


INSTITUTIONS: Headings[InstitutionLine] = (
    Heading(
        say("名称"),
        (
            text_part(say("名称"), 30, lambda line: whole(line.name)),
            text_part(say("编码"), 22, lambda line: line.key),
        ),
    ),
    texts(say("类型"), 12, lambda line: line.kind.chinese),
    texts(say("所在"), 36, lambda line: listed(line.above, " ")),
    texts(say("结对"), 10, lambda line: line.state.chinese),
    texts(say("支援方"), 40, lambda line: given(line.donors)),
    counts(say("结对关系"), lambda line: line.pairings),
)
REGISTER: Heading[InstitutionLine] = Heading(say("登记"), unseen=True)
