"""Imports: whole or not at all, in one transaction, a dry run by the same code.

`load_folder` takes a data set with the ledgers in it; `import_tasks` takes one task list,
`import_ledger` one of the three other ledgers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from graph.days import Day
from graph.errors import Fault
from graph.registry.book import Book
from graph.registry.database import Database
from graph.registry.ledgers.forms import ORGANISATIONS, PAIRINGS, VILLAGES
from graph.registry.ledgers.organisations import OrganisationLedger
from graph.registry.ledgers.pairings import PairingLedger
from graph.registry.ledgers.stating import LedgerKind, state_ledger
from graph.registry.ledgers.villages import VillageLedger
from graph.registry.loading.folder import FILES, load_files
from graph.registry.loading.ledgers import load_ledgers
from graph.registry.records import ENDINGS
from graph.registry.report import Progress, Report, silent
from graph.registry.task_import import state_tasks


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports, and whether it is only to be tried."""

    who: str
    dry_run: bool = False
    progress: Progress = silent


class _Undone(Exception):
    """Ends the transaction of a dry run, or of an input with faults."""


def load_folder(database: Database, folder: Path, order: Order) -> Report:
    """Takes the data set in a folder; with faults in the report nothing of it was taken."""
    if not folder.is_dir():
        return Report(faults=[Fault(str(folder), "没有这个文件夹")])
    if (
        not any((folder / f"{name}{end}").is_file() for name in FILES for end in ENDINGS)
        and not (folder / "ledgers").is_dir()
    ):
        known = "、".join(f"{name}.csv" for name in FILES)
        return Report(faults=[Fault(str(folder), f"文件夹里没有数据文件；认识的有 {known}")])

    def state(book: Book, report: Report) -> None:
        load_files(book, folder, report, order.progress)
        if not report.faults:
            load_ledgers(book, folder / "ledgers", report)

    return _import(database, order, ("load", folder.name), state)


def import_tasks(
    database: Database, file: Path, order: Order, district: str | None, start: Day | None
) -> Report:
    """Takes a task list (任务清单); with faults in the report nothing of it was taken."""
    if not file.is_file():
        return Report(faults=[Fault(str(file), "没有这个文件")])

    def state(book: Book, report: Report) -> None:
        state_tasks(book, file, report, district, start)

    return _import(database, order, ("import tasks", file.name), state)


LEDGERS = {
    "pairings": LedgerKind(PAIRINGS, PairingLedger),
    "villages": LedgerKind(VILLAGES, VillageLedger),
    "organisations": LedgerKind(ORGANISATIONS, OrganisationLedger),
}


def import_ledger(database: Database, ledger: str, file: Path, order: Order) -> Report:
    """Takes one of LEDGERS; with faults in the report nothing of it was taken."""
    if not file.is_file():
        return Report(faults=[Fault(str(file), "没有这个文件")])
    kind = LEDGERS[ledger]

    def state(book: Book, report: Report) -> None:
        state_ledger(book, file, report, kind, order.progress)

    return _import(database, order, (f"import {ledger}", file.name), state)


def _import(
    database: Database,
    order: Order,
    what: tuple[str, str],
    state: Callable[[Book, Report], None],
) -> Report:
    report = Report(dry_run=order.dry_run)
    try:
        with database.write(order.who) as recorder:
            book = Book(recorder)
            state(book, report)
            if report.faults:
                raise _Undone
            if book.is_staged():
                report.batch_id = recorder.open_batch(*what)
                book.apply(lambda table: order.progress(table, 0))
            if order.dry_run:
                raise _Undone
    except _Undone:
        report.batch_id = None
    except IntegrityError as error:
        report.batch_id = None
        report.faults.append(Fault(what[1], f"数据库的约束拒绝了这次导入：{error.orig}"))
    return report
