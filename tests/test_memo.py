"""Computed results are kept up to a number and up to a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

from graph.network.columns import Ints, ints
from graph.network.memo import Memo
from graph.network.weight import ALIKE, LOOKS, weight

COLUMN = np.zeros(1_000_000, dtype=np.int8)


class Pair(NamedTuple):
    name: str
    column: Ints


@dataclass(frozen=True, slots=True)
class Deep:
    pairs: tuple[Pair, ...]
    by_name: dict[str, np.ndarray[tuple[int], np.dtype[np.int8]]]


def made(memo: Memo, key: object, result: object) -> bool:
    """Was it made anew?"""
    calls = []

    def make() -> object:
        calls.append(key)
        return result

    assert memo.get(key, make) is not None
    return bool(calls)


def test_the_least_recently_used_is_forgotten_first() -> None:
    memo = Memo(2)
    assert [made(memo, key, key) for key in ("a", "b", "a", "c", "a", "b")] == [
        *(True, True, False),
        *(True, False, True),
    ]
    assert (memo.known("c"), memo.known("b")) == (None, "b")


def test_heavy_results_are_few() -> None:
    memo = Memo(64, heaviest=2_500_000)
    for key in range(3):
        assert made(memo, key, COLUMN.copy())
    assert memo.known(0) is None
    assert [made(memo, key, COLUMN) for key in (1, 2)] == [False, False]
    for key in range(10, 60):
        assert made(memo, key, key), "light ones find room"
    assert made(memo, 60, np.zeros(600_000, dtype=np.int8))
    assert memo.known(1) is None
    assert memo.known(10) is not None


def test_one_that_is_too_heavy_alone_is_kept_until_the_next() -> None:
    memo = Memo(64, heaviest=1_000)
    assert made(memo, "heavy", COLUMN)
    assert not made(memo, "heavy", COLUMN)
    assert made(memo, "light", 1)
    assert memo.known("heavy") is None
    assert memo.known("light") == 1
    assert not made(memo, "light", 1)


def test_unweighed_memory_is_bounded_by_number() -> None:
    memo = Memo(3, None)
    assert all(made(memo, key, [COLUMN] * 1_000_000) for key in range(3))
    assert not any(made(memo, key, COLUMN) for key in range(3))


def test_made_while_it_was_made_counts_once() -> None:
    """As when two threads ask for the same."""
    memo = Memo(64, heaviest=2_500_000)

    def make() -> object:
        memo.get("same", COLUMN.copy)
        return COLUMN.copy()

    memo.get("same", make)
    assert made(memo, "other", COLUMN.copy())
    assert not made(memo, "same", COLUMN)


@pytest.mark.parametrize(
    "result",
    [
        COLUMN,
        ints(COLUMN, np.int8),
        Pair("一", ints(COLUMN, np.int8)),
        [Pair("一", ints(COLUMN, np.int8))],
        Deep((Pair("一", ints([1], np.int8)),), {"二": COLUMN}),
        Deep((Pair("一", ints(COLUMN, np.int8)),), {}),
    ],
)
def test_columns_are_found_wherever_they_stand(result: object) -> None:
    assert 1_000_000 <= weight(result) < 1_002_000


@pytest.mark.parametrize("number", [ALIKE, ALIKE + 1, 50_000])
def test_long_lists_weigh_as_their_members(number: int) -> None:
    ten = 10_000 // number + 1
    rows = [(n, np.zeros(ten, dtype=np.int64)) for n in range(number)]
    assert number * ten * 8 < weight(rows) < number * (ten * 8 + 200)


def test_weighing_ends() -> None:
    inside: list[object] = []
    inside.append(inside)
    assert weight(inside) < LOOKS * 100


def test_functions_weigh_nothing() -> None:
    assert weight(lambda: COLUMN) == 0
