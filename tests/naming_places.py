"""A county with villages that a source counts and does not name: four in a township, two in none
that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from folders import FILES, load
from sqlalchemy import select

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import Grouping, View, coverage, coverage_by
from graph.days import ALWAYS, NEVER
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.tables import WORKING, metadata
from graph.words import VillageTarget

TOWNSHIP, OTHER, COUNTY = "150926201", "150926202", "150926"
SAIHAN, CHAOYANG, XINMIN, XIGOU = (f"{TOWNSHIP}20{n}" for n in range(4))
EAST = f"{OTHER}200"
HEAD = FILES["pairings.csv"].splitlines()[0]
PLACES: Mapping[str, str | None] = {
    "divisions.csv": FILES["divisions.csv"]
    + f"{XINMIN},新民村村委会,village,{TOWNSHIP}\n"
    + f"{XIGOU},西沟村村委会,village,{TOWNSHIP}\n"
    + f"{OTHER},巴音镇,township,{COUNTY}\n"
    + f"{EAST},东村村委会,village,{OTHER}\n",
    "designations.csv": None,
    "unnamed_villages.csv": "division_code,count,kind,start,end,source\n"
    f"{TOWNSHIP},4,deep_poverty,,,计划\n{COUNTY},2,deep_poverty,2018,,计划\n",
    "pairings.csv": f"{HEAD}\n"
    f"P1,110115,{COUNTY},,,京蒙扶贫协作,signed,2016-12,,,,计划\n"
    f"P2,110115005,{TOWNSHIP},110115,E1,,planned,2020-02-25,,,,清单\n"
    f"P3,E1,{TOWNSHIP}#01,,,万企帮万村,signed,2019-05-01,2021,XY-7,续签,清单\n"
    f"P4,110115005,{TOWNSHIP}#02,110115,{TOWNSHIP}#03,,planned,2020-02-25,,,,清单\n"
    f"P5,110115005,{TOWNSHIP}#01,,,,planned,2020-02-25,,,,清单\n"
    f"P6,110115,{COUNTY}#01,,,,planned,,,,,清单\n",
}


def places(database: Database, path: Path, **files: str | None) -> Database:
    """Loads the county; a file may be given in place of its own, without its ending."""
    given = {f"{name}.csv": text for name, text in files.items()}
    assert load(database, path / "places", {**PLACES, **given}).faults == []
    return database


def unnamed(number: int, division: str = TOWNSHIP) -> str:
    return f"{division}#{number:02}"


Rows = dict[str, list[tuple[object, ...]]]


def live_rows(database: Database) -> Rows:
    """All rows that count, without the versions that only rise and the batches they came with."""
    found: Rows = {}
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in ("audit", "batch", "setting", *WORKING):
                continue
            own = [column for column in table.c if column.name not in ("version", "batch_id")]
            statement = select(*own).order_by(table.c.id)
            if "retracted" in table.c:
                statement = statement.where(table.c.retracted == 0)
            found[table.name] = [tuple(row) for row in connection.execute(statement)]
    return found


def views(snapshot: Snapshot) -> Iterator[View]:
    """Every day on which something changes, and the days around it, in each way to look."""
    columns = (snapshot.pairings, snapshot.designations)
    bounds = {day for one in columns for day in (*one.start.at, *one.end.at)} - {ALWAYS, NEVER}
    days = {0, *(day + step for day in bounds for step in (-1, 0))}
    for day in sorted(days):
        for target in VillageTarget:
            for exited in (False, True):
                yield View(day, target, exited)


Counts = dict[tuple[View, str], Coverage]


def covers(snapshot: Snapshot, *groupings: Grouping) -> Counts:
    """The counts of everything and of each group, by the key of its division."""
    found: Counts = {}
    for view in views(snapshot):
        found[view, ""] = coverage(snapshot, view)
        for grouping in groupings:
            for row, counted in coverage_by(snapshot, grouping, view):
                found[view, f"{grouping.text} {snapshot.parties.key(row)}"] = counted
    return found


def totals(counts: Counts) -> dict[tuple[View, str], int]:
    return {about: counted.total for about, counted in counts.items()}
