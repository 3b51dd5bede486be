"""The ways of saying where a field's value comes from, besides being an attribute.

The value of a Division, Organisation, Party or Pairing is its row in the snapshot. A field of one
is a `column`, which says where the value stands for each row; or `computed` by a function of
(root, info, arguments); or it is one `for_each`, whose function takes (info, arguments) and gives
the function of a row, so that a list asks for what its rows share once. Of a tuple a field may be
a `part`. Each gives graphql-core a resolver and leaves a note in the field's metadata, by which a
plan does the same. An interface may say by a `TypeColumn` which type a row is of.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import strawberry

from graph.network.snapshot import Snapshot
from schema.context import Info

COLUMN = "column"
"""The key of a Column in a field's metadata."""
PART = "part"
"""The key of a tuple's place."""
EACH = "each"
"""The key of a function that is told the arguments once."""
WEIGHT = "weight"
"""The key of a field's weight in its metadata: how many plain fields it is as dear as."""


@dataclass(frozen=True, slots=True)
class TypeColumn:
    """A name for each row by what sort it is of: `names[values[row]]`, where `values` is a path
    from the snapshot."""

    values: str
    names: tuple[str, ...]

    def read(self, snapshot: Snapshot, row: int) -> str:
        numbers: Sequence[int] = attrgetter(self.values)(snapshot)
        return self.names[numbers[row]]


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each row: `values[row]`, or `values[by[row]]` for texts, which lie by SQL id.

    `values` and `by` are paths from the snapshot. `none` is the number that stands for null;
    `prefix` is written before a text, the same always or one by the row's sort.
    """

    values: str
    by: str | None = None
    none: int | None = None
    prefix: str | TypeColumn = ""

    def read(self, snapshot: Snapshot, row: int) -> object:
        index = self._at(self.by, snapshot)[row] if self.by else row
        value = self._at(self.values, snapshot)[index]
        if self.none is not None and value == self.none:
            return None
        if isinstance(self.prefix, TypeColumn):
            return f"{self.prefix.read(snapshot, row)}{value}"
        return f"{self.prefix}{value}" if self.prefix else value

    def _at(self, path: str, snapshot: Snapshot) -> Sequence[Any]:
        found: Sequence[Any] = attrgetter(path)(snapshot)
        return found


def column(
    values: str,
    by: str | None = None,
    none: int | None = None,
    prefix: str | TypeColumn = "",
    description: str | None = None,
) -> Any:
    """A field that is read from a column. The class's annotation says its GraphQL type."""
    place = Column(values, by, none, prefix)

    def read(root: int, info: Info) -> object:
        return place.read(info.context.snapshot, root)

    return strawberry.field(resolver=read, description=description, metadata={COLUMN: place})


def party_text(name: str, prefix: str | TypeColumn = "", description: str | None = None) -> Any:
    return column(f"parties.text.{name}", "parties.id.at", prefix=prefix, description=description)


def pairing_text(name: str, prefix: str = "", description: str | None = None) -> Any:
    return column(f"pairings.text.{name}", "pairings.id.at", prefix=prefix, description=description)


def computed(
    function: Callable[..., object], description: str | None = None, weight: int = 1
) -> Any:
    """A field that a synchronous function of (root, info, arguments) works out.

    The class's annotation says its GraphQL type; the function returns rows and small values, lists
    of them as Python lists. `weight` says how many plain fields it is as dear as.
    """
    return strawberry.field(resolver=function, description=description, metadata={WEIGHT: weight})


def for_each(
    function: Callable[..., Callable[[Any], object]],
    description: str | None = None,
    weight: int = 1,
) -> Any:
    """A field of a row that a function works out, which `function` of (info, arguments) gives."""

    def resolve(root: int, info: Info, **arguments: Any) -> object:
        return function(info, **arguments)(root)

    own = inspect.signature(resolve).parameters
    shared = inspect.signature(function).parameters
    arguments = [one for one in shared.values() if one.kind is inspect.Parameter.KEYWORD_ONLY]
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [own["root"], own["info"], *arguments]
    )
    metadata = {EACH: function, WEIGHT: weight}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def part(place: int, description: str | None = None, name: str | None = None) -> Any:
    """A field that is one part of a tuple."""

    def read(root: tuple[object, ...], info: Info) -> object:
        return root[place]

    metadata = {PART: place}
    return strawberry.field(resolver=read, name=name, description=description, metadata=metadata)
