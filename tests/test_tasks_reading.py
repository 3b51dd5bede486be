from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from workbooks import REAL, fill, saved, sheet_of

from graph.days import Day, parse_day
from graph.errors import Fault, Refused
from graph.registry.ledger_file import read_file
from graph.registry.sheets import read_sheets
from graph.registry.tasks import (
    COUNTY,
    END,
    LEAD,
    PARTNER,
    TOWN,
    TOWNSHIP,
    VILLAGES,
    TaskList,
    TaskRow,
    read_tasks,
)


def tasks_in(path: Path, district: str | None, start: Day | None) -> TaskList:
    return read_tasks(read_file(path, read_sheets), district, start)


# The annex of the 2020 plan, by hand: lead, partner, towns, county, township, villages.
FACTS = """
区国资委||礼贤镇|察右前旗|三岔口乡|3
区国资委||长子营镇|察右前旗|老圈沟乡|7
区国资委||天宫院街道|察右前旗|黄茂营乡|1
||亦庄镇|察右前旗|乌拉哈乌拉乡|3
||亦庄镇|察右前旗|平地泉镇|1
||庞各庄镇|察右前旗|玫瑰营镇|6
||瀛海镇|正镶白旗|宝拉根陶海苏木|1
||瀛海镇|正镶白旗|乌兰查布苏木|1
||瀛海镇|正镶白旗|星耀镇|1
||瀛海镇|正镶白旗|明安图镇|1
||高米店街道|正镶白旗|伊克淖苏木|
||旧宫镇|苏尼特右旗|朱日和镇|
||旧宫镇|苏尼特右旗|阿其图乌拉苏木|
||旧宫镇|苏尼特右旗|赛罕乌力吉苏木|
||旧宫镇|苏尼特右旗|乌日根塔镇|
||黄村镇|和田县|罕艾日克镇|23
||榆垡镇|和田县|英阿瓦提乡|7
||采育镇|和田县|英艾日克乡|7
新媒体基地||采育镇 魏善庄|和田县|色格孜库勒乡|10
新媒体基地||观音寺街道|和田县|吾宗肖乡|8
生物医药基地||青云店|和田县|阿瓦提乡|10
生物医药基地||林校路街道|和田县|塔瓦库勒乡|9
区国资委|兴创投资|兴丰街道|和田县|朗如乡|9
区国资委|兴创投资|北臧村镇|和田县|喀什塔什乡|6
区国资委|城建开发|清源街道|和田县|布扎克乡|13
||安定镇|和田县|拉依喀乡|1
||西红门镇|新疆生产建设兵团第十四师224团||
"""
Rows = list[list[object]]
DAXING = "大兴区"
HEADINGS: list[object] = ["责任单位", "结对镇街", "结对旗县", "所在乡镇", "贫困村"]
TASK: list[object] = ["区国资委", "礼贤镇", "察右前旗", "三岔口乡", "3个深度贫困村"]


@pytest.fixture(scope="module")
def real() -> TaskList:
    return tasks_in(REAL, DAXING, None)


def read(folder: Path, *rows: Sequence[object], merges: Sequence[str] = ()) -> TaskList:
    return read_tasks(
        read_file(saved(folder / "tasks.xlsx", rows, merges), read_sheets), DAXING, None
    )


def read_one(folder: Path, *rows: Sequence[object], merges: Sequence[str] = ()) -> TaskRow:
    tasks = read(folder, *rows, merges=merges)
    assert tasks.faults == []
    (row,) = tasks.rows
    return row


def donors(tasks: TaskList) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    return [(row.lead, row.partner, row.towns) for row in tasks.rows]


# The real list


def test_real_list_equals_its_transcription(real: TaskList) -> None:
    def line(row: TaskRow) -> str:
        villages = "" if row.villages is None else str(row.villages)
        towns = " ".join(row.towns)
        return "|".join(
            (row.lead or "", row.partner or "", towns, row.county, row.township or "", villages)
        )

    assert [line(row) for row in real.rows] == FACTS.strip().split("\n")
    assert (real.faults, real.notices) == ([], [])


