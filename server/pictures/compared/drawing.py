"""The picture of two sides: donors of the first on the left, of the second on the right, and
between them each place with its villages as they were and are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from server.pictures.columns import BAR, MARGIN
from server.pictures.compared.contents import Contents, Mark, Row, Side, drawn_cells
from server.pictures.compared.layout import (
    SIGN,
    Columns,
    Figures,
    Rows,
    columns_of,
    row_lines,
    rows_of,
)
from server.pictures.compared.legend import legend_at
from server.pictures.compared.shapes import PAIR, PER_LINE, ROOM, STEP, across, bars, cell_shapes
from server.pictures.compared.words import SIGNS, Said, Words, cut, mark_of, remark
from server.pictures.donors import BAR_HEIGHT, BESIDE
from server.pictures.drawing import Band, Drawing, Node, Shape
from server.pictures.frame import (
    FIRST_LINE,
    HEADS_GAP,
    NARROWEST,
    NOTE_GAP,
    lines_at,
    title_at,
)
from server.pictures.packing import curve
from server.pictures.picture import NAME_LIMIT, SQUARE, Box, Style, Text, measured, text_at
from server.pictures.rows import LINE
from server.pictures.sheets import cut as sheets

SIGN_STYLES = {Mark.LOST: Style.LOSS, Mark.WORSE: Style.LOSS}


@dataclass(frozen=True)
class Scene:
    """`top` is the y of the upper edge of the first row, `most` the villages of the longest bar."""

    held: Contents
    words: Words
    figures: Figures
    columns: Columns
    rows: Rows
    top: int
    most: int


def compared_picture(held: Contents, words: Words) -> Drawing:
    """The same contents give the same picture. Where nothing is to be drawn it is `empty`, says so
    and leads to the rest."""
    if not held.rows:
        return _nothing(held, words)
    figures = {row.place: words.numbers(row) for row in held.rows}
    columns = columns_of(held, words, figures)
    width = max(columns.width, NARROWEST)
    about = lines_at(words.about(held), FIRST_LINE, width)
    legend = legend_at(held, words, about[-1].y + 20, width)
    heads = legend[-1].text.y + HEADS_GAP
    most = max(1, *(sum(counts) for row in held.rows for counts in row.bars or ((0,),)))
    scene = Scene(held, words, figures, columns, rows_of(held, words), heads + 20, most)
    below = scene.top + scene.rows.height
    left_out = cut(held, words.alike)
    notes = lines_at(left_out, below + NOTE_GAP, width) if left_out else ()
    drawing = Drawing(
        width=width,
        height=(notes[-1].y + 8 if notes else below) + MARGIN // 2,
        title=title_at(words.title, width),
        about=about,
        legend=legend,
        heads=tuple(_heads(scene, heads)),
        lines=(*_left_lines(scene), *_right_lines(scene)),
        bands=tuple(_bands(scene)),
        notes=(*_folded(scene), *notes),
    )
    return replace(drawing, sheets=sheets(width, drawing.height, drawing.spans()))


def _nothing(held: Contents, words: Words) -> Drawing:
    folded = words.folded(held)
    about = lines_at(words.about(held), FIRST_LINE, NARROWEST)
    if folded.text:
        about = (*about, *lines_at(folded.text, about[-1].y + 21, NARROWEST, folded.href))
    return Drawing(NARROWEST, about[-1].y + MARGIN, title_at(words.title), about)


def _heads(scene: Scene, middle: int) -> Iterator[Text]:
    heads, at = scene.words.heads, scene.columns
    for x, text, style in (
        (at.donor + BAR, heads.left if scene.held.left.donors else "", Style.HEAD),
        (at.place, heads.place, Style.HEAD),
        (at.was, heads.was, Style.NUMBER_HEAD),
        (at.now, heads.now, Style.NUMBER_HEAD),
        (at.gained, heads.gained, Style.NUMBER_HEAD),
        (at.lost, heads.lost, Style.NUMBER_HEAD),
        (at.cells, heads.cells, Style.HEAD),
        (at.giver + BAR + SIGN, heads.right if scene.held.right.donors else "", Style.HEAD),
    ):
        if text:
            yield text_at(x, middle, text, style)


def _bands(scene: Scene) -> Iterator[Band]:
    heads, held, rows = scene.words.heads, scene.held, scene.rows
    if held.left.donors:
        yield _donors(scene, held.left, rows.left, heads.left, right=False)
    for party, some in groupby(held.rows, key=lambda row: row.group):
        yield _group(scene, party, list(some))
    if held.right.donors:
        yield _donors(scene, held.right, rows.right, heads.right, right=True)


def _donors(scene: Scene, side: Side, at: dict[int, int], label: str, *, right: bool) -> Band:
    order = sorted(at, key=at.__getitem__)
    x = scene.columns.giver if right else scene.columns.donor
    tops = (scene.top + at[donor] - BAR_HEIGHT // 2 for donor in order)
    path = "".join(f"M{x + 2} {top}v{BAR_HEIGHT}" for top in tops)
    nodes = (_donor(scene, side, donor, scene.top + at[donor], right=right) for donor in order)
    return Band(label, tuple(nodes), shapes=(Shape("bars", path),) if order else ())


def _donor(scene: Scene, side: Side, donor: int, middle: int, *, right: bool) -> Node:
    ties = side.by_donor[donor]
    said, mark = scene.words.donor(donor, ties, right=right), mark_of(ties)
    x = scene.columns.giver if right else scene.columns.donor
    name = text_at(
        x + BAR + (SIGN if right else 0), middle, said.text, Style.DONOR, limit=NAME_LIMIT
    )
    texts = [name]
    if sign := SIGNS[mark]:
        end = x + BAR + SIGN - 2 if right else name.x + name.width + SIGN
        texts.append(text_at(end, middle, sign, SIGN_STYLES.get(mark, Style.GAIN)))
    ends = [text.box for text in texts]
    box = Box(
        x,
        min(one.top for one in ends),
        max(one.right for one in ends),
        max(one.bottom for one in ends),
    )
    return Node(said.href, said.label, box, texts=tuple(texts))


def _group(scene: Scene, party: int, rows: Sequence[Row]) -> Band:
    nodes, texts, shapes = list[Node](), list[Text](), list[Shape]()
    said = scene.words.group(party)
    if said is not None:
        middle = scene.top + scene.rows.groups[party]
        nodes.append(_named(said, scene.columns.place, middle, Style.COUNTY))
    for row in rows:
        middle = scene.top + scene.rows.places[row.place]
        nodes.append(_named(scene.words.place(row), scene.columns.place, middle, Style.PLACE))
        nodes += _cells(scene, row, middle)
        texts += _numbers(scene, row, middle)
        texts += _remark(scene, row, middle)
        shapes += bars(row, scene.most, scene.columns.cells, middle)
    label = said.label or said.text if said is not None else scene.words.heads.place
    return Band(label, tuple(nodes), tuple(texts), tuple(_joined(shapes)))


def _joined(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """One path for all that look alike."""
    for style in dict.fromkeys(shape.style for shape in shapes):
        yield Shape(style, "".join(shape.path for shape in shapes if shape.style == style))


def _named(said: Said, x: int, middle: int, style: Style) -> Node:
    text = text_at(x, middle, said.text, style, limit=NAME_LIMIT)
    return Node(said.href, said.label or said.text, text.box, texts=(text,))


def _numbers(scene: Scene, row: Row, middle: int) -> Iterator[Text]:
    at = scene.columns
    styles = (Style.NUMBER, Style.NUMBER, Style.GAIN, Style.LOSS)
    places = (at.was, at.now, at.gained, at.lost)
    for x, said, style in zip(places, scene.figures[row.place], styles, strict=True):
        if said.text:
            yield text_at(x, middle, said.text, style, href=said.href, label=said.label)


def _first(scene: Scene, row: Row, middle: int) -> int:
    """The middle of the first line of its villages."""
    return middle - (row_lines(row, scene.held) - 1) * LINE // 2


def _cells(scene: Scene, row: Row, middle: int) -> Iterator[Node]:
    first = _first(scene, row, middle)
    for index, cell in enumerate(drawn_cells(row)):
        x = scene.columns.cells + index % PER_LINE * STEP
        y = first + index // PER_LINE * LINE - SQUARE // 2
        said = scene.words.cell(cell)
        box = Box(x - ROOM, y - ROOM, x + PAIR + ROOM, y + SQUARE + ROOM)
        yield Node(said.href, said.label, box, cell_shapes(cell, x, y))


def _remark(scene: Scene, row: Row, middle: int) -> Iterator[Text]:
    text = remark(row, scene.held, len(drawn_cells(row)))
    if text:
        last = _first(scene, row, middle) + (row_lines(row, scene.held) - 1) * LINE
        yield text_at(scene.columns.cells, last, text, Style.REMARK)


def _left_lines(scene: Scene) -> Iterator[Shape]:
    side, at = scene.held.left, scene.rows
    for number, ties in side.by_donor.items():
        y = scene.top + at.left[number]
        donor = _donor(scene, side, number, y, right=False)
        for tie in ties:
            start = (round(donor.box.right) + BESIDE, y)
            end = (scene.columns.place - BESIDE, scene.top + at.places[tie.place])
            path = curve(start, scene.columns.donor_end + BESIDE, end)
            yield Shape(f"tie {tie.mark} {tie.stage}", path)


def _right_lines(scene: Scene) -> Iterator[Shape]:
    by_place = {row.place: row for row in scene.held.rows}
    for tie in scene.held.right.ties:
        middle = scene.top + scene.rows.places[tie.place]
        start = scene.columns.cells + _wide(scene, by_place[tie.place]) + BESIDE
        end = (scene.columns.giver - BESIDE, scene.top + scene.rows.right[tie.donor])
        path = curve((start, middle), scene.columns.cells_end + BESIDE, end)
        yield Shape(f"tie {tie.mark} {tie.stage}", path)


def _wide(scene: Scene, row: Row) -> int:
    """How far its villages reach to the right."""
    if row.bars or remark(row, scene.held, len(drawn_cells(row))):
        return scene.columns.cells_end - scene.columns.cells
    return across(len(drawn_cells(row)))


def _folded(scene: Scene) -> Iterator[Text]:
    said = scene.words.folded(scene.held)
    if said.text:
        middle, width = scene.top + scene.rows.fold, max(scene.columns.width, NARROWEST)
        last = width - MARGIN - measured(said.text, Style.ABOUT)
        x = max(min(scene.columns.place, last), MARGIN)
        yield text_at(x, middle, said.text, Style.ABOUT, href=said.href, label=said.label)
