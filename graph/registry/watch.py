"""Watching a transaction of somebody who may not write everything, and refusing it at its end.

What it wrote is judged when all of it is there: a task list's villages belong to its district by
the pairings that come with them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from graph.registry.ground import SqlGround
from graph.registry.subjects import SUBJECTS
from graph.registry.tables import metadata, party
from graph.rights import Actor, Forbidden, may_write

SHOWN = 5
MOVED_BY_NAMING = frozenset({"recipient_id", "lead_id", "partner_id", "version"})

Fields = Mapping[str, Any]


class Watch:
    """Notes the rows that an actor writes."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._first: dict[tuple[str, int], dict[str, Any]] = {}
        """What each row that was there had, by table and id, as far as it was changed."""
        self._named: set[tuple[int, int]] = set()
        """Unnamed villages and those that they turned out to be, or no longer are."""

    def note(self, table: Table, row_id: int, before: Fields | None, after: Fields) -> None:
        first = self._first.setdefault((table.name, row_id), {})
        for name, value in (before or {}).items():
            first.setdefault(name, value)
        if table is party and before is not None and "resolved_to_id" in after:
            for fields in (before, after):
                if fields["resolved_to_id"] is not None:
                    self._named.add((row_id, fields["resolved_to_id"]))

    def refuse(self, connection: Connection) -> None:
        """Raises Forbidden when anything was written that the actor may not write."""
        found = list(self._forbidden(connection))
        if found:
            shown = "、".join(found[:SHOWN])
            some = f"等 {len(found)} 处" if len(found) > SHOWN else ""
            raise Forbidden(
                f"{self._actor.described}不能改{shown}{some}；未作任何改动。"
                "请由市级账号或所属区的账号来改"
            )

    def _forbidden(self, connection: Connection) -> Iterator[str]:
        ground = SqlGround(connection)
        for (name, row_id), first in self._first.items():
            table = metadata.tables[name]
            row = connection.execute(select(table).where(table.c.id == row_id)).one()
            now = dict(row._mapping)
            if self._only_moved(name, first, now):
                continue
            versions = ({**now, **first}, now)
            if not all(may_write(self._actor, ground, name, each) for each in versions):
                yield f"{SUBJECTS.get(name, name)}“{_called(connection, name, now)}”"

    def _only_moved(self, table: str, first: Fields, now: Fields) -> bool:
        """Has naming a village moved this pairing to it, and nothing else happened to it?"""
        if table != "pairing" or not first or not first.keys() <= MOVED_BY_NAMING:
            return False
        moves = ((first[name], now[name]) for name in first if name != "version")
        return all(move in self._named or move[::-1] in self._named for move in moves)


def _called(connection: Connection, table: str, row: Fields) -> str:
    """What a person knows the row by."""
    for name in ("name", "key", "login", "item"):
        if name in row:
            return str(row[name])
    owner = row.get("party_id") or row.get("village_id")
    return str(connection.scalar(select(party.c.name).where(party.c.id == owner)) or row["id"])
