"""Pairings. The value of one is its row among the pairings."""

import strawberry

from graph.days import ALWAYS, NEVER
from graph.network.snapshot import NOWHERE
from graph.words import Precision, Stage
from schema.context import Info
from schema.fields import column, computed, pairing_text
from schema.node import Node
from schema.party import Party, is_row
from schema.scalars import Day


def start_precision(root: int, info: Info) -> int | None:
    pairings = info.context.snapshot.pairings
    return None if pairings.start.at[root] == ALWAYS else pairings.start_precision.at[root]


def end_precision(root: int, info: Info) -> int | None:
    pairings = info.context.snapshot.pairings
    return None if pairings.end.at[root] == NEVER else pairings.end_precision.at[root]


@strawberry.type(
    description="A donor supports a recipient. Active on a day d: start <= d < end (an absent "
    "bound is open) and not cancelled."
)
class Pairing(Node):
    id: strawberry.ID = pairing_text("key", prefix="Pairing:")
    key: str = pairing_text("key", description="The ledger's own key for the row, unique.")
    donor: Party = column("pairings.donor.at")
    recipient: Party = column("pairings.recipient.at")
    lead: Party | None = column(
        "pairings.lead.at",
        none=NOWHERE,
        description="The unit that answers for it (责任单位), when it is not the donor.",
    )
    partner: Party | None = column(
        "pairings.partner.at",
        none=NOWHERE,
        description="The unit that carries it out with the donor (协作单位).",
    )
    programme: str | None = pairing_text(
        "programme",
        description="Under which programme: 携手奔小康, 京蒙扶贫协作, 对口支援新疆, 万企帮万村 …",
    )
    stage: Stage = column("pairings.stage.at")
    negotiating_villages: bool = column(
        "pairings.negotiating_villages.at",
        description="True when the task says that pairing at village level is still being "
        "negotiated.",
    )
    start: Day | None = column("pairings.start.at", none=ALWAYS)
    start_precision: Precision | None = computed(start_precision)
    end: Day | None = column("pairings.end.at", none=NEVER)
    end_precision: Precision | None = computed(end_precision)
    agreement: str | None = pairing_text("agreement")
    note: str | None = pairing_text("note")
    follows: "Pairing | None" = column(
        "pairings.follows.at",
        none=NOWHERE,
        description="The planned or negotiating pairing that this one came from.",
    )
    source: str = pairing_text(
        "source", description="Where the row comes from: document, or file, sheet and row."
    )
    version: int = column(
        "pairings.version.at",
        description="Rises with each change; a change must name the version that it saw.",
    )
    is_type_of = is_row
