"""What both forms of the city's picture share: their parts, their words, where they lead."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from graph.language import say
from graph.network.snapshot import Snapshot
from graph.words import Cover
from server.pictures.city.contents import Contents, County
from server.pictures.city.shapes import part_style
from server.pictures.city.words import Words
from server.pictures.columns import MARGIN
from server.pictures.drawing import Sign
from server.pictures.frame import FIRST_LINE, HEADS_GAP, lines_at, signs_at
from server.pictures.picture import Style, Text

PARTS = {
    part_style(cover): say("无结对") if cover is Cover.NONE else cover.chinese for cover in Cover
}


class Urls(Protocol):
    """Where the parts of a picture lead."""

    def coverage(self, within: str = "") -> str: ...

    def city(self, district: str = "", within: str = "") -> str: ...

    def pairings(self, *, within: str, donor_within: str) -> str: ...


@dataclass(frozen=True)
class Scene:
    snapshot: Snapshot
    contents: Contents
    words: Words
    urls: Urls

    def key(self, party: int | None) -> str:
        return "" if party is None else self.snapshot.parties.key(party)

    def county_url(self, county: int) -> str:
        return self.urls.coverage(self.key(county))

    def district_url(self, district: int) -> str:
        return self.urls.city(self.key(district), self.key(self.contents.within))

    def pairings_url(self, within: int | None) -> str:
        """The pairings of the scope, of the one district that is shown, if it is one."""
        donors = self.key(self.contents.district)
        return self.urls.pairings(within=self.key(within), donor_within=donors)

    def groups(self, counties: Iterable[County]) -> Iterator[tuple[str, list[County]]]:
        """Neighbours that lie in the same province and prefecture, with their names."""
        parent = self.snapshot.parties.parent.at
        for _, held in groupby(counties, key=lambda county: parent[county.row]):
            inside = list(held)
            yield self.words.place(inside[0].row), inside

    def notes(self, middle: int, width: int) -> tuple[Text, ...]:
        """What is left out, with the list that leaves out nothing."""
        text = self.words.cut()
        href = self.pairings_url(self.contents.within)
        return lines_at(text, middle, width, href) if text else ()


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the picture itself, and the middle of its headings."""

    about: tuple[Text, ...]
    legend: tuple[Sign, ...]
    heads: int


def top(scene: Scene, signs: Mapping[str, str], squares: Iterable[str], width: int) -> Top:
    """Its sentences and its legend: that of the covers, and that of what joins."""
    about = lines_at(scene.words.about(), FIRST_LINE, width)
    legend = signs_at({**PARTS, **signs}, (*PARTS, *squares), about[-1].y + 20, width)
    return Top(about, legend, legend[-1].text.y + HEADS_GAP)


def name_style(county: County, plain: Style) -> Style:
    return Style.ALERT if county.is_open else plain


def foot(notes: tuple[Text, ...], below: int) -> int:
    """The height of a picture that ends there, or with its notes."""
    return (notes[-1].y + 8 if notes else below) + MARGIN // 2
