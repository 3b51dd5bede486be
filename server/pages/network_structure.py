"""How the network of a scope holds together: groups, single pairings that join, who stands between.

What is too large to be worked out says so, and what else there is stands beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from graph.analysis.betweenness import Between, betweenness
from graph.analysis.covering import active_signed
from graph.analysis.structure import Bridge, Group, Share, Structure, structure
from graph.language import say, say_as
from graph.network.graphs import BeyondBound, cut
from graph.words import PartyKind, Word
from server.output import fine_percent
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.districts import district_rows
from server.pages.listing import Listing, Option, listing
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.villages import district_options, place_options


class Part(Word):
    """What of the structure is listed."""

    GROUPS = 0, say("各片")
    BRIDGES = 1, say("唯一联系")
    BETWEEN = 2, say("枢纽")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group by its first district or party, and how many of each share it holds."""

    name: Ref
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """A pairing, and how many parties are left on each side without it."""

    pairing: PairingLine
    donor_side: Figure
    recipient_side: Figure


@dataclass(frozen=True, slots=True)
class BetweenLine:
    name: Ref
    key: str
    kind: PartyKind
    above: tuple[Ref, ...]
    share: str
    around: str


class Ways(NamedTuple):
    """Narrower scopes of one kind."""

    text: str
    places: tuple[Ref, ...]


Line = GroupLine | BridgeLine | BetweenLine
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class StructurePage:
    """`trouble` says why there is no list, and `ways` lead to what may be small enough. `parties`
    are those of the network, which the shares are of."""

    part: Part
    parts: tuple[Option, ...]
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    list: Listing[Line] | None
    trouble: str
    ways: tuple[Ways, ...]
    parties: Figure


def part_of(asked: Asked) -> Part:
    return asked.word("part", Part, Part.GROUPS)


def show_structure(asked: Asked) -> Shown:
    part, within = part_of(asked), asked.division("within")
    is_donor = within is not None and asked.snapshot.parties.is_donor(within)
    try:
        lines, trouble = _lines(asked, part), ""
    except BeyondBound as error:
        lines, trouble = None, say("{error}。", error=str(error))
    page = StructurePage(
        part,
        tuple(Option(asked.again(part=it.text), it.chinese, it is part) for it in Part),
        place_options(asked, None if is_donor else within),
        district_options(asked, within if is_donor else None),
        lines,
        trouble,
        _ways(asked, within) if trouble else (),
        Figure(len(cut(asked.snapshot, asked.view.day, within).parties), asked.again(part=None)),
    )
    return Shown("network_structure", say("网络结构"), page, asked.path_to(within))


def structure_of(asked: Asked) -> Structure:
    return structure(asked.snapshot, asked.view.day, asked.division("within"))


def between_of(asked: Asked) -> list[Between]:
    return betweenness(asked.snapshot, asked.view.day, asked.division("within"))


def group_line(asked: Asked) -> Callable[[Group], GroupLine]:
    def line(group: Group) -> GroupLine:
        counties = group.county_rows(asked.snapshot)
        first = counties[0] if counties else int(group.parties[0])
        number = say("等 {n} 个区县", n=len(counties)) if len(counties) > 1 else ""
        text = say("{name}{number}", name=asked.ref(first).text, number=number)
        return GroupLine(
            Ref(text, _members(asked, first)),
            tuple(
                Figure(number, _members(asked, first, share) if number else "")
                for share, number in zip(Share, group.counts, strict=True)
            ),
        )

    return line


def bridge_line(asked: Asked, bridge: Bridge) -> BridgeLine:
    held = asked.snapshot.pairings
    lost = held.key(bridge.pairing)
    donor, recipient = held.donor.at[bridge.pairing], held.recipient.at[bridge.pairing]
    return BridgeLine(
        pairing_line(asked, bridge.pairing),
        Figure(bridge.donor_side, _members(asked, donor, lost=lost)),
        Figure(bridge.recipient_side, _members(asked, recipient, lost=lost)),
    )


def between_line(asked: Asked, between: Between) -> BetweenLine:
    parties = asked.snapshot.parties
    key = parties.key(between.party)
    return BetweenLine(
        asked.ref(between.party),
        key,
        parties.kind_of(between.party),
        asked.above(between.party),
        fine_percent(between.share),
        asked.urls.network(key),
    )


def _lines(asked: Asked, part: Part) -> Listing[Line]:
    """Raises BeyondBound."""
    if part is Part.BETWEEN:
        return _list(asked, between_of(asked), lambda one: between_line(asked, one))
    if part is Part.BRIDGES:
        return _list(asked, structure_of(asked).bridges, lambda one: bridge_line(asked, one))
    return _list(asked, structure_of(asked).groups, group_line(asked))


def _ways(asked: Asked, within: int | None) -> tuple[Ways, ...]:
    """One level down."""
    parties = asked.snapshot.parties
    if within is not None:
        return _holding(asked, say("其中的"), parties.children(within))
    takers = [row for row in parties.roots() if not parties.is_donor(row)]
    return *_holding(asked, say_as("nav", "支援区"), district_rows(asked)), *_holding(
        asked, say("受援地"), takers
    )


def _holding(asked: Asked, text: str, rows: Iterable[int]) -> tuple[Ways, ...]:
    """Those of these divisions in which a pairing of the network ends, if there are any."""
    snapshot, parties, held = asked.snapshot, asked.snapshot.parties, asked.snapshot.pairings
    signed = active_signed(snapshot, asked.view.day)
    ends = np.unique([held.donor.array[signed], held.recipient.array[signed]])

    def holds(row: int) -> bool:
        low, high = np.searchsorted(ends, (row, parties.end.at[row]))
        return parties.is_division(row) and low < high

    places = tuple(
        asked.ref(row)._replace(href=asked.again(within=parties.key(row)))
        for row in rows
        if holds(row)
    )
    return (Ways(text, places),) if places else ()


def _list(asked: Asked, found: Sequence[One], line: Callable[[One], Line]) -> Listing[Line]:
    return listing(asked, np.arange(len(found)), lambda at: line(found[at]))


def _members(asked: Asked, row: int, share: Share = Share.PARTIES, lost: str = "") -> str:
    within, key = asked.division("within"), asked.snapshot.parties.key
    scope = "" if within is None else key(within)
    return asked.urls.members(key(row), scope, share="" if not share else share.text, lost=lost)
