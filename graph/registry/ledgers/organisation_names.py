"""Which organisation a row of the 单位名录 means: by its code, else by its name in its division."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.naming import normalise
from graph.registry.book import Book, Known
from graph.words import PartyKind


class OrganisationNames:
    """Organisations by code, and by name, alias and key. `parents` gives what each party, by id,
    lies in."""

    def __init__(self, parents: Mapping[int, int | None]) -> None:
        self._parents = dict(parents)
        self._codes: dict[int, str] = {}
        self._by_code: dict[str, Known] = {}
        self._by_name: dict[str, dict[int, Known]] = defaultdict(dict)

    def add(self, one: Known, code: str | None, names: Iterable[str]) -> None:
        self._parents[one.id] = one.parent_id
        if code is not None:
            self._codes[one.id] = code
            self._by_code[code] = one
        for name in names:
            self._by_name[normalise(name)][one.id] = one

    def find(self, name: str, kind: PartyKind, division: int, code: str | None) -> list[Known]:
        """Those that a row may mean, of this kind if any is.

        One of another code is not meant, one without a code is: it takes on the row's.
        """
        if code is not None and code in self._by_code:
            return [self._by_code[code]]
        found = [
            one
            for one in self._by_name.get(normalise(name), {}).values()
            if self.lies_in(one, division) and (code is None or one.id not in self._codes)
        ]
        return [one for one in found if one.kind is kind] or found

    def is_called(self, one: Known, name: str) -> bool:
        return one.id in self._by_name.get(normalise(name), {})

    def lies_in(self, one: Known, division: int) -> bool:
        above = self._parents[one.id]
        while above is not None and above != division:
            above = self._parents[above]
        return above is not None


def organisation_names(book: Book) -> OrganisationNames:
    """Those of the book."""
    names = OrganisationNames({one.id: one.parent_id for one in book.parties.values()})
    for one in book.parties.values():
        if not one.kind.is_division:
            kept = book.party.find(one.key)
            code = book.party.get(kept, "code") if kept else None
            names.add(one, None if code is None else str(code), [one.name, one.key])
    for owner_id, alias in book.aliases():
        owner = book.by_id[owner_id]
        if not owner.kind.is_division:
            names.add(owner, None, [alias])
    return names
