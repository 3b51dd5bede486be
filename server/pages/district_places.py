"""What the picture of a district shows, as the rows of a table."""

from dataclasses import dataclass, field, replace

import numpy as np

from graph.analysis.coverage import coverage, span
from graph.analysis.pairings import find_pairings
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import PartyKind, Stage
from server.pages.asked import Asked, Ref
from server.pages.counted import Counted, Figure, counted
from server.pages.givers import Giver
from server.pages.pairing_line import optional

MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A township, or a county, that the district's donors support. `pairings` are theirs with it
    and with all in it; the coverage is that of the whole place."""

    lies_in: Ref | None
    place: Ref
    is_county: bool
    under: bool
    """Does it follow the row of its county?"""
    donors: tuple[Giver, ...]
    leads: tuple[Ref, ...]
    talks: bool
    pairings: Figure
    counted: Counted | None


@dataclass
class _Place:
    donors: dict[int, Stage] = field(default_factory=dict)
    leads: dict[int, None] = field(default_factory=dict)
    talks: bool = False


def place_lines(
    asked: Asked, district: int, most: int | None = MOST_PLACES
) -> tuple[tuple[PlaceLine, ...], int]:
    """The first lines in division order (all for None), and how many there are."""
    snapshot = asked.snapshot
    pairings = find_pairings(snapshot, donor_within=district, day=asked.view.day)
    places: dict[int, _Place] = {}
    for row in pairings.tolist():
        _add(snapshot, places, row)
    recipients = np.sort(snapshot.pairings.recipient.array[pairings])
    lines = []
    for row in sorted(places)[:most]:
        low, high = np.searchsorted(recipients, span(snapshot, row)).tolist()
        line = _line(asked, district, row, places[row], high - low)
        county = snapshot.parties.county.at[row]
        lines.append(replace(line, under=county != row and county in places))
    return tuple(lines), len(places)


def _add(snapshot: Snapshot, places: dict[int, _Place], pairing: int) -> None:
    held = snapshot.pairings
    recipient, donor = held.recipient.at[pairing], held.donor.at[pairing]
    row = _place_of(snapshot, recipient)
    place = places.setdefault(row, _Place())
    place.leads |= dict.fromkeys((held.lead.at[pairing], held.partner.at[pairing]))
    if recipient != row:
        return
    stage = Stage(held.stage.at[pairing])
    place.donors[donor] = max(stage, place.donors.get(donor, stage))
    place.talks |= bool(held.negotiating_villages.at[pairing])


def _place_of(snapshot: Snapshot, recipient: int) -> int:
    """The township, else the county, else the recipient itself."""
    parties = snapshot.parties
    for place in (parties.township.at[recipient], parties.county.at[recipient]):
        if place != NOWHERE:
            return place
    return recipient


def _line(asked: Asked, district: int, row: int, place: _Place, pairings: int) -> PlaceLine:
    parties = asked.snapshot.parties
    key = parties.key(row)
    scope = asked.ref(row)
    return PlaceLine(
        optional(asked, parties.parent.at[row]),
        scope,
        parties.kind.at[row] == PartyKind.COUNTY,
        False,
        tuple(Giver(asked.ref(donor), stage) for donor, stage in sorted(place.donors.items())),
        asked.refs([lead for lead in place.leads if lead != NOWHERE]),
        place.talks,
        Figure(pairings, _pairings_url(asked, district, row)),
        counted(asked.urls, scope, coverage(asked.snapshot, asked.view, row), within=key)
        if parties.is_division(row)
        else None,
    )


def _pairings_url(asked: Asked, district: int, row: int) -> str:
    parties = asked.snapshot.parties
    key, donors = parties.key(row), parties.key(district)
    if not parties.is_division(row):
        return asked.urls.pairings(of=key, donor_within=donors)
    return asked.urls.pairings(within=key, donor_within=donors)
