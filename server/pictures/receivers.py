"""The right of a picture: townships or villages with their squares, and the brackets of groups."""

from collections.abc import Iterator

from server.pictures.columns import BRACKET_GAP
from server.pictures.contents import Group, Place
from server.pictures.group_words import group_label, group_lines
from server.pictures.picture import NAME_LIMIT, SQUARE, County, Row, Square, Style, Text, text_at
from server.pictures.rows import LINE
from server.pictures.scene import (
    PER_LINE,
    Scene,
    covered,
    group_name,
    place_style,
    planned,
    remark_x,
    square_lines,
    square_x,
)
from server.pictures.wording import MOST_SQUARES, state_of

BRACKET_INSET = 3


def counties(scene: Scene) -> list[County]:
    """From the top down."""
    ends = scene.rows.groups
    return [
        _group(scene, scene.contents.groups[party]) for party in sorted(ends, key=ends.__getitem__)
    ]


def _group(scene: Scene, group: Group) -> County:
    top, bottom = (scene.top + end for end in scene.rows.groups[group.party])
    small = group_lines(scene.words, group)
    middle = (top + bottom) // 2 - LINE * len(small) // 2
    x = scene.columns.group
    name = text_at(
        x,
        middle,
        *group_name(scene.words, group),
        full=_full_group(scene, group),
        href=scene.group_url(group.party),
        label=group_label(scene.words, group),
        limit=NAME_LIMIT,
    )
    lines = tuple(
        text_at(
            x,
            middle + 1 + LINE * (index + 1),
            line.text,
            Style.REMARK,
            href=scene.villages_url(group.party) if line.counts else "",
            limit=NAME_LIMIT,
        )
        for index, line in enumerate(small)
    )
    bracket = f"M{scene.columns.bracket} {top + BRACKET_INSET}V{bottom - BRACKET_INSET}"
    return County(name, lines, bracket, tuple(_rows(scene, group.party)))


def _full_group(scene: Scene, group: Group) -> str:
    shown, style = group_name(scene.words, group)
    return scene.words.name(group.party) if style is Style.COUNTY else shown


def _rows(scene: Scene, group: int) -> Iterator[Row]:
    for number in sorted(scene.rows.places, key=scene.rows.places.__getitem__):
        place = scene.contents.places[number]
        if place.group == group:
            middle = scene.top + scene.rows.places[number]
            yield Row(
                _name(scene, number, place, middle),
                tuple(_numbers(scene, place, middle)),
                tuple(_squares(scene, place, middle)),
                tuple(_remarks(scene, place, middle)),
            )


def _name(scene: Scene, number: int, place: Place, middle: int) -> Text:
    return text_at(
        scene.columns.place,
        middle,
        scene.words.place_name(place),
        place_style(place),
        full=_full_name(scene, place),
        href=scene.party_url(place.party),
        label=scene.words.place_label(number),
        limit=NAME_LIMIT,
    )


def _full_name(scene: Scene, place: Place) -> str:
    shown = scene.words.place_name(place)
    is_alias = shown == scene.words.short(place.party)
    return scene.words.name(place.party) if is_alias else shown


def _numbers(scene: Scene, place: Place, middle: int) -> Iterator[Text]:
    """No links: the squares beside them are their rows, each with its own."""
    for x, text in (
        (scene.columns.covered, covered(place)),
        (scene.columns.planned, planned(place)),
    ):
        if text:
            yield text_at(x, middle, text, Style.NUMBER)


def _squares(scene: Scene, place: Place, middle: int) -> Iterator[Square]:
    top = _first_line(place, middle) - SQUARE // 2
    villages = zip(place.villages, place.covers, strict=True)
    for index, (village, cover) in enumerate(villages):
        if index == MOST_SQUARES:
            break
        yield Square(
            scene.columns.squares + square_x(index % PER_LINE),
            top + index // PER_LINE * LINE,
            state_of(cover),
            scene.words.village_title(village, cover),
            scene.party_url(village),
        )


def _first_line(place: Place, middle: int) -> int:
    return middle - (square_lines(place) - 1) * LINE // 2


def _remarks(scene: Scene, place: Place, middle: int) -> Iterator[Text]:
    if text := scene.words.remark(place):
        x = scene.columns.squares + remark_x(place)
        yield text_at(
            x,
            _first_line(place, middle) + (square_lines(place) - 1) * LINE,
            text,
            Style.REMARK,
            href=scene.party_url(place.party) if place.others or place.undrawn else "",
            limit=scene.columns.bracket - BRACKET_GAP - x,
        )
