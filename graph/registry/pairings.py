"""Stating pairings in the book: versions, and the rule that an import never lowers a stage."""

from collections.abc import Mapping

from graph.registry.audit import Value
from graph.registry.book import Book
from graph.registry.cells import plain
from graph.registry.shelf import Kept, Outcome
from graph.words import Stage


def put_pairing(book: Book, fields: Mapping[str, Value]) -> tuple[int, Outcome]:
    """States a pairing by its key; a change raises its version. Returns its id."""
    kept = book.pairing.find(fields["key"])
    if kept is None:
        fresh = {"version": 1, "negotiating_villages": 0, **fields}
        return book.pairing.put(**fresh)
    pairing_id, outcome = book.pairing.put(**fields)
    if outcome is Outcome.CHANGED:
        version = book.pairing.get(kept, "version")
        assert isinstance(version, int)
        book.pairing.put(key=fields["key"], version=version + 1)
    return pairing_id, outcome


def lowers_stage(book: Book, key: str, stage: Stage) -> bool:
    """Would this take back how far the pairing has got? Cancelling does not."""
    kept = book.pairing.find(key)
    if kept is None or stage is Stage.CANCELLED:
        return False
    old = Stage.named(str(book.pairing.get(kept, "stage")))
    return old is not Stage.CANCELLED and stage < old


def says_otherwise(book: Book, kept: Kept, said: Mapping[str, Value]) -> bool:
    """Does a ledger's row say anything else of a pairing than the book holds?

    A bound differs by its day: what another file knows less exactly is no news. A text differs
    by what a workbook can hold of it.
    """
    old = {name: book.pairing.get(kept, name) for name in said}
    return any(
        (plain(was) if isinstance(was, str) else was) != said[name]
        for name, was in old.items()
        if not name.endswith("_precision")
    )
