"""Rows of one list that plan the same towns and township from several starts: one pairing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graph.registry.task_names import Parties
from graph.registry.tasks import TaskRow


@dataclass(frozen=True, slots=True)
class Task:
    """A row, and what all rows of its plan say together: `whole` has the first start, the last
    end, all notes and the most villages, and its `source` is the first row's.
    """

    row: TaskRow
    whole: TaskRow
    parties: Parties

    @property
    def is_continued(self) -> bool:
        """Whether an earlier row has made the pairing."""
        return self.row.source != self.whole.source

    @property
    def from_its_start(self) -> TaskRow:
        """What the row says of its villages: from its own start on."""
        return replace(self.whole, start=self.row.start, villages=self.row.villages)


def in_turn(rows: Iterable[tuple[TaskRow, Parties]]) -> list[Task]:
    """The rows, those of the same towns and township one after the other by start. Rows that
    share a day, and are negotiated alike, are one plan."""
    groups: dict[tuple[frozenset[int], int], list[tuple[TaskRow, Parties]]] = defaultdict(list)
    for row, parties in rows:
        towns = frozenset(town.id for town in parties.towns)
        groups[towns, parties.township.id].append((row, parties))
    tasks = []
    for group in groups.values():
        group.sort(key=lambda one: one[0].start.date if one[0].start else date.min)
        for plan in _plans(group):
            whole = _together([row for row, _ in plan])
            tasks += [Task(row, whole, parties) for row, parties in plan]
    return tasks


def _plans(group: list[tuple[TaskRow, Parties]]) -> list[list[tuple[TaskRow, Parties]]]:
    plans: list[list[tuple[TaskRow, Parties]]] = []
    for one in group:
        before = plans[-1][-1][0] if plans else None
        if before and _continues(before, one[0]):
            plans[-1].append(one)
        else:
            plans.append([one])
    return plans


def _continues(before: TaskRow, row: TaskRow) -> bool:
    apart = before.end is not None and row.start is not None and before.end.date <= row.start.date
    return not apart and before.negotiating_township == row.negotiating_township


def _together(rows: list[TaskRow]) -> TaskRow:
    """One row that says what all do, in their order."""
    first, last = rows[0], rows[-1]
    ends = [row.end for row in rows]
    counts = [row.villages for row in rows if row.villages is not None]
    return replace(
        first,
        end=None if None in ends else max((end for end in ends if end), key=lambda day: day.date),
        villages=max(counts, default=None),
        negotiating_villages=last.negotiating_villages,
        note="；".join(dict.fromkeys(row.note for row in rows if row.note)),
    )
