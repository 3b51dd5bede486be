"""A drawing of any kind: nodes that lead somewhere, lines between them, and what they mean.

The values are px and SVG path data; `templates/pictures/_drawing.svg` only writes them down.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from server.pictures.picture import Box, Sheet, Text
from server.pictures.text import run_on


class Shape(NamedTuple):
    """One path. `style` are its classes in `static/picture.css`."""

    style: str
    path: str


class Sign(NamedTuple):
    """One entry of the legend."""

    shape: Shape
    text: Text


@dataclass(frozen=True, slots=True)
class Node:
    """All of it is one link, so its texts have no address of their own. `box` is the room that no
    other node and no other text may take; `label` is what a screen reader says."""

    href: str
    label: str
    box: Box
    shapes: tuple[Shape, ...] = ()
    texts: tuple[Text, ...] = ()
    current: bool = False
    """Does it stand in the middle of what was asked?"""
    spot: str = ""
    """Its id in the page, for one that stays the same when the page is renewed."""
    renews: bool = False
    """Does it lead to the same page? Of that htmx fetches the main part alone, in its place."""


@dataclass(frozen=True, slots=True)
class Band:
    """Nodes that belong together; a screen reader says `label` before them."""

    label: str
    nodes: tuple[Node, ...] = ()
    texts: tuple[Text, ...] = ()
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; `lines` lie below all else. `empty` says that there is only `about`."""

    width: int
    height: int
    title: Text
    about: tuple[Text, ...]
    legend: tuple[Sign, ...] = ()
    heads: tuple[Text, ...] = ()
    lines: tuple[Shape, ...] = ()
    bands: tuple[Band, ...] = ()
    notes: tuple[Text, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    """None when one sheet of paper holds it all."""
    written: list[str] = field(default_factory=list, init=False, compare=False, repr=False)
    """What a page made of it, once it has."""

    @property
    def description(self) -> str:
        return run_on(line.text for line in self.about)

    @property
    def empty(self) -> bool:
        return not any(band.nodes for band in self.bands)

    def nodes(self) -> Iterator[Node]:
        for band in self.bands:
            yield from band.nodes

    def outer_texts(self) -> Iterator[Text]:
        """All texts but those inside of nodes."""
        yield self.title
        for part in (self.about, self.heads, self.notes):
            yield from part
        yield from (sign.text for sign in self.legend)
        for band in self.bands:
            yield from band.texts

    def texts(self) -> Iterator[Text]:
        yield from self.outer_texts()
        for node in self.nodes():
            yield from node.texts

    def spans(self) -> Iterator[tuple[float, float]]:
        """From where to where no cut for paper may go."""
        for box in (*(text.box for text in self.texts()), *(node.box for node in self.nodes())):
            yield box.top, box.bottom
