"""Columns of numbers: what is appended to one never shows in another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.network.columns import appended, ints

Appending = tuple[int, int]
"""Which of the columns made so far, and what is appended to it."""
NUMBERS = st.integers(min_value=-(2**31), max_value=2**31 - 1)


@given(
    start=st.lists(NUMBERS, max_size=5),
    steps=st.lists(st.tuples(st.integers(min_value=0, max_value=999), NUMBERS), max_size=150),
)
def test_appending_leaves_every_earlier_column_as_it_was(
    start: list[int], steps: list[Appending]
) -> None:
    columns, told = [ints(start, np.int32)], [start]
    for choice, number in steps:
        # Mostly the newest, as snapshots do; at times an older one, so that two ways part.
        at = len(columns) - 1 if choice % 4 else choice % len(columns)
        columns.append(appended(columns[at], number))
        told.append([*told[at], number])
    assert [list(column.at) for column in columns] == told
    assert [column.array.tolist() for column in columns] == told


def test_appending_to_the_newest_copies_nothing() -> None:
    first = appended(ints(range(1000), np.int32), 1)
    second = appended(first, 2)
    assert np.shares_memory(first.array, second.array)
    assert not np.shares_memory(second.array, appended(first, 3).array)


def test_columns_are_locked() -> None:
    for column in (ints([1, 2], np.int8), appended(ints([1, 2], np.int8), 3)):
        with pytest.raises(ValueError, match="read-only"):
            column.array[0] = 9
        with pytest.raises(TypeError):
            column.at[0] = 9
