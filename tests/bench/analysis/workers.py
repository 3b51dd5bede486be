"""Each peer in a process of its own: its memory is its own, and it can be ended when it is slow."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from asked import OURS, PEERS, QUESTIONS
from facts import digest

from graph.analysis.assignment import TooLarge
from server.command_serve import settle

SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 150.0
"""Seconds that reading a ledger may take."""
GRACE = 5.0
"""Seconds beyond the limit: what runs inside a library cannot be interrupted, only ended."""


@dataclass(frozen=True)
class Told:
    """One answer: how long it took, and its digest; None for both when it took too long, or when
    it was refused because the task is too large."""

    seconds: float | None
    digest: str | None
    refused: bool = False


@dataclass(frozen=True)
class Built:
    seconds: float
    memory: int
    """Bytes over what the process took before."""
    columns: int
    """Bytes of the columns that coverage reads; 0 where that is not known."""


class _TooSlow(Exception):
    """The time limit is reached."""


class Worker:
    """A peer that has read the ledger. `built` is None when that failed by time."""

    def __init__(self, name: str, path: Path, limit: float) -> None:
        self.name = name
        self._limit = limit
        self._connection, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(theirs, name, path, limit), daemon=True)
        self._process.start()
        theirs.close()
        self.built: Built | None = self._receive(PATIENCE)

    def ask(self, question: str) -> Told:
        """Nothing is answered by one that had to be ended."""
        if self._connection.closed:
            return Told(None, None)
        self._connection.send(question)
        return self._receive(self._limit + GRACE) or Told(None, None)

    def _receive(self, seconds: float) -> Any:
        if not self._connection.poll(seconds):
            self.close()
            return None
        try:
            return self._connection.recv()
        except EOFError:
            self.close()
            raise SystemExit(f"{self.name}: its process ended, see above") from None

    def close(self) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join()


def _serve(connection: Connection, name: str, path: Path, limit: float) -> None:
    make = PEERS[name].load()
    before = _resident()
    started = time.perf_counter()
    peer = make(path)
    seconds = time.perf_counter() - started
    gc.collect()
    # As the server does: what was just built lives long.
    settle()
    columns = peer.bytes_read() if name == OURS else 0
    connection.send(Built(seconds, _resident() - before, columns))
    while True:
        try:
            question = connection.recv()
        except EOFError:
            return
        with interrupting():
            connection.send(answer_within(peer, question, limit))


@contextmanager
def interrupting() -> Iterator[None]:
    """The timer interrupts what runs."""
    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def answer_within(peer: Any, question: str, limit: float) -> Told:
    """Asks within so many seconds, while `interrupting`."""
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        started = time.perf_counter()
        answer = QUESTIONS[question](peer)
        seconds = time.perf_counter() - started
    except _TooSlow:
        return Told(None, None)
    except TooLarge:
        return Told(None, None, refused=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Told(seconds, digest(answer))


def _interrupt(_: int, __: FrameType | None) -> None:
    raise _TooSlow


def _resident() -> int:
    """Bytes of this process in memory."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
