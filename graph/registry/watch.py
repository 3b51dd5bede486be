"""Watching a transaction of somebody who may not write everything, and refusing it at its end.

What it wrote is judged when all of it is there: a task list's villages belong to its district by
the pairings that come with them. What stood when it began counts too: whoever undoes a task list
takes the pairings back together with the villages.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from graph.language import joined, say
from graph.registry.deeds import Deed, barred, pairings_before
from graph.registry.ground import SqlGround
from graph.registry.subjects import SUBJECTS
from graph.registry.tables import metadata, party
from graph.registry.who_may import who_may
from graph.rights import Actor, Forbidden

SHOWN = 5
AT_ONCE = 500

Fields = Mapping[str, Any]
Written = Mapping[tuple[str, int], Fields]
"""Some columns of rows, by table and id."""


class Watch:
    """Notes the rows that an actor writes."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._first: dict[tuple[str, int], dict[str, Any]] = {}
        """What each row that was there had, as far as it was changed."""

    def note(self, table: Table, row_id: int, before: Fields | None, after: Fields) -> None:
        first = self._first.setdefault((table.name, row_id), {})
        for name, value in (before or {}).items():
            first.setdefault(name, value)

    def refuse(self, connection: Connection) -> None:
        """Raises Forbidden when anything was written that the actor may not write."""
        deeds = [
            Deed(table, row_id, {**row, **first} if first else None, row)
            for table, row_id, row, first in rows_standing(connection, self._first)
        ]
        ground = SqlGround(connection, pairings_before(deeds))
        found = list(barred(self._actor, ground, deeds))
        if found:
            raise Forbidden(refusal(self._actor, connection, found, ground))


def refusal(actor: Actor, connection: Connection, found: Sequence[Deed], ground: SqlGround) -> str:
    """What the actor may not do, in few words, and who may."""
    shown = joined(
        say(
            "{subject}“{name}”",
            subject=SUBJECTS.get(deed.table, deed.table),
            name=_called(connection, deed.table, deed.after),
        )
        for deed in found[:SHOWN]
    )
    some = say("等 {number} 处", number=len(found)) if len(found) > SHOWN else ""
    who = who_may(found, ground.county)
    return say(
        "{described}不能改{shown}{some}；未作任何改动。请由{who}来改",
        described=actor.described,
        shown=shown,
        some=some,
        who=who,
    )


def rows_standing(
    connection: Connection, written: Written
) -> Iterator[tuple[str, int, dict[str, Any], Fields]]:
    """Table, id and row as it stands, with what is given for each; parties first."""
    ids: dict[str, list[int]] = defaultdict(list)
    for name, row_id in written:
        ids[name].append(row_id)
    for name, of_table in sorted(ids.items(), key=lambda item: item[0] != party.name):
        table = metadata.tables[name]
        for first in range(0, len(of_table), AT_ONCE):
            chosen = select(table).where(table.c.id.in_(of_table[first : first + AT_ONCE]))
            for row in connection.execute(chosen.order_by(table.c.id)):
                yield name, row.id, dict(row._mapping), written[name, row.id]


def _called(connection: Connection, table: str, row: Fields) -> str:
    """What a person knows the row by."""
    for name in ("name", "key", "login", "item"):
        if name in row:
            return str(row[name])
    owner = row.get("party_id") or row.get("village_id")
    return str(connection.scalar(select(party.c.name).where(party.c.id == owner)) or row["id"])
