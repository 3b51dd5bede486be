"""The queries."""

import strawberry

from schema import counts, lists
from schema import dependence as dependences
from schema import network as networks
from schema.connection import Connection
from schema.coverage import Coverage, CoverageChange, CoverageGroup, CoveragePoint
from schema.dependence import Dependence
from schema.fields import computed
from schema.network import Network
from schema.node import Node
from schema.pairing import Pairing
from schema.party import Division, Party
from schema.proposal import Proposal, proposal

DEAR = 20
"""The weight of what walks the network: how many plain fields it is as dear as."""


@strawberry.type
class Query:
    node: Node | None = computed(lists.node, "Null for an id that names nothing.")
    party: Party | None = computed(lists.party)
    division: Division | None = computed(
        lists.division,
        "By code, or by a name (exact first, then without its type suffix) or alias that is unique "
        "(inside `within`, a code, when given); null when none or several match.",
    )
    parties: Connection[Party] = computed(
        lists.parties,
        "Search by name, alias, pinyin or its initials; the best matches first.",
        weight=5,
    )
    pairings: Connection[Pairing] = computed(
        lists.pairings,
        "`within`: the recipient is or lies in it; `donorWithin`: the donor. CANCELLED ones come "
        "only when `stages` names them. With `at` those whose dates hold that day.",
    )
    pairing: Pairing | None = computed(lists.pairing)
    coverage: Coverage = computed(counts.coverage, weight=5)
    coverage_by: list[CoverageGroup] = computed(
        counts.coverage_by,
        "In division order; groups without target villages are left out.",
        weight=10,
    )
    uncovered_villages: Connection[Division] = computed(
        counts.uncovered_villages,
        "Target villages that are not COVERED on the day, with the given covers only when given.",
        weight=5,
    )
    coverage_series: list[CoveragePoint] = computed(
        counts.coverage_series,
        "At `from`, then on the first day of each later quarter up to and including `to`; at most "
        "400 points.",
        weight=100,
    )
    coverage_change: CoverageChange = computed(
        counts.coverage_change,
        "Villages COVERED on `to` and not on `from`, and the reverse.",
        weight=20,
    )
    dependence: list[Dependence] = computed(
        dependences.dependence,
        "The donors, streets or districts on which most villages depend, most first, of equal ones "
        "in division order: the `first` of them (1 to 100, 20 when left out).",
        weight=DEAR,
    )
    withdrawal: list[Division] = computed(
        dependences.withdrawal,
        "Covered villages that would be covered no more if all these donors (a division stands for "
        "itself and all in it) withdrew, in division order.",
        weight=DEAR,
    )
    proposal: Proposal = computed(
        proposal,
        "Who could take the target villages of a scope that have no donor of their own, signed or "
        "planned. A scope with too much to compare is an error.",
        weight=200,
    )
    network: Network = computed(
        networks.network,
        "What surrounds a party on the day: over active signed, planned and negotiating pairings, "
        "and over PART_OF from child to parent up to the county (organisations too), both walked "
        "either way. Nodes by distance, kind, key, the first `limit` (1 to 2000, 80 when left "
        "out); every edge among them, parallel pairings too. `hops` is 1 to 4, 1 when left out.",
        weight=DEAR,
    )
    path: Network | None = computed(
        networks.path,
        "Shortest way between two parties over active signed pairings and PART_OF as in `network`, "
        "the first in order of keys; null when there is none. Its nodes are the parties along the "
        "way, their distance that from `from`; its edges are all that join two of them, parallel "
        "pairings too.",
        weight=DEAR,
    )
