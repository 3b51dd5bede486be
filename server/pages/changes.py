"""What became of villages between two days: in numbers that add up, and village by village."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from graph.analysis.changes import (
    CHANGES,
    Change,
    Standing,
    VillageChanges,
    change_of,
    village_changes,
)
from graph.analysis.coverage import coverage
from graph.analysis.happenings import Happening, happenings, reasons_among
from graph.days import ALWAYS, date_of, number_of, year_before
from graph.words import Cover
from server.pages.asked import Asked, Ref, Shown
from server.pages.changes_matrix import MatrixLine, matrix, totals
from server.pages.counted import Figure
from server.pages.happenings import Counted, HappeningLine, happening_line
from server.pages.interval import elsewhere, since
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.pairing_line import optional
from server.pages.villages import place_options
from server.urls import Urls

MOST_REASONS = 5
"""How many a village's line shows on the page; the file has them all."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A village and how it stood and stands; `reasons` is all that bears on it, `everything`
    leads to all that happened to it and above it."""

    id: int
    name: Ref
    key: str
    township: Ref | None
    county: Ref | None
    change: Change
    was: Standing
    now: Standing
    reasons: tuple[HappeningLine, ...]
    everything: str

    @property
    def places(self) -> tuple[Ref, ...]:
        return tuple(place for place in (self.township, self.county) if place is not None)


class Group(NamedTuple):
    """Villages with the same change; `chosen` when the list shows them alone."""

    change: Change
    figure: Figure
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """`before` and `after` count the covered villages of the two days; `changed` is how many
    stand otherwise. `narrowed` names what the list is narrowed to, each with the address without
    it. `quiet` leads to the last time something happened, where nothing changed."""

    since: datetime.date
    within: str
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    before: Figure
    after: Figure
    changed: int
    groups: tuple[Group, ...]
    happened: tuple[Counted, ...]
    matrix: tuple[MatrixLine, ...]
    totals: tuple[Figure | None, ...]
    narrowed: tuple[Ref, ...]
    list: Listing[ChangeLine]
    quiet: Ref | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What the address asks for: `found` is all of the scope, `listed` the villages of the list."""

    since: datetime.date
    within: int | None
    was: tuple[Standing, ...]
    now: tuple[Standing, ...]
    kinds: tuple[Change, ...]
    found: VillageChanges
    listed: VillageChanges

    @property
    def first(self) -> int:
        return number_of(self.since)


def changes_of(asked: Asked) -> Changes:
    """Villages that stand as before are listed only where both standings are named, as for the
    number of them."""
    within, first = asked.division("within"), since(asked, year_before(asked.date))
    was, now = asked.words("was", Standing), asked.words("now", Standing)
    kinds = asked.words("change", Change)
    found = village_changes(asked.snapshot, asked.view, number_of(first), within)
    listed = found if (was and now) or kinds else found.only(found.change != Change.SAME)
    for column, words in (("was", was), ("now", now), ("change", kinds)):
        if words:
            listed = listed.only(np.isin(getattr(listed, column), [int(word) for word in words]))
    return Changes(first, within, was, now, kinds, found, listed)


def show_changes(asked: Asked) -> Shown:
    if moved := elsewhere(asked):
        return moved
    held = changes_of(asked)
    key = "" if held.within is None else asked.snapshot.parties.key(held.within)
    counts = held.found.counts()
    line = change_line(asked, held)
    changed = sum(counts[change] for change in CHANGES)
    page = ChangesPage(
        held.since,
        key,
        place_options(asked, held.within),
        misplaced(asked, held.within),
        _covered(asked, held, key, held.first, _urls_then(asked, held)),
        _covered(asked, held, key, asked.view.day, asked.urls),
        changed,
        _groups(asked, held, counts),
        _happened(asked, held, key),
        matrix(asked, held.found, _urls_then(asked, held), key),
        totals(asked, held.found, key),
        _narrowed(asked, held),
        listing(asked, np.arange(len(held.listed.rows)), line),
        None if changed else _quiet(asked, held),
    )
    name = "" if held.within is None else asked.ref(held.within).text
    crumbs = (Ref("覆盖", asked.urls.coverage(key)), *asked.path_to(held.within))
    return Shown("village_changes", f"{name}{asked.target}变化", page, crumbs)


def change_line(asked: Asked, held: Changes) -> Callable[[int], ChangeLine]:
    """Makes the line of a village by its place in the list."""
    snapshot, parties, listed = asked.snapshot, asked.snapshot.parties, held.listed
    happened = happenings(snapshot, asked.view, held.first, held.within)
    reasons, happening = reasons_among(snapshot, happened), happening_line(asked, happened)
    first = held.since.isoformat()

    def line(place: int) -> ChangeLine:
        village = int(listed.rows[place])
        was, now = Standing(int(listed.was[place])), Standing(int(listed.now[place]))
        key = parties.key(village)
        return ChangeLine(
            parties.id.at[village],
            asked.ref(village),
            key,
            optional(asked, parties.township.at[village]),
            optional(asked, parties.county.at[village]),
            change_of(was, now),
            was,
            now,
            tuple(map(happening, reasons(village, was, now).tolist())),
            asked.urls.happenings(key, first),
        )

    return line


def _urls_then(asked: Asked, held: Changes) -> Urls:
    """Addresses as of the earlier day."""
    return Urls({**asked.urls.kept, "at": held.since.isoformat()})


def _covered(asked: Asked, held: Changes, key: str, day: int, urls: Urls) -> Figure:
    number = coverage(asked.snapshot, replace(asked.view, day=day), held.within).covered
    return Figure(number, urls.villages(key, cover=[Cover.COVERED.text]))


def _groups(asked: Asked, held: Changes, counts: dict[Change, int]) -> tuple[Group, ...]:
    def group(change: Change) -> Group:
        href = asked.again(change=[change.text], was=None, now=None)
        return Group(change, Figure(counts[change], href), held.kinds == (change,))

    return tuple(map(group, CHANGES))


def _happened(asked: Asked, held: Changes, key: str) -> tuple[Counted, ...]:
    counts = happenings(asked.snapshot, asked.view, held.first, held.within).counts()
    first = held.since.isoformat()
    return tuple(
        Counted(kind, Figure(counts[kind], asked.urls.happenings(key, first, [kind.text])))
        for kind in Happening
    )


def _narrowed(asked: Asked, held: Changes) -> tuple[Ref, ...]:
    words = (("was", "原来：", held.was), ("now", "现在：", held.now), ("change", "", held.kinds))
    return tuple(
        Ref(f"{what}{'、'.join(word.chinese for word in chosen)}", asked.again(**{name: None}))
        for name, what, chosen in words
        if chosen
    )


def _quiet(asked: Asked, held: Changes) -> Ref | None:
    """The last day until then on which something happened, and the page that begins before it."""
    found = happenings(asked.snapshot, asked.view, ALWAYS, held.within)
    if not len(found):
        return None
    last = date_of(int(found.day[-1]))
    if last is None or last > held.since or last == datetime.date.min:
        return None
    before = last - datetime.timedelta(days=1)
    return Ref(last.isoformat(), asked.again(**{"from": before.isoformat()}, was=None, now=None))
