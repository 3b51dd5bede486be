"""About how much memory a computed result takes, so that a memory of them can be bounded.

Columns are what weighs; they are found wherever values that are put together hold them. What one
cannot look into, such as a function, counts as nothing; a column that two results share counts in
both.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import fields, is_dataclass
from itertools import islice
from sys import getsizeof

import numpy as np

LOOKS = 400
"""How many values are looked at."""
ALIKE = 32
"""So many members of a collection speak for all of them: they are much alike."""


def weight(result: object) -> int:
    """Bytes, estimated: of long lists from their first members."""
    found = 0.0
    waiting = deque([(result, 1.0)])
    for _ in range(LOOKS):
        if not waiting:
            break
        value, times = waiting.popleft()
        if isinstance(value, np.ndarray):
            found += times * value.nbytes
            continue
        if not callable(value):
            found += times * getsizeof(value)
        parts, times_each = _parts(value)
        waiting.extend((part, times * times_each) for part in parts)
    return int(found)


def _parts(value: object) -> tuple[Iterable[object], float]:
    """What it is put together of, as far as that is looked at, and how many each stands for."""
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)], 1.0
    if isinstance(value, dict):
        return _some(value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return _some(value)
    return (), 1.0


def _some(members: Collection[object]) -> tuple[Iterable[object], float]:
    if len(members) <= ALIKE:
        return members, 1.0
    return islice(members, ALIKE), len(members) / ALIKE
