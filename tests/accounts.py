"""Accounts that tests sign in with, and moments that pass only when told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.registry.accounts import NewAccount, add_account, find_account
from graph.registry.database import Database
from graph.rights import Actor
from graph.words import Role

PASSWORD = "柳树 下 三匹 灰马 跑"
OTHER_PASSWORD = "井边 两只 蓝碗 空着"
NOON = datetime(2020, 6, 30, 4, 0, tzinfo=UTC)
DISTRICT, COUNTY = "110115", "150926"
SECOND, MINUTE, HOUR = (timedelta(seconds=size) for size in (1, 60, 3600))


def add(
    database: Database,
    login: str = "wang",
    role: Role = Role.CITY,
    division: str | None = None,
    *,
    who: str | Actor = "tests",
    password: str = PASSWORD,
) -> int:
    return add_account(database, who, NewAccount(login, f"{login} 同志", role, division, password))


def actor(database: Database, login: str) -> Actor:
    with database.read() as connection:
        return find_account(connection, login).actor


def everything_kept(database: Database) -> str:
    """Every text that the audit and the batches hold."""
    with database.read() as connection:
        audit = connection.exec_driver_sql("SELECT * FROM audit").all()
        batches = connection.exec_driver_sql("SELECT * FROM batch").all()
    return f"{audit} {batches}"
