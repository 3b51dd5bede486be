"""The columns of the lists about dependence."""

from graph.analysis.dependence import DependenceGrouping
from graph.language import say
from server.pages.columns import Heading, Headings, counts, listed, text_part, texts, whole
from server.pages.dependence import DependenceLine

PICK: Heading[DependenceLine] = Heading(say("选"), css="pick", unseen=True)


def dependence_columns(grouping: DependenceGrouping) -> Headings[DependenceLine]:
    return (
        Heading(
            grouping.chinese,
            (
                text_part(grouping.chinese, 26, lambda line: whole(line.name)),
                text_part(say("编码"), 22, lambda line: line.key),
            ),
        ),
        texts(say("类型"), 14, lambda line: line.kind.chinese),
        texts(say("所在"), 30, lambda line: listed(line.above, " ")),
        counts(say("退出后失去的村"), lambda line: line.villages),
    )
