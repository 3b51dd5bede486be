"""Fields that plans could not answer as graphql-core does are refused, by name."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema
from strawberry.permission import BasePermission

from schema.declared import Undeclared, check_declared
from schema.fields import computed


class Never(BasePermission):
    def has_permission(self, source: object, info: object, **kwargs: Any) -> bool:
        return False


def read(root: None, info: strawberry.Info) -> int:
    return 1


async def wait(root: None, info: strawberry.Info) -> int:
    return 1


def schema_of(**fields: Any) -> GraphQLSchema:
    """A schema whose query has these fields: annotation and field."""
    namespace = {
        "__annotations__": {name: annotation for name, (annotation, _) in fields.items()},
        **{name: field for name, (_, field) in fields.items()},
    }
    return strawberry.Schema(strawberry.type(type("Query", (), namespace)))._schema


def test_plain_fields_are_taken() -> None:
    check_declared(schema_of(one=(int, computed(read)), many=(list[int], computed(read))))


def test_what_is_unknown_is_refused_by_name() -> None:
    schema = schema_of(
        slow=(int, computed(wait)),
        guarded=(int, strawberry.field(resolver=read, permission_classes=[Never])),
        holes=(list[int | None], computed(read)),
        nested=(list[list[int]], computed(read)),
        data=(strawberry.scalars.JSON, computed(read)),
    )
    with pytest.raises(Undeclared) as refused:
        check_declared(schema)
    text = str(refused.value)
    for name, why in {
        "slow": "asynchronous",
        "guarded": "permissions",
        "holes": "list",
        "nested": "list",
        "data": "scalar JSON",
    }.items():
        assert any(f"Query.{name}:" in part and why in part for part in text.split("; ")), name
