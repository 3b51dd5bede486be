"""Who could take the villages that nobody supports yet."""

import strawberry

from graph.analysis.assignment import TooLarge
from graph.analysis.proposal import Proposal as Found
from graph.analysis.proposal import UnassignedReason, propose
from graph.errors import Invalid
from graph.words import VillageTarget
from schema.arguments import scope, view
from schema.context import Info
from schema.party import Division, Party
from schema.scalars import Day

strawberry.enum(
    UnassignedReason,
    description="""
NO_PAIRED_DISTRICT: no district has an active signed pairing with the village's county or township.
NO_CAPACITY_OFFERED: one has, but no eligible donor in such a district states a capacity.
CAPACITY_EXHAUSTED: some do, and none is left in an optimal assignment.
""".strip(),
)


def proposal(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Found:
    context = info.context
    chosen, outer = view(context, at, target, exited), scope(context, within)
    try:
        found = propose(context.snapshot, chosen, outer)
    except TooLarge:
        raise Invalid("proposal: there is too much to compare; name a smaller `within`.") from None
    context.budget.spend(len(found.pairings) + len(found.unassigned))
    return found


@strawberry.type(
    description="A donor that could take a village, as the ledger does not have it yet."
)
class ProposedPairing:
    donor: Party
    village: Division
    cost: int
    reason: str = strawberry.field(description="One line for a person: why this donor.")


@strawberry.type
class UnassignedVillage:
    village: Division
    reason: UnassignedReason


@strawberry.type(
    description="""
An optimal assignment of donors with spare capacity to the target villages whose cover is
TOWNSHIP_ONLY, COUNTY_ONLY or NONE: as many villages as possible, then the least total cost.
Eligible: the donor lies in (or is) a district that has itself an active signed pairing with the
village's county or township, states a capacity, and has no uncancelled pairing with that village
that ends after the day (accepting it would overlap).
Held: the distinct villages with which the donor has an active signed, planned or negotiating
pairing. It takes at most capacity minus held.
Cost of one new pairing = tie + load. Tie: 0 when the donor has an active signed pairing with the
village's township, else 10 when with the village's county or any party in it, else 20.
Load: the number held, plus those assigned to the donor before in this proposal.
Both lists by village, in division order. The same ledger gives the same proposal.
""".strip()
)
class Proposal:
    pairings: list[ProposedPairing]
    unassigned: list[UnassignedVillage]
    total_cost: int
