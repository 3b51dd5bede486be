"""The counties without a seat: in rows below the map, drawn as on it."""

from server.pictures.columns import MARGIN
from server.pictures.drawing import Band
from server.pictures.map.layout import RING
from server.pictures.map.nodes import Scene, beside_spot, county_node
from server.pictures.map.words import name_room
from server.pictures.picture import Style, text_at

STEP_X, STEP_Y = 14, 50
FIRST = 40
"""From the middle of the line above to that of the first row."""


def beside(scene: Scene, top: int, width: int) -> Band:
    """Under a line that says how many there are; no nodes when every county has a seat."""
    shown = scene.words.contents.shown_beside
    if not shown:
        return Band("")
    wide = max(name_room(scene.snapshot, county.row) for county in shown)
    step = round(beside_spot(0, 0, wide).box.right) + RING + STEP_X
    a_row = max((width - 2 * MARGIN) // step, 1)
    nodes = []
    for index, county in enumerate(shown):
        down, across = divmod(index, a_row)
        x, y = MARGIN + RING + across * step, top + FIRST + down * STEP_Y
        nodes.append(county_node(scene, county, beside_spot(x, y, wide), 0, 0))
    said = text_at(MARGIN, top, scene.words.beside(), Style.HEAD, limit=width - 2 * MARGIN)
    return Band(scene.words.beside(), tuple(nodes), (said,))
