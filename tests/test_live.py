from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from folders import FILES, load
from sqlalchemy import event

from graph.errors import DatabaseProblem
from graph.network.live import POLL_SECONDS, Network
from graph.registry.audit import broken_links
from graph.registry.database import Database
from graph.registry.tables import source


def test_other_process_is_followed(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    other = Database(database.url.render_as_string(hide_password=False))
    network = Network(other)
    network.follow()
    try:
        more = FILES["pairings.csv"] + "P0,110115006,150926201200,,,,signed,2018,,,,计划\n"
        load(database, tmp_path / "two", {"pairings.csv": more})
        seen = threading.Event()
        deadline = time.monotonic() + 40 * POLL_SECONDS
        while time.monotonic() < deadline and network.snapshot.pairings.find("P0") is None:
            seen.wait(POLL_SECONDS / 10)
        assert network.snapshot.pairings.find("P0") is not None
    finally:
        network.close()
        other.close()


def test_own_write_is_seen_at_once(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "one")
    network = Network(database)
    pinned = network.snapshot
    load(database, tmp_path / "two", {"capacities.csv": "party,capacity\n110115006,7\n"})
    now = network.refresh()
    assert now is network.snapshot
    assert now.parties.capacity.at[now.parties.row("110115006")] == 7
    assert pinned.parties.capacity.at[pinned.parties.row("110115006")] == -1


def test_racing_writers_lose_nothing(database: Database) -> None:
    """Each command gets its turn; the chain holds."""
    count, threads = 12, 6
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(count):
                with database.write(f"writer {number}") as recorder:
                    recorder.insert(source, {"document": f"{number} {turn}", "place": ""})
        except BaseException as failure:  # noqa: BLE001 - told to the test's own thread
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(threads)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with database.read() as connection:
        found = connection.execute(source.select()).all()
        assert len(found) == count * threads
        assert list(broken_links(connection)) == []


def test_writer_that_waits_too_long_is_told(tmp_path: Path) -> None:
    """Somebody else holds the file; the connection waits its busy_timeout, here none."""
    url = f"sqlite:///{tmp_path / 'jiedui.db'}"
    with closing(Database(url)) as first, closing(Database(url)) as second:
        first.migrate()
        event.listen(second.engine, "connect", _impatient)
        with first.write("tests"), pytest.raises(DatabaseProblem, match="请稍后再试"):
            second.write("tests").__enter__()


def _impatient(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA busy_timeout = 0")
