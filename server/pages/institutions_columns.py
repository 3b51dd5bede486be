"""The columns of the lists about institutions."""

from collections.abc import Sequence

from graph.analysis.institutions import InstitutionGrouping
from server.pages.columns import Heading, Headings, counts, given, listed, text_part, texts, whole
from server.pages.institutions_list import InstitutionLine
from server.pages.participation_cells import CellColumn, CellLine, cell_headings


def group_columns(
    grouping: InstitutionGrouping, columns: Sequence[CellColumn]
) -> Headings[CellLine]:
    return (
        texts(f"受援{grouping.chinese}", 22, lambda line: whole(line.name)),
        *cell_headings(columns, inside=False),
    )


INSTITUTIONS: Headings[InstitutionLine] = (
    Heading(
        "名称",
        (
            text_part("名称", 30, lambda line: whole(line.name)),
            text_part("编码", 22, lambda line: line.key),
        ),
    ),
    texts("类型", 12, lambda line: line.kind.chinese),
    texts("所在", 36, lambda line: listed(line.above, " ")),
    texts("结对", 10, lambda line: line.state.chinese),
    texts("支援方", 40, lambda line: given(line.donors)),
    counts("结对关系", lambda line: line.pairings),
)
REGISTER: Heading[InstitutionLine] = Heading("登记", unseen=True)
