"""Ledgers of stated sizes for the analysis benchmark, as data sets that the real loader reads.

Like a ledger that was kept for ten years: most pairings stand between a district's donors and the
counties that it supports, some ended, some were renewed, some are planned or negotiated. The seed
is fixed, so that every run measures the same.

    python tests/bench/analysis/ledger.py L FOLDER     writes one and leaves it
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pairing_rows import Ends, pairing_rows
from register import BEIJING, Land, Named, evenly, land_of
from sizes import SIZES, Size

from graph.network.columns import IntArray
from graph.registry.loading.folder import FILES

ORGANISATIONS = (
    *(("enterprise", "公司", 0.7), ("school", "小学", 0.12), ("hospital", "医院", 0.05)),
    *(("department", "局", 0.08), ("association", "协会", 0.04), ("park", "基地", 0.01)),
)
"""Kinds, what their names end with, and how many of all there are of each."""
IN_A_STREET, OFFERING, LEFT_POVERTY = 0.7, 0.5, 0.05
"""Shares: of organisations; of donors that state a capacity; of designations that ended."""


@dataclass(frozen=True)
class Donors:
    """Donors other than districts, by district."""

    keys: list[str]
    district: IntArray
    """The place of each one's district among Beijing's, rising."""
    organisations: list[tuple[str, str, str, str]]
    """Rows of organisations.csv but for the capacity."""


def write_ledger(folder: Path, size: Size, land: Land, seed: int = 2020) -> Path:
    """Writes the files of a data set and returns the folder."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    _write(folder, "divisions", land.rows())
    donors = _donors(chance, size, land)
    _write(folder, "organisations", ((*row, "") for row in donors.organisations))
    offers = chance.random(len(donors.keys)) < OFFERING
    offered = np.where(offers, chance.integers(0, 7, len(offers)), -1).tolist()
    stated = ((key, n) for key, n in zip(donors.keys, offered, strict=True) if n >= 0)
    _write(folder, "capacities", stated)
    villages = [code for code, _ in land.villages if not code.startswith(BEIJING)]
    _write(folder, "designations", _designations(chance, size, villages))
    ends = _ends(land, donors, villages)
    _write(folder, "pairings", pairing_rows(chance, size.pairings, ends))
    return folder


def _donors(chance: np.random.Generator, size: Size, land: Land) -> Donors:
    """Streets (a quarter at most), all communities, and organisations in streets and districts."""
    districts, streets, communities = (
        [one for one in level if one[0].startswith(BEIJING)]
        for level in (land.counties, land.townships, land.villages)
    )
    streets = evenly(streets, min(size.donors // 4, len(streets)))
    number = size.donors - len(streets) - len(communities)
    rows = list(_organisations(chance, number, districts, streets))
    place = {code: number for number, (code, _) in enumerate(districts)}
    sited = [(code, code[:6]) for code, _ in (*streets, *communities)]
    sited += [(row[0], row[3][:6]) for row in rows]
    sited.sort(key=lambda one: place[one[1]])
    district = np.array([place[code] for _, code in sited], dtype=np.int64)
    return Donors([key for key, _ in sited], district, rows)


def _organisations(
    chance: np.random.Generator, number: int, districts: Sequence[Named], streets: Sequence[Named]
) -> Iterator[tuple[str, str, str, str]]:
    shares = [share for *_, share in ORGANISATIONS]
    kinds = chance.choice(len(ORGANISATIONS), number, p=shares).tolist()
    in_streets = (chance.random(number) < IN_A_STREET).tolist()
    at = chance.integers(0, len(districts) * len(streets), number).tolist()
    for n, (kind, in_street, where) in enumerate(zip(kinds, in_streets, at, strict=True), 1):
        level = streets if in_street else districts
        code, name = level[where % len(level)]
        word, ending, _ = ORGANISATIONS[kind]
        yield f"E{n:06}", f"{name}第{n}{ending}", word, code


def _designations(
    chance: np.random.Generator, size: Size, villages: Sequence[str]
) -> Iterator[tuple[str, str, str, str]]:
    """Deep-poverty villages, and half as many that are poor only."""
    count = size.deep_poverty + min(size.deep_poverty // 2, size.villages - size.deep_poverty)
    chosen = chance.permutation(len(villages))[:count].tolist()
    left = (chance.random(count) < LEFT_POVERTY).tolist()
    years = chance.integers(2017, 2025, count).tolist()
    for place, village in enumerate(chosen):
        kind = "deep_poverty" if place < size.deep_poverty else "poor"
        yield villages[village], kind, "2014", f"{years[place]}-12-31" if left[place] else ""


def _ends(land: Land, donors: Donors, villages: list[str]) -> Ends:
    districts: list[str] = []
    counties: list[str] = []
    for code, _ in land.counties:
        (districts if code.startswith(BEIJING) else counties).append(code)
    townships = [code for code, _ in land.townships if not code.startswith(BEIJING)]
    places = townships + villages
    place = {code: number for number, code in enumerate(counties)}
    county = np.array([place[code[:6]] for code in places], dtype=np.int64)
    return Ends(districts, counties, donors.keys, donors.district, places, len(townships), county)


def _write(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FILES[name])
        writer.writerows(rows)


def main() -> None:
    name, folder = sys.argv[1:]
    started = time.perf_counter()
    land = land_of(SIZES[name])
    write_ledger(Path(folder), SIZES[name], land)
    print(f"{name}: {land.origin}, written in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
