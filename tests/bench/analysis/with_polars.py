"""polars: frames of narrow columns, expressions without a Python function in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from by_sql import TABLES
from facts import COVERS, Answer, Facts

from graph.words import Stage

Frame = Any
"""The package need not be installed where types are checked."""


class WithPolars:
    def __init__(self, facts: Facts) -> None:
        parties = [(one.id, one.township, one.county) for one in facts.parties]
        self._parties = _frame("party", parties)
        pairings = _frame("pairing", facts.pairings)
        self._pairings = pairings.filter(pl.col("stage") != int(Stage.CANCELLED))
        self._designations = _frame("designation", facts.designations).join(
            self._parties.rename({"id": "village"}), on="village"
        )

    def coverage(self, day: int) -> Answer:
        counted = self._covers(day).group_by("county").agg(_counts())
        return _rows(counted)

    def series(self, days: Sequence[int]) -> Answer:
        return [(day, *_rows(self._covers(day).select(_counts()))[0]) for day in days]

    def difference(self, day: int, since: int) -> Answer:
        now, then = (self._held(one).select("village").unique() for one in (day, since))
        gained, lost = (
            now.join(then, on="village", how="anti"),
            then.join(now, on="village", how="anti"),
        )
        signs = ((1, gained), (-1, lost))
        return [(sign, village) for sign, frame in signs for (village,) in _rows(frame)]

    def dependence(self, day: int) -> Answer:
        sited = self._held(day).join(self._parties, left_on="donor", right_on="id")
        levels = ("donor", "township", "county")
        bounds = sited.group_by("village").agg(
            *(pl.col(one).min().alias(f"low {one}") for one in levels),
            *(pl.col(one).max().alias(f"high {one}") for one in levels),
        )
        found: list[tuple[int, ...]] = []
        for level, one in enumerate(levels):
            low, high = pl.col(f"low {one}"), pl.col(f"high {one}")
            alone = bounds.filter((low == high) & (low > 0)).group_by(low).agg(pl.len())
            found += [(level, *row) for row in _rows(alone)]
        return found

    def _active(self, day: int) -> Frame:
        return self._pairings.filter(_on(day))

    def _targets(self, day: int) -> Frame:
        marks = self._designations.filter(_on(day))
        return marks.select("village", "township", "county").unique("village")

    def _covers(self, day: int) -> Frame:
        """A row for each target village, with its county and its cover."""
        best = self._active(day).group_by("recipient").agg(pl.col("stage").max())
        found = self._targets(day)
        for level in ("village", "township", "county"):
            named = best.rename({"recipient": level, "stage": f"of {level}"})
            found = found.join(named, on=level, how="left")
        signed = {
            level: pl.col(f"of {level}") == int(Stage.SIGNED)
            for level in ("village", "township", "county")
        }
        cover = (
            pl.when(signed["village"])
            .then(0)
            .when(pl.col("of village").is_not_null())
            .then(1)
            .when(signed["township"])
            .then(2)
            .when(signed["county"])
            .then(3)
            .otherwise(4)
        )
        return found.select("county", cover.alias("cover")).collect()

    def _held(self, day: int) -> Frame:
        """Each distinct pair of a covered target village and its donor."""
        signed = self._active(day).filter(pl.col("stage") == int(Stage.SIGNED))
        pairs = signed.join(self._targets(day), left_on="recipient", right_on="village", how="semi")
        return pairs.select(pl.col("recipient").alias("village"), "donor").unique()


def _frame(table: str, rows: Sequence[tuple[int, ...]]) -> Frame:
    """Lazy, so that each answer is one query."""
    values = np.array(rows, dtype=np.int64).reshape(len(rows), len(TABLES[table]))
    narrow = values.astype(np.int32)
    columns = {name: narrow[:, place].copy() for place, name in enumerate(TABLES[table])}
    return pl.DataFrame(columns).lazy()


def _on(day: int) -> Frame:
    return (pl.col("start_day") <= day) & (pl.col("end_day") > day)


def _counts() -> list[Frame]:
    return [(pl.col("cover") == number).sum().alias(str(number)) for number in range(COVERS)]


def _rows(frame: Frame) -> list[tuple[int, ...]]:
    eager = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    rows: list[tuple[int, ...]] = eager.rows()
    return rows
