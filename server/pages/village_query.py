"""Which target villages a list holds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.analysis.cover_counts import Slice, VillageCover
from graph.analysis.coverage import (
    VillageOrder,
    runs,
    span,
    supported,
    target_villages,
    village_cover,
)
from graph.analysis.search import find_parties
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind
from server.pages.asked import Asked

NAMED_BY = (PartyKind.COUNTY, PartyKind.TOWNSHIP, PartyKind.VILLAGE)
"""A text finds villages by their own name, and all villages of a place of that name."""


@dataclass(frozen=True, slots=True)
class VillageChoice:
    """What narrows the list. `district` is a donor district's row, `direct` keeps what lies in
    `within` itself and in none of its townships."""

    within: int | None
    district: int | None = None
    direct: bool = False
    text: str = ""
    covers: tuple[Cover, ...] = ()
    sole: bool = False
    unnamed: bool = False
    order: VillageOrder = VillageOrder.DIVISION


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` in the order asked for; `covers` counts them by cover before that was narrowed."""

    rows: IntArray
    covers: tuple[int, ...]


def chosen(asked: Asked, order: VillageOrder) -> VillageChoice:
    """What the address asks for; `order` is the list's own."""
    return VillageChoice(
        asked.division("within"),
        asked.division("district"),
        asked.flag("direct"),
        asked.text("q"),
        asked.words("cover", Cover),
        asked.flag("sole"),
        asked.flag("unnamed"),
        asked.word("order", VillageOrder, order),
    )


def find_villages(asked: Asked, choice: VillageChoice, allowed: Iterable[Cover] = Cover) -> Found:
    """The target villages of the choice, of those with an `allowed` cover."""
    snapshot, covers = asked.snapshot, village_cover(asked.snapshot, asked.view)
    rows = target_villages(snapshot, asked.view, _slices(asked, choice), tuple(allowed))
    rows = rows[_kept(snapshot, covers, choice, rows)]
    cover = covers.cover.array[_places(covers, rows)]
    counts = tuple(np.bincount(cover, minlength=len(Cover)).tolist())
    if choice.covers:
        keep = np.isin(cover, [int(each) for each in choice.covers])
        rows, cover = rows[keep], cover[keep]
    if choice.order is VillageOrder.COVER:
        rows = rows[np.argsort(-cover.astype(np.int32), kind="stable")]
    return Found(rows, counts)


def _slices(asked: Asked, choice: VillageChoice) -> list[Slice]:
    first, last = span(asked.snapshot, choice.within)
    if choice.district is None:
        return [(first, last)]
    places = runs(asked.snapshot, supported(asked.snapshot, asked.view.day, choice.district))
    return [(max(a, first), min(b, last)) for a, b in places if b > first and a < last]


def _kept(
    snapshot: Snapshot, covers: VillageCover, choice: VillageChoice, rows: IntArray
) -> BoolArray:
    parties = snapshot.parties
    keep = np.ones(len(rows), dtype=bool)
    if choice.direct:
        keep &= parties.township.array[rows] == NOWHERE
    if choice.sole:
        keep &= covers.donors.array[_places(covers, rows)] == 1
    if choice.unnamed:
        keep &= parties.named.array[rows] == 0
    if choice.text:
        keep &= _named(snapshot, choice)[rows]
    return keep


def _places(covers: VillageCover, rows: IntArray) -> IntArray:
    return np.searchsorted(covers.rows.array, rows)


def _named(snapshot: Snapshot, choice: VillageChoice) -> BoolArray:
    """For each row: does the text name it, or something that it lies in?"""
    found = find_parties(snapshot, choice.text, NAMED_BY, choice.within)
    edges = np.zeros(len(snapshot.parties) + 1, dtype=np.int32)
    np.add.at(edges, found, 1)
    np.subtract.at(edges, snapshot.parties.end.array[found], 1)
    named: BoolArray = np.cumsum(edges)[:-1] > 0
    return named
