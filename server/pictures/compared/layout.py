"""Where the parts of the picture stand: rows in their own order, donors as near to them as fits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from server.pictures.columns import BAR, LINK_GAP, MARGIN, NUMBER_GAP, SQUARES_GAP
from server.pictures.compared.contents import Contents, Row, Side, drawn_cells
from server.pictures.compared.shapes import BAR_WIDTH, across, lines
from server.pictures.compared.words import Said, Words, remark
from server.pictures.packing import pack
from server.pictures.picture import Style, measured, shown_width
from server.pictures.rows import LINE, ROW

SIGN = 22
"""Beside a donor's name, for what became of it."""
FEW_TIES, WIDE_GAP = 24, 140
GROUP_GAP = 8
FOLD_GAP = 6


Figures = Mapping[int, tuple[Said, Said, Said, Said]]
"""Of each place: was, now, gained and lost."""


@dataclass(frozen=True)
class Columns:
    """x of the left edges; of numbers, and of those that end with `_end`, of the right ones."""

    donor: int
    donor_end: int
    place: int
    place_end: int
    was: int
    now: int
    gained: int
    lost: int
    cells: int
    cells_end: int
    giver: int
    width: int


@dataclass(frozen=True)
class Rows:
    """Centres by party, in px from the top of the first row."""

    places: dict[int, int]
    groups: dict[int, int]
    left: dict[int, int]
    right: dict[int, int]
    fold: int
    height: int


def columns_of(held: Contents, words: Words, figures: Figures) -> Columns:
    heads = words.heads
    left = _side_width(held.left, words, right=False)
    right = _side_width(held.right, words, right=True)
    names = [shown_width(words.place(row).text, Style.PLACE) for row in held.rows]
    place_end = (place := MARGIN + left + _gap(held.left)) + max(
        [measured(heads.place, Style.HEAD), *names]
    )
    edges = [place_end]
    for index, head in enumerate((heads.was, heads.now, heads.gained, heads.lost)):
        style = Style.NUMBER if index < 2 else Style.GAIN
        numbers = [measured(said[index].text, style) for said in figures.values()]
        width = max([measured(head, Style.NUMBER_HEAD), *numbers])
        edges.append(edges[-1] + NUMBER_GAP + width)
    cells = edges[-1] + SQUARES_GAP
    cells_end = cells + max(
        [measured(heads.cells, Style.HEAD), *(row_width(row, held) for row in held.rows)]
    )
    giver = cells_end + _gap(held.right)
    width = giver + right + MARGIN
    was, now, gained, lost = edges[1:]
    return Columns(
        *(MARGIN, MARGIN + left, place, place_end),
        *(was, now, gained, lost),
        *(cells, cells_end, giver, width),
    )


def _gap(side: Side) -> int:
    """Between donors and places: many lines need more room to be told apart."""
    if not side.donors:
        return 0
    return LINK_GAP if len(side.ties) <= FEW_TIES else WIDE_GAP


def _side_width(side: Side, words: Words, *, right: bool) -> int:
    """Of bars, signs and names; nothing where there is no donor."""
    if not side.donors:
        return 0
    said = (words.donor(donor, ties, right=right).text for donor, ties in side.by_donor.items())
    head = measured(words.heads.right if right else words.heads.left, Style.HEAD)
    return BAR + SIGN + max([head, *(shown_width(text, Style.DONOR) for text in said)])


def row_width(row: Row, held: Contents) -> int:
    """Of what stands behind the numbers of a row."""
    drawn = len(drawn_cells(row))
    said = measured(remark(row, held, drawn), Style.REMARK)
    return max(BAR_WIDTH if row.bars else across(drawn), said)


def rows_of(held: Contents, words: Words) -> Rows:
    heights = _heights(held)
    places: dict[int, float] = {}
    groups: dict[int, float] = {}
    top = 0.0
    last = None
    for row, height in zip(held.rows, heights, strict=True):
        if row.group != last:
            top += GROUP_GAP if last is not None else 0
            if words.group(row.group) is not None:
                groups[row.group] = top + ROW / 2
                top += ROW
            last = row.group
        places[row.place] = top + height / 2
        top += height
    left, right = (_packed(side, places) for side in (held.left, held.right))
    centres = [*left.values(), *right.values()]
    first = min([0.0, *(at - ROW / 2 for at in centres)])
    bottom = max([top, *(at + ROW / 2 for at in centres)])
    fold = bottom + FOLD_GAP + ROW / 2
    below = fold + ROW / 2 if words.folded(held).text else bottom
    down = partial(_down, first)
    return Rows(
        *(down(places), down(groups), down(left), down(right)),
        round(fold - first),
        round(below - first),
    )


def _down(top: float, centres: Mapping[int, float]) -> dict[int, int]:
    return {party: round(at - top) for party, at in centres.items()}


def _heights(held: Contents) -> list[int]:
    """A row is as high as its lines of villages, and as the donors beside it on either side; a
    donor of several places stands beside each in part."""
    beside = [_beside(side) for side in (held.left, held.right)]
    return [
        max(
            row_lines(row, held) * LINE + ROW - LINE,
            # A sum of thirds is a little less than one.
            *(ROW * int(some.get(row.place, 0) + 0.001) for some in beside),
        )
        for row in held.rows
    ]


def row_lines(row: Row, held: Contents) -> int:
    """Of villages, and of what is said of those left out."""
    drawn = len(drawn_cells(row))
    said = bool(remark(row, held, drawn))
    return (lines(drawn) if drawn or row.bars or not said else 0) + said


def _beside(side: Side) -> dict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for places in _places(side).values():
        for place in places:
            found[place] += 1 / len(places)
    return found


def _packed(side: Side, at: dict[int, float]) -> dict[int, float]:
    """By the middle of their places, then by row."""
    wishes = {donor: [at[place] for place in places] for donor, places in _places(side).items()}
    order = sorted(wishes, key=lambda donor: (sum(wishes[donor]) / len(wishes[donor]), donor))
    heights: Sequence[float] = [ROW] * len(order)
    return dict(zip(order, pack([wishes[donor] for donor in order], heights), strict=True))


def _places(side: Side) -> dict[int, list[int]]:
    return {donor: [tie.place for tie in ties] for donor, ties in side.by_donor.items()}
