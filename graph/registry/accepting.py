"""Accepting a proposal: what it proposes becomes planned pairings, all of it in one batch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from graph.days import Day
from graph.errors import Problem, Rejected
from graph.registry.audit import Fields
from graph.registry.book import Span
from graph.registry.database import Database
from graph.registry.pairing_desk import PairingDesk, open_desk
from graph.rights import Who
from graph.words import Side, Stage

__all__ = ["Accepted", "accept_proposal", "source_of"]

SOURCE = "{day}的结对方案"


class Accepted(NamedTuple):
    """One row of a proposal: the keys of a donor and of a village."""

    donor: str
    village: str


def source_of(day: date) -> str:
    """What stands as the source of pairings that were accepted from a proposal of this day."""
    return SOURCE.format(day=day)


def accept_proposal(
    database: Database, who: Who, rows: Sequence[Accepted], day: date, source: str | None = None
) -> tuple[str, ...]:
    """Plans a pairing of each of these from `day` on: all of them, or none.

    Returns their keys, in the same order. Each is checked as registering it alone would be; besides
    a village may be accepted for one donor only, and must not have got another meanwhile. Raises
    Rejected with the problems of every row, the keys of its donor and its village first in their
    path, and Forbidden.
    """
    with open_desk(database, who, "proposal", _title(rows)) as desk:
        desk.limit(len(rows))
        document = desk.text("source", source) or source_of(day)
        _refuse_twice(desk, rows)
        desk.refuse()
        shared: Fields = {
            "stage": Stage.PLANNED.text,
            **Span(Day(day), None).fields(),
            "version": 1,
        }
        problems: list[Problem] = []
        keys: list[str] = []
        for row in rows:
            with _one_of_many(row) as found:
                keys.append(_accept(desk.another(), row, day, document, shared))
            problems += found
        if problems:
            raise Rejected(problems)
    return tuple(keys)


def _title(rows: Sequence[Accepted]) -> str:
    return f"采纳结对方案：{len(rows):,} 条列入任务"


def _refuse_twice(desk: PairingDesk, rows: Sequence[Accepted]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.village in seen:
            desk.problem("rows", "TWICE", f"村“{row.village}”写了两次，只能采纳一家支援方")
        seen.add(row.village)


@contextmanager
def _one_of_many(row: Accepted) -> Iterator[list[Problem]]:
    """Gathers what is refused of this row, its donor and its village first in the path."""
    problems: list[Problem] = []
    try:
        yield problems
    except Rejected as error:
        problems += [Problem((*row, *one.path), one.code, one.message) for one in error.problems]


def _accept(desk: PairingDesk, row: Accepted, day: date, document: str, shared: Fields) -> str:
    """Plans one of many; returns its key."""
    donor = desk.end("donor", row.donor, Side.DONOR)
    village = desk.end("village", row.village, Side.RECIPIENT)
    if village is not None:
        desk.has_no_donor(village, "village", day)
    desk.refuse()
    key = desk.new_key(None, f"{row.donor}-{row.village}")
    fields = {**shared, "key": key, "donor_id": donor, "recipient_id": village}
    desk.open_batch(fields)
    desk.insert({**fields, "source_id": desk.source(document)})
    return key
