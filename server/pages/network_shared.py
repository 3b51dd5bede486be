"""Districts that support the same counties: two by two, and the counties of two."""

from dataclasses import dataclass

import numpy as np

from graph.analysis.pairings import find_pairings
from graph.analysis.shared import Shared, shared_counties, supports
from graph.language import say
from graph.network.columns import IntArray
from graph.words import Stage
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.villages import place_options

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Two districts, how many counties they share, and the first of these."""

    first: Ref
    second: Ref
    number: Figure
    counties: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county that both support, with each one's active signed pairings there."""

    name: Ref
    key: str
    above: tuple[Ref, ...]
    pairings: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """`districts` support anything in the scope."""

    districts: int
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    list: Listing[SharedLine]


@dataclass(frozen=True, slots=True)
class CountiesPage:
    names: tuple[Ref, ...]
    list: Listing[CountyLine]


def show_shared(asked: Asked) -> Shown:
    within = asked.division("within")
    found = shared_pairs(asked)
    districts, _ = supports(asked.snapshot, asked.view.day, within)
    page = SharedPage(
        len(np.unique(districts)),
        place_options(asked, within),
        misplaced(asked, within),
        listing(asked, np.arange(len(found)), lambda at: shared_line(asked, found[at])),
    )
    return Shown("network_shared", say("同县支援"), page, asked.path_to(within))


def shared_pairs(asked: Asked) -> list[Shared]:
    return shared_counties(asked.snapshot, asked.view.day, asked.division("within"))


def shared_line(asked: Asked, found: Shared, most: int | None = MOST_NAMED) -> SharedLine:
    key = asked.snapshot.parties.key
    within = asked.division("within")
    keys = [key(found.first), key(found.second)]
    href = asked.urls.shared_by(keys, "" if within is None else key(within))
    return SharedLine(
        asked.ref(found.first),
        asked.ref(found.second),
        Figure(len(found.counties), href),
        asked.refs(found.counties[:most]),
    )


def two_districts(asked: Asked) -> list[int]:
    """Raises BadQuery unless the address names two."""
    keys = dict.fromkeys(key.strip() for key in asked.query.getlist("of"))
    rows = [asked.snapshot.parties.division(key) for key in keys if key]
    if len(rows) != 2:
        raise BadQuery("of", say("要写明两个支援区（of=编码，写两次），而不是 {n} 个", n=len(rows)))
    return rows


def counties_of(asked: Asked, districts: list[int]) -> IntArray:
    """The counties that both support."""
    rows, counties = supports(asked.snapshot, asked.view.day, asked.division("within"))
    one, other = (counties[rows == district] for district in districts)
    shared: IntArray = np.intersect1d(one, other)
    return shared


def county_line(asked: Asked, districts: list[int], county: int) -> CountyLine:
    parties = asked.snapshot.parties

    def pairings(district: int) -> Figure:
        signed = {Stage.SIGNED}
        rows = find_pairings(asked.snapshot, county, district, signed, asked.view.day)
        href = asked.urls.pairings(
            within=parties.key(county),
            donor_within=parties.key(district),
            stage=[Stage.SIGNED.text],
        )
        return Figure(len(rows), href)

    return CountyLine(
        asked.ref(county),
        parties.key(county),
        asked.above(county),
        tuple(map(pairings, districts)),
    )


def show_counties(asked: Asked) -> Shown:
    districts = two_districts(asked)
    rows = counties_of(asked, districts)
    page = CountiesPage(
        asked.refs(districts),
        listing(asked, rows, lambda row: county_line(asked, districts, row)),
    )
    within = asked.division("within")
    key = "" if within is None else asked.snapshot.parties.key(within)
    back = Ref(say("同县支援"), asked.urls.shared(key))
    return Shown("network_counties", title_of(asked, districts), page, (back,))


def title_of(asked: Asked, districts: list[int]) -> str:
    one, other = (asked.ref(row).text for row in districts)
    return say("{first}和{second}都支援的县", first=one, second=other)
