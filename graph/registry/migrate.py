"""Migrations, run by Alembic without an ini file."""

from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from graph.errors import DatabaseProblem
from graph.language import say
from graph.registry.guards import lower_guards, raise_guards

MIGRATORS = 0x6A69_6564_7568
"""The advisory lock that PostgreSQL's migrators take."""
HOW_TO_BEGIN = say("先运行 jiedui load sample，或 jiedui load 文件夹")
HERE = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Creates the tables or brings them up to this version; nothing happens when they are."""
    with engine.connect() as connection:
        at = _revision(connection)
        if at == head():
            return
        _refuse_foreign(connection, at)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Rebuilding a table would cascade over its children; checked again below.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Two first starts at once: the second waits, and then finds nothing left to do.
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATORS})
        lower_guards(connection)
        upgrade(_config(connection), "head")
        raise_guards(connection)
        _check_foreign_keys(connection)
        connection.commit()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def require_current(engine: Engine) -> None:
    """Raises DatabaseProblem unless the tables are those of this version."""
    with engine.connect() as connection:
        at = _revision(connection)
        if at is None:
            raise DatabaseProblem(say("数据库是空的：{how}", how=HOW_TO_BEGIN))
        _refuse_foreign(connection, at)
        if at != head():
            raise DatabaseProblem(say("数据库是旧版本的：运行任一 jiedui load 命令即可升级"))


def head() -> str:
    """The newest revision that this program knows."""
    return str(_scripts().get_current_head())


def _refuse_foreign(connection: Connection, at: str | None) -> None:
    if at is None and inspect(connection).get_table_names():
        raise DatabaseProblem(say("这个数据库里有别的程序的表，请换一个空的数据库"))
    known = {script.revision for script in _scripts().walk_revisions()}
    if at is not None and at not in known:
        raise DatabaseProblem(say("数据库由更新的版本建立（{at}），请升级 jiedui", at=at))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        table, row = broken[0], broken[1]
        message = say("升级会使 {table} 表第 {row} 行失去所指，已撤回", table=table, row=row)
        raise DatabaseProblem(message)
