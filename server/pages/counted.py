"""Numbers on pages: each one leads to the rows that it counts."""

from dataclasses import dataclass
from typing import NamedTuple, Unpack

from graph.analysis.cover_counts import Coverage
from graph.words import Cover
from server.address import narrowed
from server.list_queries import VillageQuery
from server.pages.asked import Ref
from server.urls import Urls

OPEN = (Cover.PLANNED, Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)
"""Covers of villages that are not covered, best first."""


class Figure(NamedTuple):
    """A number with the address of the rows that it counts."""

    number: int
    href: str


class CoverFigure(NamedTuple):
    cover: Cover
    number: int
    href: str


class Segment(NamedTuple):
    """A part of a bar that is 100 wide."""

    x: float
    width: float
    cover: Cover


@dataclass(frozen=True, slots=True)
class Counted:
    """The coverage of one scope; `name` is what it is the coverage of."""

    name: Ref
    total: Figure
    covers: tuple[CoverFigure, ...]
    uncovered: Figure
    sole: Figure
    rate: str
    bar: tuple[Segment, ...]


def counted(urls: Urls, name: Ref, coverage: Coverage, **scope: Unpack[VillageQuery]) -> Counted:
    """The counts with the addresses of their rows; `scope` is what the coverage was counted in."""
    rows = urls.to("/villages", scope)
    covers = tuple(
        CoverFigure(cover, coverage.of(cover), narrowed(rows, "cover", cover.text))
        for cover in Cover
    )
    return Counted(
        name,
        Figure(coverage.total, rows),
        covers,
        Figure(coverage.uncovered, urls.uncovered(**scope)),
        Figure(coverage.sole_donor, narrowed(rows, "sole", "1")),
        rate(coverage),
        bar(coverage),
    )


def rate(coverage: Coverage) -> str:
    return share(coverage.covered, coverage.total)


def share(part: int, total: int) -> str:
    """In percent, cut and not rounded: only full is 100 %, and only none is 0 %. Empty for 0 of
    0."""
    if not total:
        return ""
    tenths = part * 1000 // total
    if part and not tenths:
        return "<0.1%"
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10}%"


def bar(coverage: Coverage) -> tuple[Segment, ...]:
    """The covers that occur, best first; nothing for a scope without target villages."""
    segments, x = [], 0.0
    for cover in Cover:
        if count := coverage.of(cover):
            width = 100 * count / coverage.total
            segments.append(Segment(round(x, 2), round(width, 2), cover))
            x += width
    return tuple(segments)
