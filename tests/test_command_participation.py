"""`jiedui participation` and `jiedui institutions` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from folders import FILES, load

from graph.registry.database import Database
from server.cli import main

SIGNED = (
    "Q1,110115006,150926201201,,,,signed,,,,,协议\n"
    "Q2,E1,H1,,,,signed,2020-01-01,2021-01-01,,,协议\n"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("participation")
    address = f"sqlite:///{folder / 'jiedui.db'}"
    database = Database(address)
    database.migrate()
    units = FILES["organisations.csv"] + "S9,市一中,school,110100,\nH9,乡医院,hospital,150926201,\n"
    files = {"pairings.csv": FILES["pairings.csv"] + SIGNED, "organisations.csv": units}
    assert load(database, folder / "set", files).faults == []
    database.close()
    return address


def asked(
    url: str,
    capsys: pytest.CaptureFixture[str],
    *words: str,
    at: str = "2020-06-30",
    status: int = 0,
) -> Any:
    assert main([*words, "--database", url, "--at", at, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def told(url: str, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--database", url, "--at", "2020-06-30"]) == 0
    return capsys.readouterr().out


def test_participation_counts_and_lists(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("participation", "--within", "大兴区", "--state", "paired")
    answer = asked(url, capsys, *words)
    (group,) = answer["groups"]
    assert group["district"]["key"] == "110115"
    assert group["counts"] == answer["total"]
    keys = {one["key"] for one in answer["parties"]}
    assert {"110115006", "E1"} <= keys
    assert len(keys) == sum(one["paired"] for one in answer["total"])
    assert {one["involvement"] for one in answer["parties"]} == {"PAIRED"}
    text = told(url, capsys, *words)
    assert f"共 {len(keys)} 个" in text
    assert "合计" not in text, "one district is its own total"


def test_institutions_by_county_and_day(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    def hospital(at: str) -> list[int]:
        (group,) = asked(url, capsys, "institutions", at=at)["groups"]
        counts, *_ = group["counts"]
        assert (group["division"]["key"], counts["kind"]) == ("150926", "HOSPITAL")
        return [counts[name] for name in ("total", "paired", "promised", "none")]

    assert hospital("2020-06-30") == [2, 1, 0, 1]
    assert hospital("2021-01-01") == [2, 0, 0, 2]
    listed = asked(url, capsys, "institutions", "--by", "township", "--state", "paired")
    assert [one["division"] and one["division"]["key"] for one in listed["groups"]] == [
        "150926201",
        None,
    ]
    assert [one["key"] for one in listed["institutions"]] == ["H1"]
    text = told(url, capsys, "institutions", "--state", "paired", "--state", "none")
    assert "旗医院" in text
    assert "50.0%" in text


def test_several_places_have_a_total(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    donors = told(url, capsys, "participation")
    assert "不在任何区" in donors
    assert "合计" in donors
    units = told(url, capsys, "institutions", "--by", "township")
    assert "不在任何乡镇" in units
    assert "合计" in units
    whole = asked(url, capsys, "participation")
    assert "parties" not in whole
    summed = sum(one["total"] for group in whole["groups"] for one in group["counts"])
    assert summed == sum(one["total"] for one in whole["total"])
    assert "institutions" not in asked(url, capsys, "institutions")


def test_those_of_no_division_are_listed_alone(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, rows in (
        (("participation",), "parties"),
        (("institutions", "--by", "township"), "institutions"),
    ):
        states = ("--state", "paired", "--state", "promised", "--state", "none")
        found = asked(url, capsys, *words, "--direct", *states)
        (group,) = found["groups"]
        assert (group.get("district"), group.get("division")) == (None, None)
        assert len(found[rows]) == sum(one["total"] for one in group["counts"]) > 0
        assert found["total"] == group["counts"]
    assert "没有不在任何县的受援单位" in told(url, capsys, "institutions", "--direct")


def test_place_without_units_says_how_to_bring_them(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "jiedui import organisations" in told(url, capsys, "institutions", "--within", "110115")


def test_what_is_unknown_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("participation", "institutions"):
        refused = asked(url, capsys, command, "--within", "无此区", status=2)
        assert "“无此区”" in refused["error"]["message"]
    with pytest.raises(SystemExit, match="2"):
        main(["participation", "--state", "signed", "--database", url])
    assert "invalid choice" in capsys.readouterr().err
