"""What the picture of a proposal shows, numbered: townships with their villages, the donors
proposed, and what these have there already. Caps are applied here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.cover_counts import Coverage
from graph.analysis.proposal import Proposal
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, Stage
from server.pictures.contents import Contents, Gift, Group, Place
from server.pictures.scope import Scope

MOST_NODES = 80
"""Donors and townships together."""
NO_COVERAGE = Coverage(0, 0, 0, 0, 0, 0, 0, ())


class Choice(NamedTuple):
    """A village, and what is proposed for it: a donor and why, or NOWHERE and why nobody."""

    village: int
    donor: int
    reason: str


class Existing(NamedTuple):
    """The best stage of what a donor has at a township on the day; `direct`: not with the township
    itself, only with villages and organisations in it."""

    stage: Stage
    direct: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """`villages` of the place go to the donor, both by number; `existing` is there already."""

    donor: int
    place: int
    villages: int
    existing: Existing | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """`spots` are the rows of the townships (of the county where there is none), in division
    order, with the `choices` of each; the first `shown` of them are drawn, with `donors` of
    `all_donors`. `undrawn` counts by spot the donors that are not."""

    spots: tuple[int, ...]
    choices: tuple[tuple[Choice, ...], ...]
    shown: int
    donors: tuple[int, ...]
    all_donors: int
    flows: tuple[Flow, ...]
    undrawn: Mapping[int, int]
    loads: Mapping[int, int]
    """By donor, how many villages it gets anew."""

    def contents(self, snapshot: Snapshot) -> Contents:
        """What the layout of rows needs."""
        county = snapshot.parties.county.at
        drawn = zip(self.spots, self.choices[: self.shown], strict=False)
        places = tuple(
            Place(
                spot,
                county[spot],
                tuple(one.village for one in some),
                tuple(Cover.NONE for _ in some),
                (),
                negotiating=False,
            )
            for spot, some in drawn
        )
        counties = {
            row: Group(row, tuple(one for one in places if one.group == row), (), NO_COVERAGE, None)
            for row in dict.fromkeys(place.group for place in places)
        }
        return Contents(
            Scope(NOWHERE),
            places,
            places,
            counties,
            self.donors,
            frozenset(self.donors),
            tuple(Gift(one.donor, one.place, Stage.PLANNED, direct=False) for one in self.flows),
            tuple((NOWHERE, NOWHERE, number) for number in range(len(self.donors))),
        )


def proposed(snapshot: Snapshot, day: int, found: Proposal) -> Proposed:
    by_spot: defaultdict[int, list[Choice]] = defaultdict(list)
    for one in found.pairings:
        by_spot[_spot(snapshot, one.village)].append(Choice(one.village, one.donor, one.reason))
    for left in found.unassigned:
        why = Choice(left.village, NOWHERE, left.reason.chinese)
        by_spot[_spot(snapshot, left.village)].append(why)
    spots = sorted(by_spot)
    choices = tuple(tuple(sorted(by_spot[spot])) for spot in spots)
    donors, shown, undrawn = _drawn(choices)
    number = {donor: place for place, donor in enumerate(donors)}
    flows = tuple(
        Flow(number[donor], place, villages, _existing(snapshot, day, donor, spots[place]))
        for place, some in enumerate(choices[:shown])
        for donor, villages in sorted(_givers(some).items())
        if donor in number
    )
    loads = Counter(one.donor for one in found.pairings)
    named = {spots[place]: count for place, count in undrawn.items()}
    return Proposed(tuple(spots), choices, shown, donors, len(loads), flows, named, loads)


def _spot(snapshot: Snapshot, village: int) -> int:
    """A village of no township stands at its county."""
    township = snapshot.parties.township.at[village]
    return snapshot.parties.county.at[village] if township == NOWHERE else township


def _givers(choices: Iterable[Choice]) -> Counter[int]:
    return Counter(one.donor for one in choices if one.donor != NOWHERE)


def _drawn(
    choices: tuple[tuple[Choice, ...], ...],
) -> tuple[tuple[int, ...], int, dict[int, int]]:
    """Donors and the first places up to MOST_NODES together; one place at least, with as many of
    its donors as there is room for. Donors in rising order, and how many are left out where."""
    donors: dict[int, None] = {}
    for place, some in enumerate(choices):
        givers = sorted(_givers(some))
        new = [donor for donor in givers if donor not in donors]
        if len(donors) + len(new) + place + 1 > MOST_NODES:
            if place:
                return tuple(sorted(donors)), place, {}
            kept = givers[: MOST_NODES - 1]
            return tuple(kept), 1, {0: len(givers) - len(kept)}
        donors |= dict.fromkeys(new)
    return tuple(sorted(donors)), len(choices), {}


def _existing(snapshot: Snapshot, day: int, donor: int, spot: int) -> Existing | None:
    pairings, parties = snapshot.pairings, snapshot.parties
    found: dict[bool, int] = {}
    for row in pairings.of_donor(donor):
        stage, recipient = pairings.stage.at[row], pairings.recipient.at[row]
        active = pairings.start.at[row] <= day < pairings.end.at[row]
        if active and stage != Stage.CANCELLED and parties.inside(recipient, spot):
            direct = recipient != spot
            found[direct] = max(stage, found.get(direct, stage))
    if not found:
        return None
    direct = False not in found
    return Existing(Stage(found[direct]), direct)
