"""Cover of target villages on a day: which are covered, by how many and by whom.

The definitions are those of the contract (`schema.graphql`: Cover, Coverage, VillageTarget). Days
are numbers as in `graph.days`; rows are rows of the snapshot's parties.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.analysis.cover_counts import Coverage, Slice, VillageCover, running_sums
from graph.analysis.covering import active_on, best_cover, donors_and_kinds
from graph.language import say
from graph.network.columns import IntArray, Ints, ints
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, DesignationKind, PartyKind, Stage, VillageTarget, Word

PROMISED = (Stage.NEGOTIATING, Stage.PLANNED)
"""Stages of a pairing that is meant to come."""


class Grouping(Word):
    """What coverage is grouped by."""

    PROVINCE = 0, say("省")
    PREFECTURE = 1, say("市（州、盟）")
    COUNTY = 2, say("县")
    TOWNSHIP = 3, say("乡镇")
    DONOR_DISTRICT = 4, say("支援区")


class VillageOrder(Word):
    """DIVISION: by code; COVER: worst cover first, then by code."""

    DIVISION = 0, say("按区划")
    COVER = 1, say("按覆盖")


@dataclass(frozen=True, slots=True)
class View:
    """Whose cover is asked for, and when."""

    day: int
    target: VillageTarget = VillageTarget.DEEP_POVERTY
    exited: bool = False


def village_cover(snapshot: Snapshot, view: View) -> VillageCover:
    """The cover of every target village; kept with the snapshot once it was computed."""
    return snapshot.memo.get((village_cover, view), lambda: _village_cover(snapshot, view))


def coverage(snapshot: Snapshot, view: View, within: int | None = None) -> Coverage:
    """Counts of the target villages that are or lie in the division `within`, or of all."""
    return village_cover(snapshot, view).count([span(snapshot, within)])


def span(snapshot: Snapshot, within: int | None) -> Slice:
    """The rows of a division and all in it; of everything for None."""
    if within is None:
        return 0, len(snapshot.parties)
    return within, snapshot.parties.end.at[within]


def cover_of(snapshot: Snapshot, view: View, village: int) -> Cover | None:
    """The cover of one village; None unless it is a target village on the day."""
    cover = cover_by_row(snapshot, view).at[village]
    return None if cover == NOWHERE else Cover(cover)


def cover_by_row(snapshot: Snapshot, view: View) -> Ints:
    """int8 (P,): the Cover of each party that is a target village on the day, else NOWHERE."""

    def make() -> Ints:
        found = village_cover(snapshot, view)
        cover = np.full(len(snapshot.parties), NOWHERE, dtype=np.int8)
        cover[found.rows.array] = found.cover.array
        return ints(cover, np.int8)

    return snapshot.memo.get((cover_by_row, view), make)


def donors_of(
    snapshot: Snapshot, day: int, recipient: int, stages: Collection[Stage] = (Stage.SIGNED,)
) -> list[int]:
    """Rows of the distinct donors with an active pairing of such a stage with this party, in
    order: by default those that cover it."""
    pairings = snapshot.pairings
    donors = (
        pairings.donor.at[row]
        for row in pairings.of_recipient(recipient)
        if pairings.stage.at[row] in stages and pairings.start.at[row] <= day < pairings.end.at[row]
    )
    return list(dict.fromkeys(donors))


def target_villages(
    snapshot: Snapshot,
    view: View,
    slices: Iterable[Slice] | None = None,
    covers: Sequence[Cover] | None = None,
    order: VillageOrder = VillageOrder.DIVISION,
) -> IntArray:
    """Rows of the target villages in disjoint, rising runs of rows (everywhere for None).

    `covers` keeps only villages with one of these covers. Returns an int32 array in the order
    asked for.
    """
    found = village_cover(snapshot, view)
    keep = np.ones(len(found.rows.array), dtype=bool)
    if slices is not None:
        keep[:] = False
        for first, last in slices:
            low, high = np.searchsorted(found.rows.array, (first, last))
            keep[low:high] = True
    if covers is not None:
        wanted = np.zeros(len(Cover), dtype=bool)
        wanted[[int(cover) for cover in covers]] = True
        keep &= wanted[found.cover.array]
    rows, cover = found.rows.array[keep], found.cover.array[keep]
    if order is VillageOrder.COVER:
        rows = rows[np.argsort(-cover.astype(np.int32), kind="stable")]
    return rows


def coverage_by(
    snapshot: Snapshot, grouping: Grouping, view: View, within: int | None = None
) -> list[tuple[int, Coverage]]:
    """Counts by group in division order; groups without target villages are left out.

    With a division grouping the groups are the divisions of that kind that hold target villages
    of the scope. With DONOR_DISTRICT a village counts for every district that supports it.
    """
    key = (coverage_by, grouping, view, within)
    return list(snapshot.memo.get(key, lambda: _coverage_by(snapshot, grouping, view, within)))


def _coverage_by(
    snapshot: Snapshot, grouping: Grouping, view: View, within: int | None
) -> list[tuple[int, Coverage]]:
    found = village_cover(snapshot, view)
    if grouping is Grouping.DONOR_DISTRICT:
        districts = _donor_districts(snapshot, view.day, within)
        counted = [(district, found.count(slices)) for district, slices in districts]
    else:
        divisions, slices = _divisions(snapshot, PartyKind(int(grouping)), within)
        counted = list(zip(divisions, found.count_each(slices), strict=True))
    return [(division, count) for division, count in counted if count.total]


def supported(snapshot: Snapshot, day: int, district: int) -> list[int]:
    """Rows of the counties and townships with an active signed pairing from the district itself."""
    pairings, parties = snapshot.pairings, snapshot.parties
    found = {
        pairings.recipient.at[row]
        for row in pairings.of_donor(district)
        if pairings.stage.at[row] == Stage.SIGNED
        and pairings.start.at[row] <= day < pairings.end.at[row]
    }
    kinds = (PartyKind.COUNTY, PartyKind.TOWNSHIP)
    return sorted(row for row in found if parties.kind.at[row] in kinds)


def runs(snapshot: Snapshot, divisions: Iterable[int]) -> list[Slice]:
    """Disjoint, rising runs of the rows of several divisions; one in another adds none."""
    found: list[Slice] = []
    for row in sorted(divisions):
        if not found or row >= found[-1][1]:
            found.append((row, snapshot.parties.end.at[row]))
    return found


def _donor_districts(
    snapshot: Snapshot, day: int, within: int | None
) -> list[tuple[int, list[Slice]]]:
    parties = snapshot.parties
    first, last = span(snapshot, within)
    districts = np.flatnonzero((parties.kind.array == PartyKind.COUNTY) & (parties.side.array == 0))
    groups = []
    for district in districts.tolist():
        slices = runs(snapshot, supported(snapshot, day, district))
        groups.append(
            (district, [(max(a, first), min(b, last)) for a, b in slices if b > first and a < last])
        )
    return groups


def _divisions(
    snapshot: Snapshot, kind: PartyKind, within: int | None
) -> tuple[list[int], list[Slice]]:
    """Divisions of a kind that hold something of the scope, and what they hold of it."""
    parties = snapshot.parties
    if within is not None and parties.kind.at[within] > kind:
        above = [row for row in parties.ancestors(within) if parties.kind.at[row] == kind]
        return above, [span(snapshot, within)] * len(above)
    first, last = span(snapshot, within)
    rows = first + np.flatnonzero(parties.kind.array[first:last] == kind)
    ends = parties.end.array[rows]
    return rows.tolist(), list(zip(rows.tolist(), ends.tolist(), strict=True))


def _village_cover(snapshot: Snapshot, view: View) -> VillageCover:
    rows = _targets(snapshot, view)
    active = active_on(snapshot, view.day)
    stage = snapshot.pairings.stage.array
    signed = active & (stage == Stage.SIGNED)
    promised = active & (stage <= Stage.PLANNED)
    cover = best_cover(snapshot, rows, signed, promised)
    donors, kinds = donors_and_kinds(snapshot, rows, signed)
    return VillageCover(
        ints(rows, np.int32),
        ints(cover, np.int8),
        ints(donors, np.int32),
        running_sums(cover, donors, kinds),
    )


def _targets(snapshot: Snapshot, view: View) -> IntArray:
    """Rows of the target villages, rising and distinct."""
    designations = snapshot.designations
    counts = designations.start.array <= view.day
    if not view.exited:
        counts &= designations.end.array > view.day
    if view.target is VillageTarget.DEEP_POVERTY:
        counts &= designations.kind.array == DesignationKind.DEEP_POVERTY
    villages = designations.village.array[counts]
    # They are sorted already, so that equal ones are neighbours.
    distinct: IntArray = villages[np.diff(villages, prepend=NOWHERE) != 0]
    return distinct
