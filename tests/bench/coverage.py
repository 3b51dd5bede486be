"""Coverage of every county on a day: ours beside networkx and SQLite, in one run, as ratios.

    make bench            Beijing's size (M)
    make bench SIZE=S     a tenth of it

Every way gives the same counts, or the run stops. Also measured: loading, building the snapshot,
and one pairing from its commit until a reader sees it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
from sizes import SIZES, write_data_set
from sqlalchemy import Connection, select, text

from graph.analysis.coverage import Grouping, View, coverage_by, village_cover
from graph.days import NEVER, number_of, parse_date
from graph.network.live import Network
from graph.network.memo import Memo
from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.tables import pairing, source
from graph.words import PartyKind, Stage

DAY = parse_date("2024-06-30")
Counts = dict[str, tuple[int, ...]]
Graph: TypeAlias = "nx.MultiDiGraph[str]"
COVERS = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=SIZES, default="M")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        database.migrate()
        files = write_data_set(Path(folder) / "set", SIZES[size])
        started = time.perf_counter()
        report = load_folder(database, files, Order("bench"))
        assert not report.faults, report.faults[:3]
        seconds = time.perf_counter() - started
        print(f"{size}: {SIZES[size]}")
        print(f"load: {report.new} rows in {seconds:.1f} s, {report.new / seconds:,.0f} rows/s")
        measure_coverage(database)
        measure_writes(database)
        database.close()


def measure_coverage(database: Database) -> None:
    with database.read() as connection:
        build = timed(lambda: read_snapshot(connection), 3)
        snapshot = read_snapshot(connection)
        graph = make_graph(snapshot)
        prepare_sql(connection)
        ways: dict[str, Callable[[], Counts]] = {
            "jiedui, cold day": lambda: ours(snapshot, cold=True),
            "jiedui, warm": lambda: ours(snapshot, cold=False),
            "networkx, idiomatic": lambda: with_networkx(graph),
            "SQLite, covering index": lambda: with_sql(connection),
        }
        answers = {name: way() for name, way in ways.items()}
        assert all(answer == answers["jiedui, warm"] for answer in answers.values()), "differ"
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(7):
            for name, way in ways.items():
                times[name].append(once(way))
    print(f"snapshot: built in {build * 1000:.0f} ms")
    cold = statistics.median(times["jiedui, cold day"])
    print(f"{'coverage of every county':26} {'median ms':>10} {'to cold':>9}")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:26} {median * 1000:>10.2f} {median / cold:>8.1f}x")


def ours(snapshot: Snapshot, *, cold: bool) -> Counts:
    view = View(number_of(DAY))
    if cold:
        snapshot = Snapshot(
            snapshot.seq,
            snapshot.parties,
            snapshot.pairings,
            snapshot.designations,
            snapshot.figures,
            Memo(),
        )
        village_cover(snapshot, view)
    return {
        snapshot.parties.key(row): (
            *(count.covered, count.planned, count.township_only),
            *(count.county_only, count.none),
        )
        for row, count in coverage_by(snapshot, Grouping.COUNTY, view)
    }


def make_graph(snapshot: Snapshot) -> Graph:
    """Nodes with attributes, an edge a pairing and an edge a part-of, as one would at once."""
    graph: Graph = nx.MultiDiGraph()
    parties, pairings = snapshot.parties, snapshot.pairings
    targets = {parties.key(row) for row in snapshot.designations.village.array.tolist()}
    for row in range(len(parties)):
        key = parties.key(row)
        graph.add_node(key, kind=parties.kind_of(row), target=key in targets)
        if parties.parent.at[row] >= 0:
            graph.add_edge(key, parties.key(parties.parent.at[row]), part_of=True)
    for row in range(len(pairings)):
        graph.add_edge(
            parties.key(pairings.donor.at[row]),
            parties.key(pairings.recipient.at[row]),
            part_of=False,
            stage=Stage(pairings.stage.at[row]),
            start=pairings.start.at[row],
            end=pairings.end.at[row],
        )
    return graph


def with_networkx(graph: Graph) -> Counts:
    day, found = number_of(DAY), Counts()
    for county, about in graph.nodes(data=True):
        if about["kind"] is not PartyKind.COUNTY:
            continue
        covers: Counter[int] = Counter()
        for township in parts(graph, county):
            for village in parts(graph, township):
                if graph.nodes[village]["target"]:
                    covers[cover(graph, village, township, county, day)] += 1
        if covers:
            found[county] = tuple(covers[number] for number in range(COVERS))
    return found


def parts(graph: Graph, division: str) -> list[str]:
    return [child for child, _, edge in graph.in_edges(division, data=True) if edge["part_of"]]


def cover(graph: Graph, village: str, township: str, county: str, day: int) -> int:
    stages = active_stages(graph, village, day)
    if Stage.SIGNED in stages:
        return 0
    if stages:
        return 1
    if Stage.SIGNED in active_stages(graph, township, day):
        return 2
    return 3 if Stage.SIGNED in active_stages(graph, county, day) else 4


def active_stages(graph: Graph, recipient: str, day: int) -> set[Stage]:
    return {
        edge["stage"]
        for _, _, edge in graph.in_edges(recipient, data=True)
        if not edge["part_of"]
        and edge["stage"] is not Stage.CANCELLED
        and edge["start"] <= day < edge["end"]
    }


INDEX = (
    "CREATE INDEX bench_active ON pairing (recipient_id, stage, start_day, end_day)"
    " WHERE retracted = 0 AND stage <> 'cancelled'"
)
QUERY = """
WITH active AS MATERIALIZED (
    SELECT recipient_id, min(CASE stage WHEN 'signed' THEN 0 ELSE 1 END) AS best
    FROM pairing INDEXED BY bench_active
    WHERE retracted = 0 AND stage <> 'cancelled'
      AND (start_day IS NULL OR start_day <= :day) AND (end_day IS NULL OR end_day > :day)
    GROUP BY recipient_id
), target AS (
    SELECT village_id FROM designation
    WHERE retracted = 0 AND kind = 'deep_poverty'
      AND (start_day IS NULL OR start_day <= :day) AND (end_day IS NULL OR end_day > :day)
), covers AS (
    SELECT county.key AS county, CASE WHEN v.best = 0 THEN 0 WHEN v.best = 1 THEN 1
        WHEN t.best = 0 THEN 2 WHEN c.best = 0 THEN 3 ELSE 4 END AS cover
    FROM target JOIN party AS village ON village.id = target.village_id
    JOIN party AS township ON township.id = village.parent_id
    JOIN party AS county ON county.id = township.parent_id
    LEFT JOIN active AS v ON v.recipient_id = village.id
    LEFT JOIN active AS t ON t.recipient_id = township.id
    LEFT JOIN active AS c ON c.recipient_id = county.id
)
SELECT county, sum(cover = 0), sum(cover = 1), sum(cover = 2), sum(cover = 3), sum(cover = 4)
FROM covers GROUP BY county ORDER BY county
"""


def prepare_sql(connection: Connection) -> None:
    """Inside this connection's transaction, which is rolled back."""
    connection.exec_driver_sql(INDEX)
    connection.exec_driver_sql("ANALYZE")


