"""The values that a picture is made of, in px: the template only writes them down."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from graph.language import say, told
from server.pictures.text import ASCENT, DESCENT, ELLIPSIS, clean, fit, run_on, width

NAME_LIMIT = 154
"""px for a name: eleven Han characters."""
SQUARE = 11
"""The side of a village's square; the template draws it so."""


class Style(StrEnum):
    """How a text is set. The value is its class in `static/picture.css`."""

    TITLE = "title"
    ABOUT = "about"
    HEAD = "head"
    NUMBER_HEAD = "number-head"
    LEAD = "lead"
    DONOR = "donor"
    PLACE = "place"
    ALERT = "alert"
    NUMBER = "number"
    GAIN = "gain"
    LOSS = "loss"
    REMARK = "remark"
    COUNTY = "county"
    LEGEND = "key"
    GROUP = "group"
    FILLED = "filled"
    FILLED_NOTE = "filled-note"
    FILLED_NAME = "filled-name"
    REGION = "region"
    NUMBER_NOTE = "number-note"
    ALERT_NOTE = "alert-note"
    ALERT_NUMBER = "alert-number"


class Type(NamedTuple):
    size: int
    bold: bool = False
    ends: bool = False
    """Does x say where the text ends, not where it begins?"""


TYPES = {
    Style.TITLE: Type(18, bold=True),
    Style.ABOUT: Type(13),
    Style.HEAD: Type(12),
    Style.NUMBER_HEAD: Type(12, ends=True),
    Style.LEAD: Type(14),
    Style.DONOR: Type(14),
    Style.PLACE: Type(14),
    Style.ALERT: Type(14, bold=True),
    Style.NUMBER: Type(13, ends=True),
    Style.GAIN: Type(13, bold=True, ends=True),
    Style.LOSS: Type(13, bold=True, ends=True),
    Style.REMARK: Type(12),
    Style.COUNTY: Type(14, bold=True),
    Style.LEGEND: Type(12),
    Style.GROUP: Type(13, bold=True),
    Style.FILLED: Type(18, bold=True),
    Style.FILLED_NOTE: Type(13),
    Style.FILLED_NAME: Type(14, bold=True),
    Style.REGION: Type(12, bold=True),
    Style.NUMBER_NOTE: Type(12, ends=True),
    Style.ALERT_NOTE: Type(12, bold=True),
    Style.ALERT_NUMBER: Type(12, bold=True, ends=True),
}


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, a link when it has an `href`. x is its start or its end, y its baseline."""

    x: int
    y: int
    text: str
    style: Style
    href: str = ""
    label: str = ""
    """What a screen reader says; empty when that is the text."""
    full: str = ""
    """The whole name when an alias or only its beginning is shown."""

    @property
    def width(self) -> int:
        return measured(self.text, self.style)

    @property
    def box(self) -> Box:
        kind = TYPES[self.style]
        left = self.x - self.width if kind.ends else self.x
        return Box(
            left, self.y - ASCENT * kind.size, left + self.width, self.y + DESCENT * kind.size
        )


def measured(text: str, style: Style) -> int:
    return width(told(text), TYPES[style].size, TYPES[style].bold)


def name_width(name: str, style: Style) -> int:
    """Of the whole name on one line."""
    return measured(clean(name), style)


def shown_width(text: str, style: Style, limit: int = NAME_LIMIT) -> int:
    """Of as much as is shown."""
    kind = TYPES[style]
    return measured(fit(clean(text), limit, kind.size, kind.bold), style)


def text_at(
    x: int,
    middle: int,
    text: str,
    style: Style,
    *,
    href: str = "",
    label: str = "",
    full: str = "",
    limit: int | None = None,
) -> Text:
    """A text whose Han characters are centred on y = `middle`, cut to `limit` px, in the language
    of who reads.

    `full` is what it stands for, when that is not the text itself.
    """
    kind = TYPES[style]
    whole = clean(text)
    shown = whole if limit is None else fit(whole, limit, kind.size, kind.bold)
    full = clean(full) or whole
    if full == shown:
        full = ""
    # A Han character reaches from 0.12 em below the baseline to 0.88 em above.
    said = _saying(shown, clean(label) or full)
    return Text(x, middle + round(0.38 * kind.size), shown, style, href, said, full)


def _saying(shown: str, label: str) -> str:
    """What a screen reader says holds what is seen: who speaks to the browser says that."""
    seen = shown.removesuffix(ELLIPSIS).rstrip()
    if not label or seen in label:
        return label
    return told(say("{seen}，{label}", seen=seen, label=label))


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one text to another. `style` is lead, or a stage, with ` direct` where the donor
    pairs with villages and organisations of the township only."""

    path: str
    style: str


@dataclass(frozen=True, slots=True)
class Square:
    """One target village; x and y are its upper left corner. `state`: covered, planned, open."""

    x: int
    y: int
    state: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is received at one township: its name, its numbers, its villages, a remark."""

    place: Text
    numbers: tuple[Text, ...]
    squares: tuple[Square, ...]
    remarks: tuple[Text, ...]

    def texts(self) -> Iterator[Text]:
        yield self.place
        yield from self.numbers
        yield from self.remarks


@dataclass(frozen=True, slots=True)
class County:
    """The rows of one county with its bracket, a vertical line, and what stands beside it."""

    name: Text
    lines: tuple[Text, ...]
    bracket: str
    rows: tuple[Row, ...]

    def texts(self) -> Iterator[Text]:
        yield self.name
        yield from self.lines
        for row in self.rows:
            yield from row.texts()


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend: a square or a line with its meaning."""

    style: str
    square: tuple[int, int] | None
    path: str
    text: Text


class Sheet(NamedTuple):
    """A part of the picture for one sheet of paper."""

    top: int
    height: int
    room: int
    """For the headings, repeated above it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture. `empty` says that there is nothing but `about` to show."""

    width: int
    height: int
    title: Text
    about: tuple[Text, ...]
    legend: tuple[Key, ...] = ()
    heads: tuple[Text, ...] = ()
    leads: tuple[Text, ...] = ()
    lead_head: str = say("责任单位")
    partner_head: str = say("协作单位")
    donor_head: str = say("支援方")
    aside: int = 0
    """The width of leads and partners that a small screen leaves out."""
    partners: tuple[Text, ...] = ()
    donors: tuple[Text, ...] = ()
    bars: str = ""
    links: tuple[Link, ...] = ()
    counties: tuple[County, ...] = ()
    notes: tuple[Text, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    """None when one sheet holds it all."""
    written: list[str] = field(default_factory=list, init=False, compare=False, repr=False)
    """What a page made of it, once it has."""

    @property
    def description(self) -> str:
        return run_on(line.text for line in self.about)

    @property
    def empty(self) -> bool:
        return not self.counties

    def texts(self) -> Iterator[Text]:
        yield self.title
        yield from (key.text for key in self.legend)
        for county in self.counties:
            yield from county.texts()
        for part in (self.about, self.heads, self.leads, self.partners, self.donors, self.notes):
            yield from part

    def squares(self) -> Iterator[Square]:
        for county in self.counties:
            for row in county.rows:
                yield from row.squares
