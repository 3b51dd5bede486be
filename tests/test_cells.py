from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.days import Day
from graph.errors import Invalid
from graph.registry.cells import (
    fold,
    one_line,
    parse_ledger_day,
    parse_village_count,
    parse_year,
    split_units,
    tidy,
    units_as_written,
    with_unit,
)
from graph.words import Precision


def day(text: str) -> Day:
    parts = [int(part) for part in text.split("-")]
    precision = {3: Precision.DAY, 2: Precision.MONTH, 1: Precision.YEAR}[len(parts)]
    return Day(datetime.date(*[*parts, 1, 1][:3]), precision)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020-02-25", "2020-02-25"),
        ("2020/2/25", "2020-02-25"),
        ("2020年2月25日", "2020-02-25"),
        ("2020.2.25", "2020-02-25"),
        ("２０２０．２．２５", "2020-02-25"),
        ("2020 年 2 月 25 日", "2020-02-25"),
        ("2020-02-25 00:00:00", "2020-02-25"),
        ("2020-02-25T13:05:00.000", "2020-02-25"),
        ("2020/2/25 0:00", "2020-02-25"),
        ("2020年2月", "2020-02"),
        ("2020-02", "2020-02"),
        ("2020/2", "2020-02"),
        ("2020年", "2020"),
        ("2020", "2020"),
        ("2020年底", "2020-12"),
        ("2020 年底", "2020-12"),
    ],
)
def test_day_in_the_forms_of_ledgers(text: str, meant: str) -> None:
    assert parse_ledger_day(text) == day(meant)


@pytest.mark.parametrize(
    "text",
    [
        *("", "去年", "2020.2", "2020-2/25", "20200225", "43886", "2020年2月25", "20年2月"),
        *("2020-02-30", "2020年13月", "0000年", "2020-02-25-01", "2020年底前"),
    ],
)
def test_day_of_another_form_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        parse_ledger_day(text)


@given(st.dates())
def test_day_is_the_same_in_every_form(date: datetime.date) -> None:
    year, month, number = date.year, date.month, date.day
    forms = ("{:04}-{:02}-{:02}", "{:04}/{}/{}", "{:04}.{}.{}", "{:04}年{}月{}日")
    assert {parse_ledger_day(form.format(year, month, number)) for form in forms} == {Day(date)}
    assert parse_ledger_day(f"{year:04}年{month}月") == Day(date.replace(day=1), Precision.MONTH)


@pytest.mark.parametrize("text", ["2020", "2020年", "2020年度", " ２０２０ 年度"])
def test_year_has_the_precision_of_a_year(text: str) -> None:
    assert parse_year(text) == day("2020")


@pytest.mark.parametrize("text", ["2020-2021", "今年", "2020年2月", "20"])
def test_year_of_another_form_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        parse_year(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("23个深度贫困村", 23),
        ("23 个 深度贫困村", 23),
        ("23", 23),
        ("２３", 23),
        ("２３个", 23),
        ("23个", 23),
        ("23个村", 23),
        ("23村", 23),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("0", 0),
        ("007", 7),
        ("9999", 9999),
        ("二十三个", 23),
        ("二十三个深度贫困村", 23),
        ("十", 10),
        ("十二", 12),
        ("两个", 2),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("两百", 200),
        ("两千两百二十二", 2222),
        ("一千零五", 1005),
        ("零", 0),
    ],
)
def test_village_count_in_the_forms_of_ledgers(text: str, count: int) -> None:
    assert parse_village_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "若干",
            "23个贫困村",
            "约23",
            "-3",
            "23.0",
            "2 3 个左右",
            "12,34",
            "1,2345",
            ",",
            "个",
        ),
        *(
            "二百五",
            "二三",
            "一二八",
            "百",
            "十十",
            "10000",
            "1" * 5000,
            "三岔口村",
            "23个深度贫困村等",
        ),
    ],
)
def test_village_count_of_another_form_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        parse_village_count(text)


@given(st.integers(0, 9999))
def test_village_count_is_the_same_in_digits_and_with_separators(number: int) -> None:
    forms = {str(number), f"{number:,}", f"{number}个", f"{number:,}个深度贫困村"}
    assert {parse_village_count(form) for form in forms} == {number}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("采育镇\\魏善庄", ("采育镇", "魏善庄")),
        ("采育镇＼魏善庄", ("采育镇", "魏善庄")),
        ("采育镇、 魏善庄", ("采育镇", "魏善庄")),
        ("采育镇／魏善庄", ("采育镇", "魏善庄")),
        ("采育镇，魏善庄,安定镇", ("采育镇", "魏善庄", "安定镇")),
        ("采育镇、采育镇、", ("采育镇",)),
        ("采育镇;魏善庄；安定镇|旧宫｜黄村", ("采育镇", "魏善庄", "安定镇", "旧宫", "黄村")),
        ("采育镇", ("采育镇",)),
        ("、 ", ()),
        ("", ()),
    ],
)
def test_units_of_one_cell_are_split(text: str, units: tuple[str, ...]) -> None:
    assert split_units(text) == units


@given(st.text())
def test_folding_and_tidying_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


def test_blanks_inside_a_unit_stay_as_they_are_written() -> None:
    assert units_as_written("采育镇\n魏善庄、 旧　宫；") == ("采育镇\n魏善庄", "旧 宫")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("43886", "43886 像是没有设成日期格式的 2020-02-25"),
        ("20200225", "20200225 像是 2020-02-25"),
        ("20201325", "2020年底"),
        ("12345", "2020年底"),
    ],
)
def test_digits_that_may_be_a_day_are_refused_with_the_day(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_ledger_day(text)
    assert str(caught.value).endswith(said)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("京粮（集团）\n有限公司", "京粮（集团）有限公司"),
        ("New\r\n Hope", "New Hope"),
        ("甲 乙", "甲 乙"),
        ("ABC\t公司", "ABC公司"),
    ],
)
def test_name_over_lines_is_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "wrong", "corrected"),
    [
        ("旧官镇", "旧官镇", "旧宫镇"),
        ("黄村镇\n旧官镇", "旧官镇", "黄村镇\n旧宫镇"),
        ("旧官镇 黄村镇", "旧官镇", "旧宫镇 黄村镇"),
        ("旧官镇区、旧官镇", "旧官镇", "旧官镇区、旧宫镇"),
        ("黄村镇，旧 官镇；采育镇", "旧官镇", "黄村镇,旧宫镇;采育镇"),
        ("旧官镇、旧官镇", "旧官镇", "旧宫镇、旧官镇"),
        ("与旧官镇结对", "旧官镇", "与旧宫镇结对"),
        ("采育镇", "旧官镇", "旧宫镇"),
        ("", "", "旧宫镇"),
        ("采育镇", "", "旧宫镇"),
    ],
)
def test_one_unit_of_a_cell_is_put_right(text: str, wrong: str, corrected: str) -> None:
    assert with_unit(text, wrong, "旧宫镇") == corrected
