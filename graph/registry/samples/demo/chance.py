"""Seeded chance, the same everywhere: of `Random`, Python promises only `random` to stay."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """Drawn from a seed and what it is about, so that no part of the data moves another."""

    def __init__(self, *about: object) -> None:
        self._next = Random("/".join(map(str, about))).random

    def of(self, share: float) -> bool:
        """True in this share of cases."""
        return self._next() < share

    def between(self, low: int, high: int) -> int:
        """A number, both bounds included."""
        return low + int(self._next() * (high - low + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[self.between(0, len(things) - 1)]

    def first(self, things: Sequence[Thing]) -> Thing:
        """One of them, those in front more often: some donors do much more than others."""
        return things[min(self.between(0, len(things) - 1) for _ in range(4))]

    def some(self, things: Sequence[Thing], number: int) -> list[Thing]:
        """So many of them, all if there are fewer, in any order."""
        left = list(things)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(min(number, len(left)))]

    def word(self, shares: Mapping[Thing, int]) -> Thing:
        """One of the keys, as often as its number says."""
        at = self.between(1, sum(shares.values()))
        for word, share in shares.items():
            at -= share
            if at <= 0:
                return word
        raise AssertionError("the shares add up to what is drawn from")

    def day(self, first: str, last: str) -> date:
        """A day, both included."""
        low, high = (date.fromisoformat(day).toordinal() for day in (first, last))
        return date.fromordinal(self.between(low, high))
