"""Searching the audit, and keeping the end of its chain elsewhere."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from folders import load
from keeper import Keeper, keeper
from page_client import Tag
from sqlalchemy import select
from test_ledger_commands import run

from graph.check import Verdict, check_ledger
from graph.errors import Invalid
from graph.registry.audit import (
    GENESIS,
    Head,
    chain_hash,
    chain_head,
    faults_of_chain,
    holds_head,
    parse_head,
)
from graph.registry.commands import Seen, cancel_pairing
from graph.registry.database import Database
from graph.registry.guards import lower_guards, raise_guards
from graph.registry.history import ACCESSORY, Wanted, counted_history, searched_history, writers
from graph.registry.tables import audit, source

DAY = datetime.date(2020, 6, 30)


def rows(database: Database) -> list[dict[str, object]]:
    with database.read() as connection:
        found = connection.execute(select(audit).order_by(audit.c.seq.desc()))
        return [dict(row._mapping) for row in found if row.subject not in ACCESSORY]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(who="小李"),
        Wanted(who="nobody"),
        Wanted(subject="pairing"),
        Wanted(action="amend"),
        Wanted(who="tests", subject="pairing", action="insert"),
        Wanted(since=DAY),
        Wanted(until=DAY),
        Wanted(since=DAY, until=DAY),
    ],
)
def test_search_finds_what_it_says(database: Database, tmp_path: Path, wanted: Wanted) -> None:
    load(database, tmp_path / "set")
    cancel_pairing(database, "小李", Seen("P1", 1))
    # Two rows bear moments at the two ends of a day of Beijing.
    with database.engine.begin() as connection:
        lower_guards(connection)
        moments = ("2020-06-29T15:59:59.999+00:00", "2020-06-29T16:00:00.000+00:00")
        later = ("2020-06-30T15:59:59.999+00:00", "2020-06-30T16:00:00.000+00:00")
        for seq, at in enumerate(moments + later, 5):
            connection.exec_driver_sql(f"UPDATE audit SET at = '{at}' WHERE seq = {seq}")
        raise_guards(connection)

    def matches(row: dict[str, object]) -> bool:
        at = datetime.datetime.fromisoformat(str(row["at"]))
        day = at.astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
        return (
            wanted.who in (None, row["who"])
            and wanted.subject in (None, row["subject"])
            and wanted.action in (None, row["action"])
            and (wanted.since is None or day >= wanted.since)
            and (wanted.until is None or day <= wanted.until)
        )

    expected = [row["seq"] for row in rows(database) if matches(row)]
    with database.read() as connection:
        whole = searched_history(connection, wanted, 0, 10_000)
        part = searched_history(connection, wanted, 1, 2)
        assert writers(connection) == ("tests", "小李")
        counted = counted_history(connection, wanted)
        assert counted.number == len(expected)
        assert searched_history(connection, wanted, 1, 2, counted) == part
    assert [change.seq for change in whole.changes] == expected
    assert whole.total == part.total == len(expected)
    assert [change.seq for change in part.changes] == expected[1:3]


def test_what_came_after_it_was_counted_is_counted_too(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "set")
    wanted = Wanted(subject="pairing")
    with database.read() as connection:
        counted = counted_history(connection, wanted)
    cancel_pairing(database, "小李", Seen("P1", 1))
    with database.read() as connection:
        found = searched_history(connection, wanted, 0, 100, counted)
        assert found.total == len(found.changes) == counted.number + 1
        assert counted_history(connection, wanted).number == found.total


def test_head_that_was_kept_is_found_again(database: Database, tmp_path: Path) -> None:
    with database.read() as connection:
        assert chain_head(connection) == Head(0, GENESIS)
        assert holds_head(connection, Head(0, GENESIS))
    load(database, tmp_path / "set")
    with database.read() as connection:
        kept = chain_head(connection)
    cancel_pairing(database, "小李", Seen("P1", 1))
    assert parse_head(str(kept)) == kept
    told = {each.check: each.verdict for each in check_ledger(database, kept)}
    assert told["留存的末端"] is Verdict.RIGHT


def test_chain_made_anew_is_found_out(database: Database, tmp_path: Path) -> None:
    """Whoever owns the database can make a whole chain; only a head kept elsewhere tells."""
    load(database, tmp_path / "set")
    with database.read() as connection:
        kept = chain_head(connection)
    with database.engine.begin() as connection:
        lower_guards(connection)
        previous = GENESIS
        for row in connection.execute(select(audit).order_by(audit.c.seq)).all():
            entry = {**row._mapping, "who": "somebody else", "previous": previous}
            entry["hash"] = previous = chain_hash(entry)
            connection.execute(audit.update().where(audit.c.seq == row.seq).values(**entry))
        raise_guards(connection)
    told = {each.check: each.verdict for each in check_ledger(database, kept)}
    assert told["审计链"] is Verdict.RIGHT
    assert told["留存的末端"] is Verdict.FINDING


@pytest.mark.parametrize(
    "text", ["", "1", "x:y", "1:abc", f"-1:{GENESIS}", f"1:{GENESIS.upper()}g"]
)
def test_head_that_is_none_is_explained(text: str) -> None:
    with pytest.raises(Invalid, match="行号:64 位哈希"):
        parse_head(text)


def test_check_tells_the_head_and_takes_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'jiedui.db'}"
    database = Database(url)
    database.migrate()
    load(database, tmp_path / "set")
    database.close()
    status, printed, _ = run(capsys, "check", "--database", url, "--json")
    head = json.loads(printed)["head"]
    assert run(capsys, "check", "--database", url, "--head", head)[0] == status == 0
    seq = head.partition(":")[0]
    status, printed, _ = run(capsys, "check", "--database", url, "--head", f"{seq}:{'0' * 64}")
    assert (status, "被换过" in printed) == (1, True)
    assert run(capsys, "check", "--database", url, "--head", "x")[0] == 2


def lines(page: Tag) -> list[str]:
    return [row.text for row in page.all("tr")][1:]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Keeper:
    return keeper(database, tmp_path / "set")


def test_page_searches_by_who_what_and_when(desk: Keeper) -> None:
    cancel_pairing(desk.database, "小李", Seen("P1", 1))
    desk.network.refresh()
    page = desk.page("/audit?who=小李")
    (line,) = lines(page)
    assert "小李" in line
    assert "已取消" in line
    assert "/batches/" in page.text or any(
        "/batches/" in link.attributes.get("href", "") for link in page.all("a")
    )
    whole = desk.page("/audit")
    assert f"{len(rows(desk.database)):,}" in whole.text
    assert "没有符合条件的改动" in desk.page("/audit?since=2001-01-01&until=2001-01-02").text
    with desk.database.read() as connection:
        assert str(chain_head(connection)) in whole.text


@pytest.mark.parametrize("query", ["subject=nothing", "action=x", "since=soon", "page=0"])
def test_page_explains_what_it_does_not_understand(desk: Keeper, query: str) -> None:
    desk.page(f"/audit?{query}", 400)


class Entry:
    """A row as somebody made it up."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)

    def _asdict(self) -> dict[str, object]:
        return dict(self.__dict__)


