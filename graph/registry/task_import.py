"""Importing a task list: its rows resolved to parties and stated as planned pairings.

The rules are those of the contract (data.md, 2): a pairing of each town with the township, and
for N villages one of each town with N of the township's deep-poverty villages, which are added
as unnamed villages as far as the ledger does not hold so many.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
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
from graph.words import DesignationKind, PartyKind

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
    good: list[tuple[TaskRow, Parties]] = []
    for row in tasks.rows:
        parties, unclear = names.resolve(row)
        unclear += importer.repeats(row, parties) if parties else []
        if unclear:
            faults += unclear
            faulty.add(row.source)
        if parties is not None and row.source not in faulty:
            good.append((row, parties))
    for row, parties in good:
        importer.reserve(row, parties)
    for row, parties in good:
        report.count(importer.state(row, parties))
    report.refused += len(faulty)
    report.faults.extend(faults)
    importer.report_smaller()
    importer.report_dropped()


def _row_of(place: str) -> str:
    """`任务清单!17` of the cell `任务清单!E17`."""
    return re.sub(r"![A-Z]+(\d+)$", r"!\1", place)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a row said of one of its towns."""

    source: str
    towns: frozenset[Known]
    plan: Plan

    def clashes(self, towns: frozenset[Known], plan: Plan) -> bool:
        return self.towns == towns or self.plan != plan


