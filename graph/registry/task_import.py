"""Importing a task list: its rows resolved to parties and stated as planned pairings.

The rules are those of the contract (data.md, 2): a pairing of each town with the township, and
for N villages one of each town with N of the township's deep-poverty villages, which are added
as unnamed villages as far as the ledger does not hold so many.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from graph.days import Day
from graph.errors import Fault, Refused
from graph.registry.book import Book, Known, Span
from graph.registry.planning import Plan, Planner
from graph.registry.report import Report, strongest
from graph.registry.shelf import Outcome
from graph.registry.task_names import Parties, TaskNames
from graph.registry.tasks import TOWN, TaskRow, read_tasks
from graph.registry.villages import add_unnamed_village
from graph.words import DesignationKind

DEEP = DesignationKind.DEEP_POVERTY
UNDATED = Span(None, None)


def state_tasks(
    book: Book, path: Path, report: Report, district: str | None, start: Day | None
) -> None:
    """States every row of the list; faults, notices and counts go to the report."""
    try:
        tasks = read_tasks(path, district, start)
    except Refused as refused:
        report.faults.extend(refused.faults)
        return
    report.notices.extend(tasks.notices)
    faulty = {_row_of(fault.place) for fault in tasks.faults}
    faults, names, importer = tasks.faults, TaskNames(book), _Importer(book, report, path.name)
    for row in tasks.rows:
        parties, unclear = names.resolve(row)
        unclear += importer.repeats(row, parties) if parties else []
        if unclear:
            faults += unclear
            faulty.add(row.source)
        if parties is not None and row.source not in faulty:
            report.count(importer.state(row, parties))
    report.refused += len(faulty)
    report.faults.extend(faults)
    importer.report_smaller()


def _row_of(place: str) -> str:
    """`任务清单!17` of the cell `任务清单!E17`."""
    return re.sub(r"![A-Z]+(\d+)$", r"!\1", place)


@dataclass
class _Importer:
    book: Book
    report: Report
    file: str
    claimed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Villages by township that earlier rows of this list took."""
    listed: dict[tuple[int, int], TaskRow] = field(default_factory=dict)
    """The row that named a town and a township."""
    counted: dict[int, int] = field(default_factory=dict)
    """Villages that the list counts, by township."""

    def __post_init__(self) -> None:
        self.planner = Planner(self.book, self.report)
        self.deep = _deep_poverty(self.book)

    def repeats(self, row: TaskRow, parties: Parties) -> list[Fault]:
        """The same town and township may stand on one row of a list only."""
        faults = []
        for town in parties.towns:
            first = self.listed.setdefault((town.id, parties.township.id), row)
            if first is not row:
                message = f"{town.name}与{parties.township.name}已在 {first.source} 列出"
                faults.append(Fault(row.place(TOWN), message))
        return faults

    def state(self, row: TaskRow, parties: Parties) -> Outcome:
        """States the pairings that a row makes, and the villages that it counts."""
        source_id = self.book.put_source(self.file, row.source)
        plan = self._plan(row, parties, source_id)
        outcomes = [self.planner.put(town, parties.township, plan) for town in parties.towns]
        if row.villages is None:
            return strongest(outcomes)
        township = parties.township
        self.counted[township.id] = self.counted.get(township.id, 0) + row.villages
        of_village = plan.of_village()
        for village in self._villages(parties, row.villages, source_id):
            outcomes += [self.planner.put(town, village, of_village) for town in parties.towns]
        return strongest(outcomes)

    def _plan(self, row: TaskRow, parties: Parties, source_id: int) -> Plan:
        negotiating: bool | None = row.negotiating_villages
        if row.villages is None and not row.negotiating_villages:
            negotiating = None
        return Plan(
            Span(row.start, row.end),
            source_id,
            parties.lead.id if parties.lead else None,
            parties.partner.id if parties.partner else None,
            row.negotiating_township,
            negotiating,
            row.note or None,
        )

    def _villages(self, parties: Parties, count: int, source_id: int) -> list[Known]:
        """So many of the township's deep-poverty villages: those that the towns are paired with,
        then others that no earlier row took, then new unnamed ones."""
        township, taken = parties.township, self.claimed[parties.township.id]
        free = [village for village in self.deep[township.id] if village.id not in taken]
        ours = {village.id for village in free if self._is_paired(parties.towns, village)}
        free.sort(key=lambda village: (village.id not in ours, not village.named, village.key))
        chosen = free[:count]
        while len(chosen) < count:
            added = add_unnamed_village(self.book, township, DEEP, UNDATED, source_id)
            self.deep[township.id].append(added)
            chosen.append(added)
        taken.update(village.id for village in chosen)
        return chosen

    def _is_paired(self, towns: Iterable[Known], village: Known) -> bool:
        return any(self.planner.between(town, village) for town in towns)

    def report_smaller(self) -> None:
        """A list that counts fewer villages than the ledger holds removes none."""
        for township_id, count in self.counted.items():
            township = self.book.by_id[township_id]
            have = len(self.deep[township.id])
            if have > count:
                self.report.notices.append(
                    f"{township.name}已有 {have} 个深度贫困村，多于名单的 {count} 个，未作删减"
                )


def _deep_poverty(book: Book) -> dict[int, list[Known]]:
    """Villages with a deep-poverty designation that has no end, by the id of what they lie in."""
    found: dict[int, list[Known]] = defaultdict(list)
    shelf = book.designation
    for kept in shelf:
        if shelf.get(kept, "kind") == DEEP.text and shelf.get(kept, "end_day") is None:
            village_id = shelf.get(kept, "village_id")
            assert isinstance(village_id, int)
            village = book.by_id[village_id]
            if village.parent_id is not None and village not in found[village.parent_id]:
                found[village.parent_id].append(village)
    return found
