"""`jiedui quality`: the data-quality board on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import FILES, load

from graph.analysis.quality import CHECKS
from graph.registry.database import Database
from server.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A ledger with one negotiated pairing that has stood for more than a year."""
    address = f"sqlite:///{tmp_path / 'jiedui.db'}"
    database = Database(address)
    database.migrate()
    pairings = FILES["pairings.csv"] + "P4,110115006,150926201,,,,negotiating,2019,,,,清单\n"
    load(database, tmp_path / "set", {"pairings.csv": pairings})
    database.close()
    return address


def counts(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, int]:
    assert main(["quality", *options, "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [one["code"] for one in checks] == [check.code for check in CHECKS]
    assert [one["title"] for one in checks] == [check.title for check in CHECKS]
    return {one["code"]: one["count"] for one in checks if one["count"]}


def test_counts_of_a_day_and_a_scope(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    base = ("--database", url, "--at")
    assert counts(capsys, *base, "2020-06-30") == {
        "unnamed-quotas": 1,
        "single-donors": 1,
        "long-negotiating": 1,
        "signed-without-agreement": 1,
    }
    assert "long-negotiating" not in counts(capsys, *base, "2019-12-31")
    assert counts(capsys, *base, "2020-06-30", "--within", "旧宫") == {
        "unnamed-quotas": 1,
        "long-negotiating": 1,
    }


def test_table_says_what_to_do(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", "--database", url, "--at", "2020-06-30"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == 1 + len(CHECKS)
    (line,) = (line for line in lines if line.startswith("协商满一年"))
    assert line.split() == ["协商满一年", "1", "条", "签订了的，写明签订日；作罢的，取消。"]
    assert "同名的主体" in said.out
    assert "16 项检查，4 项要看" in said.err


def test_unknown_scope_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", "--database", url, "--within", "无此地"]) == 2
    assert "没有编码或唯一名称为“无此地”的行政区划" in capsys.readouterr().err
