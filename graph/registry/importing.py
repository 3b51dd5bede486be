"""Imports: whole or not at all, in one transaction, a dry run by the same code.

`load_folder` takes a data set with the ledgers in it, `import_ledger` one ledger, `import_file`
one that was read already.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from graph.days import Day
from graph.errors import Fault, Refused
from graph.language import joined, say
from graph.registry.audit import Recorder
from graph.registry.book import Book
from graph.registry.database import Database
from graph.registry.demo_mark import is_synthetic, keep_apart, refuse_demo_file
from graph.registry.headings import ledger_held
from graph.registry.ledger_file import LedgerFile, ReadSheets, read_file
from graph.registry.ledgers.forms import ORGANISATIONS, PAIRINGS, VILLAGES
from graph.registry.ledgers.organisations import OrganisationLedger
from graph.registry.ledgers.pairings import PairingLedger
from graph.registry.ledgers.stating import LedgerKind, state_ledger
from graph.registry.ledgers.villages import VillageLedger
from graph.registry.loading.folder import FILES, load_files
from graph.registry.loading.ledgers import load_ledgers
from graph.registry.records import ENDINGS
from graph.registry.report import Progress, Report, silent
from graph.registry.sheets import read_sheets
from graph.registry.task_import import state_tasks
from graph.registry.tasks import TASKS
from graph.rights import Forbidden, Who

log = logging.getLogger(__name__)

TASK_LIST = "tasks"
LEDGERS = {
    "pairings": LedgerKind(PAIRINGS, PairingLedger),
    "villages": LedgerKind(VILLAGES, VillageLedger),
    "organisations": LedgerKind(ORGANISATIONS, OrganisationLedger),
}
FORMS = {TASK_LIST: TASKS, **{name: kind.form for name, kind in LEDGERS.items()}}
"""The four ledgers by the names that commands and addresses give them."""

Look = Callable[[Recorder], None]
"""Looks at the ledger as an import leaves it, before that is committed or taken back."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports, and how.

    `good_rows`: rows with faults are left out and the others taken. `expected` is the digest that
    a dry run reported; what would change the ledger otherwise is refused.
    """

    who: Who
    dry_run: bool = False
    progress: Progress = silent
    good_rows: bool = False
    expected: str | None = None
    read: ReadSheets = read_sheets
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a task list may leave to be said once for all its rows."""

    district: str | None = None
    start: Day | None = None


NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class Handed:
    """A ledger that was handed in: which one, the file, and what was said beside it."""

    ledger: str
    file: LedgerFile
    given: Given = NOTHING_GIVEN

    def state(self, book: Book, progress: Progress) -> Report:
        """States the rows that are not left out."""
        form = FORMS[self.ledger]
        meant = ledger_held(self.file.sheets, [form, *FORMS.values()])
        if meant is not None and meant is not form:
            message = say(
                "这份文件像是{meant}，不是{form}；请选{meant}再导入",
                meant=meant.name,
                form=form.name,
            )
            return Report(faults=[Fault(self.file.name, message)])
        report = Report()
        if self.ledger == TASK_LIST:
            state_tasks(book, self.file, report, self.given.district, self.given.start)
        else:
            state_ledger(book, self.file, report, LEDGERS[self.ledger], progress)
        return report

    def without(self, rows: set[str]) -> "Handed":
        return replace(self, file=self.file.without(frozenset(rows)))


def _illegible(path: Path) -> Fault | None:
    """A name in bytes that are no text can neither be shown nor be kept as a source."""
    shown = str(path).encode(errors="replace").decode()
    return None if shown == str(path) else Fault(shown, say("名称不是 UTF-8 文字，请改名再导入"))


class _Undone(Exception):
    """Ends the transaction of a dry run, or of an input with faults."""


