"""What belongs into the picture of a district: its pairings on a day, sorted to townships."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from graph.analysis.cover_counts import VillageCover
from graph.analysis.coverage import View, span, village_cover
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind, Stage

STAGES, COVERS = tuple(Stage), tuple(Cover)

Spot = tuple[int, int]
"""Where a recipient is shown: its county and its township, NOWHERE for none."""
Village = tuple[int, Cover]


@dataclass
class Heap:
    """Pairings that meet at one spot: stages by donor, those with the spot itself and `direct` ones
    with villages and organisations in it."""

    stages: dict[int, Stage] = field(default_factory=dict)
    direct: dict[int, Stage] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    """The recipients of the direct ones."""
    chains: set[tuple[int, int, int]] = field(default_factory=set)
    """(lead, partner, donor), NOWHERE for none."""
    negotiating: bool = False


@dataclass(frozen=True)
class Gathered:
    """`own` is the district's own pairing with each county, also when no heap needs it."""

    snapshot: Snapshot
    covers: VillageCover
    district: int
    heaps: dict[Spot, Heap]
    own: dict[int, Stage]


def gather(snapshot: Snapshot, view: View, district: int) -> Gathered:
    """Pairings active on the day whose donor is the district or lies in it."""
    found = Gathered(snapshot, village_cover(snapshot, view), district, defaultdict(Heap), {})
    own: dict[int, list[int]] = defaultdict(list)
    for pairing in _active(snapshot, view.day, district):
        if _is_own(snapshot, pairing, district):
            own[snapshot.pairings.recipient.at[pairing]].append(pairing)
        else:
            _add(found, pairing)
    for county, pairings in own.items():
        found.own[county] = max(_stage(snapshot, pairing) for pairing in pairings)
        if _needs_heap(found, county):
            for pairing in pairings:
                _add(found, pairing)
    return found


def villages_at(found: Gathered, spot: Spot) -> list[Village]:
    """Target villages of a township; of a county those outside its townships with a heap.

    Where only villages or organisations of the county are paired, those in no township at all.
    """
    county, township = spot
    if township != NOWHERE:
        return _villages(found, township)
    rest = _rest(found, county)
    if found.heaps[spot].stages:
        return rest
    return [one for one in rest if found.snapshot.parties.township.at[one[0]] == NOWHERE]


def _active(snapshot: Snapshot, day: int, district: int) -> Iterator[int]:
    pairings = snapshot.pairings
    slot = pairings.donor_slot.at
    rows = pairings.by_donor.array[slot[district] : slot[snapshot.parties.end.at[district]]]
    active = (
        (pairings.start.array[rows] <= day)
        & (pairings.end.array[rows] > day)
        & (pairings.stage.array[rows] != Stage.CANCELLED)
    )
    return iter(rows[active].tolist())


def _stage(snapshot: Snapshot, pairing: int) -> Stage:
    return STAGES[snapshot.pairings.stage.at[pairing]]


def _is_own(snapshot: Snapshot, pairing: int, district: int) -> bool:
    recipient = snapshot.pairings.recipient.at[pairing]
    is_county = snapshot.parties.kind.at[recipient] == PartyKind.COUNTY
    return is_county and snapshot.pairings.donor.at[pairing] == district


def _needs_heap(found: Gathered, county: int) -> bool:
    """Would the district's own pairing with a county, or a village of it, be shown nowhere else?"""
    spots = [spot for spot in found.heaps if spot[0] == county]
    return not spots or (county, NOWHERE) in spots or bool(_rest(found, county))


def _add(found: Gathered, pairing: int) -> None:
    pairings = found.snapshot.pairings
    recipient, donor = pairings.recipient.at[pairing], pairings.donor.at[pairing]
    spot = _spot(found.snapshot, recipient)
    heap, stage = found.heaps[spot], _stage(found.snapshot, pairing)
    if recipient == (spot[0] if spot[1] == NOWHERE else spot[1]):
        heap.stages[donor] = max(stage, heap.stages.get(donor, stage))
        heap.negotiating |= bool(pairings.negotiating_villages.at[pairing])
        heap.negotiating |= stage is Stage.NEGOTIATING
    else:
        heap.direct[donor] = max(stage, heap.direct.get(donor, stage))
        heap.others.add(recipient)
    lead, partner = pairings.lead.at[pairing], pairings.partner.at[pairing]
    lead, partner = (NOWHERE if lead == donor else lead), (NOWHERE if partner == donor else partner)
    heap.chains.add((lead, NOWHERE if partner == lead else partner, donor))


def _spot(snapshot: Snapshot, recipient: int) -> Spot:
    """What lies above the counties stands for itself."""
    parties = snapshot.parties
    county = parties.county.at[recipient]
    if county == NOWHERE:
        above = recipient if parties.is_division(recipient) else parties.parent.at[recipient]
        return above, NOWHERE
    return county, parties.township.at[recipient]


def _rest(found: Gathered, county: int) -> list[Village]:
    """The county's target villages that lie in none of its townships with a heap."""
    townships = {spot[1] for spot in found.heaps if spot[0] == county} - {NOWHERE}
    parties = found.snapshot.parties
    if parties.kind.at[county] < PartyKind.COUNTY:
        return []
    lies_in = parties.township.at
    return [one for one in _villages(found, county) if lies_in[one[0]] not in townships]


def _villages(found: Gathered, division: int) -> list[Village]:
    covers = found.covers
    low, high = np.searchsorted(covers.rows.array, span(found.snapshot, division))
    rows = covers.rows.array[low:high].tolist()
    return [(row, COVERS[covers.cover.at[low + place]]) for place, row in enumerate(rows)]


def in_division_order(spots: Iterable[Spot]) -> list[Spot]:
    """By county, then by township; what is of the county itself comes after its townships."""
    return sorted(spots, key=lambda spot: (spot[0], spot[1] == NOWHERE, spot[1]))