def test_real_list_adds_up(real: TaskList) -> None:
    by_county: dict[str, int] = {}
    for row in real.rows:
        by_county[row.county] = by_county.get(row.county, 0) + (row.villages or 0)
    assert len(real.rows) == 27
    # 魏善庄 and 青云店 lack their suffix and are still towns of their own.
    assert len({town for row in real.rows for town in row.towns}) == 20
    assert by_county == {
        "察右前旗": 21,
        "正镶白旗": 4,
        "苏尼特右旗": 0,
        "和田县": 103,
        "新疆生产建设兵团第十四师224团": 0,
    }
    assert sum(row.negotiating_villages for row in real.rows) == 6
    assert sum(row.negotiating_township for row in real.rows) == 1


def test_real_list_says_where_it_says_so(real: TaskList) -> None:
    row = real.rows[23]
    assert (row.sheet, row.row, row.source, row.district) == ("新疆地区", 11, "新疆地区!11", DAXING)
    assert [row.place(h) for h in (LEAD, PARTNER, TOWN, COUNTY, TOWNSHIP, VILLAGES, END)] == [
        *("新疆地区!A11", "新疆地区!B11", "新疆地区!C11"),
        *("新疆地区!D11", "新疆地区!E11", "新疆地区!F11", "新疆地区!11"),
    ]
    assert (row.start, row.end, row.note) == (None, None, "")


def test_real_list_keeps_what_is_under_negotiation(real: TaskList) -> None:
    assert (real.rows[10].negotiating_villages, real.rows[10].negotiating_township) == (True, False)
    assert real.rows[10].note == "协商开展村级结对工作"
    last = real.rows[26]
    assert (last.negotiating_villages, last.negotiating_township) == (True, True)
    assert last.note == "与224团协商开展乡镇结对工作；双方协商开展村、农业连队等深层结对工作"


# Donors


def test_town_column_makes_the_other_two_lead_and_partner(tmp_path: Path) -> None:
    rows: Rows = [
        ["结对镇街", "贫困村", "协作单位", "结对旗县", "责任单位"],
        ["兴丰街道", 9, "兴创投资", "和田县", "区国资委牵头"],
        ["采育镇、魏善庄", 9, None, "和田县", "采育镇"],
        ["安定镇", 1, None, "和田县", "安定镇"],
        ["安定镇", 1, "兴创投资", "和田县", None],
    ]
    assert donors(read(tmp_path, *rows)) == [
        ("区国资委", "兴创投资", ("兴丰街道",)),
        ("采育镇", None, ("采育镇", "魏善庄")),
        (None, None, ("安定镇",)),
        (None, "兴创投资", ("安定镇",)),
    ]


@pytest.mark.parametrize(
    "written", ["区国资委牵头", "区国资委（牵头）", "区国资委 牵头", "区国资委牵头单位"]
)
def test_word_for_leading_is_no_part_of_the_name(tmp_path: Path, written: str) -> None:
    assert read_one(tmp_path, HEADINGS, [written, *TASK[1:]]).lead == "区国资委"


