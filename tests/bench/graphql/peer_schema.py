"""The Strawberry peer's schema: the part of the contract that the questions reach, as one would
write it with DataLoaders, each value a plain attribute where it can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

import peer_reading as reading
import strawberry
from peer_loaders import Loaders
from peer_reading import Children, Paging, PartyPairings
from peer_tables import Pairing as PairingRow
from peer_tables import Party as PartyRow
from strawberry.types import Info as StrawberryInfo

import schema.words  # noqa: F401  # gives the enums their names
from graph.words import Cover, PartyKind, Side, Stage

Info = StrawberryInfo[Loaders, None]
Item = TypeVar("Item")
Row = TypeVar("Row", PartyRow, PairingRow)

FIRST = 20
STANDING = (Stage.NEGOTIATING, Stage.PLANNED, Stage.SIGNED)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Item]):
    node: Item
    cursor: str


@strawberry.type
class Connection(Generic[Item]):
    edges: list[Edge[Item]]
    page_info: PageInfo


def connection(rows: Sequence[Row], first: int, node: Callable[[Row], Item]) -> Connection[Item]:
    """From one row more than asked for when there is more; the cursor is the key."""
    shown = rows[:first]
    edges = [Edge(node=node(row), cursor=row.key) for row in shown]
    end = shown[-1].key if shown else None
    info = PageInfo(has_next_page=len(rows) > first, end_cursor=end)
    return Connection(edges=edges, page_info=info)


def paging(first: int | None, after: str | None) -> Paging:
    size = FIRST if first is None else first
    if not 1 <= size <= 100:
        raise ValueError(f"first: must be from 1 to 100, not {size}.")
    return Paging(size, after)


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.interface
class Party:
    id: strawberry.ID
    key: str
    kind: PartyKind
    name: str
    code: str | None
    row: strawberry.Private[PartyRow]

    @strawberry.field
    async def parent(self, info: Info) -> Division | None:
        if self.row.parent_id is None:
            return None
        row = await info.context.parties.load(self.row.parent_id)
        return division_of(row) if row else None

    @strawberry.field
    async def pairings(  # noqa: PLR0917  # a field's arguments are given by name
        self,
        info: Info,
        role: Side | None = None,
        stages: list[Stage] | None = None,
        at: date | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Pairing]:
        size = paging(first, after)
        wanted = tuple(stage.text for stage in (STANDING if stages is None else stages))
        page = PartyPairings(self.row.id, self.row.side, wanted, at, size)
        elsewhere = role is not None and role.text != self.row.side
        rows = [] if elsewhere else await info.context.pairings.load(page)
        return connection(rows, size.first, pairing_of)


@strawberry.type
class Division(Party, Node):
    @strawberry.field
    async def children(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Division]:
        size = paging(first, after)
        rows = await info.context.children.load(Children(self.row.id, size))
        return connection(rows, size.first, division_of)

    @strawberry.field
    async def cover(self, info: Info, at: date) -> Cover | None:
        cover = await info.context.covers.load((self.row.id, at))
        return None if cover is None else Cover.named(cover)


@strawberry.type
class Organisation(Party, Node):
    pass


@strawberry.type
class Pairing(Node):
    id: strawberry.ID
    key: str
    programme: str | None
    stage: Stage
    start: date | None
    end: date | None
    agreement: str | None
    note: str | None
    version: int
    row: strawberry.Private[PairingRow]

    @strawberry.field
    async def donor(self, info: Info) -> Party:
        return await party(info, self.row.donor_id)

    @strawberry.field
    async def recipient(self, info: Info) -> Party:
        return await party(info, self.row.recipient_id)


@strawberry.type
class Coverage:
    total: int
    covered: int
    planned: int
    township_only: int
    county_only: int
    none: int
    uncovered: int
    rate: float | None
    sole_donor: int


@strawberry.type
class CoverageGroup:
    coverage: Coverage
    county: strawberry.Private[int]

    @strawberry.field
    async def division(self, info: Info) -> Division:
        row = await info.context.parties.load(self.county)
        assert row is not None, "coverage is of counties that there are"
        return division_of(row)


@strawberry.enum(name="NetworkEdgeKind")
class EdgeKind(Enum):
    PAIRING = "pairing"
    PART_OF = "part_of"


@strawberry.type
class NetworkNode:
    party: Party
    distance: int


@strawberry.type
class NetworkEdge:
    kind: EdgeKind
    from_: Party = strawberry.field(name="from")
    to: Party
    pairing: Pairing | None


@strawberry.type
class Network:
    nodes: list[NetworkNode]
    edges: list[NetworkEdge]
    truncated: bool


def party_of(row: PartyRow) -> Division | Organisation:
    return division_of(row) if row.kind in reading.DIVISIONS else organisation_of(row)


def division_of(row: PartyRow) -> Division:
    return Division(
        id=strawberry.ID(f"Division:{row.key}"),
        key=row.key,
        kind=PartyKind.named(row.kind),
        name=row.name,
        code=row.code,
        row=row,
    )


def organisation_of(row: PartyRow) -> Organisation:
    return Organisation(
        id=strawberry.ID(f"Organisation:{row.key}"),
        key=row.key,
        kind=PartyKind.named(row.kind),
        name=row.name,
        code=row.code,
        row=row,
    )


def pairing_of(row: PairingRow) -> Pairing:
    return Pairing(
        id=strawberry.ID(f"Pairing:{row.key}"),
        key=row.key,
        programme=row.programme,
        stage=Stage.named(row.stage),
        start=row.start_day,
        end=row.end_day,
        agreement=row.agreement,
        note=row.note,
        version=row.version,
        row=row,
    )


async def party(info: Info, id_: int) -> Party:
    row = await info.context.parties.load(id_)
    assert row is not None, "a pairing's ends are there"
    return party_of(row)
