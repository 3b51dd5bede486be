"""Good ledgers of the awkward workbooks' place, as drafts that can be changed before they are
written; a draft knows where each cell will stand."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
from ledger_files import ORGANISATIONS, PAIRINGS, VILLAGES
from openpyxl.utils import get_column_letter
from workbooks import sheet_of

Value = str | int | date
Cells = dict[str, Value]
SHEET = "名单"


@dataclass(eq=False)
class Line:
    """One row of a sheet: cells by heading; a line that is none of the ledger's has `texts`."""

    cells: Cells = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    is_head: bool = False


@dataclass(frozen=True)
class Kind:
    """A ledger's headings, and which of them hold what."""

    ledger: str
    head: tuple[str, ...]
    required: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[str, str]
    words: tuple[str, ...]
    count: str | None
    rows: Callable[[random.Random], list[Cells]]


@dataclass
class Draft:
    """`columns` are headings as they stand; `spelled` how they are written, where otherwise."""

    kind: Kind
    columns: list[str]
    lines: list[Line]
    spelled: dict[str, str] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    form: str = ".xlsx"
    encoding: str = "utf-8"
    delimiter: str = ","
    more_sheets: bool = False

    @property
    def rows(self) -> list[Line]:
        return [line for line in self.lines if line.cells]

    def place(self, line: Line, heading: str) -> str:
        """`名单!C5`, or the file's name as the sheet's for a CSV file."""
        sheet = SHEET if self.form == ".xlsx" else f"draft{self.form}"
        column = get_column_letter(self.columns.index(heading) + 1)
        return f"{sheet}!{column}{self.lines.index(line) + 1}"

    def write(self, path: Path) -> Path:
        file = path / f"draft{self.form}"
        grid = [self._texts(line) for line in self.lines]
        if self.form == ".csv":
            with file.open("w", encoding=self.encoding, newline="") as stream:
                csv.writer(stream, delimiter=self.delimiter).writerows(grid)
            return file
        book = openpyxl.Workbook()
        sheet = sheet_of(book)
        sheet.title = SHEET
        for row in grid:
            sheet.append(row)
        for heading in self.merged & {*self.columns}:
            for first, last in self._equal(heading):
                letter = get_column_letter(self.columns.index(heading) + 1)
                sheet.merge_cells(f"{letter}{first}:{letter}{last}")
        if self.more_sheets:
            book.create_sheet("填表说明").append(["一、按实填报"])
            book.create_sheet("旧稿").sheet_state = "hidden"
        book.save(file)
        return file

    def _texts(self, line: Line) -> list[Value]:
        if line.is_head:
            return [self.spelled.get(heading, heading) for heading in self.columns]
        if line.cells:
            return [line.cells.get(heading, "") for heading in self.columns]
        return [*line.texts]

    def _equal(self, heading: str) -> list[tuple[int, int]]:
        """Rows, first and last, that follow each other and say the same."""
        found: list[tuple[int, int]] = []
        for number, line in enumerate(self.lines, 1):
            value = line.cells.get(heading)
            before = self.lines[number - 2].cells.get(heading) if number > 1 else None
            if not value or value != before:
                continue
            if found and found[-1][1] == number - 1:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number - 1, number))
        return found


def draft(kind: Kind, chance: random.Random) -> Draft:
    """A good ledger of a few rows."""
    rows = [Line(cells) for cells in kind.rows(chance)]
    return Draft(kind, [*kind.head], [Line(is_head=True), *rows])


TOWNS = ("黄村镇", "旧宫镇", "采育镇", "魏善庄镇", "兴丰街道", "礼贤镇")
TOWNSHIPS = (
    *(("察右前旗", "乌拉哈乌拉乡"), ("察右前旗", "三岔口乡"), ("和田县", "朗如乡")),
    *(("和田县", "罕艾日克镇"), ("和田县", "拉依喀乡")),
)
ORGANISED = ("京粮（集团）有限公司", "大兴一中", "兴创投资", "区国资委")
PLACED = (
    *(("察右前旗", "乌拉哈乌拉乡", "朝阳村"), ("察右前旗", "乌拉哈乌拉乡", "三号地村")),
    *(("察右前旗", "三岔口乡", "大庄村"), ("察右前旗", "三岔口乡", "朝阳村")),
    *(("和田县", "朗如乡", "排孜瓦特村"), ("和田县", "朗如乡", "乌尊沟村")),
)
STARTS = ("2020-02-25", "2019-05-01", "2018-11-30")
ENDS = ("2021-03-01", "2022-12-31")


