"""Analysis up to national size: ours beside networkx, SQL, frames and another graph library.

    make bench-analysis                       S, M and L
    make bench-analysis SIZES="S M"           some of them
    make bench-analysis BENCH=--markdown      the tables for the README as well

Every peer answers every question alike, or the run stops. They are asked in turn, round after
round; a slow one is asked less often, and one beyond the limit no more.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import postgres
from asked import OURS, PEERS, QUESTIONS
from ledger import write_ledger
from loads import in_a_process, load
from outcomes import Cell, Outcome
from register import land_of
from sizes import SIZES
from tables import glossary, markdown, plain
from with_postgres import URL
from workers import Told, Worker
from writes import measure_writes

ENOUGH = 5.0
"""Seconds that one question to one peer takes in all, beyond its first answer."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Analysis: ours beside its peers.")
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=60, help="seconds for one answer")
    parser.add_argument("--only", nargs="*", choices=PEERS, help="peers beside ours")
    parser.add_argument("--markdown", action="store_true", help="print the README's tables too")
    options = parser.parse_args()
    peers = [name for name in PEERS if name == OURS or name in (options.only or PEERS)]
    missing = [name for name in peers if not PEERS[name].is_here()]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}")
    with postgres.running() as server:
        server.run("CREATE DATABASE bench", "ALTER DATABASE bench SET jit = off")
        os.environ[URL] = f"postgresql:///bench?host={server.folder}&user=postgres"
        here = [name for name in peers if name not in missing]
        outcomes = [measure(size, here, options.rounds, options.limit) for size in options.sizes]
    print(f"\n{os.cpu_count()} CPUs\n{glossary()}")
    print(plain(outcomes))
    if options.markdown:
        print(markdown(outcomes))


def measure(size: str, peers: Sequence[str], rounds: int, limit: float) -> Outcome:
    """One size, in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jiedui-") as folder:
        files, path = Path(folder) / "set", Path(folder) / "jiedui.db"
        with telling(size, "writing the data set"):
            land = land_of(SIZES[size])
            write_ledger(files, SIZES[size], land)
        print(f"{size}: {land.origin}", flush=True)
        with telling(size, "loading"):
            outcome = Outcome(size, in_a_process(load, path, files))
        with ExitStack() as stack:
            workers = []
            for name in peers:
                with telling(size, f"{name} reads"):
                    worker = Worker(name, path, limit)
                stack.callback(worker.close)
                outcome.built[name] = worker.built
                if worker.built is not None:
                    workers.append(worker)
            for question in QUESTIONS:
                with telling(size, question):
                    ask(question, workers, outcome, rounds, limit)
        with telling(size, "writes"):
            outcome.writes = in_a_process(measure_writes, path)
    return outcome


def ask(
    question: str, workers: Sequence[Worker], outcome: Outcome, rounds: int, limit: float
) -> None:
    """The first answers are compared, and count only where there is no second."""
    asked = [worker for worker in workers if question in PEERS[worker.name].answers]
    first = {worker.name: worker.ask(question) for worker in asked}
    compare(question, first)
    for worker in asked:
        cell = outcome.cells[question, worker.name] = Cell()
        if (first[worker.name].seconds or limit) > ENOUGH:
            cell.add(first[worker.name], limit)
    for _ in range(rounds):
        for worker in asked:
            cell = outcome.cells[question, worker.name]
            if not cell.is_over and sum(cell.seconds) < ENOUGH:
                told = worker.ask(question)
                compare(question, {**first, worker.name: told})
                cell.add(told, limit)


def compare(question: str, answers: dict[str, Told]) -> None:
    """Ends the run when an answer is another than ours."""
    ours = answers[OURS].digest
    for name, told in answers.items():
        if told.digest not in (None, ours):
            raise SystemExit(f"{question}: {name} answers not as {OURS} does")


@contextmanager
def telling(size: str, what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{size}: {what}: {time.perf_counter() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
