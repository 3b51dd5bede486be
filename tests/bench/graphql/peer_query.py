"""The Strawberry peer's queries, and the peer as an ASGI application.

python tests/bench/graphql/peer_query.py DATABASE_URL PORT
"""

from __future__ import annotations

import gc
import sys
from datetime import date

import orjson
import peer_reading as reading
import strawberry
import uvicorn
from peer_loaders import Loaders, Reader
from peer_network import Surroundings, surroundings
from peer_schema import (
    Connection,
    Coverage,
    CoverageGroup,
    Division,
    EdgeKind,
    Info,
    Network,
    NetworkEdge,
    NetworkNode,
    Node,
    Organisation,
    connection,
    division_of,
    paging,
    pairing_of,
    party_of,
)
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from graph.analysis.coverage import Grouping
from graph.registry.database import Database


@strawberry.type
class Query:
    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        kind, _, key = id.partition(":")
        if kind == "Pairing":
            pairing = await info.context.read(lambda session: reading.pairing_by_key(session, key))
            return None if pairing is None else pairing_of(pairing)
        row = await info.context.read(lambda session: reading.party_by_key(session, key))
        return None if row is None else party_of(row)

    @strawberry.field
    async def division(self, info: Info, code: str) -> Division | None:
        row = await info.context.read(lambda session: reading.party_by_key(session, code))
        return None if row is None or row.kind not in reading.DIVISIONS else division_of(row)

    @strawberry.field
    async def coverage_by(self, info: Info, grouping: Grouping, at: date) -> list[CoverageGroup]:
        if grouping is not Grouping.COUNTY:
            raise ValueError("coverageBy: by COUNTY only.")
        rows = await info.context.read(lambda session: reading.coverage_by_county(session, at))
        return [_group(row) for row in rows]

    @strawberry.field
    async def uncovered_villages(
        self, info: Info, at: date, first: int | None = None, after: str | None = None
    ) -> Connection[Division]:
        size = paging(first, after)
        rows = await info.context.read(lambda session: reading.uncovered_page(session, at, size))
        return connection(rows, size.first, division_of)

    @strawberry.field
    async def network(
        self, info: Info, center: strawberry.ID, at: date, hops: int = 1, limit: int = 80
    ) -> Network:
        key = center.partition(":")[2]
        row = await info.context.read(lambda session: reading.party_by_key(session, key))
        if row is None:
            raise ValueError(f"center: there is no party {key!r:.60}.")
        found = await info.context.read(lambda session: surroundings(session, row, hops, at, limit))
        return _network(found)


def _group(row: reading.CountyCoverage) -> CoverageGroup:
    counts = Coverage(
        total=row.total,
        covered=row.covered,
        planned=row.planned,
        township_only=row.township_only,
        county_only=row.county_only,
        none=row.none,
        uncovered=row.total - row.covered,
        rate=row.covered / row.total if row.total else None,
        sole_donor=row.sole_donor,
    )
    return CoverageGroup(coverage=counts, county=row.county)


def _network(found: Surroundings) -> Network:
    parties = {row.id: party_of(row) for _, row in found.nodes}
    pairings = [
        NetworkEdge(
            kind=EdgeKind.PAIRING,
            from_=parties[row.donor_id],
            to=parties[row.recipient_id],
            pairing=pairing_of(row),
        )
        for row in found.pairings
    ]
    parts = [
        NetworkEdge(
            kind=EdgeKind.PART_OF, from_=parties[part.id], to=parties[whole.id], pairing=None
        )
        for part, whole in found.parts
    ]
    nodes = [NetworkNode(party=parties[row.id], distance=distance) for distance, row in found.nodes]
    return Network(nodes=nodes, edges=pairings + parts, truncated=found.truncated)


def build_peer() -> strawberry.Schema:
    """With the caches that Strawberry's documentation recommends."""
    return strawberry.Schema(
        Query,
        types=[Division, Organisation],
        extensions=[ParserCache, ValidationCache],
    )


class Peer(GraphQL[Loaders, None]):
    """Strawberry's own ASGI application, its answers written by the fastest JSON there is."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(build_peer(), graphql_ide=None)
        self._reader = Reader(engine)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        return Loaders(self._reader)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def main() -> None:
    url, port = sys.argv[1:]
    # Reading needs no transaction, and its BEGIN and ROLLBACK are two trips to the server.
    engine = Database(url).engine.execution_options(isolation_level="AUTOCOMMIT")
    peer = Peer(engine)
    # What was loaded so far stays: without this each large answer pays for looking through it.
    gc.collect()
    gc.freeze()
    uvicorn.run(peer, port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
