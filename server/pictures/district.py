"""The picture of a scope: its donors, the townships or villages that they support."""

from collections.abc import Iterator
from dataclasses import replace

from graph.analysis.coverage import View
from graph.language import say
from graph.network.snapshot import Snapshot
from server.pictures import donors, receivers, sentences
from server.pictures.columns import BAR, MARGIN
from server.pictures.frame import (
    FIRST_LINE,
    HEADS_GAP,
    NARROWEST,
    NOTE_GAP,
    keys_at,
    lines_at,
    title_at,
)
from server.pictures.picture import Key, Picture, Style, Text, text_at
from server.pictures.scene import Scene, Urls, layout_of
from server.pictures.scope import Scope
from server.pictures.sheets import sheets
from server.pictures.wording import Wording

KEYS = {
    "covered": say("已结对"),
    "planned": say("已列任务"),
    "open": say("未结对，未列任务"),
    "signed": say("已签订"),
    "planned-line": say("已列任务"),
    "negotiating": say("协商中"),
    "planned talks": say("村级协商中"),
    "direct": say("只结对村、单位"),
}
MOST_ASIDE = 150
KEY_SQUARE = ("covered", "planned", "open")


def district_picture(snapshot: Snapshot, view: View, district: int, urls: Urls) -> Picture:
    """The pairings that the district and all in it give on the day of the view."""
    return scope_picture(snapshot, view, Scope(district), urls)


def scope_picture(snapshot: Snapshot, view: View, scope: Scope, urls: Urls) -> Picture:
    """The pairings of the scope on the day of the view.

    The same snapshot and view give the same picture. One of nothing is `empty` and says what to
    do.
    """
    layout = layout_of(snapshot, view, scope)
    words = Wording(snapshot, view, layout.contents)
    if layout.at is None:
        return _nothing(words)
    columns, rows = layout.at
    width = max(columns.width, NARROWEST)
    about = lines_at(sentences.about(words), FIRST_LINE, width)
    legend = _legend(words, about[-1].y + 20, width)
    heads = legend[-1].text.y + HEADS_GAP
    scene = Scene(snapshot, words.contents, words, urls, columns, rows, heads + 20)
    below = scene.top + rows.height
    notes = _notes(scene, below + NOTE_GAP, width)
    picture = Picture(
        width=width,
        height=(notes[-1].y + 8 if notes else below) + MARGIN // 2,
        title=title_at(sentences.title(words)),
        about=about,
        legend=legend,
        heads=tuple(_heads(scene, heads)),
        leads=tuple(donors.leads(scene)),
        lead_head=scene.heads.lead,
        aside=_aside(scene),
        partners=tuple(donors.partners(scene)),
        donors=tuple(donors.donors(scene)),
        bars=donors.bars(scene),
        links=tuple(donors.links(scene)),
        counties=tuple(receivers.counties(scene)),
        notes=notes,
    )
    return replace(picture, sheets=sheets(picture))


def _aside(scene: Scene) -> int:
    """Nothing where donors begin in the left half of a small screen all the same."""
    width = scene.columns.donor - MARGIN
    return width if width > MOST_ASIDE else 0


def _nothing(words: Wording) -> Picture:
    about = lines_at(sentences.nothing(words), FIRST_LINE, NARROWEST)
    return Picture(NARROWEST, about[-1].y + MARGIN, title_at(sentences.title(words)), about)


def _legend(words: Wording, middle: int, width: int) -> tuple[Key, ...]:
    return keys_at({style: KEYS[style] for style in _needed(words)}, KEY_SQUARE, middle, width)


def _needed(words: Wording) -> Iterator[str]:
    """Lines that are thin, or dashed for the villages alone, are explained where there are any; all
    else always."""
    gifts = words.contents.gifts
    rare = {
        "direct": any(gift.direct for gift in gifts),
        "planned talks": any(gift.talks and not gift.direct for gift in gifts),
    }
    return (style for style in KEYS if rare.get(style, True))


def _heads(scene: Scene, middle: int) -> Iterator[Text]:
    columns, heads = scene.columns, scene.heads
    for x, text, there, style in (
        (columns.lead, heads.lead, columns.lead_end > columns.lead, Style.HEAD),
        (columns.partner, heads.partner, columns.partner_end > columns.partner, Style.HEAD),
        (columns.donor + BAR, heads.donor, columns.donor_end > columns.donor, Style.HEAD),
        (columns.place, heads.place, True, Style.HEAD),
        (columns.covered, heads.covered, columns.covered > columns.place_end, Style.NUMBER_HEAD),
        (columns.planned, heads.planned, columns.planned > columns.covered, Style.NUMBER_HEAD),
        (columns.squares, scene.words.head, True, Style.HEAD),
        (columns.group, heads.group, True, Style.HEAD),
    ):
        if there:
            yield text_at(x, middle, text, style)


def _notes(scene: Scene, middle: int, width: int) -> tuple[Text, ...]:
    text = sentences.cut(scene.words)
    if not text:
        return ()
    return lines_at(text, middle, width, scene.party_url(scene.contents.scope.party))
