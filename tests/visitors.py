"""Whoever may come to the pages of `split_ledger`, what lets them in, and ledgers to write to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from accounts import actor
from httpx2 import Response
from route_sample import Cell, Place
from split_ledger import CITY_READS, Split
from staff import LOGINS, Browser, Site

from graph.registry.database import Database
from graph.rights import Actor
from server.policies import Policy
from server.settings import Settings

QUIET = Settings(metrics=True)
READS, WRITES = ("reader", "county", "district", "city"), ("district", "city")
PASSES: dict[Policy, tuple[str, ...]] = {
    Policy.OPEN: (*READS, "single", "guest", "nobody", "token"),
    Policy.READ: (*READS, "single", "guest"),
    Policy.WRITE: (*WRITES, "single"),
    Policy.ABOUT_ONESELF: (*READS, "single"),
    Policy.SIGNED_IN: READS,
    Policy.SUGGEST: ("county",),
    Policy.OPERATE: ("city", "single"),
    Policy.QUERY: (*READS, "single", "guest", "token"),
}
ENDS_SESSION = ("/sign-out", "/account/sessions/end")


class Visitor(NamedTuple):
    """Somebody, and how they are let in; `has_account` is one who is known and told no."""

    name: str
    login: str = ""
    token: str = ""
    settings: Settings = QUIET

    @property
    def writes(self) -> bool:
        """Is there anybody known to whom the rules on rights apply?"""
        return bool(self.login or self.token in LOGINS or self.name == "single")

    def browser(self, held: Split, site: Site) -> Browser:
        browser = site.browser(self.login)
        if self.token:
            browser.http.headers["authorization"] = f"Bearer {held.tokens[self.token]}"
        return browser


GUESTS = Settings(metrics=True, public_reading=True)
VISITORS = (
    *(Visitor(login, login) for login in LOGINS),
    Visitor("nobody"),
    Visitor("guest", settings=GUESTS),
    *(Visitor("token", token=login) for login in LOGINS),
    Visitor("single"),
)
READING = Visitor("token", token=CITY_READS)


class Home:
    """The ledger of two districts, with accounts or a single user's, and copies to write to."""

    def __init__(self, folder: Path, database: Database, *, staffed: bool) -> None:
        folder.mkdir(exist_ok=True)
        self.held = Split(database, folder / "set", staffed=staffed)
        self.place = Place(self.held)
        self._folder = folder
        self._copies = 0
        file = self._file()
        # The file alone may lack what the journal beside it still holds.
        with closing(sqlite3.connect(folder / "jiedui.db")) as now:
            now.execute(f"VACUUM INTO '{file}'")
        self._whole = file

    def _file(self) -> Path:
        self._copies += 1
        return self._folder / f"copy-{self._copies}.db"

    @contextmanager
    def copy(self, settings: Settings = QUIET) -> Iterator[Site]:
        file = Path(shutil.copy(self._whole, self._file()))
        database = Database(f"sqlite:///{file}")
        try:
            site = Site(database, settings)
            with site.browser().http:
                yield site
        finally:
            database.close()
            file.unlink()

    def actor(self, visitor: Visitor) -> Actor:
        login = visitor.login or visitor.token
        return actor(self.held.database, login) if login in LOGINS else Actor("here")


def refused(visitor: Visitor, policy: Policy) -> str:
    """How it must be refused; empty when it must not be."""
    if visitor.name in PASSES[policy]:
        return ""
    # Who is alone at this machine cannot sign in as a county.
    if visitor.login or (visitor.name == "single" and policy is Policy.SUGGEST):
        return "403"
    return "401" if policy is Policy.QUERY else "sign in"


def outcome(cell: Cell, answer: Response) -> str:
    """How it was refused, else the status."""
    leads = answer.headers.get("location", "")
    ended = cell.path in ENDS_SESSION and "clear-site-data" in answer.headers
    if answer.status_code == 303 and leads.startswith("/sign-in") and not ended:
        return "sign in"
    return str(answer.status_code)


def rows_written(database: Database) -> int:
    """Of the audit, and of what is proposed; a decision has the audit's."""
    with database.read() as connection:
        return sum(
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("audit", "suggestion")
        )
