"""Pages of a list of rows, by the Relay cursor specification.

A cursor carries the sort key of its row, not its place: rows that come or go in between neither
repeat nor skip another, even when the cursor's own row is gone.
"""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import NamedTuple

import orjson

from graph.errors import Invalid
from graph.network.columns import IntArray, ints
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.words import PartyKind
from schema.budget import Budget

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


Edge = tuple[int, Order]
"""The value of an edge: the row, and the order that has its cursor."""


class Page(NamedTuple):
    """One page: the value of a Connection and, its attributes being few, of its PageInfo.

    `nodes` are the rows of this page only.
    """

    nodes: Sequence[int]
    total_count: int
    has_next_page: bool
    has_previous_page: bool
    order: Order

    @property
    def page_info(self) -> "Page":
        return self

    @property
    def edges(self) -> list[Edge]:
        return [*zip(self.nodes, repeat(self.order))]

    @property
    def start_cursor(self) -> str | None:
        return self.order.cursor(self.nodes[0]) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        return self.order.cursor(self.nodes[-1]) if self.nodes else None


def pager(
    budget: Budget, order: Order, first: int | None, after: str | None
) -> Callable[[Rows], Page]:
    """Takes the `first` rows behind the cursor `after` of lists of rows in this order.

    Raises Invalid for a `first` outside 1..100 and for a cursor that is not of this order; the
    function that it returns raises Exhausted when the answer's budget is spent.
    """
    size = size_of(first)
    behind = None if after is None else order.read(after)

    spend, make = budget.spend, partial(tuple.__new__, Page)

    def take(rows: Rows) -> Page:
        listed: Sequence[int] = rows if isinstance(rows, list) else ints(rows, rows.dtype).at
        total = len(listed)
        if behind is None and total <= size:
            spend(total)
            return make((listed, total, False, False, order))
        start = 0 if behind is None else bisect_right(listed, behind, key=order.key)
        end = start + size
        spend(min(end, total) - start)
        return make((listed[start:end], total, end < total, start > 0, order))

    return take


def size_of(first: int | None) -> int:
    """How many rows a list may have; raises Invalid outside 1..100."""
    size = FIRST if first is None else first
    if not 1 <= size <= MOST:
        raise Invalid(f"first: must be from 1 to {MOST}, not {size}.")
    return size


def page(budget: Budget, rows: Rows, order: Order, first: int | None, after: str | None) -> Page:
    """One page of one list, as `pager` takes it."""
    return pager(budget, order, first, after)(rows)


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
    kind, ids, keys, parent = parties.kind.at, parties.id.at, parties.text.key, parties.parent.at
    last = PartyKind.VILLAGE.value
    found = []
    while row != NOWHERE:
        found.append(("d" if kind[row] <= last else "o") + keys[ids[row]])
        row = parent[row]
    found.reverse()
    return tuple(found)


def _texts_only(key: Key) -> bool:
    return all(isinstance(text, str) for part in key if isinstance(part, tuple) for text in part)
