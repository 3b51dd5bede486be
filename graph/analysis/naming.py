"""How many villages sources count without a name, and how many of these have one by now."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from graph.analysis.coverage import span
from graph.network.snapshot import Resolved, Snapshot


@dataclass(frozen=True, slots=True)
class Quota:
    """Of one division (row): villages counted for it without a name, those named since, and those
    that still wait."""

    division: int
    named: int
    to_name: int

    @property
    def counted(self) -> int:
        return self.named + self.to_name


def quotas(snapshot: Snapshot, within: int | None = None) -> list[Quota]:
    """Of every township and county that sources count unnamed villages for, in division order.

    `within` is the row of a division and keeps it and all in it. A village directly in a county is
    counted for the county alone.
    """
    parties = snapshot.parties
    first, last = span(snapshot, within)
    unnamed = first + np.flatnonzero(parties.named.array[first:last] == 0)
    to_name = Counter(parties.parent.array[unnamed].tolist())
    named = Counter(
        row
        for row in (parties.row_of_id.at[one.division_id] for one in parties.resolved)
        if first <= row < last
    )
    found = {row for row in (*to_name, *named) if first <= row < last}
    return [Quota(row, named[row], to_name[row]) for row in sorted(found)]


def unnamed_villages(snapshot: Snapshot, division: int) -> list[int]:
    """Rows of the unnamed villages directly in a division, by number."""
    parties = snapshot.parties
    found = [row for row in parties.children(division) if not parties.named.at[row]]
    return sorted(found, key=lambda row: (len(parties.key(row)), parties.key(row)))


def named_villages(snapshot: Snapshot, division: int) -> list[Resolved]:
    """Those counted for a division that have a name by now, by number."""
    division_id = snapshot.parties.id.at[division]
    found = [one for one in snapshot.parties.resolved if one.division_id == division_id]
    return sorted(found, key=lambda one: (len(one.key), one.key))


def taken_villages(snapshot: Snapshot) -> dict[int, Resolved]:
    """By row, the villages of the register that stand for an unnamed one."""
    parties = snapshot.parties
    return {parties.row_of_id.at[one.village_id]: one for one in parties.resolved}
