from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Fault
from graph.registry.grid import Marks, Merge, Sheet
from graph.registry.headings import Heading, Ledger, Reading, ledger_held, read_rows

VILLAGES = Ledger(
    "名单",
    (
        Heading("县", required=True),
        Heading("乡镇"),
        Heading("村", required=True),
        Heading("认定日期（年）"),
    ),
)
TOWNS = Ledger(
    "清单",
    (
        Heading("单位", spread=True),
        Heading("镇街", required=True, stand_in="单位"),
        Heading("县", required=True),
    ),
)


def sheet(*rows: Sequence[str], merges: Sequence[Merge] = (), name: str = "表") -> Sheet:
    return Sheet(name, rows, merges)


def read(*sheets: Sheet, ledger: Ledger = VILLAGES) -> Reading:
    return read_rows(sheets, ledger, "a.xlsx")


def found(reading: Reading, *headings: str) -> list[tuple[str, ...]]:
    return [tuple(row.text(heading) for heading in headings) for row in reading.rows]


def test_headings_in_any_order_below_titles_and_blank_rows() -> None:
    reading = read(
        sheet(
            ["", "深度贫困村名单"],
            [],
            ["", "填报单位：大兴区"],
            ["序号", "村", "", "县"],
            ["1", "甲村", "别的", "和田县"],
            [],
            ["2", "乙村", "", "墨玉县"],
        )
    )
    assert found(reading, "县", "村", "乡镇") == [("和田县", "甲村", ""), ("墨玉县", "乙村", "")]
    assert [row.place("村") for row in reading.rows] == ["表!B5", "表!B7"]
    assert (reading.rows[0].place("乡镇"), reading.rows[0].place()) == ("表!5", "表!5")
    assert (reading.rows[0].has("村"), reading.rows[0].has("乡镇")) == (True, False)
    assert (reading.faults, reading.notices) == ([], [])


@pytest.mark.parametrize(
    "written", ["认定日期(年)", "认定日期年", " 认定\n日期　（年） ", "认定日期【年】"]
)
def test_heading_with_blanks_brackets_and_full_width_forms(written: str) -> None:
    reading = read(sheet(["县", "村", written], ["和田县", "甲村", "2018"]))
    assert found(reading, "认定日期（年）") == [("2018",)]


def test_totals_remarks_and_lines_across_are_passed_over_with_a_notice() -> None:
    reading = read(
        sheet(
            ["序号", "县", "乡镇", "村"],
            ["一、新疆"],
            ["1", "和田县", "朗如乡", "甲村"],
            ["2", "和田县", "小计", ""],
            ["", "合　计", "", "1"],
            ["3", "共计1个村", "", "1"],
            ["", "总计：", "朗如乡", "甲村"],
            ["注：以上为2020年数"],
            merges=[Merge(2, 1, 2, 4)],
        )
    )
    assert found(reading, "县", "村") == [("和田县", "甲村")]
    assert reading.notices == [
        "工作表“表”第 2 行是通栏文字，未读",
        "工作表“表”第 4、5、6、7 行是合计，未读",
        "工作表“表”第 8 行是说明，未读",
    ]


def test_names_and_notes_like_totals_drop_no_row() -> None:
    rows = [["小计村", "和田县", "合计"], ["共计", "墨玉县", ""], ["甲村", "和田县", "注"]]
    reading = read(sheet(["村", "县", "备注"], *rows))
    assert found(reading, "村") == [("小计村",), ("甲村",)]


def test_row_with_nothing_of_its_own_is_blank() -> None:
    reading = read(
        sheet(
            ["序号", "县", "村"],
            ["1", "和田县", "甲村"],
            ["2", "", "乙村"],
            ["3"],
            ["4"],
            merges=[Merge(2, 2, 5, 2)],
        )
    )
    assert found(reading, "县", "村") == [("和田县", "甲村"), ("和田县", "乙村")]


def test_headings_repeated_by_a_page_break_are_skipped_with_their_title() -> None:
    reading = read(
        sheet(
            ["名单"],
            ["县", "村"],
            ["和田县", "甲村"],
            ["名单"],
            ["县", "村"],
            ["墨玉县", "乙村"],
        )
    )
    assert found(reading, "县", "村") == [("和田县", "甲村"), ("墨玉县", "乙村")]
    assert reading.notices == []


