"""The boxes of a neighbourhood: a party with its link, and beside it what opens or closes it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.language import say
from graph.words import Cover
from server.pictures.around.contents import Rest
from server.pictures.around.toggles import Press, presses
from server.pictures.around.words import Words, square_of
from server.pictures.drawing import Node, Shape
from server.pictures.picture import SQUARE, Box, Style, Text, measured, text_at

WIDTH, HEIGHT = 160, 44
TOGGLE = 34
"""The room for what opens and closes, at the right end of a box."""
PAD = 9
UPPER, LOWER = -10, 11
"""From the middle of a box to those of its two lines."""
SQUARE_ROOM = SQUARE + 6
CORNER = 5


class Urls(Protocol):
    """Where boxes lead, by the keys of parties."""

    def party(self, key: str) -> str: ...

    def beside(self, key: str) -> str:
        """The list of all that is linked to a party."""
        ...

    def opened(self, keys: tuple[str, ...]) -> str:
        """The page with this picture, with these opened in turn."""
        ...


class Spot(NamedTuple):
    """The left edge of a box, and its middle."""

    x: int
    middle: int

    def box(self, left: int = 0, right: int = WIDTH) -> Box:
        top = self.middle - HEIGHT // 2
        return Box(self.x + left, top, self.x + right, top + HEIGHT)


@dataclass(frozen=True)
class Boxes:
    """Makes them. Without `toggles` nothing opens or closes: a file has nothing to press."""

    words: Words
    urls: Urls
    toggles: bool

    def nodes(self, entry: int | Rest, spot: Spot) -> Iterator[Node]:
        """A box, and what stands in it beside its link."""
        press = presses(self.words, entry) if self.toggles else None
        end = WIDTH - TOGGLE if press else WIDTH
        yield (
            self._rest(entry, spot, end)
            if isinstance(entry, Rest)
            else self._party(entry, spot, end)
        )
        if press:
            yield self._toggle(press, spot)

    def _party(self, row: int, spot: Spot, end: int) -> Node:
        words = self.words
        here = row == words.contents.center
        frame = Shape(f"around-box{' here' if here else ''}", _frame(spot))
        lines = tuple(self._lines(row, spot, end - 4))
        return Node(
            self.urls.party(words.key(row)),
            words.label(row, _seen(lines)),
            spot.box(right=end),
            (frame, *self._square(row, spot)),
            lines,
            current=here,
        )

    def _square(self, row: int, spot: Spot) -> Iterator[Shape]:
        cover = self.words.cover(row)
        if cover is not None:
            left, top = spot.x + PAD + 0.5, spot.middle + UPPER - SQUARE / 2
            side = SQUARE - 1
            yield Shape(square_of(cover), f"M{left} {top}h{side}v{side}h-{side}z")

    def _lines(self, row: int, spot: Spot, end: int) -> Iterator[Text]:
        words, cover = self.words, self.words.cover(row)
        left = PAD if cover is None else PAD + SQUARE_ROOM
        style = Style.COUNTY if row == words.contents.center else Style.PLACE
        if cover is not None and cover > Cover.PLANNED:
            style = Style.ALERT
        x, y, limit = spot.x + left, spot.middle + UPPER, end - left
        yield text_at(
            x, y, words.short(row, style, limit), style, full=words.name(row), limit=limit
        )
        x, y, limit = spot.x + PAD, spot.middle + LOWER, end - PAD
        yield text_at(x, y, words.small(row, limit), Style.REMARK, limit=limit)

    def _rest(self, rest: Rest, spot: Spot, end: int) -> Node:
        x, middle = spot.x + PAD, spot.middle
        lines = (
            text_at(x, middle + UPPER, say("还有 {n:,} 个", n=rest.hidden), Style.PLACE),
            text_at(x, middle + LOWER, say("共 {n:,} 个，看名单", n=rest.total), Style.REMARK),
        )
        return Node(
            self.urls.beside(self.words.key(rest.party)),
            self.words.rest(rest, _seen(lines)),
            spot.box(right=end),
            (Shape("around-box rest", _frame(spot)),),
            lines,
        )

    def _toggle(self, press: Press, spot: Spot) -> Node:
        box = spot.box(left=WIDTH - TOGGLE)
        x = int(box.left) + (TOGGLE - measured(press.sign, Style.REMARK)) // 2
        opened = self.urls.opened(tuple(map(self.words.key, press.opened)))
        return Node(
            f"{opened}#{press.spot}",
            press.label,
            box,
            (Shape("around-toggle", _end(box)),),
            (text_at(x, spot.middle, press.sign, Style.REMARK),),
            spot=press.spot,
            renews=True,
        )


def _seen(lines: Iterable[Text]) -> str:
    return " ".join(line.text for line in lines)


def _frame(spot: Spot) -> str:
    left, top, r = spot.x, spot.middle - HEIGHT // 2, CORNER
    across, down = WIDTH - 2 * r, HEIGHT - 2 * r
    return (
        f"M{left + r} {top}h{across}q{r} 0 {r} {r}v{down}q0 {r} -{r} {r}"
        f"h-{across}q-{r} 0 -{r} -{r}v-{down}q0 -{r} {r} -{r}z"
    )


def _end(box: Box) -> str:
    """The right end of a box, inside of its frame."""
    left, top, r = int(box.left), int(box.top) + 1, CORNER - 1
    across, down = TOGGLE - 1 - r, HEIGHT - 2 - 2 * r
    return f"M{left} {top}h{across}q{r} 0 {r} {r}v{down}q0 {r} -{r} {r}h-{across}z"
