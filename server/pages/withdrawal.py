"""If these withdrew: the villages that would be covered no more, and what each falls to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import coverage
from graph.analysis.dependence import cover_without, held_villages, withdrawal
from graph.analysis.search import find_parties
from graph.language import say
from graph.network.columns import IntArray
from graph.words import Cover, PartyKind
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import OPEN, CoverFigure, Figure
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.villages import VillageLine, place_options, village_line

MOST_FOUND = 10
"""How many of the parties that a search finds are offered."""


class Withdrawn(NamedTuple):
    """Rows of those that withdraw, in the order in which they were chosen; not `whole`, divisions
    stand for themselves alone."""

    parties: list[int]
    within: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """All villages that would be covered no more, rising, and the cover that each falls to;
    `rows` are those of them that the address asks for."""

    villages: IntArray
    covers: IntArray
    rows: IntArray


class Offer(NamedTuple):
    """A party that a search finds, where it lies, and where it withdraws too."""

    name: Ref
    kind: PartyKind
    place: str
    add: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The first of `total` parties that the text finds: those that cover a village of the scope
    themselves, or in which such donors lie, but for those already chosen."""

    text: str
    lines: tuple[Offer, ...]
    total: int


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """`names` lead to those who withdraw, `chosen` to the same without each. `divisions`: is there
    one in which something lies? `receivers` are those of the recipient side, `after` counts the
    villages still covered; `lost` are those that are not, `falls` the same by what they fall to,
    and `list` those of the falls that were chosen, which `narrowed` leads to without each.
    `everything` is the same in no scope, `proposal` leads to who could take the villages then."""

    names: tuple[Ref, ...]
    chosen: tuple[Ref, ...]
    whole: bool
    divisions: bool
    receivers: tuple[Ref, ...]
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    offers: Offers | None
    before: Figure
    after: int
    lost: Figure
    falls: tuple[CoverFigure, ...]
    narrowed: tuple[Ref, ...]
    list: Listing[VillageLine]
    everything: str
    proposal: str


def withdrawn(asked: Asked) -> Withdrawn:
    """What the address asks for; raises NotFound for a key of nothing."""
    keys = dict.fromkeys(key.strip() for key in asked.query.getlist("of"))
    rows = dict.fromkeys(asked.snapshot.parties.row(key) for key in keys if key)
    return Withdrawn(list(rows), asked.division("within"), not asked.flag("alone"))


def lost_villages(asked: Asked, gone: Withdrawn) -> Lost:
    """Narrowed to those that fall to one of the covers that the address names."""
    snapshot, view = asked.snapshot, asked.view
    lost = withdrawal(snapshot, view, gone.parties, gone.within, whole=gone.whole)
    covers = cover_without(snapshot, view, lost, gone.parties, whole=gone.whole)
    chosen = [int(cover) for cover in asked.words("cover", Cover)]
    return Lost(lost, covers, lost[np.isin(covers, chosen)] if chosen else lost)


def lost_line(asked: Asked, lost: Lost) -> Callable[[int], VillageLine]:
    """Makes the line of a village with what it falls to."""
    line = village_line(asked)

    def fallen(village: int) -> VillageLine:
        at = np.searchsorted(lost.villages, village)
        return replace(line(village), falls=Cover(int(lost.covers[at])))

    return fallen


def title_of(asked: Asked, gone: Withdrawn) -> str:
    if not gone.parties:
        return say("若支援方退出")
    name = asked.ref(gone.parties[0]).text
    number = len(gone.parties)
    if number == 1:
        return say("若{name}退出", name=name)
    return say("若{name}等 {n} 个退出", name=name, n=number)


def show_withdrawal(asked: Asked) -> Shown:
    parties, gone = asked.snapshot.parties, withdrawn(asked)
    lost = lost_villages(asked, gone)
    before = coverage(asked.snapshot, asked.view, gone.within).covered
    within = "" if gone.within is None else parties.key(gone.within)
    page = WithdrawalPage(
        asked.refs(gone.parties),
        _chosen(asked, gone),
        gone.whole,
        any(parties.end.at[row] > row + 1 for row in gone.parties),
        asked.refs([row for row in gone.parties if not parties.is_donor(row)]),
        place_options(asked, gone.within),
        misplaced(asked, gone.within),
        _offers(asked, gone),
        Figure(before, asked.urls.villages(within, cover=[Cover.COVERED.text])),
        before - len(lost.villages),
        Figure(len(lost.villages), asked.again(cover=None)),
        _falls(asked, lost),
        _narrowed(asked),
        listing(asked, lost.rows, lost_line(asked, lost)),
        asked.again(within=None),
        asked.urls.proposals(within, of=_keys(asked, gone), alone=not gone.whole),
    )
    crumbs = (Ref(say("依赖"), asked.urls.dependence(within=within)), *asked.path_to(gone.within))
    return Shown("withdrawal", title_of(asked, gone), page, crumbs)


def _falls(asked: Asked, lost: Lost) -> tuple[CoverFigure, ...]:
    numbers = np.bincount(lost.covers, minlength=len(Cover)).tolist()
    return tuple(
        CoverFigure(cover, numbers[cover], asked.again(cover=[cover.text])) for cover in OPEN
    )


def _narrowed(asked: Asked) -> tuple[Ref, ...]:
    chosen = asked.words("cover", Cover)
    return tuple(
        Ref(
            say("退出后{cover}", cover=one.chinese),
            asked.again(cover=[it.text for it in chosen if it is not one]),
        )
        for one in chosen
    )


def _keys(asked: Asked, gone: Withdrawn) -> list[str]:
    return [asked.snapshot.parties.key(row) for row in gone.parties]


def _chosen(asked: Asked, gone: Withdrawn) -> tuple[Ref, ...]:
    keys = _keys(asked, gone)
    others = ([key for key in keys if key != one] for one in keys)
    return tuple(
        asked.ref(row)._replace(href=asked.again(of=left))
        for row, left in zip(gone.parties, others, strict=True)
    )


def _offers(asked: Asked, gone: Withdrawn) -> Offers | None:
    text = asked.text("q")
    if not text:
        return None
    parties, keys = asked.snapshot.parties, _keys(asked, gone)
    found = find_parties(asked.snapshot, text)
    donors = np.unique(held_villages(asked.snapshot, asked.view, gone.within).donors)
    low, high = (np.searchsorted(donors, rows) for rows in (found, parties.end.array[found]))
    found = found[(low < high) & ~np.isin(found, gone.parties)]

    def offer(row: int) -> Offer:
        add = asked.again(of=[*keys, parties.key(row)], q=None)
        place = " ".join(map(parties.name, parties.ancestors(row)))
        return Offer(asked.ref(row), parties.kind_of(row), place, add)

    return Offers(text, tuple(map(offer, found[:MOST_FOUND].tolist())), len(found))
