"""Where is written: the database, who writes, and the readers who must see it at once."""

import getpass
import logging
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from graph.language import say
from graph.network.live import Network
from graph.network.snapshot import Snapshot
from graph.registry.database import Command, Database
from graph.rights import Actor, Forbidden

log = logging.getLogger(__name__)

Result = TypeVar("Result")


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
        """Runs a command of the actor's in a thread of its own. Raises Rejected, Forbidden."""
        return await run_in_threadpool(self.run_here, command, actor)

    def run_here(self, command: Command[Result], actor: Actor) -> Result:
        """Runs it in this thread.

        Readers are brought up to date either way: a refusal may tell of another's write.
        """
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


@dataclass(frozen=True, slots=True)
class Hand:
    """The ledger as one actor writes it, for GraphQL."""

    ledger: Ledger
    actor: Actor

    def run(self, command: Command[Result]) -> Result:
        """Raises Rejected, and Forbidden at once for who may write nothing: no lock is taken."""
        if not self.actor.may_write:
            said = say("{who}只能看，不能改台账；请用市级或所属区的账号", who=self.actor.described)
            raise Forbidden(said)
        return self.ledger.run_here(command, self.actor)

    @property
    def snapshot(self) -> Snapshot:
        return self.ledger.network.snapshot
