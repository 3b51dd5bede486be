"""Where a picture is cut for paper: A4 landscape, as wide as the sheet, never through a row."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from server.pictures.picture import SQUARE, Box, Picture, Row, Sheet

HEIGHT = 0.6
"""Of a sheet, to its width: with room for the page's own heading."""
SQUEEZED = 1.35
"""A picture higher than a sheet by up to so much is made smaller rather than cut."""
ROOM = 30
"""For the headings that each sheet after the first repeats."""
CLEAR = 2


def sheets(picture: Picture) -> tuple[Sheet, ...]:
    """From the top down, together the whole picture; none when it goes on one sheet uncut."""
    return cut(picture.width, picture.height, _spans(picture))


def cut(width: int, height: int, spans: Iterable[tuple[float, float]]) -> tuple[Sheet, ...]:
    """Sheets for a picture of this size; `spans` say from where to where no cut may go."""
    limit = int(width * HEIGHT)
    if height <= limit * SQUEEZED:
        return ()
    uncut = list(spans)
    cuts = [0]
    while height - cuts[-1] > limit:
        cuts.append(_cut(uncut, cuts[-1], limit - (ROOM if cuts[-1] else 0)))
    cuts.append(height)
    return tuple(Sheet(top, bottom - top, ROOM if top else 0) for top, bottom in pairwise(cuts))


def _spans(picture: Picture) -> Iterator[tuple[float, float]]:
    """From where to where no cut may go: texts, and rows as a whole."""
    for text in picture.texts():
        yield text.box.top - CLEAR, text.box.bottom + CLEAR
    for county in picture.counties:
        for row in county.rows:
            boxes = list(_boxes(row))
            yield min(box.top for box in boxes) - CLEAR, max(box.bottom for box in boxes) + CLEAR


def _boxes(row: Row) -> Iterator[Box]:
    for text in row.texts():
        yield text.box
    for square in row.squares:
        yield Box(square.x, square.y, square.x + SQUARE, square.y + SQUARE)


def _cut(spans: list[tuple[float, float]], top: int, limit: int) -> int:
    """The lowest y within the limit that is clear; the limit itself if there is none."""
    near = [span for span in spans if top < span[1] and span[0] < top + limit]
    for y in range(top + limit, top + limit // 2, -1):
        if not any(above < y < below for above, below in near):
            return y
    return top + limit
