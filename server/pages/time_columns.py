"""The columns of the lists about time: coverage by day, what became of villages, what happened."""

from graph.days import Day
from graph.export.table import Column, Shown
from server.pages.changes import ChangeLine
from server.pages.columns import Heading, Headings, Part, coverage_headings, text_part, texts, whole
from server.pages.happenings import HappeningLine
from server.pages.series import SeriesLine

SERIES: Headings[SeriesLine] = (
    Heading("日期", (Part(Column("日期", 13, Shown.DAY), lambda line: Day(line.date)),)),
    *coverage_headings(lambda line: line.counted),
)
CHANGES: Headings[ChangeLine] = (
    Heading(
        "村",
        (
            text_part("村", 28, lambda line: whole(line.name)),
            text_part("编码", 18, lambda line: line.key),
        ),
    ),
    Heading(
        "所在",
        (
            text_part("乡镇", 20, lambda line: whole(line.township)),
            text_part("县", 18, lambda line: whole(line.county)),
        ),
    ),
    texts("变化", 16, lambda line: line.change.chinese),
    texts("原来", 12, lambda line: line.was.chinese),
    texts("现在", 12, lambda line: line.now.chinese),
    texts("其间", 60, lambda line: "；".join(it.told for it in line.reasons)),
)
HAPPENINGS: Headings[HappeningLine] = (
    texts("日期", 13, lambda line: line.day),
    texts("发生", 10, lambda line: line.kind.chinese),
    Heading(
        "受援方",
        (
            text_part("受援方", 28, lambda line: whole(line.party)),
            text_part("受援方所在", 26, lambda line: line.place),
        ),
    ),
    texts("支援方", 26, lambda line: whole(line.donor)),
    texts("说明", 36, lambda line: line.note),
    Heading("结对关系", (text_part("编号", 24, lambda line: line.pairing),), unseen=True),
)
