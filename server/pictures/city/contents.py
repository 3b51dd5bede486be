"""What the picture of the city shows: districts, counties, and what joins them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np

from graph.analysis.cover_counts import KINDS, Coverage, coverage_from
from graph.analysis.coverage import View, span, village_cover
from graph.analysis.joined import Joined, joined
from graph.analysis.pairings import find_pairings
from graph.network.columns import IntArray
from graph.network.snapshot import Snapshot
from graph.words import PartyKind, Side

MOST_COUNTIES = 160
MOST_CARDS = 40
MOST_DISTRICTS = 60
MOST_LINES = 400
"""Of more than these none could be followed with the eye."""


@dataclass(frozen=True, slots=True)
class District:
    """A donor district with the counties of the scope that it is joined with."""

    row: int
    joined: tuple[Joined, ...]
    villages: int
    """Target villages of these counties."""

    @property
    def pairings(self) -> int:
        return sum(one.pairings for one in self.joined)


@dataclass(frozen=True, slots=True)
class County:
    """A county with all its target villages, and the districts that it is joined with; `pairings`
    are all that it and what lies in it receive, of the one district that is asked for, if any."""

    row: int
    coverage: Coverage
    joined: tuple[Joined, ...]
    pairings: int

    @property
    def is_open(self) -> bool:
        """Is there a village that is neither covered nor promised?"""
        return self.coverage.uncovered > self.coverage.planned


@dataclass(frozen=True)
class Contents:
    """Counties that are joined with a district, and, unless only those of one `district` are asked
    for, all with target villages; `pairings` are all of the scope, joining or not."""

    view: View
    within: int | None
    district: int | None
    districts: tuple[District, ...]
    counties: tuple[County, ...]
    pairings: int

    @cached_property
    def joined(self) -> list[Joined]:
        return [one for district in self.districts for one in district.joined]

    @cached_property
    def shown(self) -> tuple[County, ...]:
        """The counties that are drawn, in division order: the first of many."""
        return self.counties[: MOST_COUNTIES if self.district is None else MOST_CARDS]

    @cached_property
    def boxes(self) -> tuple[District, ...]:
        """The districts that are drawn: those with most pairings of very many."""
        most = sorted(self.districts, key=lambda it: (-it.pairings, it.row))[:MOST_DISTRICTS]
        return tuple(sorted(most, key=attrgetter("row")))

    @cached_property
    def candidates(self) -> list[Joined]:
        """What could be drawn as a line: both ends are there."""
        there = {county.row for county in self.shown}
        return [one for box in self.boxes for one in box.joined if one.county in there]

    @cached_property
    def lines(self) -> list[Joined]:
        """What is drawn as a line, of very many those with most pairings."""
        most = sorted(self.candidates, key=lambda it: (-it.pairings, it.district, it.county))
        return sorted(most[:MOST_LINES])

    @cached_property
    def coverage(self) -> Coverage:
        """Of all counties together."""
        return together(county.coverage for county in self.counties)


def contents(
    snapshot: Snapshot, view: View, within: int | None = None, district: int | None = None
) -> Contents:
    """What there is on the day of the view: in the division `within`, or everywhere; of one
    district, or of all, those without any pairing among them. Both are rows. Kept with the
    snapshot."""
    key = (contents, view, within, district)
    return snapshot.memo.get(key, lambda: _contents(snapshot, view, within, district))


def _contents(snapshot: Snapshot, view: View, within: int | None, district: int | None) -> Contents:
    found = joined(snapshot, view.day, within, district)
    by_district, by_county = defaultdict(list), defaultdict(list)
    for one in found:
        by_district[one.district].append(one)
        by_county[one.county].append(one)
    rows = _counties(snapshot, within).tolist()
    slices = [span(snapshot, row) for row in rows]
    counts = village_cover(snapshot, view).count_each(slices)
    coverages = dict(zip(rows, counts, strict=True))
    districts = donor_districts(snapshot).tolist() if district is None else [district]
    pairings = find_pairings(snapshot, within, district, day=view.day)
    received = _received(snapshot, pairings)
    return Contents(
        view,
        within,
        district,
        tuple(
            District(
                row,
                tuple(by_district[row]),
                sum(coverages[one.county].total for one in by_district[row]),
            )
            for row in districts
        ),
        tuple(
            County(row, coverage, tuple(by_county[row]), received[row])
            for row, coverage in coverages.items()
            if row in by_county or (district is None and coverage.total)
        ),
        len(pairings),
    )


def donor_districts(snapshot: Snapshot) -> IntArray:
    parties = snapshot.parties
    county = parties.kind.array == PartyKind.COUNTY
    return np.flatnonzero(county & (parties.side.array == Side.DONOR))


def together(coverages: Iterable[Coverage]) -> Coverage:
    """The sum of the counts of scopes that share no village."""
    nothing = (0,) * (len(Coverage._fields) - 2 + KINDS)
    numbers = ((*one[1:-1], *one.by_kind) for one in coverages)
    return coverage_from([sum(column) for column in zip(nothing, *numbers, strict=True)])


def _received(snapshot: Snapshot, pairings: IntArray) -> Counter[int]:
    """How many of these pairings each county has."""
    counties = snapshot.parties.county.array[snapshot.pairings.recipient.array[pairings]]
    rows, numbers = np.unique(counties, return_counts=True)
    return Counter(dict(zip(rows.tolist(), numbers.tolist(), strict=True)))


def _counties(snapshot: Snapshot, within: int | None) -> IntArray:
    """Rows of the recipient counties of the scope, rising."""
    parties = snapshot.parties
    first, last = span(snapshot, within)
    county = parties.kind.array[first:last] == PartyKind.COUNTY
    return first + np.flatnonzero(county & (parties.side.array[first:last] == Side.RECIPIENT))
