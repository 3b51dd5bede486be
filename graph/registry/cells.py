"""What the text of one cell means: names, counts and days as staff write them (data.md, 2)."""

import datetime
import re
import unicodedata
from functools import lru_cache

from graph.days import Day, make_day
from graph.errors import Invalid
from graph.language import joined, say
from graph.naming import INVISIBLE

_BETWEEN_UNITS = re.compile(r"[\\、/,;|]")
_APART = re.compile(rf"(\s*{_BETWEEN_UNITS.pattern}\s*|\s+)")

_LINE_END = re.compile(r"\s*[\r\n\t\v\f]\s*")
_BETWEEN_WORDS = re.compile(rf"(?<=[!-~]){_LINE_END.pattern}(?=[!-~])")

# What a spreadsheet runs as a formula, full-width and small forms included.
_RUNS = frozenset("=+-@\t\r\n\u2212")
# XML has no place for these, so no workbook can hold them.
_NO_TEXT = re.compile(r"[\ufffe\uffff\ud800-\udfff]")

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日")
# Not 2020.2: Excel keeps a typed 2020.10 as the number 2020.1.
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{4})年(\d{1,2})月")
_YEAR = re.compile(r"(\d{4})年?")
_YEAR_END = re.compile(r"(\d{4})年底")
_EIGHT_DIGITS = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
# 1954 to 2064: how Excel keeps a day, counted from here.
_SERIAL = re.compile(r"[2-5]\d{4}")
_FIRST_SERIAL = datetime.date(1899, 12, 30)

_VILLAGES = re.compile(r"(?P<count>[\d,]+|[零一二三四五六七八九十百千]+)个?(深度贫困村|村)?")
_PLAIN = re.compile(r"\d+|\d{1,3}(,\d{3})+")
_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
MAX_VILLAGES = 9_999


def tidy(text: str) -> str:
    """The text without what cannot be seen, and without blanks around it."""
    return INVISIBLE.sub("", text.replace("_x000D_", "").replace("\r\n", "\n")).strip()


def one_line(text: str) -> str:
    """A name that was broken over lines: 京粮（集团）⏎有限公司 has no blank, New⏎Hope has one."""
    return _LINE_END.sub("", _BETWEEN_WORDS.sub(" ", text))


