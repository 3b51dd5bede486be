"""What surrounds a party, and the way between two: nodes and edges."""

from itertools import repeat
from typing import Annotated, NamedTuple

import numpy as np
import strawberry

from graph.analysis.neighbourhood import (
    MOST_HOPS,
    MOST_NODES,
    Neighbourhood,
    neighbourhood,
    shortest_path,
)
from graph.errors import Invalid
from graph.words import Word
from schema.arguments import day, party
from schema.context import Context, Info
from schema.fields import part
from schema.pairing import Pairing
from schema.party import Party
from schema.scalars import Day

From = Annotated[strawberry.ID, strawberry.argument(name="from")]
HOPS = 1
NODES = 80


@strawberry.enum(
    description="PAIRING: from the donor to the recipient. PART_OF: from a division or an "
    "organisation to the county, township or village that it lies in."
)
class NetworkEdgeKind(Word):
    PAIRING = 0
    PART_OF = 1


Place = tuple[int, int]
"""A party and its distance."""
Link = tuple[NetworkEdgeKind, int, int, int | None]
"""The kind, from where, to where, and the pairing. A network has thousands: plain tuples are made
three times as fast as named ones."""


class Drawn(NamedTuple):
    nodes: list[Place]
    edges: list[Link]
    truncated: bool


def network(
    root: None,
    info: Info,
    *,
    center: strawberry.ID,
    hops: int | None = None,
    at: Day | None = None,
    limit: int | None = None,
) -> Drawn:
    context = info.context
    far = _from_one("hops", HOPS if hops is None else hops, MOST_HOPS)
    most = _from_one("limit", NODES if limit is None else limit, MOST_NODES)
    middle = party(context, center, "center")
    return _drawn(context, neighbourhood(context.snapshot, day(context, at), middle, far, most))


def path(
    root: None,
    info: Info,
    *,
    from_: From,
    to: strawberry.ID,
    at: Day | None = None,
) -> Drawn | None:
    context = info.context
    start, goal = party(context, from_, "from"), party(context, to, "to")
    found = shortest_path(context.snapshot, day(context, at), start, goal)
    return None if found is None else _drawn(context, found)


def _from_one(name: str, number: int, most: int) -> int:
    if not 1 <= number <= most:
        raise Invalid(f"{name}: must be from 1 to {most}, not {number}.")
    return number


def _drawn(context: Context, found: Neighbourhood) -> Drawn:
    """Spends the budget of rows for nodes and edges."""
    context.budget.spend(len(found.parties) + len(found.pairings) + len(found.parts))
    held, parent = context.snapshot.pairings, context.snapshot.parties.parent
    rows, parts = (np.array(each, dtype=np.int32) for each in (found.pairings, found.parts))
    donors, recipients = held.donor.array[rows].tolist(), held.recipient.array[rows].tolist()
    wholes = parent.array[parts].tolist()
    nodes = [*zip(found.parties, found.distances, strict=True)]
    edges: list[Link] = [*zip(repeat(NetworkEdgeKind.PAIRING), donors, recipients, found.pairings)]
    edges += zip(repeat(NetworkEdgeKind.PART_OF), found.parts, wholes, repeat(None))
    return Drawn(nodes, edges, found.truncated)


@strawberry.type(description="A party that was reached.")
class NetworkNode:
    party: Party = part(0)
    distance: int = part(
        1, "How many edges it is away from the center, or from where the path begins."
    )


@strawberry.type(description="What links two parties.")
class NetworkEdge:
    kind: NetworkEdgeKind = part(0)
    from_: Party = part(1, "The donor, or what is a part.", name="from")
    to: Party = part(2, "The recipient, or what it is a part of.")
    pairing: Pairing | None = part(3, "Null for PART_OF.")


@strawberry.type(
    description="Parties and every edge between two of them. Nodes by distance, kind, key. Edges: "
    "those of pairings first, in the order of every list of pairings (recipient, donor, start, "
    "key), parallel ones too; then those of PART_OF by child, in division order."
)
class Network:
    nodes: list[NetworkNode]
    edges: list[NetworkEdge]
    truncated: bool = strawberry.field(description="True when the limit cut nodes off.")
