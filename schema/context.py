"""What an answer is drawn from: one snapshot, pinned, so that it shows one moment of the ledger."""

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import strawberry

from graph.network.snapshot import Snapshot
from graph.registry.database import Command
from schema.budget import Budget

Result = TypeVar("Result")


class Writer(Protocol):
    """Writes as whoever asks."""

    def run(self, command: Command[Result]) -> Result:
        """Runs a command and brings readers up to date. Raises Rejected, Forbidden."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """The newest."""
        ...


@dataclass(slots=True)
class Context:
    """`today` is a day number as in `graph.days`; it stands wherever a call leaves `at` out.

    Without a writer nothing can be changed. A mutation puts the snapshot that shows what it wrote
    in the place of the one before; nothing else ever changes here.
    """

    snapshot: Snapshot
    today: int
    budget: Budget = field(default_factory=Budget)
    writer: Writer | None = None


Info = strawberry.Info[Context, None]
"""What a field's function is given beside its value. Functions read `info.context` only, so that
any executor can call them."""
