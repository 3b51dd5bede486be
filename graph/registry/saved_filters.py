"""Filters that people keep: a name for an address of a list. They are no part of the ledger.

A filter belongs to whoever `who` names: a login, or the single user of a machine without accounts.
Nobody else sees it, and its rows have no audit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, delete, func, insert, select, update

from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.database import Database
from graph.registry.secret import written
from graph.registry.tables import saved_filter
from graph.registry.throttle import NOBODY

MOST = 50
"""Filters that one person keeps."""
LONGEST_NAME = 40
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`address` is a path here with its parameters."""

    id: int
    name: str
    address: str


def filters_of(connection: Connection, who: str) -> tuple[SavedFilter, ...]:
    """The filters of one person, in the order in which they were kept."""
    columns = (saved_filter.c.id, saved_filter.c.name, saved_filter.c.address)
    own = select(*columns).where(saved_filter.c.who == who).order_by(saved_filter.c.id)
    return tuple(SavedFilter(*row) for row in connection.execute(own))


def save_filter(database: Database, who: str, name: str, address: str) -> SavedFilter:
    """Keeps a filter. Raises Rejected."""
    name = name.strip()
    with database.write(NOBODY) as recorder:
        connection = recorder.connection
        problems = _problems(connection, who, name)
        own = select(func.count()).where(saved_filter.c.who == who)
        if (connection.scalar(own) or 0) >= MOST:
            message = say("最多保存 {most} 个筛选：请先删除不用的", most=MOST)
            problems.append(Problem(("name",), "TOO_MANY", message))
        if not _is_here(address):
            message = say(
                "这个网址不能保存：要是这里的清单，最长 {longest_address} 个字符",
                longest_address=LONGEST_ADDRESS,
            )
            problems.append(Problem(("address",), "INVALID", message))
        if problems:
            raise Rejected(problems)
        kept = SavedFilter(recorder.next_id(saved_filter), name, address)
        fields = {"id": kept.id, "who": who, "name": name, "address": address}
        at = written(datetime.now(UTC))
        connection.execute(insert(saved_filter), {**fields, "at": at})
    return kept


def rename_filter(database: Database, who: str, filter_id: int, name: str) -> None:
    """Raises NotFound for what is not this person's, Rejected."""
    name = name.strip()
    with database.write(NOBODY) as recorder:
        if problems := _problems(recorder.connection, who, name, filter_id):
            raise Rejected(problems)
        own = (saved_filter.c.id == filter_id) & (saved_filter.c.who == who)
        _check(recorder.connection.execute(update(saved_filter).where(own).values(name=name)))


def drop_filter(database: Database, who: str, filter_id: int) -> None:
    """Raises NotFound for what is not this person's."""
    with database.write(NOBODY) as recorder:
        own = (saved_filter.c.id == filter_id) & (saved_filter.c.who == who)
        _check(recorder.connection.execute(delete(saved_filter).where(own)))


def _check(result: CursorResult[Any]) -> None:
    if not result.rowcount:
        raise NotFound(say("没有这个筛选：可能已经删除"))


def _problems(
    connection: Connection, who: str, name: str, filter_id: int | None = None
) -> list[Problem]:
    """What is wrong with a name, for the filter that is to have it."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        message = say("名称用 1 到 {longest_name} 个看得见的字", longest_name=LONGEST_NAME)
        return [Problem(("name",), "INVALID", message)]
    taken = select(saved_filter.c.id).where(
        saved_filter.c.who == who,
        saved_filter.c.name == name,
        saved_filter.c.id != (filter_id or 0),
    )
    if connection.scalar(taken) is not None:
        message = say("已经有叫“{name}”的筛选：请换一个名称，或先删除那一个", name=name)
        return [Problem(("name",), "TAKEN", message)]
    return []


def _is_here(address: str) -> bool:
    """An address that no browser takes for another site's."""
    plain = (
        address.startswith("/") and not address.startswith("//") and len(address) <= LONGEST_ADDRESS
    )
    return plain and address.isascii() and address.isprintable() and not {" ", "\\"} & set(address)
