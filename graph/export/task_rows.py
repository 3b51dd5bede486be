"""Which rows a 任务清单 needs to say what the ledger holds on a day.

A row of the list pairs the towns of one cell with a township and counts villages that these towns
take on together. The villages of a township are therefore parted by who takes them on, over the
days of the township pairing: one row for each set of towns.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.analysis.pairings import STANDING, find_pairings
from graph.days import NEVER
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import DesignationKind, PartyKind, Stage

Days = tuple[int, int]
TAKEN_ON = (Stage.PLANNED, Stage.SIGNED)


@dataclass(frozen=True, slots=True)
class Task:
    """One row. `pairing` is one of its township pairings, which all say the same; `lead` and
    `partner` are those of all its pairings, NOWHERE when these differ."""

    towns: tuple[int, ...]
    township: int
    pairing: int
    villages: tuple[int, ...]
    lead: int = NOWHERE
    partner: int = NOWHERE


@dataclass
class Tasks:
    """The rows, and what they cannot say."""

    rows: list[Task] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def find_tasks(snapshot: Snapshot, day: int) -> Tasks:
    """The rows of every town and township that are paired on the day."""
    tasks, villages = Tasks(), _deep_poverty(snapshot)
    for township, at in _township_pairings(snapshot, day):
        _Township(snapshot, township, at, villages[township], tasks).state()
    return tasks


def _township_pairings(snapshot: Snapshot, day: int) -> Iterator[tuple[int, dict[int, int]]]:
    """Each township with the pairings of each district's towns with it, by town."""
    parties, pairings = snapshot.parties, snapshot.pairings
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in find_pairings(snapshot, None, None, STANDING, day).tolist():
        town, township = pairings.donor.at[row], pairings.recipient.at[row]
        kinds = {parties.kind.at[town], parties.kind.at[township]}
        if kinds == {PartyKind.TOWNSHIP}:
            found[township, parties.county.at[town]][town] = row
    for (township, _), at in found.items():
        yield township, at


def _deep_poverty(snapshot: Snapshot) -> dict[int, list[int]]:
    """The villages that a list counts: designated without an end, by what they lie in."""
    found: dict[int, list[int]] = defaultdict(list)
    designations = snapshot.designations
    for at in range(len(designations.id.at)):
        village = designations.village.at[at]
        place = found[snapshot.parties.parent.at[village]]
        deep = designations.kind.at[at] == DesignationKind.DEEP_POVERTY
        if deep and designations.end.at[at] == NEVER and village not in place:
            place.append(village)
    return found


