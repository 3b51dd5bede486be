"""Which parties a picture of a neighbourhood shows: the center, then what was opened, in turn.

Who is shown hangs on whoever brought it, as in a tree. Opening one more brings its neighbours in
between and leaves the others in their order; the caps are applied here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.beside import Beside, beside
from graph.analysis.coverage import View
from graph.analysis.links import Links
from graph.analysis.pairings import STANDING
from graph.network.snapshot import Snapshot
from graph.words import Stage

AT_ONCE = 12
"""Neighbours that one step of opening brings."""
FEW_IDLE = 4
"""Of these so many parts that stand in no pairing, where there are others."""
MOST_PARTIES = 80


class Tied(NamedTuple):
    """A line: from a donor to a recipient with the best stage of their pairings; between a whole
    and its part, with no stage. The end on the donors' side comes first."""

    start: int
    end: int
    stage: Stage | None


class Rest(NamedTuple):
    """What an opened party has beside those that are shown: `hidden` of `total` neighbours."""

    party: int
    hidden: int
    total: int
    like: int
    """The first of the hidden, where it would stand."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows of parties. `order` holds all that are shown, each followed by what it brought, and the
    rest of an opened one behind that."""

    center: int
    order: tuple[int | Rest, ...]
    opened: tuple[int, ...]
    """What was opened, in turn; one that was opened twice stands here twice, the center only when
    more of it was asked for."""
    hidden: dict[int, int]
    """Of each party shown: how many of its neighbours are not."""
    reached: int
    """How many hang on the center and what was opened, shown or not."""
    pairings: tuple[int, ...]
    """Rows of the pairings between two that are shown, in the order of every list."""
    ties: tuple[Tied, ...]

    @property
    def parties(self) -> tuple[int, ...]:
        return tuple(self.hidden)

    @property
    def is_full(self) -> bool:
        return len(self.hidden) >= MOST_PARTIES


def contents(snapshot: Snapshot, view: View, center: int, opens: Sequence[int]) -> Contents:
    """What is shown when these were opened after the center, as far as each is shown by then."""
    tree = _Tree(snapshot, view, center)
    opened = tree.open_all(opens)
    shown = tree.shown
    hidden = {row: sum(other not in shown for other in tree.beside(row)) for row in shown}
    reached = {center}.union(*map(tree.beside, {center, *opened}))
    order = tuple(tree.walk({center, *opened}))
    pairings, parts = Links(snapshot, view.day, STANDING).between(list(shown))
    ties = (*_paired(snapshot, pairings), *_parts(snapshot, parts))
    return Contents(center, order, opened, hidden, len(reached), tuple(pairings), ties)


class _Tree:
    """Who brought whom."""

    def __init__(self, snapshot: Snapshot, view: View, center: int) -> None:
        self._snapshot, self._view, self._center = snapshot, view, center
        self._found: dict[int, Beside] = {}
        self.shown: dict[int, list[int]] = {center: []}

    def beside(self, row: int) -> list[int]:
        return self._beside(row).rows

    def _beside(self, row: int) -> Beside:
        if row not in self._found:
            self._found[row] = beside(self._snapshot, self._view, row)
        return self._found[row]

    def open_all(self, opens: Sequence[int]) -> tuple[int, ...]:
        """Opens the center, and these in turn, again and again, as long as one is newly there.

        Given what it returned, and one more, it opens the same and then that one.
        """
        self._open(self._center)
        opened: list[int] = []
        waiting, before = list(opens), -1
        while len(opened) > before:
            before, later = len(opened), []
            for row in waiting:
                if row in self.shown:
                    self._open(row)
                    opened.append(row)
                else:
                    later.append(row)
            waiting = later
        return tuple(opened)

    def _open(self, row: int) -> None:
        rows, idle = self._beside(row)
        busy = [other for other in rows[: len(rows) - idle] if other not in self.shown]
        quiet = [other for other in rows[len(rows) - idle :] if other not in self.shown]
        room = min(AT_ONCE, MOST_PARTIES - len(self.shown))
        fresh = [*busy, *(quiet[:FEW_IDLE] if busy else quiet)][:room]
        self.shown[row] += fresh
        self.shown.update((other, []) for other in fresh)

    def walk(self, opened: set[int]) -> Iterator[int | Rest]:
        """Everybody with what it brought behind it; a stack, for it may be as deep as the cap."""
        stack: list[int | Rest] = [self._center]
        while stack:
            one = stack.pop()
            yield one
            if isinstance(one, Rest):
                continue
            hidden = [other for other in self.beside(one) if other not in self.shown]
            if one in opened and hidden:
                stack.append(Rest(one, len(hidden), len(self.beside(one)), hidden[0]))
            stack += reversed(self.shown[one])


def _paired(snapshot: Snapshot, pairings: Sequence[int]) -> Iterator[Tied]:
    held = snapshot.pairings
    best: dict[tuple[int, int], int] = {}
    for row in pairings:
        ends = held.donor.at[row], held.recipient.at[row]
        best[ends] = max(best.get(ends, 0), held.stage.at[row])
    return (Tied(*ends, Stage(stage)) for ends, stage in best.items())


def _parts(snapshot: Snapshot, parts: Sequence[int]) -> Iterator[Tied]:
    """On the donors' side a whole stands before its parts, on the other behind them."""
    parties = snapshot.parties
    for part in parts:
        whole = parties.parent.at[part]
        ends = (whole, part) if parties.is_donor(part) else (part, whole)
        yield Tied(*ends, None)