def _tasks(chance: random.Random) -> list[Cells]:
    ends = [(town, *place) for town in TOWNS for place in TOWNSHIPS]
    start = chance.choice(STARTS)
    return [
        {
            "责任单位": chance.choice(["区国资委", ""]),
            "协作单位": chance.choice(["兴创投资", ""]),
            "结对镇街": town,
            "结对旗县": county,
            "所在乡镇": township,
            "贫困村": chance.choice(["2", "1个深度贫困村", "", "协商开展村级结对"]),
            "起始日期": start,
            "截止日期": chance.choice([*ENDS, ""]),
            "备注": chance.choice(["续", ""]),
        }
        for town, county, township in chance.sample(ends, 4)
    ]


def _pairings(chance: random.Random) -> list[Cells]:
    donors = [*TOWNS, *ORGANISED]
    recipients = [(township, county, "") for county, township in TOWNSHIPS]
    recipients += [(village, county, township) for county, township, village in PLACED]
    ends = [(donor, *one) for donor in donors for one in recipients]
    return [
        {
            "编号": f"J-{number}" if chance.random() < 0.5 else "",
            "支援方": donor,
            "支援方所在区": "大兴区",
            "受援方": recipient,
            "受援县": county,
            "受援乡镇": township,
            "阶段": chance.choice(["已签订", "已列任务", "协商中", "已取消"]),
            "起始日期": chance.choice(STARTS),
            "截止日期": chance.choice([*ENDS, ""]),
            "协议编号": chance.choice(["XY-7", ""]),
            "责任单位": chance.choice(["区国资委", ""]),
            "帮扶渠道": chance.choice(["万企帮万村", ""]),
            "备注": chance.choice(["续", ""]),
        }
        for number, (donor, recipient, county, township) in enumerate(chance.sample(ends, 4), 1)
    ]


def _villages(chance: random.Random) -> list[Cells]:
    return [
        {
            "县": county,
            "乡镇": township,
            "村": village,
            "类别": chance.choice(["深度贫困村", "贫困村", ""]),
            "认定日期": chance.choice([*STARTS, ""]),
            "退出日期": chance.choice([*ENDS, ""]),
            "备注": "",
        }
        for county, township, village in chance.sample(PLACED, 4)
    ]


def _organisations(chance: random.Random) -> list[Cells]:
    names = chance.sample(["首农集团", "大兴五小", "亦庄医院", "区教委", "京南商会", "药谷"], 4)
    kinds = ["企业", "学校", "医院", "部门", "社会组织", "园区基地"]
    return [
        {
            "名称": name,
            "类型": chance.choice(kinds),
            "所在区县": chance.choice(["大兴区", "石景山区"]),
            "所在乡镇街道": "",
            "统一社会信用代码": f"91110115MA01ABC{number}2X" if chance.random() < 0.5 else "",
            "可结对村数": chance.choice(["12", "3", ""]),
            "备注": "",
        }
        for number, name in enumerate(names)
    ]


TASK_HEAD = "责任单位,协作单位,结对镇街,结对旗县,所在乡镇,贫困村,起始日期,截止日期,备注"
DAYS = ("起始日期", "截止日期")
KINDS: Mapping[str, Kind] = {
    "tasks": Kind(
        "tasks",
        tuple(TASK_HEAD.split(",")),
        ("结对镇街", "结对旗县", "所在乡镇"),
        ("责任单位", "协作单位", "结对镇街", "结对旗县", "所在乡镇"),
        DAYS,
        (),
        "贫困村",
        _tasks,
    ),
    "pairings": Kind(
        "pairings",
        tuple(PAIRINGS.split(",")),
        ("支援方", "支援方所在区", "受援方", "受援县", "阶段"),
        ("支援方", "支援方所在区", "受援方", "受援县", "受援乡镇", "责任单位"),
        DAYS,
        ("阶段",),
        None,
        _pairings,
    ),
    "villages": Kind(
        "villages",
        tuple(VILLAGES.split(",")),
        ("县", "村"),
        ("县", "乡镇", "村"),
        ("认定日期", "退出日期"),
        ("类别",),
        None,
        _villages,
    ),
    "organisations": Kind(
        "organisations",
        tuple(ORGANISATIONS.split(",")),
        ("名称", "类型", "所在区县"),
        ("所在区县",),
        ("", ""),
        ("类型",),
        "可结对村数",
        _organisations,
    ),
}
