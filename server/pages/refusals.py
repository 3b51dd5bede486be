"""How a form that was refused is answered: what is told in it, and with which status."""

from collections.abc import Sequence

from graph.errors import Problem, Rejected
from graph.rights import Forbidden

RIGHTS = "rights"
"""Where a form has no field: what is wrong is who sent it."""


def reasons(error: Rejected | Forbidden) -> tuple[Problem, ...]:
    """Why a command was refused; what may not be done is one reason beside all others."""
    if isinstance(error, Rejected):
        return tuple(error.problems)
    return (Problem((RIGHTS,), error.code, str(error)),)


def status_of(problems: Sequence[Problem]) -> int:
    """403 for who may not, 409 for an older version, 422 for anything else that is wrong."""
    if not problems:
        return 200
    if any(problem.path[-1] == RIGHTS for problem in problems):
        return 403
    return 409 if any(problem.code == "STALE_VERSION" for problem in problems) else 422
