"""One district: a box on the left, its counties as cards on the right, flows between, the wider
the more pairings there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from graph.language import joined, say, say_as
from server.pictures.city.contents import County
from server.pictures.city.scene import Scene, foot, name_style, top
from server.pictures.city.shapes import LINES, bar, flow, rounded, tip
from server.pictures.columns import MARGIN
from server.pictures.drawing import Band, Drawing, Node, Shape
from server.pictures.frame import NOTE_GAP, title_at
from server.pictures.picture import NAME_LIMIT, Box, Style, Text, measured, shown_width, text_at

SIGNS = {
    f"flow {style}": say("带子：{stage}", stage=stage.chinese) for stage, style in LINES.items()
}
BOX_WIDTH, BOX_HEIGHT, BOX_PAD = 220, 96, 14
LOWEST = 280
"""From the first card to the middle of the box, at most: the box stands on the first screen."""
FLOW_GAP = 300
CARD_HEIGHT, CARD_GAP, HEAD_HEIGHT, GROUP_GAP = 58, 10, 26, 12
PAD = 14
BAR_WIDTH, BAR_HEIGHT = 180, 12
UPPER, LOWER = 19, 41
"""From a card's upper edge to the middles of its lines."""
WIDEST, ALL = 40, 150
"""px of the widest flow, and of all side by side."""
THINNEST = 2


@dataclass(frozen=True)
class Cards:
    """The upper edge of each heading and of each card; what lies below."""

    groups: tuple[tuple[str, int, list[County]], ...]
    tops: dict[int, int]
    below: int


