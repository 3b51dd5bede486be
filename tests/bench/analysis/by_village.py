"""Answers from what is known of each village: who supports it, its township and its county.

The peers with a graph differ in how they find that; what is counted of it is the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from facts import COVERS, LEVELS, Answer

from graph.words import Cover, Stage


class ByVillage(ABC):
    @abstractmethod
    def targets(self, day: int) -> Iterable[int]:
        """The target villages, each once."""

    @abstractmethod
    def stages(self, recipient: int, day: int) -> set[int]:
        """Of the pairings that support this division on the day, cancelled ones aside."""

    @abstractmethod
    def donors(self, village: int, day: int) -> set[int]:
        """Those with a signed pairing on the day."""

    @abstractmethod
    def place(self, party: int, level: int) -> int | None:
        """The party itself (0), or the township (1) or county (2) that it is or lies in."""

    def cover(self, village: int, day: int) -> Cover:
        stages = self.stages(village, day)
        if Stage.SIGNED in stages:
            return Cover.COVERED
        if stages:
            return Cover.PLANNED
        for level, cover in ((1, Cover.TOWNSHIP_ONLY), (2, Cover.COUNTY_ONLY)):
            place = self.place(village, level)
            if place is not None and Stage.SIGNED in self.stages(place, day):
                return cover
        return Cover.NONE

    def coverage(self, day: int) -> Answer:
        found: defaultdict[int, Counter[Cover]] = defaultdict(Counter)
        for village in self.targets(day):
            county = self.place(village, 2)
            assert county is not None
            found[county][self.cover(village, day)] += 1
        return [(county, *_counts(covers)) for county, covers in found.items()]

    def series(self, days: Sequence[int]) -> Answer:
        return [
            (day, *_counts(Counter(self.cover(village, day) for village in self.targets(day))))
            for day in days
        ]

    def difference(self, day: int, since: int) -> Answer:
        now, then = self._covered(day), self._covered(since)
        return [(1, village) for village in now - then] + [(-1, village) for village in then - now]

    def _covered(self, day: int) -> set[int]:
        return {village for village in self.targets(day) if self.donors(village, day)}

    def dependence(self, day: int) -> Answer:
        held = [donors for village in self.targets(day) if (donors := self.donors(village, day))]
        found = []
        for level in LEVELS:
            alone: Counter[int] = Counter()
            for donors in held:
                places = {self.place(donor, level) for donor in donors}
                if len(places) == 1 and (place := places.pop()) is not None:
                    alone[place] += 1
            found += [(level, place, number) for place, number in alone.items()]
        return found


def _counts(covers: Counter[Cover]) -> list[int]:
    return [covers[Cover(number)] for number in range(COVERS)]
