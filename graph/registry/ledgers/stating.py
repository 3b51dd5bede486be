"""Stating a ledger in the book row by row, as each ledger's own module says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from graph.errors import Fault
from graph.registry.book import Book
from graph.registry.headings import Ledger
from graph.registry.ledger_file import LedgerFile
from graph.registry.ledgers.reading import Row
from graph.registry.places import Places, places_of
from graph.registry.report import Progress, Report
from graph.registry.row_rights import barred_rows
from graph.registry.shelf import Outcome

PROGRESS_EVERY = 500


class Stater(Protocol):
    """States the rows of one kind of ledger."""

    def state(self, row: Row) -> Outcome:
        """What a row does; of no meaning when it has faults."""
        ...

    def finish(self) -> None:
        """Says what can only be said when all rows are in; rows may turn out to have faults."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """A ledger's headings, and what states its rows."""

    form: Ledger
    stater: Callable[[Book, Report, Places], Stater]


def state_ledger(
    book: Book, file: LedgerFile, report: Report, kind: LedgerKind, progress: Progress
) -> None:
    """States every row of the ledger in a file; faults, notices and counts go to the report."""
    reading = file.rows(kind.form)
    report.notices.extend(reading.notices)
    report.faults.extend(reading.faults)
    places = places_of(book)
    stater = kind.stater(book, report, places)
    stated: list[tuple[Row, Outcome]] = []
    for number, ledger_row in enumerate(reading.rows, 1):
        row = Row(ledger_row, file.name, places)
        book.reading.place = row.source[1]
        stated.append((row, stater.state(row)))
        if number % PROGRESS_EVERY == 0:
            progress(file.name, number)
    stater.finish()
    forbidden = barred_rows(book)
    for row, outcome in stated:
        if message := forbidden.get(place := row.source[1]):
            row.faults.append(Fault(place, message))
        if row.faults:
            report.faults.extend(row.faults)
            report.refuse(row.source[1])
        else:
            report.count(outcome)
