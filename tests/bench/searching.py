"""How long the search over everything takes, by what is typed: a page and a list while typing,
asked of the application in this process. `searching.py sqlite:///ledger.db` for a ledger that is
loaded; `sizes.py` makes one of Beijing's size."""

from __future__ import annotations

import sys
from contextlib import closing
from time import perf_counter, process_time
from urllib.parse import quote

import numpy as np
from starlette.testclient import TestClient

from graph.network.live import Network
from graph.registry.database import Database
from server.app import create_app
from server.ledger import Ledger
from server.settings import Settings

TYPED = (
    "d",
    "1",
    "dx",
    "cu",
    "村",
    "县",
    "cun",
    "daxing",
    "大兴",
    "结对",
    "移交",
    "110115",
    "没有的",
)
"""One letter and two, characters that most names have, pinyin, names, numbers, nothing."""
ROUNDS = 30
FRAGMENT = {"hx-request": "true", "hx-request-type": "partial"}


def measured(client: TestClient, text: str, headers: dict[str, str]) -> list[tuple[float, float]]:
    """Milliseconds of each round, after one that is not counted, and of its processor time, which
    tells more where others work too."""
    found = []
    for _ in range(ROUNDS + 1):
        begun, worked = perf_counter(), process_time()
        answer = client.get(f"/search?q={quote(text)}", headers=headers)
        found.append(((perf_counter() - begun) * 1000, (process_time() - worked) * 1000))
        assert answer.status_code == 200
    return found[1:]


def main(url: str) -> None:
    with closing(Database(url)) as database:
        database.require_current()
        network = Network(database)
        app = create_app(Settings(), network, Ledger(database, network, "bench"))
        held = network.snapshot
        print(f"{len(held.parties):,} parties, {len(held.pairings):,} pairings")
        with TestClient(app, base_url="http://localhost") as client:
            for text in TYPED:
                for name, headers in (("page", {}), ("typing", FRAGMENT)):
                    ms = measured(client, text, headers)
                    (median, cpu), (high, _) = np.percentile(ms, (50, 95), axis=0)
                    told = f"median {median:.1f} ms\tp95 {high:.1f} ms\tprocessor {cpu:.1f} ms"
                    print(f"{text}\t{name}\t{told}")


if __name__ == "__main__":
    main(sys.argv[1])
