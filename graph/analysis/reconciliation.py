"""What a document claims against what the ledger holds of it, in the same scope and year.

A claim on the donor side is held against the pairings whose donor is or lies in its division, one
on the recipient side against those whose recipient is or lies there. Only pairings that are not
cancelled and active on some day of the year count, and of those only the ones between parties of
the kinds that `COUNTINGS` names for the measure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.figures import figures_of
from graph.analysis.involvement import best_stages
from graph.days import year_bounds
from graph.errors import NotFound
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Claim, Snapshot
from graph.words import DIVISION_KINDS, Measure, PartyKind, Side, Stage, Word


class Counting(NamedTuple):
    """A measure counts the distinct parties at `end` of pairings of a donor of one of `donors`
    with a recipient of one of `recipients`."""

    end: Side
    donors: tuple[PartyKind, ...]
    recipients: tuple[PartyKind, ...]

    @property
    def counted(self) -> PartyKind:
        """Of which kind the counted parties are."""
        (kind,) = self.donors if self.end is Side.DONOR else self.recipients
        return kind


def _of_one_kind(end: Side, kind: PartyKind) -> Counting:
    return Counting(end, (kind,), (kind,))


_OF_ENTERPRISES = ((PartyKind.ENTERPRISE,), (PartyKind.VILLAGE,))

COUNTINGS: Mapping[Measure, Counting] = {
    Measure.DONOR_TOWNS: _of_one_kind(Side.DONOR, PartyKind.TOWNSHIP),
    Measure.RECIPIENT_TOWNSHIPS: _of_one_kind(Side.RECIPIENT, PartyKind.TOWNSHIP),
    Measure.DONOR_VILLAGES: _of_one_kind(Side.DONOR, PartyKind.VILLAGE),
    # A task list pairs villages with towns, and does not say with which of their villages.
    Measure.RECIPIENT_VILLAGES: Counting(Side.RECIPIENT, DIVISION_KINDS, (PartyKind.VILLAGE,)),
    Measure.DONOR_SCHOOLS: _of_one_kind(Side.DONOR, PartyKind.SCHOOL),
    Measure.RECIPIENT_SCHOOLS: _of_one_kind(Side.RECIPIENT, PartyKind.SCHOOL),
    Measure.DONOR_HOSPITALS: _of_one_kind(Side.DONOR, PartyKind.HOSPITAL),
    Measure.RECIPIENT_HOSPITALS: _of_one_kind(Side.RECIPIENT, PartyKind.HOSPITAL),
    Measure.DONOR_ENTERPRISES: Counting(Side.DONOR, *_OF_ENTERPRISES),
    Measure.VILLAGES_OF_ENTERPRISES: Counting(Side.RECIPIENT, *_OF_ENTERPRISES),
}


class Part(Word):
    """Parts of what the ledger holds for a claim.

    The first three are the best stage of each party counted, and add up to the total. FROM_VILLAGES
    are those of the total that a donor village supports. OTHER are parties of the same kind at the
    same end whose pairings are all with other kinds: not in the total. TALKS are townships whose
    village level is still being negotiated, so that no village of theirs may be listed yet.
    """

    SIGNED = 0, say("已签订")
    PLANNED = 1, say("已列任务")
    NEGOTIATING = 2, say("协商中")
    FROM_VILLAGES = 3, say("由村（社区）结对")
    OTHER = 4, say("只与其他类型结对")
    TALKS = 5, say("村级结对在协商的乡镇")


STAGED = {
    Part.SIGNED: Stage.SIGNED,
    Part.PLANNED: Stage.PLANNED,
    Part.NEGOTIATING: Stage.NEGOTIATING,
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds for a claim: rows of parties, rising and distinct, by part."""

    counted: IntArray
    parts: Mapping[Part, IntArray]

    def rows(self, part: Part | None) -> IntArray:
        """Those of one part, or all that are counted."""
        return self.counted if part is None else self.parts[part]

    def of(self, part: Part) -> int:
        return len(self.parts[part])

    @property
    def total(self) -> int:
        return len(self.counted)


def claimed_scopes(snapshot: Snapshot) -> list[tuple[int, tuple[int, ...]]]:
    """Divisions that something is claimed for, by row, each with the years, newest first."""
    row_of_id = snapshot.parties.row_of_id.at
    found = [
        (row_of_id[id_], tuple(sorted({claim.year for claim in figures.claims}, reverse=True)))
        for id_, figures in snapshot.figures.items()
        if figures.claims
    ]
    return sorted(found)


def claims_of(snapshot: Snapshot, division: int, year: int) -> tuple[Claim, ...]:
    """What is claimed for the division in a year, in the order in which it was entered."""
    claims = figures_of(snapshot, division).claims
    return tuple(claim for claim in claims if claim.year == year)


def find_claim(snapshot: Snapshot, claim_id: int) -> tuple[int, Claim]:
    """The division that the claim is about, by row, and the claim; raises NotFound."""
    for division, figures in snapshot.figures.items():
        for claim in figures.claims:
            if claim.id == claim_id:
                return snapshot.parties.row_of_id.at[division], claim
    raise NotFound(say("没有第 {claim_id} 号计划数", claim_id=claim_id))


