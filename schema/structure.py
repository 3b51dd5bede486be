"""How the network of a scope holds together, and which districts share counties."""

from typing import NamedTuple

import numpy as np
import strawberry

from graph.analysis.betweenness import Between
from graph.analysis.betweenness import betweenness as find_betweenness
from graph.analysis.shared import Shared, shared_counties, supports
from graph.analysis.structure import Bridge as Found
from graph.analysis.structure import Group, structure
from graph.errors import Invalid
from graph.network.graphs import BeyondBound
from schema.arguments import day, scope
from schema.context import Context, Info
from schema.fields import part
from schema.paging import size_of
from schema.pairing import Pairing
from schema.party import Division, Party
from schema.scalars import Day

TOO_LARGE = "{field}: the network of this scope is too large; name a smaller `within`."


class Sharing(NamedTuple):
    """Districts, and every two of them that share counties."""

    districts: list[int]
    pairs: list[Shared]


class Piece(NamedTuple):
    """The numbers of a group, and its districts and counties."""

    parties: int
    donors: int
    recipients: int
    villages: int
    pairings: int
    divisions: list[int]


def shared(root: None, info: Info, *, within: str | None = None, at: Day | None = None) -> Sharing:
    context = info.context
    asked = context.snapshot, day(context, at), scope(context, within)
    try:
        pairs = shared_counties(*asked)
    except BeyondBound:
        raise Invalid(TOO_LARGE.format(field="sharedCounties")) from None
    districts: list[int] = np.unique(supports(*asked)[0]).tolist()
    context.budget.spend(len(districts) + sum(1 + len(pair.counties) for pair in pairs))
    return Sharing(districts, pairs)


def components(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    first: int | None = None,
) -> list[Piece]:
    context, size = info.context, size_of(first)
    outer = scope(context, within)
    try:
        groups = structure(context.snapshot, day(context, at), outer).groups[:size]
    except BeyondBound:
        raise Invalid(TOO_LARGE.format(field="components")) from None
    found = [_component(context, group) for group in groups]
    context.budget.spend(sum(1 + len(one.divisions) for one in found))
    return found


def bridges(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    first: int | None = None,
) -> list[Found]:
    context, size = info.context, size_of(first)
    outer = scope(context, within)
    try:
        found = structure(context.snapshot, day(context, at), outer).bridges[:size]
    except BeyondBound:
        raise Invalid(TOO_LARGE.format(field="bridges")) from None
    context.budget.spend(len(found))
    return found


def betweenness(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    first: int | None = None,
) -> list[Between]:
    context, size = info.context, size_of(first)
    outer = scope(context, within)
    try:
        found = find_betweenness(context.snapshot, day(context, at), outer)[:size]
    except BeyondBound:
        raise Invalid(TOO_LARGE.format(field="betweenness")) from None
    context.budget.spend(len(found))
    return found


def _component(context: Context, group: Group) -> Piece:
    return Piece(*group.counts[:4], group.pairings, group.county_rows(context.snapshot))


@strawberry.type(description="Two donor districts that support the same counties.")
class SharedPair:
    district: Division = part(0)
    other: Division = part(1, "Behind `district` in division order.")
    counties: list[Division] = part(2, "Those that both support, in division order.")


@strawberry.type(description="Which districts support the same counties.")
class SharedCounties:
    districts: list[Division] = part(
        0, "Those that support a county of the scope at all, in division order."
    )
    pairs: list[SharedPair] = part(
        1, "Those that share most first, of equal ones in division order."
    )


@strawberry.type(description="Parties that hang together, and nobody else hangs with them.")
class Component:
    parties: int = part(0, "Ends of pairings, and what they lie in up to the county.")
    donors: int = part(1, "Those that give a pairing of the scope themselves.")
    recipients: int = part(2, "Those that receive one themselves.")
    villages: int = part(3, "Villages among the recipients.")
    pairings: int = part(4)
    divisions: list[Division] = part(5, "The districts and counties in it, in division order.")


@strawberry.type(
    description="A pairing whose loss alone would leave no way between its donor and its "
    "recipient. One that another runs beside, between the same two, is none."
)
class Bridge:
    pairing: Pairing = part(0)
    donor_side: int = part(1, "Parties that would be left on the donor's side.")
    recipient_side: int = part(2, "Parties that would be left on the recipient's side.")


@strawberry.type(description="A party that stands between others.")
class Betweenness:
    party: Party = part(0)
    share: float = part(
        1,
        "Of all pairs of other parties of the network, the share whose shortest ways lead through "
        "this one; of several shortest ways each counts for its part. Above 0, at most 1.",
    )
