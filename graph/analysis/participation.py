"""Who of the donor side takes part: districts, their towns, streets and communities, and the units
in them, as `graph.analysis.involvement` says it.

A party takes part when it is itself the donor of an active signed pairing. A town in which only a
firm or a village does has none of its own: `paired_inside` counts it all the same, and stands
beside. `graph.analysis.reconciliation` counts otherwise: over a year, and only pairings between
parties of the kinds that a plan means.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.involvement import (
    Involvement,
    InvolvementCounts,
    count_by,
    involvement,
    involvement_inside,
    is_one_of,
    summed,
)
from graph.language import say
from graph.naming import normalise, without_office
from graph.network.columns import IntArray, Ints, ints
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.words import PartyKind, Side, Word


class DonorSort(Word):
    """What a party of the donor side is. Townships and villages are told apart by their names:
    LOCALITY is a 地区, OTHER_TOWNSHIP what ends like no town, street or 地区, such as a park that
    the register lists as a township; COMMUNITY is a 社区 or has a 居委会."""

    DISTRICT = 0, say("区")
    TOWN = 1, say("镇、乡")
    STREET = 2, say("街道")
    LOCALITY = 3, say("地区")
    OTHER_TOWNSHIP = 4, say("其他乡级")
    COMMUNITY = 5, say("社区")
    VILLAGE = 6, say("村")
    ENTERPRISE = 7, say("企业")
    SCHOOL = 8, say("学校")
    HOSPITAL = 9, say("医院")
    DEPARTMENT = 10, say("部门")
    ASSOCIATION = 11, say("社会组织")
    PARK = 12, say("园区基地")

    @property
    def kind(self) -> PartyKind:
        return _KIND_OF[self]


TOWNSHIPS = (DonorSort.TOWN, DonorSort.STREET, DonorSort.LOCALITY, DonorSort.OTHER_TOWNSHIP)
VILLAGES = (DonorSort.COMMUNITY, DonorSort.VILLAGE)
DIVISIONS = (DonorSort.DISTRICT, *TOWNSHIPS, *VILLAGES)

_KIND_OF = {
    DonorSort.DISTRICT: PartyKind.COUNTY,
    **dict.fromkeys(TOWNSHIPS, PartyKind.TOWNSHIP),
    **dict.fromkeys(VILLAGES, PartyKind.VILLAGE),
    **{DonorSort[sort.name]: PartyKind[sort.name] for sort in DonorSort if sort not in DIVISIONS},
}
_SORTS = len(DonorSort)
NAMES = 1 << 14
"""How many names are remembered with what they tell: the next snapshot has nearly the same."""
_COMMUNITY = ("社区", "居委会", "居民委员会")
_TOWNSHIPS = (("街道", DonorSort.STREET), ("地区", DonorSort.LOCALITY), ("镇", DonorSort.TOWN))


@dataclass(frozen=True, slots=True)
class SortCounts(InvolvementCounts):
    """Counts of the parties of one sort. `paired_inside` are those that are PAIRED or in which
    some party is: at least `paired`."""

    sort: DonorSort
    paired_inside: int


@dataclass(frozen=True, slots=True)
class Participation:
    """What lies in a district (its row), or in none of them for None; `sorts` has one entry for
    each DonorSort, in their order."""

    district: int | None
    sorts: tuple[SortCounts, ...]

    def of(self, sorts: Collection[DonorSort]) -> InvolvementCounts:
        """Counts of several sorts together."""
        return summed([self.sorts[sort] for sort in sorts])

    def paired_inside(self, sorts: Collection[DonorSort]) -> int:
        return sum(self.sorts[sort].paired_inside for sort in sorts)


def participation(snapshot: Snapshot, day: int, within: int | None = None) -> list[Participation]:
    """Counts by district, in division order, of the donor-side parties that are or lie in the
    division `within` (a row), or of all; those in no district come last, if there are any.

    The province and the prefecture themselves are not counted. Each party is counted once.
    """
    key = (participation, day, within)
    return list(snapshot.memo.get(key, lambda: _participation(snapshot, day, within)))


def total_of(groups: Collection[Participation]) -> Participation:
    """All groups together; its `district` is None."""
    return Participation(
        None,
        tuple(
            _of_sort(
                sort,
                summed([group.sorts[sort] for group in groups]),
                sum(group.sorts[sort].paired_inside for group in groups),
            )
            for sort in DonorSort
        ),
    )


def participants(
    snapshot: Snapshot,
    day: int,
    within: int | None = None,
    sorts: Collection[DonorSort] | None = None,
    states: Collection[Involvement] | None = None,
    *,
    inside: bool = False,
    direct: bool = False,
) -> IntArray:
    """Rows of the parties that `participation` counts, rising: of these sorts and with one of
    these involvements, of all for None.

    `inside`: the involvement of a division is the best of it and all in it. `direct`: only those
    in no district.
    """
    rows = _rows(snapshot, within)
    if sorts is not None:
        rows = rows[is_one_of(donor_sorts(snapshot).array[rows], sorts)]
    if direct:
        rows = rows[snapshot.parties.county.array[rows] == NOWHERE]
    if states is None:
        return rows
    held = involvement_inside(snapshot, day) if inside else involvement(snapshot, day)
    return rows[is_one_of(held.array[rows], states)]


def donor_sorts(snapshot: Snapshot) -> Ints:
    """int8 (P,): the DonorSort of each party that can be counted, else NOWHERE."""
    return snapshot.parties.memo.get((donor_sorts,), lambda: _donor_sorts(snapshot.parties))


def _participation(snapshot: Snapshot, day: int, within: int | None) -> list[Participation]:
    rows = _rows(snapshot, within)
    counties = snapshot.parties.county.array[rows]
    districts, place = np.unique(counties, return_inverse=True)
    places = place * _SORTS + donor_sorts(snapshot).array[rows]
    number = len(districts) * _SORTS
    counts = count_by(places, number, involvement(snapshot, day).array[rows])
    inside = count_by(places, number, involvement_inside(snapshot, day).array[rows])
    groups = [
        Participation(
            None if district == NOWHERE else district,
            tuple(
                _of_sort(sort, counts[at + sort], inside[at + sort].paired) for sort in DonorSort
            ),
        )
        for at, district in zip(range(0, number, _SORTS), districts.tolist(), strict=True)
    ]
    # NOWHERE is lower than any row.
    return sorted(groups, key=lambda group: group.district is None)


def _of_sort(sort: DonorSort, counts: InvolvementCounts, paired_inside: int) -> SortCounts:
    return SortCounts(
        counts.total, counts.paired, counts.promised, counts.none, sort, paired_inside
    )


def _rows(snapshot: Snapshot, within: int | None) -> IntArray:
    """Those that can be counted in the scope, rising."""
    first, last = span(snapshot, within)
    rows: IntArray = first + np.flatnonzero(donor_sorts(snapshot).array[first:last] != NOWHERE)
    return rows


def _donor_sorts(parties: Parties) -> Ints:
    sort_of = np.full(len(PartyKind), NOWHERE, dtype=np.int8)
    for sort in DonorSort:
        sort_of[sort.kind] = sort
    sorts = sort_of[parties.kind.array]
    sorts[parties.side.array != Side.DONOR] = NOWHERE
    for kind, tell in ((PartyKind.TOWNSHIP, _township), (PartyKind.VILLAGE, _village)):
        rows = np.flatnonzero((sorts != NOWHERE) & (parties.kind.array == kind))
        sorts[rows] = [tell(parties.name(row)) for row in rows.tolist()]
    return ints(sorts, np.int8)


@lru_cache(NAMES)
def _township(name: str) -> DonorSort:
    bare = without_office(normalise(name))
    if bare.endswith("乡"):
        return DonorSort.TOWN
    return next((sort for end, sort in _TOWNSHIPS if bare.endswith(end)), DonorSort.OTHER_TOWNSHIP)


@lru_cache(NAMES)
def _village(name: str) -> DonorSort:
    plain = normalise(name)
    is_community = plain.endswith(_COMMUNITY) or without_office(plain).endswith("社区")
    return DonorSort.COMMUNITY if is_community else DonorSort.VILLAGE
