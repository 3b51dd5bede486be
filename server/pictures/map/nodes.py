"""Counties and the centre as nodes of a drawing."""

from typing import NamedTuple, Protocol

from graph.network.snapshot import Snapshot
from graph.words import PartyKind
from server.pictures.drawing import Node, Shape
from server.pictures.map.contents import County
from server.pictures.map.glyphs import glyph, state
from server.pictures.map.layout import CENTER, HALF, NAME_GAP, RING, Spot, width_needed
from server.pictures.map.words import Words
from server.pictures.picture import Box, Style, Text, measured, text_at

NAME_UP, NUMBER_DOWN = 8, 10
"""px from the middle of a county to the middles of its two lines."""
NUMBERS = (
    (Style.REMARK, Style.NUMBER_NOTE),
    (Style.ALERT_NOTE, Style.ALERT_NUMBER),
)
"""Of a county's numbers: is a donor missing, do they stand on the left?"""
CENTER_HALF = 17
CENTER_LIMIT = 2 * (int(CENTER.right) - 10)


class Urls(Protocol):
    """Where the nodes lead."""

    def coverage(self, within: str = "") -> str: ...

    def districts(self) -> str: ...

    def district(self, code: str) -> str: ...

    def party(self, key: str) -> str: ...


class Scene(NamedTuple):
    """What all nodes share. The largest circle stands for `size` villages."""

    snapshot: Snapshot
    words: Words
    urls: Urls
    size: int


def county_node(scene: Scene, county: County, spot: Spot, x: int, y: int) -> Node:
    """With the centre of its layout at (x, y)."""
    at_x, at_y, box = x + spot.x, y + spot.y, spot.box
    return Node(
        scene.urls.coverage(county.key),
        scene.words.county(county),
        Box(box.left + x, box.top + y, box.right + x, box.bottom + y),
        tuple(glyph(county, at_x, at_y, scene.size)),
        _texts(scene, county, spot.left, at_x, at_y),
    )


def _texts(scene: Scene, county: County, left: bool, x: int, y: int) -> tuple[Text, ...]:
    """The name and the numbers, on the left or the right of the circle at (x, y)."""
    name, numbers = scene.words.short(county), scene.words.numbers(county)
    style = NUMBERS[state(county) == "open"][left]
    away = RING + NAME_GAP
    start = x - away - measured(name, Style.PLACE) if left else x + away
    return (
        text_at(start, y - NAME_UP, name, Style.PLACE),
        text_at(x - away if left else x + away, y + NUMBER_DOWN, numbers, style),
    )


def beside_spot(x: int, y: int, width: int) -> Spot:
    """Of a county that has no seat, its circle at (x, y)."""
    return Spot(x, y, False, Box(x - RING, y - HALF, x - RING + width_needed(width), y + HALF))


def center_node(scene: Scene, x: int, y: int) -> Node:
    """Whose pairings they are, in the middle."""
    words = scene.words
    name = text_at(0, y, words.donor, Style.FILLED_NAME, limit=CENTER_LIMIT).text
    wide = measured(name, Style.FILLED_NAME)
    half = wide // 2 + 12
    top, high = y - CENTER_HALF, 2 * CENTER_HALF
    pill = (
        f"M{x - half + CENTER_HALF} {top}h{2 * (half - CENTER_HALF)}"
        f"a{CENTER_HALF} {CENTER_HALF} 0 0 1 0 {high}h{-2 * (half - CENTER_HALF)}"
        f"a{CENTER_HALF} {CENTER_HALF} 0 0 1 0 {-high}z"
    )
    return Node(
        _center_url(scene),
        words.middle(),
        Box(x - half, top, x + half, y + CENTER_HALF),
        (Shape("center", pill),),
        (text_at(x - wide // 2, y, name, Style.FILLED_NAME),),
        current=True,
    )


def _center_url(scene: Scene) -> str:
    """Where the picture of the district is, or what else the donors asked for are."""
    parties, row = scene.snapshot.parties, scene.words.contents.district
    if row is None:
        return scene.urls.districts()
    if parties.kind.at[row] == PartyKind.COUNTY and parties.is_donor(row):
        return scene.urls.district(parties.key(row))
    return scene.urls.party(parties.key(row))
