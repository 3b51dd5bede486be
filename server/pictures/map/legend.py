"""What the circles and the streams mean."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.language import say
from graph.words import Stage
from server.pictures.columns import MARGIN
from server.pictures.drawing import Shape, Sign
from server.pictures.frame import ABOUT_LINE, KEY_LINE, KEY_TEXT
from server.pictures.map.contents import Contents
from server.pictures.map.glyphs import circle, radius, sector
from server.pictures.map.streams import style_of
from server.pictures.map.words import STAGES
from server.pictures.picture import Style, text_at

GAP = 16
DOT = 6
"""The radius of a circle in the legend."""
COVERS = {
    "part covered": say("已结对"),
    "part planned": say("已列任务"),
    "rim open": say("缺：未结对也未列任务"),
}


THICKNESSES = {1: say("1条起"), 30: say("30条起"), 1000: say("1,000条起的结对关系")}


class Key(NamedTuple):
    """A symbol by its classes; `half` of its width lies on each side of its middle."""

    style: str
    half: float
    text: str


def legend(contents: Contents, size: int, middle: int, width: int) -> tuple[Sign, ...]:
    """From the centre of its first line down. It has the same lines whatever the pairings are, so
    that none moves the map."""
    signs: list[Sign] = []
    for keys in _lines(contents, size):
        signs += _line(keys, middle, width)
        middle += ABOUT_LINE
    return tuple(signs)


def _line(keys: Sequence[Key], middle: int, width: int) -> Iterator[Sign]:
    x = MARGIN
    for key in keys:
        start = x + round(2 * key.half) + KEY_TEXT
        room = width - MARGIN - start
        text = text_at(start, middle, key.text, Style.LEGEND, limit=room)
        yield Sign(Shape(key.style, _path(key, x + round(key.half), middle)), text)
        x = start + text.width + GAP


def _lines(contents: Contents, size: int) -> Iterator[list[Key]]:
    if contents.total:
        half = max(size // 2, 1)
        yield [Key(style, DOT, text) for style, text in COVERS.items()]
        text = say("圆的面积是目标村数，这样大的是{n:,}个", n=half)
        yield [Key("sized", radius(half, size), text)]
    if contents.placed:
        yield [Key(style_of(10, stage), KEY_LINE / 2, text) for stage, text in STAGES.items()]
        yield [
            Key(style_of(least, Stage.SIGNED), KEY_LINE / 2, text)
            for least, text in THICKNESSES.items()
        ]


def _path(key: Key, x: int, y: int) -> str:
    if key.half == KEY_LINE / 2:
        return f"M{x - KEY_LINE // 2} {y}h{KEY_LINE}"
    if key.style == "part planned":
        return sector(x, y, DOT, 0, 0.5)
    return circle(x, y, key.half)
