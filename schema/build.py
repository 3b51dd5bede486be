"""The schema, and its text."""

from functools import cache
from pathlib import Path

import strawberry
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig

import schema.words  # noqa: F401  # gives the enums their names
from schema.declared import check_declared
from schema.mutation import Mutation
from schema.pairing import Pairing
from schema.party import Division, Organisation
from schema.query import Query
from schema.scalars import DATE, Day

SDL = Path(__file__).parent / "schema.graphql"
"""The committed text, which is the printed one."""


@cache
def build_schema() -> GraphQLSchema:
    """The schema as graphql-core has it, Strawberry's definitions in its extensions.

    Nothing changes it, so one is enough for a process."""
    declared = strawberry.Schema(
        Query,
        Mutation,
        types=[Division, Organisation, Pairing],
        config=StrawberryConfig(scalar_map={Day: DATE}),
    )
    built = declared._schema
    _leave_out_nulls(built)
    check_declared(built)
    return built


def print_sdl() -> str:
    return print_schema(build_schema()) + "\n"


def _leave_out_nulls(built: GraphQLSchema) -> None:
    """Says nothing instead of `= null`: an argument left out and one of null mean the same."""
    for named in built.type_map.values():
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            for field in named.fields.values():
                for argument in field.args.values():
                    if argument.default_value is None:
                        argument.default_value = Undefined
