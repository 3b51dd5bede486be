"""Cover of target villages on a day: which are covered, by how many and by whom.

The definitions are those of the contract (`schema.graphql`: Cover, Coverage, VillageTarget). Days
are numbers as in `graph.days`; rows are rows of the snapshot's parties.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.network.columns import BoolArray, IntArray, Ints, ints
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, DesignationKind, PartyKind, Stage, VillageTarget, Word

Slice = tuple[int, int]
"""A run of rows, half-open."""

KINDS = len(PartyKind)
BITS, FIELDS = 21, 3
"""So many counts of so many bits lie in an int64, below its sign."""
FIELD = (1 << BITS) - 1
"""The largest count; the country has some 700,000 villages."""
SHIFTS = np.arange(FIELDS) * BITS
WORDS = 2 + -(-KINDS // FIELDS)
COVER_FIELDS = np.zeros((2, len(Cover)), dtype=np.int64)
"""What a village of each cover adds to the first two words."""
for _member in Cover:
    COVER_FIELDS[divmod(_member, FIELDS)[0], _member] = 1 << int(SHIFTS[_member % FIELDS])
KIND_FIELDS = np.array(
    [sum((bits >> n & 1) << int(SHIFTS[n]) for n in range(FIELDS)) for bits in range(1 << FIELDS)]
)
"""What a village adds to a word when donors of these kinds, as bits, cover it."""
KIND_BIT = np.left_shift(1, np.arange(KINDS, dtype=np.int32))
PROMISED = (Stage.NEGOTIATING, Stage.PLANNED)
"""Stages of a pairing that is meant to come."""


class Grouping(Word):
    """What coverage is grouped by."""

    PROVINCE = 0, "省"
    PREFECTURE = 1, "市（州、盟）"
    COUNTY = 2, "县"
    TOWNSHIP = 3, "乡镇"
    DONOR_DISTRICT = 4, "支援区"


class VillageOrder(Word):
    """DIVISION: by code; COVER: worst cover first, then by code."""

    DIVISION = 0, "按区划"
    COVER = 1, "按覆盖"


@dataclass(frozen=True, slots=True)
class View:
    """Whose cover is asked for, and when."""

    day: int
    target: VillageTarget = VillageTarget.DEEP_POVERTY
    exited: bool = False


class Coverage(NamedTuple):
    """Counts of the target villages of one scope; total is the sum of the five covers."""

    total: int
    covered: int
    planned: int
    township_only: int
    county_only: int
    none: int
    sole_donor: int
    by_kind: tuple[int, ...]

    @property
    def uncovered(self) -> int:
        return self.total - self.covered

    @property
    def rate(self) -> float | None:
        return self.covered / self.total if self.total else None

    def of(self, cover: Cover) -> int:
        """How many villages have this cover."""
        return (self.covered, self.planned, self.township_only, self.county_only, self.none)[cover]

    def covered_by(self, kind: PartyKind) -> int:
        """Villages covered by at least one donor of this kind."""
        return self.by_kind[kind]


@dataclass(frozen=True, slots=True)
class VillageCover:
    """The cover of every target village on one day: K villages in division order.

    `sums` are running sums, so that any run of rows is one subtraction.
    """

    rows: Ints
    """int32 (K,): rows of the villages, rising."""
    cover: Ints
    """int8 (K,): Cover."""
    donors: Ints
    """int32 (K,): how many distinct donors cover the village."""
    sums: IntArray
    """int64 (WORDS, K + 1): the five covers, the villages with one donor and those that donors of
    each kind cover, FIELDS of these counts side by side in a number."""

    def at(self, row: int) -> int | None:
        """Where this village stands among the K; None when it is no target village."""
        place = int(np.searchsorted(self.rows.array, row))
        if place == len(self.rows.at) or self.rows.at[place] != row:
            return None
        return place

    def count(self, slices: Sequence[Slice]) -> Coverage:
        """Counts over disjoint runs of rows together."""
        (total,) = _unpacked(self._between(slices).sum(axis=1, keepdims=True))
        return coverage_from(total)

    def count_each(self, slices: Sequence[Slice]) -> list[Coverage]:
        """Counts over each run of rows by itself."""
        return [coverage_from(counts) for counts in _unpacked(self._between(slices))]

    def _between(self, slices: Sequence[Slice]) -> IntArray:
        bounds = np.array(slices, dtype=np.int64).reshape(-1, 2).T
        low, high = np.searchsorted(self.rows.array, bounds)
        sums: IntArray = self.sums[:, high] - self.sums[:, low]
        return sums


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


def coverage_from(sums: Sequence[int]) -> Coverage:
    """From the five covers, the villages with a sole donor, and those covered by each kind."""
    covered, planned, township, county, none, sole, *kinds = sums
    total = covered + planned + township + county + none
    return Coverage(total, covered, planned, township, county, none, sole, tuple(kinds[:KINDS]))


def _village_cover(snapshot: Snapshot, view: View) -> VillageCover:
    rows = _targets(snapshot, view)
    active = _active(snapshot, view.day)
    stage = snapshot.pairings.stage.array
    signed = active & (stage == Stage.SIGNED)
    promised = active & (stage <= Stage.PLANNED)
    cover = _best_cover(snapshot, rows, signed, promised)
    donors, kinds = _donors(snapshot, rows, signed)
    return VillageCover(
        ints(rows, np.int32),
        ints(cover, np.int8),
        ints(donors, np.int32),
        _sums(cover, donors, kinds),
    )


def _active(snapshot: Snapshot, day: int) -> BoolArray:
    pairings = snapshot.pairings
    active: BoolArray = (
        (pairings.start.array <= day)
        & (pairings.end.array > day)
        & (pairings.stage.array != Stage.CANCELLED)
    )
    return active


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


def _best_cover(
    snapshot: Snapshot, villages: IntArray, signed: BoolArray, promised: BoolArray
) -> IntArray:
    """The best cover of each village: marks on all rows, looked up at the village, its township
    and its county. The last place of a mark stands for NOWHERE and is never set."""
    parties, recipient = snapshot.parties, snapshot.pairings.recipient.array
    has_signed = np.zeros(len(parties) + 1, dtype=bool)
    has_signed[chosen(recipient, signed)] = True
    has_promised = np.zeros(len(parties) + 1, dtype=bool)
    has_promised[chosen(recipient, promised)] = True
    cover = np.full(len(villages), Cover.NONE, dtype=np.int8)
    np.putmask(cover, has_signed[parties.county.array[villages]], Cover.COUNTY_ONLY)
    np.putmask(cover, has_signed[parties.township.array[villages]], Cover.TOWNSHIP_ONLY)
    np.putmask(cover, has_promised[villages], Cover.PLANNED)
    np.putmask(cover, has_signed[villages], Cover.COVERED)
    return cover


def chosen(values: IntArray, mask: BoolArray) -> IntArray:
    """`values[mask]`, ten times as fast where the mask is like chance."""
    return values.take(np.flatnonzero(mask))


def covering(
    snapshot: Snapshot, villages: IntArray, signed: BoolArray
) -> tuple[IntArray, IntArray]:
    """Each distinct pair of one of these villages and a donor that covers it: the village's place
    among them and the donor's row, both int32 arrays, by place and then by donor.

    `villages` are distinct rows; `signed` says of each pairing whether it counts
    (`active_signed`).
    """
    parties, pairings = snapshot.parties, snapshot.pairings
    place = np.full(len(parties), NOWHERE, dtype=np.int32)
    place[villages] = np.arange(len(villages))
    # This order has the donors of a village together and sorted: no need to sort again.
    rows = chosen(pairings.by_recipient.array, signed.take(pairings.by_recipient.array))
    at = place.take(pairings.recipient.array.take(rows))
    covers = np.flatnonzero(at != NOWHERE)
    at, donor = at.take(covers), pairings.donor.array.take(rows.take(covers))
    new = np.ones(len(at), dtype=bool)
    new[1:] = (at[1:] != at[:-1]) | (donor[1:] != donor[:-1])
    return (at, donor) if new.all() else (chosen(at, new), chosen(donor, new))


def active_signed(snapshot: Snapshot, day: int) -> BoolArray:
    """bool (N,): is the pairing signed and active on the day?"""
    signed: BoolArray = snapshot.pairings.stage.array == Stage.SIGNED
    return _active(snapshot, day) & signed


def _donors(snapshot: Snapshot, villages: IntArray, signed: BoolArray) -> tuple[IntArray, IntArray]:
    """For each village how many distinct donors cover it, and the kinds of them as bits."""
    at, donor = covering(snapshot, villages, signed)
    kinds = np.zeros(len(villages), dtype=np.int32)
    if len(at):
        first = np.flatnonzero(np.concatenate([[True], at[1:] != at[:-1]]))
        bits = KIND_BIT.take(snapshot.parties.kind.array.take(donor))
        kinds[at[first]] = np.bitwise_or.reduceat(bits, first)
    return np.bincount(at, minlength=len(villages)), kinds


def _sums(cover: IntArray, donors: IntArray, kinds: IntArray) -> IntArray:
    """The running sums of VillageCover; raises OverflowError beyond what a field can count."""
    if len(cover) > FIELD:
        raise OverflowError(f"{len(cover):,} target villages, {FIELD:,} can be counted")
    sums = np.zeros((WORDS, len(cover) + 1), dtype=np.int64)
    sole = (donors == 1).astype(np.int64) << SHIFTS[-1]
    np.cumsum(COVER_FIELDS[0].take(cover), out=sums[0, 1:])
    np.cumsum(COVER_FIELDS[1].take(cover) | sole, out=sums[1, 1:])
    for word in range(2, WORDS):
        some = (kinds >> (word - 2) * FIELDS) & (len(KIND_FIELDS) - 1)
        if some.any():
            np.cumsum(KIND_FIELDS.take(some), out=sums[word, 1:])
    return sums


def _unpacked(sums: IntArray) -> list[list[int]]:
    """The counts in each column of (WORDS, n) sums, as `coverage_from` takes them."""
    fields = (sums[:, :, np.newaxis] >> SHIFTS) & FIELD
    each: list[list[int]] = fields.transpose(1, 0, 2).reshape(-1, WORDS * FIELDS).tolist()
    return each
