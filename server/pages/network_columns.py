"""The columns of the lists about the network."""

from graph.analysis.structure import Share
from graph.export.table import Column, Shown
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
    stage = f"（{tie.stage.chinese}）" if tie.stage is not None else ""
    return f"{tie.words}{whole(tie.name)}{stage}"


AROUND: Headings[AroundLine] = (
    Heading("步数", (Part(Column("步数", 8, Shown.COUNT), lambda line: line.distance),), "num"),
    Heading(
        "名称",
        (
            text_part("名称", 30, lambda line: whole(line.name)),
            text_part("编码", 18, lambda line: line.key),
        ),
    ),
    texts("类型", 14, lambda line: line.kind.chinese),
    texts("所在", 34, lambda line: listed(line.above, " ")),
    texts("怎样相连", 46, lambda line: "；".join(map(_tie, line.ties))),
)
STEPS: Headings[StepLine] = (
    Heading("步", (Part(Column("步", 6, Shown.COUNT), lambda line: line.number),), "num"),
    texts("从", 28, lambda line: whole(line.start)),
    texts("怎样相连", 14, lambda line: line.words),
    texts("到", 28, lambda line: whole(line.end)),
    texts("结对关系", 34, lambda line: "；".join(held.span for held in line.pairings)),
)
SHARED: Headings[SharedLine] = (
    texts("支援区", 18, lambda line: whole(line.first)),
    texts("另一个支援区", 18, lambda line: whole(line.second)),
    counts("都支援的县", lambda line: line.number),
    texts("哪些县", 60, lambda line: listed(line.counties)),
)


def county_columns(districts: list[str]) -> Headings[CountyLine]:
    """`districts` are the names of the two."""
    return (
        Heading(
            "县",
            (
                text_part("县", 22, lambda line: whole(line.name)),
                text_part("编码", 14, lambda line: line.key),
            ),
        ),
        texts("所在", 26, lambda line: listed(line.above, " ")),
        *(_pairings_of(name, at) for at, name in enumerate(districts)),
    )


def _pairings_of(name: str, at: int) -> Heading[CountyLine]:
    return counts(f"{name}的结对关系", lambda line: line.pairings[at])


def _share(share: Share) -> Heading[GroupLine]:
    return counts(share.chinese, lambda line: line.figures[share])


GROUPS: Headings[GroupLine] = (
    texts("片", 30, lambda line: whole(line.name)),
    *map(_share, Share),
)
BRIDGES: Headings[BridgeLine] = (
    texts("支援方", 26, lambda line: whole(line.pairing.donor)),
    texts("受援方", 26, lambda line: whole(line.pairing.recipient)),
    texts("起止", 24, lambda line: line.pairing.span.text),
    counts("失去后支援方一边", lambda line: line.donor_side),
    counts("失去后受援方一边", lambda line: line.recipient_side),
)
BETWEEN: Headings[BetweenLine] = (
    Heading(
        "名称",
        (
            text_part("名称", 30, lambda line: whole(line.name)),
            text_part("编码", 18, lambda line: line.key),
        ),
    ),
    texts("类型", 14, lambda line: line.kind.chinese),
    texts("所在", 34, lambda line: listed(line.above, " ")),
    Heading(
        "经过它的最短联系", (text_part("经过它的最短联系", 16, lambda line: line.share),), "num"
    ),
)
SHARES = tuple(share.chinese for share in Share)
DETAILS: Heading[BridgeLine] = Heading("详情", unseen=True)
