"""One write until it is visible: in the process that wrote, and in another one."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from facts import DAY
from workers import SPAWN

from graph.analysis.coverage import Grouping, View, coverage_by
from graph.days import NEVER, Day, date_of
from graph.network.live import Network
from graph.registry.commands import (
    NewPairing,
    Seen,
    amend_pairing,
    register_pairing,
    sign_pairing,
)
from graph.registry.database import Database
from graph.registry.designating import NewDesignation, designate_village
from graph.words import DesignationKind, PartyKind, Side, Stage
from server.command_serve import settle

WHO = "bench"
TIMES, SEEN_TIMES = 25, 12
"""How often each kind of write is measured, and how often another process is waited for."""
PATIENCE = 30.0


@dataclass
class Writes:
    """Seconds, from the commit on."""

    visible: dict[str, list[float]] = field(default_factory=dict)
    """By the kind of write: until the snapshot of the process that wrote shows it."""
    table: list[float] = field(default_factory=list)
    """Until that snapshot has told the coverage of every county."""
    elsewhere: list[float] = field(default_factory=list)
    """Until another process's snapshot shows it."""

    def every(self) -> list[float]:
        return [one for some in self.visible.values() for one in some]


def measure_writes(path: Path) -> Writes:
    found = Writes()
    with (
        closing(Database(f"sqlite:///{path}")) as database,
        closing(Network(database)) as network,
    ):
        settle()
        coverage_by(network.snapshot, Grouping.COUNTY, View(DAY))
        work = _Work(database, network)
        for _ in range(TIMES):
            for kind in work.kinds:
                work.write(kind)
                committed = time.perf_counter()
                snapshot = network.refresh()
                visible = time.perf_counter()
                coverage_by(snapshot, Grouping.COUNTY, View(DAY))
                found.table.append(time.perf_counter() - committed)
                found.visible.setdefault(kind, []).append(visible - committed)
                assert work.is_visible(kind)
        found.elsewhere = list(_seen_elsewhere(path, work, network))
    return found


class _Work:
    """Writes by the commands of the program, each with rows of its own."""

    def __init__(self, database: Database, network: Network) -> None:
        self._database = database
        self._network = network
        day = date_of(DAY)
        assert day is not None
        self._day = day
        self._numbers = itertools.count()
        parties, pairings = network.snapshot.parties, network.snapshot.pairings
        village = (parties.kind.array == PartyKind.VILLAGE) & (parties.side.array == Side.RECIPIENT)
        village &= np.diff(pairings.recipient_slot.array) == 0
        village[network.snapshot.designations.village.array] = False
        self._villages = [parties.key(row) for row in np.flatnonzero(village).tolist()]
        donor = (parties.kind.array > PartyKind.VILLAGE) & (parties.side.array == Side.DONOR)
        self._donors = [parties.key(row) for row in np.flatnonzero(donor).tolist()]
        promised = (pairings.stage.array == Stage.PLANNED) & (pairings.end.array == NEVER)
        promised &= pairings.start.array < DAY
        self._promised = [pairings.key(row) for row in np.flatnonzero(promised).tolist()]
        chance = random.Random(2020)
        for keys in (self._villages, self._donors, self._promised):
            chance.shuffle(keys)
        self._last = ""
        self.kinds = ("register", "sign", "note", "designate")

    def write(self, kind: str) -> None:
        """Returns when it is committed."""
        number = next(self._numbers)
        if kind == "register":
            donor = self._donors[number % len(self._donors)]
            new = NewPairing(
                donor, self._villages[number], Stage.SIGNED, "生成的数据", start=Day(self._day)
            )
            self._last = register_pairing(self._database, WHO, new)
        elif kind == "sign":
            seen = self._seen(self._promised.pop())
            self._last = sign_pairing(self._database, WHO, seen, self._day)
        elif kind == "note":
            self._last = f"第 {number} 次改动"
            amend_pairing(self._database, WHO, self._seen(self._promised[0]), {"note": self._last})
        else:
            self._last = self._villages[number]
            marked = NewDesignation(self._last, DesignationKind.DEEP_POVERTY, "生成的数据")
            designate_village(self._database, WHO, marked)

    def is_visible(self, kind: str) -> bool:
        """Does the snapshot show what was written last?"""
        snapshot = self._network.snapshot
        pairings = snapshot.pairings
        if kind in ("register", "sign"):
            return pairings.find(self._last) is not None
        if kind == "note":
            row = pairings.find(self._promised[0])
            return row is not None and pairings.text.note[pairings.id.at[row]] == self._last
        row = snapshot.parties.find(self._last)
        return row is not None and row in snapshot.designations.village.array

    def _seen(self, key: str) -> Seen:
        pairings = self._network.snapshot.pairings
        row = pairings.find(key)
        assert row is not None
        return Seen(key, pairings.version.at[row])


def _seen_elsewhere(path: Path, work: _Work, network: Network) -> Iterator[float]:
    ours, theirs = SPAWN.Pipe()
    watcher = SPAWN.Process(target=_watch, args=(theirs, path), daemon=True)
    watcher.start()
    try:
        ours.recv()
        chance = random.Random(2020)
        for _ in range(SEEN_TIMES):
            # At any moment between two looks of the other process.
            time.sleep(chance.random() / 2)
            work.write("register")
            committed = time.monotonic()
            wanted = network.refresh().seq
            seq, seen = 0, 0.0
            while seq < wanted:
                if not ours.poll(PATIENCE):
                    raise SystemExit(f"another process saw nothing for {PATIENCE:.0f} s")
                seq, seen = ours.recv()
            yield max(0.0, seen - committed)
    finally:
        watcher.terminate()
        watcher.join()


def _watch(connection: Connection, path: Path) -> None:
    """Tells which change it saw, and when (the monotonic clock is the machine's)."""
    with closing(Database(f"sqlite:///{path}")) as database, closing(Network(database)) as network:
        settle()
        network.follow()
        seq = network.snapshot.seq
        connection.send(None)
        while True:
            if network.snapshot.seq != seq:
                seq = network.snapshot.seq
                connection.send((seq, time.monotonic()))
            time.sleep(0.001)
