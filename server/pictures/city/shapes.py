"""The shapes of the city's pictures, as SVG path data in px."""

from graph.analysis.cover_counts import Coverage
from graph.words import Cover, Stage
from server.pictures.drawing import Shape

LEAST = 2
"""px of a bar for a cover that occurs at all."""
MANY = 20
"""So many pairings make a line thick."""
CORNER = 4
LINES = {Stage.SIGNED: "signed", Stage.PLANNED: "planned-line", Stage.NEGOTIATING: "negotiating"}


def line_style(stage: Stage, pairings: int) -> str:
    return f"line joint {LINES[stage]}{' busy' if pairings >= MANY else ''}"


def part_style(cover: Cover) -> str:
    return f"part {cover.text.replace('_', '-')}"


def bar(coverage: Coverage, x: int, y: int, width: int, height: int) -> list[Shape]:
    """The covers that occur, best first, together `width` px of at least one village."""
    shapes = []
    for cover, size in _sizes(coverage, width):
        hollow = cover is Cover.NONE
        # The stroke of what is hollow lies inside of its px.
        inset, less = (0.5, 1) if hollow else (0, 0)
        left, top, long, high = x + inset, y + inset, size - less, height - less
        shapes.append(Shape(part_style(cover), f"M{left} {top}h{long}v{high}h-{long}z"))
        x += size
    return shapes


def _sizes(coverage: Coverage, width: int) -> list[tuple[Cover, int]]:
    """Whole px for each cover that occurs; what cutting leaves over goes to the largest."""
    counts = [(cover, coverage.of(cover)) for cover in Cover if coverage.of(cover)]
    sizes = {cover: max(count * width // coverage.total, LEAST) for cover, count in counts}
    largest, _ = max(counts, key=lambda it: it[1])
    sizes[largest] += width - sum(sizes.values())
    return list(sizes.items())


def rounded(left: int, top: int, width: int, height: int) -> str:
    """A box with round corners."""
    r = CORNER
    across, down = width - 2 * r, height - 2 * r
    return (
        f"M{left + r} {top}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1 -{r} {r}"
        f"h-{across}a{r} {r} 0 0 1 -{r} -{r}v-{down}a{r} {r} 0 0 1 {r} -{r}z"
    )


def flow(start: tuple[int, int], end: tuple[int, int], size: int) -> str:
    """A band `size` px high from the upper corner at its start to that at its end."""
    (x, y), (to_x, to_y) = start, end
    middle = (x + to_x) // 2
    return (
        f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}v{size}"
        f"C{middle} {to_y + size} {middle} {y + size} {x} {y + size}z"
    )


def tip(x: int, middle: int) -> str:
    """An arrow's head that ends at x."""
    return f"M{x - 9} {middle - 6}l9 6l-9 6z"
