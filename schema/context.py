"""What an answer is drawn from: one snapshot, pinned, so that it shows one moment of the ledger."""

from dataclasses import dataclass, field

import strawberry

from graph.errors import Invalid
from graph.network.snapshot import Snapshot

ROWS = 10_000
"""How many rows the lists of one answer may hold together."""


@dataclass(slots=True)
class Budget:
    """Rows that the lists of one answer may still hold: nested lists multiply."""

    left: int = ROWS

    def spend(self, rows: int) -> None:
        """Raises Invalid when the lists grow too long together."""
        self.left -= rows
        if self.left < 0:
            raise Invalid(f"The lists of an answer may hold {ROWS} rows together: ask for less.")


@dataclass(frozen=True, slots=True)
class Context:
    """`today` is a day number as in `graph.days`; it stands wherever a call leaves `at` out."""

    snapshot: Snapshot
    today: int
    budget: Budget = field(default_factory=Budget)


Info = strawberry.Info[Context, None]
"""What a field's function is given beside its value. Functions read `info.context` only, so that
any executor can call them."""
