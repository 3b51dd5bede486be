"""What was measured, and what DESIGN.md wants of it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from asked import AGAIN, COVERAGE, IDIOMATIC, OURS, PROPOSAL, SIMPLEX, SQLITE
from loads import Load
from sizes import SIZES
from workers import Built, Told
from writes import Writes

MB = 1_000_000


@dataclass
class Cell:
    """One question to one peer: the seconds of each answer; `limit` when it took longer, or when
    the task was refused."""

    seconds: list[float] = field(default_factory=list)
    limit: float | None = None
    refused: bool = False

    def add(self, told: Told, limit: float) -> None:
        if told.seconds is None:
            self.limit, self.refused = limit, told.refused
        else:
            self.seconds.append(told.seconds)

    @property
    def is_over(self) -> bool:
        return self.limit is not None

    @property
    def median(self) -> float:
        """At least the limit, when that was reached."""
        return self.limit if self.limit is not None else statistics.median(self.seconds)


@dataclass
class Outcome:
    """One size."""

    size: str
    load: Load
    built: dict[str, Built | None] = field(default_factory=dict)
    """By peer; None when reading the ledger took too long."""
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    """By question and peer."""
    writes: Writes = field(default_factory=Writes)

    def cell(self, question: str, peer: str) -> Cell | None:
        return self.cells.get((question, peer))

    def ratio(self, question: str, peer: str) -> float | None:
        """How many times longer than ours it took, at least."""
        ours, theirs = self.cell(question, OURS), self.cell(question, peer)
        if ours is None or theirs is None or ours.is_over:
            return None
        return theirs.median / ours.median


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def exponent(smaller: Outcome, larger: Outcome, question: str, peer: str) -> float | None:
    """b, where the time grows as the number of pairings to the power of b."""
    before, after = smaller.cell(question, peer), larger.cell(question, peer)
    if before is None or after is None or before.is_over or after.is_over:
        return None
    grown = SIZES[larger.size].pairings / SIZES[smaller.size].pairings
    return math.log(after.median / before.median) / math.log(grown)


@dataclass(frozen=True)
class Budget:
    """What DESIGN.md wants: at most or at least so much."""

    what: str
    found: float
    wanted: float
    unit: str
    at_least: bool = False
    open_ended: bool = False
    """Was the peer ended before it had answered? Then it may be more than what was found."""

    @property
    def outcome(self) -> str:
        if self.at_least:
            return "reached" if self.found >= self.wanted else "MISSED"
        return "reached" if self.found <= self.wanted else "MISSED"

    def __str__(self) -> str:
        bound, more = ("≥", "> " if self.open_ended else "") if self.at_least else ("≤", "")
        return (
            f"{self.what}: {more}{self.found:,.1f} {self.unit}"
            f" (budget {bound} {self.wanted:,.0f}): {self.outcome}"
        )


def budgets(outcome: Outcome) -> list[Budget]:
    found = []
    if outcome.size == "L":
        found += _milliseconds(outcome, COVERAGE, "coverage of every county, cold day", 25)
        found += _milliseconds(outcome, AGAIN, "coverage of every county, warm", 2)
        found += _times(outcome, COVERAGE, IDIOMATIC, 150)
        found += _times(outcome, COVERAGE, SQLITE, 80)
        built = outcome.built.get(OURS)
        if built is not None:
            found.append(Budget("snapshot over base", built.memory / MB, 750, "MB"))
            found.append(Budget("columns that coverage reads", built.columns / MB, 60, "MB"))
        table = p95(outcome.writes.table) * 1000
        found.append(Budget("a write with the next table of all counties, p95", table, 40, "ms"))
    if outcome.size == "M":
        found += _times(outcome, PROPOSAL, SIMPLEX, 40)
        visible = p95(outcome.writes.every()) * 1000
        found.append(Budget("a write until readers see it, p95", visible, 2, "ms"))
    elsewhere = max(outcome.writes.elsewhere) * 1000
    found.append(Budget("a write until another process sees it, longest", elsewhere, 1000, "ms"))
    return found


def _milliseconds(outcome: Outcome, question: str, what: str, wanted: float) -> list[Budget]:
    cell = outcome.cell(question, OURS)
    return [Budget(what, cell.median * 1000, wanted, "ms")] if cell else []


def _times(outcome: Outcome, question: str, peer: str, wanted: float) -> list[Budget]:
    ratio, theirs = outcome.ratio(question, peer), outcome.cell(question, peer)
    if ratio is None or theirs is None:
        return []
    what = f"{question} against {peer}"
    return [Budget(what, ratio, wanted, "times", at_least=True, open_ended=theirs.is_over)]
