from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from server.pictures.text import ELLIPSIS, clean, fit, width, wrap

NAMES = [
    "罕艾日克镇",
    "莫力达瓦达斡尔族自治旗",
    "224团（兵团）",
    "北京DHC医药科技有限公司",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789 +-*/=%&@#$",
    "WWWWMMMMmmmm%%%%@@@@",
    "“携手”·奔小康…—×",
    "𠮷野家",
    "Ünïcödé Å",
]


def test_width_of_han_is_one_em() -> None:
    assert width("罕艾日克镇", 14) == 70
    assert width("罕艾日克镇", 14, bold=True) == 70


def test_width_of_bold_digits_is_larger() -> None:
    assert width("0/23", 13) < width("0/23", 13, bold=True)


def test_width_of_marks_that_combine_is_nothing() -> None:
    assert width("e\u0301", 14) == width("e", 14)


@pytest.mark.parametrize("weight", [400, 700])
def test_width_holds_in_browser(browser: Browser, weight: int) -> None:
    page = browser.new_page()
    measured: list[float] = page.evaluate(
        """([names, weight]) => {
          const context = document.createElement("canvas").getContext("2d");
          context.font = `${weight} 100px "Noto Sans CJK SC", sans-serif`;
          return names.map(name => context.measureText(name).width);
        }""",
        [NAMES, weight],
    )
    page.close()
    for name, real in zip(NAMES, measured, strict=True):
        assert real <= width(name, 100, weight > 400) + 0.5, name


ALL = "also north and others (12)"


@given(st.text(max_size=30), st.integers(20, 300))
def test_fit_stays_within_limit(text: str, limit: int) -> None:
    shown = fit(text, limit, 14)
    assert width(shown, 14) <= limit
    assert shown == text or shown.endswith(ELLIPSIS)


@pytest.mark.parametrize(
    ("limit", "shown"), [(160, "also north and…"), (50, "also…"), (30, "al…"), (230, ALL)]
)
def test_fit_cuts_between_words_where_it_can(limit: int, shown: str) -> None:
    assert fit(ALL, limit, 14) == shown


@given(st.text("大兴区结对，。（）12/ ab%·", max_size=60), st.integers(60, 300))
def test_wrap_loses_nothing(text: str, limit: int) -> None:
    lines = wrap(text, limit, 13)
    assert all(width(line, 13) <= limit for line in lines)
    if not any(ELLIPSIS in line for line in lines):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrap_keeps_numbers_whole_and_commas_up() -> None:
    assert wrap("深度贫困村128，已结对", 13 * 7, 13) == ["深度贫困村", "128，已结对"]


def test_clean_leaves_one_line_that_xml_can_hold() -> None:
    assert clean(" 三岔\n口\x00乡\t ") == "三岔 口 乡"
