"""The servers that are compared: ours, and its peers."""

from __future__ import annotations

import json
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
from filling import HERE, Ledgers
from nodejs import node
from processes import Server, free_port, parent_of, running

OURS = "jiedui"
STRAWBERRY = "Strawberry, SQLite"
STRAWBERRY_POSTGRES = "Strawberry, PostgreSQL"
POSTGRAPHILE = "PostGraphile"

MODULES = HERE / "node_modules"
PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


@contextmanager
def all_running(ledgers: Ledgers) -> Iterator[list[Server]]:
    """One process each, and PostgreSQL's beside; all on loopback."""
    with ExitStack() as stack:
        postmaster = _postmaster(ledgers.plain)
        yield [
            stack.enter_context(ours(ledgers.ours)),
            stack.enter_context(strawberry(STRAWBERRY, ledgers.peer, {})),
            stack.enter_context(
                strawberry(STRAWBERRY_POSTGRES, ledgers.postgres, {"postgres": postmaster})
            ),
            stack.enter_context(postgraphile(ledgers.plain, postmaster)),
        ]


@contextmanager
def ours(url: str) -> Iterator[Server]:
    port = free_port()
    command: list[object] = [Path(sys.executable).parent / "jiedui", "serve", "--database", url]
    command += ["--host", "127.0.0.1", "--port", str(port), "--json"]
    with running(command, port) as pid:
        yield Server(OURS, port, "/graphql", {"python": pid})


@contextmanager
def strawberry(name: str, url: str, beside: dict[str, int]) -> Iterator[Server]:
    port = free_port()
    command: list[object] = [sys.executable, HERE / "peer_query.py", url, str(port)]
    with running(command, port) as pid:
        yield Server(name, port, "/", {"python": pid, **beside})


@contextmanager
def postgraphile(url: str, postmaster: int) -> Iterator[Server]:
    port = free_port()
    script = MODULES / "postgraphile/dist/cli-run.js"
    command: list[object] = [node(HERE), script, "--config", HERE / "graphile.config.mjs"]
    environment = {**PRODUCTION, "DATABASE_URL": url, "PORT": str(port)}
    with running(command, port, environment, HERE) as pid:
        yield Server(POSTGRAPHILE, port, "/graphql", {"node": pid, "postgres": postmaster})


def _postmaster(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row, "PostgreSQL answers a SELECT"
        # While the connection lasts: its process is a child of PostgreSQL's first.
        return parent_of(row[0])


def versions(ledgers: Ledgers) -> dict[str, str]:
    """What was compared, by name."""
    with psycopg.connect(ledgers.plain) as connection:
        postgres = connection.info.parameter_status("server_version") or ""
    package = json.loads((MODULES / "postgraphile/package.json").read_text(encoding="utf-8"))
    ran = subprocess.run([node(HERE), "--version"], check=True, capture_output=True, text=True)
    names = ("strawberry-graphql", "graphql-core", "sqlalchemy", "starlette", "uvicorn")
    return {
        OURS: version("jiedui"),
        "Python": platform.python_version(),
        **{name: version(name) for name in names},
        "SQLite": sqlite3.sqlite_version,
        POSTGRAPHILE: package["version"],
        "Node.js": ran.stdout.strip().removeprefix("v"),
        "PostgreSQL": postgres.partition(" ")[0],
    }
