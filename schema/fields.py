"""The two ways of saying where a field's value comes from, besides being an attribute.

The value of a Division, Organisation, Party or Pairing is its row in the snapshot. A field of one
is a `column`, which says where the value stands for each row, or `computed` by a function of
(root, info, arguments). Both give graphql-core a resolver; a column also leaves a `Column` in the
field's metadata, from which an executor can read the value without a call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import strawberry

from graph.network.snapshot import Snapshot
from schema.context import Info

COLUMN = "column"
"""The key of a Column in a field's metadata."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each row: `values[row]`, or `values[by[row]]` for texts, which lie by SQL id.

    `values` and `by` are paths from the snapshot. `none` is the number that stands for null;
    `prefix` is written before a text.
    """

    values: str
    by: str | None = None
    none: int | None = None
    prefix: str = ""

    def read(self, snapshot: Snapshot, row: int) -> object:
        index = self._at(self.by, snapshot)[row] if self.by else row
        value = self._at(self.values, snapshot)[index]
        if self.none is not None and value == self.none:
            return None
        return f"{self.prefix}{value}" if self.prefix else value

    def _at(self, path: str, snapshot: Snapshot) -> Sequence[Any]:
        found: Sequence[Any] = attrgetter(path)(snapshot)
        return found


def column(
    values: str,
    by: str | None = None,
    none: int | None = None,
    prefix: str = "",
    description: str | None = None,
) -> Any:
    """A field that is read from a column. The class's annotation says its GraphQL type."""
    place = Column(values, by, none, prefix)

    def read(root: int, info: Info) -> object:
        return place.read(info.context.snapshot, root)

    return strawberry.field(resolver=read, description=description, metadata={COLUMN: place})


def party_text(name: str, prefix: str = "", description: str | None = None) -> Any:
    return column(f"parties.text.{name}", "parties.id.at", prefix=prefix, description=description)


def pairing_text(name: str, prefix: str = "", description: str | None = None) -> Any:
    return column(f"pairings.text.{name}", "pairings.id.at", prefix=prefix, description=description)


def computed(function: Callable[..., object], description: str | None = None) -> Any:
    """A field that a synchronous function of (root, info, arguments) works out.

    The class's annotation says its GraphQL type; the function returns rows and small values.
    """
    return strawberry.field(resolver=function, description=description)
