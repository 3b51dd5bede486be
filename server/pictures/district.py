"""The picture of a district: its donors, the townships that they support, their villages."""

from collections.abc import Iterator
from dataclasses import replace

from graph.analysis.coverage import View
from graph.network.snapshot import Snapshot
from server.pictures import donors, receivers
from server.pictures.columns import BAR, MARGIN
from server.pictures.contents import contents
from server.pictures.picture import SQUARE, TYPES, Key, Picture, Style, Text, measured, text_at
from server.pictures.scene import HEADS, Scene, Urls, columns_of, rows_of
from server.pictures.sheets import sheets
from server.pictures.text import wrap
from server.pictures.wording import Wording

NARROWEST = 640
TITLE_MIDDLE = 30
ABOUT_LINE = 21
HEADS_GAP = 36
"""From the legend to the headings."""
NOTE_GAP = 30
KEYS = {
    "covered": "已结对",
    "planned": "已列任务",
    "open": "未结对，未列任务",
    "signed": "已签订",
    "planned-line": "已列任务",
    "negotiating": "协商中",
    "direct": "只结对村、单位",
}
KEY_SQUARE = ("covered", "planned", "open")
KEY_LINE = 28
KEY_GAP = 22


def district_picture(snapshot: Snapshot, view: View, district: int, urls: Urls) -> Picture:
    """The pairings that the district and all in it give on the day of the view.

    The same snapshot and view give the same picture. A district that gives none gets a picture
    that is `empty` and says what to do.
    """
    words = Wording(snapshot, view, contents(snapshot, view, district))
    if not words.contents.places:
        return _nothing(words)
    columns = columns_of(words)
    width = max(columns.width, NARROWEST)
    about = _sentence(words.about(), TITLE_MIDDLE + 28, width)
    legend = _legend(words, about[-1].y + 20, width)
    heads = legend[-1].text.y + HEADS_GAP
    scene = Scene(
        snapshot, words.contents, words, urls, columns, rows_of(snapshot, words), heads + 20
    )
    below = scene.top + scene.rows.height
    notes = _notes(scene, below + NOTE_GAP, width)
    picture = Picture(
        width=width,
        height=(notes[-1].y + 8 if notes else below) + MARGIN // 2,
        title=_title(words),
        about=about,
        legend=legend,
        heads=tuple(_heads(scene, heads)),
        leads=tuple(donors.leads(scene)),
        partners=tuple(donors.partners(scene)),
        donors=tuple(donors.donors(scene)),
        bars=donors.bars(scene),
        links=tuple(donors.links(scene)),
        counties=tuple(receivers.counties(scene)),
        notes=notes,
    )
    return replace(picture, sheets=sheets(picture))


def _nothing(words: Wording) -> Picture:
    about = _sentence(words.nothing(), TITLE_MIDDLE + 28, NARROWEST)
    return Picture(NARROWEST, about[-1].y + MARGIN, _title(words), about)


def _title(words: Wording) -> Text:
    return text_at(MARGIN, TITLE_MIDDLE, words.title(), Style.TITLE, limit=NARROWEST - 2 * MARGIN)


def _sentence(text: str, middle: int, width: int, href: str = "") -> tuple[Text, ...]:
    size = TYPES[Style.ABOUT].size
    return tuple(
        text_at(MARGIN, middle + ABOUT_LINE * index, line, Style.ABOUT, href=href)
        for index, line in enumerate(wrap(text, width - 2 * MARGIN, size))
    )


def _legend(words: Wording, middle: int, width: int) -> tuple[Key, ...]:
    """In one line, or as many as it takes."""
    keys, x = [], MARGIN
    for style in _needed(words):
        symbol = SQUARE if style in KEY_SQUARE else KEY_LINE
        needed = symbol + 7 + measured(KEYS[style], Style.LEGEND)
        if x + needed > width - MARGIN:
            x, middle = MARGIN, middle + ABOUT_LINE
        text = text_at(x + symbol + 7, middle, KEYS[style], Style.LEGEND)
        square = (x, middle - SQUARE // 2) if style in KEY_SQUARE else None
        keys.append(Key(style, square, f"M{x} {middle}h{KEY_LINE}", text))
        x += needed + KEY_GAP
    return tuple(keys)


def _needed(words: Wording) -> Iterator[str]:
    """Lines thinner than usual are explained where there are any; all else always."""
    has_direct = any(gift.direct for gift in words.contents.gifts)
    return (style for style in KEYS if style != "direct" or has_direct)


def _heads(scene: Scene, middle: int) -> Iterator[Text]:
    columns, words = scene.columns, scene.words
    townships = any(not place.is_county for place in words.contents.places)
    for x, text, there, style in (
        (columns.lead, HEADS.lead, columns.lead_end > columns.lead, Style.HEAD),
        (columns.partner, HEADS.partner, columns.partner_end > columns.partner, Style.HEAD),
        (columns.donor + BAR, HEADS.donor, columns.donor_end > columns.donor, Style.HEAD),
        (columns.place, HEADS.place if townships else HEADS.county, True, Style.HEAD),
        (columns.covered, HEADS.covered, columns.covered > columns.place_end, Style.NUMBER_HEAD),
        (columns.planned, HEADS.planned, columns.planned > columns.covered, Style.NUMBER_HEAD),
        (columns.squares, words.target, True, Style.HEAD),
        (columns.county, HEADS.county if townships else "所在省市", True, Style.HEAD),
    ):
        if there:
            yield text_at(x, middle, text, style)


def _notes(scene: Scene, middle: int, width: int) -> tuple[Text, ...]:
    text = scene.words.cut()
    if not text:
        return ()
    return _sentence(text, middle, width, scene.party_url(scene.contents.district))
