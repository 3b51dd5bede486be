"""Which villages a task list may count: those with a deep-poverty designation."""

from collections import defaultdict
from datetime import date

from graph.registry.book import Book, Known
from graph.words import DesignationKind

DEEP = DesignationKind.DEEP_POVERTY
Designated = tuple[Known, date | None, date | None]


def deep_poverty(book: Book) -> dict[int, list[Designated]]:
    """Villages and the days of their deep-poverty designations, by what they lie in, in the order
    of their keys."""
    found: dict[int, list[Designated]] = defaultdict(list)
    shelf = book.designation
    for kept in shelf:
        village_id = shelf.get(kept, "village_id")
        assert isinstance(village_id, int)
        village = book.by_id[village_id]
        if shelf.get(kept, "kind") == DEEP.text and village.parent_id is not None:
            start, end = (shelf.get(kept, f"{bound}_day") for bound in ("start", "end"))
            days = [day if isinstance(day, date) else None for day in (start, end)]
            found[village.parent_id].append((village, days[0], days[1]))
    for villages in found.values():
        villages.sort(key=lambda one: one[0].key)
    return found