def fan(scene: Scene) -> Drawing:
    """At least one county is there, and each is joined with the district alone."""
    left = MARGIN + BOX_WIDTH + FLOW_GAP
    split = left + 2 * PAD + _left_width(scene)
    right = split + PAD + _right_width(scene)
    width = right + MARGIN
    above = top(scene, SIGNS, SIGNS, width)
    cards = _cards(scene, above.legend[-1].text.y + 24)
    counties = [county for _, _, held in cards.groups for county in held]
    sizes = _sizes([county.pairings for county in counties])
    middle = _middle(cards, sum(sizes))
    below = max(cards.below, middle + _box_height(sizes) // 2)
    notes = scene.notes(below + NOTE_GAP, width)
    return Drawing(
        width=width,
        height=foot(notes, below),
        title=title_at(scene.words.title(), width),
        about=above.about,
        legend=above.legend,
        lines=tuple(_flows(counties, cards, sizes, middle, left)),
        bands=(
            Band(say_as("nav", "支援区"), (_box(scene, middle, _box_height(sizes)),)),
            *_bands(scene, cards, (left, split, right)),
        ),
        notes=notes,
    )


def _left_width(scene: Scene) -> int:
    words, counties = scene.words, scene.contents.shown
    names = (shown_width(words.name(it.row), name_style(it, Style.COUNTY)) for it in counties)
    lines = (measured(words.card_line(it), Style.REMARK) for it in counties)
    return max(*names, *lines)


def _right_width(scene: Scene) -> int:
    words, counties = scene.words, scene.contents.shown
    rate = BAR_WIDTH + 12 + max(measured(words.rate(it), Style.NUMBER) for it in counties)
    lines = (measured(_below_bar(scene, it), Style.REMARK) for it in counties)
    return max(rate, *lines) + PAD


def _below_bar(scene: Scene, county: County) -> str:
    return scene.words.cover_line(county) if county.coverage.total else ""


def _cards(scene: Scene, upper: int) -> Cards:
    groups, tops, y = [], {}, upper
    for place, held in scene.groups(scene.contents.shown):
        groups.append((place, y, held))
        y += HEAD_HEIGHT
        for county in held:
            tops[county.row] = y
            y += CARD_HEIGHT + CARD_GAP
        y += GROUP_GAP
    return Cards(tuple(groups), tops, y - GROUP_GAP - CARD_GAP)


def _sizes(pairings: Sequence[int]) -> list[int]:
    """The width of each flow: in proportion, but none so thin that it could not be seen."""
    unit = min(WIDEST / max(pairings), ALL / sum(pairings))
    return [max(round(number * unit), THINNEST) for number in pairings]


def _box_height(sizes: Sequence[int]) -> int:
    return max(BOX_HEIGHT, sum(sizes) + 2 * PAD)


def _middle(cards: Cards, stack: int) -> int:
    """Of the box: beside the middle card, or as low as the first screen reaches."""
    first, last = min(cards.tops.values()), max(cards.tops.values()) + CARD_HEIGHT
    half = max(BOX_HEIGHT, stack + 2 * PAD) // 2
    return max(min((first + last) // 2, first + LOWEST), first - HEAD_HEIGHT + half)


def _flows(
    counties: Sequence[County], cards: Cards, sizes: Sequence[int], middle: int, left: int
) -> Iterator[Shape]:
    upper, x = middle - sum(sizes) // 2, MARGIN + BOX_WIDTH
    starts = accumulate(sizes[:-1], initial=upper)
    for county, size, start in zip(counties, sizes, starts, strict=True):
        end = cards.tops[county.row] + CARD_HEIGHT // 2
        style = f"flow {LINES[county.joined[0].stage]}"
        yield Shape(style, flow((x, start), (left - 9, end - size // 2), size))
        yield Shape("flow-tip", tip(left, end))


def _box(scene: Scene, middle: int, height: int) -> Node:
    contents, upper = scene.contents, middle - height // 2
    (district,) = contents.districts
    name = scene.words.name(district.row)
    held = (
        say("{n} 个县", n=len(district.joined)),
        say("{n:,} 条结对关系", n=contents.pairings),
    )
    limit = BOX_WIDTH - 2 * BOX_PAD
    lines = (
        _centred(name, middle - 14, Style.FILLED, limit),
        _centred(held[0], middle + 13, Style.FILLED_NOTE, limit),
        _centred(held[1], middle + 33, Style.FILLED_NOTE, limit),
    )
    return Node(
        scene.pairings_url(contents.within),
        joined((name, *held), say("，")),
        Box(MARGIN, upper, MARGIN + BOX_WIDTH, upper + height),
        (Shape("city-giver", rounded(MARGIN, upper, BOX_WIDTH, height)),),
        lines,
        current=True,
    )


def _centred(text: str, middle: int, style: Style, limit: int) -> Text:
    wide = shown_width(text, style, limit)
    return text_at(MARGIN + (BOX_WIDTH - wide) // 2, middle, text, style, limit=limit)


def _bands(scene: Scene, cards: Cards, across: tuple[int, int, int]) -> Iterator[Band]:
    left, _, right = across
    for place, y, held in cards.groups:
        yield Band(
            place,
            tuple(node for it in held for node in _card(scene, it, cards.tops[it.row], across)),
            (text_at(left, y + 10, place, Style.GROUP, limit=right - left),),
            tuple(
                Shape("city-box", rounded(left, cards.tops[it.row], right - left, CARD_HEIGHT))
                for it in held
            ),
        )


def _card(scene: Scene, county: County, y: int, across: tuple[int, int, int]) -> Iterator[Node]:
    """Its name with what the district gives it, and its cover."""
    words, (left, split, right) = scene.words, across
    name, style = words.name(county.row), name_style(county, Style.COUNTY)
    yield Node(
        scene.pairings_url(county.row),
        words.card_label(county),
        Box(left, y, split, y + CARD_HEIGHT),
        (_reach(left, y, split),),
        (
            text_at(left + PAD, y + UPPER, name, style, limit=NAME_LIMIT),
            text_at(left + PAD, y + LOWER, words.card_line(county), Style.REMARK),
        ),
    )
    shapes, texts = _cover(scene, county, y, (split + PAD, right - PAD))
    yield Node(
        scene.county_url(county.row),
        words.cover_label(county),
        Box(split, y, right, y + CARD_HEIGHT),
        (_reach(split, y, right), *shapes),
        texts,
    )


def _reach(left: int, y: int, right: int) -> Shape:
    """Half a card: a pointer or a finger reaches all of it."""
    return Shape("reach", f"M{left} {y}h{right - left}v{CARD_HEIGHT}h-{right - left}z")


def _cover(
    scene: Scene, county: County, y: int, across: tuple[int, int]
) -> tuple[tuple[Shape, ...], tuple[Text, ...]]:
    words, (x, end) = scene.words, across
    if not county.coverage.total:
        return (), (text_at(x, y + CARD_HEIGHT // 2, words.unlisted(county), Style.REMARK),)
    return (
        tuple(bar(county.coverage, x, y + UPPER - BAR_HEIGHT // 2, BAR_WIDTH, BAR_HEIGHT)),
        (
            text_at(end, y + UPPER, words.rate(county), Style.NUMBER),
            text_at(x, y + LOWER, _below_bar(scene, county), Style.REMARK),
        ),
    )
