"""What belongs into a picture: the pairings of its scope on a day, sorted to its rows."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.analysis.cover_counts import VillageCover
from graph.analysis.coverage import View, span, village_cover
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind, Stage
from server.pictures.scope import Scope

STAGES, COVERS = tuple(Stage), tuple(Cover)

Spot = tuple[int, int]
"""Where a recipient is shown: its group and its place there, NOWHERE for the group itself. Groups
are counties with townships; in a picture by village townships with villages and organisations."""
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
    """(lead, partner, donor), NOWHERE for none; for all donors of a county (district, NOWHERE,
    donor)."""
    negotiating: bool = False
    talks: set[int] = field(default_factory=set)
    """Donors whose pairing with the spot stands, but not yet those with its villages."""


@dataclass(frozen=True)
class Gathered:
    """`own` is the giving district's own pairing with each county, also when no heap needs it."""

    snapshot: Snapshot
    covers: VillageCover
    scope: Scope
    heaps: dict[Spot, Heap]
    own: dict[int, Stage]
    recipients: set[int]


def gather(snapshot: Snapshot, view: View, scope: Scope) -> Gathered:
    """Pairings active on the day, and where the scope receives all its target villages too."""
    covers = village_cover(snapshot, view)
    found = Gathered(snapshot, covers, scope, defaultdict(Heap), {}, set())
    own: dict[int, list[int]] = defaultdict(list)
    for pairing in _active(snapshot, view.day, scope):
        found.recipients.add(snapshot.pairings.recipient.at[pairing])
        if _is_own(snapshot, pairing, scope):
            own[snapshot.pairings.recipient.at[pairing]].append(pairing)
        else:
            _add(found, pairing)
    for county, pairings in own.items():
        found.own[county] = max(_stage(snapshot, pairing) for pairing in pairings)
        if _needs_heap(found, county):
            for pairing in pairings:
                _add(found, pairing)
    if not scope.gives:
        for village, _ in _villages(found, scope.party):
            found.heaps[_spot(snapshot, village, scope)]
    return found


def all_villages(found: Gathered) -> dict[Spot, list[Village]]:
    """The target villages of each spot: none stands at two of them, the closest has it.

    At a county that is not paired itself stand only those in no township.
    """
    parties = found.snapshot.parties
    held = {spot[0] if spot[1] == NOWHERE else spot[1]: spot for spot in found.heaps}
    sorted_out: dict[Spot, list[Village]] = {spot: [] for spot in found.heaps}
    for place, spot in held.items():
        if parties.kind.at[place] < PartyKind.COUNTY or not parties.is_division(place):
            continue
        is_paired = bool(found.heaps[spot].stages)
        for village, cover in _villages(found, place):
            township = parties.township.at[village]
            is_closer = place not in (village, township) and township in held
            if is_closer or (place != village and village in held):
                continue
            if place in (village, township) or is_paired or township == NOWHERE:
                sorted_out[spot].append((village, cover))
    return sorted_out


def _active(snapshot: Snapshot, day: int, scope: Scope) -> Iterator[int]:
    pairings, end = snapshot.pairings, snapshot.parties.end.at[scope.party]
    slot, by = (
        (pairings.donor_slot.at, pairings.by_donor.array)
        if scope.gives
        else (pairings.recipient_slot.at, pairings.by_recipient.array)
    )
    rows = by[slot[scope.party] : slot[end]]
    active = (
        (pairings.start.array[rows] <= day)
        & (pairings.end.array[rows] > day)
        & (pairings.stage.array[rows] != Stage.CANCELLED)
    )
    return iter(rows[active].tolist())


def _stage(snapshot: Snapshot, pairing: int) -> Stage:
    return STAGES[snapshot.pairings.stage.at[pairing]]


def _is_own(snapshot: Snapshot, pairing: int, scope: Scope) -> bool:
    if not scope.gives or scope.by_village:
        return False
    recipient = snapshot.pairings.recipient.at[pairing]
    is_county = snapshot.parties.kind.at[recipient] == PartyKind.COUNTY
    return is_county and snapshot.pairings.donor.at[pairing] == scope.party


def _needs_heap(found: Gathered, county: int) -> bool:
    """Would the district's own pairing with a county, or a village of it, be shown nowhere else?"""
    spots = [spot for spot in found.heaps if spot[0] == county]
    return not spots or (county, NOWHERE) in spots or _has_rest(found, county)


def _add(found: Gathered, pairing: int) -> None:
    pairings = found.snapshot.pairings
    recipient, donor = pairings.recipient.at[pairing], pairings.donor.at[pairing]
    spot = _spot(found.snapshot, recipient, found.scope)
    heap, stage = found.heaps[spot], _stage(found.snapshot, pairing)
    if recipient == (spot[0] if spot[1] == NOWHERE else spot[1]):
        heap.stages[donor] = max(stage, heap.stages.get(donor, stage))
        if pairings.negotiating_villages.at[pairing]:
            heap.talks.add(donor)
            heap.negotiating = True
        heap.negotiating |= stage is Stage.NEGOTIATING
    else:
        heap.direct[donor] = max(stage, heap.direct.get(donor, stage))
        heap.others.add(recipient)
    heap.chains.add(_chain(found, pairing, donor))


def _chain(found: Gathered, pairing: int, donor: int) -> tuple[int, int, int]:
    pairings, scope = found.snapshot.pairings, found.scope
    if not scope.gives and not scope.by_village:
        district = found.snapshot.parties.county.at[donor]
        return NOWHERE if district == donor else district, NOWHERE, donor
    lead, partner = pairings.lead.at[pairing], pairings.partner.at[pairing]
    lead, partner = (NOWHERE if lead == donor else lead), (NOWHERE if partner == donor else partner)
    return lead, NOWHERE if partner == lead else partner, donor


def _spot(snapshot: Snapshot, recipient: int, scope: Scope) -> Spot:
    """What lies above the counties stands for itself."""
    parties = snapshot.parties
    county, township = parties.county.at[recipient], parties.township.at[recipient]
    if county == NOWHERE:
        above = recipient if parties.is_division(recipient) else parties.parent.at[recipient]
        return above, NOWHERE if above == recipient or not scope.by_village else recipient
    if not scope.by_village:
        return county, township
    group = county if township == NOWHERE else township
    return group, NOWHERE if group == recipient else recipient


def _has_rest(found: Gathered, county: int) -> bool:
    """Has the county target villages that lie in none of its townships with a heap?"""
    lies_in = found.snapshot.parties.township.at
    return any((county, lies_in[row]) not in found.heaps for row, _ in _villages(found, county))


def _villages(found: Gathered, division: int) -> list[Village]:
    rows, cover = found.covers.rows.at, found.covers.cover.at
    first, last = span(found.snapshot, division)
    low = bisect_left(rows, first)
    high = bisect_left(rows, last, low)
    return [(rows[place], COVERS[cover[place]]) for place in range(low, high)]


def in_division_order(spots: Iterable[Spot]) -> list[Spot]:
    """By group, then by place; what is of the group itself comes after its places."""
    return sorted(spots, key=lambda spot: (spot[0], spot[1] == NOWHERE, spot[1]))
