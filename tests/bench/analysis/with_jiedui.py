"""Ours: the snapshot and graph.analysis, each question with nothing kept from one before."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from facts import Answer

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import Grouping, View, coverage_by
from graph.analysis.dependence import DependenceGrouping, dependence
from graph.analysis.proposal import propose
from graph.analysis.series import coverage_change, coverage_series
from graph.network.columns import IntArray, Ints
from graph.network.live import Network
from graph.network.memo import Memo
from graph.network.snapshot import Snapshot
from graph.registry.database import Database

READ_BY_COVERAGE = {
    "parties": ("kind", "end", "county", "township"),
    "pairings": ("recipient", "donor", "stage", "start", "end", "by_recipient"),
    "designations": ("village", "kind", "start", "end"),
}


class WithJiedui:
    def __init__(self, path: Path) -> None:
        self._database = Database(f"sqlite:///{path}")
        self.network = Network(self._database)

    def close(self) -> None:
        self.network.close()
        self._database.close()

    def coverage(self, day: int) -> Answer:
        return self._by_county(self._fresh(), day)

    def coverage_again(self, day: int) -> Answer:
        """Of a snapshot that was asked for the day before: the warm case."""
        return self._by_county(self.network.snapshot, day)

    def _by_county(self, snapshot: Snapshot, day: int) -> Answer:
        ids = snapshot.parties.id.at
        found = coverage_by(snapshot, Grouping.COUNTY, View(day))
        return [(ids[row], *_covers(count)) for row, count in found]

    def series(self, days: Sequence[int]) -> Answer:
        found = coverage_series(self._fresh(), days)
        return [(day, *_covers(count)) for day, count in zip(days, found, strict=True)]

    def difference(self, day: int, since: int) -> Answer:
        snapshot = self._fresh()
        ids = snapshot.parties.id.array
        gained, lost = coverage_change(snapshot, View(day), since)
        signs = ((1, gained), (-1, lost))
        return [(sign, village) for sign, rows in signs for village in _at(ids, rows)]

    def dependence(self, day: int) -> Answer:
        snapshot = self._fresh()
        ids = snapshot.parties.id.at
        return [
            (int(grouping), ids[party], villages)
            for grouping in DependenceGrouping
            for party, villages in dependence(snapshot, View(day), grouping)
        ]

    def proposal(self, day: int) -> Answer:
        """How many villages get a donor, and at which cost: the same for every optimum."""
        found = propose(self._fresh(), View(day))
        return [(len(found.pairings), found.total_cost)]

    def _fresh(self) -> Snapshot:
        return dataclasses.replace(self.network.snapshot, memo=Memo())

    def bytes_read(self) -> int:
        """Of the columns that coverage reads."""
        snapshot = self.network.snapshot
        columns: list[Ints] = [
            getattr(getattr(snapshot, table), name)
            for table, names in READ_BY_COVERAGE.items()
            for name in names
        ]
        return sum(column.array.nbytes for column in columns)


def _covers(count: Coverage) -> tuple[int, ...]:
    return count.covered, count.planned, count.township_only, count.county_only, count.none


def _at(ids: IntArray, rows: IntArray) -> list[int]:
    found: list[int] = ids[np.asarray(rows)].tolist()
    return found
