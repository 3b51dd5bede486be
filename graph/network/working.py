"""Copies of columns and lists with one thing changed."""

from typing import TypeVar

from graph.network.columns import Ints, ints

Text = TypeVar("Text")


class MovesRows(Exception):
    """A change that only a rebuild of the snapshot can follow."""


def with_value(column: Ints, row: int, value: int) -> Ints:
    """The column with one number changed; the same column when it is that number."""
    if column.at[row] == value:
        return column
    copy = column.array.copy()
    copy[row] = value
    return ints(copy, copy.dtype)


def with_text(texts: list[Text], at: int, text: Text) -> list[Text]:
    """The list with one text changed, as a copy; the same list when it is that text."""
    if texts[at] == text:
        return texts
    copy = texts.copy()
    copy[at] = text
    return copy
