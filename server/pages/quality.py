"""The data-quality board: each check with how much it finds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.analysis.quality import Check, board
from graph.language import say
from graph.words import PartyKind, Side
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Option


@dataclass(frozen=True, slots=True)
class CheckLine:
    check: Check
    found: Figure


@dataclass(frozen=True, slots=True)
class Places:
    """Where the board may be narrowed to; `other` is a division that is neither."""

    other: tuple[Option, ...]
    districts: tuple[Option, ...]
    counties: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class QualityPage:
    within: Ref | None
    places: Places
    lines: tuple[CheckLine, ...]
    total: int
    """How many checks find something."""


def quality(asked: Asked) -> Shown:
    within = asked.division("within")
    lines = check_lines(asked, within)
    page = QualityPage(
        None if within is None else asked.ref(within),
        _places(asked, within),
        lines,
        sum(line.found.number > 0 for line in lines),
    )
    return Shown("quality", say("数据质量"), page, asked.path_to(within))


def check_lines(asked: Asked, within: int | None) -> tuple[CheckLine, ...]:
    key = "" if within is None else asked.snapshot.parties.key(within)
    return tuple(
        CheckLine(check, Figure(number, asked.urls.findings(check.code, key)))
        for check, number in board(asked.snapshot, asked.view, within)
    )


def _places(asked: Asked, within: int | None) -> Places:
    districts, counties = _counties(asked, Side.DONOR), _counties(asked, Side.RECIPIENT)
    others = [] if within is None or within in districts + counties else [within]
    options = [tuple(_options(asked, rows, within)) for rows in (others, districts, counties)]
    return Places(*options)


def _counties(asked: Asked, side: Side) -> list[int]:
    parties = asked.snapshot.parties
    rows: list[int] = np.flatnonzero(
        (parties.kind.array == PartyKind.COUNTY) & (parties.side.array == side)
    ).tolist()
    return rows


def _options(asked: Asked, rows: list[int], within: int | None) -> Iterator[Option]:
    parties = asked.snapshot.parties
    return (Option(parties.key(row), parties.name(row)[:20], row == within) for row in rows)
