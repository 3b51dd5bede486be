"""The ledgers of a data set: workbooks in its folder `ledgers`, imported last.

What a workbook does not say itself stands in `ledgers/ledgers.csv`: the district and the start.
"""

from pathlib import Path

from graph.days import Day
from graph.errors import Fault, Refused
from graph.language import joined, say
from graph.registry.book import Book
from graph.registry.ledger_file import ReadSheets, read_file
from graph.registry.records import read_records
from graph.registry.report import Report
from graph.registry.task_import import state_tasks

COLUMNS = ("file", "district", "start")


def load_ledgers(book: Book, folder: Path, report: Report, read: ReadSheets) -> None:
    """States the rows of every task list in the folder, by name."""
    if not folder.is_dir():
        return
    given = _given(folder / "ledgers.csv", report)
    for path in sorted(folder.iterdir()):
        if _is_read(path):
            district, start = given.pop(path.name, (None, None))
            try:
                state_tasks(book, read_file(path, read), report, district, start)
            except Refused as refused:
                report.faults.extend(refused.faults)
    strangers = sorted(
        path.name for path in folder.iterdir() if not _is_read(path) and path.name != "ledgers.csv"
    )
    if strangers:
        report.notices.append(say("ledgers 里未读入的文件：{files}", files=joined(strangers)))
    for name in given:
        message = say("没有这个文件：{name}", name=name)
        report.faults.append(Fault(f"{folder.name}/ledgers.csv", message, name))


def _is_read(path: Path) -> bool:
    ending = path.suffix.lower() in (".xlsx", ".csv")
    return ending and path.name.startswith("tasks-") and path.is_file()


def _given(path: Path, report: Report) -> dict[str, tuple[str | None, Day | None]]:
    if not path.is_file():
        return {}
    return {
        record["file"]: (record.optional("district"), record.day("start"))
        for record in read_records(path, COLUMNS, report)
    }
