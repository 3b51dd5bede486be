"""On whom the cover of villages depends: the list, and the worst few to lose together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import coverage
from graph.analysis.dependence import Dependence, DependenceGrouping, dependence
from graph.analysis.worst import worst
from graph.language import joined, say, say_as
from graph.network.columns import IntArray
from graph.words import Cover, PartyKind
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.villages import district_options, place_options

SIZES = (2, 3, 5, 10)
"""How many at once the page offers to look for."""
ONE = {
    DependenceGrouping.DONOR: say_as("one", "支援方"),
    DependenceGrouping.TOWNSHIP: say_as("one", "支援方镇街"),
    DependenceGrouping.DISTRICT: say_as("one", "支援区"),
}
"""What each is called within a sentence."""


class DependenceChoice(NamedTuple):
    """Rows of the divisions that narrow the villages and the donors."""

    grouping: DependenceGrouping
    within: int | None
    district: int | None


@dataclass(frozen=True, slots=True)
class DependenceLine:
    """A party, and the villages that it would take along; `above` is where it lies. Its SQL id
    tells its line from another's."""

    id: int
    name: Ref
    key: str
    kind: PartyKind
    above: tuple[Ref, ...]
    villages: Figure


@dataclass(frozen=True, slots=True)
class Together:
    """The worst `size` to lose at once."""

    size: int
    names: tuple[Ref, ...]
    villages: Figure
    exact: bool
    bound: int


@dataclass(frozen=True, slots=True)
class DependencePage:
    """`covered` are the villages of the scope, `alone` those that depend on one of those listed;
    `withdraws` are the fields that the form of withdrawal carries on."""

    grouping: DependenceGrouping
    groupings: tuple[Option, ...]
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    misplaced: Misplaced | None
    covered: Figure
    alone: Figure
    list: Listing[DependenceLine]
    withdraws: tuple[tuple[str, str], ...]
    sizes: tuple[Option, ...]
    together: Together | None

    @property
    def what(self) -> str:
        """What the villages depend on, in a sentence."""
        return ONE[self.grouping]


def choice(asked: Asked) -> DependenceChoice:
    grouping = asked.word("by", DependenceGrouping, DependenceGrouping.DONOR)
    return DependenceChoice(grouping, asked.division("within"), asked.division("district"))


def depending(asked: Asked, chosen: DependenceChoice) -> list[Dependence]:
    """Those that lie in the district, if one is chosen."""
    found = dependence(asked.snapshot, asked.view, chosen.grouping, chosen.within)
    district, inside = chosen.district, asked.snapshot.parties.inside
    return [one for one in found if district is None or inside(one.party, district)]


def show_dependence(asked: Asked) -> Shown:
    chosen = choice(asked)
    found, line = depending(asked, chosen), dependence_line(asked, chosen)
    together = _together(asked, chosen)
    page = DependencePage(
        chosen.grouping,
        tuple(Option(it.text, it.chinese, it is chosen.grouping) for it in DependenceGrouping),
        place_options(asked, chosen.within),
        district_options(asked, chosen.district),
        misplaced(asked, chosen.within, chosen.district),
        _covered(asked, chosen),
        _alone(asked, chosen, found),
        listing(asked, _places(found), lambda place: line(found[place])),
        _withdraws(asked, chosen),
        _sizes(asked, together),
        together,
    )
    return Shown("dependence", say("依赖"), page, asked.path_to(chosen.within))


def dependence_line(
    asked: Asked, chosen: DependenceChoice
) -> Callable[[Dependence], DependenceLine]:
    parties = asked.snapshot.parties

    def line(one: Dependence) -> DependenceLine:
        return DependenceLine(
            parties.id.at[one.party],
            asked.ref(one.party),
            parties.key(one.party),
            parties.kind_of(one.party),
            asked.above(one.party),
            Figure(one.villages, _withdrawal(asked, chosen, [one.party])),
        )

    return line


def _places(found: list[Dependence]) -> IntArray:
    return np.arange(len(found))


def _key(asked: Asked, row: int | None) -> str:
    return "" if row is None else asked.snapshot.parties.key(row)


def _withdrawal(asked: Asked, chosen: DependenceChoice, rows: list[int]) -> str:
    """Where it stands what these take along, counted as the list counts it."""
    return asked.urls.withdrawal(
        of=[asked.snapshot.parties.key(row) for row in rows],
        within=_key(asked, chosen.within),
        alone=chosen.grouping is DependenceGrouping.DONOR and any(_holds(asked, rows)),
    )


def _holds(asked: Asked, rows: list[int]) -> list[bool]:
    """Does anything lie in it?"""
    return [asked.snapshot.parties.end.at[row] > row + 1 for row in rows]


def _covered(asked: Asked, chosen: DependenceChoice) -> Figure:
    number = coverage(asked.snapshot, asked.view, chosen.within).covered
    within = _key(asked, chosen.within)
    return Figure(number, asked.urls.villages(within, cover=[Cover.COVERED.text]))


def _alone(asked: Asked, chosen: DependenceChoice, found: list[Dependence]) -> Figure:
    """Villages with a sole donor are a list of their own, others stand below only."""
    number = sum(one.villages for one in found)
    listed = chosen.grouping is DependenceGrouping.DONOR and chosen.district is None
    within = _key(asked, chosen.within)
    return Figure(number, asked.urls.villages(within, sole=True) if listed else "")


def _withdraws(asked: Asked, chosen: DependenceChoice) -> tuple[tuple[str, str], ...]:
    alone = chosen.grouping is DependenceGrouping.DONOR
    fields = {"within": _key(asked, chosen.within), "alone": "1" if alone else ""}
    return tuple((name, text) for name, text in (asked.urls.kept | fields).items() if text)


def _sizes(asked: Asked, together: Together | None) -> tuple[Option, ...]:
    """The value of each is the address that looks for so many."""
    chosen = together.size if together else 0
    return tuple(
        Option(asked.again(most=size), say("{n} 个", n=size), size == chosen) for size in SIZES
    )


def _together(asked: Asked, chosen: DependenceChoice) -> Together | None:
    text = asked.query.get("most", "")
    if not text:
        return None
    if text not in map(str, SIZES):
        sizes = joined(map(str, SIZES))
        said = say("一起退出的个数可以是 {sizes}，而不是“{text}”", sizes=sizes, text=text[:20])
        raise BadQuery("most", said)
    size = int(text)
    found = worst(
        *(asked.snapshot, asked.view, size, chosen.grouping, chosen.within),
        donor_within=chosen.district,
    )
    lost = Figure(found.villages, _withdrawal(asked, chosen, found.parties))
    return Together(size, asked.refs(found.parties), lost, found.exact, found.bound)
