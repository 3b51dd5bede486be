"""Importing a data set: a folder of CSV files, in the form that the contract (data.md, 1) fixes."""

from collections.abc import Callable, Iterator
from pathlib import Path

from graph.language import joined, say
from graph.registry.book import Book
from graph.registry.loading.claims import state_claims
from graph.registry.loading.context import Loading
from graph.registry.loading.divisions import state_divisions
from graph.registry.loading.figures import state_causes, state_poverty, state_printed_rates
from graph.registry.loading.pairings import state_follows, state_pairings
from graph.registry.loading.parties import state_aliases, state_capacities, state_organisations
from graph.registry.loading.villages import state_designations, state_unnamed_villages
from graph.registry.records import ENDINGS, Record, find_file, read_records
from graph.registry.report import Progress, Report
from graph.registry.shelf import Outcome

FILES: dict[str, tuple[str, ...]] = {
    "divisions": ("code", "name", "level", "parent_code"),
    "organisations": ("key", "name", "kind", "division_code", "capacity"),
    "capacities": ("party", "capacity"),
    "unnamed_villages": ("division_code", "count", "kind", "start", "end", "source"),
    "aliases": ("code", "alias"),
    "designations": ("village", "kind", "start", "end"),
    "pairings": (
        *("key", "donor", "recipient", "lead", "partner", "programme", "stage"),
        *("start", "end", "agreement", "note", "source"),
    ),
    "follows": ("pairing", "follows"),
    "poverty": (
        *("division_code", "year", "households", "persons", "incidence"),
        *("poor_villages", "villages", "planned_exit_year", "source"),
    ),
    "printed_rates": ("division_code", "year", "moment", "incidence", "persons", "source"),
    "causes": ("division_code", "year", "cause", "households", "persons", "source"),
    "claims": (
        *("division_code", "year", "item", "measure"),
        *("quantity", "unit", "note", "source"),
    ),
}
"""Files of a data set and their columns. Parties come first, so that the rest can name them."""

State = Callable[[Loading, Record], Outcome | None]
STATE: dict[str, State] = {
    "aliases": state_aliases,
    "organisations": state_organisations,
    "capacities": state_capacities,
    "unnamed_villages": state_unnamed_villages,
    "designations": state_designations,
    "pairings": state_pairings,
    "follows": state_follows,
    "poverty": state_poverty,
    "printed_rates": state_printed_rates,
    "causes": state_causes,
    "claims": state_claims,
}
"""What states one row of each file; divisions.csv is stated as a whole."""

DATA = (".csv", ".gz", ".xlsx", ".xls")
"""Endings of files that somebody may have meant to be read."""

PROGRESS_EVERY = 20_000


def load_files(book: Book, folder: Path, report: Report, progress: Progress) -> None:
    """States the rows of every file in the folder; faults and counts go to the report."""
    loading = Loading(book, report)
    _notice_strangers(folder, report)
    for name, columns in FILES.items():
        path = find_file(folder, name, report)
        if path is None:
            continue
        records = _watched(path.name, read_records(path, columns, report), progress)
        if name == "divisions":
            state_divisions(loading, list(records))
            continue
        for record in records:
            outcome = STATE[name](loading, record)
            report.count(None if record.faulty else outcome)
    loading.report_overlaps()


def _notice_strangers(folder: Path, report: Report) -> None:
    """A file that nobody reads may be one whose name is misspelt."""
    known = {name + ending for name in FILES for ending in ENDINGS} | {"ledgers", "README.md"}
    strangers = sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in known and path.suffix.lower() in DATA
    )
    if strangers:
        report.notices.append(say("未读入的文件：{files}", files=joined(strangers)))


def _watched(file: str, records: Iterator[Record], progress: Progress) -> Iterator[Record]:
    for number, record in enumerate(records, 1):
        if number % PROGRESS_EVERY == 0:
            progress(file, number)
        yield record
