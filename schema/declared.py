"""What the Strawberry schema declares of each field: where its value comes from and what it costs.

Both executors live by this one declaration: graphql-core through the resolvers, plans through
`source_of`. A field that no plan could read as graphql-core does is refused when the schema is
built, by name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)
from strawberry.types.field import StrawberryField

from schema.fields import COLUMN, EACH, PART, WEIGHT, Column, TypeColumn

SCALARS = ("Boolean", "Date", "Float", "ID", "Int", "String")


class Undeclared(TypeError):
    """A field that cannot be answered by a plan as graphql-core answers it."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is an attribute of the one above it."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """The value is what a function of (root, info, arguments) returns."""

    function: Callable[..., object]


@dataclass(frozen=True, slots=True)
class Each:
    """The value is what the function returns that a function of (info, arguments) gives."""

    function: Callable[..., Callable[[Any], object]]


@dataclass(frozen=True, slots=True)
class Part:
    """The value stands at a place of the tuple above it."""

    place: int


Source = Attribute | Call | Column | Each | Part


def declared(field: GraphQLField) -> StrawberryField:
    found = field.extensions["strawberry-definition"]
    assert isinstance(found, StrawberryField)
    return found


def source_of(field: GraphQLField) -> Source:
    """Where the value of a field comes from."""
    definition = declared(field)
    column = definition.metadata.get(COLUMN)
    if isinstance(column, Column):
        return column
    if EACH in definition.metadata:
        return Each(definition.metadata[EACH])
    if PART in definition.metadata:
        return Part(definition.metadata[PART])
    resolver = definition.base_resolver
    if resolver is None:
        return Attribute(definition.python_name)
    assert isinstance(resolver.wrapped_func, FunctionType)
    return Call(resolver.wrapped_func)


def weight_of(field: GraphQLField) -> int:
    """How many plain fields it is as dear as; 1 for what Strawberry does not declare."""
    definition = field.extensions.get("strawberry-definition")
    return definition.metadata.get(WEIGHT, 1) if definition else 1


def types_of(interface: GraphQLInterfaceType) -> TypeColumn | None:
    """The column that says which type a row is of, if the interface has one."""
    origin = interface.extensions["strawberry-definition"].origin
    found = getattr(origin, "types", None)
    return found if isinstance(found, TypeColumn) else None


def resolver_of(interface: GraphQLInterfaceType) -> Callable[[Any, Any, Any], str]:
    """The function of (value, info, interface) that names the value's type."""
    found: Callable[[Any, Any, Any], str] = interface.extensions[
        "strawberry-definition"
    ].origin.resolve_type
    return found


def check_declared(schema: GraphQLSchema) -> None:
    """Raises Undeclared with every field that plans could not read, and says why."""
    faults = [
        f"{type_.name}.{name}: {fault}"
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        for fault in _faults(field)
    ]
    if faults:
        raise Undeclared("; ".join(faults))


def _faults(field: GraphQLField) -> Iterator[str]:
    definition = declared(field)
    if definition.is_async:
        yield "is asynchronous, write a plain function"
    if definition.permission_classes or definition.extensions:
        yield "has permissions or extensions of Strawberry's, which plans do not run"
    yield from _type_faults(field.type)


def _type_faults(type_: GraphQLOutputType) -> Iterator[str]:
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        item = inner.of_type
        if not isinstance(item, GraphQLNonNull) or isinstance(item.of_type, GraphQLList):
            yield f"is a list of {item}; only lists of what cannot be null are known"
    named = get_named_type(type_)
    if isinstance(named, GraphQLScalarType) and named.name not in SCALARS:
        yield f"is of the scalar {named.name}, for which no plan knows the text"
    if isinstance(named, GraphQLEnumType) and not all(
        isinstance(value.value, int) for value in named.values.values()
    ):
        yield f"is of the enum {named.name}, whose values are no numbers"
    known = GraphQLScalarType, GraphQLEnumType, GraphQLObjectType, GraphQLInterfaceType
    if not isinstance(named, known):
        yield f"is of {named}, which is no scalar, enum, object or interface"
