"""Rows of a shelf by the party that they stand on, while an import or a command works."""

from collections import defaultdict

from graph.registry.audit import Value
from graph.registry.shelf import Identity, Kept, Shelf


class RowsOn:
    """The live rows of a shelf by one of its columns that names a party.

    Rows are kept by their identity, since their fields change meanwhile; one that moved to another
    party is found there once it was noted.
    """

    def __init__(self, shelf: Shelf, column: str) -> None:
        self.shelf = shelf
        self.column = column
        self._at: dict[Value, list[Identity]] = defaultdict(list)
        for kept in shelf:
            self.note(kept)

    def note(self, kept: Kept) -> None:
        """A row that came, or moved."""
        identity, places = self.shelf.identity(kept), self._at[self.shelf.get(kept, self.column)]
        if identity not in places:
            places.append(identity)

    def of(self, party_id: int) -> list[Kept]:
        """In the order in which they came."""
        found = (self.shelf.find(*identity) for identity in self._at.get(party_id, ()))
        return [
            kept
            for kept in found
            if kept is not None and self.shelf.get(kept, self.column) == party_id
        ]
