"""Columns of numbers: one buffer, an array to analyse and a memoryview to read singly.

`memoryview[i]` gives a Python int at about the price of a list; a NumPy scalar costs twice that.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

IntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]


class Ints(NamedTuple):
    """One immutable column: `array` (1-d, integer) and `at`, the same numbers for single reads."""

    array: IntArray
    at: memoryview


def ints(values: object, dtype: DTypeLike) -> Ints:
    """A column of `values` (anything that NumPy makes a 1-d array of), locked against writes."""
    array = np.ascontiguousarray(values, dtype=dtype)
    array.flags.writeable = False
    return Ints(array, memoryview(array))  # type: ignore[arg-type]


def slots(order: IntArray, keys: IntArray, size: int) -> IntArray:
    """Where each of `size` keys begins in `keys[order]`: shape (size + 1,), for slicing `order`."""
    return np.searchsorted(keys[order], np.arange(size + 1)).astype(np.int32)
