"""Around what any picture draws: its title, its sentences and the key to its styles."""

from collections.abc import Iterable, Mapping

from server.pictures.columns import MARGIN
from server.pictures.drawing import Shape, Sign
from server.pictures.picture import SQUARE, TYPES, Key, Style, Text, measured, text_at
from server.pictures.text import wrap

NARROWEST = 640
TITLE_MIDDLE = 30
ABOUT_LINE = 21
FIRST_LINE = TITLE_MIDDLE + 28
HEADS_GAP = 36
"""From the legend to the headings."""
NOTE_GAP = 30
KEY_LINE = 28
KEY_TEXT = 7
"""From a symbol to what it means."""
KEY_GAP = 22


def title_at(title: str, width: int = NARROWEST) -> Text:
    return text_at(MARGIN, TITLE_MIDDLE, title, Style.TITLE, limit=width - 2 * MARGIN)


def lines_at(text: str, middle: int, width: int, href: str = "") -> tuple[Text, ...]:
    """Sentences from the centre of their first line down, in as many lines as they need."""
    lines = wrap(text, width - 2 * MARGIN, TYPES[Style.ABOUT].size)
    return tuple(
        text_at(MARGIN, middle + ABOUT_LINE * index, line, Style.ABOUT, href=href)
        for index, line in enumerate(lines)
    )


def keys_at(
    meanings: Mapping[str, str], squares: Iterable[str], middle: int, width: int
) -> tuple[Key, ...]:
    """What each style means; those among `squares` are drawn as one, the others as a line."""
    sizes = {style: SQUARE if style in squares else KEY_LINE for style in meanings}
    return tuple(
        Key(
            style,
            (x, y - SQUARE // 2) if style in squares else None,
            f"M{x} {y}h{KEY_LINE}",
            text_at(x + sizes[style] + KEY_TEXT, y, meanings[style], Style.LEGEND),
        )
        for style, (x, y) in _places(meanings, sizes, middle, width).items()
    )


def signs_at(
    meanings: Mapping[str, str], squares: Iterable[str], middle: int, width: int
) -> tuple[Sign, ...]:
    """The same for a `Drawing`: a style is the whole class of its shape, `part covered`."""
    sizes = {style: SQUARE if style in squares else KEY_LINE for style in meanings}
    return tuple(
        Sign(
            Shape(style, _square(x, y) if style in squares else f"M{x} {y}h{KEY_LINE}"),
            text_at(x + sizes[style] + KEY_TEXT, y, meanings[style], Style.LEGEND),
        )
        for style, (x, y) in _places(meanings, sizes, middle, width).items()
    )


def _square(x: int, middle: int) -> str:
    side = SQUARE - 1
    return f"M{x + 0.5} {middle - SQUARE / 2}h{side}v{side}h-{side}z"


def _places(
    meanings: Mapping[str, str], sizes: Mapping[str, int], middle: int, width: int
) -> dict[str, tuple[int, int]]:
    """Where each symbol begins, and the middle of its line: in one line, or as many as it takes."""
    places, x = {}, MARGIN
    for style, meaning in meanings.items():
        needed = sizes[style] + KEY_TEXT + measured(meaning, Style.LEGEND)
        if x > MARGIN and x + needed > width - MARGIN:
            x, middle = MARGIN, middle + ABOUT_LINE
        places[style] = (x, middle)
        x += needed + KEY_GAP
    return places
