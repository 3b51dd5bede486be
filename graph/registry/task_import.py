"""Importing a task list: its rows resolved to parties and stated as planned pairings.

The rules are those of the contract (data.md, 2): a pairing of each town with the township, and
for N villages one of each town with N of the township's deep-poverty villages, which are added
as unnamed villages as far as the ledger does not hold so many.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from graph.days import Day
from graph.errors import Fault
from graph.language import joined, say
from graph.registry.book import Book, Known, Span
from graph.registry.ledger_file import LedgerFile
from graph.registry.planning import Plan, Planner
from graph.registry.report import Report, strongest
from graph.registry.row_rights import barred_rows
from graph.registry.shelf import Outcome
from graph.registry.task_names import Parties, TaskNames
from graph.registry.task_villages import DEEP, deep_poverty
from graph.registry.task_years import Task, in_turn
from graph.registry.tasks import TOWN, TaskRow, read_tasks
from graph.registry.villages import add_unnamed_village
from graph.words import PartyKind

UNDATED = Span(None, None)


def state_tasks(
    book: Book, file: LedgerFile, report: Report, district: str | None, start: Day | None
) -> None:
    """States every row of the list; faults, notices and counts go to the report."""
    tasks = read_tasks(file, district, start)
    report.notices.extend(tasks.notices)
    faulty = tasks.faulty
    faults, names, importer = tasks.faults, TaskNames(book), _Importer(book, report, file.name)
    good: list[tuple[TaskRow, Parties]] = []
    for row in tasks.rows:
        parties, unclear = names.resolve(row)
        unclear += importer.repeats(row, parties) if parties else []
        if unclear:
            faults += unclear
            faulty.add(row.source)
        if parties is not None and row.source not in faulty:
            good.append((row, parties))
    turns = in_turn(good)
    for task in turns:
        importer.reserve(task)
    stated = [(task, importer.state(task)) for task in turns]
    forbidden = barred_rows(book)
    for task, outcome in stated:
        # A row that continues a plan may add nothing of its own to what its first row told.
        found = forbidden.get(task.row.source) or forbidden.get(task.whole.source)
        if found is None:
            report.count(outcome)
        else:
            faulty.add(task.row.source)
            faults.append(Fault(task.row.source, found))
    for place in faulty:
        report.refuse(place)
    # A district that is given once is at fault once.
    report.faults.extend(dict.fromkeys(faults))
    importer.report_smaller()
    importer.report_dropped()


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a row said of one of its towns."""

    source: str
    towns: frozenset[Known]
    plan: Plan

    def clashes(self, towns: frozenset[Known], plan: Plan) -> bool:
        """Other towns may share the same plan; the same towns may have another from another start
        on, under the same lead and partner."""
        if self.towns != towns:
            return self.plan != plan
        start, other = self.plan.starts, plan.starts
        led = (self.plan.lead_id, self.plan.partner_id) == (plan.lead_id, plan.partner_id)
        return start is None or other is None or start == other or not led


