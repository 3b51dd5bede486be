"""A small memory of computed results, the least recently used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

Result = TypeVar("Result")


class Memo:
    """Keeps up to `size` results. Safe to use from several threads."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result kept under `key`, made now if there is none.

        Two threads may both make it: the work is pure, so either result will do.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Result, self._kept[key])
        result = make()
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return result

    def known(self, key: Hashable) -> object | None:
        """What is kept under `key`, if anything is."""
        with self._lock:
            return self._kept.get(key)
