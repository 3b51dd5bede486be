"""Shelves: an import's working copy of the tables, on which it stages what is new or changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Table, select

from graph.registry.audit import Recorder, Value
from graph.registry.database import rows

Identity = tuple[Value, ...]
Fields = tuple[Value, ...]


class Outcome(Enum):
    """What an input row does to the ledger; when it does several things, the strongest."""

    UNCHANGED = 0
    CHANGED = 1
    NEW = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """One live row: its id and its fields in the shelf's order."""

    id: int
    fields: Fields


class Shelf:
    """The live rows of one table by what identifies them, and what is to become of them.

    Nothing is written before `apply`; a shelf may be read at any time and shows staged rows.
    """

    def __init__(
        self,
        recorder: Recorder,
        table: Table,
        identity: Sequence[str],
        *,
        new_first: bool = False,
        aside: Mapping[str, Value] | None = None,
    ) -> None:
        """`new_first`: new rows are written before changes, since these may stand on them;
        otherwise after, since a shortened span makes room for a new one. `aside`: fields with
        which a changed row is in no other's way until its turn comes."""
        self.table = table
        self._new_first = new_first
        self._aside = aside or {}
        self._recorder = recorder
        own = {"id", "batch_id", "retracted", *_constant(table)}
        self.columns = tuple(column.name for column in table.c if column.name not in own)
        self._identity = [self.columns.index(name) for name in identity]
        self._rows: dict[Identity, Kept] = {}
        self._new: list[Identity] = []
        self._changed: dict[Identity, Kept] = {}
        self._read()

    def _read(self) -> None:
        chosen = [self.table.c.id, *(self.table.c[name] for name in self.columns)]
        statement = select(*chosen)
        if "retracted" in self.table.c:
            statement = statement.where(self.table.c.retracted == 0)
        for row in rows(self._recorder.connection, statement):
            fields = tuple(row[1:])
            self._rows[self._identify(fields)] = Kept(row[0], fields)

    def _identify(self, fields: Fields) -> Identity:
        return tuple(fields[place] for place in self._identity)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Kept]:
        return iter(self._rows.values())

    def find(self, *identity: Value) -> Kept | None:
        return self._rows.get(identity)

    def get(self, kept: Kept, column: str) -> Value:
        """One field of a row of this shelf."""
        return kept.fields[self.columns.index(column)]

    def put(self, **values: Value) -> tuple[int, Outcome]:
        """States a row whole: it becomes new, changed or stays; columns left out keep theirs.

        A new row takes None for a column left out.
        """
        given = tuple(values.get(name) for name in self.columns)
        identity = self._identify(given)
        kept = self._rows.get(identity)
        if kept is None:
            added = Kept(self._recorder.next_id(self.table), given)
            self._rows[identity] = added
            self._new.append(identity)
            return added.id, Outcome.NEW
        fields = tuple(
            values.get(name, old) for name, old in zip(self.columns, kept.fields, strict=True)
        )
        if fields == kept.fields:
            return kept.id, Outcome.UNCHANGED
        if identity not in self._changed and kept.id < self._first_new():
            self._changed[identity] = kept
        self._rows[identity] = Kept(kept.id, fields)
        if identity in self._changed and self._changed[identity].fields == fields:
            # Changed and changed back: there is nothing to write.
            del self._changed[identity]
        return kept.id, Outcome.CHANGED

    def _first_new(self) -> int:
        return self._rows[self._new[0]].id if self._new else 1 << 62

    def is_staged(self) -> bool:
        return bool(self._new or self._changed)

    def apply(self) -> None:
        """Writes what was staged."""
        steps = (self._write_new, self._write_changed)
        for step in steps if self._new_first else reversed(steps):
            step()

    def _write_new(self) -> None:
        staged = (self._rows[identity] for identity in self._new)
        self._recorder.insert_all(
            self.table,
            (
                {"id": kept.id, **dict(zip(self.columns, kept.fields, strict=True))}
                for kept in staged
            ),
        )

    def _write_changed(self) -> None:
        if self._aside and len(self._changed) > 1:
            ids = [kept.id for kept in self._changed.values()]
            self._recorder.set_aside(self.table, ids, self._aside)
        for identity, old in self._changed.items():
            now = self._rows[identity]
            differing = [
                place for place, value in enumerate(old.fields) if value != now.fields[place]
            ]
            self._recorder.amend(
                self.table,
                now.id,
                {self.columns[place]: old.fields[place] for place in differing},
                {self.columns[place]: now.fields[place] for place in differing},
                {name: self.get(now, name) for name in self._aside},
            )


def _constant(table: Table) -> list[str]:
    """Columns that hold one constant for a foreign key's sake."""
    return [
        column.name
        for column in table.c
        if column.name.endswith(("donor_side", "recipient_side", "village_side", "village_kind"))
    ]
