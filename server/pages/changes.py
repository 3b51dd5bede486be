"""What became of villages between two days: in numbers that add up, and village by village."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.changes import CHANGES, Change, Standing, change_of
from graph.analysis.happenings import Happening, happenings, reasons_between
from graph.days import ALWAYS, date_of
from graph.language import joined, say
from graph.network.columns import IntArray
from graph.words import Cover
from server.pages.asked import Asked, Ref, Shown
from server.pages.changes_matrix import MatrixLine, matrix, totals
from server.pages.changes_scope import Changes, Lists, changes_of
from server.pages.counted import Figure
from server.pages.happenings import Counted, HappeningLine, happening_line
from server.pages.interval import elsewhere
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.pairing_line import optional
from server.pages.villages import district_options, place_options
from server.pictures.compared.days import Scope

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
    districts: tuple[Option, ...]
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
    picture: str


def show_changes(asked: Asked) -> Shown:
    if moved := elsewhere(asked):
        return moved
    held = changes_of(asked)
    key, district = ("" if row is None else asked.snapshot.parties.key(row) for row in held.scope)
    counts, lists = held.found.counts(), Lists(asked, held)
    line = change_line(asked, held)
    changed = sum(counts[change] for change in CHANGES)
    covered = Cover.COVERED.text
    page = ChangesPage(
        held.since,
        key,
        place_options(asked, held.within),
        district_options(asked, held.scope.district),
        misplaced(asked, *held.scope),
        Figure(_covered(held.found.was), lists.villages(lists.then, covered)),
        Figure(_covered(held.found.now), lists.villages(lists.now, covered)),
        changed,
        _groups(asked, held, counts),
        _happened(asked, held, key),
        matrix(asked, held.found, lists),
        totals(held.found, lists),
        _narrowed(asked, held),
        listing(asked, np.arange(len(held.listed.rows)), line),
        None if changed else _quiet(asked, held),
        asked.urls.changes_picture(key, held.since.isoformat(), district),
    )
    crumbs = (Ref(say("覆盖"), asked.urls.coverage(key)), *asked.path_to(held.within))
    title = say("{whose}变化", whose=title_of(asked, held.scope))
    return Shown("village_changes", title, page, crumbs)


def title_of(asked: Asked, scope: Scope) -> str:
    """Whose villages: 易县大兴区结对地方的深度贫困村."""
    whose = asked.target
    if scope.district is not None:
        giver = asked.ref(scope.district).text
        whose = say("{giver}结对地方的{target}", giver=giver, target=whose)
    if scope.within is None:
        return whose
    return say("{place}{target}", place=asked.ref(scope.within).text, target=whose)


def change_line(asked: Asked, held: Changes) -> Callable[[int], ChangeLine]:
    """Makes the line of a village by its place in the list."""
    snapshot, parties, listed = asked.snapshot, asked.snapshot.parties, held.listed
    happened = happenings(snapshot, asked.view, held.first, held.within)
    reasons = reasons_between(snapshot, asked.view, held.first, held.within)
    happening = happening_line(asked, happened)
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


def _covered(standing: IntArray) -> int:
    return int((standing == Standing.COVERED).sum())


def _groups(asked: Asked, held: Changes, counts: dict[Change, int]) -> tuple[Group, ...]:
    def group(change: Change) -> Group:
        href = asked.again(change=[change.text], was=None, now=None)
        return Group(change, Figure(counts[change], href), held.kinds == (change,))

    return tuple(map(group, CHANGES))


def _happened(asked: Asked, held: Changes, key: str) -> tuple[Counted, ...]:
    """Nothing for less than a division: what happens is told of divisions."""
    if held.is_narrow:
        return ()
    counts = happenings(asked.snapshot, asked.view, held.first, held.within).counts()
    first = held.since.isoformat()
    return tuple(
        Counted(kind, Figure(counts[kind], asked.urls.happenings(key, first, [kind.text])))
        for kind in Happening
    )


def _narrowed(asked: Asked, held: Changes) -> tuple[Ref, ...]:
    was, now = (joined(word.chinese for word in chosen) for chosen in (held.was, held.now))
    kinds = joined(word.chinese for word in held.kinds)
    words = (
        ("was", was, say("原来：{words}", words=was)),
        ("now", now, say("现在：{words}", words=now)),
        ("change", kinds, kinds),
    )
    narrowed = [Ref(said, asked.again(**{name: None})) for name, chosen, said in words if chosen]
    if held.direct:
        narrowed.append(Ref(say("不明乡镇"), asked.again(direct=None)))
    return tuple(narrowed)


def _quiet(asked: Asked, held: Changes) -> Ref | None:
    """The last day until then on which something happened, and the page that begins before it."""
    if held.is_narrow:
        return None
    found = happenings(asked.snapshot, asked.view, ALWAYS, held.within)
    if not len(found):
        return None
    last = date_of(int(found.day[-1]))
    if last is None or last > held.since or last == datetime.date.min:
        return None
    before = last - datetime.timedelta(days=1)
    return Ref(last.isoformat(), asked.again(**{"from": before.isoformat()}, was=None, now=None))
