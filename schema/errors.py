"""Errors as an answer shows them: each with a code, the unexpected without its text."""

import logging
from collections.abc import Sequence

from graphql import GraphQLError

from graph.errors import Invalid, JieduiError
from schema.budget import Exhausted
from schema.cost import TooDear

SHOWN = 20
"""How many errors an answer lists."""

LONGEST = 250
"""How many letters of a message are shown; some repeat what a client sent."""

log = logging.getLogger("jiedui.graphql")

Error = dict[str, object]


def shown(errors: Sequence[GraphQLError]) -> list[Error]:
    """The errors of an answer, the first SHOWN of them; then one that says how many there are."""
    listed = [_placed(error) for error in errors[:SHOWN]]
    if len(errors) > SHOWN:
        listed.append(_message(f"{SHOWN} of {len(errors)} errors are shown.", Invalid.code))
    return listed


def of_all(error: BaseException) -> list[Error]:
    """The only error of an answer that failed as a whole."""
    return [_said(error, "the answer")]


def _placed(error: GraphQLError) -> Error:
    said = _said(error.original_error or error, error.path)
    if error.locations:
        said["locations"] = [place.formatted for place in error.locations]
    if error.path:
        said["path"] = error.path
    return said


def _said(error: BaseException, place: object) -> Error:
    if isinstance(error, JieduiError | Exhausted | TooDear):
        return _message(str(error.args[0]), error.code)
    if isinstance(error, GraphQLError):
        return _message(error.message, Invalid.code)
    log.error("GraphQL: %s failed", place, exc_info=error)
    return _message("internal error", "INTERNAL")


def _message(text: str, code: str) -> Error:
    said = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return {"message": said, "extensions": {"code": code}}
