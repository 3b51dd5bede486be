"""Applications served on loopback for real browsers and clients, and windows onto their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from page_client import AT
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from graph.network.live import Network
from graph.registry.database import Database
from graph.words import Stage
from server.address import segment
from server.app import create_app
from server.desk import Snapshots
from server.ledger import Ledger
from server.settings import Settings


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """The address of an application while it runs on loopback, in a thread of this process."""
    server = uvicorn.Server(config := uvicorn.Config(app, port=0, log_level="error"))
    socket = config.bind_socket()
    # Whoever comes before the server waits in the queue.
    socket.listen()
    thread = Thread(target=server.run, args=([socket],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def showing(network: Snapshots) -> Iterator[str]:
    """The address of pages that only read."""
    with listening(create_app(Settings(), network)) as address:
        yield address


class Site:
    """The sample, served to be written to; `plan` is a planned pairing of a village."""

    def __init__(self, address: str, database: Database, network: Network) -> None:
        self.address, self.database, self.network = address, database, network
        held, parties = network.snapshot.pairings, network.snapshot.parties
        villages = [row for row in range(len(held)) if "#" in parties.key(held.recipient.at[row])]
        self.plans = [held.key(row) for row in villages if held.stage.at[row] == Stage.PLANNED]
        self.plan = self.plans[0]

    def url(self, path: str) -> str:
        return f"{self.address}{path}{'&' if '?' in path else '?'}{AT}"

    def pairing(self, key: str, action: str = "") -> str:
        return self.url(f"/pairings/{segment(key)}{'/' if action else ''}{action}")


@contextmanager
def served(database: Database) -> Iterator[Site]:
    """The pages of a database, to be written to."""
    network = Network(database)
    app = create_app(Settings(), network, Ledger(database, network, "小李"))
    with listening(app) as address:
        yield Site(address, database, network)


# What a browser says by itself: that a page answered 404 or 400, and that htmx was quicker
# than the browser to put the cursor into a field that came with a fragment.
OWN_WORDS = ("the server responded with", "Autofocus processing was blocked")


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 900}, **options})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    context.close()
    unexpected = [text for text in complaints if not any(own in text for own in OWN_WORDS)]
    assert unexpected == [], unexpected
