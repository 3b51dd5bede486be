"""Every field is said in one of few ways, so that it can be read without graphql-core too."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from asking import SCHEMA
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from small_network import SMALL, TODAY, row
from strawberry.types.field import StrawberryField

from graph.network.snapshot import NOWHERE
from schema.context import Context
from schema.fields import COLUMN, Column


def fields() -> Iterator[tuple[str, GraphQLField, StrawberryField]]:
    for named in SCHEMA.type_map.values():
        if isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
            for name, field in named.fields.items():
                yield f"{named.name}.{name}", field, field.extensions["strawberry-definition"]


FIELDS = {name: (field, declared) for name, field, declared in fields()}
COLUMNS = [name for name, (_, declared) in FIELDS.items() if COLUMN in declared.metadata]


@pytest.mark.parametrize("name", FIELDS)
def test_field_is_an_attribute_a_column_or_a_plain_function(name: str) -> None:
    _, declared = FIELDS[name]
    assert not declared.extensions
    assert not declared.permission_classes
    assert not declared.is_async
    if declared.base_resolver:
        parameters = list(declared.base_resolver.signature.parameters.values())
        assert [parameter.name for parameter in parameters[:2]] == ["root", "info"]
        assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[2:])
    else:
        assert name.partition(".")[0].startswith(
            (
                *("Coverage", "PageInfo", "PartyEdge", "DivisionEdge", "PairingEdge"),
                *("Network", "PairingPayload", "UserError", "Dependence"),
                *("Proposal", "ProposedPairing", "UnassignedVillage"),
                *("ParticipationGroup", "ParticipationCount"),
                *("InstitutionGroup", "InstitutionCount"),
            )
        ) or name.endswith(("Connection.edges", "Connection.pageInfo", "Connection.totalCount"))


@pytest.mark.parametrize("name", COLUMNS)
def test_column_and_resolver_give_the_same(name: str) -> None:
    field, declared = FIELDS[name]
    place: Column = declared.metadata[COLUMN]
    info = cast("GraphQLResolveInfo[Context]", SimpleNamespace(context=Context(SMALL, TODAY)))
    rows = len(SMALL.pairings if name.startswith("Pairing") else SMALL.parties)
    assert field.resolve
    read = [field.resolve(at, info) for at in range(rows)]
    assert read == [place.read(SMALL, at) for at in range(rows)]


def test_rows_that_are_none_are_null() -> None:
    place = FIELDS["Division.parent"][1].metadata[COLUMN]
    assert place == Column("parties.parent.at", none=NOWHERE)
    assert place.read(SMALL, 0) is None
    assert place.read(SMALL, 1) == 0


def test_ids_are_columns_with_the_name_of_their_type() -> None:
    rows = {"Division": 0, "Organisation": row("E1"), "Pairing": 0}
    ids = {
        type_: FIELDS[f"{type_}.id"][1].metadata[COLUMN].read(SMALL, at)
        for type_, at in rows.items()
    }
    assert ids == {
        "Division": "Division:110000",
        "Organisation": "Organisation:E1",
        "Pairing": "Pairing:c1",
    }
