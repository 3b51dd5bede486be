"""What all parts of a proposal's picture share: what it holds, where its parts stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.language import say
from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.columns import Columns, Widths, columns
from server.pictures.picture import SQUARE, Style, measured, shown_width
from server.pictures.proposal_wording import county_lines, number_text, remark_text
from server.pictures.proposed import Choice, Proposed
from server.pictures.rows import Rows, place_rows
from server.pictures.scene import PER_LINE, REMARK_GAP, square_x
from server.pictures.wording import MOST_SQUARES


class Urls(Protocol):
    """Where the texts of a picture lead."""

    def party(self, key: str) -> str: ...


@dataclass(frozen=True)
class Scene:
    """`top` is the y of the upper edge of the first row."""

    snapshot: Snapshot
    held: Proposed
    urls: Urls
    columns: Columns
    rows: Rows
    top: int

    def url(self, party: int) -> str:
        return self.urls.party(self.snapshot.parties.key(party))

    def name(self, party: int) -> str:
        return self.snapshot.parties.name(party)


def columns_of(snapshot: Snapshot, held: Proposed) -> Columns:
    name = snapshot.parties.name
    drawn = list(zip(held.spots, held.choices[: held.shown], strict=False))
    donors = [shown_width(name(donor), Style.DONOR) for donor in held.donors]
    places = [shown_width(name(spot), place_style(some)) for spot, some in drawn]
    numbers = [measured(number_text(some), Style.NUMBER) for _, some in drawn]
    counties = [
        max(
            shown_width(name(county), Style.COUNTY),
            *(shown_width(line, Style.REMARK) for line in county_lines(held, snapshot, county)),
        )
        for county in {snapshot.parties.county.at[spot] for spot, _ in drawn}
    ]
    return columns(
        Widths(
            lead=0,
            partner=0,
            donor=max([*donors, measured(say("拟请的支援方"), Style.HEAD)]) if donors else 0,
            place=max([*places, measured(say("受援乡镇"), Style.HEAD)]),
            covered=max([*numbers, measured(say("拟结对"), Style.NUMBER_HEAD)]),
            planned=0,
            squares=max(_squares_width(held, spot, some) for spot, some in drawn),
            group=max([*counties, measured(say("受援县"), Style.HEAD)]),
        )
    )


def _squares_width(held: Proposed, spot: int, choices: Sequence[Choice]) -> int:
    number = min(len(choices), MOST_SQUARES)
    full = square_x(min(number, PER_LINE) - 1) + SQUARE
    remark = remark_text(held, spot, choices)
    behind = remark_x(choices) + measured(remark, Style.REMARK) if remark else 0
    return max(full, behind, measured(say("村"), Style.HEAD))


def rows_of(snapshot: Snapshot, held: Proposed) -> Rows:
    contents = held.contents(snapshot)
    lines = [square_lines(some) for some in held.choices[: held.shown]]
    texts = {county: len(county_lines(held, snapshot, county)) for county in contents.groups}
    return place_rows(snapshot, contents, lines, texts)


def place_style(choices: Sequence[Choice]) -> Style:
    return Style.ALERT if any(one.donor == NOWHERE for one in choices) else Style.PLACE


def square_lines(choices: Sequence[Choice]) -> int:
    return max(1, -(-min(len(choices), MOST_SQUARES) // PER_LINE))


def remark_x(choices: Sequence[Choice]) -> int:
    number = min(len(choices), MOST_SQUARES)
    return square_x((number - 1) % PER_LINE) + SQUARE + REMARK_GAP