def reconcile(snapshot: Snapshot, scope: int, year: int, measure: Measure) -> Held:
    """What the ledger holds of a measure in the division `scope` in a year; kept with the
    snapshot."""
    key = (reconcile, scope, year, measure)
    return snapshot.memo.get(key, lambda: _reconcile(snapshot, scope, year, measure))


def held_pairings(
    snapshot: Snapshot, scope: int, year: int, measure: Measure, part: Part | None
) -> IntArray:
    """Rows of the pairings that the parties of a part stand in, in the order of lists."""
    held, end = reconcile(snapshot, scope, year, measure), COUNTINGS[measure].end
    pairings = _pairings(snapshot, scope, year)
    if part is Part.TALKS:
        pairings, end = pairings[_negotiates_villages(snapshot, pairings)], Side.RECIPIENT
    elif part is not Part.OTHER:
        pairings = pairings[_between(snapshot, pairings, COUNTINGS[measure])]
    chosen = np.zeros(len(snapshot.parties), dtype=bool)
    chosen[held.rows(part)] = True
    return pairings[chosen[_ends(snapshot, pairings, end)]]


def _reconcile(snapshot: Snapshot, scope: int, year: int, measure: Measure) -> Held:
    counting = COUNTINGS[measure]
    everything = _pairings(snapshot, scope, year)
    between = _between(snapshot, everything, counting)
    pairings = everything[between]
    ends = _ends(snapshot, pairings, counting.end)
    counted = np.unique(ends)
    best = best_stages(snapshot, pairings, counting.end)
    parts = {part: counted[best[counted] == stage] for part, stage in STAGED.items()}
    parts[Part.FROM_VILLAGES] = _from_villages(snapshot, pairings, measure)
    parts[Part.OTHER] = _others(snapshot, everything[~between], counting, counted)
    parts[Part.TALKS] = _talks(snapshot, everything, measure)
    return Held(counted, parts)


def _pairings(snapshot: Snapshot, scope: int, year: int) -> IntArray:
    """Rows of the pairings of the scope, uncancelled and active on some day of the year."""
    pairings = snapshot.pairings
    first, last = span(snapshot, scope)
    rows = pairings.by_recipient.array
    side = Side(snapshot.parties.side.at[scope])
    ends = _ends(snapshot, rows, side)
    begins, after = year_bounds(year)
    keep = (first <= ends) & (ends < last)
    keep &= pairings.stage.array[rows] != Stage.CANCELLED
    keep &= (pairings.start.array[rows] < after) & (begins < pairings.end.array[rows])
    return rows[keep]


def _ends(snapshot: Snapshot, pairings: IntArray, side: Side) -> IntArray:
    held = snapshot.pairings
    return (held.donor if side is Side.DONOR else held.recipient).array[pairings]


def _between(snapshot: Snapshot, pairings: IntArray, counting: Counting) -> BoolArray:
    """Which of the pairings stand between parties of the kinds that are counted."""
    donors = _is_of(snapshot, _ends(snapshot, pairings, Side.DONOR), counting.donors)
    return donors & _is_of(snapshot, _ends(snapshot, pairings, Side.RECIPIENT), counting.recipients)


def _is_of(snapshot: Snapshot, parties: IntArray, kinds: tuple[PartyKind, ...]) -> BoolArray:
    wanted = np.zeros(len(PartyKind), dtype=bool)
    wanted[[int(kind) for kind in kinds]] = True
    return wanted[snapshot.parties.kind.array[parties]]


def _from_villages(snapshot: Snapshot, pairings: IntArray, measure: Measure) -> IntArray:
    if measure is not Measure.RECIPIENT_VILLAGES:
        return np.zeros(0, dtype=np.int32)
    donors = _ends(snapshot, pairings, Side.DONOR)
    by_villages = pairings[_is_of(snapshot, donors, (PartyKind.VILLAGE,))]
    return np.unique(_ends(snapshot, by_villages, Side.RECIPIENT))


def _others(
    snapshot: Snapshot, pairings: IntArray, counting: Counting, counted: IntArray
) -> IntArray:
    """Parties of the kind that is counted, which stand in other pairings only."""
    ends = _ends(snapshot, pairings, counting.end)
    return np.setdiff1d(ends[_is_of(snapshot, ends, (counting.counted,))], counted)


def _talks(snapshot: Snapshot, pairings: IntArray, measure: Measure) -> IntArray:
    if measure is not Measure.RECIPIENT_VILLAGES:
        return np.zeros(0, dtype=np.int32)
    negotiating = pairings[_negotiates_villages(snapshot, pairings)]
    return np.unique(_ends(snapshot, negotiating, Side.RECIPIENT))


def _negotiates_villages(snapshot: Snapshot, pairings: IntArray) -> BoolArray:
    found: BoolArray = snapshot.pairings.negotiating_villages.array[pairings] == 1
    return found
