"""What every peer is given, and how its answers are made equal to others'.

An answer is a list of whole numbers in tuples, parties by their SQL ids; its order is of no
meaning. So two answers are equal exactly when their digests are.
"""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from graph.days import ALWAYS, NEVER, number_of, parse_date
from graph.words import DesignationKind, PartyKind, Stage

Answer = Sequence[tuple[int, ...]]
DAY = number_of(parse_date("2024-06-30"))
SINCE = number_of(parse_date("2022-06-30"))
QUARTERS = tuple(
    number_of(datetime.date(year, month, 1))
    for year in range(2015, 2025)
    for month in (1, 4, 7, 10)
)
COVERS = 5
LEVELS = (0, 1, 2)
"""On whom villages depend: a donor, its street or township, its district."""


class Peer(Protocol):
    """Asked the same questions as all others; making one reads the ledger."""

    def coverage(self, day: int) -> Answer:
        """(county, covered, planned, township only, county only, none), of each with targets."""
        ...

    def series(self, days: Sequence[int]) -> Answer:
        """(day, and the five counts of all target villages)."""
        ...

    def difference(self, day: int, since: int) -> Answer:
        """(1, village) for each covered on the day and not before, (-1, village) the reverse."""
        ...

    def dependence(self, day: int) -> Answer:
        """(level, party, how many villages depend on it alone) for each on which some does."""
        ...


class Party(NamedTuple):
    id: int
    kind: str
    parent: int
    """0 for none."""
    township: int
    """What the party is or lies in, 0 for none; so is county."""
    county: int


class Pairing(NamedTuple):
    donor: int
    recipient: int
    stage: int
    start: int
    end: int


class Designation(NamedTuple):
    """As a deep-poverty village."""

    village: int
    start: int
    end: int


@dataclass(frozen=True)
class Facts:
    """The rows of a ledger; days are numbers, an open bound ALWAYS or NEVER."""

    parties: list[Party]
    pairings: list[Pairing]
    designations: list[Designation]


def read_facts(path: Path) -> Facts:
    """From the SQLite file that the loader made."""
    with closing(sqlite3.connect(path)) as connection:
        parties = connection.execute(
            "SELECT id, kind, coalesce(parent_id, 0) FROM party WHERE retracted = 0"
        )
        pairings = connection.execute(
            f"SELECT donor_id, recipient_id, stage, {DAYS} FROM pairing WHERE retracted = 0"
        )
        designations = connection.execute(
            f"SELECT village_id, {DAYS} FROM designation WHERE retracted = 0 AND kind = ?",
            [DesignationKind.DEEP_POVERTY.text],
        )
        stages = {stage.text: int(stage) for stage in Stage}
        return Facts(
            _sited(parties.fetchall()),
            [Pairing(donor, to, stages[word], *span) for donor, to, word, *span in pairings],
            [Designation(*row) for row in designations],
        )


DAYS = ", ".join(
    f"coalesce(CAST(julianday({bound}_day) - 2440587.5 AS INTEGER), {unbounded})"
    for bound, unbounded in (("start", ALWAYS), ("end", NEVER))
)


def _sited(rows: list[tuple[int, str, int]]) -> list[Party]:
    """With the township and the county of each."""
    above = {key: (kind, parent) for key, kind, parent in rows}
    words = (PartyKind.TOWNSHIP.text, PartyKind.COUNTY.text)
    found = []
    for key, kind, parent in rows:
        at = dict.fromkeys(words, 0)
        here = key
        while here:
            level, up = above[here]
            if level in at:
                at[level] = here
            here = up
        found.append(Party(key, kind, parent, *(at[word] for word in words)))
    return found


def digest(answer: Answer) -> str:
    """Equal for equal answers, whatever their order."""
    plain = sorted(tuple(map(int, row)) for row in answer)
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:16]
