"""Answering a GraphQL request over a snapshot, to the bytes of a JSON text."""

from dataclasses import dataclass
from typing import Any, TypeGuard

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution import Executor
from graphql.execution.types import ExecutionResult

from graph.network.memo import Memo
from schema.context import Context
from schema.errors import SHOWN, shown

TOKENS = 1000
"""How many tokens a document may have, and how many comments."""
DOCUMENTS = 100
"""How many documents are kept parsed and validated."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a client asks: a document, which of its operations, and the variables."""

    query: str
    operation: str | None = None
    variables: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON text. When the document was not executed, it has `errors` and no `data`."""

    body: bytes
    executed: bool


class NotAQuery(Exception):
    """The operation changes something, and the caller wanted queries only."""


@dataclass(frozen=True, slots=True)
class Prepared:
    document: DocumentNode
    errors: list[GraphQLError]


class Engine:
    """Executes calls on one schema. `suggestions` says whether errors guess what was meant."""

    def __init__(self, schema: GraphQLSchema, suggestions: bool = False) -> None:
        self._schema = schema
        self._hide = not suggestions
        self._prepared = Memo(DOCUMENTS)

    def answer(self, call: Call, context: Context, queries_only: bool = False) -> Answer:
        """Raises NotAQuery when only queries are wanted and the operation is none."""
        try:
            prepared = self._prepared.get(call.query, lambda: self._prepare(call.query))
        except GraphQLError as syntax:
            return _refused([syntax])
        if queries_only and not _is_query(prepared.document, call.operation):
            raise NotAQuery
        if prepared.errors:
            return _refused(prepared.errors)
        return self._execute(prepared.document, call, context)

    def _prepare(self, query: str) -> Prepared:
        document = parse(query, max_lexical_tokens=TOKENS, max_comments=TOKENS)
        errors = validate(self._schema, document, max_errors=SHOWN, hide_suggestions=self._hide)
        return Prepared(document, errors)

    def _execute(self, document: DocumentNode, call: Call, context: Context) -> Answer:
        executor = Executor.build(
            self._schema,
            document,
            context_value=context,
            raw_variable_values=call.variables,
            operation_name=call.operation,
            max_coercion_errors=SHOWN,
            is_awaitable=_never,
            is_async_iterable=_never,
            hide_suggestions=self._hide,
        )
        if isinstance(executor, list):
            return _refused(executor)
        result = executor.execute_operation()
        assert isinstance(result, ExecutionResult), "every field is synchronous"
        errors = {"errors": shown(result.errors)} if result.errors else {}
        return Answer(orjson.dumps(errors | {"data": result.data}), executed=True)


def _refused(errors: list[GraphQLError]) -> Answer:
    return Answer(orjson.dumps({"errors": shown(errors)}), executed=False)


def _is_query(document: DocumentNode, operation: str | None) -> bool:
    """An operation that is not there counts as a query: executing it says what is wrong."""
    found = get_operation_ast(document, operation)
    return found is None or found.operation is OperationType.QUERY


def _never(_value: object) -> TypeGuard[Any]:
    return False