@dataclass
class _Township:
    """A township and the towns of one district that are paired with it."""

    snapshot: Snapshot
    township: int
    at: dict[int, int]
    villages: list[int]
    tasks: Tasks
    uncounted: set[int] = field(default_factory=set)
    """Villages that are taken on, and that no row can count."""

    def state(self) -> None:
        shared = self._shared()
        for group in _joined([{town} for town in self.at] + [set(towns) for towns in shared]):
            sets = {towns: shared[towns] for towns in shared if towns <= group}
            if len(group) > 1 and not self._agree(group):
                sets = {towns: found for towns, found in sets.items() if len(towns) == 1}
                self._leave(shared[towns] for towns in shared if len(towns) > 1 and towns <= group)
                for town in group:
                    self._add({town}, {towns: sets[towns] for towns in sets if town in towns})
            else:
                self._add(group, sets)
        if self.uncounted:
            name = self.snapshot.parties.name(self.township)
            self.tasks.notices.append(
                f"{name}有 {len(self.uncounted)} 个村的结对，任务清单的一行写不出，未计入村数"
            )

    def _leave(self, villages: Iterable[Iterable[int]]) -> None:
        self.uncounted.update(one for found in villages for one in found)

    def _shared(self) -> dict[frozenset[int], list[int]]:
        """Villages by the towns that take them on."""
        shared: dict[frozenset[int], list[int]] = {}
        met, claimed = set(), set()
        for town, row in self.at.items():
            days = self._days(row)
            for village in self.villages:
                towns = self._takers(village, days)
                if town not in towns:
                    continue
                met.add(village)
                if village not in claimed and all(self._has(one, days) for one in towns):
                    shared.setdefault(frozenset(towns), []).append(village)
                    claimed.add(village)
        self.uncounted |= met - claimed
        return shared

    def _has(self, town: int, days: Days) -> bool:
        return town in self.at and self._days(self.at[town]) == days

    def _takers(self, village: int, days: Days) -> set[int]:
        """The towns that take a village on, on some day of these, as the import sees them."""
        pairings, kind = self.snapshot.pairings, self.snapshot.parties.kind.at
        return {
            pairings.donor.at[row]
            for row in self._of(village, days)
            if pairings.stage.at[row] in TAKEN_ON
            and kind[pairings.donor.at[row]] == PartyKind.TOWNSHIP
        }

    def _of(self, recipient: int, days: Days) -> Iterator[int]:
        pairings = self.snapshot.pairings
        for row in pairings.of_recipient(recipient):
            first, last = self._days(row)
            if pairings.stage.at[row] in STANDING and first < days[1] and days[0] < last:
                yield row

    def _days(self, row: int) -> Days:
        return self.snapshot.pairings.start.at[row], self.snapshot.pairings.end.at[row]

    def _agree(self, towns: Iterable[int]) -> bool:
        """Do the township pairings of these towns say the same, so that one row can?"""
        pairings = self.snapshot.pairings
        said = {
            (
                self._days(row),
                pairings.stage.at[row] == Stage.NEGOTIATING,
                pairings.negotiating_villages.at[row],
                pairings.text.note[pairings.id.at[row]],
            )
            for row in (self.at[town] for town in towns)
        }
        return len(said) == 1

    def _add(self, group: set[int], sets: dict[frozenset[int], list[int]]) -> None:
        alone = group - {town for towns in sets for town in towns}
        every = {**sets, **{frozenset([town]): [] for town in alone}}
        lead, partner = (self._unit(unit, group, every) for unit in ("lead", "partner"))
        if self.snapshot.pairings.negotiating_villages.at[self.at[next(iter(group))]]:
            # The cell says that villages are being negotiated, so it cannot count any.
            self._leave(every.values())
            every = {towns: [] for towns in every}
        for towns, villages in every.items():
            ordered = tuple(town for town in self.at if town in towns)
            task = Task(ordered, self.township, self.at[ordered[0]], tuple(villages), lead, partner)
            self.tasks.rows.append(task)

    def _unit(self, unit: str, group: set[int], sets: dict[frozenset[int], list[int]]) -> int:
        """The lead or partner of all pairings that rows of these towns are about."""
        pairings = self.snapshot.pairings
        column = pairings.lead.at if unit == "lead" else pairings.partner.at
        own = {column[self.at[town]] for town in group}
        days = self._days(self.at[next(iter(group))])
        recipients = [self.township, *(one for found in sets.values() for one in found)]
        said = {
            column[row]
            for recipient in recipients
            for row in self._of(recipient, days)
            if pairings.donor.at[row] in group and pairings.stage.at[row] != Stage.SIGNED
        }
        said = said or own
        # A row's own town as its lead says nothing, and another row of these towns would.
        if len(said) == 1 and not (len(group) > 1 and said <= group):
            return said.pop()
        name = self.snapshot.parties.name(self.township)
        word = "责任单位" if unit == "lead" else "协作单位"
        self.tasks.notices.append(f"{name}各条结对的{word}不一，任务清单里未写")
        return NOWHERE


def _joined(sets: Iterable[set[int]]) -> list[set[int]]:
    """Sets that share a member made one, in the order of their first."""
    groups: list[set[int]] = []
    for one in sets:
        touching = [group for group in groups if group & one]
        for group in touching[1:]:
            groups.remove(group)
        if touching:
            touching[0].update(one, *touching[1:])
        else:
            groups.append(set(one))
    return groups
