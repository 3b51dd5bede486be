"""Pages of a ledger with accounts: one of each role, and browsers that have signed in."""

from __future__ import annotations

from accounts import COUNTY, DISTRICT, PASSWORD, add
from page_client import Tag, read
from starlette.testclient import TestClient

from graph.network.live import Network
from graph.registry.database import Database
from graph.registry.sessions import sign_in
from graph.words import Role
from server.app import create_app
from server.cookies import SESSION
from server.ledger import Ledger
from server.settings import Settings

LOGINS = {role.text: role for role in Role}
SAME = {"sec-fetch-site": "same-origin"}
HERE = Settings()


def hire(database: Database, county: str = COUNTY) -> None:
    """An account of each role, called by it."""
    divisions = {Role.DISTRICT: DISTRICT, Role.COUNTY: county}
    for login, role in LOGINS.items():
        add(database, login, role, divisions.get(role))


class Site:
    """The pages of a database, and browsers without script that look at them."""

    def __init__(self, database: Database, settings: Settings = HERE) -> None:
        self.database, self.network, self.settings = database, Network(database), settings
        self.app = create_app(settings, self.network, Ledger(database, self.network, "here"))

    def browser(self, login: str = "") -> Browser:
        """Signed in by this login, if any."""
        browser = Browser(self)
        if login:
            browser.enter(login)
        return browser


class Browser:
    """Does not follow redirects, and says where requests come from, as browsers do."""

    def __init__(self, site: Site) -> None:
        self._site = site
        scheme = "https" if site.settings.is_https else "http"
        (host, *_) = sorted(site.settings.hosts - {"127.0.0.1", "::1"})
        self.http = TestClient(
            site.app,
            base_url=f"{scheme}://{host}",
            headers=SAME,
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def enter(self, login: str, password: str = PASSWORD) -> None:
        """Opens a session without the page for it."""
        self.carry(sign_in(self._site.database, login, password))

    def carry(self, secret: str) -> None:
        """Has this session's cookie and no other."""
        self.http.cookies.clear()
        # What the standard library's jar calls a host without a dot.
        self.http.cookies.set(SESSION, secret, domain="localhost.local")

    @property
    def secret(self) -> str:
        return self.http.cookies[SESSION]

    def page(self, url: str, status: int = 200) -> Tag:
        answer = self.http.get(url)
        assert answer.status_code == status, (url, answer.status_code, answer.text[:500])
        return read(answer.text)
