"""Generated ledgers of stated sizes, as data sets that the real loader reads.

L is the nation's size, M Beijing's, S a tenth of that; the seed is fixed, so that every run
measures the same. The first county is large, the others share what is left evenly.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.registry.loading.folder import FILES

LARGE = 25
"""How many townships the first county has."""


@dataclass(frozen=True)
class Size:
    counties: int
    townships: int
    villages: int
    deep_poverty: int
    donors: int
    pairings: int


SIZES = {
    "S": Size(9, 150, 2_000, 600, 500, 4_000),
    "M": Size(90, 1_500, 20_000, 6_000, 5_000, 40_000),
    "L": Size(2_978, 41_275, 600_000, 130_000, 400_000, 1_200_000),
}


def write_data_set(folder: Path, size: Size, seed: int = 2020) -> Path:
    """Writes the files of a data set of this size and returns the folder."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    districts, donors = _donor_side(size)
    counties, townships, villages = _recipient_side(size)
    divisions = [
        ("110000", "北京市", "province", ""),
        ("110100", "市辖区", "prefecture", "110000"),
        ("150000", "内蒙古自治区", "province", ""),
        ("150100", "某盟", "prefecture", "150000"),
        *((code, f"{code}区", "county", "110100") for code in districts),
        *((code, f"{code}街道", "township", code[:6]) for code in donors if len(code) == 9),
        *((code, f"{code}县", "county", "150100") for code in counties),
        *((code, f"{code}乡", "township", code[:6]) for code in townships),
        *((code, f"{code}村", "village", code[:9]) for code in villages),
    ]
    _write(folder, "divisions", divisions)
    kinds = ("enterprise", "school", "hospital")
    organisations = [
        (key, f"{key}单位", chance.choice(kinds), chance.choice(districts), chance.randint(1, 20))
        for key in donors
        if key.startswith("E")
    ]
    _write(folder, "organisations", organisations)
    poor = chance.sample(villages, size.deep_poverty)
    _write(folder, "designations", [(village, "deep_poverty", "2014", "") for village in poor])
    pairings = _pairings(chance, size, (districts, donors), (counties, townships, villages))
    _write(folder, "pairings", pairings)
    return folder


def _donor_side(size: Size) -> tuple[list[str], list[str]]:
    """16 districts, and as many donors as asked for: streets and organisations."""
    districts = [f"1101{number:02}" for number in range(1, 17)]
    streets = [f"{districts[n % 16]}{n // 16:03}" for n in range(min(size.donors // 2, 320))]
    organisations = [f"E{number:06}" for number in range(size.donors - len(streets))]
    return districts, streets + organisations


def _recipient_side(size: Size) -> tuple[list[str], list[str], list[str]]:
    first, *others = (f"15{number:04}" for number in range(200, 200 + size.counties))
    each = -(-(size.townships - LARGE) // len(others))
    townships = [f"{first}{number:03}" for number in range(100, 100 + LARGE)]
    townships += [f"{one}{number:03}" for one in others for number in range(100, 100 + each)]
    townships = townships[: size.townships]
    each = -(-size.villages // size.townships)
    villages = [f"{one}{number:03}" for one in townships for number in range(200, 200 + each)]
    return [first, *others], townships, villages[: size.villages]


def _pairings(
    chance: random.Random, size: Size, giving: Sequence[list[str]], taking: Sequence[list[str]]
) -> Iterable[tuple[object, ...]]:
    """Each has a pair of donor and recipient of its own, so that none overlaps another."""
    districts, donors = giving
    counties, townships, villages = taking
    taken: set[tuple[str, str]] = set()
    stages = ("signed",) * 7 + ("planned", "negotiating", "cancelled")
    while len(taken) < size.pairings:
        share = chance.random()
        if share < 0.01:
            pair = chance.choice(districts), chance.choice(counties)
        elif share < 0.1:
            pair = chance.choice(donors), chance.choice(townships)
        else:
            pair = chance.choice(donors), chance.choice(villages)
        if pair in taken:
            continue
        taken.add(pair)
        start = f"20{chance.randint(14, 24)}-{chance.randint(1, 12):02}"
        end = "" if chance.random() < 0.6 else f"20{chance.randint(25, 27)}"
        days = (chance.choice(stages), start, end, "", "", "生成的数据")
        yield (f"P{len(taken)}", *pair, "", "", "", *days)


def _write(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FILES[name])
        writer.writerows(rows)
