"""Schools, hospitals and other units of the recipient side: which of them somebody supports, by
county or township. The same counting as `graph.analysis.participation`, from the other end.

A unit counts where it is sited; a pairing with the county or the village in which it stands does
not cover it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.involvement import (
    Involvement,
    InvolvementCounts,
    count_by,
    involvement,
    is_one_of,
    summed,
)
from graph.language import say
from graph.network.columns import IntArray, Ints
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import ORGANISATION_KINDS, PartyKind, Side, Word


class InstitutionGrouping(Word):
    """By which division units are counted: the one of this level in which they are sited."""

    COUNTY = 0, say("县")
    TOWNSHIP = 1, say("乡镇")


_FIRST = min(ORGANISATION_KINDS)


@dataclass(frozen=True, slots=True)
class KindCounts(InvolvementCounts):
    """Counts of the units of one kind."""

    kind: PartyKind


@dataclass(frozen=True, slots=True)
class InstitutionGroup:
    """The units sited in a division (its row), or in none of this level for None; `kinds` has one
    entry for each kind of unit, in their order."""

    division: int | None
    kinds: tuple[KindCounts, ...]

    def of(self, kinds: Collection[PartyKind] = ORGANISATION_KINDS) -> InvolvementCounts:
        """Counts of several kinds together, of all by default."""
        return summed([self.kinds[kind - _FIRST] for kind in kinds])


def institution_coverage(
    snapshot: Snapshot,
    day: int,
    grouping: InstitutionGrouping = InstitutionGrouping.COUNTY,
    within: int | None = None,
) -> list[InstitutionGroup]:
    """Counts by county or township, in division order, of the recipient-side units sited in the
    division `within` (a row), or of all; those in no such division come last, if there are any.

    Divisions without units are left out. Each unit is counted once.
    """
    key = (institution_coverage, day, grouping, within)
    return list(snapshot.memo.get(key, lambda: _coverage(snapshot, day, grouping, within)))


def total_of(groups: Collection[InstitutionGroup]) -> InstitutionGroup:
    """All groups together; its `division` is None."""
    return InstitutionGroup(
        None,
        tuple(
            _of_kind(kind, summed([group.of([kind]) for group in groups]))
            for kind in ORGANISATION_KINDS
        ),
    )


def institutions(
    snapshot: Snapshot,
    day: int,
    within: int | None = None,
    kinds: Collection[PartyKind] | None = None,
    states: Collection[Involvement] | None = None,
    *,
    outside: InstitutionGrouping | None = None,
) -> IntArray:
    """Rows of the units that `institution_coverage` counts, rising: of these kinds and with one of
    these involvements, of all for None. `outside`: only those in no such division."""
    rows = _rows(snapshot, within)
    if kinds is not None:
        rows = rows[is_one_of(snapshot.parties.kind.array[rows], kinds)]
    if outside is not None:
        rows = rows[_division(snapshot, outside).array[rows] == NOWHERE]
    if states is not None:
        rows = rows[is_one_of(involvement(snapshot, day).array[rows], states)]
    return rows


def _coverage(
    snapshot: Snapshot, day: int, grouping: InstitutionGrouping, within: int | None
) -> list[InstitutionGroup]:
    rows = _rows(snapshot, within)
    divisions, place = np.unique(_division(snapshot, grouping).array[rows], return_inverse=True)
    kinds = len(ORGANISATION_KINDS)
    places = place * kinds + (snapshot.parties.kind.array[rows] - _FIRST)
    counts = count_by(places, len(divisions) * kinds, involvement(snapshot, day).array[rows])
    groups = [
        InstitutionGroup(
            None if division == NOWHERE else division,
            tuple(_of_kind(kind, counts[at + kind - _FIRST]) for kind in ORGANISATION_KINDS),
        )
        for at, division in zip(range(0, len(counts), kinds), divisions.tolist(), strict=True)
    ]
    # NOWHERE is lower than any row.
    return sorted(groups, key=lambda group: group.division is None)


def _of_kind(kind: PartyKind, counts: InvolvementCounts) -> KindCounts:
    return KindCounts(counts.total, counts.paired, counts.promised, counts.none, kind)


def _division(snapshot: Snapshot, grouping: InstitutionGrouping) -> Ints:
    parties = snapshot.parties
    return parties.county if grouping is InstitutionGrouping.COUNTY else parties.township


def _rows(snapshot: Snapshot, within: int | None) -> IntArray:
    """The units of the recipient side in the scope, rising."""
    first, last = span(snapshot, within)
    parties = snapshot.parties
    found = parties.kind.array[first:last] >= _FIRST
    found &= parties.side.array[first:last] == Side.RECIPIENT
    rows: IntArray = first + np.flatnonzero(found)
    return rows
