"""The right of a proposal's picture: townships with their villages, and the counties' brackets."""

from collections.abc import Iterator, Sequence

from graph.language import joined, say
from graph.network.snapshot import NOWHERE
from server.pictures.picture import NAME_LIMIT, SQUARE, County, Row, Square, Style, text_at
from server.pictures.proposal_scene import Scene, place_style, remark_x, square_lines
from server.pictures.proposal_wording import county_lines, number_text, remark_text
from server.pictures.proposed import Choice
from server.pictures.receivers import BRACKET_INSET
from server.pictures.rows import LINE
from server.pictures.scene import PER_LINE, square_x
from server.pictures.wording import MOST_SQUARES


def counties(scene: Scene) -> Iterator[County]:
    for party, ends in sorted(scene.rows.groups.items(), key=lambda one: one[1]):
        top, bottom = (scene.top + end for end in ends)
        small = county_lines(scene.held, scene.snapshot, party)
        middle = (top + bottom) // 2 - LINE * len(small) // 2
        x, name = scene.columns.group, scene.name(party)
        yield County(
            text_at(
                x,
                middle,
                name,
                Style.COUNTY,
                href=scene.url(party),
                label=joined((name, *small), say("，")),
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
    first = middle - (square_lines(choices) - 1) * LINE // 2
    last = first + (square_lines(choices) - 1) * LINE
    remark = remark_text(scene.held, spot, choices)
    place = text_at(
        scene.columns.place,
        middle,
        name,
        place_style(choices),
        href=scene.url(spot),
        label=say("{name}，拟结对 {numbers} 村", name=name, numbers=number_text(choices)),
        limit=NAME_LIMIT,
    )
    behind = text_at(x + remark_x(choices), last, remark, Style.REMARK)
    return Row(
        place,
        (text_at(scene.columns.covered, middle, number_text(choices), Style.NUMBER),),
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
    village = scene.name(one.village)
    if one.donor == NOWHERE:
        return say("{village}：{reason}", village=village, reason=one.reason)
    return say(
        "{village}：拟由{donor}结对（{reason}）",
        village=village,
        donor=scene.name(one.donor),
        reason=one.reason,
    )
