from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import chromium
import postgres
import pytest
from coverage import Coverage
from hypothesis import settings
from playwright.sync_api import Browser, Page
from sites import Site, opened, served

from graph.network.live import Network
from graph.registry import passwords
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.samples import data_set
from graph.registry.sheets import read_sheets
from server import intake

# No deadline: on a busy machine it fails good code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

KINDS = ("sqlite", "postgresql")


MANY = (
    *("test_awkward_hostile", "test_crawl", "test_hostile_names", "test_language_pages"),
    *("test_ledger_round_trip", "test_matrix", "test_mutations", "test_pages_day"),
    *("test_plan", "test_plan_mutants", "test_schemathesis"),
)
"""Tests that ask the same of many: what they reach others reach too."""


def _is_browsing(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: once Playwright has started, its event loop counts as running in this
    thread, and whoever wants to run one of their own cannot.
    """
    items.sort(key=_is_browsing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tests in a browser, those of MANY and those of hostile names run without the tracing of
    coverage, which would take as long again; what they set up and the processes they start too."""
    tracing = Coverage.current()
    asks_of_many = item.path.stem in MANY or "hostile_names" in item.name
    if tracing is None or not (_is_browsing(item) or asks_of_many):
        return (yield)
    tracing.stop()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
            return (yield)
    finally:
        tracing.start()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    with postgres_server.database() as name:
        yield postgres_server.url(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of this test's own: each test runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jiedui.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


class Templates:
    """Databases made once a session, copied for each test: with tables only, or the sample."""

    def __init__(self, folder: Path, server: postgres.Postgres) -> None:
        self._folder = folder
        self._server = server
        self._made: set[tuple[str, str]] = set()

    @contextmanager
    def copy(self, kind: str, content: str, folder: Path) -> Iterator[Database]:
        """A database of one kind: with `tables` only, or the data set `sample` or `demo`."""
        if (kind, content) not in self._made:
            self._make(kind, content)
            self._made.add((kind, content))
        if kind == "sqlite":
            shutil.copy(self._folder / content, folder / "jiedui.db")
            yield from _opened(f"sqlite:///{folder / 'jiedui.db'}")
        else:
            with self._server.database(content) as name:
                yield from _opened(self._server.url(name))

    def _make(self, kind: str, content: str) -> None:
        url = f"sqlite:///{self._folder / content}"
        if kind == "postgresql":
            self._server.run(f'CREATE DATABASE "{content}"')
            url = self._server.url(content)
        for database in _opened(url):
            database.migrate()
            if content != "tables":
                with data_set(content) as folder:
                    assert not load_folder(database, folder, Order("tests")).faults


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture(scope="session")
def templates(
    postgres_server: postgres.Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"), postgres_server)


@pytest.fixture(params=KINDS)
def database(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> Iterator[Database]:
    """A database with tables and nothing in them, of this test's own, of both kinds."""
    with templates.copy(request.param, "tables", tmp_path) as copy:
        yield copy


@pytest.fixture(params=KINDS)
def sample_database(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> Iterator[Database]:
    """A database with the real sample, of this test's own, of both kinds."""
    with templates.copy(request.param, "sample", tmp_path) as copy:
        yield copy


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing at the least that argon2 takes: tests that sign in often are about something else."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 8)
    monkeypatch.setattr(passwords, "PASSES", 1)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are handed in are read in this process: tests of what is in them, not of what
    reading one may cost, need not start another for each."""
    monkeypatch.setattr(intake, "read_apart", read_sheets)


@pytest.fixture(scope="session")
def sample_network(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    """The real sample as everybody reads it; not to be written to."""
    with templates.copy("sqlite", "sample", tmp_path_factory.mktemp("sample")) as database:
        yield Network(database)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.running() as browser:
        yield browser


@pytest.fixture
def site(templates: Templates, tmp_path: Path) -> Iterator[Site]:
    """The sample on SQLite, served to be written to."""
    with templates.copy("sqlite", "sample", tmp_path) as database, served(database) as site:
        yield site


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A wide window, with script and without; complaints on the console fail the test."""
    with opened(browser, java_script_enabled=request.param) as page:
        yield page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The same with script."""
    with opened(browser) as page:
        yield page
