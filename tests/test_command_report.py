"""jiedui report: the file of a district's quarter, as people and programs ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Templates
from docx import Document
from openpyxl import load_workbook
from test_cli import Program


@pytest.fixture(scope="module")
def program(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("report")
    with templates.copy("sqlite", "sample", folder):
        yield Program(f"sqlite:///{folder / 'jiedui.db'}", folder)


@pytest.mark.parametrize("district", ["大兴区", "大兴", "110115"])
def test_a_report_is_written_by_name_or_code(program: Program, district: str) -> None:
    done = program.run("report", district, "--quarter", "2020Q2", "--to", "r.docx")
    assert done.stderr == "已写入 r.docx：大兴区2020年第2季度结对帮扶报告，截至 2020-06-30\n"
    held = Document(str(program.folder / "r.docx"))
    said = "".join(it.text for it in held.paragraphs)
    assert "未结对的深度贫困村 128 个：已列任务 128 个" in said
    assert not list(program.folder.glob(".*.part"))


def test_programs_are_told_what_was_written(program: Program) -> None:
    arguments = ("--quarter", "2020Q2", "--target", "poor", "--to", "r.xlsx", "--json")
    told = json.loads(program.run("report", "大兴区", *arguments).stdout)
    assert told == {
        "file": "r.xlsx",
        "title": "大兴区2020年第2季度结对帮扶报告",
        "quarter": "2020Q2",
        "day": "2020-06-30",
        "notices": [],
    }
    first = load_workbook(program.folder / "r.xlsx").worksheets[0]
    assert "目标村：贫困村" in str(first["A1"].value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("大兴区", "--to", "r.pdf"), "报告只能写成 .docx 或 .xlsx，不能写成“r.pdf”"),
        (("大兴区", "--quarter", "2020", "--to", "r.docx"), "季度应写成 2020Q2"),
        (("大兴区", "--quarter", "9000Q1", "--to", "r.docx"), "还没有开始"),
        (("和田县", "--to", "r.docx"), "不是支援方的区，没有季度报告"),
        (("无此区", "--to", "r.docx"), "没有编码或唯一名称为“无此区”的主体"),
        (("大兴区", "--to", "none/r.docx"), "写不了 none/r.docx"),
    ],
)
def test_what_cannot_be_written_is_refused(
    program: Program, arguments: tuple[str, ...], said: str
) -> None:
    assert said in program.run("report", *arguments, status=2).stderr


def test_whatever_stands_there_stays_until_it_is_whole(program: Program) -> None:
    there: Path = program.folder / "kept.docx"
    there.write_text("old", encoding="utf-8")
    program.run("report", "大兴区", "--quarter", "2020Q9", "--to", "kept.docx", status=2)
    assert there.read_text(encoding="utf-8") == "old"
