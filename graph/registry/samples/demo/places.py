"""The real divisions on which the demonstration stands, read from the register that is shipped."""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

REAL = Path(__file__).parent.parent / "real"
DONOR_SIDE = "110000"


@dataclass
class Places:
    """Codes of the register. `inside` are the divisions directly in each, by code; `districts` are
    Beijing's, `counties` the supported ones, both by code."""

    names: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    districts: list[str] = field(default_factory=list)
    counties: list[str] = field(default_factory=list)

    def province(self, code: str) -> str:
        while self.parents[code]:
            code = self.parents[code]
        return code

    def county(self, code: str) -> str:
        """The county that a county, township or village of it is or lies in."""
        while self.levels[code] != "county":
            code = self.parents[code]
        return code

    def short(self, county: str) -> str:
        """The name without its type: 大兴, 化德."""
        name = self.names[county]
        return name[:-1] if len(name) > 2 else name

    def villages(self, county: str) -> list[str]:
        return [village for township in self.inside[county] for village in self.inside[township]]


def read_places() -> Places:
    places = Places()
    with gzip.open(REAL / "divisions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            places.names[code], places.levels[code] = row["name"], row["level"]
            places.parents[code] = row["parent_code"]
    for code in sorted(places.names):
        places.inside[places.parents[code]].append(code)
        if places.levels[code] == "county":
            donor = places.province(code) == DONOR_SIDE
            (places.districts if donor else places.counties).append(code)
    return places


def read_evidence() -> dict[str, list[str]]:
    """Which districts are known to support a county, by its code."""
    found: dict[str, list[str]] = defaultdict(list)
    with (REAL / "pairings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["recipient"]].append(row["donor"])
    return dict(found)
