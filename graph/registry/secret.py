"""Secrets that a client holds, of which the database knows only the SHA-256; and noting their use.

A secret has 256 random bits, so its plain hash gives nothing away, and finding it by that hash
tells no one how much of a guess was right.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Update
from sqlalchemy.exc import OperationalError

from graph.registry.database import Database

RANDOM_BYTES = 32
NOTED_EVERY = timedelta(minutes=1)
"""The use of a secret is written down at most so often."""


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(RANDOM_BYTES)


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def written(at: datetime) -> str:
    """A moment (UTC) as columns hold it: their order as texts is that of time."""
    return at.isoformat(timespec="milliseconds")


def is_long_ago(text: str | None, now: datetime) -> bool:
    """Is it time to note the use again?"""
    return text is None or now - datetime.fromisoformat(text) >= NOTED_EVERY


def note_use(database: Database, noted: Update) -> None:
    """Writes one row down at once, or not at all: who only reads waits for no writer, and the next
    request notes it as well."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(noted)
            connection.commit()
            return
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(noted)
            connection.commit()
        except OperationalError:
            # Another one writes.
            connection.rollback()
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")
