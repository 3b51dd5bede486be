"""The whole city: districts as boxes on the left, counties as rows on the right, lines between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.language import say, say_as
from server.pictures.city.contents import County, District
from server.pictures.city.order import ordered
from server.pictures.city.scene import Scene, Top, foot, name_style, top
from server.pictures.city.shapes import MANY, bar, line_style, rounded
from server.pictures.columns import MARGIN
from server.pictures.drawing import Band, Drawing, Node, Shape
from server.pictures.frame import NARROWEST, NOTE_GAP, title_at
from server.pictures.packing import curve, pack
from server.pictures.picture import (
    NAME_LIMIT,
    Box,
    Style,
    Text,
    measured,
    shown_width,
    text_at,
)

SIGNS = {
    "line joint signed": say("已签订"),
    "line joint planned-line": say("已列任务"),
    "line joint negotiating": say("协商中"),
    "line joint signed busy": say("{n}条及以上", n=MANY),
}
HEADS = (
    *(say("支援区"), say("受援县"), say("覆盖")),
    *(say("已结对/目标村"), say("覆盖率"), say("所在")),
)
ROW, GROUP_GAP = 22, 10
BAR_WIDTH, BAR_HEIGHT = 120, 10
BOX_HEIGHT, BOX_GAP, BOX_PAD = 42, 12, 12
LINE_GAP = 300
GAP, WIDE_GAP = 14, 22
HEAD_GAP = 6
"""Between two headings at least."""
PLACE_LIMIT = 250


class Columns(NamedTuple):
    """x of left edges; of right edges for the numbers."""

    box: int
    box_end: int
    name: int
    bar: int
    figures: int
    rate: int
    bracket: int
    place: int
    width: int


@dataclass(frozen=True)
class Rows:
    """The middle of each county's row and of each district's box, by row of the party."""

    groups: tuple[tuple[str, list[County]], ...]
    counties: Mapping[int, int]
    boxes: Mapping[int, int]
    below: int


def whole(scene: Scene) -> Drawing:
    """At least one county is there."""
    columns = _columns(scene)
    above = top(scene, SIGNS, (), columns.width)
    rows = _rows(scene, above.heads + 18)
    notes = scene.notes(rows.below + NOTE_GAP, columns.width)
    return Drawing(
        width=columns.width,
        height=foot(notes, rows.below),
        title=title_at(scene.words.title(), columns.width),
        about=above.about,
        legend=above.legend,
        heads=tuple(_heads(columns, above)),
        lines=(*_lines(scene, columns, rows), *_bars(columns, rows)),
        bands=(_boxes(scene, columns, rows), *_bands(scene, columns, rows)),
        notes=notes,
    )


def _columns(scene: Scene) -> Columns:
    words, counties = scene.words, scene.contents.shown
    boxes = scene.contents.boxes
    widths = [shown_width(words.name(box.row), Style.COUNTY) for box in boxes]
    widths += [measured(words.district_line(box), Style.REMARK) for box in boxes]
    box_end = MARGIN + max(widths, default=0) + 2 * BOX_PAD
    name = box_end + LINE_GAP
    bar_x = (
        name
        + GAP
        + _widest(
            (
                measured(HEADS[1], Style.HEAD) - GAP + HEAD_GAP,
                *(shown_width(words.name(it.row), name_style(it, Style.PLACE)) for it in counties),
            )
        )
    )
    figures = bar_x + BAR_WIDTH + GAP
    figures += _headed(HEADS[3], (measured(words.figures(it), Style.NUMBER) for it in counties))
    rate = figures + GAP
    rate += _headed(HEADS[4], (measured(words.rate(it), Style.NUMBER) for it in counties))
    places = (words.place(it.row) for it in counties)
    place = rate + WIDE_GAP + GAP
    width = place + _widest(shown_width(it, Style.GROUP, PLACE_LIMIT) for it in places) + MARGIN
    columns = Columns(MARGIN, box_end, name, bar_x, figures, rate, rate + WIDE_GAP, place, width)
    return columns._replace(width=max(width, NARROWEST))


def _widest(widths: Iterable[int]) -> int:
    return max(widths, default=0)


def _headed(head: str, widths: Iterable[int]) -> int:
    return max(measured(head, Style.NUMBER_HEAD), _widest(widths))


def _rows(scene: Scene, upper: int) -> Rows:
    contents = scene.contents
    by_row = {county.row: county for county in contents.shown}
    districts, counties = ordered(scene.snapshot, contents.lines, list(by_row))
    groups = tuple(scene.groups(by_row[county] for county in counties))
    middles, y = {}, upper
    for _, held in groups:
        for county in held:
            middles[county.row] = y + 12
            y += ROW
        y += GROUP_GAP
    lower = y - GROUP_GAP
    idle = [box.row for box in contents.boxes if box.row not in districts]
    wishes = _wishes(scene, districts, middles) + [[float(lower)]] * len(idle)
    boxes = _boxes_between(wishes, upper, lower)
    below = max([lower, *(middle + BOX_HEIGHT // 2 for middle in boxes)])
    return Rows(groups, middles, dict(zip((*districts, *idle), boxes, strict=True)), below)


def _wishes(
    scene: Scene, districts: Sequence[int], middles: Mapping[int, int]
) -> list[list[float]]:
    """Where each district would stand: at any of its counties."""
    held: dict[int, list[float]] = {district: [] for district in districts}
    for line in scene.contents.lines:
        held[line.district].append(float(middles[line.county]))
    return list(held.values())


def _boxes_between(wishes: list[list[float]], upper: int, lower: int) -> list[int]:
    """Middles of boxes in this order: at their wishes, none above `upper`, nor any below `lower`
    as long as there is room."""
    step, half = BOX_HEIGHT + BOX_GAP, BOX_HEIGHT // 2
    places = [round(place) for place in pack(wishes, [step] * len(wishes))]
    room = max(lower - half, upper + half + step * (len(places) - 1))
    lowest = (room - step * index for index in range(len(places)))
    places = [min(place, low) for place, low in zip(places[::-1], lowest, strict=True)][::-1]
    highest = (upper + half + step * index for index in range(len(places)))
    return [max(place, high) for place, high in zip(places, highest, strict=True)]


def _heads(columns: Columns, above: Top) -> Iterator[Text]:
    lefts = (columns.box, columns.name, columns.bar, columns.figures, columns.rate, columns.place)
    for x, text in zip(lefts, HEADS, strict=True):
        style = Style.NUMBER_HEAD if x in (columns.figures, columns.rate) else Style.HEAD
        yield text_at(x, above.heads, text, style)


def _lines(scene: Scene, columns: Columns, rows: Rows) -> Iterator[Shape]:
    for one in scene.contents.lines:
        start = (columns.box_end, rows.boxes[one.district])
        end = (columns.name - 8, rows.counties[one.county])
        yield Shape(line_style(one.stage, one.pairings), curve(start, columns.box_end, end))


def _bars(columns: Columns, rows: Rows) -> Iterator[Shape]:
    for _, held in rows.groups:
        for county in held:
            if county.coverage.total:
                y = rows.counties[county.row] - BAR_HEIGHT // 2
                yield from bar(county.coverage, columns.bar, y, BAR_WIDTH, BAR_HEIGHT)


def _boxes(scene: Scene, columns: Columns, rows: Rows) -> Band:
    by_row = {box.row: box for box in scene.contents.boxes}
    nodes = (_box(scene, columns, by_row[row], y) for row, y in rows.boxes.items())
    return Band(say_as("nav", "支援区"), tuple(nodes))


def _box(scene: Scene, columns: Columns, box: District, middle: int) -> Node:
    words, left, size = scene.words, columns.box, columns.box_end - columns.box
    upper = middle - BOX_HEIGHT // 2
    name = words.name(box.row)
    return Node(
        scene.district_url(box.row),
        words.district_label(box),
        Box(left, upper, columns.box_end, upper + BOX_HEIGHT),
        (Shape("city-box", rounded(left, upper, size, BOX_HEIGHT)),),
        (
            text_at(left + BOX_PAD, upper + 13, name, Style.COUNTY, limit=NAME_LIMIT),
            text_at(left + BOX_PAD, upper + 31, words.district_line(box), Style.REMARK),
        ),
    )


def _bands(scene: Scene, columns: Columns, rows: Rows) -> Iterator[Band]:
    for place, held in rows.groups:
        first, last = (rows.counties[held[at].row] for at in (0, -1))
        middle = (first + last) // 2
        bracket = f"M{columns.bracket} {first - 9}V{last + 9}"
        yield Band(
            place,
            tuple(_row(scene, columns, it, rows.counties[it.row]) for it in held),
            (text_at(columns.place, middle, place, Style.GROUP, limit=PLACE_LIMIT),),
            (Shape("bracket", bracket),),
        )


def _row(scene: Scene, columns: Columns, county: County, middle: int) -> Node:
    words = scene.words
    name = text_at(
        *(columns.name, middle, words.name(county.row), name_style(county, Style.PLACE)),
        limit=NAME_LIMIT,
    )
    if county.coverage.total:
        numbers: tuple[Text, ...] = (
            text_at(columns.figures, middle, words.figures(county), Style.NUMBER),
            text_at(columns.rate, middle, words.rate(county), Style.NUMBER),
        )
    else:
        numbers = (text_at(columns.bar, middle, words.unlisted(county), Style.REMARK),)
    return Node(
        scene.county_url(county.row),
        words.county_label(county),
        Box(columns.name - 4, middle - 12, columns.rate + 4, middle + 10),
        texts=(name, *numbers),
    )
