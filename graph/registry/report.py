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
    """Counts are of input rows. A row with a fault is refused, and then nothing is taken, unless
    the good rows alone were asked for; `left_out` are the places of those that were not.

    `digest` stands for all that was staged: two imports with the same change the ledger alike.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    taken: bool = False
    batch_id: int | None = None
    dry_run: bool = False
    digest: str = ""

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

    def refuse(self, place: str) -> None:
        """One more row of a ledger with a fault, by its place in the file."""
        self.refused += 1
        self.left_out.add(place)

    def recount(self, outcome: Outcome) -> None:
        """A row that was counted so turned out to have a fault."""
        name = outcome.name.lower()
        setattr(self, name, getattr(self, name) - 1)
        self.refused += 1

    def prepend(self, refused: "Report") -> None:
        """Adds what an earlier round refused, whose rows were left out since."""
        self.refused += refused.refused
        self.faults[:0] = refused.faults
        self.left_out |= refused.left_out


def strongest(outcomes: list[Outcome]) -> Outcome:
    """What a row did that did several things."""
    return max(outcomes, key=lambda outcome: outcome.value, default=Outcome.UNCHANGED)
