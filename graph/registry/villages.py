"""Unnamed villages: those that a source counts for a township or county and does not name."""

from collections.abc import Iterator

from graph.registry.book import Book, Known, Span
from graph.words import DesignationKind, PartyKind


def unnamed_villages(
    book: Book, division: Known, kind: DesignationKind, span: Span
) -> Iterator[Known]:
    """Those directly in the division that are so designated over exactly these days, by number."""
    wanted = span.fields()
    for village in numbered(book, division):
        start = wanted["start_day"]
        kept = book.designation.find(village.id, kind.text, start)
        if kept and book.designation.get(kept, "end_day") == wanted["end_day"]:
            yield village


def numbered(book: Book, division: Known) -> Iterator[Known]:
    """The unnamed villages of a division, #01 first."""
    number = 1
    while (known := book.parties.get(unnamed_key(division, number))) is not None:
        yield known
        number += 1


def add_unnamed_village(
    book: Book, division: Known, kind: DesignationKind, span: Span, source_id: int | None
) -> Known:
    """One more unnamed village in the division, designated."""
    number = 1 + sum(1 for _ in numbered(book, division))
    key, name = unnamed_key(division, number), f"{division.name}待定名村{number:02}"
    village, _ = book.put_party(key, name, PartyKind.VILLAGE, division, named=False)
    book.designation.put(
        village_id=village.id, kind=kind.text, **span.fields(), source_id=source_id
    )
    return village


def unnamed_key(division: Known, number: int) -> str:
    """`653221100#01`; from the hundredth on with three digits."""
    return f"{division.key}#{number:02}"
