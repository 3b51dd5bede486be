"""The ledger as it would be, by the same code that would make it so, without its commit."""

from dataclasses import dataclass

from graph.network.advance import advance
from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.audit import chain_head
from graph.registry.database import Database
from graph.registry.history import History, batch_history
from graph.registry.suggesting import accept_in
from graph.registry.undoing import undo_in
from graph.rights import Actor


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


MARKS_ALONE = frozenset({"batch", "source", "designation"})
"""Changes that add no text to a snapshot. Texts are shared by all snapshots: those of rows that
are taken back must not get there."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a command would change, in its order, and the ledger after it; None when more than
    designations change, or `now` is not the newest any more."""

    history: History
    snapshot: Snapshot | None


def with_suggestion(
    database: Database, actor: Actor, suggestion_id: int, size: int, now: Snapshot
) -> Tried:
    """The first `size` changes of accepting a suggestion, and what becomes of the ledger, of which
    `now` is the newest known. Raises Rejected, Forbidden."""
    found: list[Tried] = []
    try:
        with database.write(actor) as recorder:
            known = chain_head(recorder.connection).seq == now.seq
            batch_id = accept_in(recorder, actor, suggestion_id)
            recorder.check_rights()
            recorder.flush()
            history = batch_history(recorder.connection, batch_id, 0, size)
            marks = {change.subject for change in history.changes} <= MARKS_ALONE
            after = advance(now, recorder.connection) if known and marks else None
            found.append(Tried(history, after))
            raise _Undone
    except _Undone:
        return found[0]
