"""The schematic map: counties around Beijing, as a picture and as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from graph.language import joined, say, told
from graph.network.snapshot import NOWHERE
from graph.seats import bearing, kilometres, known_seats, wind
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.once import drawn_once
from server.pages.villages import district_options
from server.pictures.drawing import Drawing
from server.pictures.map.contents import OPEN, Contents, County, contents
from server.pictures.map.drawn import map_picture


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county with all its target villages and the pairings of the donors asked for; `open` are
    villages neither covered nor promised. Without a seat `wind` is empty and `kilometres` None."""

    name: Ref
    key: str
    above: tuple[Ref, ...]
    wind: str
    kilometres: int | None
    counted: Counted
    open: Figure
    pairings: Figure


@dataclass(frozen=True, slots=True)
class MapPage:
    """`center` is what the distances are counted from, empty when its seat is not known; `beside`
    are the counties without a seat."""

    drawing: Drawing
    download: str
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    misplaced: Misplaced | None
    center: str
    beside: int
    within: str
    district: str
    list: Listing[CountyLine]


@dataclass(frozen=True, slots=True)
class MapPicture:
    drawing: Drawing


def show_map(asked: Asked) -> Shown:
    within, district = scope(asked), asked.division("district")
    held = map_contents(asked)
    line = county_line(asked, held)
    page = MapPage(
        _drawing(asked),
        asked.urls.map_picture(_key(asked, district), _key(asked, within)),
        _places(asked, within),
        district_options(asked, district),
        misplaced(asked, within, district),
        center_name(asked, held),
        len(held.beside),
        _key(asked, within),
        _key(asked, district),
        listing(asked, np.arange(len(held.counties)), lambda at: line(held.counties[at])),
    )
    return Shown("map", title_of(asked), page, (Ref(say("关系图"), asked.urls.pictures()),))


def picture(asked: Asked) -> Shown:
    """The map alone, to be saved."""
    name = quote(told(say("{title}{day}.svg", title=title_of(asked), day=asked.date)), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Shown("", "", MapPicture(_drawing(asked)), headers=headers)


def map_contents(asked: Asked) -> Contents:
    return _contents(asked, scope(asked))


def scope(asked: Asked) -> int | None:
    """The division that the address names as the place of the counties, or the county of it."""
    within = asked.division("within")
    if within is None:
        return None
    county = asked.snapshot.parties.county.at[within]
    return within if county == NOWHERE else county


def _contents(asked: Asked, within: int | None) -> Contents:
    """Kept with the snapshot: the same is asked for by the picture, the table and the filter."""
    district = asked.division("district")
    return asked.snapshot.memo.get(
        (_contents, asked.view, within, district),
        lambda: contents(asked.snapshot, asked.view, known_seats(), within, district),
    )


def title_of(asked: Asked) -> str:
    """Whose pairings where."""
    within, district = scope(asked), asked.division("district")
    places = [asked.ref(row).text for row in (district, within) if row is not None]
    if not places:
        return say("结对示意图")
    return say("{places}结对示意图", places=joined(places, say("与")))


def center_name(asked: Asked, held: Contents) -> str:
    """What the distances of the lines are from; empty where no seat on the donor side is known."""
    if held.center is None:
        return ""
    parties = asked.snapshot.parties
    return next(parties.name(row) for row in parties.roots() if parties.is_donor(row))


def county_line(asked: Asked, held: Contents) -> Callable[[County], CountyLine]:
    """Makes the line of a county; its numbers are those of the picture."""
    urls, center = asked.urls, held.center
    donor_within = _key(asked, held.district)

    def line(county: County) -> CountyLine:
        seat = county.seat
        name = asked.ref(county.row)._replace(href=urls.coverage(county.key))
        missing = urls.uncovered(within=county.key, cover=[cover.text for cover in OPEN])
        pairings = urls.pairings(within=county.key, donor_within=donor_within)
        return CountyLine(
            name,
            county.key,
            asked.above(county.row),
            wind(bearing(center, seat)) if center and seat else "",
            round(kilometres(center, seat)) if center and seat else None,
            counted(urls, name, county.coverage, within=county.key),
            Figure(county.open, missing),
            Figure(county.pairings, pairings),
        )

    return line


def _drawing(asked: Asked) -> Drawing:
    """Kept with the snapshot for the addresses that it leads to."""
    within, district = scope(asked), asked.division("district")
    return drawn_once(
        asked,
        (_drawing, within, district),
        lambda: map_picture(
            asked.snapshot, asked.view, asked.urls, within=within, district=district
        ),
    )


def _key(asked: Asked, row: int | None) -> str:
    return "" if row is None else asked.snapshot.parties.key(row)


def _places(asked: Asked, within: int | None) -> tuple[Option, ...]:
    """The provinces that have counties to show, and what the address names instead of one."""
    parties = asked.snapshot.parties
    counties = _contents(asked, None).counties
    rows = dict.fromkeys((parties.ancestors(one.row) or [one.row])[0] for one in counties)
    if within is not None:
        rows |= {within: None}
    return tuple(Option(parties.key(row), parties.name(row)[:20], row == within) for row in rows)
