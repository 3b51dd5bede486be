"""Connections as the Relay specification has them. Their values are `schema.paging.Page`."""

from typing import Generic, TypeVar

import strawberry

Item = TypeVar("Item")


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Item]):
    cursor: str
    node: Item


@strawberry.type(
    description="A page of a list: `first` rows (1 to 100, 20 when left out) behind the cursor "
    "`after`. The order is total and stable. Cursors are opaque and stay valid when rows come or "
    "go; `totalCount` counts the whole list."
)
class Connection(Generic[Item]):
    edges: list[Edge[Item]]
    page_info: PageInfo
    total_count: int