def load_folder(database: Database, folder: Path, order: Order) -> Report:
    """Takes the data set in a folder; with faults in the report nothing of it was taken. A
    synthetic one is taken by a ledger that is a demonstration or has no parties yet, a real one by
    a ledger that is no demonstration."""
    if fault := _illegible(folder):
        return Report(faults=[fault], dry_run=order.dry_run)
    if not folder.is_dir():
        return Report(faults=[Fault(str(folder), say("没有这个文件夹"))])
    if (
        not any((folder / f"{name}{end}").is_file() for name in FILES for end in ENDINGS)
        and not (folder / "ledgers").is_dir()
    ):
        known = joined(f"{name}.csv" for name in FILES)
        message = say("文件夹里没有数据文件；认识的有 {known}", known=known)
        return Report(faults=[Fault(str(folder), message)])

    def state(recorder: Recorder) -> tuple[Book, Report]:
        fault = keep_apart(recorder.connection, folder.name, synthetic=is_synthetic(folder))
        if fault is not None:
            raise Refused([fault])
        book, report = Book(recorder), Report()
        load_files(book, folder, report, order.progress)
        if not report.faults:
            load_ledgers(book, folder / "ledgers", report, order.read)
        return book, report

    return _import(database, order, ("load", folder.name), state)


def import_ledger(
    database: Database, ledger: str, path: Path, order: Order, given: Given = NOTHING_GIVEN
) -> Report:
    """Takes the ledger in the file at a path; with faults in the report nothing of it was taken,
    unless its good rows were asked for."""
    if fault := _illegible(path):
        return Report(faults=[fault], dry_run=order.dry_run)
    if not path.is_file():
        return Report(faults=[Fault(str(path), say("没有这个文件"))], dry_run=order.dry_run)
    try:
        file = read_file(path, order.read)
    except Refused as refused:
        return Report(faults=refused.faults, dry_run=order.dry_run)
    return import_file(database, Handed(ledger, file, given), order)


def import_file(database: Database, handed: Handed, order: Order) -> Report:
    """The same of a file that was read already."""

    def state(recorder: Recorder) -> tuple[Book, Report]:
        book = Book(recorder)
        if fault := refuse_demo_file(recorder.connection, handed.file):
            return book, Report(faults=[fault])
        report = handed.state(book, order.progress)
        if not order.good_rows:
            return book, report
        # A row that is left out may have been what another stood on, so until none is refused.
        good, refused = handed, Report()
        while report.left_out:
            refused.prepend(report)
            good, book = good.without(report.left_out), Book(recorder)
            report = good.state(book, order.progress)
        report.taken = not report.faults
        report.prepend(refused)
        return book, report

    return _import(database, order, (f"import {handed.ledger}", handed.file.name), state)


def _import(
    database: Database,
    order: Order,
    what: tuple[str, str],
    state: Callable[[Recorder], tuple[Book, Report]],
) -> Report:
    report = Report()
    try:
        with database.write(order.who) as recorder:
            book, report = state(recorder)
            report.dry_run = order.dry_run
            report.taken = report.taken or not report.faults
            report.digest = book.digest()
            if not report.taken:
                raise _Undone
            if order.expected not in (None, report.digest):
                raise _changed_since(what[1])
            _write(recorder, book, report, order, what)
            if order.dry_run:
                raise _Undone
    except _Undone:
        report.batch_id = None
    except Refused as refused:
        report = Report(faults=refused.faults)
    except Forbidden as error:
        report = Report(faults=[*report.faults, Fault(what[1], str(error))])
    except IntegrityError as error:
        log.warning("%s: the database refused: %s", what[0], error.orig)
        message = say("数据库的约束拒绝了这次导入，未作任何改动；服务器的日志里有原因")
        report = Report(faults=[*report.faults, Fault(what[1], message)])
    return report


def _write(
    recorder: Recorder, book: Book, report: Report, order: Order, what: tuple[str, str]
) -> None:
    if book.is_staged():
        report.batch_id = recorder.open_batch(*what)
        book.apply(lambda table: order.progress(table, 0))
        recorder.check_rights()
    if order.look is not None:
        recorder.flush()
        order.look(recorder)


def _changed_since(file: str) -> Refused:
    message = say("台账在检查之后被人改过，现在导入的结果会与看到的不同；未作任何改动，请重新检查")
    return Refused([Fault(file, message)])
