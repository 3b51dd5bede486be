"""`jiedui propose`: who could take the villages that nobody supports, on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Templates
from folders import load
from split_ledger import LEDGER

from server.cli import main


@pytest.fixture(scope="module")
def url(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("propose")
    with templates.copy("sqlite", "tables", folder) as database:
        load(database, folder / "set", LEDGER)
        yield f"sqlite:///{Path(database.url.database or '')}"


def test_json_is_the_proposal_of_the_contract(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["propose", "--database", url, "--at", "2020-06-30", "--within", "商都县", "--json"]
    assert main(base) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["donor"]["key"] for one in found["pairings"]] == ["E2"]
    assert found["totalCost"] == found["pairings"][0]["cost"] == 11
    assert "已承担 1 村" in found["pairings"][0]["reason"]
    assert {one["reason"] for one in found["unassigned"]} == {"CAPACITY_EXHAUSTED"}
    assert main([*base, "--target", "poor", "--exited"]) == 0
    assert len(json.loads(capsys.readouterr().out)["unassigned"]) >= len(found["unassigned"])


def test_table_names_every_village_and_sums_up(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    within = ["--within", "150927"]
    assert main(["propose", "--database", url, "--at", "2020-06-30", *within]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert "怀柔公司" in "".join(lines)
    assert sum("能结对的单位可结对村数都已用完" in line for line in lines) == 4
    assert "1 个村可以找到支援方，4 个找不到" in said.out + said.err


def test_unknown_scope_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["propose", "--database", url, "--within", "无此地"]) == 2
    assert "没有编码或唯一名称为“无此地”的行政区划" in capsys.readouterr().err


def test_no_other_command_loads_the_solver() -> None:
    program = "import server.cli, sys; print('scipy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout.strip() == b"False"
