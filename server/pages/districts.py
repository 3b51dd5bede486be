"""The donor districts: all of them in numbers, one as a picture with its table."""

from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from graph.analysis.coverage import runs, supported, village_cover
from graph.analysis.pairings import find_pairings, pairings_of
from graph.errors import NotFound
from graph.language import say, say_as, told
from graph.words import PartyKind, Side, Stage
from server.list_queries import PairingQuery
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.district_places import PlaceLine, place_lines
from server.pages.once import drawn_once, once
from server.pictures.district import district_picture
from server.pictures.picture import Picture

STAGES = (Stage.SIGNED, Stage.PLANNED, Stage.NEGOTIATING)


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """`picture` leads to its donors, townships and villages drawn, `city` to its counties,
    `report` to what is handed in of its quarter;
    `own` are the district's own signed pairings, `stages` all that it and all in it give;
    the coverage is of the counties and townships that it supports itself."""

    name: Ref
    picture: str
    city: str
    report: str
    own: Figure
    stages: tuple[Figure, ...]
    pairings: Figure
    counted: Counted


@dataclass(frozen=True, slots=True)
class DistrictsPage:
    stages: tuple[Stage, ...]
    lines: tuple[DistrictLine, ...]


@dataclass(frozen=True, slots=True)
class DistrictPage:
    """The picture, and the first of `all_places` places as a table."""

    line: DistrictLine
    picture: Picture
    download: str
    places: tuple[PlaceLine, ...]
    all_places: int


@dataclass(frozen=True, slots=True)
class DistrictPicture:
    picture: Picture


def districts(asked: Asked) -> Shown:
    lines = tuple(district_line(asked, row) for row in district_rows(asked))
    return Shown("districts", say_as("nav", "支援区"), DistrictsPage(STAGES, lines))


def district_rows(asked: Asked) -> list[int]:
    parties = asked.snapshot.parties
    county = parties.kind.array == PartyKind.COUNTY
    rows: list[int] = np.flatnonzero(county & (parties.side.array == Side.DONOR)).tolist()
    return rows


def district_line(asked: Asked, row: int) -> DistrictLine:
    snapshot, urls, day = asked.snapshot, asked.urls, asked.view.day
    key = snapshot.parties.key(row)
    rows = find_pairings(snapshot, donor_within=row, day=day)
    counts = np.bincount(snapshot.pairings.stage.array[rows], minlength=len(Stage)).tolist()

    def pairings(*stages: Stage) -> str:
        query: PairingQuery = {"donor_within": key, "stage": [stage.text for stage in stages]}
        return urls.pairings(**query)

    own = len(pairings_of(snapshot, row, Side.DONOR, [Stage.SIGNED], day))
    places = runs(snapshot, supported(snapshot, day, row))
    found = village_cover(snapshot, asked.view).count(places)
    return DistrictLine(
        asked.ref(row),
        urls.district(key),
        urls.city(key),
        urls.report(key),
        Figure(own, urls.pairings(of=key, stage=[Stage.SIGNED.text])),
        tuple(Figure(counts[stage], pairings(stage)) for stage in STAGES),
        Figure(len(rows), pairings()),
        counted(urls, asked.ref(row), found, district=key),
    )


def find_district(asked: Asked) -> int:
    """The row of the donor district that the path names; raises NotFound."""
    row = asked.snapshot.parties.division(asked.key)
    if row not in district_rows(asked):
        name = asked.snapshot.parties.name(row)[:40]
        raise NotFound(say("{name}不是支援方的区，没有结对关系图", name=name))
    return row


def district(asked: Asked) -> Shown:
    row = find_district(asked)
    places, all_places = once(asked, (place_lines, row), lambda: place_lines(asked, row))
    page = DistrictPage(
        district_line(asked, row),
        district_drawn(asked, row),
        asked.urls.picture(asked.key),
        places,
        all_places,
    )
    crumbs = (Ref(say_as("nav", "支援区"), asked.urls.districts()), asked.ref(row))
    return Shown("district", say("{name}结对关系图", name=asked.ref(row).text), page, crumbs)


def district_drawn(asked: Asked, row: int) -> Picture:
    """Kept with the snapshot: page and report show the same."""
    return drawn_once(
        asked,
        (district_picture, row),
        lambda: district_picture(asked.snapshot, asked.view, row, asked.urls),
    )


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved; viewed in place, its style would not be allowed."""
    row = find_district(asked)
    drawn = district_drawn(asked, row)
    name = say("{district}结对关系图{date}.svg", district=asked.ref(row).text, date=asked.date)
    disposition = f"attachment; filename*=UTF-8''{quote(told(name), safe='')}"
    page = DistrictPicture(drawn)
    return Shown("", "", page, headers={"Content-Disposition": disposition})