def test_headings_repeated_in_another_order_move_the_columns() -> None:
    reading = read(sheet(["县", "村"], ["和田县", "甲村"], [], ["村", "县"], ["乙村", "墨玉县"]))
    assert found(reading, "县", "村") == [("和田县", "甲村"), ("墨玉县", "乙村")]


def test_heading_merged_over_rows_and_columns_spans_them() -> None:
    reading = read(
        sheet(
            ["单位", "", "", "县"],
            ["牵头", "协作", "镇街道"],
            ["甲委", "乙司", "丙镇", "和田县"],
            ["丁镇", "", "", "墨玉县"],
            merges=[Merge(1, 1, 1, 3), Merge(1, 4, 2, 4), Merge(4, 1, 4, 3)],
        ),
        ledger=TOWNS,
    )
    assert [[cell.text for cell in row.cells("单位")] for row in reading.rows] == [
        ["甲委", "乙司", "丙镇"],
        ["丁镇"],
    ]
    assert [row.place("单位") for row in reading.rows] == ["表!A3", "表!A4"]


def test_spread_heading_without_a_merge_takes_the_blanks_to_its_right() -> None:
    reading = read(sheet(["单位", "", "", "县"], ["甲委", "", "丙镇", "和田县"]), ledger=TOWNS)
    assert [[cell.text for cell in row.cells("单位")] for row in reading.rows] == [["甲委", "丙镇"]]
    last = read(sheet(["县", "单位"], ["和田县", "甲委", "丙镇"]), ledger=TOWNS)
    assert [cell.text for cell in last.rows[0].cells("单位")] == ["甲委", "丙镇"]


def test_heading_that_does_not_spread_keeps_to_its_column() -> None:
    reading = read(sheet(["县", "", "村"], ["", "别的", "甲村"]))
    assert found(reading, "县", "村") == [("", "甲村")]


def test_heading_that_stands_in_for_a_required_one() -> None:
    assert found(read(sheet(["单位", "县"], ["甲", "乙"]), ledger=TOWNS), "单位") == [("甲",)]
    assert found(read(sheet(["镇街", "县"], ["甲", "乙"]), ledger=TOWNS), "镇街") == [("甲",)]
    assert read(sheet(["县"], ["乙"]), ledger=TOWNS).faults == [
        Fault(
            "a.xlsx",
            "没有找到清单的表头，必须有：镇街（或单位）、县；最接近的是 表!1，缺少：镇街（或单位）",
        )
    ]


def test_sheets_without_the_headings_are_passed_over_with_a_notice() -> None:
    hidden = Sheet("旧", [], hidden=True)
    reading = read(sheet(["说明"], name="说明"), sheet(["县", "村"], ["和田县", "甲村"]), hidden)
    assert found(reading, "村") == [("甲村",)]
    assert reading.notices == ["工作表“说明”没有名单的表头，未读", "工作表“旧”是隐藏的，未读"]
    assert reading.faults == []


def test_rows_of_several_sheets_follow_each_other() -> None:
    one = sheet(["县", "村"], ["和田县", "甲村"], name="一")
    two = sheet(["村", "县"], ["乙村", "墨玉县"], name="二")
    rows = read(one, two).rows
    assert [(row.sheet.name, row.place("村")) for row in rows] == [("一", "一!B2"), ("二", "二!A2")]


def test_missing_headings_name_the_nearest_row() -> None:
    reading = read(
        sheet(["县"], name="一"),
        sheet(["标题"], ["县", "乡镇", "名称"], name="二"),
        Sheet("三", [], hidden=True),
    )
    assert reading.faults == [
        Fault(
            "a.xlsx",
            "没有找到名单的表头，必须有：县、村；最接近的是 二!2，缺少：村；隐藏的工作表不读",
        )
    ]
    assert (reading.rows, reading.notices) == ([], [])


@pytest.mark.parametrize("rows", [[], [[]], [["标题"], ["甲", "乙"]]])
def test_no_heading_at_all_names_what_is_wanted(rows: list[list[str]]) -> None:
    assert read(sheet(*rows)).faults == [Fault("a.xlsx", "没有找到名单的表头，必须有：县、村")]


def test_heading_given_twice_is_a_fault_that_names_both() -> None:
    reading = read(sheet(["县", "村", "（县）"], ["和田县", "甲村", "墨玉县"]))
    assert reading.faults == [Fault("表!C1", "表头“县”重复，表!A1 已有", "（县）")]


