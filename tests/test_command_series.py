"""`jiedui series` and `jiedui changes` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from folders import FILES, load

from graph.registry.database import Database
from server.cli import main

SIGNED = (
    "Q1,110115006,150926201201,,,,planned,,2020-03-01,,,协议\n"
    "Q2,110115006,150926201201,,,,signed,2020-03-01,,,,协议\n"
    "Q3,110115,150926201200,,,,signed,2019-01-01,2020-05-01,,,协议\n"
)
BASE = ("--to", "2020-06-30", "--target", "poor", "--exited")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("series")
    address = f"sqlite:///{folder / 'jiedui.db'}"
    database = Database(address)
    database.migrate()
    load(database, folder / "set", {"pairings.csv": FILES["pairings.csv"] + SIGNED})
    database.close()
    return address


def asked(url: str, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    command, *rest = words
    assert main([command, "--database", url, *BASE, "--json", *rest]) == status
    return json.loads(capsys.readouterr().out)


def told(url: str, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    command, *rest = words
    assert main([command, "--database", url, *BASE, *rest]) == 0
    return capsys.readouterr().out


def test_series_holds_the_points_of_the_contract(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    points = asked(url, capsys, "series", "--from", "2019-11-30")["series"]
    assert [point["at"] for point in points] == ["2019-11-30", "2020-01-01", "2020-04-01"]
    for point in points:
        assert main(["coverage", "--database", url, "--at", point["at"], "--json", *BASE[2:]]) == 0
        assert point["coverage"] == json.loads(capsys.readouterr().out)
    lines = told(url, capsys, "series", "--from", "2019-11-30").splitlines()
    assert lines[0].split()[:3] == ["日期", "目标村", "已结对"]
    assert [line.split()[0] for line in lines[1:]] == [point["at"] for point in points]


def test_changes_tell_villages_and_what_happened(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(url, capsys, "changes", "--from", "2020-02-01")
    assert [one["key"] for one in answer["gained"]] == ["150926201201"]
    assert [one["key"] for one in answer["lost"]] == ["150926201200"]
    assert answer["counts"]["GAINED"] == 1
    (village,) = [one for one in answer["villages"] if one["change"] == "GAINED"]
    assert (village["was"], village["now"]) == ("PLANNED", "COVERED")
    happened = [(one["at"], one["kind"], one["pairing"]) for one in answer["happenings"]]
    assert ("2020-03-01", "BEGAN", "Q2") in happened
    assert ("2020-05-01", "ENDED", "Q3") in happened
    text = told(url, capsys, "changes", "--from", "2020-02-01", "--within", "乌拉哈乌拉乡")
    assert "从 2020-02-01 到 2020-06-30，有变化的村 2 个：新增已结对 1，失去已结对 1" in text
    assert "朝阳村村委会" in text


def test_what_cannot_be_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("series", "changes"):
        refused = asked(url, capsys, command, "--from", "2020-07-01", status=2)
        assert "--from 2020-07-01 在 --to 2020-06-30 之后" in refused["error"]["message"]
        refused = asked(url, capsys, command, "--within", "无此地", status=2)
        assert refused["error"]["code"] == "NOT_FOUND"
        refused = asked(url, capsys, command, "--from", "gestern", status=2)
        assert "日期应写成" in refused["error"]["message"]
    refused = asked(url, capsys, "series", "--from", "1066-01-01", status=2)
    assert "一次最多 400 个；请用 --from 1920-07-01 或以后" in refused["error"]["message"]
    points = asked(url, capsys, "series", "--from", "1920-07-01")["series"]
    assert len(points) == 400
