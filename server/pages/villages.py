"""Target villages as a list: all of them, or those that are not covered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from graph.analysis.coverage import VillageOrder, span, village_cover
from graph.analysis.pairings import pairings_of
from graph.language import say, say_as
from graph.network.snapshot import NOWHERE
from graph.words import Cover, PartyKind, Side, Stage, VillageTarget
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import OPEN, CoverFigure
from server.pages.districts import district_rows
from server.pages.givers import Giver, givers, leads
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.pairing_line import optional
from server.pages.village_query import Found, VillageChoice, chosen, find_villages

ORDERS = {VillageOrder.DIVISION: say("按区划"), VillageOrder.COVER: say("未结对在前")}


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village; `near` are the donors of its township and its county. `sign` leads to where a
    plan for it is signed, `register` to where a pairing with it is registered; `falls` is its
    cover if others withdrew, where that is asked."""

    name: Ref
    key: str
    township: Ref | None
    county: Ref | None
    province: str
    cover: Cover
    donors: tuple[Giver, ...]
    leads: tuple[Ref, ...]
    near: tuple[Giver, ...]
    sign: str
    register: str
    falls: Cover | None = None

    @property
    def places(self) -> tuple[Ref, ...]:
        return tuple(place for place in (self.township, self.county) if place is not None)


@dataclass(frozen=True, slots=True)
class Villages:
    """`scope` names what the list is narrowed to, each with the address without it."""

    only_uncovered: bool
    choice: VillageChoice
    total: int
    facets: tuple[CoverFigure, ...]
    scope: tuple[Ref, ...]
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    misplaced: Misplaced | None
    covers: tuple[Option, ...]
    orders: tuple[Option, ...]
    list: Listing[VillageLine]


def villages(asked: Asked) -> Shown:
    return _shown(asked, only_uncovered=False)


def uncovered(asked: Asked) -> Shown:
    return _shown(asked, only_uncovered=True)


@dataclass(frozen=True, slots=True)
class VillageList:
    """What one of the two lists holds, as its address asks."""

    title: str
    allowed: tuple[Cover, ...]
    choice: VillageChoice
    found: Found


TITLES = {
    VillageTarget.DEEP_POVERTY: say_as("title", "深度贫困村"),
    VillageTarget.POOR: say_as("title", "贫困村"),
}


def village_list(asked: Asked, *, only_uncovered: bool) -> VillageList:
    title = (
        say("待结对{target}", target=asked.target) if only_uncovered else TITLES[asked.view.target]
    )
    allowed = OPEN if only_uncovered else tuple(Cover)
    order = VillageOrder.COVER if only_uncovered else VillageOrder.DIVISION
    choice = chosen(asked, order)
    return VillageList(title, allowed, choice, find_villages(asked, choice, allowed))


def _shown(asked: Asked, *, only_uncovered: bool) -> Shown:
    held = village_list(asked, only_uncovered=only_uncovered)
    choice, found, allowed = held.choice, held.found, held.allowed
    page = Villages(
        only_uncovered,
        choice,
        sum(found.covers),
        _facets(asked, found, allowed),
        _scope(asked, choice),
        place_options(asked, choice.within),
        district_options(asked, choice.district),
        misplaced(asked, choice.within, choice.district),
        tuple(Option(c.text, c.chinese, c in choice.covers) for c in allowed),
        tuple(Option(o.text, text, o is choice.order) for o, text in ORDERS.items()),
        listing(asked, found.rows, village_line(asked)),
    )
    crumbs = (
        () if choice.within is None else (*asked.above(choice.within), asked.ref(choice.within))
    )
    return Shown("villages", held.title, page, crumbs)


def village_line(asked: Asked) -> Callable[[int], VillageLine]:
    """Makes the line of a village; what neighbours share is worked out once."""
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    covers = village_cover(snapshot, asked.view)

    @cache
    def ref(place: int) -> Ref | None:
        return optional(asked, place)

    @cache
    def near(*places: int) -> tuple[Giver, ...]:
        held = (place for place in places if place != NOWHERE)
        return tuple(giver for place in held for giver in givers(asked, place))

    @cache
    def province(place: int) -> str:
        above = parties.ancestors(place)
        return parties.name(above[0]) if above else ""

    def line(village: int) -> VillageLine:
        place = covers.at(village)
        above = (parties.township.at[village], parties.county.at[village])
        return VillageLine(
            asked.ref(village),
            parties.key(village),
            ref(above[0]),
            ref(above[1]),
            province(parties.parent.at[village]),
            Cover.NONE if place is None else Cover(covers.cover.at[place]),
            givers(asked, village),
            leads(asked, village),
            near(*above),
            _sign(asked, village),
            asked.urls.register(recipient=parties.key(village)) if asked.can_write else "",
        )

    return line


def _sign(asked: Asked, village: int) -> str:
    """Where the plan that has got furthest is signed; empty when there is none to sign."""
    held = asked.snapshot.pairings
    found = pairings_of(asked.snapshot, village, Side.RECIPIENT, day=asked.view.day)
    plans = [row for row in found if held.stage.at[row] < Stage.SIGNED and asked.may_pair(row)]
    if not plans or any(held.stage.at[row] == Stage.SIGNED for row in found):
        return ""
    plan = max(reversed(plans), key=held.stage.at.__getitem__)
    return asked.urls.act(held.key(plan), "sign")


def _facets(asked: Asked, found: Found, allowed: tuple[Cover, ...]) -> tuple[CoverFigure, ...]:
    return tuple(
        CoverFigure(cover, found.covers[cover], asked.again(cover=[cover.text]))
        for cover in allowed
    )


def _scope(asked: Asked, choice: VillageChoice) -> tuple[Ref, ...]:
    names = asked.snapshot.parties.name
    scope = []
    if choice.district is not None:
        text = say("{district}结对的县和乡镇", district=names(choice.district))
        scope.append(Ref(text, asked.again(district=None)))
    if choice.direct:
        scope.append(Ref(say("不明乡镇"), asked.again(direct=None)))
    return tuple(scope)


def place_options(asked: Asked, within: int | None) -> tuple[Option, ...]:
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
        Option(
            parties.key(row),
            f"{'　' * depth}{parties.name(row)[:20]}",
            row == within,
        )
        for depth, row in (*enumerate(above), *((len(above), row) for row in held))
    )


def district_options(asked: Asked, chosen: int | None) -> tuple[Option, ...]:
    """The donor districts, and what the address names instead of one."""
    parties = asked.snapshot.parties
    rows = dict.fromkeys(district_rows(asked))
    if chosen is not None:
        rows |= {chosen: None}
    return tuple(Option(parties.key(row), parties.name(row)[:20], row == chosen) for row in rows)
