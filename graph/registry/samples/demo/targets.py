"""Which real villages the demonstration calls deep-poverty or poor, and which it leaves unnamed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.places import Places

DEEP, POOR = "deep_poverty", "poor"
SOURCE = "演示数据：贫困村名单"
SINCE = {"2014": 60, "2015": 20, "2016-05": 10, "2017-03-01": 10}
LATE = ("2026-02-10", 0.01)
"""Since when a few were found out, and what share of all that is."""
LEFT = {
    DEEP: {"": 26, "2019-12-31": 6, "2020-11-20": 6, "2024-12": 2, "2026-04-30": 1},
    POOR: {"": 6, "2018-12": 4, "2019-12-31": 4, "2020-11-20": 4},
}
"""When a designation ended; most deep-poverty villages of the demonstration are so to this day."""
TOWN_LIFE = ("居", "社区")
"""In the names of communities."""
QUOTAS_EACH = 4
"""One county in so many has townships of which a source only counts the villages."""


class Designation(NamedTuple):
    village: str
    kind: str
    start: str
    end: str

    def holds_in(self, year: int) -> bool:
        return self.start[:4] <= str(year) and not (self.end and self.end[:4] < str(year))


class Quota(NamedTuple):
    """Villages that a source counts for a township or a county and does not name."""

    division: str
    number: int
    kind: str
    start: str
    end: str
    source: str

    @property
    def villages(self) -> list[str]:
        return [f"{self.division}#{number:02}" for number in range(1, self.number + 1)]


class Targets:
    """`poor_townships` by county are those in which target villages lie, by code."""

    def __init__(self, seed: int, places: Places) -> None:
        self.places = places
        self.designations: list[Designation] = []
        self.quotas: list[Quota] = []
        self.poor_townships: dict[str, list[str]] = {}
        for number, county in enumerate(places.counties):
            self._designate(Chance(seed, "villages", county), county)
            if number % QUOTAS_EACH == 1:
                self._count(Chance(seed, "quotas", county), county)
        self._designated: dict[str, list[Designation]] = defaultdict(list)
        self._counted: dict[str, list[Quota]] = defaultdict(list)
        for designation in self.designations:
            self._designated[places.county(designation.village)].append(designation)
        for quota in self.quotas:
            self._counted[places.county(quota.division)].append(quota)

    def _designate(self, chance: Chance, county: str) -> None:
        villages_of = {one: self._rural(one) for one in self.places.inside[county]}
        townships = [one for one, villages in villages_of.items() if villages]
        number = max(2, len(townships) * chance.between(30, 55) // 100)
        self.poor_townships[county] = sorted(chance.some(townships, number))
        for township in self.poor_townships[county]:
            villages = chance.some(villages_of[township], chance.between(3, 9))
            deep = chance.between(2, 6)
            self.designations += _designations(chance, sorted(villages[:deep]), DEEP)
            self.designations += _designations(chance, sorted(villages[deep:]), POOR)

    def _rural(self, township: str) -> list[str]:
        """Villages; a community of a town is none that a list of poor villages would name."""
        names = ((one, self.places.names[one]) for one in self.places.inside[township])
        return [one for one, name in names if not any(word in name for word in TOWN_LIFE)]

    def _count(self, chance: Chance, county: str) -> None:
        for township in chance.some(self.poor_townships[county], 2):
            end = chance.word({"": 3, "2020-11-20": 1})
            self.quotas.append(Quota(township, chance.between(2, 6), DEEP, "", end, SOURCE))
        if chance.of(0.3):
            self.quotas.append(Quota(county, chance.between(3, 9), POOR, "", "", SOURCE))

    def named(self, county: str) -> list[str]:
        """The target villages of the register, each once, by township."""
        return list(dict.fromkeys(one.village for one in self._designated[county]))

    def unnamed(self, county: str) -> list[str]:
        return [village for quota in self._counted[county] for village in quota.villages]

    def count_in(self, county: str, year: int) -> int:
        """How many villages of the county were designated in the year, unnamed ones too."""
        named = {one.village for one in self._designated[county] if one.holds_in(year)}
        quotas = (one for one in self._counted[county] if not one.end or one.end[:4] >= str(year))
        return len(named) + sum(quota.number for quota in quotas)


def _designations(chance: Chance, villages: list[str], kind: str) -> Iterator[Designation]:
    for village in villages:
        end, late = chance.word(LEFT[kind]), chance.of(LATE[1])
        if late:
            yield Designation(village, kind, LATE[0], "")
            continue
        yield Designation(village, kind, chance.word(SINCE), end)
        if kind == DEEP and end.startswith("2020") and chance.of(0.3):
            # No deep-poverty village any more, but still a poor one.
            yield Designation(village, POOR, end, "")
