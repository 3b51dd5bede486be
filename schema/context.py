"""What an answer is drawn from: one snapshot, pinned, so that it shows one moment of the ledger."""

from dataclasses import dataclass

import strawberry

from graph.network.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Context:
    """`today` is a day number as in `graph.days`; it stands wherever a call leaves `at` out."""

    snapshot: Snapshot
    today: int


Info = strawberry.Info[Context, None]
"""What a field's function is given beside its value. Functions read `info.context` only, so that
any executor can call them."""
