"""What only the database knows, as a refusal in our words. Commands look first; how the database
says it is for the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from graph.errors import Problem, Rejected
from graph.language import say

log = logging.getLogger(__name__)

REFUSED = say("数据库的约束不允许这样改；服务器的日志里有原因")


@contextmanager
def refusing(what: str, field: str) -> Iterator[None]:
    """For a whole transaction. Raises Rejected, about this field of the command `what`."""
    try:
        yield
    except IntegrityError as error:
        log.warning("%s: the database refused: %s", what, error.orig)
        raise Rejected([Problem((field,), "CONFLICT", REFUSED)]) from error