def with_sql(connection: Connection) -> Counts:
    rows = connection.execute(text(QUERY), {"day": DAY.isoformat()})
    return {row[0]: tuple(row[1:]) for row in rows}


def measure_writes(database: Database, count: int = 60) -> None:
    """One pairing: the transaction, and from its commit until the snapshot shows it."""
    network = Network(database)
    parties = network.snapshot.parties
    towns = [row for row in range(len(parties)) if parties.key(row).startswith("E")]
    villages = [row for row in range(len(parties)) if parties.kind.at[row] == PartyKind.VILLAGE]
    with database.read() as connection:
        source_id = connection.scalar(select(source.c.id))
    visible = []
    for number in range(count):
        fields = {
            "key": f"bench {number}",
            "donor_id": parties.id.at[towns[number]],
            "recipient_id": parties.id.at[villages[-1 - number]],
            "stage": "signed",
            "start_day": DAY,
            "start_precision": "day",
            "source_id": source_id,
        }
        with database.write("bench") as recorder:
            taken = recorder.connection.scalar(
                select(pairing.c.id).where(
                    pairing.c.donor_id == fields["donor_id"],
                    pairing.c.recipient_id == fields["recipient_id"],
                )
            )
            if taken is not None:
                continue
            recorder.insert(pairing, fields)
        visible.append(once(network.refresh))
        found = network.snapshot.pairings.find(f"bench {number}")
        assert found is not None
        assert network.snapshot.pairings.end.at[found] == NEVER
    visible.sort()
    p95 = visible[int(len(visible) * 0.95)]
    median = statistics.median(visible)
    print(f"write to visible: median {median * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms")


def once(way: Callable[[], Any]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started


def timed(way: Callable[[], Any], times: int) -> float:
    return statistics.median(once(way) for _ in range(times))


if __name__ == "__main__":
    main()
