"""The schools, hospitals and other units of a recipient scope, each with who supports it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.institutions import InstitutionGrouping, institutions
from graph.analysis.involvement import Involvement, involvement
from graph.analysis.pairings import pairings_of
from graph.language import joined, say
from graph.network.columns import IntArray
from graph.words import ORGANISATION_KINDS, PartyKind, Side
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Figure
from server.pages.givers import Giver, givers
from server.pages.institutions import place_options
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.participation_cells import state_options
from server.pages.participation_list import matching

MOST_DONORS = 5


class InstitutionChoice(NamedTuple):
    """`outside`: only units in no division of this level."""

    within: int | None
    kinds: tuple[PartyKind, ...]
    states: tuple[Involvement, ...]
    text: str
    outside: InstitutionGrouping | None


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """A unit, and the first of its `all_donors` donors on the day; `register` is there
    where one may."""

    name: Ref
    key: str
    kind: PartyKind
    above: tuple[Ref, ...]
    state: Involvement
    donors: tuple[Giver, ...]
    all_donors: int
    pairings: Figure
    register: str


@dataclass(frozen=True, slots=True)
class InstitutionListPage:
    """`any` says whether the scope has units at all, however the list is narrowed."""

    choice: InstitutionChoice
    grouping: InstitutionGrouping
    place: str
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    any: bool
    list: Listing[InstitutionLine]
    everything: str


def institution_choice(asked: Asked) -> InstitutionChoice:
    return InstitutionChoice(
        asked.division("within"),
        _kinds(asked),
        asked.words("state", Involvement),
        asked.text("q"),
        _grouping(asked) if asked.flag("direct") else None,
    )


def institution_rows(
    asked: Asked, chosen: InstitutionChoice, *, every_state: bool = False
) -> IntArray:
    """The units that are asked for, or those with any involvement."""
    states = None if every_state else chosen.states or None
    rows = institutions(
        *(asked.snapshot, asked.view.day, chosen.within, chosen.kinds or None, states),
        outside=chosen.outside,
    )
    return matching(asked, rows, chosen.text, chosen.within)


def show_institution_list(asked: Asked) -> Shown:
    chosen = institution_choice(asked)
    parties, within, day = asked.snapshot.parties, chosen.within, asked.view.day
    every = institution_rows(asked, chosen, every_state=True)
    in_scope = institutions(asked.snapshot, day, within, outside=chosen.outside)
    numbers = np.bincount(parties.kind.array[in_scope], minlength=len(PartyKind)).tolist()
    states = involvement(asked.snapshot, day).array[every]
    place = "" if within is None else asked.ref(within).text
    if chosen.outside is not None:
        place = say("{place}不在任何{unit}的", place=place, unit=chosen.outside.chinese)
    page = InstitutionListPage(
        chosen,
        _grouping(asked),
        place,
        place_options(asked, within),
        misplaced(asked, recipient=within),
        tuple(
            Option(kind.text, kind.chinese, kind in chosen.kinds, numbers[kind])
            for kind in ORGANISATION_KINDS
            if numbers[kind] or kind in chosen.kinds
        ),
        state_options(chosen.states, np.bincount(states, minlength=len(Involvement)).tolist()),
        len(in_scope) > 0,
        listing(asked, institution_rows(asked, chosen), institution_line(asked)),
        asked.urls.institution_list("" if within is None else parties.key(within)),
    )
    back = Ref(say("受援单位"), asked.urls.institutions())
    return Shown(
        "institution_list",
        say("{place}受援单位名单", place=place),
        page,
        (back, *asked.path_to(within)),
    )


def institution_line(
    asked: Asked, most: int | None = MOST_DONORS
) -> Callable[[int], InstitutionLine]:
    """Makes the line of a unit with the first `most` of its donors, or all for None."""
    snapshot, parties, day = asked.snapshot, asked.snapshot.parties, asked.view.day
    state = involvement(snapshot, day).at

    def line(row: int) -> InstitutionLine:
        key, donors = parties.key(row), givers(asked, row)
        is_free = state[row] != Involvement.PAIRED and asked.can_write
        return InstitutionLine(
            asked.ref(row),
            key,
            parties.kind_of(row),
            asked.above(row),
            Involvement(state[row]),
            donors[:most],
            len(donors),
            Figure(
                len(pairings_of(snapshot, row, Side.RECIPIENT, day=day)),
                asked.urls.pairings(of=key),
            ),
            asked.urls.register(recipient=key) if is_free else "",
        )

    return line


def _grouping(asked: Asked) -> InstitutionGrouping:
    return asked.word("by", InstitutionGrouping, InstitutionGrouping.COUNTY)


def _kinds(asked: Asked) -> tuple[PartyKind, ...]:
    """Raises BadQuery for a kind of divisions."""
    kinds = asked.words("kind", PartyKind)
    for kind in kinds:
        if kind.is_division:
            known = joined(kind.text for kind in ORGANISATION_KINDS)
            raise BadQuery(
                "kind", say("“{text}”不是单位的类型；可用 {known}", text=kind.text, known=known)
            )
    return kinds
