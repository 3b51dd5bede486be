"""Shelves: an import's working copy of the tables, on which it stages what is new or changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Table, select

from graph.registry.audit import Recorder, Value
from graph.registry.database import rows
from graph.registry.deeds import Deed

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


@dataclass(slots=True)
class Reading:
    """The place in a file that is being read; empty while none is."""

    place: str = ""


class Shelf:
    """The live rows of one table by what identifies them, and what is to become of them.

    Nothing is written before `apply`; a shelf may be read at any time and shows staged rows.
    `told` are the places in a file that told of each staged row, by its id.
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
        self._refers = {
            key.parent.name: key.column.table
            for key in table.foreign_keys
            if key.column.name == "id"
        }
        self._rows: dict[Identity, Kept] = {}
        self._new: list[Identity] = []
        self._changed: dict[Identity, Kept] = {}
        self.reading = Reading()
        self.told: dict[int, set[str]] = defaultdict(set)
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
            self.note(added.id)
            return added.id, Outcome.NEW
        fields = self._with(kept, values)
        if fields == kept.fields:
            if identity in self._changed or kept.id >= self._first_new():
                self.note(kept.id)
            return kept.id, Outcome.UNCHANGED
        self.note(kept.id)
        if identity not in self._changed and kept.id < self._first_new():
            self._changed[identity] = kept
        self._rows[identity] = Kept(kept.id, fields)
        if identity in self._changed and self._changed[identity].fields == fields:
            # Changed and changed back: there is nothing to write.
            del self._changed[identity]
        return kept.id, Outcome.CHANGED

    def note(self, row_id: int) -> None:
        """What is read now tells of this row."""
        if self.reading.place:
            self.told[row_id].add(self.reading.place)

    def identity(self, kept: Kept, **values: Value) -> Identity:
        """What identifies a row of this shelf, or would if it had these values."""
        return self._identify(self._with(kept, values))

    def _with(self, kept: Kept, values: Mapping[str, Value]) -> Fields:
        return tuple(
            values.get(name, old) for name, old in zip(self.columns, kept.fields, strict=True)
        )

    def move(self, kept: Kept, **values: Value) -> Kept:
        """Gives a row of this shelf another identity, which must be free; it stays the same row."""
        fields = self._with(kept, values)
        self.note(kept.id)
        before, identity = self.identity(kept), self._identify(fields)
        assert identity not in self._rows
        if kept.id >= self._first_new():
            self._new[self._new.index(before)] = identity
        else:
            self._changed[identity] = self._changed.pop(before, kept)
        del self._rows[before]
        moved = self._rows[identity] = Kept(kept.id, fields)
        return moved

    def _first_new(self) -> int:
        return self._rows[self._new[0]].id if self._new else 1 << 62

    def is_staged(self) -> bool:
        return bool(self._new or self._changed)

    def deeds(self) -> Iterator[Deed]:
        """What `apply` would do, row by row."""
        for identity in self._new:
            kept = self._rows[identity]
            yield Deed(self.table.name, kept.id, None, self.by_column(kept))
        for identity, old in self._changed.items():
            before, after = self.by_column(old), self.by_column(self._rows[identity])
            yield Deed(self.table.name, old.id, before, after)

    def by_column(self, kept: Kept) -> dict[str, Value]:
        """A row of this shelf, which is live."""
        return {**dict(zip(self.columns, kept.fields, strict=True)), "retracted": 0}

    def staged(self) -> Iterator[tuple[Value, ...]]:
        """What `apply` would write, the same for the same changes: an id that is given by this
        import stands as how many were given before it."""
        for identity in self._new:
            yield ("new", *self._settled(self._rows[identity].fields))
        for identity, old in self._changed.items():
            now = self._rows[identity].fields
            changes = zip(self.columns, self._settled(old.fields), self._settled(now), strict=True)
            differing = (one for each in changes if each[1] != each[2] for one in each)
            yield ("changed", old.id, *differing)

    def _settled(self, fields: Fields) -> Iterator[Value]:
        for name, value in zip(self.columns, fields, strict=True):
            target = self._refers.get(name)
            first = None if target is None else self._recorder.first_given(target)
            if first is not None and isinstance(value, int) and value >= first:
                yield f"+{value - first}"
            else:
                yield value

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
