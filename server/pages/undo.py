"""Undoing a batch: first what it takes back and what becomes of the cover, then the command."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import coverage
from graph.errors import DatabaseProblem, Rejected
from graph.language import say
from graph.network.snapshot import Snapshot
from graph.network.trial import without_batch
from graph.registry.batches import Batch
from graph.registry.database import Command, Database
from graph.registry.standing import standing_on
from graph.registry.undoing import undo_batch, why_never
from graph.rights import Forbidden
from graph.words import Cover
from server.notices import Notice, Written
from server.pages.asked import Asked, Ref, Shown
from server.pages.batches import (
    WHO_UNDOES,
    BatchLine,
    Done,
    StandingPart,
    batch_asked,
    batch_line,
    counts_of,
    crumbs,
    done,
    may_take_back,
    standing_part,
)
from server.pages.forms import Sent, Typed

MOST_TRIED = 100_000
"""Parties and pairings of a ledger that is read anew to tell what becomes of the cover."""
MOST_CHANGES = 20_000


class CoverLine(NamedTuple):
    cover: Cover | None
    """None for all target villages."""
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class UndoPage:
    """`covers` is empty when reckoning it would take too long; `ready` says that nothing is in the
    way."""

    about: BatchLine
    action: str
    done: tuple[Done, ...]
    covers: tuple[CoverLine, ...]
    faults: tuple[str, ...]
    standing: StandingPart | None
    ready: bool
    back: Ref


class UndoForm:
    def show(self, asked: Asked, sent: Sent) -> Shown:
        assert asked.database is not None
        with asked.database.read() as connection:
            one = batch_asked(asked, connection)
            never = why_never(one)
            standing = None if never else standing_on(connection, one.id)
            if not never and sent.values is None and not may_take_back(asked, connection, one):
                values = {"who": asked.actor.described, "number": one.id, "how": WHO_UNDOES}
                raise Forbidden(say("{who}不能撤销第 {number} 批。{how}", **values))
            counts = counts_of(asked, connection, one)
        ready = standing is not None and not standing.total
        faults = [never.message] if never else [one.message for one in sent.problems if ready]
        page = UndoPage(
            batch_line(asked, one),
            asked.urls.undo(one.id),
            tuple(map(done, counts)),
            _covers(asked, asked.database, one) if ready else (),
            tuple(faults),
            standing_part(asked, standing) if standing is not None and standing.total else None,
            ready,
            Ref(say("不撤销了，回到这一批"), asked.urls.batch(one.id)),
        )
        way = (*crumbs(asked), Ref(say("第 {number} 批", number=one.id), asked.urls.batch(one.id)))
        return Shown("undo", say("撤销第 {number} 批", number=one.id), page, way, sent.status)

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        assert asked.database is not None
        with asked.database.read() as connection:
            id_ = batch_asked(asked, connection).id
        return lambda database, who: str(undo_batch(database, who, id_))

    def written(self, asked: Asked, typed: Typed, result: str) -> Written:
        text = say("第 {number} 批已撤销。", number=asked.key)
        return Written(asked.urls.batch(int(result)), Notice(text))


def _covers(asked: Asked, database: Database, one: Batch) -> tuple[CoverLine, ...]:
    size = len(asked.snapshot.parties) + len(asked.snapshot.pairings)
    if size > MOST_TRIED or one.changes > MOST_CHANGES:
        return ()
    try:
        after = without_batch(database, one.id)
    except (Rejected, DatabaseProblem):
        # Somebody wrote in between, or is writing; sending the form says what is in the way.
        return ()
    return cover_lines(asked, after)


def cover_lines(asked: Asked, after: Snapshot) -> tuple[CoverLine, ...]:
    """The cover on the reader's day as it is, and as it would be."""
    both = coverage(asked.snapshot, asked.view), coverage(after, asked.view)
    return (_cover(None, *both), *(_cover(cover, *both) for cover in Cover))


def _cover(cover: Cover | None, before: Coverage, after: Coverage) -> CoverLine:
    if cover is None:
        return CoverLine(None, before.total, after.total)
    return CoverLine(cover, before.of(cover), after.of(cover))
