"""Documents made ready: parsed, weighed, validated, their operations compiled; each once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import FragmentDefinitionNode

from graph.network.memo import Memo
from schema.call import Call
from schema.cost import NOTHING, Cost, check_variables, costs
from schema.errors import SHOWN
from schema.plan import NotPlanned, Plan, Planner, switches

TOKENS = 1000
"""How many tokens a document may have, and how many comments."""
VARIANTS = 8
"""How many plans are kept of a document, whose @skip and @include may vary."""

log = logging.getLogger("jiedui.graphql")


class Refused(Exception):
    """A call that is not executed, with every reason that is listed."""

    def __init__(self, errors: Iterable[GraphQLError]) -> None:
        super().__init__()
        self.errors = list(errors)


@dataclass(slots=True)
class Prepared:
    """A document that was read. `seconds` is the work that it last took to answer."""

    document: DocumentNode
    errors: list[GraphQLError]
    costs: dict[str, Cost]
    fragments: dict[str, FragmentDetails]
    plans: Memo = field(default_factory=lambda: Memo(VARIANTS, None))
    seconds: float | None = None

    def operation(self, call: Call) -> OperationDefinitionNode | None:
        return get_operation_ast(self.document, call.operation)

    def changes(self, call: Call) -> bool:
        """Does it change something? An operation that is not there counts as a query: executing
        it says what is wrong."""
        found = self.operation(call)
        return found is not None and found.operation is not OperationType.QUERY

    def cost(self, call: Call) -> Cost:
        """Of the operation that is called."""
        if call.operation is None:
            return next(iter(self.costs.values()), NOTHING)
        return self.costs.get(call.operation, NOTHING)


@dataclass(frozen=True, slots=True)
class Preparer:
    """Reads documents on one schema; without a planner nothing is compiled."""

    schema: GraphQLSchema
    planner: Planner | None
    hide: bool
    """Do errors keep to themselves what was meant?"""

    def read(self, query: str) -> Prepared:
        """Raises Refused for what cannot be read or is too dear to be looked at."""
        try:
            document = parse(query, max_lexical_tokens=TOKENS, max_comments=TOKENS)
            weighed = costs(self.schema, document)
        except GraphQLError as error:
            raise Refused([error]) from None
        errors = validate(self.schema, document, max_errors=SHOWN, hide_suggestions=self.hide)
        fragments = {
            node.name.value: FragmentDetails(node)
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        return Prepared(document, errors, weighed, fragments)

    def variables(
        self, prepared: Prepared, operation: OperationDefinitionNode, call: Call
    ) -> VariableValues:
        """Raises Refused for those that are not of their types, or make the operation too dear."""
        declared = operation.variable_definitions
        if not declared:
            return VariableValues({}, {})
        given = call.variables or {}
        try:
            check_variables(given)
            values = get_variable_values(self.schema, declared, given, SHOWN, self.hide)
            if isinstance(values, VariableValues) and prepared.cost(call).is_open:
                costs(self.schema, prepared.document, values.coerced)
        except GraphQLError as error:
            raise Refused([error]) from None
        if isinstance(values, list):
            raise Refused(values)
        return values

    def plan(
        self, prepared: Prepared, operation: OperationDefinitionNode, given: VariableValues
    ) -> Plan | NotPlanned:
        """The plan of a read operation, or why there is none."""
        if self.planner is None:
            return NotPlanned("plans are off")
        planner, fragments = self.planner, prepared.fragments
        named = prepared.plans.get(id(operation), lambda: switches(operation, fragments))
        values = tuple(given.coerced.get(name) for name in named)
        return prepared.plans.get(
            (id(operation), values), lambda: _planned(planner, operation, fragments, given)
        )


def _planned(
    planner: Planner,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDetails],
    given: VariableValues,
) -> Plan | NotPlanned:
    """What is not known is remembered too."""
    if _is_introspection(operation):
        return NotPlanned("introspection")
    try:
        return planner.plan(operation, fragments, given)
    except NotPlanned as why:
        return why
    except Exception:
        log.exception("GraphQL: an operation could not be compiled, graphql-core answers it")
        return NotPlanned("not compiled")


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    """Does it ask of the schema only?"""
    return all(
        isinstance(node, FieldNode) and node.name.value in ("__schema", "__type")
        for node in operation.selection_set.selections
    )
