"""Loading a generated ledger through the real loader, in a process of its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from workers import SPAWN

from graph.registry.database import Database
from graph.registry.importing import Order, load_folder

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Load:
    rows: int
    seconds: float
    peak: int
    """Bytes of memory that the process took at its highest."""


def load(path: Path, files: Path) -> Load:
    """Takes the data set into an SQLite file that it makes."""
    with closing(Database(f"sqlite:///{path}")) as database:
        database.migrate()
        started = time.perf_counter()
        report = load_folder(database, files, Order("bench"))
        seconds = time.perf_counter() - started
        assert not report.faults, report.faults[:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Load(report.new, seconds, peak)


def in_a_process(
    work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
) -> Result:
    """What it returns, from a process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(work, *given, **named).result()
