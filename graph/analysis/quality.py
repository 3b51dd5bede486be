"""The data-quality board: what in the ledger wants mending, check by check.

A check is no rule that a write must keep; it names rows that somebody should look at. All checks
run over the whole ledger on one day, once for each snapshot; a scope then keeps some of the rows.
"""

import numpy as np

from graph.analysis.checks import CHECKS, About, Check
from graph.analysis.coverage import View, span
from graph.analysis.findings import Findings, moment
from graph.errors import NotFound
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Snapshot

__all__ = ["CHECKS", "About", "Check", "board", "find_check", "findings"]


def find_check(code: str) -> Check:
    """The check of this code; raises NotFound."""
    for check in CHECKS:
        if check.code == code:
            return check
    raise NotFound(say("没有名为“{code}”的数据质量检查", code=code[:80]))


def findings(snapshot: Snapshot, view: View, check: Check, within: int | None = None) -> Findings:
    """What a check finds on the day of the view, in the division `within` or everywhere.

    A pairing belongs to a division when either end is or lies in it. A party does when it is or
    lies in it, or when it, or something in it, has an active pairing with something in it: so a
    district finds the villages that it supports, and a county its donors.
    """
    found = _found(snapshot, view)[check.code]
    if within is None:
        return found
    scope = span(snapshot, within)
    if check.about is About.PAIRINGS:
        held = snapshot.pairings
        keep = _inside(held.donor.array[found.rows], scope)
        return found.kept(keep | _inside(held.recipient.array[found.rows], scope))
    keep = _inside(found.rows, scope) | _paired_with(snapshot, view, found.rows, within)
    return found.kept(keep)


def board(snapshot: Snapshot, view: View, within: int | None = None) -> list[tuple[Check, int]]:
    """How much each check finds, in the order of the board."""
    return [(check, len(findings(snapshot, view, check, within))) for check in CHECKS]


def _found(snapshot: Snapshot, view: View) -> dict[str, Findings]:
    """What every check finds; kept with the snapshot once it was computed."""

    def find() -> dict[str, Findings]:
        then = moment(snapshot, view)
        return {check.code: check.find(then) for check in CHECKS}

    return snapshot.memo.get((_found, view), find)


def _inside(rows: IntArray, scope: tuple[int, int]) -> BoolArray:
    inside: BoolArray = (scope[0] <= rows) & (rows < scope[1])
    return inside


def _paired_with(snapshot: Snapshot, view: View, rows: IntArray, within: int) -> BoolArray:
    """Which of these parties, or something in them, has an active pairing with the division."""
    ends = snapshot.memo.get(
        (_paired_with, view.day, within), lambda: _running(snapshot, view, within)
    )
    low, high = rows, snapshot.parties.end.array[rows]
    paired: BoolArray = ends[high] > ends[low]
    return paired


def _running(snapshot: Snapshot, view: View, within: int) -> IntArray:
    """For each row how many before it stand at the other end of the division's active pairings."""
    donor, recipient = moment(snapshot, view).supports()
    scope = span(snapshot, within)
    marked = np.zeros(len(snapshot.parties) + 1, dtype=np.int32)
    marked[donor[_inside(recipient, scope)] + 1] = 1
    marked[recipient[_inside(donor, scope)] + 1] = 1
    return np.cumsum(marked)
