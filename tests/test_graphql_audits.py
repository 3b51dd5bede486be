"""The audits that npm graphql-http makes of the GraphQL-over-HTTP specification."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sites import listening
from small_network import SMALL
from test_graphql_http import Newest

from server.graphql import GraphQLEndpoint

ROOT = Path(__file__).parent.parent


@contextmanager
def serving() -> Iterator[str]:
    """The address of the endpoint on loopback."""
    with listening(GraphQLEndpoint(Newest(SMALL))) as address:
        yield f"{address}/graphql"


def test_endpoint_passes_every_audit() -> None:
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    with serving() as address:
        command = ["node", str(ROOT / "tests/graphql_audits.mjs"), address]
        ran = subprocess.run(command, env={"PATH": path}, check=True, capture_output=True)
    outcomes = json.loads(ran.stdout)
    assert len(outcomes) == 61
    assert [outcome for outcome in outcomes if outcome["status"] != "ok"] == []
