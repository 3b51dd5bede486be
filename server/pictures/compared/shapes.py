"""How villages, bars and marks are drawn: each state is one path, told apart without colour."""

from collections.abc import Iterator

from server.pictures.compared.contents import Cell, Mark, Row
from server.pictures.drawing import Shape
from server.pictures.picture import SQUARE

PAIR = 31
"""The width of a village that changed: its square then, an arrow, its square now."""
STEP = 38
PER_LINE = 7
ROOM = 2
"""That a mark takes around a square."""
BAR_HEIGHT = 7
BAR_WIDTH = 200
PARTS = ("covered", "planned", "none")


def across(cells: int) -> int:
    """How wide so many villages are."""
    return STEP * (min(cells, PER_LINE) - 1) + PAIR + ROOM if cells else 0


def lines(cells: int) -> int:
    return max(1, -(-cells // PER_LINE))


def cell_shapes(cell: Cell, x: int, y: int) -> tuple[Shape, ...]:
    """One square in the middle where nothing changed, else two; x and y are the upper left corner
    of the room that both take."""
    if cell.mark is Mark.SAME:
        return (square(cell.now, x + (PAIR - SQUARE) // 2 + 1, y),)
    now = x + PAIR - SQUARE
    both = (square(cell.was, x, y), square(cell.now, now, y))
    arrow = Shape("arrow", f"M{x + 13} {y + 2}l4 3.5-4 3.5z")
    return (*both, arrow, *marked(cell.mark, now, y))


def square(state: str, x: int, y: int) -> Shape:
    """The better the state, the more of the square is full."""
    whole = f"M{x + 0.5} {y + 0.5}h10v10h-10z"
    paths = {
        "planned": f"{whole}M{x + 1.5} {y + 1.5}h8l-8 8z",
        "township-only": f"{whole}M{x + 1.5} {y + 1.5}h8v3h-8z",
        "county-only": f"{whole}M{x + 1.5} {y + 1.5}h8v6h-8z",
        "outside": f"M{x + 3} {y + 5.5}h5",
    }
    return Shape(f"cell {state}", paths.get(state, whole))


def marked(mark: str, x: int, y: int) -> Iterator[Shape]:
    """A ring around what was gained, a cross over what was lost."""
    if mark == Mark.GAINED:
        yield Shape("ring", f"M{x - 1.5} {y - 1.5}h14v14h-14z")
    if mark == Mark.LOST:
        yield Shape("cross", f"M{x - 1} {y - 1}l13 13m0-13l-13 13")


def bars(row: Row, most: int, x: int, middle: int) -> Iterator[Shape]:
    """Two bars, the first side above the second, so long as `most` villages fill the room."""
    for counts, top in zip(row.bars, (middle - BAR_HEIGHT - 1, middle + 1), strict=False):
        left = x
        for part, number in zip(PARTS, counts, strict=True):
            width = round(BAR_WIDTH * number / most)
            if number and width:
                yield Shape(f"part {part}", f"M{left} {top}h{width}v{BAR_HEIGHT}h-{width}z")
            left += width
