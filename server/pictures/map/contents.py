"""What the map shows: counties with their villages and pairings, with a seat and without."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import Grouping, View, coverage_by
from graph.analysis.pairings import find_pairings
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.seats import Seat
from graph.words import Cover, PartyKind, Side, Stage

OPEN = (Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)
"""Neither covered nor promised: what still needs a donor."""
MOST_BESIDE = 40
"""Counties without a seat that stand beside the map; the table has all."""
NOTHING = Coverage(0, 0, 0, 0, 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class County:
    """A county with all its target villages. `pairings` are those of the donors asked for with it
    and with all in it, `stage` is the best of theirs, None where there is none."""

    row: int
    key: str
    coverage: Coverage
    pairings: int
    stage: Stage | None
    seat: Seat | None

    @property
    def open(self) -> int:
        return sum(self.coverage.of(cover) for cover in OPEN)


@dataclass(frozen=True)
class Contents:
    """Counties in division order: those with pairings of the donors asked for, and when no
    `district` is, those with target villages too. `pairings` are all of the scope, `above` those
    among them whose recipient lies in no county. Without a seat on the donor side there is no
    `center`, and no county has a seat either."""

    view: View
    within: int | None
    district: int | None
    center: Seat | None
    counties: tuple[County, ...]
    pairings: int
    above: int

    @cached_property
    def placed(self) -> tuple[County, ...]:
        return tuple(county for county in self.counties if county.seat is not None)

    @cached_property
    def beside(self) -> tuple[County, ...]:
        """Those without a seat."""
        return tuple(county for county in self.counties if county.seat is None)

    @cached_property
    def shown_beside(self) -> tuple[County, ...]:
        """Of many, those with most villages that need a donor, in division order."""
        most = sorted(self.beside, key=lambda it: (-it.open, -it.coverage.uncovered, it.row))
        return tuple(sorted(most[:MOST_BESIDE], key=lambda it: it.row))

    @property
    def paired(self) -> int:
        """How many counties have pairings of the donors asked for."""
        return sum(county.pairings > 0 for county in self.counties)

    @property
    def total(self) -> int:
        return sum(county.coverage.total for county in self.counties)

    @property
    def covered(self) -> int:
        return sum(county.coverage.covered for county in self.counties)

    @property
    def planned(self) -> int:
        return sum(county.coverage.planned for county in self.counties)

    @property
    def open(self) -> int:
        return sum(county.open for county in self.counties)


def contents(
    snapshot: Snapshot,
    view: View,
    seats: Mapping[str, Seat],
    within: int | None = None,
    district: int | None = None,
) -> Contents:
    """What there is on the day of the view in the division `within`, or everywhere, given by the
    division `district`, or by all; both are rows."""
    parties, held = snapshot.parties, snapshot.pairings
    center = center_of(snapshot, seats)
    rows = find_pairings(snapshot, within, district, day=view.day)
    county = parties.county.array[held.recipient.array[rows]]
    stages = _by_stage(county, held.stage.array[rows])
    above = stages.pop(NOWHERE, {})
    coverages = dict(coverage_by(snapshot, Grouping.COUNTY, view, within))
    chosen = sorted({*stages, *(coverages if district is None else ())})
    return Contents(
        view,
        within,
        district,
        center,
        tuple(
            County(
                row,
                key := parties.key(row),
                coverages.get(row, NOTHING),
                sum(stages.get(row, {}).values()),
                max(stages.get(row, ()), default=None),
                seats.get(key) if center else None,
            )
            for row in chosen
        ),
        len(rows),
        sum(above.values()),
    )


def _by_stage(counties: IntArray, stages: IntArray) -> dict[int, dict[Stage, int]]:
    """How many pairings each county has at each stage that occurs."""
    each, counts = np.unique(np.stack((counties, stages)), axis=1, return_counts=True)
    found: dict[int, dict[Stage, int]] = defaultdict(dict)
    for county, stage, count in zip(*each.tolist(), counts.tolist(), strict=True):
        found[county][Stage(stage)] = count
    return found


def counties_with_seats(snapshot: Snapshot, seats: Mapping[str, Seat]) -> list[tuple[int, Seat]]:
    """Rows of the recipient counties that have a seat, in division order."""
    parties = snapshot.parties
    found = ((parties.find(key), seat) for key, seat in seats.items())
    return sorted(
        (row, seat)
        for row, seat in found
        if row is not None
        and parties.kind.at[row] == PartyKind.COUNTY
        and parties.side.at[row] == Side.RECIPIENT
    )


def center_of(snapshot: Snapshot, seats: Mapping[str, Seat]) -> Seat | None:
    """The middle of the donor side: the first seat of its province, whichever counties the ledger
    has; where parties have no codes, that of the first county with one."""
    parties = snapshot.parties
    donor_side = [parties.key(row) for row in parties.roots() if parties.is_donor(row)]
    # The codes of a province's divisions begin as its own does (GB/T 2260).
    beginnings = tuple(key.removesuffix("0000") for key in donor_side if key.endswith("0000"))
    if found := [code for code in seats if code.startswith(beginnings)]:
        return seats[min(found)]
    county = parties.kind.array == PartyKind.COUNTY
    rows = np.flatnonzero(county & (parties.side.array == Side.DONOR)).tolist()
    return next((seats[key] for key in map(parties.key, rows) if key in seats), None)
