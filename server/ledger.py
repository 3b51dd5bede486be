"""Where pages write: the database, who writes, and the readers who must see it at once."""

import getpass
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from graph.network.live import Network
from graph.registry.database import Database
from graph.rights import Actor, Who

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Command = Callable[[Database, Who], Result]
"""One command of `graph.registry`, with everything but the database and who gives it."""


def current_user() -> str:
    """Who writes at this machine, without an account: the operating system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "unknown"


@dataclass(frozen=True)
class Ledger:
    """`who` is the name of who writes while nobody has an account."""

    database: Database
    network: Network
    who: str = field(default_factory=current_user)

    async def run(self, command: Command[Result], actor: Actor) -> Result:
        """Runs a command of the actor's in a thread of its own. Raises Rejected, Forbidden.

        Readers are brought up to date either way: a refusal may tell of another's write.
        """
        return await run_in_threadpool(self._run, command, actor)

    def _run(self, command: Command[Result], actor: Actor) -> Result:
        try:
            return command(self.database, actor)
        finally:
            self.show()

    def show(self) -> None:
        """Brings readers up to date. What was written is written: when it cannot be read now, the
        follower will."""
        try:
            self.network.refresh()
        except SQLAlchemyError:
            log.exception("wrote, but could not read the ledger back")
