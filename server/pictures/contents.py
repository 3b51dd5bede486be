"""What a picture shows, numbered: places, donors and who gives to whom. Caps are applied here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import View, span
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, Stage
from server.pictures.gather import (
    Gathered,
    Heap,
    Spot,
    Village,
    all_villages,
    gather,
    in_division_order,
)
from server.pictures.scope import Scope

MOST_PLACES = 80
MOST_DONORS = 80
MOST_DIRECT = 40
"""Above it donors of single villages and organisations are counted at the townships, not drawn."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A donor and a place by number. `direct`: only villages or organisations of the place are
    paired, not the place itself; the stage is then the best of theirs."""

    donor: int
    place: int
    stage: Stage
    direct: bool
    talks: bool = False
    """Is the village level still being negotiated?"""


@dataclass(frozen=True, slots=True)
class Place:
    """A row: a township, or its county for what is paired with it or in it but with no township of
    it. In a picture by village a village or an organisation, or likewise its township."""

    party: int
    group: int
    villages: tuple[int, ...]
    """Rows of its target villages; for a group of those not in its places here."""
    covers: tuple[Cover, ...]
    others: tuple[int, ...]
    """Recipients in it that are no target villages."""
    negotiating: bool
    givers: int = 0
    """All donors that are paired with it or in it."""
    undrawn: int = 0
    """Those of them that are only counted."""

    @property
    def is_group(self) -> bool:
        return self.party == self.group

    @property
    def is_village(self) -> bool:
        """Is it itself the target village that its square shows?"""
        return self.villages == (self.party,)


@dataclass(frozen=True, slots=True)
class Group:
    """`covers` are those of all its `places`, shown or not; `whole` counts all that is in it."""

    party: int
    places: tuple[Place, ...]
    covers: tuple[Cover, ...]
    whole: Coverage
    stage: Stage | None
    """Of the district's own pairing with the county, if there is one."""

    @property
    def stands_alone(self) -> bool:
        """Is it its own only place?"""
        return all(place.is_group for place in self.places)


@dataclass(frozen=True, slots=True)
class Contents:
    """Places come in division order, a group's own last; at most MOST_PLACES of `all_places`."""

    scope: Scope
    places: tuple[Place, ...]
    all_places: tuple[Place, ...]
    groups: dict[int, Group]
    donors: tuple[int, ...]
    all_donors: frozenset[int]
    gifts: tuple[Gift, ...]
    chains: tuple[tuple[int, int, int], ...]
    """(row of the lead, row of the partner, number of the donor), NOWHERE for none."""
    recipients: frozenset[int] = frozenset()


def contents(snapshot: Snapshot, view: View, scope: Scope) -> Contents:
    """What there is to draw of the pairings that are active on the day of the view."""
    found = gather(snapshot, view, scope)
    spots = in_division_order(found.heaps)
    shown = [found.heaps[spot] for spot in spots[:MOST_PLACES]]
    every = list(_gifts(shown))
    gifts = list(_drawn(every))
    undrawn = Counter(gift.place for gift in every)
    undrawn.subtract(gift.place for gift in gifts)
    villages = all_villages(found)
    places = tuple(
        _place(found, spot, villages[spot], undrawn[number]) for number, spot in enumerate(spots)
    )
    given = {(gift.donor, gift.place) for gift in gifts}
    chains = sorted(
        {
            chain
            for place, heap in enumerate(shown)
            for chain in heap.chains
            if (chain[2], place) in given
        }
    )
    # Donors of one lead and partner are numbered in a row, so that equals stay together.
    donors = tuple(dict.fromkeys(donor for _, _, donor in chains))
    number = {donor: index for index, donor in enumerate(donors)}
    return Contents(
        scope,
        places[:MOST_PLACES],
        places,
        _groups(found, places),
        donors,
        frozenset(donor for heap in found.heaps.values() for donor in _donors(heap)),
        tuple(replace(gift, donor=number[gift.donor]) for gift in gifts),
        tuple((lead, partner, number[donor]) for lead, partner, donor in chains),
        frozenset(found.recipients),
    )


def _donors(heap: Heap) -> Iterator[int]:
    yield from heap.stages
    yield from heap.direct


def _gifts(heaps: Iterable[Heap]) -> Iterator[Gift]:
    """With rows of donors, not yet their numbers."""
    for place, heap in enumerate(heaps):
        for donor in sorted({*_donors(heap)}):
            direct = donor not in heap.stages
            stage = (heap.direct if direct else heap.stages)[donor]
            yield Gift(donor, place, stage, direct, donor in heap.talks)


def _drawn(gifts: Sequence[Gift]) -> Iterator[Gift]:
    """All but the direct ones where these are many; of too many donors those of most places."""
    if sum(gift.direct for gift in gifts) > MOST_DIRECT:
        gifts = [gift for gift in gifts if not gift.direct]
    places = Counter(gift.donor for gift in gifts)
    drawn = set(sorted(places, key=lambda donor: (-places[donor], donor))[:MOST_DONORS])
    return (gift for gift in gifts if gift.donor in drawn)


def _place(found: Gathered, spot: Spot, villages: list[Village], undrawn: int) -> Place:
    rows = tuple(village for village, _ in villages)
    heap = found.heaps[spot]
    return Place(
        party=spot[0] if spot[1] == NOWHERE else spot[1],
        group=spot[0],
        villages=rows,
        covers=tuple(cover for _, cover in villages),
        others=tuple(sorted(heap.others.difference(rows))),
        negotiating=heap.negotiating,
        givers=len({*_donors(heap)}),
        undrawn=undrawn,
    )


def _groups(found: Gathered, places: Iterable[Place]) -> dict[int, Group]:
    by_group: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_group[place.group].append(place)
    return {
        group: Group(
            group,
            tuple(inside),
            tuple(cover for place in inside for cover in place.covers),
            found.covers.count([span(found.snapshot, group)]),
            found.own.get(group),
        )
        for group, inside in by_group.items()
    }
