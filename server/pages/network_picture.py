"""The picture of what surrounds a party: what is open in it, and the pairings that it shows."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from graph.language import say, told
from graph.words import Stage
from server.address import narrowed
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.moments import span_of
from server.pages.network_ends import named_by
from server.pictures.around.contents import MOST_PARTIES, Contents, contents
from server.pictures.around.picture import around_picture
from server.pictures.drawing import Drawing

MOST_OPEN = 4 * MOST_PARTIES
"""Parameters that are read: more than could ever bring anybody."""
MOST_PAIRINGS = 60


class Paired(NamedTuple):
    """A pairing that the drawing shows; its span leads to it."""

    donor: Ref
    recipient: Ref
    stage: Stage
    span: Ref


@dataclass(frozen=True, slots=True)
class AroundPicture:
    """`pairings` are the first of `all_pairings` that the drawing shows."""

    drawing: Drawing
    download: str
    pairings: tuple[Paired, ...]
    all_pairings: int
    at_start: str
    """Where all that was opened is closed; empty when nothing was."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    drawing: Drawing


class _Urls:
    """Where the boxes of a picture lead, from the page that was asked."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        # A picture has a hundred addresses that differ in what is open alone.
        self._closed = asked.again(open=None)
        self._quoted: dict[str, str] = {}

    def party(self, key: str) -> str:
        return self._asked.urls.party(key)

    def beside(self, key: str) -> str:
        return self._asked.urls.network(key, hops=1)

    def opened(self, keys: tuple[str, ...]) -> str:
        address = self._closed
        for key in keys:
            if key not in self._quoted:
                self._quoted[key] = quote(key, safe="")
            address = narrowed(address, "open", self._quoted[key])
        return address


def around_of(asked: Asked, row: int) -> AroundPicture:
    """The picture on the page, which opens and closes."""
    found = _contents(asked, row)
    drawing = around_picture(asked.snapshot, asked.view, found, _Urls(asked))
    pairings = tuple(_paired(asked, one) for one in found.pairings[:MOST_PAIRINGS])
    key = asked.snapshot.parties.key
    download = asked.urls.network_picture(key(row), [key(one) for one in found.opened])
    at_start = asked.again(open=None) if found.opened else ""
    return AroundPicture(drawing, download, pairings, len(found.pairings), at_start)


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved. Raises BadQuery when no party is named."""
    row = named_by(asked, "center").row
    if row is None:
        raise BadQuery("center", say("没有写明看谁的周围，或不止一个主体叫这个名字；请写它的编码"))
    found = _contents(asked, row)
    drawing = around_picture(asked.snapshot, asked.view, found, _Urls(asked), toggles=False)
    name = say("{center}的周围-{day}.svg", center=asked.ref(row).text, day=asked.date)
    quoted = quote(told(name), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"}
    return Shown("", "", PictureFile(drawing), headers=headers)


def _paired(asked: Asked, row: int) -> Paired:
    held = asked.snapshot.pairings
    donor, recipient = (asked.ref(end.at[row]) for end in (held.donor, held.recipient))
    span = Ref(span_of(held, row).text, asked.urls.pairing(held.key(row)))
    return Paired(donor, recipient, Stage(held.stage.at[row]), span)


def _contents(asked: Asked, row: int) -> Contents:
    """What is open by the address; keys that are no party's by now open nothing."""
    keys = asked.query.getlist("open")
    if len(keys) > MOST_OPEN:
        said = say("最多展开 {most} 处，这里有 {n:,} 处", most=MOST_OPEN, n=len(keys))
        raise BadQuery("open", said)
    found = (asked.snapshot.parties.find(key) for key in keys)
    opens = [one for one in found if one is not None]
    return contents(asked.snapshot, asked.view, row, opens)