def test_every_row_of_a_long_chain_is_guarded(tmp_path: Path) -> None:
    """Each of 1,000 rows tampered with, left out, or swapped with the next."""
    database = Database(f"sqlite:///{tmp_path / 'jiedui.db'}")
    database.migrate()
    with database.write("tests") as recorder:
        for number in range(1000):
            recorder.insert(source, {"document": f"d{number}", "place": ""})
    with database.read() as connection:
        chain = list(connection.execute(select(audit).order_by(audit.c.seq)))
        head = chain_head(connection)
    assert len(chain) == 1000
    assert list(faults_of_chain(chain)) == []

    for at, row in enumerate(chain):
        before = Head(chain[at - 1].seq, chain[at - 1].hash) if at else Head(0, GENESIS)

        def is_found_out(rows: list[Any], before: Head = before) -> bool:
            """By the chain itself, or, at its end, by the head that was kept."""
            kept = bool(rows) and (rows[-1].seq, rows[-1].hash) == tuple(head)
            return not kept or next(faults_of_chain(rows, before), None) is not None

        other = Entry(**{**row._asdict(), "who": "somebody"})
        assert is_found_out([other, *chain[at + 1 :]])
        assert is_found_out(chain[at + 1 :])
        if at + 1 < len(chain):
            following = chain[at + 1]
            swapped = (
                Entry(**{**following._asdict(), "seq": row.seq}),
                Entry(**{**row._asdict(), "seq": following.seq}),
            )
            assert is_found_out([*swapped, *chain[at + 2 :]])
        assert at % 100 or not is_found_out(chain[at:])
    database.close()