def plain(text: str) -> str:
    """The text as it comes back from a workbook: what is compared with a cell."""
    return tidy(_NO_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet runs: an apostrophe stands before =1+1, -1, ＝1 …

    One more is put before apostrophes that stand before such a sign, so that `unguard` gives
    every text back.
    """
    return f"'{text}" if _would_run(text) else text


def unguard(text: str) -> str:
    """The text that `guard` made safe; every other text as it is."""
    return text[1:] if text.startswith("'") and _would_run(text) else text


def _would_run(text: str) -> bool:
    sign = text.lstrip("'")[:1]
    return bool(sign) and unicodedata.normalize("NFKC", sign)[0] in _RUNS


def fold(text: str) -> str:
    """The spelling that is compared: full-width forms as half-width ones, no blanks at all."""
    joined = "".join(unicodedata.normalize("NFKC", tidy(text)).split())
    # A blank may have kept two signs apart that compose.
    return unicodedata.normalize("NFC", joined)


def split_units(text: str) -> tuple[str, ...]:
    r"""Each unit of a cell once: `采育镇\魏善庄` names two."""
    return tuple(dict.fromkeys(fold(part) for part in units_as_written(text)))


def units_as_written(text: str) -> tuple[str, ...]:
    """The same with the blanks and line ends inside, which may stand between two units too."""
    parts = (tidy(part) for part in _BETWEEN_UNITS.split(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(part for part in parts if part))


def with_unit(text: str, wrong: str, right: str) -> str:
    """The cell with one of its units put right, and what stands between them as it was; `right`
    alone when `wrong` is all of it or no part of it."""
    parts, sought = _APART.split(unicodedata.normalize("NFKC", tidy(text))), fold(wrong)
    for place, part in enumerate(parts):
        if sought and fold(part) == sought:
            return "".join((*parts[:place], right, *parts[place + 1 :]))
    folded = fold(text)
    is_part = sought and sought != folded and sought in folded
    return folded.replace(sought, right, 1) if is_part else right


def parse_ledger_day(text: str) -> Day:
    """A day as ledgers write it: 2020-02-25, 2020/2/25, 2020.2.25 and 2020年2月25日, a time of day
    behind it cut off; 2020年2月 and 2020年 with their precision; 2020年底 is December.

    Raises Invalid for any other text and for a day that does not exist.
    """
    spaced = " ".join(unicodedata.normalize("NFKC", tidy(text)).split())
    plain = _TIME.sub("", spaced).replace(" ", "")
    if found := _DAY.fullmatch(plain):
        parts = [part for part in found.groups() if part and part.isdigit()]
    elif (found := _MONTH.fullmatch(plain)) or (found := _YEAR.fullmatch(plain)):
        parts = [part for part in found.groups() if part]
    elif found := _YEAR_END.fullmatch(plain):
        parts = [found[1], "12"]
    else:
        forms = say("日期应写成 2020-02-25、2020年2月25日、2020年2月、2020年或 2020年底")
        raise Invalid(joined((forms, _as_digits(plain)), ""))
    year, *rest = map(int, parts)
    return make_day(year, *rest)


def _as_digits(text: str) -> str:
    """What to say of 20200225, and of 43886: Excel counts days, and the cell was no date."""
    if _SERIAL.fullmatch(text):
        day = _FIRST_SERIAL + datetime.timedelta(days=int(text))
        return say("；{text} 像是没有设成日期格式的 {day}", text=text, day=day)
    if found := _EIGHT_DIGITS.fullmatch(text):
        return say("；{text} 像是 {day}", text=text, day="-".join(found.groups()))
    return ""


def parse_year(text: str) -> Day:
    """`2020`, `2020年` or `2020年度`, with a year's precision. Raises Invalid for other texts."""
    found = re.fullmatch(r"(\d{4})(年|年度)?", fold(text))
    if not found:
        raise Invalid(say("年度应写成 2020 或 2020年"))
    return make_day(int(found[1]))


def parse_village_count(text: str) -> int:
    """How many villages a cell counts: 23, 1,234, 23个, 23个深度贫困村 or 二十三个.

    Raises Invalid for any other text, `23个贫困村` included: those need not be deep-poverty.
    """
    found = _VILLAGES.fullmatch(fold(text).replace("两", "二").replace("〇", "零"))
    if not found:
        raise Invalid(say("贫困村应写成 23、23个深度贫困村，或含“协商”的文字"))
    count = _number(found["count"])
    if count is None:
        raise Invalid(say("看不懂这个村数，应写成 23 或 1,234 这样的整数"))
    if count > MAX_VILLAGES:
        raise Invalid(say("一个乡镇的村数不应超过 {most}", most=MAX_VILLAGES))
    return count


def _number(written: str) -> int | None:
    if _PLAIN.fullmatch(written):
        digits = written.replace(",", "").lstrip("0")
        # Python refuses to convert thousands of digits; any six are too many.
        return int(digits or "0") if len(digits) < 6 else MAX_VILLAGES + 1
    return _spoken_numbers().get(written)


@lru_cache(maxsize=1)
def _spoken_numbers() -> dict[str, int]:
    # Looked up, not computed: 二百五 is no 205, and 二三 is no number at all.
    return {_spoken(number): number for number in range(MAX_VILLAGES + 1)}


def _spoken(number: int) -> str:
    text = ""
    rest = number
    for unit, name in _UNITS:
        digit, rest = divmod(rest, unit)
        if digit:
            text += _DIGITS[digit] + name
        elif text and rest and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if 10 <= number < 20 else text or "零"
