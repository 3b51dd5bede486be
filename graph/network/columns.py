"""Columns of numbers: one buffer, an array to analyse and a memoryview to read singly.

`memoryview[i]` gives a Python int at about the price of a list; a NumPy scalar costs twice that.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

IntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]


class Room:
    """A buffer whose first `used` places hold columns; the rest waits for what is appended."""

    def __init__(self, column: IntArray) -> None:
        self.used = len(column)
        self.buffer = np.empty(self.used + self.used // 8 + 64, dtype=column.dtype)
        self.buffer[: self.used] = column


class Ints(NamedTuple):
    """One immutable column: `array` (1-d, integer) and `at`, the same numbers for single reads."""

    array: IntArray
    at: memoryview
    room: Room | None = None
    """Where the array lies, if more may be appended there."""


def ints(values: object, dtype: DTypeLike) -> Ints:
    """A column of `values` (anything that NumPy makes a 1-d array of), locked against writes."""
    array = np.ascontiguousarray(values, dtype=dtype)
    array.flags.writeable = False
    return Ints(array, memoryview(array))  # type: ignore[arg-type]


def appended(column: Ints, value: int) -> Ints:
    """The column with one number more. It shares its buffer with the given one, unless another
    number was appended to that before: one column is then copied, once for many numbers."""
    room, length = column.room, len(column.array)
    if room is None or room.used != length or length == len(room.buffer):
        room = Room(column.array)
    room.buffer[length] = value
    room.used = length + 1
    return ints(room.buffer[: room.used], room.buffer.dtype)._replace(room=room)


def slots(order: IntArray, keys: IntArray, size: int) -> IntArray:
    """Where each of `size` keys begins in `keys[order]`: shape (size + 1,), for slicing `order`."""
    return np.searchsorted(keys[order], np.arange(size + 1)).astype(np.int32)
