"""Target villages as a list: all of them, or those that are not covered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from graph.analysis.coverage import VillageOrder, span, village_cover
from graph.network.snapshot import NOWHERE
from graph.words import Cover, PartyKind
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import OPEN, CoverFigure
from server.pages.givers import Giver, givers, leads
from server.pages.listing import Listing, Option, listing
from server.pages.village_query import Found, VillageChoice, chosen, find_villages

ORDERS = {VillageOrder.DIVISION: "按区划", VillageOrder.COVER: "未结对在前"}


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village; `near` are the donors of its township and its county."""

    name: Ref
    places: tuple[Ref, ...]
    cover: Cover
    donors: tuple[Giver, ...]
    leads: tuple[Ref, ...]
    near: tuple[Giver, ...]
    register: str


@dataclass(frozen=True, slots=True)
class Villages:
    """`scope` names what the list is narrowed to, each with the address without it."""

    only_uncovered: bool
    choice: VillageChoice
    total: int
    facets: tuple[CoverFigure, ...]
    scope: tuple[Ref, ...]
    places: tuple[Option, ...]
    covers: tuple[Option, ...]
    orders: tuple[Option, ...]
    list: Listing[VillageLine]


def villages(asked: Asked) -> Shown:
    return _shown(asked, only_uncovered=False)


def uncovered(asked: Asked) -> Shown:
    return _shown(asked, only_uncovered=True)


def _shown(asked: Asked, *, only_uncovered: bool) -> Shown:
    allowed = OPEN if only_uncovered else tuple(Cover)
    order = VillageOrder.COVER if only_uncovered else VillageOrder.DIVISION
    choice = chosen(asked, order)
    found = find_villages(asked, choice, allowed)
    page = Villages(
        only_uncovered,
        choice,
        sum(found.covers),
        _facets(asked, found, allowed),
        _scope(asked, choice),
        _places(asked, choice.within),
        tuple(Option(c.text, c.chinese, c in choice.covers) for c in allowed),
        tuple(Option(o.text, text, o is choice.order) for o, text in ORDERS.items()),
        listing(asked, found.rows, village_line(asked)),
    )
    title = f"待结对{asked.target}" if only_uncovered else asked.target
    crumbs = (
        () if choice.within is None else (*asked.above(choice.within), asked.ref(choice.within))
    )
    return Shown("villages", title, page, crumbs)


def village_line(asked: Asked) -> Callable[[int], VillageLine]:
    """Makes the line of a village; what neighbours share is worked out once."""
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    covers = village_cover(snapshot, asked.view)

    @cache
    def places(village: int) -> tuple[int, ...]:
        above = (parties.township.at[village], parties.county.at[village])
        return tuple(row for row in above if row != NOWHERE)

    @cache
    def near(places: tuple[int, ...]) -> tuple[Giver, ...]:
        return tuple(giver for place in places for giver in givers(asked, place))

    @cache
    def refs(places: tuple[int, ...]) -> tuple[Ref, ...]:
        return asked.refs(places)

    def line(village: int) -> VillageLine:
        place = covers.at(village)
        above = places(village)
        return VillageLine(
            asked.ref(village),
            refs(above),
            Cover.NONE if place is None else Cover(covers.cover.at[place]),
            givers(asked, village),
            leads(asked, village),
            near(above),
            asked.urls.register(recipient=parties.key(village)) if asked.can_write else "",
        )

    return line


def _facets(asked: Asked, found: Found, allowed: tuple[Cover, ...]) -> tuple[CoverFigure, ...]:
    return tuple(
        CoverFigure(cover, found.covers[cover], asked.again(cover=[cover.text]))
        for cover in allowed
    )


def _scope(asked: Asked, choice: VillageChoice) -> tuple[Ref, ...]:
    names = asked.snapshot.parties.name
    scope = []
    if choice.district is not None:
        text = f"{names(choice.district)}结对的县和乡镇"
        scope.append(Ref(text, asked.again(district=None)))
    if choice.direct:
        scope.append(Ref("不明乡镇", asked.again(direct=None)))
    return tuple(scope)


def _places(asked: Asked, within: int | None) -> tuple[Option, ...]:
    """Where one may go from here: upwards, and down to what holds target villages."""
    parties = asked.snapshot.parties
    above = [] if within is None else [*parties.ancestors(within), within]
    below = parties.roots() if within is None else parties.children(within)
    covers = village_cover(asked.snapshot, asked.view)
    held = [
        row
        for row in below
        if parties.kind.at[row] < PartyKind.VILLAGE
        and covers.count([span(asked.snapshot, row)]).total
    ]
    return tuple(
        Option(parties.key(row), f"{'　' * depth}{parties.name(row)[:20]}", row == within)
        for depth, row in (*enumerate(above), *((len(above), row) for row in held))
    )
