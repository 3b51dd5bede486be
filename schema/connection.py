"""Connections as the Relay specification has them. Their values are `schema.paging.Page`."""

from typing import Generic, TypeVar

import strawberry

from schema import paging
from schema.context import Info
from schema.fields import computed, part

Item = TypeVar("Item")


def cursor(root: paging.Edge, info: Info) -> str:
    row, order = root
    return order.cursor(row)


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Item]):
    cursor: str = computed(cursor)
    node: Item = part(0)


@strawberry.type(
    description="A page of a list: `first` rows (1 to 100, 20 when left out) behind the cursor "
    "`after`. The order is total and stable. Cursors are opaque and stay valid when rows come or "
    "go; `totalCount` counts the whole list."
)
class Connection(Generic[Item]):
    edges: list[Edge[Item]]
    page_info: PageInfo
    total_count: int
