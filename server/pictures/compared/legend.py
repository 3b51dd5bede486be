"""The key to the picture of two sides: only what is in it."""

from collections.abc import Iterator

from server.pictures.columns import MARGIN
from server.pictures.compared.contents import Contents, Mark, drawn_cells
from server.pictures.compared.shapes import marked, square
from server.pictures.compared.words import Words
from server.pictures.drawing import Shape, Sign
from server.pictures.frame import ABOUT_LINE, KEY_GAP, KEY_LINE, KEY_TEXT
from server.pictures.picture import SQUARE, Style, measured, text_at


def legend_at(held: Contents, words: Words, middle: int, width: int) -> tuple[Sign, ...]:
    """In one line, or in as many as it takes."""
    return tuple(_signs(_needed(held, words), middle, width))


def _signs(needed: Iterator[tuple[str, str, str]], middle: int, width: int) -> Iterator[Sign]:
    x = MARGIN
    for kind, style, meaning in needed:
        size = KEY_LINE if kind == "tie" else SQUARE
        room = size + KEY_TEXT + measured(meaning, Style.LEGEND)
        if x > MARGIN and x + room > width - MARGIN:
            x, middle = MARGIN, middle + ABOUT_LINE
        shape = _shape(kind, style, x, middle)
        yield Sign(shape, text_at(x + size + KEY_TEXT, middle, meaning, Style.LEGEND))
        x += room + KEY_GAP


def _shape(kind: str, style: str, x: int, middle: int) -> Shape:
    if kind == "tie":
        return Shape(style, f"M{x} {middle}h{KEY_LINE}")
    top = middle - SQUARE // 2
    if kind == "mark":
        (shape,) = marked(style, x, top)
        return shape
    if kind == "part":
        return Shape(f"part {style}", square("", x, top).path)
    return square(style, x, top)


def _needed(held: Contents, words: Words) -> Iterator[tuple[str, str, str]]:
    cells = [cell for row in held.rows for cell in drawn_cells(row)]
    states = {state for cell in cells for state in _drawn(cell.was, cell.now, cell.mark)}
    marks = {cell.mark for cell in cells}
    ties = (*held.left.ties, *held.right.ties)
    has_bars = any(row.bars for row in held.rows)
    for state, meaning in words.states.items():
        if has_bars or state in states:
            yield "part" if has_bars else "cell", state, meaning
    for mark, meaning in words.marks.items():
        if mark in marks:
            yield "mark", mark, meaning
    for style, meaning in words.stages.items():
        wanted = style.split()
        if any(wanted[0] == tie.mark and wanted[-1] in (tie.mark, tie.stage) for tie in ties):
            yield "tie", f"tie {style}", meaning


def _drawn(was: str, now: str, mark: Mark) -> tuple[str, ...]:
    return (now,) if mark is Mark.SAME else (was, now)
