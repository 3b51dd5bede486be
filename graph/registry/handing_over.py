"""Handing over: another donor takes a pairing on, without a gap; one pairing, or many at once."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Row

from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Fields
from graph.registry.database import Database
from graph.registry.pairing_desk import PairingDesk, Seen, open_desk
from graph.rights import Who
from graph.words import Side

__all__ = ["Seen", "hand_over_pairing", "hand_over_pairings", "try_hand_over"]


MOST_NAMES = 3
"""Of those who take on, in the title of a batch."""


def hand_over_pairing(database: Database, who: Who, seen: Seen, donor: str, day: date) -> str:
    """Ends a pairing on `day` and opens the same with another donor from that day.

    Returns the key of the successor's pairing. Raises Rejected.
    """
    with open_desk(database, who, "hand_over") as desk:
        donor_id = desk.end("donor", donor, Side.DONOR)
        row = _ended(desk, seen, donor_id, day)
        return desk.open_successor(row, day, {"donor_id": donor_id})


def hand_over_pairings(
    database: Database, who: Who, handed: Sequence[tuple[Seen, str]], day: date
) -> tuple[str, ...]:
    """Hands each pairing over to the donor beside it: all of them, or none.

    Returns the keys of the successors' pairings, in the same order. Raises Rejected with the
    problems of every pairing, whose key comes first in their path; a donor that cannot take on
    anything comes with its own key as `donors`.
    """
    with open_desk(database, who, "hand_over") as desk:
        return _hand_over(desk, handed, day)


def try_hand_over(
    database: Database, who: Who, handed: Sequence[tuple[Seen, str]], day: date
) -> None:
    """The same without its commit: raises Rejected, Forbidden for what would be refused."""
    with suppress(_Tried), open_desk(database, who, "hand_over") as desk:
        _hand_over(desk, handed, day)
        desk.check_rights()
        raise _Tried


class _Tried(Exception):
    """Ends the transaction of what is only tried."""


def _hand_over(desk: PairingDesk, handed: Sequence[tuple[Seen, str]], day: date) -> tuple[str, ...]:
    desk.limit(len(handed))
    donors = dict.fromkeys(donor for _, donor in handed)
    ids = {donor: desk.end("donors", donor, Side.DONOR) for donor in donors}
    _refuse_twice(desk, [seen.key for seen, _ in handed])
    desk.refuse()
    takers = desk.names(list(ids.values()))
    more = "等" if len(takers) > MOST_NAMES else ""
    named = "、".join(takers[:MOST_NAMES]) + more
    desk.entitle(f"移交：{len(handed):,} 条结对关系，由{named}接手")
    # All end before any begins: two donors may exchange theirs.
    problems: list[Problem] = []
    ended: list[tuple[Seen, Row[Any], Fields]] = []
    for seen, donor in handed:
        one, taker = desk.another(), ids[donor]
        with one.one_of_many(seen) as found:
            ended.append((seen, _ended(one, seen, taker, day), {"donor_id": taker}))
        problems += found
    keys: list[str] = []
    for seen, row, successor in ended:
        one = desk.another()
        with one.one_of_many(seen) as found:
            keys.append(one.open_successor(row, day, successor))
        problems += found
    if problems:
        raise Rejected(problems)
    return tuple(keys)


def _refuse_twice(desk: PairingDesk, keys: Sequence[str]) -> None:
    for key, number in Counter(keys).items():
        if number > 1:
            message = say("结对关系“{key}”写了 {number} 次，只能移交给一家", key=key, number=number)
            desk.problem("rows", "TWICE", message)


def _ended(desk: PairingDesk, seen: Seen, donor_id: int | None, day: date) -> Row[Any]:
    """The pairing, which ends on `day` from now on."""
    row = desk.seen(seen)
    desk.is_in_force(row)
    if donor_id == row.donor_id:
        desk.problem("donor", "SAME_DONOR", say("接手的就是原来的支援方"))
    if row.start_day is not None and day <= row.start_day:
        message = say("移交日应晚于起始日 {day}", day=row.start_day)
        desk.problem("day", "INVALID_DAYS", message)
    desk.before_its_end(row, "day", day)
    desk.refuse()
    desk.end_on(row, day)
    return row
