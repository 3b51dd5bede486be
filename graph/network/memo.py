"""A small memory of computed results, the least recently used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import NamedTuple, TypeVar, cast

from graph.network.weight import weight

Result = TypeVar("Result")

HEAVIEST = 256 << 20
"""Bytes, about, that the results of one memory take together. All that pages ask of one day weighs
about 60 MB at national size, half of it the coverage of every township, and 2 MB at Beijing size:
without a bound 64 of the heaviest would take 2 GB."""


class _Kept(NamedTuple):
    result: object
    weight: int


class Memo:
    """Keeps up to `size` results that weigh up to `heaviest` together, and always the last one;
    not weighed, for None. Safe to use from several threads."""

    def __init__(self, size: int = 64, heaviest: int | None = HEAVIEST) -> None:
        self._size = size
        self._heaviest = heaviest
        self._weight = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result kept under `key`, made now if there is none.

        Two threads may both make it: the work is pure, so either result will do.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Result, self._kept[key].result)
        result = make()
        made = _Kept(result, 0 if self._heaviest is None else weight(result))
        with self._lock:
            self._forget(key)
            self._kept[key] = made
            self._weight += made.weight
            while len(self._kept) > 1 and self._is_full:
                self._forget(next(iter(self._kept)))
        return result

    def known(self, key: Hashable) -> object | None:
        """What is kept under `key`, if anything is."""
        with self._lock:
            kept = self._kept.get(key)
        return None if kept is None else kept.result

    @property
    def _is_full(self) -> bool:
        too_heavy = self._heaviest is not None and self._weight > self._heaviest
        return len(self._kept) > self._size or too_heavy

    def _forget(self, key: Hashable) -> None:
        gone = self._kept.pop(key, None)
        self._weight -= gone.weight if gone else 0
