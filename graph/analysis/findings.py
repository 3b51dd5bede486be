"""What the checks of the data-quality board look at, and what they find."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.analysis.coverage import View
from graph.analysis.pairings import find_pairings
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Pairings, Parties, Snapshot


@dataclass(frozen=True, slots=True)
class Findings:
    """F findings of one check, in the order in which they are shown."""

    rows: IntArray
    """int32 (F,): rows of parties, or of pairings, as the check says."""
    numbers: tuple[IntArray, ...] = ()
    """Columns (F,) of what was counted, in the order in which the check's `detail` names them."""
    beside: IntArray | None = None
    """int32 (F,): row of the other party that each finding is about."""

    def __len__(self) -> int:
        return len(self.rows)

    def kept(self, keep: BoolArray) -> "Findings":
        """Those for which the mark is set."""
        beside = None if self.beside is None else self.beside[keep]
        return Findings(self.rows[keep], tuple(one[keep] for one in self.numbers), beside)


@dataclass(frozen=True, slots=True)
class Moment:
    """The ledger on a day. `active` are the rows of the pairings that are not cancelled and hold
    the day, by recipient, donor and start."""

    snapshot: Snapshot
    view: View
    active: IntArray

    @property
    def parties(self) -> Parties:
        return self.snapshot.parties

    @property
    def pairings(self) -> Pairings:
        return self.snapshot.pairings

    @property
    def day(self) -> int:
        return self.view.day

    def supports(self) -> tuple[IntArray, IntArray]:
        """Donor and recipient of the active pairings, each two of them once, by recipient."""
        donor = self.pairings.donor.array[self.active]
        recipient = self.pairings.recipient.array[self.active]
        new = np.ones(len(donor), dtype=bool)
        new[1:] = (donor[1:] != donor[:-1]) | (recipient[1:] != recipient[:-1])
        return donor[new], recipient[new]


def moment(snapshot: Snapshot, view: View) -> Moment:
    return Moment(snapshot, view, find_pairings(snapshot, day=view.day))


def column(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int32)
