"""Unnamed villages that wait for a name, while a list of names is imported."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property

from graph.registry.book import Book, Known
from graph.registry.rows_on import RowsOn
from graph.registry.shelf import Kept
from graph.registry.villages import by_number
from graph.words import DesignationKind, PartyKind


class Waiting:
    """Those that are designated without an end, in the order of their numbers."""

    def __init__(self, book: Book, designations: RowsOn) -> None:
        self._book = book
        self._designations = designations

    @cached_property
    def _unnamed(self) -> dict[int, list[Known]]:
        """By the township or county that they were counted for."""
        found: dict[int, list[Known]] = defaultdict(list)
        known = (self._book.by_id[kept.id] for kept in self._book.party)
        unnamed = [one for one in known if not one.named]
        for one in sorted(unnamed, key=lambda one: by_number(one.key)):
            assert one.parent_id is not None
            found[one.parent_id].append(one)
        return found

    def in_division(self, division_id: int, kind: DesignationKind) -> list[Known]:
        """Directly in a township or county."""
        return [one for one in self._unnamed.get(division_id, ()) if self._open(one, kind)]

    def _open(self, one: Known, kind: DesignationKind) -> list[Kept]:
        """Its designations of this kind without an end; none once it was named."""
        get = self._book.designation.get
        return [
            kept
            for kept in self._designations.of(one.id)
            if get(kept, "kind") == kind.text and get(kept, "end_day") is None
        ]

    def next_for(
        self, village: Known, kind: DesignationKind, fits: Callable[[Kept], bool]
    ) -> Known | None:
        """The first that this village can be: of its township, and only when none waits there of
        its county. `fits` says whether a designation may be the one that the list means."""
        division = self._book.by_id[village.parent_id] if village.parent_id else None
        while division is not None and division.kind >= PartyKind.COUNTY:
            waiting = self.in_division(division.id, kind)
            if waiting:
                fitting = (one for one in waiting if any(map(fits, self._open(one, kind))))
                return next(fitting, None)
            division = self._book.by_id[division.parent_id] if division.parent_id else None
        return None
