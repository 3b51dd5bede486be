"""The picture of what surrounds a party, as a drawing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph.analysis.coverage import View
from graph.language import say
from graph.network.snapshot import Snapshot
from server.pictures.around.boxes import HEIGHT, WIDTH, Boxes, Spot, Urls
from server.pictures.around.contents import Contents, Rest
from server.pictures.around.layout import Item, Layout, Line, arrange
from server.pictures.around.lines import shapes
from server.pictures.around.words import (
    HEADS,
    REST,
    SIGNS,
    SQUARES,
    Words,
    rank_of,
    square_of,
    tie_style,
)
from server.pictures.columns import MARGIN
from server.pictures.drawing import Band, Drawing, Sign
from server.pictures.frame import FIRST_LINE, HEADS_GAP, NARROWEST, lines_at, signs_at, title_at
from server.pictures.picture import Style, Text, text_at
from server.pictures.sheets import cut

GAP = 48
"""Between columns, for the lines."""
HEAD_GAP = 20
"""From the middle of the headings to the upper edge of the first box."""


def around_picture(
    snapshot: Snapshot, view: View, contents: Contents, urls: Urls, *, toggles: bool = True
) -> Drawing:
    """The same snapshot, view and contents give the same picture."""
    words = Words(snapshot, view, contents)
    entries = contents.order
    layout = arrange(_ranks(snapshot, entries), _lines(snapshot, contents))
    columns = max(layout.columns) + 1
    width = max(2 * MARGIN + columns * WIDTH + (columns - 1) * GAP, NARROWEST)
    about = lines_at(words.about(), FIRST_LINE, width)
    legend = _legend(words, about[-1].y + 20, width)
    head = (legend[-1].text.y if legend else about[-1].y) + HEADS_GAP
    upper = head + HEAD_GAP + HEIGHT // 2
    middles = {item: y + upper for item, y in layout.middles.items()}
    xs = tuple(MARGIN + at * (WIDTH + GAP) for at in range(columns))
    boxes = Boxes(words, urls, toggles)
    height = max(middles.values()) + HEIGHT // 2 + MARGIN
    drawing = Drawing(
        width=width,
        height=height,
        title=title_at(words.title(), width),
        about=about,
        legend=legend,
        heads=tuple(_heads(snapshot, entries, layout, xs, head)),
        lines=tuple(shapes(layout, xs, middles)),
        bands=tuple(_bands(boxes, contents, layout, xs, middles)),
    )
    return replace(drawing, sheets=cut(width, height, drawing.spans()))


def _ranks(snapshot: Snapshot, entries: Iterable[int | Rest]) -> list[int]:
    """The rest of a party stands where the first of it would."""
    rows = (one.like if isinstance(one, Rest) else one for one in entries)
    return [rank_of(snapshot, row) for row in rows]


def _lines(snapshot: Snapshot, contents: Contents) -> list[Line]:
    """Between what is shown, and from each party to its rest; by the numbers of entries."""
    number = {entry: at for at, entry in enumerate(contents.order)}
    found = [Line(number[it.start], number[it.end], tie_style(it.stage)) for it in contents.ties]
    for rest, at in number.items():
        if isinstance(rest, Rest):
            ends = number[rest.party], at
            turned = rank_of(snapshot, rest.party) > rank_of(snapshot, rest.like)
            found.append(Line(*(ends[::-1] if turned else ends), REST))
    return found


def _legend(words: Words, middle: int, width: int) -> tuple[Sign, ...]:
    """What occurs."""
    contents = words.contents
    covers = (words.cover(row) for row in contents.parties)
    found = {square_of(cover) for cover in covers if cover is not None}
    found |= {tie_style(tie.stage) for tie in contents.ties}
    squares = {
        style: say("{target}{cover}", target=words.target, cover=said)
        for style, said in SQUARES.items()
    }
    meanings = {style: said for style, said in {**squares, **SIGNS}.items() if style in found}
    return signs_at(meanings, SQUARES, middle, width)


def _heads(
    snapshot: Snapshot, entries: Iterable[int | Rest], layout: Layout, xs: tuple[int, ...], y: int
) -> Iterator[Text]:
    named = dict(zip(layout.columns, _ranks(snapshot, entries), strict=True))
    for column, rank in sorted(named.items()):
        yield text_at(xs[column], y, HEADS[rank], Style.HEAD)


def _bands(
    boxes: Boxes,
    contents: Contents,
    layout: Layout,
    xs: tuple[int, ...],
    middles: Mapping[Item, int],
) -> Iterator[Band]:
    """A column is a band: who reads it by ear hears whose it is."""
    ranks = _ranks(boxes.words.snapshot, contents.order)
    for column, x in enumerate(xs):
        here = [at for at, its in enumerate(layout.columns) if its == column]
        nodes = (boxes.nodes(contents.order[at], Spot(x, middles[at])) for at in here)
        yield Band(HEADS[ranks[here[0]]], tuple(node for made in nodes for node in made))
