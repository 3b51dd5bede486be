"""The ledger's words as GraphQL enums, under the names of the contract."""

import strawberry

from graph.analysis.coverage import Grouping, VillageOrder
from graph.analysis.dependence import DependenceGrouping
from graph.words import Cover, PartyKind, Precision, Side, Stage, VillageTarget

strawberry.enum(PartyKind)
strawberry.enum(Side, name="PartyRole")
strawberry.enum(
    Precision,
    name="DatePrecision",
    description="A day known to the month or year only stands for its first day.",
)
strawberry.enum(
    Stage,
    name="PairingStage",
    description="How far a pairing has got. Whether it is active on a day follows from its stage "
    "and its dates.",
)
strawberry.enum(
    VillageTarget,
    description="""
Which villages must be covered.
DEEP_POVERTY: designated 深度贫困 on the day.
POOR: designated 深度贫困 or 贫困 on the day (the plans count these where a county is not
deep-poverty).
With `exited: true` villages that have left the designation by the day count too, since leaving
poverty does not end the duty to support (摘帽不摘帮扶).
"Target village" below means a village of the target that the call names.
""".strip(),
)
strawberry.enum(
    Cover,
    description="""
Cover of one target village on a day, the best that holds, best first.
COVERED: an active signed pairing has this village as its recipient.
PLANNED: no such pairing, but an active planned or negotiating one names this village.
TOWNSHIP_ONLY: none of the above, and an active signed pairing has its township as recipient.
COUNTY_ONLY: none of the above, and an active signed pairing has its county as recipient.
NONE: none of the above.
A pairing with a school, hospital or other organisation sited in the village does not cover it.
""".strip(),
)
strawberry.enum(Grouping, name="CoverageGrouping")
strawberry.enum(
    VillageOrder,
    name="UncoveredOrder",
    description="DIVISION: by code; COVER: worst cover first, then by code.",
)
strawberry.enum(
    DependenceGrouping,
    description="TOWNSHIP: the donor-side township or street that the donor is or lies in; a donor "
    "sited directly in a district has none. DISTRICT likewise.",
)