def test_columns_of_no_heading_are_passed_over_with_a_notice() -> None:
    reading = read(sheet(["序号", "县", "村", "地区", "联系 人"], ["1", "和田县", "甲村", "新疆"]))
    assert reading.notices == ["工作表“表”的列 地区、联系人 不属于名单，未读"]


def test_headings_without_rows_give_a_notice() -> None:
    assert read(sheet(["县", "村"])).notices == ["a.xlsx 的表头下面没有数据行"]


@given(st.permutations(["县", "乡镇", "村", "序号", "别的"]), st.integers(0, 3), st.integers(0, 3))
def test_rows_are_the_same_wherever_the_columns_stand(
    order: list[str], above: int, left: int
) -> None:
    rows = [{"县": "和田县", "村": "甲村"}, {"县": "墨玉县", "乡镇": "朗如乡", "村": "乙"}]
    margin = [""] * left
    table = [[*margin, *(row.get(heading, "") for heading in order)] for row in rows]
    reading = read(sheet(*[["标题"]] * above, [*margin, *order], *table))
    assert found(reading, "县", "乡镇", "村") == [
        ("和田县", "", "甲村"),
        ("墨玉县", "朗如乡", "乙"),
    ]


def test_rows_that_belong_to_the_headings_are_passed_over_with_a_notice() -> None:
    rows = [["1", "2", "3"], ["（全称）", "", "（个）"], ["和田县", "朗如乡", "甲村"]]
    reading = read(sheet(["县", "乡镇", "村"], *rows, ["1", "2", "3"]))
    assert reading.notices == ["工作表“表”第 2 行是栏号，未读", "工作表“表”第 3 行是计量单位，未读"]
    # Far below they are rows like any other.
    assert [row.number for row in reading.rows] == [4, 5]
    split = sheet(["单位", "", "", "县"], ["牵头单位", "协作", "镇街"], ["甲", "", "丙", "乙"])
    assert read(split, ledger=TOWNS).notices == ["工作表“表”第 2 行是下级表头，未读"]


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (["", "", "大兴区经济协作办公室"], "落款"),
        (["", "大兴区人民政府（盖章）"], "落款"),
        (["2020年2月25日"], "落款"),
        (["填报单位（盖章）：", "", "2020年"], "说明"),
        (["联系电话：010-1"], "说明"),
        (["", "", "单位：个"], "说明"),
        (["共12个村"], "合计"),
    ],
)
def test_what_ends_a_paper_is_passed_over(end: list[str], reason: str) -> None:
    reading = read(sheet(["县", "乡镇", "村"], ["和田县", "", "甲村"], [], end))
    assert [row.number for row in reading.rows] == [2]
    assert reading.notices == [f"工作表“表”第 4 行是{reason}，未读"]


def test_office_alone_in_the_first_column_is_a_row_that_lacks_the_rest() -> None:
    reading = read(sheet(["县", "村"], ["区扶贫办", ""], ["和田县", "甲村"]))
    assert [row.number for row in reading.rows] == [2, 3]


def test_hidden_and_struck_rows_are_read_with_a_notice() -> None:
    rows = [["县", "村"], ["和田县", "甲村"], ["和田县", "乙村"], []]
    marks = Marks(frozenset({1, 3, 4}), frozenset({2, 9}), frozenset({2}))
    reading = read(Sheet("表", rows, marks=marks))
    assert [row.number for row in reading.rows] == [2, 3]
    assert reading.notices == [
        "工作表“表”的列 B（村） 是隐藏的，照样读入",
        "工作表“表”第 3 行是隐藏的，照样读入",
        "工作表“表”第 2 行有删除线，照样读入",
    ]


def test_notice_of_many_rows_says_how_many() -> None:
    rows = [["县", "村"], *([["合计"]] * 1_300), ["和田县", "甲村"]]
    (notice,) = read(sheet(*rows)).notices
    assert notice.endswith("、20、21 等 1,300 行是合计，未读")


def test_heading_that_is_almost_a_required_one_is_asked_about() -> None:
    (fault,) = read(sheet(["县（市、区）", "村名", "别的"])).faults
    assert fault.message.endswith("；“县(市、区)”是否就是“县”；“村名”是否就是“村”")


def test_ledger_that_a_file_holds() -> None:
    held = sheet(*[["标题"]] * 5, ["县", "村"])
    assert ledger_held([sheet(["别的"]), held], [TOWNS, VILLAGES]) is VILLAGES
    assert ledger_held([sheet(["别的"])], [TOWNS, VILLAGES]) is None
