"""The parties of a donor-side scope, each with how it takes part; those without pairing too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.involvement import (
    Involvement,
    involvement,
    involvement_inside,
    paired_inside,
)
from graph.analysis.pairings import pairings_of
from graph.analysis.participation import (
    TOWNSHIPS,
    VILLAGES,
    DonorSort,
    Participation,
    donor_sorts,
    participants,
    participation,
    total_of,
)
from graph.analysis.search import find_parties
from graph.language import say, say_as
from graph.network.columns import IntArray
from graph.words import Side, Stage
from server.pages.allowed import may_give
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.givers import Giver
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.participation import OUTSIDE, address_of, reached
from server.pages.participation_cells import SortLine, involved_cell, state_options
from server.pages.villages import district_options

MOST_RECIPIENTS = 5


class ParticipantChoice(NamedTuple):
    """`inside`: the involvement of a division is the best of it and all in it. `direct`: only
    what lies in no district."""

    within: int | None
    sorts: tuple[DonorSort, ...]
    states: tuple[Involvement, ...]
    text: str
    inside: bool
    direct: bool


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """A party, and the first of the `all_recipients` that it supports on the day. `inside` counts
    those that are paired among it and all in it, for a division; `register` is there where one
    may."""

    name: Ref
    key: str
    sort: DonorSort
    above: tuple[Ref, ...]
    state: Involvement
    recipients: tuple[Giver, ...]
    all_recipients: int
    pairings: Figure
    inside: Figure | None
    register: str


@dataclass(frozen=True, slots=True)
class ParticipantsPage:
    """`numbers` counts the sorts of the scope, whatever else the list is narrowed by."""

    choice: ParticipantChoice
    place: str
    districts: tuple[Option, ...]
    misplaced: Misplaced | None
    numbers: tuple[SortLine, ...]
    sorts: tuple[Option, ...]
    states: tuple[Option, ...]
    list: Listing[ParticipantLine]
    everything: str
    reconciliation: str


def participant_choice(asked: Asked) -> ParticipantChoice:
    return ParticipantChoice(
        asked.division("within"),
        asked.words("kind", DonorSort),
        asked.words("state", Involvement),
        asked.text("q"),
        asked.flag("inside"),
        asked.flag("direct"),
    )


def participant_rows(
    asked: Asked, chosen: ParticipantChoice, *, every_state: bool = False
) -> IntArray:
    """The parties that are asked for, or those with any involvement."""
    rows = participants(
        asked.snapshot,
        asked.view.day,
        chosen.within,
        chosen.sorts or None,
        None if every_state else chosen.states or None,
        inside=chosen.inside,
        direct=chosen.direct,
    )
    return matching(asked, rows, chosen.text, chosen.within)


def matching(asked: Asked, rows: IntArray, text: str, within: int | None) -> IntArray:
    """Those of the rows whose name, pinyin or key the text finds."""
    if not text:
        return rows
    return np.intersect1d(rows, find_parties(asked.snapshot, text, None, within))


def show_participants(asked: Asked) -> Shown:
    chosen = participant_choice(asked)
    parties, within = asked.snapshot.parties, chosen.within
    every = participant_rows(asked, chosen, every_state=True)
    group = _group(asked, chosen)
    key = "" if within is None else parties.key(within)
    place = OUTSIDE if chosen.direct else "" if within is None else asked.ref(within).text
    page = ParticipantsPage(
        chosen,
        place,
        district_options(asked, within),
        misplaced(asked, donor=within),
        tuple(_numbers(asked, group, key, direct=chosen.direct)),
        tuple(
            Option(sort.text, sort.chinese, sort in chosen.sorts)
            for sort in DonorSort
            if group.sorts[sort].total or sort in chosen.sorts
        ),
        state_options(chosen.states, _state_counts(asked, chosen, every)),
        listing(asked, participant_rows(asked, chosen), participant_line(asked)),
        asked.urls.participants(key, direct=chosen.direct),
        asked.urls.reconciliation(key) if key else "",
    )
    back = Ref(say("参与情况"), asked.urls.participation())
    title = say("{place}参与情况", place=place or say_as("counted", "支援方"))
    return Shown("participants", title, page, (back, *asked.path_to(within)))


def participant_line(
    asked: Asked, most: int | None = MOST_RECIPIENTS
) -> Callable[[int], ParticipantLine]:
    """Makes the line of a party with the first `most` that it supports, or all for None."""
    snapshot, parties, day = asked.snapshot, asked.snapshot.parties, asked.view.day
    state, sort = involvement(snapshot, day).at, donor_sorts(snapshot).at
    inside = paired_inside(snapshot, day)

    def line(row: int) -> ParticipantLine:
        key = parties.key(row)
        rows = pairings_of(snapshot, row, Side.DONOR, day=day)
        recipients = _recipients(asked, rows)
        reached = asked.urls.participants(key, (), Involvement.PAIRED.text)
        is_free = state[row] != Involvement.PAIRED and may_give(asked, row)
        return ParticipantLine(
            asked.ref(row),
            key,
            DonorSort(sort[row]),
            asked.above(row),
            Involvement(state[row]),
            recipients[:most],
            len(recipients),
            Figure(len(rows), asked.urls.pairings(of=key)),
            Figure(int(inside[row]), reached) if parties.is_division(row) else None,
            asked.urls.register(donor=key) if is_free else "",
        )

    return line


def _recipients(asked: Asked, pairings: list[int]) -> tuple[Giver, ...]:
    """Whom these pairings support, the furthest stage first."""
    held = asked.snapshot.pairings
    best: dict[int, Stage] = {}
    for row in pairings:
        recipient, stage = held.recipient.at[row], Stage(held.stage.at[row])
        best[recipient] = max(stage, best.get(recipient, stage))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Giver(asked.ref(recipient), stage) for recipient, stage in ranked)


def _state_counts(asked: Asked, chosen: ParticipantChoice, rows: IntArray) -> list[int]:
    find = involvement_inside if chosen.inside else involvement
    states = find(asked.snapshot, asked.view.day).array[rows]
    counts: list[int] = np.bincount(states, minlength=len(Involvement)).tolist()
    return counts


def _group(asked: Asked, chosen: ParticipantChoice) -> Participation:
    groups = participation(asked.snapshot, asked.view.day, chosen.within)
    return total_of([it for it in groups if it.district is None or not chosen.direct])


def _numbers(
    asked: Asked, group: Participation, within: str, *, direct: bool
) -> Iterator[SortLine]:
    """Each sort that occurs; sorts of townships and of villages also together."""
    wholes = {TOWNSHIPS[0]: (say("镇街"), TOWNSHIPS), VILLAGES[0]: (say("村（社区）"), VILLAGES)}
    address = address_of(asked, within, direct=direct)

    def line(name: str, sorts: tuple[DonorSort, ...], **marks: bool) -> SortLine:
        inside = reached(asked, group, sorts, within, direct=direct)
        return SortLine(name, involved_cell(group.of(sorts), address, sorts, inside), **marks)

    for sort in DonorSort:
        if sort in wholes and group.of(wholes[sort][1]).total:
            yield line(*wholes[sort], is_whole=True)
        if group.sorts[sort].total:
            yield line(sort.chinese, (sort,), is_part=sort in (*TOWNSHIPS, *VILLAGES))