def test_span_without_merges_gives_the_same_as_with_them(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text(
        "责任单位,,,结对旗（县）,所在乡镇,贫困村\n"
        "区国资委牵头,兴创投资,兴丰街道,和田县,朗如乡,9\n"
        "新媒体基地,采育镇＼魏善庄,,和田县,色格孜库勒乡,10\n"
        "安定镇,,,和田县,拉依喀乡,1\n"
        ",,清源街道,和田县,布扎克乡,13\n",
        "gb18030",
    )
    tasks = tasks_in(path, DAXING, None)
    assert donors(tasks) == [
        ("区国资委", "兴创投资", ("兴丰街道",)),
        ("新媒体基地", None, ("采育镇", "魏善庄")),
        (None, None, ("安定镇",)),
        (None, None, ("清源街道",)),
    ]
    assert (tasks.rows[1].source, tasks.rows[1].place(TOWN)) == ("tasks.csv!3", "tasks.csv!B3")


def test_partner_column_beside_a_span_is_the_partner(tmp_path: Path) -> None:
    rows: Rows = [
        ["责任单位", None, "协作单位", "结对旗县", "贫困村"],
        ["区国资委", "兴丰街道", "兴创投资", "和田县", 9],
    ]
    assert donors(read(tmp_path, *rows, merges=["A1:B1"])) == [
        ("区国资委", "兴创投资", ("兴丰街道",))
    ]


def test_too_many_units_under_the_span_are_a_fault(tmp_path: Path) -> None:
    rows: Rows = [
        ["责任单位", None, None, None, "结对旗县", "贫困村"],
        ["甲委", "乙司", "丙司", "丁镇", "和田县", 9],
    ]
    tasks = read(tmp_path, *rows, merges=["A1:D1"])
    assert tasks.faults == [
        Fault("任务清单!A2", "这一行填了太多单位，分不清责任单位、协作单位和结对镇街", "甲委")
    ]


def test_town_merged_over_rows_holds_for_each(tmp_path: Path) -> None:
    rows: Rows = [
        ["责任单位", None, "结对旗县", "贫困村"],
        ["新媒体基地", "采育镇", "和田县", 1],
        [None, None, None, 2],
        [None, "安定镇", "墨玉县", 3],
    ]
    tasks = read(tmp_path, *rows, merges=["A1:B1", "A2:A4", "B2:B3", "C2:C3"])
    assert [(row.lead, row.towns, row.county, row.villages) for row in tasks.rows] == [
        ("新媒体基地", ("采育镇",), "和田县", 1),
        ("新媒体基地", ("采育镇",), "和田县", 2),
        ("新媒体基地", ("安定镇",), "墨玉县", 3),
    ]


# Districts, required cells


def test_district_of_the_row_wins_over_the_given_one(tmp_path: Path) -> None:
    rows: Rows = [["区", *HEADINGS], ["石景山区", *TASK], [None, *TASK]]
    assert [row.district for row in read(tmp_path, *rows).rows] == ["石景山区", DAXING]


@pytest.mark.parametrize("headings", [HEADINGS, [*HEADINGS, "区"]])
def test_row_without_a_district_is_a_fault(tmp_path: Path, headings: list[object]) -> None:
    tasks = read_tasks(
        read_file(saved(tmp_path / "a.xlsx", [headings, TASK]), read_sheets), None, None
    )
    place = "任务清单!F2" if "区" in headings else "任务清单!2"
    message = "没有写明是哪个区，请加上“区”一列或用 --district 指定"
    assert (tasks.rows, tasks.faults) == ([], [Fault(place, message)])


def test_empty_town_and_county_are_both_faults(tmp_path: Path) -> None:
    tasks = read(tmp_path, HEADINGS, ["区国资委", None, " ", "三岔口乡", "许多"], TASK)
    assert tasks.faults[:2] == [
        Fault("任务清单!B2", "“结对镇街”不能为空"),
        Fault("任务清单!C2", "“结对旗县”不能为空"),
    ]
    assert [fault.place for fault in tasks.faults[2:]] == ["任务清单!E2"]
    assert [row.row for row in tasks.rows] == [3]


def test_empty_span_names_its_heading(tmp_path: Path) -> None:
    rows: Rows = [["责任单位", "结对旗县", "贫困村"], [None, "和田县", 1]]
    assert read(tmp_path, *rows).faults == [Fault("任务清单!A2", "“责任单位”不能为空")]


def test_missing_column_of_villages_is_a_fault(tmp_path: Path) -> None:
    tasks = read(tmp_path, HEADINGS[:4], TASK[:4])
    message = (
        "没有找到任务清单的表头，必须有：结对镇街（或责任单位）、结对旗县、贫困村；"
        "最接近的是 任务清单!1，缺少：贫困村"
    )
    assert tasks.faults == [Fault("tasks.xlsx", message)]


def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG")
    with pytest.raises(Refused):
        tasks_in(tmp_path / "a.xlsx", DAXING, None)


# Villages, townships, notes


@pytest.mark.parametrize(
    ("cell", "villages", "negotiating"),
    [
        ("23个深度贫困村", 23, False),
        (23, 23, False),
        (23.0, 23, False),
        ("２３", 23, False),
        ("1,234", 1234, False),
        ("二十三个", 23, False),
        (0, 0, False),
        (None, None, False),
        ("协商开展村级结对工作", None, True),
        ("已定3个村，其余协商", None, True),
    ],
)
def test_villages_of_a_row(
    tmp_path: Path, cell: object, villages: int | None, negotiating: bool
) -> None:
    row = read_one(tmp_path, HEADINGS, [*TASK[:4], cell])
    assert (row.villages, row.negotiating_villages) == (villages, negotiating)
    assert row.negotiating_township is False
    assert row.note == (cell if negotiating else "")


@pytest.mark.parametrize("cell", ["若干", "23个贫困村", -1, 2.5, "=SUM(A1:A2)"])
def test_village_cell_that_is_no_count_is_a_fault_at_the_cell(tmp_path: Path, cell: object) -> None:
    tasks = read(tmp_path, HEADINGS, [*TASK[:4], cell])
    assert [(fault.place, fault.value) for fault in tasks.faults] == [("任务清单!E2", str(cell))]
    # Its names can still be checked.
    assert [row.villages for row in tasks.rows] == [None]


def test_count_merged_over_rows_counts_for_each_and_says_so(tmp_path: Path) -> None:
    rows: Rows = [HEADINGS, [*TASK[:3], "三岔口乡", 5], [*TASK[:3], "老圈沟乡", None]]
    tasks = read(tmp_path, *rows, merges=["E2:E3"])
    assert [row.villages for row in tasks.rows] == [5, 5]
    assert tasks.notices == ["任务清单!E2：合并了 2 行，每行都按 5 个村读取"]


@pytest.mark.parametrize(
    ("county", "cell", "township"),
    [
        ("察右前旗", "与三岔口乡协商开展乡镇结对工作", "三岔口乡"),
        ("察右前旗", "与察右前旗三岔口乡 协商开展乡镇结对", "三岔口乡"),
        ("察右前旗", "拟与三岔口乡政府协商开展乡镇结对", "三岔口乡"),
        ("正镶白旗", "与伊和淖尔苏木协商", "伊和淖尔苏木"),
        ("察右前旗", "协商开展乡镇结对", None),
        ("新疆生产建设兵团第十四师224团", "与224团协商开展乡镇结对工作", None),
        ("224团", "与224团协商", None),
    ],
)
def test_township_under_negotiation_may_be_named(
    tmp_path: Path, county: str, cell: str, township: str | None
) -> None:
    row = read_one(tmp_path, HEADINGS, ["区国资委", "礼贤镇", county, cell, None])
    assert (row.township, row.negotiating_township, row.note) == (township, True, cell)
    assert row.negotiating_villages is False


def test_township_level_may_be_negotiated_in_the_village_cell(tmp_path: Path) -> None:
    row = read_one(tmp_path, HEADINGS, [*TASK[:4], "双方协商开展乡镇、村结对"])
    assert (row.township, row.negotiating_township, row.negotiating_villages) == (
        *("三岔口乡", True),
        True,
    )


def test_two_townships_in_one_cell_are_a_fault(tmp_path: Path) -> None:
    tasks = read(tmp_path, HEADINGS, [*TASK[:3], "三岔口乡、老圈沟乡", 5])
    assert tasks.faults == [
        Fault("任务清单!D2", "一格写了几个乡镇，请分成几行", "三岔口乡、老圈沟乡")
    ]


def test_township_column_may_be_missing(tmp_path: Path) -> None:
    rows: Rows = [["结对镇街", "结对旗县", "贫困村"], ["西红门镇", "224团", None]]
    assert read_one(tmp_path, *rows).township is None


def test_note_keeps_remarks_after_what_is_negotiated(tmp_path: Path) -> None:
    rows: Rows = [
        [*HEADINGS, "备注"],
        [*TASK[:4], "协商开展村级结对", "二期"],
        [*TASK, "三期"],
        TASK,
    ]
    assert [row.note for row in read(tmp_path, *rows).rows] == [
        "协商开展村级结对；二期",
        "三期",
        "",
    ]


# Days


DAYS: list[object] = [*HEADINGS, "年度", "起始日期", "截止日期"]


@pytest.mark.parametrize(
    ("cells", "given", "start", "end"),
    [
        ((None, None, None), None, None, None),
        ((2020, None, None), None, "2020", None),
        (("2020年度", None, "2020年底"), None, "2020", "2020-12"),
        ((None, "2020年2月25日", "2021.2.25"), None, "2020-02-25", "2021-02-25"),
        ((2020, "2019年5月", None), None, "2019-05", None),
        (
            (None, datetime.date(2020, 2, 25), datetime.date(2020, 12, 31)),
            None,
            "2020-02-25",
            "2020-12-31",
        ),
        ((None, None, None), "2020-02-25", "2020-02-25", None),
        ((None, "2020/3/1", None), "2020-02-25", "2020-03-01", None),
        ((2020, None, None), "2020-02-25", "2020-02-25", None),
        ((2019, None, None), "2020-02-25", "2019", None),
        ((None, None, "2020-12-31"), None, None, "2020-12-31"),
    ],
)
def test_days_of_a_row(
    tmp_path: Path,
    cells: tuple[object, ...],
    given: str | None,
    start: str | None,
    end: str | None,
) -> None:
    path = saved(tmp_path / "a.xlsx", [DAYS, [*TASK, *cells]])
    tasks = tasks_in(path, DAXING, parse_day(given) if given else None)
    (row,) = tasks.rows
    expected: list[Day | None] = [parse_day(text) if text else None for text in (start, end)]
    assert ([row.start, row.end], tasks.faults) == (expected, [])


@pytest.mark.parametrize(
    ("cells", "place", "message"),
    [
        ((None, "2020-02-25", "2020-02-25"), "任务清单!H2", "截止日期应晚于起始日期 2020-02-25"),
        ((2020, None, "2020年"), "任务清单!H2", "截止日期应晚于起始日期 2020"),
        ((None, "2020-02-30", None), "任务清单!G2", "没有 2020-02-30 这一天"),
        (("今年", None, None), "任务清单!F2", "年度应写成 2020 或 2020年"),
    ],
)
def test_impossible_days_are_faults(
    tmp_path: Path, cells: tuple[object, ...], place: str, message: str
) -> None:
    tasks = read(tmp_path, DAYS, [*TASK, *cells])
    assert [(fault.place, fault.message) for fault in tasks.faults] == [(place, message)]


# Whole workbooks


def test_every_fault_of_every_row_is_reported(tmp_path: Path) -> None:
    bad: list[object] = [None, None, "察右前旗", "三岔口乡、老圈沟乡", "若干"]
    tasks = read(tmp_path, HEADINGS, bad, TASK, bad)
    assert [fault.place for fault in tasks.faults] == [
        f"任务清单!{column}{row}" for row in (2, 4) for column in "BDE"
    ]


def test_awkward_workbook_reads_as_a_tidy_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    awkward: Rows = [
        ["大兴区与结对地区乡镇、村结对任务清单"],
        [None],
        ["序号", "所 在 乡 镇", "贫困村", "结对旗（县）", "责任单位", None, None, "负责人"],
        ["一、内蒙古地区"],
        [1, "三岔口乡", "３个深度贫困村", "察右前旗", "区国资委牵头", "礼贤镇", None, "某"],
        [2, "老圈沟乡", "7个", None, None, "长子营镇", None, None],
        [None],
        ["小计", None, 10],
        ["序号", "所 在 乡 镇", "贫困村", "结对旗（县）", "责任单位", None, None, "负责人"],
        [3, "朗如乡", 9, "和田县", "区国资委牵头", "兴创投资", "兴丰街道", None],
        [4, None, None, None, None, None, None, None],
        ["合  计", None, "=SUM(C5:C10)"],
        ["注：数据截至2020年"],
    ]
    merges = ["A1:H1", "E3:G3", "A4:H4", "D5:D6", "E5:E6", "F5:G5", "F6:G6", "E9:G9"]
    fill(sheet_of(book), awkward, merges, "任务清单")
    book.create_sheet("说明").append(["填表说明"])
    book.create_sheet("旧稿").sheet_state = "hidden"
    book.save(tmp_path / "awkward.xlsx")
    tasks = tasks_in(tmp_path / "awkward.xlsx", DAXING, None)
    found = [
        (r.row, r.lead, r.partner, r.towns, r.county, r.township, r.villages) for r in tasks.rows
    ]
    assert found == [
        (5, "区国资委", None, ("礼贤镇",), "察右前旗", "三岔口乡", 3),
        (6, "区国资委", None, ("长子营镇",), "察右前旗", "老圈沟乡", 7),
        (10, "区国资委", "兴创投资", ("兴丰街道",), "和田县", "朗如乡", 9),
    ]
    assert tasks.faults == []
    assert tasks.notices == [
        "工作表“任务清单”的列 负责人 不属于任务清单，未读",
        "工作表“任务清单”第 4 行是通栏文字，未读",
        "工作表“任务清单”第 8、12 行是合计，未读",
        "工作表“任务清单”第 13 行是说明，未读",
        "工作表“说明”没有任务清单的表头，未读",
        "工作表“旧稿”是隐藏的，未读",
    ]
