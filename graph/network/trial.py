"""The ledger as it would be, by the same code that would make it so, without its commit."""

from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.undoing import undo_in


class _Undone(Exception):
    """Ends the transaction."""


def without_batch(database: Database, batch_id: int) -> Snapshot:
    """The ledger without a batch. Raises Rejected when it cannot be undone. Other writers wait as
    long as all of the ledger takes to read."""
    found: list[Snapshot] = []
    try:
        with database.write("") as recorder:
            undo_in(recorder, batch_id)
            found.append(read_snapshot(recorder.connection))
            raise _Undone
    except _Undone:
        return found[0]
