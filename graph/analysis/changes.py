"""What became of each village between two days: its cover on the one and on the other.

The definitions are those of `graph.analysis.coverage`; a village that is no target village on a
day stands OUTSIDE on it. Days are numbers as in `graph.days`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from graph.analysis.cover_counts import Slice
from graph.analysis.coverage import View, cover_by_row, span
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, Word


class Standing(Word):
    """The cover of a village on a day, with the values of Cover, or that it is none to cover."""

    COVERED = int(Cover.COVERED), Cover.COVERED.chinese
    PLANNED = int(Cover.PLANNED), Cover.PLANNED.chinese
    TOWNSHIP_ONLY = int(Cover.TOWNSHIP_ONLY), Cover.TOWNSHIP_ONLY.chinese
    COUNTY_ONLY = int(Cover.COUNTY_ONLY), Cover.COUNTY_ONLY.chinese
    NONE = int(Cover.NONE), Cover.NONE.chinese
    OUTSIDE = len(Cover), say("不是目标村")


class Change(Word):
    """What became of a village. Each that stands otherwise than before has exactly one; LOST and
    LEFT both hold villages that are no target any more, GAINED and ENTERED such as were none."""

    GAINED = 0, say("新增已结对")
    LOST = 1, say("失去已结对")
    BETTER = 2, say("变好（仍未结对）")
    WORSE = 3, say("变差（原未结对）")
    ENTERED = 4, say("新列入（未结对）")
    LEFT = 5, say("移出（原未结对）")
    SAME = 6, say("没有变化")


CHANGES = tuple(change for change in Change if change is not Change.SAME)


def change_of(was: Standing, now: Standing) -> Change:
    """By what counts most: whether it is covered, then whether it is a target, then how well."""
    if was is now:
        return Change.SAME
    if Standing.COVERED in (was, now):
        return Change.GAINED if now is Standing.COVERED else Change.LOST
    if Standing.OUTSIDE in (was, now):
        return Change.LEFT if now is Standing.OUTSIDE else Change.ENTERED
    return Change.BETTER if now < was else Change.WORSE


_CHANGE = np.array([[change_of(was, now) for now in Standing] for was in Standing], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class VillageChanges:
    """The villages of a scope that are target villages on one of the two days, in division
    order; all three arrays are alike in length."""

    rows: IntArray
    was: IntArray
    """int8: Standing on the earlier day; so is `now` on the later one."""
    now: IntArray

    @property
    def change(self) -> IntArray:
        """int8: Change of each."""
        found: IntArray = _CHANGE[self.was, self.now]
        return found

    def matrix(self) -> list[list[int]]:
        """How many stood so (down) and stand so now (across); no village is in two places."""
        width = len(Standing)
        cells = self.was.astype(np.int64) * width + self.now
        counts: list[list[int]] = np.bincount(cells, minlength=width**2).reshape(-1, width).tolist()
        return counts

    def counts(self) -> dict[Change, int]:
        """How many villages each change has; together they are all of them."""
        counts = np.bincount(self.change, minlength=len(Change)).tolist()
        return {change: counts[change] for change in Change}

    def only(self, kept: BoolArray) -> "VillageChanges":
        return VillageChanges(self.rows[kept], self.was[kept], self.now[kept])

    def inside(self, places: Iterable[Slice]) -> "VillageChanges":
        """Those that lie in one of these runs of rows."""
        kept = np.zeros(len(self.rows), dtype=bool)
        for first, last in places:
            low, high = np.searchsorted(self.rows, (first, last))
            kept[low:high] = True
        return self.only(kept)


def village_changes(
    snapshot: Snapshot, view: View, since: int, within: int | None = None
) -> VillageChanges:
    """How the target villages in a division (or everywhere) stood on the day `since`, and how they
    stand in `view`."""
    first, last = span(snapshot, within)
    was = cover_by_row(snapshot, replace(view, day=since)).array[first:last]
    now = cover_by_row(snapshot, view).array[first:last]
    found = np.flatnonzero((was != NOWHERE) | (now != NOWHERE))
    return VillageChanges(first + found, _standing(was[found]), _standing(now[found]))


def _standing(cover: IntArray) -> IntArray:
    return np.where(cover == NOWHERE, int(Standing.OUTSIDE), cover).astype(np.int8)
