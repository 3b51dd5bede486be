"""From which cover to which: villages by how they stood and stand, in numbers that add up."""

from typing import NamedTuple

from graph.analysis.changes import Standing, VillageChanges
from server.pages.asked import Asked
from server.pages.changes_scope import Lists
from server.pages.counted import Figure
from server.urls import Urls


class MatrixLine(NamedTuple):
    """Villages that stood so, by how they stand now (None: no target village on either day), and
    all of them where they were target villages."""

    was: Standing
    cells: tuple[Figure | None, ...]
    total: Figure | None


def matrix(asked: Asked, found: VillageChanges, lists: Lists) -> tuple[MatrixLine, ...]:
    """A line for each standing."""
    numbers = found.matrix()

    def cell(was: Standing, now: Standing) -> Figure | None:
        if was is now is Standing.OUTSIDE:
            return None
        href = asked.again(was=[was.text], now=[now.text], change=None)
        return Figure(numbers[was][now], href)

    return tuple(
        MatrixLine(
            was,
            tuple(cell(was, now) for now in Standing),
            _total(lists, lists.then, was, sum(numbers[was])),
        )
        for was in Standing
    )


def totals(found: VillageChanges, lists: Lists) -> tuple[Figure | None, ...]:
    """Of each standing now, and of all that are target villages now."""
    columns = zip(*found.matrix(), strict=True)
    sums = dict(zip(Standing, map(sum, columns), strict=True))
    whole = sum(number for now, number in sums.items() if now is not Standing.OUTSIDE)
    each = (_total(lists, lists.now, now, number) for now, number in sums.items())
    return (*each, Figure(whole, lists.villages(lists.now)))


def _total(lists: Lists, urls: Urls, standing: Standing, number: int) -> Figure | None:
    if standing is Standing.OUTSIDE:
        return None
    return Figure(number, lists.villages(urls, standing.text))
