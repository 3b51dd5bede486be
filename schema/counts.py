"""Functions of the queries about coverage."""

from typing import Annotated, NamedTuple

import strawberry

from graph.analysis import coverage as analysis
from graph.analysis import series
from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import Grouping, VillageOrder
from graph.errors import Invalid
from graph.words import Cover, VillageTarget
from schema.arguments import scope, view
from schema.context import Info
from schema.paging import Page, by_path, page
from schema.scalars import Day

From = Annotated[Day, strawberry.argument(name="from")]


class Group(NamedTuple):
    division: int
    coverage: Coverage


class Point(NamedTuple):
    at: int
    coverage: Coverage


class Change(NamedTuple):
    gained: list[int]
    lost: list[int]


def coverage(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Coverage:
    snapshot, chosen = info.context.snapshot, view(info.context, at, target, exited)
    return analysis.coverage(snapshot, chosen, scope(info.context, within))


def coverage_by(
    root: None,
    info: Info,
    *,
    grouping: Grouping,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> list[Group]:
    chosen, outer = view(info.context, at, target, exited), scope(info.context, within)
    found = analysis.coverage_by(info.context.snapshot, grouping, chosen, outer)
    return [Group(*group) for group in found]


def uncovered_villages(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
    covers: list[Cover] | None = None,
    order_by: VillageOrder | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    snapshot, chosen = info.context.snapshot, view(info.context, at, target, exited)
    named = Cover if covers is None else covers
    wanted = [cover for cover in named if cover is not Cover.COVERED]
    slices = [analysis.span(snapshot, scope(info.context, within))]
    order = VillageOrder.DIVISION if order_by is None else order_by
    rows = analysis.target_villages(snapshot, chosen, slices, wanted, order)
    if order is VillageOrder.DIVISION:
        return page(info.context.budget, rows, by_path(snapshot, "uncovered"), first, after)
    # Every village listed has a cover.
    worst_first = by_path(
        snapshot, "uncovered by cover", lambda row: -(analysis.cover_of(snapshot, chosen, row) or 0)
    )
    return page(info.context.budget, rows, worst_first, first, after)


def coverage_series(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    from_: From,
    to: Day,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> list[Point]:
    snapshot, outer = info.context.snapshot, scope(info.context, within)
    chosen, days = view(info.context, to, target, exited), series.quarters(from_, to)
    if not days:
        raise Invalid("coverageSeries: `from` must not be later than `to`.")
    most = series.MOST_POINTS
    if len(days) > most:
        raise Invalid(f"coverageSeries: {len(days)} points, at most {most} are allowed.")
    found = series.coverage_series(snapshot, days, chosen.target, chosen.exited, outer)
    return [Point(at, counts) for at, counts in zip(days, found, strict=True)]


def coverage_change(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    from_: From,
    to: Day,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Change:
    context = info.context
    chosen, outer = view(context, to, target, exited), scope(context, within)
    gained, lost = series.coverage_change(context.snapshot, chosen, from_, outer)
    return Change(gained.tolist(), lost.tolist())
