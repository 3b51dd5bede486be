"""Copies of columns and lists with one thing changed."""

from collections.abc import Mapping
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
    return with_texts(texts, {at: text})


def with_texts(texts: list[Text], changed: Mapping[int, Text]) -> list[Text]:
    """The list with these texts at these places, as a copy; the same list when they are there."""
    if all(texts[at] == text for at, text in changed.items()):
        return texts
    copy = texts.copy()
    for at, text in changed.items():
        copy[at] = text
    return copy
