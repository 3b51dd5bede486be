"""What people and programs do to a good ledger: harmless, so that it means the same, or harmful,
so that it must be refused at a place that the mutation knows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from awkward.drafts import Draft, Line, Value

Harmless = Callable[[Draft, random.Random], None]
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-/.ABCDJPXY"}
_BLANKS = (" ", "　", "\u200b", "\ufeff", "\n", "\u00a0")


@dataclass
class Harm:
    """What is wrong now: the line, the headings of which one must be named; no line, for the
    file; `message` is a part of what must be said."""

    message: str
    line: Line | None = None
    headings: tuple[str, ...] = ()

    def is_named(self, place: str, draft: Draft) -> bool:
        if self.line is None:
            return place == f"draft{draft.form}"
        return place in {draft.place(self.line, heading) for heading in self.headings}


def _filled(draft: Draft, chance: random.Random, headings: tuple[str, ...]) -> tuple[Line, str]:
    """A filled text cell under one of these; there is always one."""
    found = [
        (line, heading)
        for line in draft.rows
        for heading in headings
        if isinstance(line.cells.get(heading), str) and line.cells[heading]
    ]
    return chance.choice(found)


def _exact(draft: Draft) -> tuple[str, ...]:
    """The columns whose blanks and widths say nothing."""
    kind = draft.kind
    free = ("备注", "协议编号", "帮扶渠道", "编号", "名称")
    return tuple(one for one in kind.head if one not in free and one != "贫困村")


# Harmless


def shuffle_columns(draft: Draft, chance: random.Random) -> None:
    chance.shuffle(draft.columns)


def drop_empty_column(draft: Draft, chance: random.Random) -> None:
    empty = [c for c in draft.columns if not any(line.cells.get(c) for line in draft.rows)]
    needed = (*draft.kind.required, "贫困村")
    optional = [c for c in empty if c in draft.kind.head and c not in needed]
    if optional:
        draft.columns.remove(chance.choice(optional))


def add_columns(draft: Draft, chance: random.Random) -> None:
    """A serial number in front, a telephone number somewhere."""
    draft.columns.insert(0, "序号")
    draft.columns.insert(chance.randrange(1, len(draft.columns) + 1), "联系电话")
    for number, line in enumerate(draft.rows, 1):
        line.cells = {**line.cells, "序号": number, "联系电话": "010-6129"}


def add_blank_rows(draft: Draft, chance: random.Random) -> None:
    for _ in range(3):
        draft.lines.insert(chance.randrange(len(draft.lines) + 1), Line())


def add_titles(draft: Draft, chance: random.Random) -> None:
    draft.lines[:0] = [Line(texts=["大兴区2020年台账"]), Line(), Line(texts=["", "", "单位：个"])]


def add_totals(draft: Draft, chance: random.Random) -> None:
    last = draft.lines.index(draft.rows[-1])
    draft.lines.insert(last + 1, Line(texts=["合　计", "", "12", "", "4"]))
    draft.lines.insert(last, Line(texts=["", "小计", "", "", "2"]))


def add_remarks(draft: Draft, chance: random.Random) -> None:
    draft.lines += [
        Line(),
        Line(texts=["注：以上为2020年数"]),
        Line(texts=["填表人：张 审核人：李"]),
    ]
    draft.lines.append(Line(texts=["", "", "2020年2月25日"]))


def repeat_headings(draft: Draft, chance: random.Random) -> None:
    middle = draft.lines.index(chance.choice(draft.rows))
    draft.lines.insert(middle, Line(is_head=True))


def dress_headings(draft: Draft, chance: random.Random) -> None:
    for heading in chance.sample(draft.kind.head, 3):
        cut = chance.randrange(len(heading) + 1)
        joint = chance.choice(["\n", " ", "　", "（", "\u200b"])
        end = "）" if joint == "（" else ""
        draft.spelled[heading] = f" {heading[:cut]}{joint}{heading[cut:]}{end}"


def merge_equal(draft: Draft, chance: random.Random) -> None:
    draft.merged.update(chance.sample(draft.kind.head, 4))


def widen(draft: Draft, chance: random.Random) -> None:
    headings = (*_exact(draft), "编号") if "编号" in draft.kind.head else _exact(draft)
    for _ in range(4):
        line, heading = _filled(draft, chance, headings)
        line.cells[heading] = str(line.cells[heading]).translate(_WIDE)


def add_blanks(draft: Draft, chance: random.Random) -> None:
    for _ in range(4):
        line, heading = _filled(draft, chance, _exact(draft))
        text = str(line.cells[heading])
        cut = chance.choice([0, len(text), chance.randrange(len(text) + 1)])
        line.cells[heading] = text[:cut] + chance.choice(_BLANKS) + text[cut:]


def rewrite_days(draft: Draft, chance: random.Random) -> None:
    for line in draft.rows:
        for heading in draft.kind.days:
            try:
                day = date.fromisoformat(str(line.cells.get(heading, "")))
            except ValueError:
                continue
            forms: list[Value] = [
                f"{day:%Y年}{day.month}月{day.day}日",
                f"{day.year}/{day.month}/{day.day}",
            ]
            forms += [f"{day.year}.{day.month}.{day.day}", f"{day} 00:00:00"]
            line.cells[heading] = chance.choice([*forms, day])


def shorten(draft: Draft, chance: random.Random) -> None:
    """大兴 for 大兴区. 和田 is a county and a city, 大庄 a village and a community."""
    for line in draft.rows:
        for heading in draft.kind.names:
            text = str(line.cells.get(heading, ""))
            stem = text.rstrip("区镇乡村").removesuffix("街道")
            if len(stem) > 1 and stem not in ("和田", "大庄") and chance.random() < 0.5:
                line.cells[heading] = stem


def write_numbers(draft: Draft, chance: random.Random) -> None:
    for line in draft.rows:
        for heading, text in line.cells.items():
            if isinstance(text, str) and text.isascii() and text.isdigit():
                line.cells[heading] = int(text)


def add_sheets(draft: Draft, chance: random.Random) -> None:
    draft.more_sheets = True


def save_as_csv(draft: Draft, chance: random.Random) -> None:
    draft.form = ".csv"
    draft.encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030"])
    draft.delimiter = chance.choice([",", ",", "\t", ";"])


HARMLESS: tuple[Harmless, ...] = (
    *(shuffle_columns, drop_empty_column, add_columns, add_blank_rows, add_titles, add_totals),
    *(add_remarks, repeat_headings, dress_headings, merge_equal, shorten, widen),
    *(add_blanks, rewrite_days, write_numbers, add_sheets, save_as_csv),
)

# Harmful


def misspell(draft: Draft, chance: random.Random) -> Harm:
    line, heading = _filled(draft, chance, draft.kind.names)
    line.cells[heading] = "某" + str(line.cells[heading])[1:]
    return Harm("找不到", line, (heading,))


def clear_required(draft: Draft, chance: random.Random) -> Harm:
    line, heading = _filled(draft, chance, draft.kind.required)
    line.cells[heading] = ""
    message = "要写明是哪个乡镇" if heading == "所在乡镇" else "不能为空"
    return Harm(message, line, (heading,))


def break_day(draft: Draft, chance: random.Random) -> Harm:
    if not draft.kind.days[0]:
        return break_word(draft, chance)
    line, heading = chance.choice(draft.rows), chance.choice(draft.kind.days)
    line.cells[heading] = chance.choice(["2020-13-05", "20.2.5", "去年", "2020-02-30", "43886"])
    return Harm("", line, (heading,))


def end_before_start(draft: Draft, chance: random.Random) -> Harm:
    start, end = draft.kind.days
    if not start:
        return break_word(draft, chance)
    line = chance.choice(draft.rows)
    line.cells |= {start: "2020-02-25", end: "2020-02-24"}
    return Harm("应晚于", line, (end,))


def break_word(draft: Draft, chance: random.Random) -> Harm:
    if not draft.kind.words:
        return break_count(draft, chance)
    line, heading = chance.choice(draft.rows), draft.kind.words[0]
    line.cells[heading] = "别的"
    return Harm("之一", line, (heading,))


def break_count(draft: Draft, chance: random.Random) -> Harm:
    if draft.kind.count is None:
        return break_word(draft, chance)
    line = chance.choice(draft.rows)
    line.cells[draft.kind.count] = chance.choice(["若干", "-3", "1.5", "三五个"])
    return Harm("", line, (draft.kind.count,))


def repeat_row(draft: Draft, chance: random.Random) -> Harm:
    line = chance.choice(draft.rows)
    again = replace(line, cells={**line.cells})
    draft.lines.insert(draft.lines.index(draft.rows[-1]) + 1, again)
    first = {"tasks": "结对镇街", "pairings": "支援方", "villages": "村", "organisations": "名称"}
    return Harm("", again, (first[draft.kind.ledger],))


def overlap(draft: Draft, chance: random.Random) -> Harm:
    """The same two again under another number, on days that the first has too."""
    if draft.kind.ledger != "pairings":
        return repeat_row(draft, chance)
    line = chance.choice(draft.rows)
    line.cells |= {"编号": "J-8", "阶段": "已签订", "起始日期": "2018-01-01", "截止日期": ""}
    again = replace(line, cells={**line.cells, "编号": "J-9", "起始日期": "2019-01-01"})
    draft.lines.insert(draft.lines.index(draft.rows[-1]) + 1, again)
    return Harm("重叠", again, ("编号",))


def swap_cells(draft: Draft, chance: random.Random) -> Harm:
    """Giver and receiver, county and village, kind and seat: each where the other belongs."""
    pairs = {
        "tasks": ("结对镇街", "所在乡镇"),
        "pairings": ("支援方", "受援方"),
        "villages": ("县", "村"),
        "organisations": ("类型", "所在区县"),
    }
    first, second = pairs[draft.kind.ledger]
    line = chance.choice(draft.rows)
    one, other = line.cells[first], line.cells[second]
    line.cells |= {first: other, second: one}
    return Harm("", line, (first, second))


def double_heading(draft: Draft, chance: random.Random) -> Harm:
    heading = chance.choice(draft.kind.required)
    draft.columns.append(f"{heading}2")
    draft.spelled[f"{heading}2"] = f"（{heading}）"
    head = next(line for line in draft.lines if line.is_head)
    return Harm("重复", head, (heading, f"{heading}2"))


def drop_heading(draft: Draft, chance: random.Random) -> Harm:
    required = [one for one in draft.kind.required if one != "所在乡镇"]
    # 责任单位 may stand for the towns.
    draft.columns = [one for one in draft.columns if one != "责任单位"]
    draft.columns.remove(chance.choice(required))
    return Harm("缺少")


HARMFUL: tuple[Callable[[Draft, random.Random], Harm], ...] = (
    *(misspell, clear_required, break_day, end_before_start, break_word, break_count),
    *(repeat_row, overlap, swap_cells, double_heading, drop_heading),
)
