"""What schemathesis makes of the API, which it loads itself: texts that mostly name something, and
what every answer must be.

By its own checks any error of GraphQL is a fault. Ours say by their code who is to blame.
"""

from __future__ import annotations

import json
from typing import Any

import schemathesis
from graphql import (
    ArgumentNode,
    DocumentNode,
    IntValueNode,
    ObjectFieldNode,
    StringValueNode,
    ValueNode,
    visit,
)
from graphql.language import Visitor
from small_network import SMALL

KEYS = [SMALL.parties.key(row) for row in range(len(SMALL.parties))]
DIVISIONS = [f"Division:{key}" for key in KEYS]
PAIRINGS = [f"Pairing:{SMALL.pairings.key(row)}" for row in range(len(SMALL.pairings))]
KEYED = dict.fromkeys(("within", "donorWithin", "code", "key"), KEYS)
BY_ID = {
    **dict.fromkeys(("center", "from", "to", "donors", "donor", "recipient"), DIVISIONS),
    "id": [*DIVISIONS, *PAIRINGS],
}
COUNTS = ("first", "hops", "limit")
CODES = {"INVALID", "NOT_FOUND", "LIMIT"}
"""Of errors that are the client's."""


class Naming(Visitor):
    """Puts names of the small network in the place of most values that should name something, and
    counts that may be in the place of most others. What is of a wrong type stays."""

    def enter_string_value(self, node: StringValueNode, *place: Any) -> ValueNode | None:
        return _named({**KEYED, **BY_ID}.get(_argument(*place), []), node.value)

    def enter_int_value(self, node: IntValueNode, *place: Any) -> ValueNode | None:
        argument, number = _argument(*place), int(node.value)
        if argument in COUNTS and abs(number) < 2**31:
            return IntValueNode(value=str(number % 110))
        return _named(BY_ID.get(argument, []), node.value)


def _argument(_key: object, parent: object, _path: object, above: list[object]) -> str:
    """The argument, or the field of an input, that a value stands in."""
    for each in reversed([*above, parent]):
        if isinstance(each, ArgumentNode | ObjectFieldNode):
            return each.name.value
    return ""


def _named(names: list[str], drawn: str) -> ValueNode | None:
    chosen = sum(map(ord, drawn)) % (len(names) + 1)
    return StringValueNode(value=names[chosen]) if chosen < len(names) else None


@schemathesis.hook
def map_body(_context: schemathesis.HookContext, body: DocumentNode) -> DocumentNode:
    named: DocumentNode = visit(body, Naming())
    return named


@schemathesis.check
def answers_or_says_why(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: object
) -> None:
    assert response.status_code == 200
    answer = json.loads(response.content)
    assert answer.keys() <= {"data", "errors", "extensions"}
    for error in answer.get("errors", ()):
        assert error["message"]
        assert error["extensions"]["code"] in CODES, error
    assert "data" in answer or "errors" in answer
