"""What lies in a division: its parts with their coverage, and what its donors support."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.analysis.coverage import cover_of, span, village_cover
from graph.analysis.pairings import find_pairings, pairings_of
from graph.network.columns import IntArray
from graph.words import Cover, PartyKind, Side, Stage
from server.pages.asked import Asked, Ref
from server.pages.counted import Counted, Figure, counted
from server.pages.givers import Giver

MOST_CHILDREN = 100
MOST_DONORS = 60


@dataclass(frozen=True, slots=True)
class Child:
    """`cover` is that of a target village; `pairings` are those active with it and in it."""

    name: Ref
    kind: PartyKind
    counted: Counted | None
    cover: Cover | None
    pairings: Figure


@dataclass(frozen=True, slots=True)
class DonorLine:
    """A donor in a district and the townships and counties that it supports; `villages` counts
    its pairings with anything smaller."""

    name: Ref
    kind: PartyKind
    places: tuple[Giver, ...]
    villages: int
    pairings: Figure


@dataclass(frozen=True, slots=True)
class Inside:
    """The first of `total` parts, and the first of `all_donors` donors in the division.
    `everything` counts the division and all in it, at any depth."""

    pairings: Figure
    children: tuple[Child, ...]
    total: int
    everything: Figure
    donors: tuple[DonorLine, ...]
    all_donors: int


def inside(asked: Asked, row: int) -> Inside | None:
    parties = asked.snapshot.parties
    if not parties.is_division(row):
        return None
    ends, others = _ends(asked, row), donors_inside(asked, row)
    children = list(parties.children(row))
    return Inside(
        Figure(len(ends), _pairings_url(asked, row)),
        tuple(_child(asked, child, ends) for child in children[:MOST_CHILDREN]),
        len(children),
        Figure(parties.end.at[row] - row, asked.urls.parties(within=parties.key(row))),
        tuple(donor_lines(asked, others[:MOST_DONORS])),
        len(others),
    )


def _ends(asked: Asked, row: int) -> IntArray:
    """The ends in this division of the pairings active on the day, rising."""
    snapshot, day = asked.snapshot, asked.view.day
    if snapshot.parties.is_donor(row):
        rows = find_pairings(snapshot, donor_within=row, day=day)
        return np.sort(snapshot.pairings.donor.array[rows])
    rows = find_pairings(snapshot, within=row, day=day)
    return np.sort(snapshot.pairings.recipient.array[rows])


def donors_inside(asked: Asked, row: int) -> list[int]:
    """The parties in a donor division that support somebody on the day; not itself."""
    if not asked.snapshot.parties.is_donor(row):
        return []
    ends = _ends(asked, row)
    found: list[int] = np.unique(ends[ends != row]).tolist()
    return found


def child_lines(asked: Asked, row: int) -> Iterator[Child]:
    """What lies directly in a division, all of it."""
    ends = _ends(asked, row)
    return (_child(asked, child, ends) for child in asked.snapshot.parties.children(row))


def _pairings_url(asked: Asked, row: int) -> str:
    parties, key = asked.snapshot.parties, asked.snapshot.parties.key(row)
    if not parties.is_division(row):
        return asked.urls.pairings(of=key)
    if parties.is_donor(row):
        return asked.urls.pairings(donor_within=key)
    return asked.urls.pairings(within=key)


def _child(asked: Asked, row: int, ends: IntArray) -> Child:
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    rows = span(snapshot, row)
    low, high = np.searchsorted(ends, rows).tolist()
    has_villages = parties.kind.at[row] < PartyKind.VILLAGE and not parties.is_donor(row)
    return Child(
        asked.ref(row),
        parties.kind_of(row),
        counted(
            asked.urls,
            asked.ref(row),
            village_cover(snapshot, asked.view).count([rows]),
            within=parties.key(row),
        )
        if has_villages
        else None,
        cover_of(snapshot, asked.view, row),
        Figure(high - low, _pairings_url(asked, row)),
    )


def donor_lines(asked: Asked, donors: list[int]) -> Iterator[DonorLine]:
    snapshot, parties = asked.snapshot, asked.snapshot.parties
    recipient = snapshot.pairings.recipient.at
    stage = snapshot.pairings.stage.at
    for donor in donors:
        rows = pairings_of(snapshot, donor, Side.DONOR, day=asked.view.day)
        wide = [row for row in rows if parties.kind.at[recipient[row]] < PartyKind.VILLAGE]
        yield DonorLine(
            asked.ref(donor),
            parties.kind_of(donor),
            tuple(Giver(asked.ref(recipient[row]), Stage(stage[row])) for row in wide),
            len(rows) - len(wide),
            Figure(len(rows), asked.urls.pairings(of=parties.key(donor))),
        )
