"""The parts of a proposal as pages and files show them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from graph.analysis.proposal import Pair, Proposal, ProposedPairing
from graph.network.snapshot import NOWHERE
from server.pages.allowed import may_give
from server.pages.asked import Asked, Ref
from server.pages.columns import Headings
from server.pages.pairing_line import optional, place_of
from server.pages.proposal_wishes import Proposed, Wishes

MOST_DONORS = 40
"""Whose capacities the form shows."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A village and the donor proposed, None for nobody; `reason` says why. `pair` names both in a
    form, empty where who asks may not accept it. `fix`, `rule_out` and `free` lead to the proposal
    with this choice fixed, ruled out, or left to the program again. `lost`: it had a donor but for
    the withdrawal that is assumed. `near` says how near the donor stands, `held_then` how many
    villages it holds with this one."""

    village: Ref
    village_key: str
    township: Ref | None
    county: Ref | None
    donor: Ref | None
    donor_key: str
    donor_place: str
    near: str
    held_then: int | None
    reason: str
    pinned: bool = False
    pair: str = ""
    fix: str = ""
    rule_out: str = ""
    free: str = ""
    lost: bool = False

    @property
    def places(self) -> tuple[Ref, ...]:
        return tuple(place for place in (self.township, self.county) if place is not None)


Headed = Headings[ProposalLine]


class Own(NamedTuple):
    """The pairs of a proposal that who asks may accept, by how a form names them."""

    pairs: Mapping[str, Pair]

    @property
    def mark(self) -> str:
        """Two with the same mark are the same: what was seen, and what is accepted."""
        return sha256(" ".join(self.pairs).encode()).hexdigest()


class OfferLine(NamedTuple):
    """What a donor states, what it takes here, what it has and what the proposal adds. `reset`
    leads to the proposal with what it states."""

    id: int
    donor: Ref
    place: str
    stated: int | None
    number: int | None
    added: int
    reset: str


class Barred(NamedTuple):
    """A choice that was ruled out; `free` takes that back."""

    donor: Ref
    village: Ref
    free: str


def address(asked: Asked, wishes: Wishes) -> str:
    return asked.again(**wishes.parameters(asked.snapshot))


def own_pairings(asked: Asked, held: Proposed) -> Own:
    """None after a withdrawal: as long as it is only assumed, its villages have their donors."""
    if held.wishes.withdrawn:
        return Own({})
    may = cache(lambda donor: may_give(asked, donor))
    ids = asked.snapshot.parties.id.at
    return Own(
        {
            f"{ids[one.donor]}-{ids[one.village]}": (one.donor, one.village)
            for one in held.found.pairings
            if may(one.donor)
        }
    )


def pairing_lines(
    asked: Asked, wishes: Wishes, lost: Collection[int] = ()
) -> Callable[[ProposedPairing], ProposalLine]:
    """`lost` are the villages that only the withdrawal left without a donor."""
    parties = asked.snapshot.parties
    may = cache(lambda donor: may_give(asked, donor))
    ids = parties.id.at

    def line(one: ProposedPairing) -> ProposalLine:
        pair: Pair = (one.donor, one.village)
        return ProposalLine(
            asked.ref(one.village),
            parties.key(one.village),
            optional(asked, parties.township.at[one.village]),
            optional(asked, parties.county.at[one.village]),
            asked.ref(one.donor),
            parties.key(one.donor),
            place_of(asked, one.donor),
            one.near.chinese,
            one.held_then,
            one.reason,
            one.pinned,
            f"{ids[one.donor]}-{ids[one.village]}"
            if may(one.donor) and not wishes.withdrawn
            else "",
            "" if one.pinned else address(asked, wishes.fixing(pair)),
            address(asked, wishes.ruling_out(pair)),
            address(asked, wishes.freeing(pair)) if one.pinned else "",
            one.village in lost,
        )

    return line


def unassigned_lines(
    asked: Asked, found: Proposal, most: int | None = None, lost: Collection[int] = ()
) -> Iterator[ProposalLine]:
    parties = asked.snapshot.parties
    for one in found.unassigned[:most]:
        yield ProposalLine(
            asked.ref(one.village),
            parties.key(one.village),
            optional(asked, parties.township.at[one.village]),
            optional(asked, parties.county.at[one.village]),
            *(None, "", "", "", None),
            one.reason.chinese,
            lost=one.village in lost,
        )


def offer_lines(asked: Asked, wishes: Wishes, found: Proposal) -> tuple[OfferLine, ...]:
    """Donors whose capacity was changed, then those that the proposal adds most to."""
    parties = asked.snapshot.parties
    added = Counter(one.donor for one in found.pairings)
    changed = [donor for donor, _ in wishes.offers]
    busy = sorted(added, key=lambda donor: (-added[donor], donor))
    rows = list(dict.fromkeys([*changed, *busy]))[: max(MOST_DONORS, len(changed))]

    def line(row: int) -> OfferLine:
        stated = parties.capacity.at[row]
        own = None if stated == NOWHERE else stated
        return OfferLine(
            parties.id.at[row],
            asked.ref(row),
            place_of(asked, row),
            own,
            wishes.capacities.get(row, own),
            added[row],
            address(asked, wishes.leaving(row)) if row in wishes.capacities else "",
        )

    return tuple(map(line, rows))


def barred_lines(asked: Asked, wishes: Wishes) -> tuple[Barred, ...]:
    return tuple(
        Barred(asked.ref(pair[0]), asked.ref(pair[1]), address(asked, wishes.freeing(pair)))
        for pair in wishes.forbidden
    )
