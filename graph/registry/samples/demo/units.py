"""Invented units, each with 演示 in its name: no enterprise, school or hospital that there is."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.places import Places


class Unit(NamedTuple):
    key: str
    name: str
    kind: str
    division: str


GIVING = {
    "department": ("演示{}经济协作办", "演示{}教委", "演示{}卫健委", "演示{}农业农村局"),
    "enterprise": ("演示{}第{}实业公司",),
    "school": ("演示{}第{}小学",),
    "hospital": ("演示{}第{}医院",),
    "association": ("演示{}商会", "演示{}慈善协会"),
    "park": ("演示{}产业园",),
}
"""Names of a district's units by kind; those with a number stand for several."""
TAKING = {
    "school": ("演示{}第{}中心小学",),
    "hospital": ("演示{}第{}卫生院",),
    "park": ("演示{}扶贫产业园",),
    "enterprise": ("演示{}种养合作社",),
}
SEVERAL = {
    ("enterprise", True): (14, 26),
    ("school", True): (7, 12),
    ("hospital", True): (4, 7),
    ("school", False): (2, 5),
    ("hospital", False): (1, 3),
}
"""Least and most of the numbered ones, by kind and whether they give."""
TWINS = 3
"""So many districts have an enterprise entered twice, for the check of names."""


class Units:
    """By county or district, then by kind, in order."""

    def __init__(self, seed: int, places: Places) -> None:
        self.by_division: dict[str, dict[str, list[Unit]]] = {}
        for county in (*places.districts, *places.counties):
            self.by_division[county] = _units(Chance(seed, "units", county), places, county)
        for district in places.districts[:TWINS]:
            twins = self.by_division[district]["enterprise"]
            twins.append(twins[0]._replace(key=f"{twins[0].key}-2"))

    def __iter__(self) -> Iterator[Unit]:
        for kinds in self.by_division.values():
            for units in kinds.values():
                yield from units

    def of(self, county: str, *kinds: str) -> list[str]:
        """Their keys."""
        return [unit.key for kind in kinds for unit in self.by_division[county].get(kind, ())]

    def office(self, district: str) -> str:
        """Who answers for a district's pairings."""
        return self.of(district, "department")[0]


def _units(chance: Chance, places: Places, county: str) -> dict[str, list[Unit]]:
    giving = county in places.districts
    found: dict[str, list[Unit]] = defaultdict(list)
    for kind, names in (GIVING if giving else TAKING).items():
        least, most = SEVERAL.get((kind, giving), (1, 1))
        number = chance.between(least, most)
        for name in names:
            for count in range(1, number + 1):
                key = f"DEMO-{county}-{kind[0].upper()}{len(found[kind]) + 1:02}"
                seat = chance.pick(places.inside[county]) if count > 1 else county
                written = name.format(places.short(county), chinese(count))
                found[kind].append(Unit(key, written, kind, seat))
    return found


def chinese(number: int) -> str:
    """Below a hundred: 三, 十二, 二十六."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones or not tens else "")
