"""The 任务清单 as it goes out, in the form in which it comes in."""

from graph.export.scope import Scope, Speller, day_of, speller, text_of
from graph.export.table import Column, Shown, Table, Value, in_order, ledger_columns
from graph.export.task_rows import Task, find_tasks
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry import tasks
from graph.registry.cells import fold, split_units
from graph.registry.names import Resolution
from graph.registry.places import TOWNSHIPS, Places
from graph.words import Stage

COLUMNS = ledger_columns(
    tasks.TASKS,
    (
        Column(tasks.DISTRICT, 12),
        Column(tasks.LEAD, 18),
        Column(tasks.PARTNER, 16),
        Column(tasks.TOWN, 26),
        Column(tasks.COUNTY, 20),
        Column(tasks.TOWNSHIP, 24),
        Column(tasks.VILLAGES, 16, Shown.VILLAGES),
        Column(tasks.YEAR, 8),
        Column(tasks.START, 13, Shown.DAY),
        Column(tasks.END, 13, Shown.DAY),
        Column(tasks.NOTE, 36),
    ),
)


def tasks_table(snapshot: Snapshot, scope: Scope) -> Table:
    """What towns and townships are paired on the scope's day, which it must have."""
    assert scope.day is not None
    spell, found = speller(snapshot), find_tasks(snapshot, scope.day)
    rows = [
        _row(snapshot, spell, task)
        for task in found.rows
        if any(scope.holds(snapshot, party) for party in (task.township, *task.towns))
    ]
    filters = scope.described(snapshot)
    return Table(tasks.TASKS.name, COLUMNS, rows, filters, tuple(found.notices))


def _row(snapshot: Snapshot, spell: Speller, task: Task) -> tuple[Value, ...]:
    pairings, row = snapshot.pairings, task.pairing
    values: dict[str, Value] = {
        **_donors(spell, task),
        **_recipient(spell, task, pairings.stage.at[row] == Stage.NEGOTIATING),
        tasks.VILLAGES: len(task.villages) or None,
        tasks.START: day_of(pairings.start.at[row], pairings.start_precision.at[row]),
        tasks.END: day_of(pairings.end.at[row], pairings.end_precision.at[row]),
        tasks.NOTE: text_of(pairings.text.note[pairings.id.at[row]]),
    }
    if pairings.negotiating_villages.at[row]:
        values[tasks.VILLAGES] = Stage.NEGOTIATING.chinese
    return in_order(COLUMNS, values)


def _donors(spell: Speller, task: Task) -> dict[str, Value]:
    places, seat = spell.places, spell.seat(task.towns[0])
    district = spell.known(seat)

    def unit(row: int) -> str | None:
        return None if row == NOWHERE else spell.spell(row, lambda one: places.unit(one, district))

    def town(text: str) -> Resolution:
        whole = split_units(text) == (fold(text),)
        return places.party(text, district, TOWNSHIPS) if whole else Resolution()

    return {
        tasks.DISTRICT: spell.spell(seat, places.donor_county),
        tasks.LEAD: unit(task.lead),
        tasks.PARTNER: unit(task.partner),
        tasks.TOWN: "、".join(spell.spell(one, town) for one in task.towns),
    }


def _recipient(spell: Speller, task: Task, negotiating: bool) -> dict[str, Value]:
    places, seat = spell.places, spell.seat(task.township)
    county = spell.known(seat)

    def township(text: str) -> Resolution:
        plain_name = len(split_units(text)) == 1 and Stage.NEGOTIATING.chinese[:2] not in text
        return places.township(text, county) if plain_name else Resolution()

    name = spell.spell(task.township, township)
    return {
        tasks.COUNTY: spell.spell(seat, lambda text: _county(places, text)),
        tasks.TOWNSHIP: tasks.negotiating_township(name) if negotiating else name,
    }


def _county(places: Places, text: str) -> Resolution:
    """A name that would be taken for a 团 is none."""
    return Resolution() if places.regiment(text) else places.recipient_county(text)
