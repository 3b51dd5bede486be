"""Plans: read operations compiled to one Python function each, over the columns of the snapshot.

A plan gives what graphql-core would give, for all that a validated document can say: fields are
collected and arguments read by graphql-core's own functions, values come from what the schema
declares (`schema.declared`). It knows no errors: whatever is raised in it is answered by running
graphql-core instead, which says where. What it does not know, it does not compile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from graphql import FieldNode, GraphQLField, GraphQLSchema, OperationDefinitionNode, VariableNode
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import Visitor, visit
from strawberry.types.arguments import convert_arguments

from schema.context import Context
from schema.declared import declared
from schema.plan_text import NotPlanned, PlanText

__all__ = ["NotPlanned", "Plan", "Planner", "switches"]


@dataclass(frozen=True, slots=True)
class Given:
    """What functions of fields are given beside a value: as much of Info as they may read."""

    context: Context


Arguments = Callable[[VariableValues], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """`text` is the source of `function`; `arguments` give those that depend on variables."""

    text: str
    function: Callable[..., dict[str, Any]]
    arguments: Sequence[Arguments]

    def run(self, context: Context, variables: VariableValues) -> dict[str, Any]:
        """The data of the answer. Raises whatever a field raises."""
        given = [read(variables) for read in self.arguments]
        return self.function(context.snapshot, Given(context), *given)


@dataclass(frozen=True, slots=True)
class Planner:
    """Compiles operations on one schema, for which `config` and `registry` are Strawberry's."""

    schema: GraphQLSchema
    config: Any
    registry: Any

    @classmethod
    def of(cls, schema: GraphQLSchema) -> Self:
        made = schema.extensions["strawberry-definition"]
        return cls(schema, made.config, made.schema_converter.scalar_registry)

    def plan(
        self,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> Plan:
        """A plan for every call of this operation in which @skip and @include have the values that
        they have here. Raises NotPlanned, with what it does not know."""
        text = PlanText(self.schema, operation, fragments, variables)
        names: dict[str, Any] = {}
        later: list[Arguments] = []
        signature = ["snapshot", "info"]
        body = text.write()
        for name, (field, node) in text.arguments.items():
            read = self._reader(field, node)
            if _has_variables(node):
                later.append(read)
                signature.append(name)
            else:
                names[name] = read(VariableValues({}, {}))
        source = f"def plan({', '.join(signature)}):\n{body}"
        names |= text.constants
        exec(compile(source, "<plan>", "exec"), names)  # our own text, no client's
        return Plan(source, names["plan"], later)

    def _reader(self, field: GraphQLField, node: FieldNode) -> Arguments:
        arguments = declared(field).arguments

        def read(variables: VariableValues) -> Mapping[str, Any]:
            coerced = get_argument_values(field, node, variables)
            return convert_arguments(coerced, arguments, self.registry, self.config)

        return read


def switches(node: OperationDefinitionNode, fragments: Mapping[str, FragmentDetails]) -> list[str]:
    """The variables that @skip and @include read, in the operation or any fragment."""
    found: dict[str, None] = {}

    class Look(Visitor):
        def enter_directive(self, directive: Any, *_: Any) -> None:
            for argument in directive.arguments:
                if isinstance(argument.value, VariableNode):
                    found[argument.value.name.value] = None

    for each in (node, *(fragment.definition for fragment in fragments.values())):
        visit(each, Look())
    return list(found)


def _has_variables(node: FieldNode) -> bool:
    found = []

    class Look(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.append(variable)

    for argument in node.arguments or ():
        visit(argument, Look())
    return bool(found)
