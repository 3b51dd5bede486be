"""Parties: divisions and organisations. The value of each is its row among the parties."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

from graph.analysis.cover_counts import Coverage as Counts
from graph.analysis.coverage import cover_by_row, donors_of
from graph.analysis.coverage import coverage as count
from graph.analysis.involvement import Involvement
from graph.analysis.pairings import pairings_finder
from graph.analysis.search import find_children, place
from graph.network.snapshot import NOWHERE
from graph.words import Cover, PartyKind, Side, Stage, VillageTarget
from schema.arguments import day, view
from schema.connection import Connection
from schema.context import Info
from schema.coverage import Coverage
from schema.fields import TypeColumn, column, computed, for_each, party_text
from schema.node import PARTY_TYPES, Node
from schema.paging import Page, by_path, by_recipient, pager
from schema.participation import involvement
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.pairing import Pairing


def ancestors(root: int, info: Info) -> list[int]:
    return info.context.snapshot.parties.ancestors(root)


def pairings(
    info: Info,
    *,
    role: Side | None = None,
    stages: list[Stage] | None = None,
    at: Day | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Callable[[int], Page]:
    context = info.context
    find = pairings_finder(context.snapshot, role, stages, at)
    take = pager(context.budget, by_recipient(context.snapshot), first, after)
    return lambda row: take(find(row))


def children(
    info: Info,
    *,
    search: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Callable[[int], Page]:
    context = info.context
    snapshot = context.snapshot
    order = by_path(snapshot, "children", lambda row: place(snapshot.parties, row, search))
    take = pager(context.budget, order, first, after)
    return lambda row: take(find_children(snapshot, row, search))


def deep_poverty(info: Info, *, at: Day | None = None) -> Callable[[int], bool | None]:
    return _designated(info, at, VillageTarget.DEEP_POVERTY)


def poor(info: Info, *, at: Day | None = None) -> Callable[[int], bool | None]:
    return _designated(info, at, VillageTarget.POOR)


def _designated(info: Info, at: Day | None, target: VillageTarget) -> Callable[[int], bool | None]:
    snapshot = info.context.snapshot
    kind, village = snapshot.parties.kind.at, PartyKind.VILLAGE.value
    chosen = view(info.context, at, target, exited=False)
    covers = cover_by_row(snapshot, chosen).at
    return lambda row: covers[row] != NOWHERE if kind[row] == village else None


def cover(
    info: Info,
    *,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Callable[[int], int | None]:
    chosen = view(info.context, at, target, exited)
    covers = cover_by_row(info.context.snapshot, chosen).at
    return lambda row: None if covers[row] == NOWHERE else covers[row]


def donors(info: Info, *, at: Day | None = None) -> Callable[[int], list[int]]:
    context = info.context
    on = day(context, at)

    def find(row: int) -> list[int]:
        found = donors_of(context.snapshot, on, row)
        context.budget.spend(len(found))
        return found

    return find


def coverage(
    info: Info,
    *,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Callable[[int], Counts]:
    chosen = view(info.context, at, target, exited)
    return lambda row: count(info.context.snapshot, chosen, row)


TYPES = TypeColumn("parties.kind.at", PARTY_TYPES)
ID_OF_TYPE = TypeColumn("parties.kind.at", tuple(f"{name}:" for name in PARTY_TYPES))
"""What stands before the key in an id: one column for both types, so that a list of parties need
not be told apart for it."""


@strawberry.interface(
    description="An end of a pairing: an administrative division, or an organisation sited in one."
)
class Party:
    id: strawberry.ID
    key: str = party_text(
        "key",
        description="The division's code, the organisation's key, or DIVISION_CODE#NN for an "
        "unnamed village. Unique; it stays when a name changes.",
    )
    kind: PartyKind = column("parties.kind.at")
    name: str = party_text("name")
    aliases: list[str] = party_text(
        "aliases", description="Other names that the ledger resolves to this party."
    )
    code: str | None = party_text(
        "code",
        description="The 统计用区划代码 of 2020 (6, 9 or 12 digits) for a division, the "
        "统一社会信用代码 for an organisation, if known.",
    )
    parent: Annotated["Division", strawberry.lazy("schema.party")] | None = column(
        "parties.parent.at",
        none=NOWHERE,
        description="The division that this one lies in, or in which the organisation is sited.",
    )
    ancestors: list[Annotated["Division", strawberry.lazy("schema.party")]] = computed(
        ancestors, "From the province down to the parent."
    )
    pairings: Connection[Annotated["Pairing", strawberry.lazy("schema.pairing")]] = for_each(
        pairings,
        "Those at whose end this party stands, on all days without `at`. CANCELLED ones come only "
        "when `stages` names them.",
    )
    involvement: Involvement = for_each(
        involvement, "How the party itself takes part in pairings on the day."
    )

    types: ClassVar = TYPES

    @classmethod
    def resolve_type(cls, row: int, info: Info, _abstract: object) -> str:
        return cls.types.read(info.context.snapshot, row)


def is_row(_value: object, _info: object) -> bool:
    """A row says nothing of its type: the interface's column of kinds does."""
    return True


@strawberry.type
class Division(Party, Node):
    id: strawberry.ID = party_text("key", prefix=ID_OF_TYPE)
    children: Connection["Division"] = for_each(
        children, "Divisions directly in this one; with `search` the best matches first."
    )
    named: bool = column(
        "parties.named.at",
        description="False for a village that a source counts but does not name; it has no code, a "
        "name such as 罕艾日克镇待定名村01, and lies in the township, or the county, for which it "
        "was counted.",
    )
    deep_poverty: bool | None = for_each(
        deep_poverty,
        "Is this village designated 深度贫困 on the day? Null above village level.",
    )
    poor: bool | None = for_each(poor, "Likewise 贫困 or 深度贫困.")
    cover: Cover | None = for_each(
        cover, "Cover of this village on the day; null unless it is a target village then."
    )
    donors: list[Party] = for_each(
        donors, "Distinct donors with an active signed pairing with this village."
    )
    coverage: Coverage = for_each(coverage, weight=5)
    is_type_of = is_row


@strawberry.type
class Organisation(Party, Node):
    id: strawberry.ID = party_text("key", prefix=ID_OF_TYPE)
    is_type_of = is_row
