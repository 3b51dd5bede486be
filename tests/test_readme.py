"""What README shows is run as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.network.live import Network
from server.app import create_app
from server.cli import parser
from server.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith("jiedui ")
]


@pytest.fixture(scope="module")
def client(sample_network: Network) -> TestClient:
    settings = Settings(allowed_hosts=("testserver",))
    return TestClient(create_app(settings, sample_network))


def test_readme_query_answers_as_it_says(client: TestClient) -> None:
    (query,) = [block for kind, block in BLOCKS if kind == "graphql"]
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer
    assert answer["data"]["coverage"] == {
        "total": 128,
        "covered": 0,
        "planned": 128,
        "uncovered": 128,
    }
    assert answer["data"]["uncoveredVillages"]["totalCount"] == 103
    assert len(answer["data"]["uncoveredVillages"]["edges"]) == 3


def test_readme_request_answers(client: TestClient) -> None:
    (body,) = re.findall(r"-d '(.*?)'\n", README, re.DOTALL)
    answer = client.post("/graphql", json=json.loads(body)).json()
    counties = {one["division"]["name"]: one["coverage"] for one in answer["data"]["coverageBy"]}
    assert counties["和田县"] == {"total": 103, "planned": 103}


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_command_is_one(command: str) -> None:
    options = parser().parse_args(shlex.split(command)[1:])
    assert callable(options.run)


def test_readme_shows_every_job() -> None:
    assert {shlex.split(command)[1] for command in COMMANDS} >= {"coverage", "uncovered", "show"}
    assert {shlex.split(command)[1] for command in COMMANDS} >= {"load", "import"}


def test_readme_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (Path(__file__).parent.parent / target).exists(), target
