"""The map as a drawing: sentences, rings, streams, counties, those without a seat."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from graph.analysis.coverage import View
from graph.network.snapshot import Snapshot
from graph.seats import Seat, known_seats
from server.pictures.columns import MARGIN
from server.pictures.drawing import Band, Drawing, Node, Shape
from server.pictures.frame import ABOUT_LINE, FIRST_LINE, NARROWEST, NOTE_GAP, lines_at, title_at
from server.pictures.map.beside import beside
from server.pictures.map.contents import contents
from server.pictures.map.glyphs import size_for
from server.pictures.map.ground import Ground, ground, moved
from server.pictures.map.labels import Room, distances, regions, ring
from server.pictures.map.legend import legend
from server.pictures.map.nodes import Scene, Urls, center_node, county_node
from server.pictures.map.streams import streams
from server.pictures.map.words import Words, prefecture_of
from server.pictures.picture import Box, Text
from server.pictures.text import run_on

HEADER = 470
"""px for the sentences and the legend, which stand in the upper left corner."""
SENTENCES = 4
"""Lines that have room there, so that a longer number moves nothing."""
CLEAR = 16
"""px between these and the map."""
BESIDE_GAP = 34
WITHOUT_MAP = 1100
"""The width of a picture of counties without seats only."""


def map_picture(
    snapshot: Snapshot,
    view: View,
    urls: Urls,
    *,
    within: int | None = None,
    district: int | None = None,
    seats: Mapping[str, Seat] | None = None,
) -> Drawing:
    """The counties in the division `within`, or all, with the pairings that the division
    `district`, or all, gives them on the day of the view.

    A county stands in the same place whatever the day, the pairings, `within` and `district` are.
    `seats` are the shipped ones by default.
    """
    seats = known_seats() if seats is None else seats
    held = contents(snapshot, view, seats, within, district)
    words = Words(snapshot, view, held)
    if not held.counties:
        about = lines_at(words.about(), FIRST_LINE, NARROWEST)
        return Drawing(NARROWEST, about[-1].y + MARGIN, title_at(words.title()), about)
    most = max(county.coverage.total for county in held.counties)
    return _drawn(Scene(snapshot, words, urls, size_for(most)), ground(snapshot, held, seats))


def _drawn(scene: Scene, held: Ground) -> Drawing:
    """As wide as what is shown, and so far down that the map is clear of what is said."""
    words = scene.words
    least = NARROWEST if held.counties else WITHOUT_MAP
    width, x = max(held.right - held.left + 2 * MARGIN, least), MARGIN - held.left
    title = title_at(words.title(), width)
    head = min(width, HEADER)
    about = lines_at(run_on(words.sentences()), FIRST_LINE, head)
    lines = max(len(about), SENTENCES)
    keys = legend(words.contents, scene.size, FIRST_LINE + lines * ABOUT_LINE + 4, head)
    said = keys[-1].text.y if keys else about[-1].y
    corner = Box(0, 0, head, said + CLEAR)
    y = _down(held, x, corner, title)
    nodes = [
        *((center_node(scene, x, y),) if held.counties else ()),
        *(county_node(scene, county, held.spots[county.key], x, y) for county in held.counties),
    ]
    bottom = y + held.bottom if held.counties else round(corner.bottom)
    others = beside(scene, bottom + BESIDE_GAP, width)
    below = max((round(node.box.bottom) for node in others.nodes), default=bottom)
    notes = tuple(_notes(words, below + NOTE_GAP, width))
    taken = [corner, title.box, *(node.box for node in nodes)]
    taken += [moved(box, x, y) for box in held.streams]
    room = Room(taken, Box(0, 0, width, bottom))
    rings = distances(room, x, y, words.farthest())
    names = [prefecture_of(scene.snapshot, county.row) for county in held.counties]
    return Drawing(
        width,
        (notes[-1].y + 8 if notes else below) + MARGIN,
        title,
        about,
        keys,
        (*rings.values(), *regions(room, [moved(box, x, y) for box in held.boxes], names)),
        (
            *(Shape("distance", ring(distance, x, y, room.canvas, corner)) for distance in rings),
            *streams(held.counties, held.ways, x, y),
        ),
        tuple(_bands(words, nodes, others)),
        notes,
    )


def _down(held: Ground, x: int, corner: Box, title: Text) -> int:
    """How far down the centre must be for everything to be below the corner or beside it."""
    side = corner.right + CLEAR
    needed = [
        (corner.bottom if box.left + x < side else title.box.bottom + CLEAR) - box.top
        for box in held.all
    ]
    return round(max(needed, default=0)) + 1


def _bands(words: Words, nodes: Iterable[Node], others: Band) -> Iterator[Band]:
    """The centre, the counties of each prefecture, those without a seat."""
    placed = [words.region(county.row) for county in words.contents.placed]
    named = zip((words.donor, *placed), nodes, strict=False)
    for name, each in groupby(named, key=lambda one: one[0]):
        yield Band(name, tuple(node for _, node in each))
    if others.nodes:
        yield others


def _notes(words: Words, top: int, width: int) -> Iterator[Text]:
    for note in words.notes():
        lines = lines_at(note, top, width)
        yield from lines
        top += ABOUT_LINE * len(lines)
