"""The newest snapshot of a database, for everybody who reads in this process."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError

from graph.network.advance import advance
from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.database import Database

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How often another process's writes are looked for; asking costs some microseconds."""


class Network:
    """Holds the newest snapshot known. Reading it never waits; snapshots never change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._advancing = Lock()
        self._stopped = Event()
        self._follower: Thread | None = None
        with database.read() as connection, _collector_off():
            self._snapshot = read_snapshot(connection)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def refresh(self) -> Snapshot:
        """Catches up with the database: after one's own write, and now and then."""
        with self._advancing:
            with self._database.read() as connection:
                self._snapshot = advance(self._snapshot, connection)
            return self._snapshot

    def follow(self) -> None:
        """Sees other processes' writes from now on, within a second."""
        self._follower = Thread(target=self._watch, name="jiedui-follower", daemon=True)
        self._follower.start()

    def close(self) -> None:
        """Stops following."""
        self._stopped.set()
        if self._follower is not None:
            self._follower.join()

    def _watch(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            try:
                self.refresh()
            except SQLAlchemyError:
                log.exception("could not read the ledger, will try again")


@contextmanager
def _collector_off() -> Iterator[None]:
    """Building makes millions of objects that all stay: collecting only costs."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
