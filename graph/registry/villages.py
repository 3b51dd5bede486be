"""Unnamed villages: those that a source counts for a township or county and does not name.

One that was named since keeps its number: the village of the register stands for it.
"""

from collections.abc import Iterator

from graph.registry.book import Book, Known, Span
from graph.registry.shelf import Outcome
from graph.words import DesignationKind, PartyKind


def unnamed_villages(
    book: Book, division: Known, kind: DesignationKind, span: Span
) -> Iterator[Known]:
    """Those directly in the division that were so designated from the span's start, by number.

    Whether they have left since says nothing of which villages they are.
    """
    start = span.start.date if span.start else None
    for village in numbered(book, division):
        if book.designation.find(village.id, kind.text, start):
            yield village


def close_designation(book: Book, village: Known, kind: DesignationKind, span: Span) -> Outcome:
    """Gives a designation the span's end if it has none; an end that it has stays."""
    start = span.start.date if span.start else None
    kept = book.designation.find(village.id, kind.text, start)
    if span.end is None or kept is None or book.designation.get(kept, "end_day") is not None:
        return Outcome.UNCHANGED
    return book.designation.put(village_id=village.id, kind=kind.text, **span.fields())[1]


def numbered(book: Book, division: Known) -> Iterator[Known]:
    """The villages that were counted for a division without a name, #01 first."""
    number = 1
    while (known := book.parties.get(unnamed_key(division, number))) is not None:
        yield known
        number += 1


def by_number(key: str) -> tuple[int, str]:
    """Sorts the keys of unnamed villages of one division: #100 comes after #99."""
    return len(key), key


def add_unnamed_village(
    book: Book, division: Known, kind: DesignationKind, span: Span, source_id: int | None
) -> Known:
    """One more unnamed village in the division, designated."""
    number = book.unnamed.get(division.id) or 1 + sum(1 for _ in numbered(book, division))
    book.unnamed[division.id] = number + 1
    key, name = unnamed_key(division, number), f"{division.name}待定名村{number:02}"
    village, _ = book.put_party(key, name, PartyKind.VILLAGE, division, named=False)
    book.designation.put(
        village_id=village.id, kind=kind.text, **span.fields(), source_id=source_id
    )
    return village


def unnamed_key(division: Known, number: int) -> str:
    """`653221100#01`; from the hundredth on with three digits."""
    return f"{division.key}#{number:02}"
