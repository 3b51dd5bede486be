"""The picture of a proposal: donors on the left, the townships and villages that they would get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from graph.analysis.proposal import Proposal
from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.columns import BAR, MARGIN, Columns, Widths, columns
from server.pictures.district import HEADS_GAP, KEY_GAP, KEY_LINE, NARROWEST, NOTE_GAP, TITLE_MIDDLE
from server.pictures.donors import BAR_HEIGHT, BESIDE
from server.pictures.packing import curve
from server.pictures.picture import (
    NAME_LIMIT,
    SQUARE,
    TYPES,
    County,
    Key,
    Link,
    Picture,
    Row,
    Square,
    Style,
    Text,
    measured,
    shown_width,
    text_at,
)
from server.pictures.proposed import Choice, Flow, Proposed, proposed
from server.pictures.receivers import BRACKET_INSET
from server.pictures.rows import LINE, Rows, place_rows
from server.pictures.scene import PER_LINE, REMARK_GAP, square_x
from server.pictures.sheets import sheets
from server.pictures.text import wrap
from server.pictures.wording import MOST_SQUARES

ABOUT_LINE = 21
KEYS = {
    "new": "拟结对的村",
    "open": "找不到支援方的村",
    "proposed": "方案提出的（越粗村越多）",
    "signed": "现有：已签订",
    "planned-line": "现有：已列任务",
    "negotiating": "现有：协商中",
    "direct": "现有：只结对村、单位",
}
SQUARES = ("new", "open")
WIDER = ((6, " many"), (2, " some"))
"""From so many villages on a line is drawn wider."""
APART = 4
"""Between the line of what is proposed and that of what there is, where both are."""


class Urls(Protocol):
    """Where the texts of a picture lead."""

    def party(self, key: str) -> str: ...


@dataclass(frozen=True)
class Scene:
    """`top` is the y of the upper edge of the first row."""

    snapshot: Snapshot
    held: Proposed
    urls: Urls
    columns: Columns
    rows: Rows
    top: int

    def url(self, party: int) -> str:
        return self.urls.party(self.snapshot.parties.key(party))

    def name(self, party: int) -> str:
        return self.snapshot.parties.name(party)


def proposal_picture(
    snapshot: Snapshot, day: int, found: Proposal, title: str, urls: Urls
) -> Picture:
    """A proposal with what its donors have at the same townships on the day. Without a village to
    draw it is `empty` and says so."""
    held = proposed(snapshot, day, found)
    if not held.spots:
        about = _lines("这个范围里没有要找支援方的村。", TITLE_MIDDLE + 28, NARROWEST)
        return Picture(NARROWEST, about[-1].y + MARGIN, _title(title), about)
    set_ = _columns(snapshot, held)
    width = max(set_.width, NARROWEST)
    about = _lines(_about(held), TITLE_MIDDLE + 28, width)
    legend = _legend(held, about[-1].y + 20, width)
    heads = legend[-1].text.y + HEADS_GAP
    scene = Scene(snapshot, held, urls, set_, _rows_of(snapshot, held), heads + 20)
    below = scene.top + scene.rows.height
    notes = _lines(_cut(held), below + NOTE_GAP, width) if _cut(held) else ()
    picture = Picture(
        width=width,
        height=(notes[-1].y + 8 if notes else below) + MARGIN // 2,
        title=_title(title),
        about=about,
        legend=legend,
        heads=tuple(_heads(scene, heads)),
        donors=_donors(scene),
        bars=_bars(scene),
        links=tuple(sorted(_links(scene), key=lambda link: link.style)),
        counties=tuple(_counties(scene)),
        notes=notes,
    )
    return replace(picture, sheets=sheets(picture))


def _title(title: str) -> Text:
    return text_at(MARGIN, TITLE_MIDDLE, title, Style.TITLE, limit=NARROWEST - 2 * MARGIN)


def _lines(text: str, middle: int, width: int) -> tuple[Text, ...]:
    lines = wrap(text, width - 2 * MARGIN, TYPES[Style.ABOUT].size)
    return tuple(
        text_at(MARGIN, middle + ABOUT_LINE * index, line, Style.ABOUT)
        for index, line in enumerate(lines)
    )


def _about(held: Proposed) -> str:
    given = sum(held.loads.values())
    total = sum(map(len, held.choices))
    left = f"，{total - given:,} 个找不到支援方" if given < total else ""
    return f"{total:,} 个村里，{given:,} 个拟由 {held.all_donors:,} 个支援方结对{left}。"


def _cut(held: Proposed) -> str:
    """What the cap left out; empty when it left out nothing."""
    parts = []
    if held.shown < len(held.spots):
        drawn = sum(map(len, held.choices[: held.shown]))
        parts.append(
            f"图中按区划顺序画出 {held.shown}/{len(held.spots):,} 个乡镇、"
            f"{drawn:,}/{sum(map(len, held.choices)):,} 个村、"
            f"{len(held.donors)}/{held.all_donors:,} 个支援方；选县或支援区可看其余的。"
        )
    if held.undrawn:
        parts.append(f"另有 {sum(held.undrawn.values()):,} 个支援方没有画出，见下面的表。")
    return "".join(parts)


def _legend(held: Proposed, middle: int, width: int) -> tuple[Key, ...]:
    """Only what is in the picture."""
    keys, x = [], MARGIN
    for style in _needed(held):
        symbol = SQUARE if style in SQUARES else KEY_LINE
        needed = symbol + 7 + measured(KEYS[style], Style.LEGEND)
        if x + needed > width - MARGIN:
            x, middle = MARGIN, middle + ABOUT_LINE
        text = text_at(x + symbol + 7, middle, KEYS[style], Style.LEGEND)
        square = (x, middle - SQUARE // 2) if style in SQUARES else None
        keys.append(Key(style, square, f"M{x} {middle}h{KEY_LINE}", text))
        x += needed + KEY_GAP
    return tuple(keys)


def _needed(held: Proposed) -> Iterator[str]:
    drawn = [one for some in held.choices[: held.shown] for one in some]
    existing = [flow.existing for flow in held.flows if flow.existing]
    found = {"new" if one.donor != NOWHERE else "open" for one in drawn}
    found |= {"proposed"} if held.flows else set()
    found |= {"planned-line" if one.stage.text == "planned" else one.stage.text for one in existing}
    found |= {"direct"} if any(one.direct for one in existing) else set()
    return (style for style in KEYS if style in found)


def _columns(snapshot: Snapshot, held: Proposed) -> Columns:
    name = snapshot.parties.name
    drawn = list(zip(held.spots, held.choices[: held.shown], strict=False))
    donors = [shown_width(name(donor), Style.DONOR) for donor in held.donors]
    places = [shown_width(name(spot), _style(some)) for spot, some in drawn]
    numbers = [measured(_number(some), Style.NUMBER) for _, some in drawn]
    counties = [
        max(
            shown_width(name(county), Style.COUNTY),
            *(shown_width(line, Style.REMARK) for line in _county_lines(held, snapshot, county)),
        )
        for county in {snapshot.parties.county.at[spot] for spot, _ in drawn}
    ]
    return columns(
        Widths(
            lead=0,
            partner=0,
            donor=max([*donors, measured("拟请的支援方", Style.HEAD)]) if donors else 0,
            place=max([*places, measured("受援乡镇", Style.HEAD)]),
            covered=max([*numbers, measured("拟结对", Style.NUMBER_HEAD)]),
            planned=0,
            squares=max(_squares_width(held, spot, some) for spot, some in drawn),
            county=max([*counties, measured("受援县", Style.HEAD)]),
        )
    )


def _style(choices: Sequence[Choice]) -> Style:
    return Style.ALERT if any(one.donor == NOWHERE for one in choices) else Style.PLACE


def _number(choices: Sequence[Choice]) -> str:
    return f"{sum(one.donor != NOWHERE for one in choices)}/{len(choices)}"


def _remark(held: Proposed, spot: int, choices: Sequence[Choice]) -> str:
    said = []
    if len(choices) > MOST_SQUARES:
        said.append(f"图中 {MOST_SQUARES}/{len(choices):,} 村")
    if spot in held.undrawn:
        said.append(f"另有 {held.undrawn[spot]:,} 个支援方")
    return "；".join(said)


def _squares_width(held: Proposed, spot: int, choices: Sequence[Choice]) -> int:
    number = min(len(choices), MOST_SQUARES)
    full = square_x(min(number, PER_LINE) - 1) + SQUARE
    remark = _remark(held, spot, choices)
    behind = _remark_x(choices) + measured(remark, Style.REMARK) if remark else 0
    return max(full, behind, measured("村", Style.HEAD))


def _remark_x(choices: Sequence[Choice]) -> int:
    number = min(len(choices), MOST_SQUARES)
    return square_x((number - 1) % PER_LINE) + SQUARE + REMARK_GAP


def _county_lines(held: Proposed, snapshot: Snapshot, county: int) -> list[str]:
    of = snapshot.parties.county.at
    places = [place for place, spot in enumerate(held.spots) if of[spot] == county]
    every = [one for place in places for one in held.choices[place]]
    lines = [f"拟结对 {_number(every)} 村"]
    shown = sum(place < held.shown for place in places)
    if shown < len(places):
        lines.append(f"图中 {shown}/{len(places)} 个乡镇")
    return lines


def _rows_of(snapshot: Snapshot, held: Proposed) -> Rows:
    contents = held.contents(snapshot)
    lines = [_lines_of(some) for some in held.choices[: held.shown]]
    texts = {county: len(_county_lines(held, snapshot, county)) for county in contents.counties}
    return place_rows(snapshot, contents, lines, texts)


def _lines_of(choices: Sequence[Choice]) -> int:
    return max(1, -(-min(len(choices), MOST_SQUARES) // PER_LINE))


def _heads(scene: Scene, middle: int) -> Iterator[Text]:
    at = scene.columns
    if scene.held.donors:
        yield text_at(at.donor + BAR, middle, "拟请的支援方", Style.HEAD)
    yield text_at(at.place, middle, "受援乡镇", Style.HEAD)
    yield text_at(at.covered, middle, "拟结对", Style.NUMBER_HEAD)
    yield text_at(at.squares, middle, "村", Style.HEAD)
    yield text_at(at.county, middle, "受援县", Style.HEAD)


def _donors(scene: Scene) -> tuple[Text, ...]:
    return tuple(
        text_at(
            scene.columns.donor + BAR,
            scene.top + scene.rows.donors[number],
            scene.name(donor),
            Style.DONOR,
            href=scene.url(donor),
            label=f"{scene.name(donor)}，方案里新接 {scene.held.loads[donor]:,} 村",
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


def _counties(scene: Scene) -> Iterator[County]:
    for party, ends in sorted(scene.rows.counties.items(), key=lambda one: one[1]):
        top, bottom = (scene.top + end for end in ends)
        small = _county_lines(scene.held, scene.snapshot, party)
        middle = (top + bottom) // 2 - LINE * len(small) // 2
        x, name = scene.columns.county, scene.name(party)
        yield County(
            text_at(
                x,
                middle,
                name,
                Style.COUNTY,
                href=scene.url(party),
                label=f"{name}，{'，'.join(small)}",
                limit=NAME_LIMIT,
            ),
            tuple(
                text_at(x, middle + 1 + LINE * (index + 1), line, Style.REMARK)
                for index, line in enumerate(small)
            ),
            f"M{scene.columns.bracket} {top + BRACKET_INSET}V{bottom - BRACKET_INSET}",
            tuple(_rows(scene, party)),
        )


def _rows(scene: Scene, county: int) -> Iterator[Row]:
    at = scene.rows.places
    for number in sorted(at, key=at.__getitem__):
        spot, choices = scene.held.spots[number], scene.held.choices[number]
        if scene.snapshot.parties.county.at[spot] == county:
            yield _row(scene, spot, choices, scene.top + at[number])


def _row(scene: Scene, spot: int, choices: Sequence[Choice], middle: int) -> Row:
    name, x = scene.name(spot), scene.columns.squares
    first = middle - (_lines_of(choices) - 1) * LINE // 2
    last = first + (_lines_of(choices) - 1) * LINE
    remark = _remark(scene.held, spot, choices)
    place = text_at(
        scene.columns.place,
        middle,
        name,
        _style(choices),
        href=scene.url(spot),
        label=f"{name}，拟结对 {_number(choices)} 村",
        limit=NAME_LIMIT,
    )
    behind = text_at(x + _remark_x(choices), last, remark, Style.REMARK)
    return Row(
        place,
        (text_at(scene.columns.covered, middle, _number(choices), Style.NUMBER),),
        tuple(
            Square(
                x + square_x(index % PER_LINE),
                first - SQUARE // 2 + index // PER_LINE * LINE,
                "open" if one.donor == NOWHERE else "new",
                _told(scene, one),
                scene.url(one.village),
            )
            for index, one in enumerate(choices[:MOST_SQUARES])
        ),
        (behind,) if remark else (),
    )


def _told(scene: Scene, one: Choice) -> str:
    if one.donor == NOWHERE:
        return f"{scene.name(one.village)}：{one.reason}"
    return f"{scene.name(one.village)}：拟由{scene.name(one.donor)}结对（{one.reason}）"
