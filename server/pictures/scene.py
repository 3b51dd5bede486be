"""What all parts of a picture share: its contents, its words, where its parts stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.analysis.coverage import View
from graph.language import language_now, say
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind
from server.pictures.columns import Columns, Widths, columns
from server.pictures.contents import Contents, Group, Place, contents
from server.pictures.group_words import group_lines, region
from server.pictures.picture import SQUARE, Style, measured, shown_width
from server.pictures.rows import Rows, place_rows, ties
from server.pictures.scope import Scope
from server.pictures.wording import MOST_SQUARES, OPEN, Wording

REMARK_LIMIT, LEAST_REMARK = 240, 120
"""px that a remark makes the column wide for, and that it may be narrowed to where the picture is
wider than a screen. Where squares make it wider still, remarks use that too."""
STEP, PER_LINE = 14, 30
TEN = 4
"""The wider gap after each ten squares, so that they can be counted."""
REMARK_GAP = 10


class Heads(NamedTuple):
    """What stands above the columns."""

    lead: str = say("责任单位")
    partner: str = say("协作单位")
    donor: str = say("支援方")
    place: str = say("受援乡镇")
    covered: str = say("已结对")
    planned: str = say("已列任务")
    group: str = say("受援县")


def heads_of(contents: Contents) -> Heads:
    scope = contents.scope
    if all(place.is_group for place in contents.places):
        place = say("受援乡镇、县") if scope.by_village else say("受援县")
        return Heads(place=place, group=say("所在省市"))
    if scope.by_village:
        return Heads(place=say("受援村、单位"), group=say("所在乡镇"))
    return Heads() if scope.gives else Heads(lead=say("支援区"))


class Urls(Protocol):
    """Where the texts of a picture lead."""

    def party(self, key: str) -> str: ...

    def villages(self, within_key: str) -> str: ...

    def party_picture(self, key: str) -> str: ...


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

    @property
    def heads(self) -> Heads:
        return heads_of(self.contents)

    def party_url(self, party: int) -> str:
        return self.urls.party(self.snapshot.parties.key(party))

    def group_url(self, group: int) -> str:
        """The picture of a county or a township; that which is the scope leads to its page."""
        parties = self.snapshot.parties
        has_picture = parties.kind.at[group] in (PartyKind.COUNTY, PartyKind.TOWNSHIP)
        if group == self.contents.scope.party or not has_picture:
            return self.party_url(group)
        return self.urls.party_picture(parties.key(group))

    def villages_url(self, division: int) -> str:
        return self.urls.villages(self.snapshot.parties.key(division))


def _columns(words: Wording) -> Columns:
    held = words.contents
    tied = ties(held)
    places = held.places
    groups = [held.groups[group] for group in {place.group for place in places}]
    heads = heads_of(held)
    squares = [_squares_widths(words, place) for place in places]
    return columns(
        Widths(
            lead=_headed(heads.lead, (_name_width(words, lead) for lead in tied.leads)),
            partner=_headed(heads.partner, (_name_width(words, one) for one in tied.partners)),
            donor=_headed(
                heads.donor,
                (shown_width(words.short(donor), Style.DONOR) for donor in held.donors),
            ),
            place=_headed(
                heads.place,
                (shown_width(words.place_name(place), place_style(place)) for place in places),
            ),
            covered=_headed(
                heads.covered, (measured(covered(place), Style.NUMBER) for place in places)
            ),
            planned=_headed(
                heads.planned, (measured(planned(place), Style.NUMBER) for place in places)
            ),
            squares=_headed(words.head, (whole for whole, _ in squares)),
            group=_headed(heads.group, (_group_width(words, group) for group in groups)),
            least_squares=_headed(words.head, (least for _, least in squares)),
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
    """`2/23`; nothing where no villages are known, for 0 of 0 is not full, and for a single one."""
    if not place.covers or place.is_village:
        return ""
    return f"{place.covers.count(Cover.COVERED)}/{len(place.covers)}"


def planned(place: Place) -> str:
    count = place.covers.count(Cover.PLANNED)
    return str(count) if count and not place.is_village else ""


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


def _squares_widths(words: Wording, place: Place) -> tuple[int, int]:
    """Of the squares with their remark, and with as little of it as may be shown."""
    full = square_x(min(shown_squares(place), PER_LINE) - 1) + SQUARE if place.villages else 0
    remark = shown_width(words.remark(place), Style.REMARK, REMARK_LIMIT)
    if not remark:
        return full, full
    x = remark_x(place)
    return max(full, x + remark), max(full, x + min(remark, LEAST_REMARK))


def _group_width(words: Wording, group: Group) -> int:
    name = shown_width(*group_name(words, group))
    lines = (shown_width(line.text, Style.REMARK) for line in group_lines(words, group))
    return max(name, *lines, 0)


def group_name(words: Wording, group: Group) -> tuple[str, Style]:
    """Where the name is in the row already, what the group lies in."""
    if group.stands_alone and (lies_in := region(words, group)):
        return lies_in, Style.REMARK
    return words.short(group.party), Style.COUNTY


@dataclass(frozen=True, slots=True)
class Layout:
    """What a picture shows, and where: that is nowhere when it shows nothing."""

    contents: Contents
    at: tuple[Columns, Rows] | None


def layout_of(snapshot: Snapshot, view: View, scope: Scope) -> Layout:
    """Kept with the snapshot: counting and ordering are most of the work, and know no addresses.
    Columns are as wide as their words."""
    key = (layout_of, view, scope, language_now())
    return snapshot.memo.get(key, lambda: _layout(snapshot, view, scope))


def _layout(snapshot: Snapshot, view: View, scope: Scope) -> Layout:
    held = contents(snapshot, view, scope)
    words = Wording(snapshot, view, held)
    return Layout(held, (_columns(words), _rows(words)) if held.places else None)


def _rows(words: Wording) -> Rows:
    held = words.contents
    texts = {
        place.group: len(group_lines(words, held.groups[place.group])) for place in held.places
    }
    lines = [square_lines(place) for place in held.places]
    return place_rows(words.snapshot, held, lines, texts)
