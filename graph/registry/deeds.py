"""What becomes of rows, and which of it an actor may not do. Imports ask before they write, undoing
before it is offered, and the watch of a transaction at its end: all ask here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.rights import Actor, Ground, may_write
from graph.words import Stage

MOVED_BY_NAMING = frozenset({"recipient_id", "lead_id", "partner_id", "version"})

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of a table by all its columns, as it was, None for a new one, and as it is to be."""

    table: str
    row_id: int
    before: Fields | None
    after: Fields

    @property
    def versions(self) -> tuple[Fields, ...]:
        return (self.after,) if self.before is None else (self.before, self.after)

    @property
    def moves(self) -> Mapping[str, tuple[Any, Any]]:
        """What each column that changes had, and what it gets; nothing for a new row."""
        if self.before is None:
            return {}
        pairs = ((name, (self.before[name], now)) for name, now in self.after.items())
        return {name: pair for name, pair in pairs if pair[0] != pair[1]}


def barred(actor: Actor, ground: Ground, deeds: Iterable[Deed]) -> Iterator[Deed]:
    """Those that the actor may not do, as the row was or as it is to be. Deeds on parties come
    first: what they name may move pairings."""
    named: set[tuple[int, int]] = set()
    for deed in deeds:
        named.update(_named(deed))
        allowed = all(may_write(actor, ground, deed.table, each) for each in deed.versions)
        if not allowed and not _only_moved(deed, named):
            yield deed


def pairings_before(deeds: Iterable[Deed]) -> Iterator[tuple[int, int]]:
    """Ids of donor and recipient of the pairings that stood before: whoever ends one could write
    until then what it allows."""
    rows = (deed.before for deed in deeds if deed.table == "pairing")
    for row in rows:
        stood = row is not None and not row["retracted"] and row["stage"] != Stage.CANCELLED.text
        if row is not None and stood:
            yield row["donor_id"], row["recipient_id"]


def _named(deed: Deed) -> Iterator[tuple[int, int]]:
    """An unnamed village and those that it turns out to be, or no longer is."""
    if deed.table == "party":
        ends = deed.moves.get("resolved_to_id", ())
        yield from ((deed.row_id, each) for each in ends if each is not None)


def _only_moved(deed: Deed, named: set[tuple[int, int]]) -> bool:
    """Does naming a village move this pairing to it, and nothing else happen to it?"""
    moves = deed.moves
    if deed.table != "pairing" or not moves or not moves.keys() <= MOVED_BY_NAMING:
        return False
    ends = (pair for name, pair in moves.items() if name != "version")
    return all(pair in named or pair[::-1] in named for pair in ends)
