"""Places without overlap, and the curves between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median


@dataclass
class _Block:
    """Neighbours that touch: where each would have the first one be, and how many they are."""

    wishes: list[float]
    count: int

    @property
    def place(self) -> float:
        return median(self.wishes)


def pack(wishes: Sequence[Sequence[float]], sizes: Sequence[float]) -> list[float]:
    """Centres of nodes in this order, near their wishes (at least one each) and never overlapping.

    Least absolute deviations by pooling adjacent violators with medians: most links become
    straight, where means would leave all of a crowded column slightly askew.
    """
    steps = [(a + b) / 2 for a, b in pairwise(sizes)]
    offsets = list(accumulate(steps, initial=0.0))
    blocks: list[_Block] = []
    for wanted, offset in zip(wishes, offsets, strict=False):
        block = _Block([wish - offset for wish in wanted], 1)
        while blocks and blocks[-1].place > block.place:
            before = blocks.pop()
            block = _Block(before.wishes + block.wishes, before.count + block.count)
        blocks.append(block)
    places = [block.place for block in blocks for _ in range(block.count)]
    return [place + offset for place, offset in zip(places, offsets, strict=False)]


def curve(start: tuple[int, int], bend: int, end: tuple[int, int]) -> str:
    """SVG path data: level until x = `bend`, then an S to the end; a straight line if it can be."""
    (x, y), (to_x, to_y) = start, end
    if y == to_y:
        return f"M{x} {y}H{to_x}"
    middle = (bend + to_x) // 2
    level = f"H{bend}" if bend > x else ""
    return f"M{x} {y}{level}C{middle} {y} {middle} {to_y} {to_x} {to_y}"
