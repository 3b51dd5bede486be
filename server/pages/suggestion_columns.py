"""The columns of the list of suggestions."""

from graph.export.table import Column, Shown
from graph.language import say
from server.pages.columns import Heading, Headings, Part, text_part, texts, whole
from server.pages.suggestion_line import SuggestionLine


def _batch(line: SuggestionLine) -> str | None:
    return None if line.batch is None else line.batch.text


SUGGESTIONS: Headings[SuggestionLine] = (
    Heading(
        say("第几条"), (Part(Column(say("第几条"), 10, Shown.COUNT), lambda line: line.id),), "num"
    ),
    texts(say("时间"), 18, lambda line: line.at),
    Heading(
        say("谁提的"),
        (
            text_part(say("县"), 18, lambda line: whole(line.county)),
            text_part(say("谁提的"), 16, lambda line: line.who),
        ),
    ),
    texts(say("村"), 24, lambda line: whole(line.subject)),
    Heading(
        say("建议"),
        (
            text_part(say("建议"), 30, lambda line: line.what),
            text_part(say("依据"), 40, lambda line: line.source),
            text_part(say("说明"), 40, lambda line: line.note),
        ),
    ),
    texts(say("状态"), 10, lambda line: line.state.chinese),
    Heading(
        say("处理"),
        (
            text_part(say("谁处理的"), 16, lambda line: line.decided_by),
            text_part(say("何时处理"), 18, lambda line: line.decided_at),
            text_part(say("为什么不采纳"), 40, lambda line: line.reason),
            text_part(say("哪一批"), 12, _batch),
        ),
    ),
    Heading(say("详情"), unseen=True, css="more"),
)
