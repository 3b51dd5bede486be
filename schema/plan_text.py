"""The text of a plan: nested expressions that read columns, call functions and build the answer.

No text of a client's gets in but by `repr`: names are numbered, response keys are literals.

A value that is used more than once is bound where it is first used, by `:=`. Python evaluates a
dictionary from left to right, so a name is bound before it is read, as long as a first use never
stands in a branch that may not be taken: the tests of branches here are evaluated first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from schema.budget import Exhausted
from schema.declared import Attribute, Call, Each, Part, Source, resolver_of, source_of, types_of
from schema.fields import Column, TypeColumn
from schema.scalars import write_day

SAME = ("Float", "ID", "Int", "String")
"""Scalars whose values JSON writes as they are."""


class NotPlanned(Exception):
    """An operation that plans do not know; the text says why."""


MOST_DAYS = 100_000
"""Whoever asks for every day there is must not fill the memory."""


class _Days(dict[int, str]):
    """The text of the days that were asked for; those of a ledger are few."""

    def __missing__(self, day: int) -> str:
        if len(self) >= MOST_DAYS:
            self.clear()
        text = self[day] = write_day(day)
        return text


DAYS = _Days()


@dataclass(slots=True)
class Name:
    """A local name, bound to its expression where it is first used."""

    name: str
    first: str | None = None

    def __str__(self) -> str:
        if self.first is None:
            return self.name
        bound, self.first = f"({self.name} := {self.first})", None
        return bound


def bound_once(
    function: Callable[..., Callable[[Any], object]], info: object, /, **arguments: object
) -> Callable[[Any], object]:
    """What a field does for each row. What is raised here is raised when the first row asks, if
    any does."""
    try:
        return function(info, **arguments)
    except (Exception, Exhausted) as error:  # noqa: BLE001  # raised again where a row asks
        raised = error

    def fail(_root: object) -> object:
        raise raised

    return fail


class PlanText:
    """Writes the body of a plan. `arguments` are the fields that have some, by the name under
    which the text expects them; `constants` the other names that it expects."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._variables = variables
        self.arguments: dict[str, tuple[GraphQLField, FieldNode]] = {}
        self.constants: dict[str, Any] = {}
        self._known: dict[int, str] = {}
        self._paths: dict[str, str] = {}
        self._functions: dict[tuple[object, ...], str] = {}
        self._shared: list[str] = []
        self._lines: list[str] = []
        self._count = 0
        self._locals = 0

    def write(self) -> str:
        root = self._schema.query_type
        assert root is not None
        collected = collect_fields(
            self._schema, self._fragments, self._variables, root, self._operation
        )
        answer = self._fields(root, collected.grouped_field_set, Name("None"))
        paths = [f" {name} = {path}\n" for path, name in self._paths.items()]
        return "".join([*paths, *self._shared, *self._lines, f" return {answer}\n"])

    def _new(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def _local(self, letter: str) -> str:
        self._locals += 1
        return f"{letter}{self._locals}"

    def _constant(self, letter: str, value: object) -> str:
        """A name for a value that no text can hold."""
        name = self._known.get(id(value))
        if name is None:
            name = self._known[id(value)] = self._new(letter)
            self.constants[name] = value
        return name

    def _path(self, path: str) -> str:
        """A name for what lies at a path from the snapshot."""
        found = self._paths.setdefault(f"snapshot.{path}", "")
        if not found:
            found = self._paths[f"snapshot.{path}"] = self._new("c")
        return found

    def _fields(self, type_: GraphQLObjectType, grouped: GroupedFieldSet, root: Name) -> str:
        """The dictionary of an object's fields."""
        indices: dict[str, Name] = {}
        parts = [
            f"{key!r}: {self._field(type_, details, root, indices)}"
            for key, details in grouped.items()
        ]
        return "{" + ", ".join(parts) + "}"

    def _field(
        self,
        type_: GraphQLObjectType,
        details: list[FieldDetails],
        root: Name,
        indices: dict[str, Name],
    ) -> str:
        node = details[0].node
        if node.name.value == "__typename":
            return repr(type_.name)
        field = type_.fields.get(node.name.value)
        if field is None:
            raise NotPlanned("introspection beside data")
        if any(detail.defer_usage or detail.fragment_variable_values for detail in details):
            raise NotPlanned("deferred fragments, or fragments with variables")
        source = source_of(field)
        text = self._source(source, field, node, root, indices)
        sentinel = source.none if isinstance(source, Column) else None
        return self._value(field.type, text, details, sentinel)

    def _source(
        self,
        source: Source,
        field: GraphQLField,
        node: FieldNode,
        root: Name,
        indices: dict[str, Name],
    ) -> str:
        """The expression of a field's value, before it is completed."""
        match source:
            case Attribute(name):
                return f"{root}.{name}"
            case Part(place):
                return f"{root}[{place}]"
            case Call(function):
                called = f"{self._constant('f', function)}({root}, info"
                return f"{called}{self._given(field, node)})"
            case Each(function):
                return f"{self._bound(function, field, node)}({root})"
            case Column(values, by, _, prefix):
                # In the order in which the text is evaluated.
                before = self._before(prefix, root)
                if by and by not in indices:
                    indices[by] = Name(self._local("i"), f"{self._path(by)}[{root}]")
                value = f"{self._path(values)}[{indices[by] if by else root}]"
                return f"({before} + {value})" if before else value

    def _before(self, prefix: str | TypeColumn, root: Name) -> str:
        if isinstance(prefix, TypeColumn):
            names = self._constant("n", prefix.names)
            return f"{names}[{self._path(prefix.values)}[{root}]]"
        return repr(prefix) if prefix else ""

    def _bound(self, function: Callable[..., object], field: GraphQLField, node: FieldNode) -> str:
        """A name for what a field does for each row, the same wherever the field is written."""
        key = ("bound", id(function), id(node))
        if key not in self._functions:
            name = self._functions[key] = self._new("g")
            called = f"{self._constant('f', function)}, info{self._given(field, node)}"
            self._shared.append(f" {name} = {self._constant('b', bound_once)}({called})\n")
        return self._functions[key]

    def _given(self, field: GraphQLField, node: FieldNode) -> str:
        if not field.args:
            return ""
        key = ("given", id(field), id(node))
        if key not in self._functions:
            name = self._functions[key] = self._new("a")
            self.arguments[name] = field, node
        return f", **{self._functions[key]}"

    def _value(
        self,
        type_: GraphQLOutputType,
        text: str,
        details: list[FieldDetails],
        none: int | None = None,
    ) -> str:
        """The expression of the completed value; `none` is the number that stands for null."""
        if not isinstance(type_, GraphQLNonNull):
            return self._nullable(type_, text, details, none)
        inner = type_.of_type
        if isinstance(inner, GraphQLList):
            return self._list(inner.of_type.of_type, text, details)
        if is_leaf_type(inner):
            return self._leaf(inner, text)
        name = Name(text) if text.isidentifier() else Name(self._local("v"), text)
        return self._object(inner, name, details)

    def _nullable(
        self, type_: Any, text: str, details: list[FieldDetails], none: int | None
    ) -> str:
        if none is None and is_leaf_type(type_) and type_.name in SAME:
            return text
        value = self._local("v")
        test = f"({value} := {text}) " + ("is None" if none is None else f"== {none}")
        return f"(None if {test} else {self._value(GraphQLNonNull(type_), value, details)})"

    def _leaf(self, type_: Any, text: str) -> str:
        if isinstance(type_, GraphQLEnumType):
            return f"{self._names(type_)}[{text}]"
        if type_.name == "Boolean":
            return f"({text} != 0)"
        if type_.name == "Date":
            return f"{self._constant('d', DAYS)}[{text}]"
        return text

    def _names(self, type_: GraphQLEnumType) -> str:
        """A name for the texts of an enum by value."""
        key = ("enum", type_.name)
        if key not in self._functions:
            names = {value.value: name for name, value in type_.values.items()}
            self._functions[key] = self._constant("e", names)
        return self._functions[key]

    def _list(self, item: Any, text: str, details: list[FieldDetails]) -> str:
        if not is_leaf_type(item):
            return f"[*map({self._function(item, details)}, {text})]"
        one = self._leaf(item, "x")
        return text if one == "x" else f"[*map(lambda x: {one}, {text})]"

    def _object(self, type_: Any, value: Name, details: list[FieldDetails]) -> str:
        """An object read once, where it stands: written in place, if it is read in the same way
        whatever its type."""
        if isinstance(type_, GraphQLInterfaceType):
            alike = self._alike(type_, details)
            if alike is None:
                return f"{self._chosen(type_, value, details)}({value})"
            type_ = alike
        text = self._selected(type_, value, details)
        # A value of which nothing is read must be there all the same.
        return text if value.first is None else f"({value}, {text})[1]"

    def _alike(
        self, type_: GraphQLInterfaceType, details: list[FieldDetails]
    ) -> GraphQLObjectType | None:
        """A type that stands for all that the value may be of, if the same text reads each."""
        texts = set()
        begun = self._locals
        concrete = self._schema.get_possible_types(type_)
        for one in concrete:
            self._locals = begun
            texts.add(self._selected(one, Name("x"), details))
        self._locals = begun
        return concrete[0] if len(texts) == 1 else None

    def _selected(self, type_: GraphQLObjectType, value: Name, details: list[FieldDetails]) -> str:
        collected = collect_subfields(
            self._schema, self._fragments, self._variables, self._operation, type_, details
        )
        return self._fields(type_, collected.grouped_field_set, value)

    def _function(self, type_: Any, details: list[FieldDetails]) -> str:
        """The name of a function from the value of an object to its dictionary."""
        key = (type_.name, *(id(detail.node) for detail in details))
        if key not in self._functions:
            name = self._functions[key] = self._new("o")
            text = self._object(type_, Name("x"), details)
            self._lines.append(f" def {name}(x): return {text}\n")
        return self._functions[key]

    def _chosen(self, type_: GraphQLInterfaceType, value: Name, details: list[FieldDetails]) -> str:
        """The expression of the function for the type that this value is of."""
        concrete = self._schema.get_possible_types(type_)
        functions = {one.name: self._function(one, details) for one in concrete}
        column = types_of(type_)
        if column is None:
            chosen = f"{self._constant('f', resolver_of(type_))}({value}, info, None)"
            pairs = ", ".join(f"{name!r}: {function}" for name, function in functions.items())
            return f"{{{pairs}}}[{chosen}]"
        key = ("choice", *functions.values())
        if key not in self._functions:
            name = self._functions[key] = self._new("t")
            each = ", ".join(functions[type_name] for type_name in column.names)
            self._lines.append(f" {name} = ({each})\n")
        return f"{self._functions[key]}[{self._path(column.values)}[{value}]]"
