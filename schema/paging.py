"""Pages of a list of rows, by the Relay cursor specification.

A cursor carries the sort key of its row, not its place: rows that come or go in between neither
repeat nor skip another, even when the cursor's own row is gone.
"""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from graph.errors import Invalid
from graph.network.columns import IntArray, ints
from graph.network.snapshot import Parties, Snapshot
from schema.context import Budget

FIRST = 20
"""How many rows a page has when `first` is left out."""
MOST = 100

Rows = IntArray | list[int]
Part = int | tuple[str, ...]
Key = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list. Keys rise strictly along it, so every row has a key of its own.

    A cursor of a list of another name is refused; `shape` holds the types of a key's parts.
    """

    name: str
    shape: tuple[type, ...]
    key: Callable[[int], Key]

    def cursor(self, row: int) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.name, *self.key(row)])).decode()

    def read(self, cursor: str) -> Key:
        """The key that a cursor carries; raises Invalid when it is none of this order."""
        try:
            name, *parts = orjson.loads(base64.b64decode(cursor, b"-_", validate=True))
            key = tuple(tuple(part) if isinstance(part, list) else part for part in parts)
        except (binascii.Error, ValueError, TypeError):
            raise Invalid("after: this is no cursor of this list.") from None
        if name != self.name or tuple(map(type, key)) != self.shape or not _texts_only(key):
            raise Invalid("after: this is no cursor of this list.")
        return key


@dataclass(frozen=True, slots=True)
class Edge:
    node: int
    order: Order

    @property
    def cursor(self) -> str:
        return self.order.cursor(self.node)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the value of a Connection and, its attributes being few, of its PageInfo.

    `nodes` are the rows of this page only.
    """

    nodes: list[int]
    total_count: int
    has_next_page: bool
    has_previous_page: bool
    order: Order

    @property
    def page_info(self) -> "Page":
        return self

    @property
    def edges(self) -> list[Edge]:
        return [Edge(row, self.order) for row in self.nodes]

    @property
    def start_cursor(self) -> str | None:
        return self.order.cursor(self.nodes[0]) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        return self.order.cursor(self.nodes[-1]) if self.nodes else None


def page(budget: Budget, rows: Rows, order: Order, first: int | None, after: str | None) -> Page:
    """The `first` rows behind the cursor `after`, of rows in this order.

    Raises Invalid for a `first` outside 1..100, for a cursor that is not of this order, and when
    the answer's budget is spent.
    """
    size = FIRST if first is None else first
    if not 1 <= size <= MOST:
        raise Invalid(f"first: must be from 1 to {MOST}, not {size}.")
    listed: Sequence[int] = rows if isinstance(rows, list) else ints(rows, rows.dtype).at
    start = 0 if after is None else bisect_right(listed, order.read(after), key=order.key)
    end = start + size
    budget.spend(min(end, len(listed)) - start)
    return Page(list(listed[start:end]), len(listed), end < len(listed), start > 0, order)


def by_path(snapshot: Snapshot, name: str, rank: Callable[[int], int] | None = None) -> Order:
    """Parties in the order of rows, or by a rank and then so."""
    parties = snapshot.parties
    if rank is None:
        return Order(name, (tuple,), lambda row: (path(parties, row),))
    return Order(name, (int, tuple), lambda row: (rank(row), path(parties, row)))


def by_recipient(snapshot: Snapshot) -> Order:
    """Pairings by recipient, donor, start and key."""
    parties, pairings = snapshot.parties, snapshot.pairings

    def key(row: int) -> Key:
        recipient, donor = pairings.recipient.at[row], pairings.donor.at[row]
        ends = path(parties, recipient), path(parties, donor)
        return *ends, pairings.start.at[row], (pairings.key(row),)

    return Order("pairings", (tuple, tuple, int, tuple), key)


def path(parties: Parties, row: int) -> tuple[str, ...]:
    """Keys from the province down to this party, which compare as rows do.

    Organisations come behind the divisions beside them, so a letter that says which goes first.
    """
    rows = (*parties.ancestors(row), row)
    return tuple(("d" if parties.is_division(at) else "o") + parties.key(at) for at in rows)


def _texts_only(key: Key) -> bool:
    return all(isinstance(text, str) for part in key if isinstance(part, tuple) for text in part)
