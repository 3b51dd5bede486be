"""What an export takes out, and how it writes names so that an import finds them again."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.analysis.coverage import span
from graph.days import Day, date_of
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.registry.book import Known
from graph.registry.cells import plain
from graph.registry.names import Resolution
from graph.registry.places import Places
from graph.words import Precision, Side


class Speller:
    """Names of parties as ledgers write them: the name where the import finds the same party by
    it, else the key."""

    def __init__(self, snapshot: Snapshot) -> None:
        parties = snapshot.parties
        self.parties = parties
        known = [known_party(parties, row) for row in range(len(parties))]
        self._known = known
        aliases = (
            (one.id, alias) for row, one in enumerate(known) for alias in parties.aliases(row)
        )
        former = ((one.village_id, one.key) for one in parties.resolved)
        self.places = Places(known, aliases, former)

    def known(self, row: int) -> Known:
        return self._known[row]

    def spell(self, row: int, find: Callable[[str], Resolution]) -> str:
        """`find` looks a text up as the import does."""
        one = self._known[row]
        return next(
            (text for text in map(plain, (one.name, one.key)) if find(text).found == one.id),
            plain(one.key),
        )

    def seat(self, row: int) -> int:
        """The county that a party is or lies in; the prefecture or province if it lies in none."""
        county = self.parties.county.at[row]
        if county != NOWHERE:
            return county
        while not self.parties.is_division(row):
            row = self.parties.parent.at[row]
        return row

    def township(self, row: int) -> int | None:
        township = self.parties.township.at[row]
        return None if township == NOWHERE else township


def known_party(parties: Parties, row: int) -> Known:
    parent = parties.parent.at[row]
    return Known(
        parties.id.at[row],
        parties.key(row),
        parties.name(row),
        parties.kind_of(row),
        Side(parties.side.at[row]),
        None if parent == NOWHERE else parties.id.at[parent],
        parties.named.at[row] == 1,
    )


def speller(snapshot: Snapshot) -> Speller:
    """The snapshot's, made once."""
    return snapshot.memo.get(Speller, lambda: Speller(snapshot))


@dataclass(frozen=True, slots=True)
class Scope:
    """A division (row, None for everywhere) and a day (number, None for all days)."""

    within: int | None = None
    day: int | None = None

    def holds(self, snapshot: Snapshot, party: int) -> bool:
        first, last = span(snapshot, self.within)
        return first <= party < last

    def on(self, start: int, end: int) -> bool:
        return self.day is None or start <= self.day < end

    def described(self, snapshot: Snapshot, *, days: bool = True) -> tuple[str, ...]:
        name = "全部" if self.within is None else snapshot.parties.name(self.within)
        day = "全部日期" if self.day is None else f"截至 {date_of(self.day)}"
        return (f"范围：{name}", *([f"日期：{day}"] if days else []))


def day_of(number: int, precision: int) -> Day | None:
    """A bound of a column; None for an open one."""
    date = date_of(number)
    return None if date is None else Day(date, Precision(precision))


def text_of(text: str | None) -> str | None:
    """A text as a workbook can hold it."""
    return plain(text) or None if text else None
