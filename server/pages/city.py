"""The pairings of the whole city, or of one district, as a picture with its table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

import numpy as np

from graph.analysis.coverage import coverage
from graph.analysis.joined import Joined
from graph.language import say, told
from graph.words import PartyKind
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Counted, CoverFigure, Figure, counted
from server.pages.districts import district_rows
from server.pages.givers import Giver
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.once import drawn_once
from server.pages.villages import district_options
from server.pictures.city.contents import Contents, County, contents
from server.pictures.city.picture import city_picture
from server.pictures.drawing import Drawing

MOST_GIVERS = 5


@dataclass(frozen=True, slots=True)
class CityLine:
    """A county with the first of `all_givers` districts that support it; `pairings` are those of
    the one district that is asked for, if it is one."""

    counted: Counted
    key: str
    above: tuple[Ref, ...]
    givers: tuple[Giver, ...]
    all_givers: int
    pairings: Figure


@dataclass(frozen=True, slots=True)
class CityTotal:
    """All counties of the list together."""

    counted: Counted
    pairings: Figure


@dataclass(frozen=True, slots=True)
class CityPage:
    """`district` is there when only one is shown."""

    drawing: Drawing
    download: str
    district: Ref | None
    within: str
    districts: tuple[Option, ...]
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    list: Listing[CityLine]
    total: CityTotal


@dataclass(frozen=True, slots=True)
class CityPicture:
    drawing: Drawing


def show_city(asked: Asked) -> Shown:
    held = city_contents(asked)
    within, district = held.within, held.district
    keys = _key(asked, district), _key(asked, within)
    page = CityPage(
        _drawing(asked, held),
        asked.urls.city_picture(*keys),
        None if district is None else asked.ref(district),
        keys[1],
        district_options(asked, district),
        _places(asked, held),
        misplaced(asked, within, district),
        listing(
            asked,
            np.arange(len(held.counties)),
            lambda at: city_line(asked, held, held.counties[at], MOST_GIVERS),
        ),
        city_total(asked, held),
    )
    return Shown("city", title_of(asked, held), page, _crumbs(asked, held))


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved."""
    held = city_contents(asked)
    name = told(say("{title}{day}.svg", title=title_of(asked, held), day=asked.date))
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    page = CityPicture(_drawing(asked, held))
    return Shown("", "", page, headers={"Content-Disposition": disposition})


def _drawing(asked: Asked, held: Contents) -> Drawing:
    """Kept with the snapshot, for all who look at it as of the same day."""
    name = (city_picture, held.view, held.within, held.district)
    return drawn_once(asked, name, lambda: city_picture(asked.snapshot, held, asked.urls))


def city_contents(asked: Asked) -> Contents:
    """What the address asks for. Raises BadQuery for a place that no picture of counties shows."""
    parties = asked.snapshot.parties
    within, district = asked.division("within"), asked.division("district")
    if within is not None and parties.kind.at[within] > PartyKind.COUNTY:
        name = asked.ref(within).text
        raise BadQuery("within", say("{name}在县以下，这张图画到县；请选省、市或县", name=name))
    is_donor = district is not None and parties.is_donor(district)
    if district is not None and is_donor and district not in district_rows(asked):
        name = asked.ref(district).text
        raise BadQuery("district", say("{name}不是支援方的区；请选一个区", name=name))
    return contents(asked.snapshot, asked.view, within, district)


def title_of(asked: Asked, held: Contents) -> str:
    where = "" if held.within is None else asked.ref(held.within).text
    if held.district is None:
        return say("全市结对图：{where}", where=where) if where else say("全市结对图")
    district = asked.ref(held.district).text
    return say("{district}支援{whom}图", district=district, whom=where or say("各县"))


def city_line(asked: Asked, held: Contents, county: County, most: int | None = None) -> CityLine:
    """`most` districts of those that support it; all for None."""
    key = asked.snapshot.parties.key(county.row)
    name = asked.ref(county.row)._replace(href=asked.urls.coverage(key))
    donors = _key(asked, held.district)
    href = asked.urls.pairings(within=key, donor_within=donors)
    return CityLine(
        counted(asked.urls, name, county.coverage, within=key),
        key,
        asked.above(county.row),
        tuple(_givers(asked, county.joined))[:most],
        len(county.joined),
        Figure(county.pairings, href),
    )


def city_total(asked: Asked, held: Contents) -> CityTotal:
    """Numbers lead to the list that holds the same: none where only the counties of one district
    count, or where some villages or recipients lie in no county."""
    found, within = held.coverage, _key(asked, held.within)
    total = counted(asked.urls, Ref(say("合计"), ""), found, within=within)
    whole = held.district is None and found == coverage(asked.snapshot, asked.view, held.within)
    href = asked.urls.pairings(within=within, donor_within=_key(asked, held.district))
    pairings = sum(county.pairings for county in held.counties)
    return CityTotal(
        total if whole else _without_rows(total),
        Figure(pairings, href if pairings == held.pairings else ""),
    )


def _without_rows(total: Counted) -> Counted:
    return replace(
        total,
        total=total.total._replace(href=""),
        covers=tuple(CoverFigure(it.cover, it.number, "") for it in total.covers),
        uncovered=total.uncovered._replace(href=""),
        sole=total.sole._replace(href=""),
    )


def _givers(asked: Asked, joined: tuple[Joined, ...]) -> Iterator[Giver]:
    """Furthest first; each leads to what it gives."""
    for one in sorted(joined, key=lambda it: (-it.stage, -it.pairings, it.district)):
        key = asked.snapshot.parties.key(one.district)
        yield Giver(asked.ref(one.district)._replace(href=asked.urls.city(key)), one.stage)


def _places(asked: Asked, held: Contents) -> tuple[Option, ...]:
    """Where one may go from here: upwards, and down to what holds counties of the picture."""
    parties, within = asked.snapshot.parties, held.within
    above = [] if within is None else [*parties.ancestors(within), within]

    @cache
    def next_of(parent: int) -> int:
        path = [*parties.ancestors(parent), parent]
        return path[len(above)] if len(path) > len(above) else parent

    below = dict.fromkeys(next_of(parties.parent.at[county.row]) for county in held.counties)
    rows = [(len(above), row) for row in sorted(below) if row not in above]
    return tuple(
        Option(parties.key(row), f"{'　' * depth}{parties.name(row)[:20]}", row == within)
        for depth, row in (*enumerate(above), *rows)
    )


def _crumbs(asked: Asked, held: Contents) -> tuple[Ref, ...]:
    crumbs = [Ref(say("关系图"), asked.urls.pictures())]
    if held.district is not None or held.within is not None:
        crumbs.append(Ref(say("全市结对图"), asked.urls.city()))
    return tuple(crumbs)


def _key(asked: Asked, row: int | None) -> str:
    return "" if row is None else asked.snapshot.parties.key(row)
