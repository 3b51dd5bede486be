"""The ledgers that go out, by the names that the command line and addresses use."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.days import number_of, today
from graph.export import organisations, pairings, tasks, villages
from graph.export.scope import Scope
from graph.export.table import Column, Table
from graph.network.snapshot import Snapshot
from graph.registry.headings import Ledger
from graph.registry.ledgers import forms
from graph.registry.tasks import TASKS


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One ledger. What a task list says depends on a day: today's, if none is asked for."""

    form: Ledger
    columns: tuple[Column, ...]
    table: Callable[[Snapshot, Scope], Table]
    needs_day: bool = False


OUTGOING = {
    "tasks": Outgoing(TASKS, tasks.COLUMNS, tasks.tasks_table, needs_day=True),
    "pairings": Outgoing(forms.PAIRINGS, pairings.COLUMNS, pairings.pairings_table),
    "villages": Outgoing(forms.VILLAGES, villages.COLUMNS, villages.villages_table),
    "organisations": Outgoing(
        forms.ORGANISATIONS, organisations.COLUMNS, organisations.organisations_table
    ),
}


def ledger_table(
    snapshot: Snapshot, ledger: str, within: int | None = None, day: int | None = None
) -> Table:
    """One of OUTGOING: `within` is the row of a division, `day` a number as in `graph.days`."""
    chosen = OUTGOING[ledger]
    if day is None and chosen.needs_day:
        day = number_of(today())
    return chosen.table(snapshot, Scope(within, day))


def template(ledger: str) -> Table:
    """One of OUTGOING as an empty form."""
    chosen = OUTGOING[ledger]
    return Table(chosen.form.name, chosen.columns, filters=("空白表",))