@dataclass
class _Importer:
    book: Book
    report: Report
    file: str
    claimed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Villages by township that earlier rows of this list took."""
    listed: dict[tuple[int, int], list[_Listed]] = field(default_factory=lambda: defaultdict(list))
    """What earlier rows said of a town and a township."""
    counted: dict[int, int] = field(default_factory=dict)
    """Villages that the list counts, by township."""
    reserved: dict[int, str] = field(default_factory=dict)
    """The row whose towns took a village on in an earlier list, by the village's id."""
    fewer: list[tuple[int, str]] = field(default_factory=list)
    """Townships with a row that counts fewer villages than its towns took on, and what to say."""

    def __post_init__(self) -> None:
        self.planner = Planner(self.book, self.report)
        self.deep = _deep_poverty(self.book)

    def repeats(self, row: TaskRow, parties: Parties) -> list[Fault]:
        """A town and a township may stand on several rows only with other towns in the cell, for
        villages that these share, and only if the rows agree."""
        faults = []
        plan, towns = self._plan(row, parties), frozenset(parties.towns)
        said = replace(plan, source=("", ""))
        for town in parties.towns:
            earlier = self.listed[town.id, parties.township.id]
            clash = next((one for one in earlier if one.clashes(towns, said)), None)
            if clash:
                message = f"{town.name}与{parties.township.name}已在 {clash.source} 列出"
                faults.append(Fault(row.place(TOWN), message))
            earlier.append(_Listed(row.source, towns, said))
        return faults

    def state(self, row: TaskRow, parties: Parties) -> Outcome:
        """States the pairings that a row makes, and the villages that it counts."""
        plan = self._plan(row, parties)
        outcomes = [self.planner.put(town, parties.township, plan) for town in parties.towns]
        if row.villages is None:
            return strongest(outcomes)
        township = parties.township
        self.counted[township.id] = self.counted.get(township.id, 0) + row.villages
        of_village = plan.of_village()
        for village in self._villages(parties, row.villages, plan):
            outcomes += [self.planner.put(town, village, of_village) for town in parties.towns]
        return strongest(outcomes)

    def _plan(self, row: TaskRow, parties: Parties) -> Plan:
        negotiating: bool | None = row.negotiating_villages
        if row.villages is None and not row.negotiating_villages:
            negotiating = None
        return Plan(
            Span(row.start, row.end),
            (self.file, row.source),
            parties.lead.id if parties.lead else None,
            parties.partner.id if parties.partner else None,
            row.negotiating_township,
            negotiating,
            row.note or None,
        )

    def _villages(self, parties: Parties, count: int, plan: Plan) -> list[Known]:
        """So many of the township's deep-poverty villages: those that exactly these towns take
        on, then those that some of them do, then others that no earlier row took, then new
        unnamed ones."""
        township, taken = parties.township, self.claimed[parties.township.id]
        towns = {town.id for town in parties.towns}
        free = [
            village
            for village in self._designated(township, plan.span)
            if village.id not in taken
            and self.reserved.get(village.id, plan.source[1]) == plan.source[1]
        ]
        by = {village.id: self._towns(village, plan.span) for village in free}
        free.sort(
            key=lambda one: (
                *(by[one.id] != towns, not by[one.id] & towns, bool(by[one.id] - towns)),
                *(not one.named, one.key),
            )
        )
        chosen = free[:count]
        while len(chosen) < count:
            source_id = self.book.put_source(*plan.source)
            added = add_unnamed_village(self.book, township, DEEP, UNDATED, source_id)
            self.deep[township.id].append((added, None, None))
            chosen.append(added)
        taken.update(village.id for village in chosen)
        return chosen

    def _designated(self, township: Known, span: Span) -> list[Known]:
        """The township's villages that are deep-poverty on the day on which the span starts; on
        any day when it does not say."""
        day = span.start.date if span.start else None
        found = [
            village
            for village, start, end in self.deep[township.id]
            if day is None or ((start is None or start <= day) and (end is None or end > day))
        ]
        return list(dict.fromkeys(found))

    def reserve(self, row: TaskRow, parties: Parties) -> None:
        """What exactly these towns took on before stays theirs, as far as the row counts; no other
        row may take it."""
        if row.villages is None:
            return
        plan, towns = self._plan(row, parties), {town.id for town in parties.towns}
        villages = self._designated(parties.township, plan.span)
        own = [one for one in villages if self._towns(one, plan.span) == towns]
        for village in own[: row.villages]:
            self.reserved.setdefault(village.id, row.source)
        if len(own) > row.villages:
            names = "、".join(town.name for town in parties.towns)
            township = parties.township
            message = (
                f"{names}在{township.name}已有 {len(own)} 个村的任务，名单是 {row.villages} 个"
            )
            self.fewer.append((township.id, f"{message}，未作删减"))

    def _towns(self, village: Known, span: Span) -> set[int]:
        donors = self.planner.planned_by(village, span)
        return {one for one in donors if self.book.by_id[one].kind is PartyKind.TOWNSHIP}

    def report_smaller(self) -> None:
        """A list that counts fewer villages than the ledger holds removes none."""
        told = set()
        for township_id, count in self.counted.items():
            township = self.book.by_id[township_id]
            have = len({village for village, *_ in self.deep[township.id]})
            if have > count:
                told.add(township_id)
                self.report.notices.append(
                    f"{township.name}已有 {have} 个深度贫困村，多于名单的 {count} 个，未作删减"
                )
        self.report.notices += [said for township_id, said in self.fewer if township_id not in told]

    def report_dropped(self) -> None:
        """Towns of the same districts that an earlier list planned for a township, and this list
        no longer names beside it, keep their plan."""
        named: dict[int, set[int]] = defaultdict(set)
        for town_id, township_id in self.listed:
            named[township_id].add(town_id)
        for township_id, towns in named.items():
            township = self.book.by_id[township_id]
            districts = {self.book.by_id[town].parent_id for town in towns}
            for donor_id in sorted(self.planner.only_planned(township) - towns):
                donor = self.book.by_id[donor_id]
                if donor.parent_id in districts and donor.kind is PartyKind.TOWNSHIP:
                    self.report.notices.append(
                        f"{donor.name}与{township.name}的任务不在这份名单里，未作改动"
                    )


Designated = tuple[Known, date | None, date | None]


def _deep_poverty(book: Book) -> dict[int, list[Designated]]:
    """Villages and the days of their deep-poverty designations, by what they lie in, in the order
    of their keys."""
    found: dict[int, list[Designated]] = defaultdict(list)
    shelf = book.designation
    for kept in shelf:
        village_id = shelf.get(kept, "village_id")
        assert isinstance(village_id, int)
        village = book.by_id[village_id]
        if shelf.get(kept, "kind") == DEEP.text and village.parent_id is not None:
            start, end = (shelf.get(kept, f"{bound}_day") for bound in ("start", "end"))
            days = [day if isinstance(day, date) else None for day in (start, end)]
            found[village.parent_id].append((village, days[0], days[1]))
    for villages in found.values():
        villages.sort(key=lambda one: one[0].key)
    return found
