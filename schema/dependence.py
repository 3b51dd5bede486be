"""On whom cover depends, and what is lost when donors withdraw."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import strawberry

from graph.analysis import dependence as analysis
from graph.analysis.dependence import Dependence as Depending
from graph.analysis.dependence import DependenceGrouping
from graph.words import Cover, VillageTarget
from schema.arguments import party, scope, view
from schema.context import Info
from schema.fields import part
from schema.paging import size_of
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.party import Division, Party


class Fallen(NamedTuple):
    """`village` is a row."""

    village: int
    cover: Cover


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


def lost_villages(
    root: None,
    info: Info,
    *,
    donors: list[strawberry.ID],
    falls_to: list[Cover] | None = None,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> list[Fallen]:
    context = info.context
    chosen, outer = view(context, at, target, exited), scope(context, within)
    gone = [party(context, donor, "donors") for donor in donors]
    lost = analysis.withdrawal(context.snapshot, chosen, gone, outer)
    covers = map(Cover, analysis.cover_without(context.snapshot, chosen, lost, gone).tolist())
    found = [
        Fallen(village, cover)
        for village, cover in zip(lost.tolist(), covers, strict=True)
        if falls_to is None or cover in falls_to
    ]
    context.budget.spend(len(found))
    return found


@strawberry.type(description="A village that would be covered no more if some donors withdrew.")
class LostVillage:
    village: Annotated["Division", strawberry.lazy("schema.party")] = part(0)
    falls_to: Cover = part(1, "Its cover without every pairing of those who withdrew.")


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
