"""follows.csv: which pairing goes on from which."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import FILES, load, snapshot_of

from graph.network.snapshot import NOWHERE
from graph.registry.database import Database

HEAD = "pairing,follows\n"
PAIRINGS = FILES["pairings.csv"] + "P4,110115006,150926201#01,,,,signed,2021,,,,清单\n"


def follow(database: Database, path: Path, rows: str) -> list[str]:
    """The faults of the data set with these rows."""
    report = load(database, path, {"pairings.csv": PAIRINGS, "follows.csv": HEAD + rows})
    return [str(fault) for fault in report.faults]


def test_a_pairing_follows_another_from_its_first_version(
    database: Database, tmp_path: Path
) -> None:
    assert follow(database, tmp_path, "P4,P3\n") == []
    held = snapshot_of(database).pairings
    later, earlier = held.find("P4"), held.find("P3")
    assert later is not None
    assert earlier is not None
    assert held.follows.at[later] == earlier
    assert held.follows.at[earlier] == NOWHERE
    assert held.version.at[later] == 1


def test_again_changes_nothing_and_later_is_a_change(database: Database, tmp_path: Path) -> None:
    assert follow(database, tmp_path, "") == []
    assert follow(database, tmp_path, "P4,P3\n") == []
    held = snapshot_of(database).pairings
    later = held.find("P4")
    assert later is not None
    assert held.version.at[later] == 2
    report = load(database, tmp_path, {"pairings.csv": PAIRINGS, "follows.csv": HEAD + "P4,P3\n"})
    assert (report.new, report.changed) == (0, 0)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("P9,P3\n", "follows.csv:2: pairing: 没有编号为 P9 的结对关系"),
        ("P4,P9\n", "follows.csv:2: follows: 没有编号为 P9 的结对关系"),
        ("P4,\n", "follows.csv:2: follows: 不能为空"),
        ("P3,P4\n", "follows.csv:2: follows: 应是另一条，在 pairings.csv 里写在它前面"),
        ("P4,P4\n", "follows.csv:2: follows: 应是另一条，在 pairings.csv 里写在它前面"),
        ("P4,P3\nP4,P2\n", "follows.csv:3: pairing: 与第 2 行重复"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    database: Database, tmp_path: Path, rows: str, fault: str
) -> None:
    assert follow(database, tmp_path, rows) == [fault]
    assert len(snapshot_of(database).pairings) == 0
