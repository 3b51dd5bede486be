"""The audits that npm graphql-http makes of the GraphQL-over-HTTP specification."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from small_network import SMALL
from test_graphql_http import Newest

from server.graphql import GraphQLEndpoint

ROOT = Path(__file__).parent.parent


@contextmanager
def serving() -> Iterator[str]:
    """The address of the endpoint on loopback."""
    config = uvicorn.Config(GraphQLEndpoint(Newest(SMALL)), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/graphql"
    server.should_exit = True
    thread.join()


def test_endpoint_passes_every_audit() -> None:
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    with serving() as address:
        command = ["node", str(ROOT / "tests/graphql_audits.mjs"), address]
        ran = subprocess.run(command, env={"PATH": path}, check=True, capture_output=True)
    outcomes = json.loads(ran.stdout)
    assert len(outcomes) == 61
    assert [outcome for outcome in outcomes if outcome["status"] != "ok"] == []
