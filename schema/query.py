"""The queries."""

import strawberry

from schema import counts, lists
from schema import dependence as dependences
from schema import network as networks
from schema import participation as participations
from schema import structure as structures
from schema.connection import Connection
from schema.coverage import Coverage, CoverageChange, CoverageGroup, CoveragePoint
from schema.dependence import Dependence, LostVillage
from schema.fields import computed
from schema.network import Network
from schema.node import Node
from schema.pairing import Pairing
from schema.participation import InstitutionGroup, ParticipationGroup
from schema.party import Division, Party
from schema.proposal import Proposal, proposal
from schema.structure import Betweenness, Bridge, Component, SharedCounties

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
    demo: bool = computed(
        lists.demo,
        "Is the ledger a demonstration, with invented data? No real data set is loaded into it.",
    )
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
    lost_villages: list[LostVillage] = computed(
        dependences.lost_villages,
        "The villages of `withdrawal`, each with the cover that it would fall to; with `fallsTo` "
        "those that would fall to one of these.",
        weight=DEAR,
    )
    participation: list[ParticipationGroup] = computed(
        participations.participation,
        "Which of the donor side take part: the parties that are or lie in each district, counted "
        "by sort, in division order; those in no district come last. The province itself is not "
        "counted.",
        weight=10,
    )
    participants: Connection[Party] = computed(
        participations.participants,
        "The parties that `participation` counts: of these sorts and with one of these "
        "involvements, of all when left out. With `inside` the involvement of a division is the "
        "best of it and all that lies in it. `direct`: only those in no district, which "
        "`participation` counts in the group without one.",
        weight=5,
    )
    institution_coverage: list[InstitutionGroup] = computed(
        participations.institution_coverage,
        "Which schools, hospitals and other organisations of the recipient side are supported: "
        "those sited in each county or township, counted by kind, in division order; those in no "
        "such division come last. Divisions without any are left out.",
        weight=10,
    )
    institutions: Connection[Party] = computed(
        participations.institutions,
        "The organisations that `institutionCoverage` counts: of these kinds and with one of these "
        "involvements, of all when left out. `outside`: only those in no division of this level, "
        "which `institutionCoverage` counts in the group without one.",
        weight=5,
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
    shared_counties: SharedCounties = computed(
        structures.shared,
        "Every two districts that support a county of a scope both: from themselves or from any "
        "party in them, the county itself or any party in it, by active signed pairings.",
        weight=DEAR,
    )
    components: list[Component] = computed(
        structures.components,
        "The pieces that the network of a scope falls into: active signed pairings with an end in "
        "it, and PART_OF as in `network` between their ends and what these lie in. Most parties "
        "first, of equal ones in division order: the `first` of them (1 to 100, 20 when left out). "
        "A scope with more than 60,000 parties and links is an error.",
        weight=200,
    )
    bridges: list[Bridge] = computed(
        structures.bridges,
        "The single pairings that hold the network of `components` together: those that part most "
        "first, by the smaller side: the `first` of them. Bounded as `components` is.",
        weight=200,
    )
    betweenness: list[Betweenness] = computed(
        structures.betweenness,
        "Who stands between the others in the network of `components`: most first, of equal ones "
        "in division order: the `first` of them. A scope in which twice the parties times the "
        "links times the steps of the longest way, both its ends counted, are more than 400 "
        "million is an error.",
        weight=200,
    )
