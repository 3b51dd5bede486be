"""Where the boxes of a neighbourhood stand: columns by side and level, and how high in each.

A line leads from the donors' side to the other through ever higher columns, so it never turns back.
Boxes of one column keep the order in which they are given. A line that passes columns gets a lane
between their boxes; those of one party to one side share it, so that many become a trunk.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from server.pictures.packing import pack

BOX_STEP = 54
"""px from the middle of a box to that of the next."""
LANE_STEP = 12
ROUNDS = 6
LANES_ROUNDS = 4


class Line(NamedTuple):
    """From one box to another, by number; its style tells apart what shares no lane."""

    start: int
    end: int
    style: str


class Lane(NamedTuple):
    """A passage through a column for the lines of a box, to the right of it or to the left."""

    box: int
    to_right: bool
    style: str
    column: int


Item = int | Lane


@dataclass(frozen=True, slots=True)
class Layout:
    """`middles` are those of boxes and lanes, the least of them 0. `ways` holds the lanes of each
    line, from left to right."""

    columns: tuple[int, ...]
    middles: Mapping[Item, int]
    ways: Mapping[Line, tuple[Lane, ...]]


def arrange(ranks: Sequence[int], lines: Sequence[Line]) -> Layout:
    """`ranks` say how far right each box stands; no line starts right of its end or beside it."""
    used = sorted(set(ranks))
    columns = tuple(used.index(rank) for rank in ranks)
    ways = {line: _way(line, columns) for line in lines}
    held: list[list[Item]] = [[] for _ in used]
    for box, column in enumerate(columns):
        held[column].append(box)
    middles = _stacked(held)
    _settle(held, _joined(lines, dict.fromkeys(lines, ())), middles, ROUNDS)
    lanes = list(dict.fromkeys(lane for way in ways.values() for lane in way))
    middles.update((lane, _straight(lane, ways, columns, middles)) for lane in lanes)
    for at, boxes in enumerate(held):
        held[at] = _with_lanes(boxes, [it for it in lanes if it.column == at], middles)
    _settle(held, _joined(lines, ways), middles, LANES_ROUNDS)
    least = min(middles.values())
    return Layout(columns, {item: round(y - least) for item, y in middles.items()}, ways)


def _way(line: Line, columns: Sequence[int]) -> tuple[Lane, ...]:
    """The lanes of a line; they are those of the end that was there first."""
    between = range(columns[line.start] + 1, columns[line.end])
    to_right = line.start < line.end
    box = min(line.start, line.end)
    return tuple(Lane(box, to_right, line.style, column) for column in between)


def _stacked(held: Sequence[Sequence[Item]]) -> dict[Item, float]:
    """Each column by itself, all with their middles at the same height."""
    return {
        box: BOX_STEP * (place - (len(boxes) - 1) / 2)
        for boxes in held
        for place, box in enumerate(boxes)
    }


def _joined(lines: Sequence[Line], ways: Mapping[Line, tuple[Lane, ...]]) -> dict[Item, list[Item]]:
    """What each box and each lane would like to stand beside."""
    joined: dict[Item, dict[Item, None]] = defaultdict(dict)
    for line in lines:
        stops: list[Item] = [line.start, *ways[line], line.end]
        for one, other in pairwise(stops):
            joined[one][other] = None
            joined[other][one] = None
    return {item: list(others) for item, others in joined.items()}


def _settle(
    held: Sequence[Sequence[Item]],
    joined: Mapping[Item, Sequence[Item]],
    middles: dict[Item, float],
    rounds: int,
) -> None:
    """Moves all towards what they are joined with, column by column, there and back."""
    columns = [*held, *held[-2::-1]]
    for _ in range(rounds):
        for items in columns:
            wishes = [[middles[other] for other in joined.get(it, (it,))] for it in items]
            sizes = [LANE_STEP if isinstance(it, Lane) else BOX_STEP for it in items]
            middles.update(zip(items, pack(wishes, sizes), strict=True))


def _straight(
    lane: Lane,
    ways: Mapping[Line, tuple[Lane, ...]],
    columns: Sequence[int],
    middles: Mapping[Item, float],
) -> float:
    """Where lines would pass that go straight from their box, to the mean of their other ends."""
    lines = (line for line, way in ways.items() if lane in way)
    ends = [line.end if line.start == lane.box else line.start for line in lines]
    here = columns[lane.box]
    parts = [(lane.column - here) / (columns[end] - here) for end in ends]
    moves = [
        part * (middles[end] - middles[lane.box]) for part, end in zip(parts, ends, strict=True)
    ]
    return middles[lane.box] + sum(moves) / len(moves)


def _with_lanes(
    boxes: Sequence[Item], lanes: Sequence[Lane], middles: Mapping[Item, float]
) -> list[Item]:
    """The boxes of a column in their order, and its lanes where a straight line would pass."""
    passing = sorted(lanes, key=lambda lane: (middles[lane], lane))
    found: list[Item] = []
    for box in boxes:
        while passing and middles[passing[0]] < middles[box]:
            found.append(passing.pop(0))
        found.append(box)
    return [*found, *passing]
