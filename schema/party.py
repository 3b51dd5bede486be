"""Parties: divisions and organisations. The value of each is its row among the parties."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.analysis.coverage import Coverage as Counts
from graph.analysis.coverage import (
    View,
    cover_of,
    donors_of,
    village_cover,
)
from graph.analysis.coverage import coverage as count
from graph.analysis.pairings import pairings_of
from graph.analysis.search import find_children, place
from graph.network.snapshot import NOWHERE
from graph.words import Cover, PartyKind, Side, Stage, VillageTarget
from schema.arguments import day, view
from schema.connection import Connection
from schema.context import Info
from schema.coverage import Coverage
from schema.fields import column, computed, party_text
from schema.node import Node, party_type
from schema.paging import Page, by_path, by_recipient, page
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.pairing import Pairing


def ancestors(root: int, info: Info) -> list[int]:
    return info.context.snapshot.parties.ancestors(root)


def pairings(
    root: int,
    info: Info,
    *,
    role: Side | None = None,
    stages: list[Stage] | None = None,
    at: Day | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    snapshot = info.context.snapshot
    rows = pairings_of(snapshot, root, role, stages, at)
    return page(info.context.budget, rows, by_recipient(snapshot), first, after)


def children(
    root: int,
    info: Info,
    *,
    search: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    snapshot = info.context.snapshot
    rows = find_children(snapshot, root, search)
    order = by_path(snapshot, "children", lambda row: place(snapshot.parties, row, search))
    return page(info.context.budget, rows, order, first, after)


def deep_poverty(root: int, info: Info, *, at: Day | None = None) -> bool | None:
    return _designated(root, info, at, VillageTarget.DEEP_POVERTY)


def poor(root: int, info: Info, *, at: Day | None = None) -> bool | None:
    return _designated(root, info, at, VillageTarget.POOR)


def _designated(root: int, info: Info, at: Day | None, target: VillageTarget) -> bool | None:
    snapshot = info.context.snapshot
    if snapshot.parties.kind.at[root] != PartyKind.VILLAGE:
        return None
    targets = village_cover(snapshot, View(day(info.context, at), target))
    return targets.at(root) is not None


def cover(
    root: int,
    info: Info,
    *,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Cover | None:
    return cover_of(info.context.snapshot, view(info.context, at, target, exited), root)


def donors(root: int, info: Info, *, at: Day | None = None) -> list[int]:
    return donors_of(info.context.snapshot, day(info.context, at), root)


def coverage(
    root: int,
    info: Info,
    *,
    at: Day | None = None,
    target: VillageTarget | None = VillageTarget.DEEP_POVERTY,
    exited: bool | None = False,
) -> Counts:
    return count(info.context.snapshot, view(info.context, at, target, exited), root)


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
    pairings: Connection[Annotated["Pairing", strawberry.lazy("schema.pairing")]] = computed(
        pairings,
        "Those at whose end this party stands, on all days without `at`. CANCELLED ones come only "
        "when `stages` names them.",
    )

    @classmethod
    def resolve_type(cls, row: int, info: Info, _abstract: object) -> str:
        return party_type(info.context.snapshot, row)


def is_row(_value: object, _info: object) -> bool:
    """A row says nothing of its type: the interface's column of kinds does."""
    return True


@strawberry.type
class Division(Party, Node):
    id: strawberry.ID = party_text("key", prefix="Division:")
    children: Connection["Division"] = computed(
        children, "Divisions directly in this one; with `search` the best matches first."
    )
    named: bool = column(
        "parties.named.at",
        description="False for a village that a source counts but does not name; it has no code, a "
        "name such as 罕艾日克镇待定名村01, and lies in the township, or the county, for which it "
        "was counted.",
    )
    deep_poverty: bool | None = computed(
        deep_poverty,
        "Is this village designated 深度贫困 on the day? Null above village level.",
    )
    poor: bool | None = computed(poor, "Likewise 贫困 or 深度贫困.")
    cover: Cover | None = computed(
        cover, "Cover of this village on the day; null unless it is a target village then."
    )
    donors: list[Party] = computed(
        donors, "Distinct donors with an active signed pairing with this village."
    )
    coverage: Coverage = computed(coverage)
    is_type_of = is_row


@strawberry.type
class Organisation(Party, Node):
    id: strawberry.ID = party_text("key", prefix="Organisation:")
    is_type_of = is_row
