"""The columns of the lists about the network."""

from graph.analysis.structure import Share
from graph.export.table import Column, Shown
from graph.language import joined, say
from server.pages.columns import (
    Heading,
    Headings,
    Part,
    counts,
    listed,
    text_part,
    texts,
    whole,
)
from server.pages.network import AroundLine, TieLine
from server.pages.network_path import StepLine
from server.pages.network_shared import CountyLine, SharedLine
from server.pages.network_structure import BetweenLine, BridgeLine, GroupLine


def _tie(tie: TieLine) -> str:
    stage = say("（{stage}）", stage=tie.stage.chinese) if tie.stage is not None else ""
    return say("{words}{name}{stage}", words=tie.words, name=whole(tie.name), stage=stage)


AROUND: Headings[AroundLine] = (
    Heading(
        say("步数"), (Part(Column(say("步数"), 8, Shown.COUNT), lambda line: line.distance),), "num"
    ),
    Heading(
        say("名称"),
        (
            text_part(say("名称"), 30, lambda line: whole(line.name)),
            text_part(say("编码"), 18, lambda line: line.key),
        ),
    ),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("所在"), 34, lambda line: listed(line.above, " ")),
    texts(say("怎样相连"), 46, lambda line: joined(map(_tie, line.ties), say("；"))),
)
STEPS: Headings[StepLine] = (
    Heading(say("步"), (Part(Column(say("步"), 6, Shown.COUNT), lambda line: line.number),), "num"),
    texts(say("从"), 28, lambda line: whole(line.start)),
    texts(say("怎样相连"), 14, lambda line: line.words),
    texts(say("到"), 28, lambda line: whole(line.end)),
    texts(
        say("结对关系"), 34, lambda line: joined((held.span for held in line.pairings), say("；"))
    ),
)
SHARED: Headings[SharedLine] = (
    texts(say("支援区"), 18, lambda line: whole(line.first)),
    texts(say("另一个支援区"), 18, lambda line: whole(line.second)),
    counts(say("都支援的县"), lambda line: line.number),
    texts(say("哪些县"), 60, lambda line: listed(line.counties)),
)


def county_columns(districts: list[str]) -> Headings[CountyLine]:
    """`districts` are the names of the two."""
    return (
        Heading(
            say("县"),
            (
                text_part(say("县"), 22, lambda line: whole(line.name)),
                text_part(say("编码"), 14, lambda line: line.key),
            ),
        ),
        texts(say("所在"), 26, lambda line: listed(line.above, " ")),
        *(_pairings_of(name, at) for at, name in enumerate(districts)),
    )


def _pairings_of(name: str, at: int) -> Heading[CountyLine]:
    return counts(say("{name}的结对关系", name=name), lambda line: line.pairings[at])


def _share(share: Share) -> Heading[GroupLine]:
    return counts(share.chinese, lambda line: line.figures[share])


GROUPS: Headings[GroupLine] = (
    texts(say("片"), 30, lambda line: whole(line.name)),
    *map(_share, Share),
)
BRIDGES: Headings[BridgeLine] = (
    texts(say("支援方"), 26, lambda line: whole(line.pairing.donor)),
    texts(say("受援方"), 26, lambda line: whole(line.pairing.recipient)),
    texts(say("起止"), 24, lambda line: line.pairing.span.text),
    counts(say("失去后支援方一边"), lambda line: line.donor_side),
    counts(say("失去后受援方一边"), lambda line: line.recipient_side),
)
BETWEEN: Headings[BetweenLine] = (
    Heading(
        say("名称"),
        (
            text_part(say("名称"), 30, lambda line: whole(line.name)),
            text_part(say("编码"), 18, lambda line: line.key),
        ),
    ),
    texts(say("类型"), 14, lambda line: line.kind.chinese),
    texts(say("所在"), 34, lambda line: listed(line.above, " ")),
    Heading(
        say("经过它的最短联系"),
        (text_part(say("经过它的最短联系"), 16, lambda line: line.share),),
        "num",
    ),
)
SHARES = tuple(share.chinese for share in Share)
DETAILS: Heading[BridgeLine] = Heading(say("详情"), unseen=True)
