"""Stating a ledger in the book row by row, as each ledger's own module says."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph.errors import Refused
from graph.registry.book import Book
from graph.registry.headings import Ledger, read_rows
from graph.registry.ledgers.reading import Row
from graph.registry.places import Places, places_of
from graph.registry.report import Progress, Report
from graph.registry.sheets import read_sheets
from graph.registry.shelf import Outcome

PROGRESS_EVERY = 500


class Stater(Protocol):
    """States the rows of one kind of ledger."""

    def state(self, row: Row) -> Outcome:
        """What a row does; of no meaning when it has faults."""
        ...

    def finish(self) -> None:
        """Says what can only be said when all rows are in."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """A ledger's headings, and what states its rows."""

    form: Ledger
    stater: Callable[[Book, Report, Places], Stater]


def state_ledger(
    book: Book, path: Path, report: Report, kind: LedgerKind, progress: Progress
) -> None:
    """States every row of the ledger in a file; faults, notices and counts go to the report."""
    try:
        reading = read_rows(read_sheets(path), kind.form, path.name)
    except Refused as refused:
        report.faults.extend(refused.faults)
        return
    report.notices.extend(reading.notices)
    report.faults.extend(reading.faults)
    places = places_of(book)
    stater = kind.stater(book, report, places)
    for number, ledger_row in enumerate(reading.rows, 1):
        row = Row(ledger_row, path.name, places)
        outcome = stater.state(row)
        report.faults.extend(row.faults)
        report.count(None if row.faults else outcome)
        if number % PROGRESS_EVERY == 0:
            progress(path.name, number)
    stater.finish()
