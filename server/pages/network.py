"""What surrounds a party: everybody within some steps, and how each hangs on those nearer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.neighbourhood import MOST_HOPS, Tie, reach, ties
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind, Stage
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.listing import Listing, Option, listing
from server.pages.network_ends import Named, named_by
from server.pages.network_picture import AroundPicture, around_of

HOPS = 2
MOST_TIES = 3


class Around(NamedTuple):
    """Who stands in the middle, how far is looked, and which distances are listed, all for none."""

    center: Named
    hops: int
    distance: int | None


class TieLine(NamedTuple):
    """How a party hangs on a nearer one: `words` stand before its name. `href` leads to the
    pairing, nowhere for a part."""

    words: str
    name: Ref
    stage: Stage | None
    href: str


@dataclass(frozen=True, slots=True)
class AroundLine:
    """A party so many steps away, with the first of its `all_ties` to nearer ones."""

    distance: int
    name: Ref
    key: str
    kind: PartyKind
    above: tuple[Ref, ...]
    ties: tuple[TieLine, ...]
    all_ties: int


class Nobody(NamedTuple):
    """Why nobody stands at the distance that was asked for, and where somebody does."""

    message: str
    way_on: Ref


@dataclass(frozen=True, slots=True)
class AroundPage:
    """`steps` are the distances with how many stand at each; without a center there is no list."""

    center: Named
    name: Ref | None
    hops: tuple[Option, ...]
    steps: tuple[Option, ...]
    everybody: int
    list: Listing[AroundLine] | None
    nobody: Nobody | None
    picture: AroundPicture | None
    key: str
    most_steps: int
    way: str


def around(asked: Asked) -> Around:
    return Around(
        named_by(asked, "center"),
        steps_of(asked),
        _number(asked, "distance", None, 0) if asked.query.get("distance") else None,
    )


def steps_of(asked: Asked) -> int:
    """How far is looked. Raises BadQuery."""
    return _number(asked, "hops", HOPS, 1)


def show_network(asked: Asked) -> Shown:
    chosen = around(asked)
    row, parties = chosen.center.row, asked.snapshot.parties
    name = None if row is None else asked.ref(row)
    levels = _levels(asked, chosen)
    page = AroundPage(
        chosen.center,
        name,
        tuple(
            Option(str(n), say("{n} 步", n=n), n == chosen.hops) for n in range(1, MOST_HOPS + 1)
        ),
        tuple(
            Option(asked.again(distance=n), say("{n} 步", n=n), n == chosen.distance, len(level))
            for n, level in enumerate(levels)
            if n
        ),
        sum(map(len, levels[1:])),
        None if row is None else listing(asked, _rows(levels, chosen), around_line(asked, chosen)),
        _nobody(asked, levels, chosen),
        None if row is None else around_of(asked, row),
        "" if row is None else parties.key(row),
        chosen.hops,
        "" if row is None else asked.urls.way(parties.key(row)),
    )
    title = say("{name}的周围", name=name.text) if name else say("周围")
    return Shown("network", title, page, asked.path_to(row))


def around_rows(asked: Asked, chosen: Around) -> IntArray:
    return _rows(_levels(asked, chosen), chosen)


def around_line(
    asked: Asked, chosen: Around, most: int | None = MOST_TIES
) -> Callable[[int], AroundLine]:
    """Makes the line of a party with its first `most` ties, or all for None."""
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    levels = [frozenset(level) for level in _levels(asked, chosen)]
    distances = {row: n for n, level in enumerate(levels) for row in level}

    def line(row: int) -> AroundLine:
        distance = distances[row]
        found = ties(snapshot, asked.view.day, row, levels[distance - 1]) if distance else []
        return AroundLine(
            distance,
            asked.ref(row),
            parties.key(row),
            parties.kind_of(row),
            asked.above(row),
            tuple(_tie(asked, row, tie) for tie in found[:most]),
            len(found),
        )

    return line


def _levels(asked: Asked, chosen: Around) -> list[list[int]]:
    row = chosen.center.row
    return [] if row is None else reach(asked.snapshot, asked.view.day, row, chosen.hops)


def _rows(levels: list[list[int]], chosen: Around) -> IntArray:
    """Of one distance, or of all but the center."""
    here = chosen.distance
    wanted = levels[1:] if here is None else levels[here : here + 1]
    return np.array([row for level in wanted for row in level], dtype=np.int32)


def _nobody(asked: Asked, levels: list[list[int]], chosen: Around) -> Nobody | None:
    distance = chosen.distance
    if not levels or distance is None or distance < len(levels):
        return None
    if distance > chosen.hops:
        message = say(
            "上面选的是 {hops} 步之内，不包括第 {distance} 步。",
            hops=chosen.hops,
            distance=distance,
        )
        return Nobody(
            message, Ref(say("看 {distance} 步之内", distance=distance), asked.again(hops=distance))
        )
    farthest = len(levels) - 1
    message = say(
        "没有 {distance} 步远的主体：最远的只隔 {farthest} 步。",
        distance=distance,
        farthest=farthest,
    )
    return Nobody(message, Ref(say("看全部"), asked.again(distance=None)))


def _tie(asked: Asked, row: int, tie: Tie) -> TieLine:
    held, parties = asked.snapshot.pairings, asked.snapshot.parties
    other = asked.ref(tie.party)
    if tie.pairing == NOWHERE:
        words = say("属于") if parties.parent.at[row] == tie.party else say("辖区里有")
        return TieLine(words, other, None, "")
    words = say("支援") if held.donor.at[tie.pairing] == row else say("受援于")
    stage = Stage(held.stage.at[tie.pairing])
    return TieLine(words, other, stage, asked.urls.pairing(held.key(tie.pairing)))


def _number(asked: Asked, name: str, default: int | None, least: int) -> int:
    text = asked.query.get(name, "") or str(default)
    if text not in {str(n) for n in range(least, MOST_HOPS + 1)}:
        raise BadQuery(
            name,
            say(
                "步数可以是 {least} 到 {most}，而不是“{text}”",
                least=least,
                most=MOST_HOPS,
                text=text[:20],
            ),
        )
    return int(text)
