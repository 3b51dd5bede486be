"""The same generated ledger for every server, written by the real loader."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from postgres import Postgres
from psycopg import sql
from sizes import SIZES, write_data_set
from sqlalchemy import select

from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.tables import party

HERE = Path(__file__).parent
DATABASE = "bench"
# Coverage by SQL reads this index alone; the product needs none, as its reads touch no SQL.
COVERING = (
    "CREATE INDEX bench_active ON pairing (recipient_id, stage, start_day, end_day, donor_id)"
    " WHERE retracted = 0 AND stage <> 'cancelled'"
)


@dataclass(frozen=True)
class Ledgers:
    """URLs of databases with the same rows: ours, a copy of it for the peer, and PostgreSQL's,
    as SQLAlchemy and as everybody else writes it."""

    ours: str
    peer: str
    postgres: str
    plain: str


def fill(folder: Path, size: str, postgres: Postgres) -> Ledgers:
    ours, peer = fill_ours(folder, size), folder / "peer.db"
    copy_for_peer(ours, peer)
    postgres.run(f"CREATE DATABASE {DATABASE}", f"ALTER DATABASE {DATABASE} SET jit = off")
    load(postgres.url(DATABASE), folder / "set")
    plain = f"postgresql:///{DATABASE}?host={postgres.folder}&user=postgres"
    with psycopg.connect(plain, autocommit=True) as connection:
        for statement in (COVERING, (HERE / "postgraphile.sql").read_text(encoding="utf-8")):
            connection.execute(sql.SQL(statement))
    return Ledgers(ours, f"sqlite:///{peer}", postgres.url(DATABASE), plain)


def fill_ours(folder: Path, size: str) -> str:
    """The URL of an SQLite database, filled from a data set that is left beside it."""
    url = f"sqlite:///{folder / 'jiedui.db'}"
    load(url, write_data_set(folder / "set", SIZES[size]))
    return url


def load(url: str, files: Path) -> None:
    with closing(Database(url)) as database:
        database.migrate()
        report = load_folder(database, files, Order("bench"))
        assert not report.faults, report.faults[:3]


def copy_for_peer(ours: str, peer: Path) -> None:
    """With the index and the statistics that reading by SQL wants."""
    with closing(sqlite3.connect(ours.removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", [str(peer)])
    with closing(sqlite3.connect(peer)) as connection:
        connection.execute(COVERING)
        connection.execute("ANALYZE")
        connection.commit()


def village_keys(url: str) -> list[str]:
    """In order."""
    with closing(Database(url)) as database, database.read() as connection:
        of_villages = select(party.c.key).where(party.c.kind == "village")
        return list(connection.scalars(of_villages.order_by(party.c.key)))
