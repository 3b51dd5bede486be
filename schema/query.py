"""The queries."""

import strawberry

from schema import counts, lists
from schema.connection import Connection
from schema.coverage import Coverage, CoverageChange, CoverageGroup, CoveragePoint
from schema.fields import computed
from schema.node import Node
from schema.pairing import Pairing
from schema.party import Division, Party


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
        lists.parties, "Search by name, alias, pinyin or its initials; the best matches first."
    )
    pairings: Connection[Pairing] = computed(
        lists.pairings,
        "`within`: the recipient is or lies in it; `donorWithin`: the donor. CANCELLED ones come "
        "only when `stages` names them. With `at` those whose dates hold that day.",
    )
    pairing: Pairing | None = computed(lists.pairing)
    coverage: Coverage = computed(counts.coverage)
    coverage_by: list[CoverageGroup] = computed(
        counts.coverage_by, "In division order; groups without target villages are left out."
    )
    uncovered_villages: Connection[Division] = computed(
        counts.uncovered_villages,
        "Target villages that are not COVERED on the day, with the given covers only when given.",
    )
    coverage_series: list[CoveragePoint] = computed(
        counts.coverage_series,
        "At `from`, then on the first day of each later quarter up to and including `to`; at most "
        "400 points.",
    )
    coverage_change: CoverageChange = computed(
        counts.coverage_change, "Villages COVERED on `to` and not on `from`, and the reverse."
    )
