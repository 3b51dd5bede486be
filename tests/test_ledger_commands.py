"""The command line of ledgers: import, export, template."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from folders import load
from ledger_files import FORMS, LEDGERS
from openpyxl import load_workbook

from graph.registry.database import Database
from server.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'jiedui.db'}"
    database = Database(url)
    database.migrate()
    load(database, tmp_path / "set")
    database.close()
    return url


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_ledger_goes_out_and_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, ledger: str, form: str
) -> None:
    file = str(tmp_path / f"out{form}")
    at = ("--database", url)
    status, printed, _ = run(capsys, "export", ledger, file, "--json", *at)
    out = json.loads(printed)
    assert (status, out["file"]) == (0, file)
    status, printed, _ = run(capsys, "import", ledger, file, "--json", *at)
    report = json.loads(printed)
    assert (status, report["faults"]) == (0, [])
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, out["rows"])


def test_scope_and_day(capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str) -> None:
    file = tmp_path / "p.csv"
    chosen = ("--within", "察右前旗", "--at", "2021-06-30")
    status, _, said = run(capsys, "export", "pairings", str(file), *chosen, "--database", url)
    assert (status, said) == (0, f"已写入 {file}：结对台账，2 行\n")
    assert "P3" not in file.read_text("utf-8-sig")


def test_template_needs_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "form.csv"
    assert run(capsys, "template", "villages", str(file))[0] == 0
    assert file.read_text("utf-8-sig").startswith('"县","乡镇","村"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "pairings", "p.pdf"), "只能写"),
        (("export", "pairings", "p.csv", "--within", "月球"), "月球"),
        (("export", "pairings", "p.csv", "--at", "2020"), "具体日期"),
        (("import", "pairings", "none.csv"), "没有这个文件"),
    ],
)
def test_wrong_arguments_are_explained(
    capsys: pytest.CaptureFixture[str], url: str, arguments: Sequence[str], said: str
) -> None:
    status, printed, error = run(capsys, *arguments, "--database", url)
    assert status == 2
    assert said in printed + error


def test_dry_run_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    file = tmp_path / "villages.csv"
    file.write_text("县,村\n察右前旗,朝阳村\n", "utf-8")
    given = ("import", "villages", str(file), "--database", url)
    assert "试运行，未写入：新增 1 行" in run(capsys, *given, "--dry-run")[1]
    assert "新增 1 行" in run(capsys, *given)[1]
    assert "不变 1 行" in run(capsys, *given)[1]


ROWS = """县,乡镇,村,类别
察右前旗,乌拉哈乌拉乡,朝阳村,深度贫困村
察右前旗,乌拉哈乌拉乡,朝日村,深度贫困村
"""


def test_good_rows_alone_and_the_refused_in_a_workbook(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    file, refused = tmp_path / "v.csv", tmp_path / "refused.xlsx"
    file.write_text(ROWS, encoding="utf-8")
    given = ("import", "villages", str(file), "--database", url)
    assert run(capsys, *given, "--json")[0] == 2
    status, printed, said = run(
        capsys, *given, "--good-rows", "--refused", str(refused), "--dry-run", "--json"
    )
    report = json.loads(printed)
    assert (status, report["refused"], report["taken"]) == (1, 1, False)
    assert f"被拒的 1 行和问题写在 {refused}" in said
    (sheet,) = load_workbook(refused).worksheets
    assert [row[2].value for row in sheet.iter_rows()] == ["村", "朝日村"]
    status, printed, said = run(capsys, *given, "--good-rows")
    assert status == 1
    assert "v.csv!C3" in printed
    assert "共 1 处错误（1 行），只收无误的" in said
    assert json.loads(run(capsys, *given, "--good-rows", "--json")[1])["unchanged"] == 1


def test_refused_rows_need_a_workbook(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    file = tmp_path / "v.csv"
    file.write_text(ROWS, encoding="utf-8")
    given = ("import", "villages", str(file), "--database", url, "--good-rows")
    status, _, said = run(capsys, *given, "--refused", str(tmp_path / "r.csv"))
    assert (status, "被拒的行只能写成 .xlsx" in said) == (2, True)
    status, _, said = run(capsys, *given, "--refused", str(tmp_path / "no" / "r.xlsx"))
    assert (status, "写不了" in said) == (2, True)
    assert json.loads(run(capsys, *given, "--json")[1])["new"] == 1


@pytest.mark.parametrize("command", [("import", "pairings"), ("load",)])
def test_file_whose_name_is_no_text_is_refused(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")
    url = f"sqlite:///{tmp_path / 'j.db'}"
    assert main([*command, name, "--database", url, "--json"]) == 2
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert "请改名" in fault["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("quality", "--within", "XX"),
        ("coverage", "--at", "soon"),
        ("user", "disable", "nobody"),
        ("check", "--head", "x"),
        ("import", "pairings", "set/pairings.csv", "--refused", "r.csv"),
        ("import", "tasks", "none.csv", "--start", "soon"),
    ],
)
def test_refused_commands_speak_json(
    capsys: pytest.CaptureFixture[str], url: str, arguments: tuple[str, ...]
) -> None:
    status, printed, said = run(capsys, *arguments, "--json", "--database", url)
    told = json.loads(printed)
    assert status == 2
    assert told["error"]["message"] in said
    if arguments[0] == "import":
        assert told["faults"] == [
            {
                "place": arguments[2],
                "value": "",
                "message": told["error"]["message"],
                "suggestion": None,
            }
        ]
        assert (told["new"], told["taken"]) == (0, False)
