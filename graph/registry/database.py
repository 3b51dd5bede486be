"""Opening a database, and the one way to write: one command, one transaction, its audit rows."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from graph.errors import DatabaseProblem
from graph.language import say
from graph.registry.audit import Recorder
from graph.registry.migrate import HOW_TO_BEGIN, migrate, require_current
from graph.registry.tables import audit, party, setting
from graph.rights import Who

Result = TypeVar("Result")
Command = Callable[["Database", Who], Result]
"""One command of `graph.registry`, with everything but the database and who gives it."""

WRITERS = 0x6A69_6564_7569
"""The advisory lock that PostgreSQL's writers take: the audit is a chain, so they queue."""

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    # Without it INSERT OR REPLACE deletes rows past the delete triggers.
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "cache_size = -65536",
)


class Database:
    """One database: SQLite by default, PostgreSQL by URL. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        """Opens `url`, an SQLAlchemy URL; raises DatabaseProblem when it cannot be one."""
        self.url = _url(url)
        self.engine = _engine(self.url)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def migrate(self) -> None:
        """Creates the tables or brings them up to this version."""
        with _reachable(self.url):
            migrate(self.engine)

    def require_current(self) -> None:
        """Raises DatabaseProblem unless the tables are those of this version."""
        file = self.url.database
        if self.is_sqlite and file and file != ":memory:" and not Path(file).exists():
            # Opening it would make it.
            message = say("没有数据库文件 {file}：{how}", file=file, how=HOW_TO_BEGIN)
            raise DatabaseProblem(message)
        with _reachable(self.url):
            require_current(self.engine)

    def choose_donor_side(self, province: str) -> None:
        """All in the province with this code gives; only a ledger without parties can choose.

        Raises DatabaseProblem when another province was chosen before.
        """
        with self.engine.begin() as connection:
            donor_root = setting.c.name == "donor_root"
            chosen = connection.scalar(select(setting.c.value).where(donor_root))
            if chosen == province:
                return
            if connection.scalar(select(party.c.id).limit(1)) is not None:
                message = say(
                    "台账的支援方是 {chosen}，已有主体，不能改为 {province}："
                    "请设 JIEDUI_DONOR_SIDE={chosen}",
                    chosen=chosen,
                    province=province,
                )
                raise DatabaseProblem(message)
            connection.execute(update(setting).where(donor_root).values(value=province))

    def is_empty(self) -> bool:
        """Has nothing ever been written?"""
        with self.read() as connection:
            return connection.scalar(select(audit.c.seq).limit(1)) is None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, who: Who) -> Iterator[Recorder]:
        """One transaction: committed with its audit rows, or rolled back whole on any error.

        Raises Forbidden at its end when it wrote what this actor may not write; a text names a
        local program, which may all.
        """
        with self.engine.connect() as connection:
            self._begin_writing(connection)
            recorder = Recorder(connection, who)
            yield recorder
            recorder.check_rights()
            recorder.flush()
            connection.commit()

    def _begin_writing(self, connection: Connection) -> None:
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITERS})
            return
        try:
            # IMMEDIATE: a deferred transaction that reads first cannot become a writer later.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            message = say(
                "写不了数据库（{why}）：可能另一个程序正在写，请稍后再试", why=str(error.orig)
            )
            raise DatabaseProblem(message) from error

    def close(self) -> None:
        self.engine.dispose()


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # Python's sqlite3 would begin transactions by itself, deferred ones; we emit BEGIN ourselves.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _engine(url: URL) -> Engine:
    try:
        return create_engine(url)
    except ModuleNotFoundError as error:
        message = say("没有安装数据库驱动 {name}；去掉地址里的驱动名即可", name=error.name)
        raise DatabaseProblem(message) from error


def _url(text_: str) -> URL:
    try:
        url = make_url(text_)
        url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        message = say(
            "数据库地址“{address}”不是 SQLAlchemy 地址，例如 sqlite:///jiedui.db 或"
            " postgresql+psycopg://用户@主机/库名",
            address=text_,
        )
        raise DatabaseProblem(message) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        name = url.get_backend_name()
        raise DatabaseProblem(say("只支持 SQLite 和 PostgreSQL，不支持 {name}", name=name))
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url


@contextmanager
def _reachable(url: URL) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        address = url.render_as_string()
        message = say("打不开数据库 {address}：{why}", address=address, why=str(error.orig))
        raise DatabaseProblem(message) from error


def rows(connection: Connection, statement: Any, size: int = 20_000) -> Iterator[Any]:
    """The rows of a statement in chunks: fetching all at once holds them twice in memory."""
    with connection.execute(statement.execution_options(yield_per=size)) as result:
        for chunk in result.partitions():
            yield from chunk
