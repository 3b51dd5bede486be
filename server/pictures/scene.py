"""What all parts of a district's picture share: its contents, its words, where its parts stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.network.snapshot import Snapshot
from graph.words import Cover
from server.pictures.columns import Columns, Widths, columns
from server.pictures.contents import Contents, County, Place
from server.pictures.picture import SQUARE, Style, measured, shown_width
from server.pictures.rows import Rows, place_rows, ties
from server.pictures.wording import MOST_SQUARES, OPEN, Wording

REMARK_LIMIT = 240
STEP, PER_LINE = 14, 30
TEN = 4
"""The wider gap after each ten squares, so that they can be counted."""
REMARK_GAP = 10


class Heads(NamedTuple):
    """What stands above the columns."""

    lead: str = "责任单位"
    partner: str = "协作单位"
    donor: str = "支援方"
    place: str = "受援乡镇"
    covered: str = "已结对"
    planned: str = "已列任务"
    county: str = "受援县"


HEADS = Heads()


class Urls(Protocol):
    """Where the texts of a picture lead."""

    def party(self, key: str) -> str: ...

    def villages(self, within_key: str) -> str: ...


@dataclass(frozen=True)
class Scene:
    """`top` is the y of the upper edge of the first row."""

    snapshot: Snapshot
    contents: Contents
    words: Wording
    urls: Urls
    columns: Columns
    rows: Rows
    top: int

    def party_url(self, party: int) -> str:
        return self.urls.party(self.snapshot.parties.key(party))

    def villages_url(self, division: int) -> str:
        return self.urls.villages(self.snapshot.parties.key(division))


def columns_of(words: Wording) -> Columns:
    contents = words.contents
    tied = ties(contents)
    places = contents.places
    counties = [contents.counties[county] for county in {place.county for place in places}]
    return columns(
        Widths(
            lead=_headed(HEADS.lead, (_name_width(words, lead) for lead in tied.leads)),
            partner=_headed(HEADS.partner, (_name_width(words, one) for one in tied.partners)),
            donor=_headed(
                HEADS.donor,
                (shown_width(words.short(donor), Style.DONOR) for donor in contents.donors),
            ),
            place=_headed(
                HEADS.place,
                (shown_width(words.place_name(place), place_style(place)) for place in places),
            ),
            covered=_headed(
                HEADS.covered, (measured(covered(place), Style.NUMBER) for place in places)
            ),
            planned=_headed(
                HEADS.planned, (measured(planned(place), Style.NUMBER) for place in places)
            ),
            squares=_headed(words.target, (_squares_width(words, place) for place in places)),
            county=_headed(HEADS.county, (_county_width(words, county) for county in counties)),
        )
    )


def _headed(head: str, widths: Iterable[int]) -> int:
    """Of the widest, or of the column's head; 0 for a column without texts."""
    widest = max(widths, default=0)
    return max(widest, measured(head, Style.HEAD)) if widest else 0


def _name_width(words: Wording, party: int) -> int:
    return shown_width(words.short(party), Style.LEAD)


def place_style(place: Place) -> Style:
    return Style.ALERT if any(cover in OPEN for cover in place.covers) else Style.PLACE


def covered(place: Place) -> str:
    """`2/23`; nothing where no villages are known, for 0 of 0 is not full."""
    if not place.covers:
        return ""
    return f"{place.covers.count(Cover.COVERED)}/{len(place.covers)}"


def planned(place: Place) -> str:
    count = place.covers.count(Cover.PLANNED)
    return str(count) if count else ""


def shown_squares(place: Place) -> int:
    return min(len(place.villages), MOST_SQUARES)


def square_lines(place: Place) -> int:
    return max(1, -(-shown_squares(place) // PER_LINE))


def square_x(index: int) -> int:
    """From the left edge of the column to the left edge of this square of a line."""
    return index * STEP + index // 10 * TEN


def remark_x(place: Place) -> int:
    """Behind the squares of the last line."""
    count = shown_squares(place)
    if not count:
        return 0
    return square_x((count - 1) % PER_LINE) + SQUARE + REMARK_GAP


def _squares_width(words: Wording, place: Place) -> int:
    full = square_x(min(shown_squares(place), PER_LINE) - 1) + SQUARE if place.villages else 0
    remarks = words.remark(place)
    remark = shown_width(remarks, Style.REMARK, REMARK_LIMIT)
    return max(full, remark_x(place) + remark if remarks else 0)


def _county_width(words: Wording, county: County) -> int:
    name = shown_width(*county_name(words, county))
    lines = (shown_width(line.text, Style.REMARK) for line in words.county_lines(county))
    return max(name, *lines, 0)


def county_name(words: Wording, county: County) -> tuple[str, Style]:
    """Where the name is in the row already, what the county lies in."""
    if county.stands_alone and (region := words.region(county)):
        return region, Style.REMARK
    return words.short(county.party), Style.COUNTY


def rows_of(snapshot: Snapshot, words: Wording) -> Rows:
    """Kept with the snapshot: ordering is most of the work, and knows no addresses."""
    contents = words.contents
    lines = [square_lines(place) for place in contents.places]
    texts = {
        place.county: len(words.county_lines(contents.counties[place.county]))
        for place in contents.places
    }
    return snapshot.memo.get(
        (place_rows, words.view, contents.district),
        lambda: place_rows(snapshot, contents, lines, texts),
    )
