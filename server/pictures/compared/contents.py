"""What a picture of two sides shows, numbered; what is too much for it is left out here, counted.

The first side is a day, or a proposal, on the left; the second, on the right, is held against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

MOST_ROWS = 40
MOST_COUNTIES = 100
"""Where a row is a county, without its villages."""
MOST_CELLS = 42
"""Villages that are drawn of one row; those that changed come before the others."""
MOST_DONORS = 40
"""Of each side."""


class Mark(StrEnum):
    """What became of something; the value is its class in `static/picture.css`. They are drawn in
    the order of the alphabet, what is as before below all else."""

    SAME = "as-before"
    BETTER = "better"
    GAINED = "gained"
    LOST = "lost"
    WORSE = "worse"


class Cell(NamedTuple):
    """A village, its state on each side, and in words what became of it."""

    village: int
    was: str
    now: str
    mark: Mark
    told: str


class Numbers(NamedTuple):
    """Villages that have a donor, of all, on each side; and those that gained or lost one."""

    was: int
    was_total: int
    now: int
    now_total: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Row:
    """A place with its villages. `group` is the division whose rows stand together. `bars` are
    counts of villages by state on each side, where there are too many to be drawn one by one."""

    place: int
    group: int
    numbers: Numbers
    cells: tuple[Cell, ...] = ()
    bars: tuple[tuple[int, ...], ...] = ()
    villages_changed: bool = False


class Tie(NamedTuple):
    """What a donor gives at a place on one side: to so many recipients, `only` so many of them on
    this side alone. `stage` is the class of the line."""

    donor: int
    place: int
    stage: str
    mark: Mark
    number: int
    only: int


@dataclass(frozen=True)
class Side:
    """`undrawn` counts by place the donors that are not drawn; `still` ties are folded, for nothing
    became of them."""

    donors: tuple[int, ...]
    all_donors: int
    ties: tuple[Tie, ...]
    undrawn: Mapping[int, int]
    still: int

    @cached_property
    def by_donor(self) -> Mapping[int, list[Tie]]:
        return _by_donor(self.ties)


@dataclass(frozen=True, slots=True)
class Contents:
    """`rows` are drawn, of `changed` that changed and `quiet` that did not; `whole` asks for the
    quiet ones too. `folded`: without the villages and ties of the rows that did not change."""

    rows: tuple[Row, ...]
    changed: int
    quiet: tuple[Row, ...]
    whole: bool
    folded: bool
    left: Side
    right: Side

    @property
    def asked(self) -> int:
        """How many rows there are to draw."""
        return self.changed + (len(self.quiet) if self.whole else 0)


def contents(
    rows: Sequence[Row],
    left: Sequence[Tie],
    right: Sequence[Tie],
    *,
    whole: bool,
    is_large: bool = False,
) -> Contents:
    """`rows` come in the order in which they are drawn. Where the scope `is_large`, only villages
    and ties that changed are drawn, unless the `whole` is asked for."""
    moved = {tie.place for tie in (*left, *right) if tie.mark is not Mark.SAME}
    quiet = tuple(row for row in rows if not row.villages_changed and row.place not in moved)
    still = {row.place for row in quiet}
    most = MOST_COUNTIES if any(row.bars for row in rows) else MOST_ROWS
    shown = [row for row in rows if whole or row.place not in still][:most]
    folded = is_large and not whole
    places = {row.place for row in shown}
    sides = (
        _side([tie for tie in ties if tie.place in places], folded=folded) for ties in (left, right)
    )
    drawn = tuple(map(_moved, shown) if folded else shown)
    return Contents(drawn, len(rows) - len(quiet), quiet, whole, folded, *sides)


def _moved(row: Row) -> Row:
    return replace(row, cells=tuple(cell for cell in row.cells if cell.mark is not Mark.SAME))


def drawn_cells(row: Row) -> list[Cell]:
    """In division order, not more than MOST_CELLS."""
    moved = [cell for cell in row.cells if cell.mark is not Mark.SAME]
    still = [cell for cell in row.cells if cell.mark is Mark.SAME]
    return sorted([*moved, *still][:MOST_CELLS])


def _by_donor(ties: Iterable[Tie]) -> dict[int, list[Tie]]:
    found: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        found[tie.donor].append(tie)
    return dict(found)


def _side(every: Sequence[Tie], *, folded: bool) -> Side:
    """Donors of whom something changed come before others, then those of many places."""
    ties = [tie for tie in every if not folded or tie.mark is not Mark.SAME]
    by_donor = _by_donor(ties)

    def weight(donor: int) -> tuple[bool, int, int]:
        own = by_donor[donor]
        return all(tie.mark is Mark.SAME for tie in own), -len(own), donor

    kept = frozenset(sorted(by_donor, key=weight)[:MOST_DONORS])
    undrawn = _counted(tie.place for tie in ties if tie.donor not in kept)
    drawn = tuple(tie for tie in ties if tie.donor in kept)
    return Side(tuple(sorted(kept)), len(by_donor), drawn, undrawn, len(every) - len(ties))


def _counted(places: Iterable[int]) -> dict[int, int]:
    found: defaultdict[int, int] = defaultdict(int)
    for place in places:
        found[place] += 1
    return dict(found)
