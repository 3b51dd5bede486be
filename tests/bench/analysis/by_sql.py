"""The questions in SQL that SQLite, PostgreSQL and duckdb all read.

Tables are narrow: whole numbers only, days as numbers, the township and the county of each party
as columns. A series is one question for each day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from facts import Answer

from graph.words import Stage

TABLES = {
    "party": ("id", "township", "county"),
    "pairing": ("donor", "recipient", "stage", "start_day", "end_day"),
    "designation": ("village", "start_day", "end_day"),
}
SIGNED, CANCELLED = int(Stage.SIGNED), int(Stage.CANCELLED)
ON = "start_day <= {day} AND end_day > {day}"
TARGET = f"SELECT DISTINCT village FROM designation WHERE {ON}"
COUNTS = ", ".join(f"count(*) FILTER (WHERE cover = {number})" for number in range(5))

# Of each recipient: 0 when somebody signed, 1 when somebody means to.
BY_SCAN = f"""
WITH active AS MATERIALIZED (
    SELECT recipient, min(CASE WHEN stage = {SIGNED} THEN 0 ELSE 1 END) AS best
    FROM pairing WHERE stage <> {CANCELLED} AND {ON} GROUP BY recipient
), target AS ({TARGET}), covers AS (
    SELECT party.county, CASE WHEN v.best = 0 THEN 0 WHEN v.best = 1 THEN 1
        WHEN t.best = 0 THEN 2 WHEN c.best = 0 THEN 3 ELSE 4 END AS cover
    FROM target JOIN party ON party.id = target.village
    LEFT JOIN active AS v ON v.recipient = party.id
    LEFT JOIN active AS t ON t.recipient = party.township
    LEFT JOIN active AS c ON c.recipient = party.county
)"""


def _has(recipient: str, stages: str) -> str:
    # SQLite takes a partial index only where its condition stands word for word.
    where = f"recipient = {recipient} AND {stages} AND stage <> {CANCELLED} AND {ON}"
    return f"EXISTS (SELECT 1 FROM pairing WHERE {where})"


# Of targets only: the index is asked for each village, and no further than needed.
BY_INDEX = f"""
WITH target AS ({TARGET}), covers AS MATERIALIZED (
    SELECT party.county, CASE
        WHEN {_has("party.id", f"stage = {SIGNED}")} THEN 0
        WHEN {_has("party.id", f"stage < {SIGNED}")} THEN 1
        WHEN {_has("party.township", f"stage = {SIGNED}")} THEN 2
        WHEN {_has("party.county", f"stage = {SIGNED}")} THEN 3 ELSE 4 END AS cover
    FROM target JOIN party ON party.id = target.village
)"""
HELD = f"""
    SELECT DISTINCT target.village, pairing.donor FROM ({TARGET}) AS target
    JOIN pairing ON pairing.recipient = target.village
    WHERE stage = {SIGNED} AND stage <> {CANCELLED} AND {ON}"""
COVERED = f"SELECT DISTINCT village FROM ({HELD}) AS held"
DIFFERENCE = f"""
SELECT 1, village FROM ({COVERED} EXCEPT {COVERED.replace("{day}", "{since}")}) AS gained
UNION ALL
SELECT -1, village FROM ({COVERED.replace("{day}", "{since}")} EXCEPT {COVERED}) AS lost"""
_BOUNDS = ", ".join(
    f"min({column}) AS low{level}, max({column}) AS high{level}"
    for level, column in enumerate(("donor", "township", "county"))
)
_ALONE = " UNION ALL ".join(
    f"SELECT {level}, low{level}, count(*) FROM bound"
    f" WHERE low{level} = high{level} AND low{level} > 0 GROUP BY low{level}"
    for level in range(3)
)
DEPENDENCE = f"""
WITH held AS ({HELD}), bound AS MATERIALIZED (
    SELECT village, {_BOUNDS} FROM held JOIN party ON party.id = held.donor GROUP BY village
) {_ALONE}"""


class BySql(ABC):
    covers = BY_SCAN

    @abstractmethod
    def run(self, statement: str) -> Answer:
        """The rows of a statement."""

    def coverage(self, day: int) -> Answer:
        counted = f"{self.covers} SELECT county, {COUNTS} FROM covers GROUP BY county"
        return self.run(counted.format(day=day))

    def series(self, days: Sequence[int]) -> Answer:
        counted = f"{self.covers} SELECT {{day}}, {COUNTS} FROM covers"
        return [row for day in days for row in self.run(counted.format(day=day))]

    def difference(self, day: int, since: int) -> Answer:
        return self.run(DIFFERENCE.format(day=day, since=since))

    def dependence(self, day: int) -> Answer:
        return self.run(DEPENDENCE.format(day=day))
