"""What a document costs, counted before it is validated, compiled or executed.

Fragments count wherever they are spread, though each is walked once: a document of a thousand
tokens can spell out more fields than there are atoms. Nested lists are multiplied by what they ask
for at most, which is far more than they hold, so only the absurd is refused here; their rows are
counted as they are paged (`schema.budget`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from schema.declared import weight_of
from schema.paging import FIRST, MOST

FIELDS = 1000
"""How many fields an operation may have, fragments written out, dear ones counted by weight."""
DEPTH = 20
"""How many levels of fields an operation may have."""
NESTED = 60
"""How many selections may stand in one another, those of fragments without a field too."""
ALIASES = 100
"""How many aliases may be written in a document."""
ALIKE = 50
"""How many fields of one answer name may stand side by side."""
LISTED = 10_000_000
"""How many rows nested lists may ask for, were each as long as it may be."""
TEXT = 5000
"""How many letters a text may have, in a document or in a variable."""
ITEMS = 1000
"""How many items a list in a variable may have."""
MANY = 10**15
"""Where counting rows ends."""


class TooDear(GraphQLError):
    """A document, or its variables, above a limit."""

    code = "LIMIT"


@dataclass(frozen=True, slots=True)
class Cost:
    """All count fragments where they are spread. `fields` are weighted; `rows` are those that
    lists may hold at most, which is open as long as a variable decides it."""

    fields: int = 0
    depth: int = 0
    rows: int = 0
    is_open: bool = False


NOTHING = Cost()


def costs(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, object] | None = None
) -> dict[str, Cost]:
    """The cost of each operation by name, empty for one without. Raises TooDear for a document
    above a limit, and GraphQLError for a `first` that cannot be.

    Without variables lists whose length is one count as long as they may be, and are not refused
    for it. The document need not be valid: what the schema does not know weighs as a plain field.
    """
    counting = _Counting(schema, document, variables)
    found: dict[str, Cost] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            root = schema.get_root_type(definition.operation)
            name = definition.name.value if definition.name else ""
            found[name] = _checked(counting.of(definition.selection_set, root, 1))
        elif isinstance(definition, FragmentDefinitionNode):
            counting.of_fragment(definition.name.value, 1)
    return found


def check_variables(given: Mapping[str, object]) -> None:
    """Raises TooDear for texts and lists that are longer than anybody needs."""
    values: list[object] = list(given.values())
    while values:
        value = values.pop()
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, list | dict):
            if len(value) > ITEMS:
                raise TooDear(f"A list in a variable may have {ITEMS} items, not {len(value)}.")
            values += value.values() if isinstance(value, dict) else value


def _checked(cost: Cost) -> Cost:
    if cost.rows > LISTED and not cost.is_open:
        raise TooDear(
            f"The lists of an operation may ask for {LISTED:,} rows together, nested ones "
            "multiplied: make them shorter with `first`, or ask in several requests."
        )
    return cost


def _check_text(text: str) -> None:
    if len(text) > TEXT:
        raise TooDear(f"A text may have {TEXT} letters, not {len(text)}.")


def _too_deep() -> TooDear:
    return TooDear(f"An operation may be {DEPTH} levels deep: ask for less at once.")


class _Counting:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, object] | None,
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._aliases = 0
        self._nested = 0
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._counted: dict[str, Cost] = {}

    def of(self, selected: SelectionSetNode, type_: GraphQLNamedType | None, depth: int) -> Cost:
        """The cost of a selection whose fields stand at this depth."""
        self._nested += 1
        if depth > DEPTH or self._nested > NESTED:
            raise _too_deep()
        fields, deepest, rows, is_open = 0, 0, 0, False
        for part in self._parts(selected, type_, depth):
            fields += part.fields
            deepest = max(deepest, part.depth)
            rows = min(rows + part.rows, MANY)
            is_open = is_open or part.is_open
            if fields > FIELDS:
                raise TooDear(
                    f"An operation may have {FIELDS} fields, its fragments written out and dear "
                    "fields counted by their weight: ask for less at once."
                )
        self._nested -= 1
        return Cost(fields, deepest, rows, is_open)

    def of_fragment(self, name: str, depth: int) -> Cost:
        """Walked once; one that is not there, or spreads itself, is left to validation."""
        if name not in self._counted:
            self._counted[name] = NOTHING
            node = self._fragments.get(name)
            if node is not None:
                type_ = self._schema.get_type(node.type_condition.name.value)
                self._counted[name] = self.of(node.selection_set, type_, depth)
        found = self._counted[name]
        if depth + found.depth - 1 > DEPTH:
            raise _too_deep()
        return found

    def _parts(
        self, selected: SelectionSetNode, type_: GraphQLNamedType | None, depth: int
    ) -> Iterator[Cost]:
        alike: dict[str, int] = {}
        for node in selected.selections:
            if isinstance(node, FieldNode):
                name = self._answer_name(node)
                alike[name] = alike.get(name, 0) + 1
                if alike[name] > ALIKE:
                    raise TooDear(f"{name:.60}: stands more than {ALIKE} times side by side.")
                yield self._of_field(node, type_, depth)
            elif isinstance(node, InlineFragmentNode):
                named = node.type_condition
                inner = self._schema.get_type(named.name.value) if named else type_
                yield self.of(node.selection_set, inner, depth)
            elif isinstance(node, FragmentSpreadNode):
                yield self.of_fragment(node.name.value, depth)

    def _answer_name(self, node: FieldNode) -> str:
        if node.alias is None:
            return node.name.value
        self._aliases += 1
        if self._aliases > ALIASES:
            raise TooDear(f"A document may have {ALIASES} aliases: ask in several requests.")
        return node.alias.value

    def _of_field(self, node: FieldNode, type_: GraphQLNamedType | None, depth: int) -> Cost:
        field = None
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            field = type_.fields.get(node.name.value)
        inner = NOTHING
        if node.selection_set is not None:
            below = get_named_type(field.type) if field else None
            inner = self.of(node.selection_set, below, depth + 1)
        size, is_open = self._size(node, field)
        rows = min(size * (1 + inner.rows), MANY) if size else inner.rows
        weight = weight_of(field) if field else 1
        return Cost(weight + inner.fields, 1 + inner.depth, rows, is_open or inner.is_open)

    def _size(self, node: FieldNode, field: GraphQLField | None) -> tuple[int, bool]:
        """How many rows a list may hold, 0 for what is none, and whether a variable decides it."""
        given: dict[str, ValueNode] = {one.name.value: one.value for one in node.arguments or ()}
        for value in given.values():
            if isinstance(value, StringValueNode):
                _check_text(value.value)
        if field is None or "first" not in field.args:
            return 0, False
        match given.get("first"):
            case VariableNode() if self._variables is None:
                return MOST, True
            case VariableNode(name=name) if self._variables is not None:
                return _length(self._variables.get(name.value), node), False
            case IntValueNode(value=digits):
                return _length(int(digits[:12]), node), False
        return FIRST, False


def _length(size: object, node: FieldNode) -> int:
    if not isinstance(size, int):
        return FIRST
    if not 1 <= size <= MOST:
        raise GraphQLError(f"first: must be from 1 to {MOST}, not {size}.", node)
    return size
