"""Who of the donor side takes part, and which institutions of the recipient side are supported."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NamedTuple

import strawberry

from graph.analysis import institutions as analysis_of_institutions
from graph.analysis import participation as analysis
from graph.analysis.institutions import InstitutionGrouping, KindCounts
from graph.analysis.involvement import Involvement
from graph.analysis.involvement import involvement as involvement_by_row
from graph.analysis.participation import DonorSort, SortCounts
from graph.errors import Invalid
from graph.words import PartyKind
from schema.arguments import day, scope
from schema.context import Context, Info
from schema.paging import Page, by_path, page
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.party import Division


class SortGroup(NamedTuple):
    """`district` is a row."""

    district: int | None
    counts: list[SortCounts]


class KindGroup(NamedTuple):
    """`division` is a row."""

    division: int | None
    counts: list[KindCounts]


def involvement(info: Info, *, at: Day | None = None) -> Callable[[int], int]:
    found = involvement_by_row(info.context.snapshot, _day(info.context, at)).at
    return lambda row: found[row]


def participation(
    root: None, info: Info, *, within: str | None = None, at: Day | None = None
) -> list[SortGroup]:
    context = info.context
    on, outer = _day(context, at), scope(context, within)
    groups = [
        SortGroup(group.district, [counts for counts in group.sorts if counts.total])
        for group in analysis.participation(context.snapshot, on, outer)
    ]
    context.budget.spend(sum(1 + len(group.counts) for group in groups))
    return groups


def participants(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    sorts: list[DonorSort] | None = None,
    involvements: list[Involvement] | None = None,
    inside: bool | None = False,
    direct: bool | None = False,
    at: Day | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    context = info.context
    on, outer = _day(context, at), scope(context, within)
    rows = analysis.participants(
        *(context.snapshot, on, outer, sorts, involvements),
        inside=bool(inside),
        direct=bool(direct),
    )
    return page(context.budget, rows, by_path(context.snapshot, "participants"), first, after)


def institution_coverage(
    root: None,
    info: Info,
    *,
    grouping: InstitutionGrouping | None = InstitutionGrouping.COUNTY,
    within: str | None = None,
    at: Day | None = None,
) -> list[KindGroup]:
    context = info.context
    on, outer = _day(context, at), scope(context, within)
    by = InstitutionGrouping.COUNTY if grouping is None else grouping
    groups = [
        KindGroup(group.division, [counts for counts in group.kinds if counts.total])
        for group in analysis_of_institutions.institution_coverage(context.snapshot, on, by, outer)
    ]
    context.budget.spend(sum(1 + len(group.counts) for group in groups))
    return groups


def institutions(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    kinds: list[PartyKind] | None = None,
    involvements: list[Involvement] | None = None,
    outside: InstitutionGrouping | None = None,
    at: Day | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    context = info.context
    on, outer = _day(context, at), scope(context, within)
    for kind in kinds or ():
        if kind.is_division:
            raise Invalid(f"kinds: {kind.name} is a kind of divisions, not of organisations.")
    rows = analysis_of_institutions.institutions(
        *(context.snapshot, on, outer, kinds, involvements), outside=outside
    )
    return page(context.budget, rows, by_path(context.snapshot, "institutions"), first, after)


def _day(context: Context, at: Day | None) -> int:
    """The day asked for. Spends the budget of days."""
    on = day(context, at)
    context.budget.look((involvement, on))
    return on


strawberry.enum(
    Involvement,
    description="""
How one party takes part in pairings on a day, at the end at which it can stand; the best that
holds.
PAIRED: it stands itself at an end of an active signed pairing.
PROMISED: of none such, but of an active planned or negotiating one.
NONE: of neither.
""".strip(),
)
strawberry.enum(
    DonorSort,
    description="What a party of the donor side is: its kind, townships (TOWN 镇 or 乡, STREET "
    "街道, LOCALITY 地区, OTHER_TOWNSHIP) and villages (COMMUNITY 社区, VILLAGE) told apart by "
    "their names.",
)
strawberry.enum(
    InstitutionGrouping,
    description="The division of this level in which an organisation is sited.",
)


@strawberry.type(
    description="Counts of the parties of one sort on one day. total = paired + promised + none."
)
class ParticipationCount:
    sort: DonorSort
    total: int
    paired: int = strawberry.field(description="Donors of an active signed pairing themselves.")
    promised: int = strawberry.field(
        description="Not paired, and donors of an active planned or negotiating pairing."
    )
    none: int
    rate: float | None = strawberry.field(description="paired / total")
    paired_inside: int = strawberry.field(
        description="Paired themselves, or anything that lies in them is: at least `paired`."
    )


@strawberry.type
class ParticipationGroup:
    district: Annotated["Division", strawberry.lazy("schema.party")] | None = strawberry.field(
        description="Null for what lies in no district, such as a department of the city."
    )
    counts: list[ParticipationCount] = strawberry.field(
        description="Of what is this district or lies in it, by sort; sorts that do not occur are "
        "left out."
    )


@strawberry.type(
    description="Counts of the organisations of one kind on one day. "
    "total = paired + promised + none."
)
class InstitutionCount:
    kind: PartyKind
    total: int
    paired: int = strawberry.field(description="Recipients of an active signed pairing.")
    promised: int = strawberry.field(
        description="Not paired, and recipients of an active planned or negotiating pairing."
    )
    none: int
    rate: float | None = strawberry.field(description="paired / total")


@strawberry.type
class InstitutionGroup:
    division: Annotated["Division", strawberry.lazy("schema.party")] | None = strawberry.field(
        description="Null for those sited in no division of this level."
    )
    counts: list[InstitutionCount] = strawberry.field(
        description="By kind; kinds that do not occur are left out."
    )
