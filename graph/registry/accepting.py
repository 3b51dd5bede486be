"""Accepting a proposal: what it proposes becomes planned pairings, all of it in one batch.

What donors still may take is asked of the ledger again, within the transaction that writes: two who
accept at the same moment queue for it, and the second finds what the first has written.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from graph.days import Day
from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Fields
from graph.registry.book import Span
from graph.registry.capacity import Load, stated_in_words
from graph.registry.database import Database
from graph.registry.pairing_desk import LONGEST_NAME, PairingDesk, open_desk
from graph.rights import Who
from graph.words import Side, Stage

__all__ = ["Accepted", "accept_proposal", "source_of"]

SOURCE = "{day}的结对方案"
NAMED = 3
"""How many donors the title of a batch names."""


class Accepted(NamedTuple):
    """One row of a proposal: the keys of a donor and of a village."""

    donor: str
    village: str


def source_of(day: date) -> str:
    """What stands as the source of pairings that were accepted from a proposal of this day."""
    return SOURCE.format(day=day)


def accept_proposal(
    database: Database,
    who: Who,
    rows: Sequence[Accepted],
    day: date,
    source: str | None = None,
    *,
    offers: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """Plans a pairing of each of these from `day` on: all of them, or none.

    Returns their keys, in the same order. Each is checked as registering it alone would be; besides
    a village may be accepted for one donor only, and must not have got another meanwhile, and no
    donor gets more villages than it offers: than it states, or than `offers` says under its key,
    which may be more; the title of the batch then tells so. Raises Rejected with the problems of
    every row, the keys of its donor and its village first in their path, and Forbidden.
    """
    wished = offers or {}
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
        donors = {row.donor for row in rows}
        desk.entitle(_title(rows) + _beyond(desk.loads_of(donors, day), wished))
        problems: list[Problem] = []
        keys: list[str] = []
        planned: list[Accepted] = []
        for row in rows:
            with _one_of_many(row) as found:
                keys.append(_accept(desk.another(), row, day, document, shared))
                planned.append(row)
            problems += found
        problems += _too_many(desk.loads_of(donors, day), planned, wished)
        if problems:
            raise Rejected(problems)
    return tuple(keys)


def _title(rows: Sequence[Accepted]) -> str:
    return f"采纳结对方案：{len(rows):,} 条列入任务"


def _beyond(loads: Mapping[str, Load], wished: Mapping[str, int]) -> str:
    """Who takes knowingly more than it states."""
    found = [
        f"{load.name[:LONGEST_NAME]}按 {wished[donor]:,} 村算（{stated_in_words(load.stated)}）"
        for donor, load in loads.items()
        if wished.get(donor, 0) > (load.stated or 0)
    ]
    more = f"等 {len(found):,} 家" if len(found) > NAMED else ""
    return f"；{'、'.join(found[:NAMED])}{more}" if found else ""


def _too_many(
    loads: Mapping[str, Load], planned: Sequence[Accepted], wished: Mapping[str, int]
) -> Iterator[Problem]:
    """Every row of a donor that has more villages now than it offers."""
    numbers = Counter(row.donor for row in planned)
    for row in planned:
        load, number = loads[row.donor], numbers[row.donor]
        offer = wished.get(row.donor, load.stated)
        if offer is not None and load.held <= offer:
            continue
        left = max(0, (offer or 0) - (load.held - number))
        as_stated = offer == load.stated
        said = stated_in_words(load.stated) if as_stated else say("按 {offer:,} 村算", offer=offer)
        message = say(
            "支援方{said}，现在还能再结 {left:,} 村，这里采纳 {number:,} 村",
            said=said,
            left=left,
            number=number,
        )
        yield Problem((*row, "donor"), "NO_CAPACITY", message)


def _refuse_twice(desk: PairingDesk, rows: Sequence[Accepted]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.village in seen:
            message = say("村“{village}”写了两次，只能采纳一家支援方", village=row.village)
            desk.problem("rows", "TWICE", message)
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
