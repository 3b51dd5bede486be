"""What was written at once: all batches, newest first, and one batch with what it did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from graph.errors import NotFound
from graph.language import say
from graph.network.ground import SnapshotGround
from graph.registry.batches import (
    KINDS,
    Batch,
    Count,
    batch_counts,
    find_batch,
    list_batches,
)
from graph.registry.history import batch_history
from graph.registry.standing import Standing, standing_on
from graph.registry.subjects import SUBJECTS
from graph.registry.undoing import may_undo, why_never
from server.pages.asked import Asked, Ref, Shown
from server.pages.change_words import ADDED, acted
from server.pages.history import ACTIONS, ChangeLine, change_lines, moment
from server.pages.listing import SIZE, Listing, Option

Line = TypeVar("Line")
DONE = {**ACTIONS, "insert": ADDED}
WHO_UNDOES = say("要撤销这一批，请由市级账号来做，或由所有改动都归它管的区的账号来做")


@dataclass(frozen=True, slots=True)
class BatchLine:
    """`undone_by` and `undoes` lead to the batch that took it back, and which it took back."""

    href: str
    id: int
    what: str
    title: str
    who: str
    at: str
    changes: int
    undone_by: Ref | None
    undoes: Ref | None


@dataclass(frozen=True, slots=True)
class BatchesPage:
    list: Listing[BatchLine]
    kinds: tuple[Option, ...]
    people: tuple[Option, ...]
    text: str
    is_narrowed: bool


class Done(NamedTuple):
    """How many rows of a kind a batch added, changed or took back."""

    what: str
    number: int


class StandingLine(NamedTuple):
    change: ChangeLine
    reason: str


@dataclass(frozen=True, slots=True)
class StandingPart:
    """The first of `total` later changes for which a batch cannot be undone."""

    total: int
    lines: tuple[StandingLine, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """`undo` leads to where it is undone; empty when it cannot be, for what `standing` or `never`
    says, or not by who asks, which `who` says then."""

    about: BatchLine
    done: tuple[Done, ...]
    list: Listing[ChangeLine]
    undo: str
    who: str
    never: str
    standing: StandingPart | None


def batches(asked: Asked) -> Shown:
    assert asked.database is not None
    kinds, who, text = asked.query.getlist("kind"), asked.text("who"), asked.text("q")
    with asked.database.read() as connection:

        def read(first: int, size: int) -> tuple[int, Sequence[Batch]]:
            found = list_batches(connection, first, size, kinds, who or None, text=text)
            return found.total, found.lines

        listed = paged(asked, read, lambda one: batch_line(asked, one))
        held = list_batches(connection, 0, 0)
    page = BatchesPage(
        listed,
        tuple(Option(kind, KINDS.get(kind, kind[:20]), kind in kinds) for kind in held.kinds),
        tuple(Option(name, name[:40], name == who) for name in held.people),
        text,
        bool(kinds or who or text),
    )
    return Shown("batches", say("改动"), page)


def batch(asked: Asked) -> Shown:
    assert asked.database is not None
    with asked.database.read() as connection:
        one = batch_asked(asked, connection)
        counts = counts_of(asked, connection, one)

        def read(first: int, size: int) -> tuple[int, Sequence[ChangeLine]]:
            history = batch_history(connection, one.id, first, size, one.changes)
            return history.total, change_lines(asked, history)

        listed = paged(asked, read, lambda line: line)
        never = why_never(one)
        standing = None if never else standing_on(connection, one.id)
        free = standing is not None and not standing.total
        may = free and may_take_back(asked, connection, one)
    page = BatchPage(
        batch_line(asked, one),
        tuple(map(done, counts)),
        listed,
        asked.urls.undo(one.id) if may else "",
        WHO_UNDOES if free and not may else "",
        never.message if never else "",
        None if standing is None or free else standing_part(asked, standing),
    )
    title = say("第 {number} 批：{title:.80}", number=one.id, title=one.title)
    return Shown("batch", title, page, crumbs(asked))


def counts_of(asked: Asked, connection: Connection, one: Batch) -> tuple[Count, ...]:
    """What it did. A batch is written at once and never changes: it is counted once."""
    return asked.snapshot.memo.get((batch_counts, one.id), lambda: batch_counts(connection, one.id))


def may_take_back(asked: Asked, connection: Connection, one: Batch) -> bool:
    """May who asks undo the batch, as far as rights go?"""
    return asked.can_write and may_undo(
        connection, asked.actor, SnapshotGround(asked.snapshot), one.id
    )


def crumbs(asked: Asked) -> tuple[Ref, ...]:
    return (Ref(say("改动"), asked.urls.batches()),)


def batch_asked(asked: Asked, connection: Connection) -> Batch:
    """The batch that the address names; raises NotFound."""
    if not (asked.key.isascii() and asked.key.isdigit()):
        raise NotFound(say("没有第“{key}”批改动", key=asked.key[:20]))
    return find_batch(connection, int(asked.key[:12]))


def batch_line(asked: Asked, one: Batch) -> BatchLine:
    return BatchLine(
        asked.urls.batch(one.id),
        one.id,
        one.what,
        one.title,
        one.who,
        moment(one.at),
        one.changes,
        _numbered(asked, one.undone_by),
        _numbered(asked, one.undoes),
    )


def _numbered(asked: Asked, id_: int | None) -> Ref | None:
    return None if id_ is None else Ref(say("第 {number} 批", number=id_), asked.urls.batch(id_))


def done(count: Count) -> Done:
    subject = SUBJECTS.get(count.subject, count.subject)
    return Done(acted(DONE[count.action], subject), count.number)


def standing_part(asked: Asked, standing: Standing) -> StandingPart:
    lines = change_lines(asked, standing.history)
    return StandingPart(
        standing.total,
        tuple(StandingLine(line, standing.reasons[line.seq].value) for line in lines),
    )


Found = TypeVar("Found")


def paged(
    asked: Asked,
    read: Callable[[int, int], tuple[int, Sequence[Found]]],
    line: Callable[[Found], Line],
) -> Listing[Line]:
    """The page of a list in SQL that was asked for, or the last one when there are not so many.
    `read` takes the number of the first, from 0, and how many; it returns how many there are."""
    number = asked.page()
    total, found = read((number - 1) * SIZE, SIZE)
    pages = max(-(-total // SIZE), 1)
    if number > pages:
        number = pages
        total, found = read((number - 1) * SIZE, SIZE)
    start = (number - 1) * SIZE
    return Listing(
        *(total, start + 1 if found else 0, start + len(found), number, pages),
        tuple(map(line, found)),
        asked.again(page=number - 1 if number > 2 else None) if number > 1 else "",
        asked.again(page=number + 1) if number < pages else "",
    )
