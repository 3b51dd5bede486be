"""The picture of a county, a township or a donor: all its pairings drawn."""

from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from graph.analysis.coverage import coverage
from graph.analysis.pairings import find_pairings
from graph.errors import NotFound
from graph.language import say, told
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind, Side
from server.address import Files
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.once import drawn_once
from server.pictures.district import scope_picture
from server.pictures.picture import Picture
from server.pictures.scope import Scope

MOST_BY_NAME = 40
"""A donor that supports more villages, townships and units has the villages as squares."""


@dataclass(frozen=True, slots=True)
class PartyPicturePage:
    """`coverage` is of all target villages in a county or township; `network` holds their pairings,
    or what surrounds a donor, for other programs; `wider` is the picture around this one."""

    name: Ref
    picture: Picture
    download: str
    coverage: Counted | None
    pairings: Figure
    network: Files
    wider: Ref | None


@dataclass(frozen=True, slots=True)
class PartyPictureFile:
    picture: Picture


def picture_of(asked: Asked, row: int) -> Ref:
    """The picture in which a party is best seen: its own, or of the place that it lies in."""
    parties, urls = asked.snapshot.parties, asked.urls
    key, kind = parties.key(row), parties.kind.at[row]
    if parties.is_donor(row):
        if kind > PartyKind.COUNTY:
            return _picture_ref(asked, row, urls.party_picture(key))
        return _picture_ref(
            asked, row, urls.district(key) if kind == PartyKind.COUNTY else urls.city()
        )
    places = (row if kind <= PartyKind.COUNTY else NOWHERE, parties.township.at[row])
    place = next((one for one in (*places, parties.county.at[row]) if one != NOWHERE), None)
    if place is None:
        place = parties.parent.at[row]
    if parties.kind.at[place] < PartyKind.COUNTY:
        return _picture_ref(asked, place, urls.city(within=parties.key(place)))
    return _picture_ref(asked, place, urls.party_picture(parties.key(place)))


def _picture_ref(asked: Asked, row: int, address: str) -> Ref:
    return Ref(say("{name}结对关系图", name=asked.ref(row).text), address)


def party_picture(asked: Asked) -> Shown:
    """Raises NotFound for an unknown key; what has no picture of its own leads to one."""
    parties = asked.snapshot.parties
    row = parties.row(asked.key)
    there = picture_of(asked, row)
    if there.href != asked.urls.party_picture(asked.key):
        return Shown("moved", there.text, there.href, status=302, headers={"Location": there.href})
    page = PartyPicturePage(
        asked.ref(row),
        _drawn(asked, row),
        asked.urls.party_drawing(asked.key),
        _coverage(asked, row),
        _pairings(asked, row),
        _network(asked, row),
        _wider(asked, row),
    )
    return Shown("party_picture", there.text, page, (*asked.above(row), asked.ref(row)))


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved."""
    row = asked.snapshot.parties.row(asked.key)
    there = picture_of(asked, row)
    if there.href != asked.urls.party_picture(asked.key):
        name = asked.ref(row).text
        raise NotFound(
            say("{name}没有自己的结对关系图；它在{there}里", name=name, there=there.text)
        )
    drawn = _drawn(asked, row)
    name = quote(told(say("{title}{day}.svg", title=there.text, day=asked.date)), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Shown("", "", PartyPictureFile(drawn), headers=headers)


def _drawn(asked: Asked, row: int) -> Picture:
    """Kept with the snapshot."""
    return drawn_once(
        asked,
        (scope_picture, row),
        lambda: scope_picture(asked.snapshot, asked.view, scope_of(asked, row), asked.urls),
    )


def scope_of(asked: Asked, row: int) -> Scope:
    """A county with its townships; a township or a donor with villages by name, if they are few."""
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    if parties.is_donor(row):
        rows = find_pairings(snapshot, donor_within=row, day=asked.view.day)
        recipients = np.unique(snapshot.pairings.recipient.array[rows])
        return Scope(row, Side.DONOR, by_village=len(recipients) <= MOST_BY_NAME)
    return Scope(row, Side.RECIPIENT, by_village=parties.kind.at[row] == PartyKind.TOWNSHIP)


def _coverage(asked: Asked, row: int) -> Counted | None:
    if asked.snapshot.parties.is_donor(row):
        return None
    found = coverage(asked.snapshot, asked.view, row)
    return counted(asked.urls, asked.ref(row), found, within=asked.key)


def _pairings(asked: Asked, row: int) -> Figure:
    """Those that are drawn."""
    snapshot, parties, key, day = asked.snapshot, asked.snapshot.parties, asked.key, asked.view.day
    if not parties.is_donor(row):
        rows = find_pairings(snapshot, row, day=day)
        return Figure(len(rows), asked.urls.pairings(within=key))
    rows = find_pairings(snapshot, donor_within=row, day=day)
    if parties.is_division(row):
        return Figure(len(rows), asked.urls.pairings(donor_within=key))
    return Figure(len(rows), asked.urls.pairings(of=key))


def _network(asked: Asked, row: int) -> Files:
    if asked.snapshot.parties.is_donor(row):
        return asked.urls.network_files(center=asked.key, hops=1)
    return asked.urls.network_files(within=asked.key)


def _wider(asked: Asked, row: int) -> Ref | None:
    """The picture of the county of a township, of the district of a donor."""
    county = asked.snapshot.parties.county.at[row]
    return None if county in (row, NOWHERE) else picture_of(asked, county)
