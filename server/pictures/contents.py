"""What a picture shows, numbered: places, donors and who gives to whom. Caps are applied here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import View, span
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, Stage
from server.pictures.gather import Gathered, Heap, Spot, gather, in_division_order, villages_at

MOST_PLACES = 80
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


@dataclass(frozen=True, slots=True)
class Place:
    """A township, or a county for what is paired with it or in it but with no township of it."""

    party: int
    county: int
    villages: tuple[int, ...]
    """Rows of its target villages; for a county of those not in its townships here."""
    covers: tuple[Cover, ...]
    others: tuple[int, ...]
    """Recipients in it that are no target villages."""
    negotiating: bool
    undrawn: int = 0
    """Donors that are only counted."""

    @property
    def is_county(self) -> bool:
        return self.party == self.county


@dataclass(frozen=True, slots=True)
class County:
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
        return all(place.is_county for place in self.places)


@dataclass(frozen=True, slots=True)
class Contents:
    """Places come in division order, a county's own last; at most MOST_PLACES of `all_places`."""

    district: int
    places: tuple[Place, ...]
    all_places: tuple[Place, ...]
    counties: dict[int, County]
    donors: tuple[int, ...]
    all_donors: frozenset[int]
    gifts: tuple[Gift, ...]
    chains: tuple[tuple[int, int, int], ...]
    """(row of the lead, row of the partner, number of the donor), NOWHERE for none."""


def contents(snapshot: Snapshot, view: View, district: int) -> Contents:
    """What there is to draw of the pairings that are active on the day of the view."""
    found = gather(snapshot, view, district)
    spots = in_division_order(found.heaps)
    shown = [found.heaps[spot] for spot in spots[:MOST_PLACES]]
    gifts = list(_gifts(shown))
    undrawn: Counter[int] = Counter()
    if sum(gift.direct for gift in gifts) > MOST_DIRECT:
        undrawn.update(gift.place for gift in gifts if gift.direct)
        gifts = [gift for gift in gifts if not gift.direct]
    places = tuple(_place(found, spot, undrawn[n]) for n, spot in enumerate(spots))
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
        district,
        places[:MOST_PLACES],
        places,
        _counties(found, places),
        donors,
        frozenset(donor for heap in found.heaps.values() for donor in _donors(heap)),
        tuple(Gift(number[gift.donor], gift.place, gift.stage, gift.direct) for gift in gifts),
        tuple((lead, partner, number[donor]) for lead, partner, donor in chains),
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
            yield Gift(donor, place, stage, direct)


def _place(found: Gathered, spot: Spot, undrawn: int) -> Place:
    villages = villages_at(found, spot)
    rows = tuple(village for village, _ in villages)
    heap = found.heaps[spot]
    return Place(
        party=spot[0] if spot[1] == NOWHERE else spot[1],
        county=spot[0],
        villages=rows,
        covers=tuple(cover for _, cover in villages),
        others=tuple(sorted(heap.others.difference(rows))),
        negotiating=heap.negotiating,
        undrawn=undrawn,
    )


def _counties(found: Gathered, places: Iterable[Place]) -> dict[int, County]:
    by_county: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_county[place.county].append(place)
    return {
        county: County(
            county,
            tuple(inside),
            tuple(cover for place in inside for cover in place.covers),
            found.covers.count([span(found.snapshot, county)]),
            found.own.get(county),
        )
        for county, inside in by_county.items()
    }
