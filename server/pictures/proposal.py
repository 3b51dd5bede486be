"""The picture of a proposal: donors on the left, the townships and villages that they would get."""

from collections.abc import Iterator
from dataclasses import replace

from graph.analysis.proposal import Proposal
from graph.language import say
from graph.network.snapshot import Snapshot
from server.pictures.columns import BAR, MARGIN
from server.pictures.donors import BAR_HEIGHT, BESIDE
from server.pictures.frame import FIRST_LINE, HEADS_GAP, NARROWEST, NOTE_GAP, lines_at, title_at
from server.pictures.packing import curve
from server.pictures.picture import NAME_LIMIT, Link, Picture, Style, Text, text_at
from server.pictures.proposal_frame import legend_at
from server.pictures.proposal_receivers import counties
from server.pictures.proposal_scene import Scene, Urls, columns_of, rows_of
from server.pictures.proposal_wording import about_text, cut_text
from server.pictures.proposed import Flow, proposed
from server.pictures.sheets import sheets

WIDER = ((6, " many"), (2, " some"))
"""From so many villages on a line is drawn wider."""
APART = 4
"""Between the line of what is proposed and that of what there is, where both are."""


def proposal_picture(
    snapshot: Snapshot, day: int, found: Proposal, title: str, urls: Urls
) -> Picture:
    """A proposal with what its donors have at the same townships on the day. Without a village to
    draw it is `empty` and says so."""
    held = proposed(snapshot, day, found)
    if not held.spots:
        about = lines_at(say("这个范围里没有要找支援方的村。"), FIRST_LINE, NARROWEST)
        return Picture(NARROWEST, about[-1].y + MARGIN, title_at(title), about)
    set_ = columns_of(snapshot, held)
    width = max(set_.width, NARROWEST)
    about = lines_at(about_text(held), FIRST_LINE, width)
    legend = legend_at(held, about[-1].y + 20, width)
    heads = legend[-1].text.y + HEADS_GAP
    scene = Scene(snapshot, held, urls, set_, rows_of(snapshot, held), heads + 20)
    below = scene.top + scene.rows.height
    notes = lines_at(cut_text(held), below + NOTE_GAP, width) if cut_text(held) else ()
    picture = Picture(
        width=width,
        height=(notes[-1].y + 8 if notes else below) + MARGIN // 2,
        title=title_at(title),
        about=about,
        legend=legend,
        heads=tuple(_heads(scene, heads)),
        donors=_donors(scene),
        bars=_bars(scene),
        links=tuple(sorted(_links(scene), key=lambda link: link.style)),
        counties=tuple(counties(scene)),
        notes=notes,
    )
    return replace(picture, sheets=sheets(picture))


def _heads(scene: Scene, middle: int) -> Iterator[Text]:
    at = scene.columns
    if scene.held.donors:
        yield text_at(at.donor + BAR, middle, say("拟请的支援方"), Style.HEAD)
    yield text_at(at.place, middle, say("受援乡镇"), Style.HEAD)
    yield text_at(at.covered, middle, say("拟结对"), Style.NUMBER_HEAD)
    yield text_at(at.squares, middle, say("村"), Style.HEAD)
    yield text_at(at.group, middle, say("受援县"), Style.HEAD)


def _donors(scene: Scene) -> tuple[Text, ...]:
    return tuple(
        text_at(
            scene.columns.donor + BAR,
            scene.top + scene.rows.donors[number],
            scene.name(donor),
            Style.DONOR,
            href=scene.url(donor),
            label=say(
                "{name}，方案里新接 {n:,} 村",
                name=scene.name(donor),
                n=scene.held.loads[donor],
            ),
            limit=NAME_LIMIT,
        )
        for number, donor in enumerate(scene.held.donors)
    )


def _bars(scene: Scene) -> str:
    tops = (scene.top + at - BAR_HEIGHT // 2 for at in sorted(scene.rows.donors.values()))
    return "".join(f"M{scene.columns.donor + 2} {top}v{BAR_HEIGHT}" for top in tops)


def _links(scene: Scene) -> Iterator[Link]:
    texts = _donors(scene)
    for flow in scene.held.flows:
        start = texts[flow.donor].x + texts[flow.donor].width + BESIDE
        wider = next((style for least, style in WIDER if flow.villages >= least), "")
        yield Link(_line(scene, flow, start, 0), f"proposed{wider}")
        if flow.existing is not None:
            direct = " direct" if flow.existing.direct else ""
            style = f"existing {flow.existing.stage.text}{direct}"
            yield Link(_line(scene, flow, start, APART), style)


def _line(scene: Scene, flow: Flow, start: int, down: int) -> str:
    return curve(
        (start, scene.top + scene.rows.donors[flow.donor] + down),
        scene.columns.donor_end + BESIDE,
        (scene.columns.place - BESIDE, scene.top + scene.rows.places[flow.place] + down),
    )
