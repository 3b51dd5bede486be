"""What is told of a sheet that was read: what was passed over, and what was taken all the same."""

from collections.abc import Iterable, Sequence

from graph.language import Said, joined, say
from graph.registry.cells import fold
from graph.registry.grid import Sheet
from graph.registry.ledger_form import Ledger

MOST_LISTED = 20
"""Rows that a notice lists."""


def sheet_left(sheet: Sheet, ledger: Ledger) -> Said:
    """A sheet without the ledger's headings; those of a hidden one are not looked for."""
    name = sheet.name
    if sheet.hidden:
        return say("工作表“{sheet}”是隐藏的，未读", sheet=name)
    return say("工作表“{sheet}”没有{ledger}的表头，未读", sheet=name, ledger=ledger.name)


def rows_left(sheet: Sheet, numbers: Sequence[int], reason: str) -> Said:
    name, rows = sheet.name, _listed(numbers)
    return say("工作表“{sheet}”第 {rows} 行是{reason}，未读", sheet=name, rows=rows, reason=reason)


def rows_taken(sheet: Sheet, numbers: Sequence[int], how: str) -> Said:
    name, rows = sheet.name, _listed(numbers)
    return say("工作表“{sheet}”第 {rows} 行{how}，照样读入", sheet=name, rows=rows, how=how)


def columns_hidden(sheet: Sheet, columns: Iterable[tuple[str, str]]) -> Said:
    """Columns by letter and heading."""
    listed = joined(say("{column}（{heading}）", column=one, heading=name) for one, name in columns)
    return say("工作表“{sheet}”的列 {columns} 是隐藏的，照样读入", sheet=sheet.name, columns=listed)


def column_meant(sheet: Sheet, text: str, heading: str) -> Said:
    name = sheet.name
    return say(
        "工作表“{sheet}”的列 {text} 当作{heading}读入", sheet=name, text=text, heading=heading
    )


def columns_left(sheet: Sheet, texts: Iterable[str], ledger: Ledger) -> Said:
    listed = joined(map(fold, texts))
    return say(
        "工作表“{sheet}”的列 {columns} 不属于{ledger}，未读",
        sheet=sheet.name,
        columns=listed,
        ledger=ledger.name,
    )


def _listed(numbers: Sequence[int]) -> Said:
    """`3、4`, or the first of them and how many there are."""
    listed = joined(map(str, numbers[:MOST_LISTED]))
    if len(numbers) <= MOST_LISTED:
        return listed
    return say("{listed} 等 {n:,}", listed=listed, n=len(numbers))
