"""The columns of the lists about dependence."""

from graph.analysis.dependence import DependenceGrouping
from server.pages.columns import Heading, Headings, counts, listed, text_part, texts, whole
from server.pages.dependence import DependenceLine

PICK: Heading[DependenceLine] = Heading("选", css="pick", unseen=True)


def dependence_columns(grouping: DependenceGrouping) -> Headings[DependenceLine]:
    return (
        Heading(
            grouping.chinese,
            (
                text_part(grouping.chinese, 26, lambda line: whole(line.name)),
                text_part("编码", 22, lambda line: line.key),
            ),
        ),
        texts("类型", 14, lambda line: line.kind.chinese),
        texts("所在", 30, lambda line: listed(line.above, " ")),
        counts("退出后失去的村", lambda line: line.villages),
    )
