"""`jiedui dependence` and `jiedui withdrawal` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from folders import FILES, load

from graph.registry.database import Database
from server.cli import main

SIGNED = (
    "Q1,110115006,150926201201,,,,signed,,,,,协议\n"
    "Q2,110115,150926201200,,,,signed,,,,,协议\n"
    "Q3,110115006,150926201200,,,,signed,,,,,协议\n"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("dependence")
    address = f"sqlite:///{folder / 'jiedui.db'}"
    database = Database(address)
    database.migrate()
    load(database, folder / "set", {"pairings.csv": FILES["pairings.csv"] + SIGNED})
    database.close()
    return address


BASE = ("--at", "2020-06-30", "--target", "poor", "--exited")


def asked(url: str, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    command, *rest = words
    assert main([command, *rest, "--database", url, *BASE, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def told(url: str, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    command, *rest = words
    assert main([command, *rest, "--database", url, *BASE]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("donor", [("110115006", 1), ("E1", 1)]),
        ("township", [("110115006", 1)]),
        ("district", [("110115", 3)]),
    ],
)
def test_dependence_by(
    url: str, capsys: pytest.CaptureFixture[str], by: str, found: list[tuple[str, int]]
) -> None:
    answer = asked(url, capsys, "dependence", "--by", by)
    listed = [(one["donor"]["key"], one["villages"]) for one in answer["dependence"]]
    assert sorted(listed) == found
    assert answer["covered"] == 3
    assert "worst" not in answer


def test_worst_together(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(url, capsys, "dependence", "--worst", "2")["worst"]
    assert (answer["villages"], answer["exact"], answer["bound"]) == (2, True, 2)
    assert len(answer["donors"]) == 2
    text = told(url, capsys, "dependence", "--worst", "2")
    assert "一起退出，失去 2 个村；已逐一排除，没有更多的" in text
    assert "已结对 3 个村，其中 2 个只靠一个支援方" in text


def test_withdrawal_takes_a_division_whole_or_alone(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = asked(url, capsys, "withdrawal", "大兴区")
    assert (whole["coveredBefore"], whole["coveredAfter"], whole["lost"]) == (3, 0, 3)
    alone = asked(url, capsys, "withdrawal", "110115", "旧宫", "--alone")
    assert [one["key"] for one in alone["villages"]] == ["150926201200", "150926201201"]
    assert alone["villages"][0]["township"] == "乌拉哈乌拉乡"
    donors = [one["key"] for one in alone["villages"][0]["donors"]]
    assert sorted(donors) == ["110115", "110115006"]
    text = told(url, capsys, "withdrawal", "旧宫")
    assert "旧宫地区退出：已结对的村从 3 个降到 2 个，失去 1 个" in text
    assert "朝阳村村委会" in text


def test_withdrawal_says_what_villages_fall_to(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = asked(url, capsys, "withdrawal", "大兴区")
    assert found["fallsTo"] == {"PLANNED": 0, "TOWNSHIP_ONLY": 0, "COUNTY_ONLY": 0, "NONE": 3}
    one = asked(url, capsys, "withdrawal", "旧宫")
    assert [village["fallsTo"] for village in one["villages"]] == ["COUNTY_ONLY"]
    assert sum(one["fallsTo"].values()) == one["lost"] == one["fallsTo"]["COUNTY_ONLY"]
    text = told(url, capsys, "withdrawal", "旧宫")
    assert "这些村退出后：已列任务 0 个，仅乡镇结对 0 个，仅县级结对 1 个，无 0 个" in text


def test_what_is_unknown_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused = asked(url, capsys, "withdrawal", "110115", "无此单位", status=2)
    assert refused["error"]["code"] == "NOT_FOUND"
    assert "“无此单位”" in refused["error"]["message"]
    refused = asked(url, capsys, "dependence", "--worst", "11", status=2)
    assert "一起退出的应是 1 至 10 个，而不是 11 个" in refused["error"]["message"]
