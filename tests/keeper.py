"""Pages that write, on a database of the test's own: forms are filled in as a browser does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from folders import load
from page_client import Reader, Tag, read
from starlette.testclient import TestClient

from graph.network.live import Network
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from server.address import segment
from server.app import create_app
from server.ledger import Ledger
from server.settings import Settings

DAY = "at=2020-06-30"
Values = Mapping[str, str | list[str]]


class Keeper(Reader):
    """A browser without script that may write; it does not follow redirects by itself."""

    def __init__(self, database: Database, who: str = "tests") -> None:
        self.database, self.network = database, Network(database)
        app = create_app(Settings(), self.network, Ledger(database, self.network, who))
        http = TestClient(app, base_url="http://localhost", follow_redirects=False)
        super().__init__(self.network.snapshot, http)

    @property
    def now(self) -> Snapshot:
        return self.network.snapshot

    def page(self, url: str, status: int = 200) -> Tag:
        answer = self.http.get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return read(answer.text)

    def send(self, url: str, typed: Values, status: int = 303, form: Tag | None = None) -> Tag:
        """Fills in the form at this address and sends it; returns the page that it leads to."""
        form = form or sheet(self.page(url))
        values = {**standing(form), **typed}
        answer = self.http.post(form.attributes["action"], data=values)
        assert answer.status_code == status, (url, answer.status_code, answer.text[:2000])
        if status == 303:
            return self.page(answer.headers["location"])
        return read(answer.text)

    def act(self, key: str, action: str, typed: Values, status: int = 303) -> Tag:
        return self.send(f"/pairings/{segment(key)}/{action}?{DAY}", typed, status)


def keeper(database: Database, folder: Path) -> Keeper:
    """P1 signed county, P2 planned township from 2020-02-25, P3 signed village 2019-05 to 2021."""
    load(database, folder)
    return Keeper(database)


def sheet(page: Tag) -> Tag:
    (form,) = page.all("form", "sheet")
    return form


def standing(form: Tag) -> dict[str, str | list[str]]:
    """What a browser sends when nothing is touched; no button is pressed."""
    found: dict[str, str | list[str]] = {}
    for field in form.all("input"):
        name, kind = field.attributes.get("name"), field.attributes.get("type", "text")
        if not name or (kind in ("checkbox", "radio") and "checked" not in field.attributes):
            continue
        value = field.attributes.get("value", "on")
        if name == "row":
            rows = found.setdefault(name, [])
            assert isinstance(rows, list)
            rows.append(value)
        else:
            found[name] = value
    return found


def notice(page: Tag) -> str:
    (found,) = page.all("p", "notice")
    return found.text
