"""What happened between two days, as a list: pairings and designations that began or ended."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.happenings import Happening, Happenings, happenings
from graph.days import number_of, year_before
from graph.language import say
from graph.network.snapshot import Designations, Pairings
from graph.words import DesignationKind, Stage
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.interval import elsewhere, since
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.moments import span_of
from server.pages.pairing_line import place_of
from server.pages.villages import place_options

ENDS = (Happening.ENDED, Happening.LEFT_LIST)


@dataclass(frozen=True, slots=True)
class HappeningLine:
    """`party` is the recipient, or the village that was designated; `place` is where it lies.
    `href` leads to the pairing, or to the village; `pairing` is the key of the pairing."""

    day: str
    kind: Happening
    party: Ref
    place: str
    donor: Ref | None
    note: str
    href: str
    pairing: str

    @property
    def told(self) -> str:
        """All of it in one line; for a file, which has no links."""
        whom = self.party.hint or self.party.text
        if self.donor is not None:
            donor = self.donor.hint or self.donor.text
            whom = say("{donor}支援{recipient}", donor=donor, recipient=whom)
        return say(
            "{day} {what}：{whom}（{note}）",
            day=self.day,
            what=self.kind.chinese,
            whom=whom,
            note=self.note,
        )


class Counted(NamedTuple):
    """How often something happened, with the list of it."""

    kind: Happening
    figure: Figure


@dataclass(frozen=True, slots=True)
class HappeningsPage:
    since: datetime.date
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    kinds: tuple[Option, ...]
    back: str
    list: Listing[HappeningLine]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for; `counts` is before it was narrowed to some `kinds`."""

    since: datetime.date
    within: int | None
    kinds: tuple[Happening, ...]
    counts: dict[Happening, int]
    found: Happenings


def chosen(asked: Asked) -> Chosen:
    within, first = asked.division("within"), since(asked, lambda: year_before(asked.date))
    kinds = asked.words("what", Happening)
    found = happenings(asked.snapshot, asked.view, number_of(first), within)
    counts = found.counts()
    if kinds:
        found = found.only(np.isin(found.kind, [int(kind) for kind in kinds]))
    return Chosen(first, within, kinds, counts, found)


def show_happenings(asked: Asked) -> Shown:
    if moved := elsewhere(asked):
        return moved
    held = chosen(asked)
    line = happening_line(asked, held.found)
    key = "" if held.within is None else asked.snapshot.parties.key(held.within)
    back = asked.urls.changes(key, held.since.isoformat())
    page = HappeningsPage(
        held.since,
        place_options(asked, held.within),
        misplaced(asked, held.within),
        tuple(
            Option(kind.text, kind.chinese, kind in held.kinds, held.counts[kind])
            for kind in Happening
        ),
        back,
        listing(asked, np.arange(len(held.found)), line),
    )
    crumbs = (Ref(say("变化"), back), *asked.path_to(held.within))
    return Shown("happenings", say("其间发生"), page, crumbs)


def happening_line(asked: Asked, found: Happenings) -> Callable[[int], HappeningLine]:
    """Makes the line of one by its place among those found."""
    snapshot = asked.snapshot
    held, designations = snapshot.pairings, snapshot.designations

    def line(place: int) -> HappeningLine:
        kind, row = Happening(int(found.kind[place])), int(found.row[place])
        party = int(found.party[place])
        ref = asked.ref(party)
        where = place_of(asked, party)
        if not kind.is_of_pairing:
            said = DesignationKind(designations.kind.at[row]).chinese
            day = _day(designations, row, kind)
            return HappeningLine(day, kind, ref, where, None, said, ref.href, "")
        key = held.key(row)
        return HappeningLine(
            _day(held, row, kind),
            kind,
            ref,
            where,
            asked.ref(held.donor.at[row]),
            _note(asked, kind, row),
            asked.urls.pairing(key),
            key,
        )

    return line


def _day(rows: Pairings | Designations, row: int, kind: Happening) -> str:
    """As exactly as it is known."""
    span = span_of(rows, row)
    return span.end if kind in ENDS else span.start


def _note(asked: Asked, kind: Happening, row: int) -> str:
    held = asked.snapshot.pairings
    if kind is Happening.CANCELLED:
        return say("原定这天起，已取消，各天都不计")
    stage = Stage(held.stage.at[row]).chinese
    if kind is not Happening.HANDED_OVER:
        return stage
    before = held.donor.at[held.follows.at[row]]
    return say("{stage}，由{donor}移交", stage=stage, donor=asked.ref(before).text)
