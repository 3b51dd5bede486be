"""The picture of the city, or of one of its districts, as a drawing."""

from dataclasses import replace

from graph.network.snapshot import Snapshot
from server.pictures.city.contents import Contents
from server.pictures.city.fan import fan
from server.pictures.city.scene import Scene, Urls
from server.pictures.city.whole import whole
from server.pictures.city.words import Words
from server.pictures.columns import MARGIN
from server.pictures.drawing import Drawing
from server.pictures.frame import FIRST_LINE, NARROWEST, lines_at, title_at
from server.pictures.sheets import cut


def city_picture(snapshot: Snapshot, contents: Contents, urls: Urls) -> Drawing:
    """The same snapshot and contents give the same picture. Where no county is to be drawn, it is
    `empty` and says what to do."""
    scene = Scene(snapshot, contents, Words(snapshot, contents), urls)
    if not contents.counties:
        return _nothing(scene.words)
    drawn = whole(scene) if contents.district is None else fan(scene)
    return replace(drawn, sheets=cut(drawn.width, drawn.height, drawn.spans()))


def _nothing(words: Words) -> Drawing:
    about = lines_at(words.nothing(), FIRST_LINE, NARROWEST)
    return Drawing(NARROWEST, about[-1].y + MARGIN, title_at(words.title()), about)
