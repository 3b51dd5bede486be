"""Errors as an answer shows them: each with a code, the unexpected without its text."""

import logging
from collections.abc import Sequence

from graphql import GraphQLError

from graph.errors import Invalid, JieduiError

SHOWN = 20
"""How many errors an answer lists."""

log = logging.getLogger("jiedui.graphql")


def shown(errors: Sequence[GraphQLError]) -> list[dict[str, object]]:
    """The errors of an answer, the first SHOWN of them; then one that says how many there are."""
    listed = [_shown(error) for error in errors[:SHOWN]]
    if len(errors) > SHOWN:
        listed.append(_message(f"{SHOWN} of {len(errors)} errors are shown.", Invalid.code))
    return listed


def _shown(error: GraphQLError) -> dict[str, object]:
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):
        said = _message(error.message, Invalid.code)
    elif isinstance(original, JieduiError):
        said = _message(str(original), original.code)
    else:
        log.error("GraphQL: %s failed", error.path, exc_info=original)
        said = _message("internal error", "INTERNAL")
    if error.locations:
        said["locations"] = [place.formatted for place in error.locations]
    if error.path:
        said["path"] = error.path
    return said


def _message(text: str, code: str) -> dict[str, object]:
    return {"message": text, "extensions": {"code": code}}
