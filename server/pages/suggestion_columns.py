"""The columns of the list of suggestions."""

from graph.export.table import Column, Shown
from server.pages.columns import Heading, Headings, Part, text_part, texts, whole
from server.pages.suggestion_line import SuggestionLine


def _batch(line: SuggestionLine) -> str | None:
    return None if line.batch is None else line.batch.text


SUGGESTIONS: Headings[SuggestionLine] = (
    Heading("第几条", (Part(Column("第几条", 10, Shown.COUNT), lambda line: line.id),), "num"),
    texts("时间", 18, lambda line: line.at),
    Heading(
        "谁提的",
        (
            text_part("县", 18, lambda line: whole(line.county)),
            text_part("谁提的", 16, lambda line: line.who),
        ),
    ),
    texts("村", 24, lambda line: whole(line.subject)),
    Heading(
        "建议",
        (
            text_part("建议", 30, lambda line: line.what),
            text_part("依据", 40, lambda line: line.source),
            text_part("说明", 40, lambda line: line.note),
        ),
    ),
    texts("状态", 10, lambda line: line.state.chinese),
    Heading(
        "处理",
        (
            text_part("谁处理的", 16, lambda line: line.decided_by),
            text_part("何时处理", 18, lambda line: line.decided_at),
            text_part("为什么不采纳", 40, lambda line: line.reason),
            text_part("哪一批", 12, _batch),
        ),
    ),
    Heading("详情", unseen=True, css="more"),
)
