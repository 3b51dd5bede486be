"""Answering a GraphQL request over a snapshot, to the bytes of a JSON text.

A read operation is compiled once and then run as one function (`schema.plan`); graphql-core
answers what plans do not know, and whatever fails, since it says where. Both spend the same budget
and give the same bytes.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, replace
from math import inf
from typing import Any, TypeGuard

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationType
from graphql.execution import Executor
from graphql.execution.types import ExecutionResult

from graph.network.memo import Memo
from schema.budget import ROWS, Budget, Exhausted
from schema.call import Call
from schema.context import Context
from schema.cost import Cost, TooDear
from schema.errors import SHOWN, Error, of_all, shown
from schema.plan import NotPlanned, Planner
from schema.prepared import Prepared, Preparer, Refused

DOCUMENTS = 128
"""How many documents are kept ready; a large one takes half a megabyte."""
FAILED_ROWS = 1000
"""An answer with errors that holds more rows than this is null as a whole, with its first error:
saying where each error stands costs 30 to 100 times what the answer does."""
INTROSPECTED = 20_000
"""How many fields an introspection may answer."""
LIGHT_SECONDS = 0.01
"""An answer that took less may be given on the event loop."""
HEAVY = 100
"""Weighted fields of a document that may take a second with another day or scope, however short it
took before."""

log = logging.getLogger("jiedui.graphql")


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON text. When the document was not executed, it has `errors` and no `data`."""

    body: bytes
    executed: bool
    failed: bool = False
    """Has it errors?"""


class NotAQuery(Exception):
    """The operation changes something, and the caller wanted queries only."""


class Engine:
    """Executes calls on one schema. `suggestions` says whether errors guess what was meant;
    without `planned` graphql-core answers everything."""

    def __init__(
        self, schema: GraphQLSchema, suggestions: bool = False, planned: bool = True
    ) -> None:
        self._schema = schema
        self._hide = not suggestions
        self._preparer = Preparer(schema, Planner.of(schema) if planned else None, self._hide)
        self._prepared = Memo(DOCUMENTS, None)
        self._introspections = Memo(16, None)
        self.fallbacks: Counter[str] = Counter()
        """How often graphql-core had to answer, by why."""

    def answer(self, call: Call, context: Context, queries_only: bool = False) -> Answer:
        """Raises NotAQuery when only queries are wanted and the operation is none."""
        try:
            prepared = self._prepared.get(call.query, lambda: self._preparer.read(call.query))
            if queries_only and prepared.changes(call):
                raise NotAQuery
            if prepared.errors:
                raise Refused(prepared.errors)
            begun = time.thread_time()
            answer = self._answer(prepared, call, context)
            # Of this thread's own work: waiting for others must not make it look heavy.
            prepared.seconds = time.thread_time() - begun
        except Refused as refused:
            return Answer(
                orjson.dumps({"errors": shown(refused.errors)}), executed=False, failed=True
            )
        return answer

    def is_light(self, call: Call) -> bool:
        """Is this a query that was answered before, in a moment, and will be again?"""
        known = self._prepared.known(call.query)
        return (
            isinstance(known, Prepared)
            and known.seconds is not None
            and known.seconds < LIGHT_SECONDS
            and known.cost(call).fields < HEAVY
            and not known.changes(call)
        )

    def _answer(self, prepared: Prepared, call: Call, context: Context) -> Answer:
        """Raises Refused."""
        operation = prepared.operation(call)
        if operation is None or operation.operation is not OperationType.QUERY:
            return self._change(prepared, call, context)
        given = self._preparer.variables(prepared, operation, call)
        plan = self._preparer.plan(prepared, operation, given)
        if isinstance(plan, NotPlanned):
            return self._unplanned(prepared, call, context, str(plan))
        try:
            return _answered(plan.run(context, given), [], prepared.cost(call), context)
        except Exhausted as error:
            return _answered(None, of_all(error), prepared.cost(call), context)
        except Exception as error:  # noqa: BLE001  # graphql-core says what it is, and where
            return self._explain(prepared, call, context, error)

    def _change(self, prepared: Prepared, call: Call, context: Context) -> Answer:
        """Nothing may end the answer of a change once it is made, so its lists are counted before,
        as long as they may be."""
        if prepared.cost(call).rows > ROWS:
            said = f"The answer of a change may list {ROWS} rows: ask for the rest after it."
            raise Refused([TooDear(said)])
        context.budget = Budget(seconds=inf)
        return self._execute(prepared, call, context, "mutation")

    def _unplanned(self, prepared: Prepared, call: Call, context: Context, why: str) -> Answer:
        """What the schema says of itself is always the same."""
        if why != "introspection" or call.variables:
            return self._execute(prepared, call, context, why)
        return self._introspections.get(
            (call.query, call.operation), lambda: self._execute(prepared, call, context, why)
        )

    def _explain(
        self, prepared: Prepared, call: Call, context: Context, error: Exception
    ) -> Answer:
        """Answers again, to say where the errors stand; not for a large answer."""
        again = replace(context, budget=Budget(FAILED_ROWS))
        answer = self._execute(prepared, call, again, "error")
        if again.budget.spent > FAILED_ROWS:
            return _answered(None, of_all(error), prepared.cost(call), context)
        if not answer.failed:
            log.error("GraphQL: a plan failed where graphql-core did not", exc_info=error)
        return answer

    def _execute(self, prepared: Prepared, call: Call, context: Context, why: str) -> Answer:
        """By graphql-core. Raises Refused."""
        self.fallbacks[why] += 1
        executor = Executor.build(
            self._schema,
            prepared.document,
            context_value=context,
            raw_variable_values=call.variables,
            operation_name=call.operation,
            max_coercion_errors=SHOWN,
            is_awaitable=_never,
            is_async_iterable=_never,
            hide_suggestions=self._hide,
            middleware=[_Counted()] if why.startswith("introspection") else None,
        )
        if isinstance(executor, list):
            raise Refused(executor)
        try:
            result = executor.execute_operation()
        except Exhausted as error:
            return _answered(None, of_all(error), prepared.cost(call), context)
        assert isinstance(result, ExecutionResult), "every field is synchronous"
        errors = result.errors or []
        if errors and context.budget.spent > FAILED_ROWS:
            return _answered(None, of_all(_cause(errors[0])), prepared.cost(call), context)
        return _answered(result.data, shown(errors), prepared.cost(call), context)


class _Counted:
    """Counts the fields of an introspection, whose lists have no pages."""

    def __init__(self) -> None:
        self._left = INTROSPECTED

    def resolve(self, following: Any, root: object, info: Any, /, **arguments: object) -> object:
        self._left -= 1
        if self._left < 0:
            raise Exhausted(f"An introspection may have {INTROSPECTED} fields: ask for less.")
        return following(root, info, **arguments)


def _answered(data: object, errors: list[Error], cost: Cost, context: Context) -> Answer:
    told = {"fields": cost.fields, "depth": cost.depth, "rows": context.budget.spent}
    body = {"errors": errors} if errors else {}
    extensions = {"cost": told}
    text = orjson.dumps({**body, "data": data, "extensions": extensions})
    return Answer(text, executed=True, failed=bool(errors))


def _cause(error: GraphQLError) -> Exception:
    return error.original_error or error


def _never(_value: object) -> TypeGuard[Any]:
    return False
