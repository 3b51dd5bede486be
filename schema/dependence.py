"""On whom cover depends, and what is lost when donors withdraw."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.analysis import dependence as analysis
from graph.analysis.dependence import Dependence as Depending
from graph.analysis.dependence import DependenceGrouping
from graph.words import VillageTarget
from schema.arguments import party, scope, view
from schema.context import Info
from schema.fields import part
from schema.paging import size_of
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.party import Party


def dependence(
    root: None,
    info: Info,
    *,
    grouping: DependenceGrouping,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
    first: int | None = None,
) -> list[Depending]:
    context, size = info.context, size_of(first)
    chosen, outer = view(context, at, target, exited), scope(context, within)
    found = analysis.dependence(context.snapshot, chosen, grouping, outer)[:size]
    context.budget.spend(len(found))
    return found


def withdrawal(
    root: None,
    info: Info,
    *,
    donors: list[strawberry.ID],
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> list[int]:
    context = info.context
    chosen, outer = view(context, at, target, exited), scope(context, within)
    gone = [party(context, donor, "donors") for donor in donors]
    lost: list[int] = analysis.withdrawal(context.snapshot, chosen, gone, outer).tolist()
    context.budget.spend(len(lost))
    return lost


@strawberry.type(
    description="One donor, or one donor-side street, township or district with every donor in it, "
    "and what would be lost if it withdrew."
)
class Dependence:
    donor: Annotated["Party", strawberry.lazy("schema.party")] = part(0)
    villages: int = part(
        1,
        "Covered villages, all of whose distinct donors are this party itself (grouping DONOR), or "
        "are it or lie in it (TOWNSHIP, DISTRICT). Parties with none are left out.",
    )
