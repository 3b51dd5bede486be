"""Functions of the queries that find parties and pairings."""

import strawberry

from graph.analysis.coverage import span
from graph.analysis.pairings import find_pairings
from graph.analysis.search import find_division, find_parties, place
from graph.errors import Invalid
from graph.words import PartyKind, Stage
from schema.arguments import scope
from schema.context import Info
from schema.node import find_node
from schema.paging import Page, by_path, by_recipient, page
from schema.scalars import Day


def demo(root: None, info: Info) -> bool:
    return info.context.snapshot.demo


def node(root: None, info: Info, *, id: strawberry.ID) -> int | None:
    return find_node(info.context.snapshot, id)


def party(root: None, info: Info, *, key: str) -> int | None:
    return info.context.snapshot.parties.find(key)


def division(
    root: None,
    info: Info,
    *,
    code: str | None = None,
    name: str | None = None,
    within: str | None = None,
) -> int | None:
    snapshot, outer = info.context.snapshot, scope(info.context, within)
    if (code is None) == (name is None):
        raise Invalid("division: give either a code or a name.")
    if name is not None:
        return find_division(snapshot, name, outer)
    row = snapshot.parties.find(code or "")
    first, last = span(snapshot, outer)
    known = row is not None and first <= row < last and snapshot.parties.is_division(row)
    return row if known else None


def parties(
    root: None,
    info: Info,
    *,
    search: str | None = None,
    kinds: list[PartyKind] | None = None,
    within: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    snapshot = info.context.snapshot
    rows = find_parties(snapshot, search, kinds, scope(info.context, within))
    order = by_path(snapshot, "parties", lambda row: place(snapshot.parties, row, search))
    return page(info.context.budget, rows, order, first, after)


def pairings(
    root: None,
    info: Info,
    *,
    within: str | None = None,
    donor_within: str | None = None,
    stages: list[Stage] | None = None,
    at: Day | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    snapshot = info.context.snapshot
    donors = scope(info.context, donor_within, "donorWithin")
    rows = find_pairings(snapshot, scope(info.context, within), donors, stages, at)
    return page(info.context.budget, rows, by_recipient(snapshot), first, after)


def pairing(root: None, info: Info, *, key: str) -> int | None:
    return info.context.snapshot.pairings.find(key)
