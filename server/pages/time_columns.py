"""The columns of the lists about time: coverage by day, what became of villages, what happened."""

from graph.days import Day
from graph.export.table import Column, Shown
from graph.language import joined, say
from server.pages.changes import ChangeLine
from server.pages.columns import Heading, Headings, Part, coverage_headings, text_part, texts, whole
from server.pages.happenings import HappeningLine
from server.pages.series import SeriesLine

SERIES: Headings[SeriesLine] = (
    Heading(say("日期"), (Part(Column(say("日期"), 13, Shown.DAY), lambda line: Day(line.date)),)),
    *coverage_headings(lambda line: line.counted),
)
CHANGES: Headings[ChangeLine] = (
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
        ),
    ),
    texts(say("变化"), 16, lambda line: line.change.chinese),
    texts(say("原来"), 12, lambda line: line.was.chinese),
    texts(say("现在"), 12, lambda line: line.now.chinese),
    texts(say("其间"), 60, lambda line: joined((it.told for it in line.reasons), say("；"))),
)
HAPPENINGS: Headings[HappeningLine] = (
    texts(say("日期"), 13, lambda line: line.day),
    texts(say("发生"), 10, lambda line: line.kind.chinese),
    Heading(
        say("受援方"),
        (
            text_part(say("受援方"), 28, lambda line: whole(line.party)),
            text_part(say("受援方所在"), 26, lambda line: line.place),
        ),
    ),
    texts(say("支援方"), 26, lambda line: whole(line.donor)),
    texts(say("说明"), 36, lambda line: line.note),
    Heading(say("结对关系"), (text_part(say("编号"), 24, lambda line: line.pairing),), unseen=True),
)
