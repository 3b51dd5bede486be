"""The columns of the counties on the map."""

from graph.export.table import Column, Shown
from graph.language import say
from server.pages.columns import (
    Heading,
    Headings,
    Part,
    counts,
    listed,
    shares,
    text_part,
    texts,
    whole,
)
from server.pages.county_map import CountyLine


def map_columns(center: str) -> Headings[CountyLine]:
    """`center` is what the distances are from; without one there are none."""
    return (
        Heading(
            say("县"),
            (
                text_part(say("县"), 24, lambda line: whole(line.name)),
                text_part(say("编码"), 12, lambda line: line.key),
            ),
        ),
        texts(say("所在"), 34, lambda line: listed(line.above, " ")),
        *((_way(center),) if center else ()),
        counts(say("目标村"), lambda line: line.counted.total),
        counts(say("已结对"), lambda line: line.counted.covers[0]),
        counts(say("已列任务"), lambda line: line.counted.covers[1]),
        counts(say("未结对也未列任务"), lambda line: line.open),
        shares(say("覆盖率"), lambda line: line.counted.rate),
        counts(say("结对关系"), lambda line: line.pairings),
    )


def _way(center: str) -> Heading[CountyLine]:
    return Heading(
        say("距{center}", center=center),
        (
            text_part(say("在{center}哪边", center=center), 14, lambda line: line.wind),
            Part(Column(say("直线公里"), 12, Shown.COUNT), lambda line: line.kilometres),
        ),
        "num",
    )
