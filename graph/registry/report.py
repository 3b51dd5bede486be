"""What an import did or would do: counts of its rows, every fault, and notices."""

from collections.abc import Callable
from dataclasses import dataclass, field

from graph.errors import Fault
from graph.registry.shelf import Outcome

Progress = Callable[[str, int], None]
"""Told now and then which file is read and how many of its rows are done."""


def silent(_: str, __: int) -> None:
    """No progress."""


@dataclass
class Report:
    """Counts are of input rows. A row with a fault is refused, and then nothing is taken."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    batch_id: int | None = None
    dry_run: bool = False

    def count(self, outcome: Outcome | None) -> None:
        """One more input row; None for one with a fault."""
        match outcome:
            case None:
                self.refused += 1
            case Outcome.NEW:
                self.new += 1
            case Outcome.CHANGED:
                self.changed += 1
            case Outcome.UNCHANGED:
                self.unchanged += 1

    def recount(self, outcome: Outcome) -> None:
        """A row that was counted so turned out to have a fault."""
        name = outcome.name.lower()
        setattr(self, name, getattr(self, name) - 1)
        self.refused += 1


def strongest(outcomes: list[Outcome]) -> Outcome:
    """What a row did that did several things."""
    return max(outcomes, key=lambda outcome: outcome.value, default=Outcome.UNCHANGED)