@dataclass
class _Importer:
    book: Book
    report: Report
    file: str
    claimed: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """Villages by township that earlier rows of this list took, and for which plan."""
    listed: dict[tuple[int, int], list[_Listed]] = field(default_factory=lambda: defaultdict(list))
    """What earlier rows said of a town and a township."""
    counted: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """Villages that the list counts, by township and plan."""
    reserved: dict[int, str] = field(default_factory=dict)
    """The row whose towns took a village on in an earlier list, by the village's id."""
    fewer: list[tuple[int, str]] = field(default_factory=list)
    """Townships with a row that counts fewer villages than its towns took on, and what to say."""

    def __post_init__(self) -> None:
        self.planner = Planner(self.book, self.report)
        self.deep = deep_poverty(self.book)

    def repeats(self, row: TaskRow, parties: Parties) -> list[Fault]:
        """A town and a township may stand on several rows only with other towns in the cell, for
        villages that these share, and only if the rows agree; or from other starts on."""
        faults = []
        plan, towns = self._plan(row, parties), frozenset(parties.towns)
        said = replace(plan, source=("", ""))
        for town in parties.towns:
            earlier = self.listed[town.id, parties.township.id]
            clash = next((one for one in earlier if one.clashes(towns, said)), None)
            if clash:
                message = say(
                    "{name}与{name2}已在 {source} 列出",
                    name=town.name,
                    name2=parties.township.name,
                    source=clash.source,
                )
                faults.append(Fault(row.place(TOWN), message))
            earlier.append(_Listed(row.source, towns, said))
        return faults

    def state(self, task: Task) -> Outcome:
        """States the pairings that a row makes, and the villages that it counts."""
        parties, township = task.parties, task.parties.township
        self.book.reading.place = task.row.source
        plan = self._plan(task.whole, parties)
        outcomes = [self.planner.put(town, township, plan) for town in parties.towns]
        if task.is_continued:
            self._say_continued(task)
        if task.row.villages is None:
            return strongest(outcomes)
        counted = self.counted[township.id]
        counted[task.whole.source] = max(counted.get(task.whole.source, 0), task.row.villages)
        of_villages = self._plan(task.from_its_start, parties).of_village()
        before = set(self.claimed[township.id])
        for village in self._villages(task, of_villages):
            if village.id not in before:
                outcomes += [self.planner.put(town, village, of_villages) for town in parties.towns]
        return strongest(outcomes)

    def _say_continued(self, task: Task) -> None:
        names = joined(town.name for town in task.parties.towns)
        self.report.notices.append(
            say(
                "{source}：{names}与{name}已在 {source2} 列出，起始不同，"
                "合为一条结对，自 {start} 起",
                source=task.row.source,
                names=names,
                name=task.parties.township.name,
                source2=task.whole.source,
                start=task.whole.start,
            )
        )

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

    def _villages(self, task: Task, plan: Plan) -> list[Known]:
        """As many of the township's deep-poverty villages as the row counts: those of an earlier
        start of the same plan, then those that exactly these towns take on, then those that some
        of them do, then others that no earlier row took, then new unnamed ones."""
        township, own = task.parties.township, task.whole.source
        taken = self.claimed[township.id]
        towns = {town.id for town in task.parties.towns}
        free = [
            village
            for village in self._designated(township, plan.span, towns)
            if taken.get(village.id, own) == own and self.reserved.get(village.id, own) == own
        ]
        by = {village.id: self._towns(village, plan.span) for village in free}
        free.sort(
            key=lambda one: (
                one.id not in taken,
                *(by[one.id] != towns, not by[one.id] & towns, bool(by[one.id] - towns)),
                *(not one.named, one.key),
            )
        )
        chosen = free[: task.row.villages]
        while len(chosen) < (task.row.villages or 0):
            source_id = self.book.put_source(*plan.source)
            added = add_unnamed_village(self.book, township, DEEP, UNDATED, source_id)
            self.deep[township.id].append((added, None, None))
            chosen.append(added)
        taken.update((village.id, own) for village in chosen)
        return chosen

    def _designated(self, township: Known, span: Span, towns: set[int]) -> list[Known]:
        """The township's villages that are deep-poverty on the day on which the span starts, or
        later if exactly these towns take them on; on any day when it does not say."""
        day = span.start.date if span.start else None
        found = [
            village
            for village, start, end in self.deep[township.id]
            if day is None
            or (
                (end is None or end > day)
                and (start is None or start <= day or self._towns(village, span) == towns)
            )
        ]
        return list(dict.fromkeys(found))

    def reserve(self, task: Task) -> None:
        """What exactly these towns took on before stays theirs, as far as the row counts; no other
        row may take it."""
        row, parties = task.whole, task.parties
        if row.villages is None or task.is_continued:
            return
        plan, towns = self._plan(row, parties), {town.id for town in parties.towns}
        villages = self._designated(parties.township, plan.span, towns)
        own = [one for one in villages if self._towns(one, plan.span) == towns]
        for village in own[: row.villages]:
            self.reserved.setdefault(village.id, row.source)
        if len(own) > row.villages:
            names = joined(town.name for town in parties.towns)
            township = parties.township
            message = say(
                "{names}在{name}已有 {number} 个村的任务，名单是 {villages} 个",
                names=names,
                name=township.name,
                number=len(own),
                villages=row.villages,
            )
            self.fewer.append((township.id, say("{message}，未作删减", message=message)))

    def _towns(self, village: Known, span: Span) -> set[int]:
        donors = self.planner.planned_by(village, span)
        return {one for one in donors if self.book.by_id[one].kind is PartyKind.TOWNSHIP}

    def report_smaller(self) -> None:
        """A list that counts fewer villages than the ledger holds removes none."""
        told = set()
        for township_id, counts in self.counted.items():
            count, township = sum(counts.values()), self.book.by_id[township_id]
            have = len({village for village, *_ in self.deep[township.id]})
            if have > count:
                told.add(township_id)
                self.report.notices.append(
                    say(
                        "{name}已有 {have} 个深度贫困村，多于名单的 {count} 个，未作删减",
                        name=township.name,
                        have=have,
                        count=count,
                    )
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
                        say(
                            "{name}与{name2}的任务不在这份名单里，未作改动",
                            name=donor.name,
                            name2=township.name,
                        )
                    )
