"""What the demonstration says in numbers: capacities, poverty, its causes, and promises."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.entries import Entries, Entry
from graph.registry.samples.demo.places import Places
from graph.registry.samples.demo.targets import Targets
from graph.registry.samples.demo.units import Units

Row = Sequence[object]

TODAY = "2026-09-01"
"""On what donors hold then their capacities are made: most have some to spare, a few too little."""
BEYOND = 0.02
IDLE = 0.5
"""The share of units that support no village and offer to."""
YEARS = (2017, 2019, 2020)
STATISTICS = "演示数据：贫困人口统计"
PLAN = "演示数据：{}年扶贫协作计划"
MISCOUNTED = 0.12
"""The share of counties of which the source counts more poor villages than are designated."""
CAUSES = {"因病": 38, "因残": 17, "因学": 6, "缺技术": 14, "缺劳力": 12, "缺资金": 9}
OTHER_CAUSE = "其他"
CLAIMED = (
    ("结对镇街", "donor_towns", "镇街", "donor", "township", "township"),
    ("受援乡镇", "recipient_townships", "乡镇", "recipient", "township", "township"),
    ("结对学校", "donor_schools", "学校", "donor", "school", "school"),
    ("受援学校", "recipient_schools", "学校", "recipient", "school", "school"),
    ("结对医院", "donor_hospitals", "医院", "donor", "hospital", "hospital"),
    ("结对企业", "donor_enterprises", "企业", "donor", "enterprise", "village"),
    ("企业帮扶的村", "villages_of_enterprises", "村", "recipient", "enterprise", "village"),
)
"""Item, measure and unit, whom it counts, and of what kinds donor and recipient are."""
OFF = {0: 6, 2: 2, -1: 1}
"""By how much a promise differs from what is entered, and how often."""


class Poverty(NamedTuple):
    """The columns of poverty.csv."""

    county: str
    year: int
    households: int
    persons: int
    rate: str
    poor_villages: int
    villages: int
    exit_year: int
    source: str


class Figures:
    def __init__(self, seed: int, places: Places, units: Units) -> None:
        self._seed, self._places, self._units = seed, places, units
        self._kinds = {unit.key: unit.kind for unit in units} | places.levels
        self._seats = {unit.key: unit.division for unit in units}

    def _kind(self, key: str) -> str:
        return "village" if "#" in key else self._kinds[key]

    def _county(self, key: str) -> str:
        return self._places.county(self._seats.get(key, key))

    def capacities(self, entries: Entries) -> Iterator[Row]:
        chance = Chance(self._seed, "capacities")
        held: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            if self._kind(entry.recipient) == "village" and entry.holds_on(TODAY):
                held[entry.donor].add(entry.recipient)
        for donor in sorted(held):
            villages, beyond = len(held[donor]), chance.of(BEYOND)
            spare = chance.word({0: 4, 1: 4, 2: 3, 4: 1})
            yield donor, max(0, villages - 1) if beyond else villages + spare
        for unit in self._units:
            gives = unit.kind in ("enterprise", "association", "park", "department")
            giving = self._county(unit.key) in self._places.districts
            if gives and giving and unit.key not in held and chance.of(IDLE):
                yield unit.key, chance.between(1, 4)

    def poverty(self, targets: Targets) -> Iterator[Poverty]:
        for county in self._places.counties:
            chance = Chance(self._seed, "poverty", county)
            households, people = chance.between(1_500, 9_000), chance.between(12, 40) * 10_000
            miscounted = chance.of(MISCOUNTED)
            for year in YEARS:
                poor = targets.count_in(county, year) + (chance.between(1, 6) if miscounted else 0)
                persons = households * chance.between(22, 29) // 10
                rate = f"{100 * persons / people:.2f}"
                villages = len(self._places.villages(county)) + len(targets.unnamed(county))
                counts = (households, persons, rate, poor, max(poor, villages))
                yield Poverty(county, year, *counts, chance.between(2018, 2020), STATISTICS)
                households //= chance.between(2, 4)

    def printed_rates(self) -> Iterator[Row]:
        for county in self._places.counties[::9]:
            chance = Chance(self._seed, "rates", county)
            before, persons = chance.between(400, 1_100) / 100, chance.between(200, 3_000)
            yield county, 2018, "before", before, persons * 4, STATISTICS
            yield county, 2018, "after", round(before / 5, 2), persons, STATISTICS

    def causes(self, poverty: Sequence[Poverty]) -> Iterator[Row]:
        """They add up to the households and persons of the year."""
        for county, year, households, persons, *_ in poverty:
            if year != YEARS[0]:
                continue
            chance, left = Chance(self._seed, "causes", county), [households, persons]
            for cause, share in CAUSES.items():
                part = share + chance.between(-3, 3)
                counts = [households * part // 110, persons * part // 110]
                left = [whole - count for whole, count in zip(left, counts, strict=True)]
                yield county, year, cause, *counts, STATISTICS
            yield county, year, OTHER_CAUSE, *left, STATISTICS

    def claims(self, entries: Entries) -> Iterator[Row]:
        """What each district promised for a year; mostly what is entered, sometimes not."""
        for year in (2020, 2026):
            held = self._held_in(entries, year)
            for district in self._places.districts:
                chance, source = Chance(self._seed, "claims", year, district), PLAN.format(year)
                for item, measure, unit, *_ in CLAIMED:
                    number = held[district, measure]
                    off = chance.word(OFF)
                    note = "" if not off else "演示：与台账不一致"
                    told = max(0, number + off)
                    yield district, year, item, measure, told, unit, note, source
                funds = chance.between(800, 9_000)
                yield district, year, "财政援助资金", "", funds, "万元", "", source

    def _held_in(self, entries: Entries, year: int) -> Counter[tuple[str, str]]:
        """How many parties stand in pairings of the year, by district and measure."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entry in entries:
            if _is_in(entry, year):
                kinds = (self._kind(entry.donor), self._kind(entry.recipient))
                for _, measure, _, end, *wanted in CLAIMED:
                    if kinds == tuple(wanted):
                        counted = entry.donor if end == "donor" else entry.recipient
                        found[self._county(entry.donor), measure].add(counted)
        return Counter({about: len(parties) for about, parties in found.items()})


def _is_in(entry: Entry, year: int) -> bool:
    begins, after = f"{year}-01-01", f"{year + 1}"
    return (
        entry.stage != "cancelled" and entry.start < after and (not entry.end or entry.end > begins)
    )
