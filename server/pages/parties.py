"""Finding parties."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.pairings import pairings_of
from graph.analysis.search import find_parties
from graph.language import say, say_as
from graph.naming import normalise
from graph.network.columns import IntArray
from graph.words import PartyKind, Side
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Listing, Option, listing

EXAMPLES = ("罕艾日克", "wlhwl", "daxing", "653221")


@dataclass(frozen=True, slots=True)
class PartyLine:
    """`aliases` are those that the text finds; `pairings` are those at whose end it stands."""

    name: Ref
    kind: PartyKind
    side: Side
    key: str
    above: tuple[Ref, ...]
    aliases: tuple[str, ...]
    pairings: Figure


@dataclass(frozen=True, slots=True)
class PartiesPage:
    text: str
    kinds: tuple[Option, ...]
    scope: tuple[Ref, ...]
    list: Listing[PartyLine]
    examples: tuple[Ref, ...]


class PartyList(NamedTuple):
    """What the address asks for; `numbers` counts the kinds before these were narrowed."""

    text: str
    kinds: tuple[PartyKind, ...]
    within: int | None
    rows: IntArray
    numbers: list[int]


def party_list(asked: Asked) -> PartyList:
    text, kinds, within = asked.text("q"), asked.words("kind", PartyKind), asked.division("within")
    rows = find_parties(asked.snapshot, text, None, within)
    kind = asked.snapshot.parties.kind.array[rows]
    if kinds:
        rows = rows[np.isin(kind, [int(each) for each in kinds])]
    return PartyList(
        text, kinds, within, rows, np.bincount(kind, minlength=len(PartyKind)).tolist()
    )


def parties(asked: Asked) -> Shown:
    text, kinds, within, rows, numbers = party_list(asked)
    page = PartiesPage(
        text,
        tuple(_options(kinds, numbers)),
        _scope(asked, within),
        listing(asked, rows, lambda row: party_line(asked, row, text)),
        tuple(Ref(example, asked.urls.parties(q=example)) for example in EXAMPLES),
    )
    return Shown("parties", say_as("nav", "主体"), page, asked.path_to(within))


def _options(chosen: tuple[PartyKind, ...], counts: list[int]) -> Iterator[Option]:
    for kind in PartyKind:
        if counts[kind] or kind in chosen:
            yield Option(kind.text, kind.chinese, kind in chosen, counts[kind])


def _scope(asked: Asked, within: int | None) -> tuple[Ref, ...]:
    if within is None:
        return ()
    return (Ref(say("在{within}", within=asked.ref(within).text), asked.again(within=None)),)


def party_line(asked: Asked, row: int, text: str = "") -> PartyLine:
    held, sought = asked.snapshot.parties, normalise(text)
    return PartyLine(
        asked.ref(row),
        held.kind_of(row),
        Side(held.side.at[row]),
        held.key(row),
        asked.above(row),
        tuple(name for name in held.aliases(row) if sought and sought in normalise(name)),
        Figure(
            len(pairings_of(asked.snapshot, row, day=asked.view.day)),
            asked.urls.pairings(of=held.key(row)),
        ),
    )
