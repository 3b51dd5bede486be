"""Pairings of the book by their two ends, and the ways in which an import continues them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from graph.days import Day
from graph.registry.audit import Value
from graph.registry.book import Book, Known, Span
from graph.registry.pairings import put_pairing
from graph.registry.shelf import Kept
from graph.words import Stage

NOT_INHERITED = ("id", "key", "follows_id", "version")


class Between:
    """The pairings of each donor and recipient, those that this import adds included."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._keys: dict[tuple[Value, Value], list[str]] = defaultdict(list)
        self._donors: dict[Value, set[int]] = defaultdict(set)
        for kept in book.pairing:
            ends = (book.pairing.get(kept, "donor_id"), book.pairing.get(kept, "recipient_id"))
            self._note(ends, str(book.pairing.get(kept, "key")))

    def _note(self, ends: tuple[Value, Value], key: str) -> None:
        self._keys[ends].append(key)
        donor_id, recipient_id = ends
        assert isinstance(donor_id, int)
        self._donors[recipient_id].add(donor_id)

    def of(self, donor_id: Value, recipient_id: Value) -> list[Kept]:
        """All of the two, of all days and stages, by start."""
        keys = self._keys.get((donor_id, recipient_id), ())
        found = (self.book.pairing.find(key) for key in keys)
        return sorted(
            (kept for kept in found if kept is not None),
            key=lambda kept: (self.day(kept, "start_day") or date.min, kept.id),
        )

    def overlapping(self, donor_id: int, recipient_id: int, span: Span) -> list[Kept]:
        """Uncancelled ones of the two that share a day with the span."""
        return [
            kept
            for kept in self.of(donor_id, recipient_id)
            if self.stage(kept) is not Stage.CANCELLED and self.overlaps(kept, span)
        ]

    def donors_of(self, recipient_id: int) -> set[int]:
        """Ids of all that ever were a donor of this recipient."""
        return self._donors.get(recipient_id, set())

    def overlaps(self, kept: Kept, span: Span) -> bool:
        start, end = self.day(kept, "start_day"), self.day(kept, "end_day")
        first = span.start.date if span.start else None
        last = span.end.date if span.end else None
        return (end is None or first is None or end > first) and (
            last is None or start is None or last > start
        )

    def day(self, kept: Kept, column: str) -> date | None:
        day = self.book.pairing.get(kept, column)
        return day if isinstance(day, date) else None

    def stage(self, kept: Kept) -> Stage:
        return Stage.named(str(self.book.pairing.get(kept, "stage")))

    def key(self, kept: Kept) -> str:
        return str(self.book.pairing.get(kept, "key"))

    def add(
        self, donor: Known, recipient: Known, fields: Mapping[str, Value], key: str | None = None
    ) -> int:
        """A new pairing of the two, under this key or one made from both ends; returns its id."""
        key = key or self._free_key(f"{donor.key}-{recipient.key}")
        self._note((donor.id, recipient.id), key)
        ends: dict[str, Value] = {"donor_id": donor.id, "recipient_id": recipient.id}
        return put_pairing(self.book, {**fields, **ends, "key": key})[0]

    def starts_by(self, kept: Kept, day: Day | None) -> bool:
        """Has it no day before this one, so that a new stage is its own from the first?"""
        start = self.day(kept, "start_day")
        return day is None or (start is not None and start >= day.date)

    def succeed(
        self, kept: Kept, day: Day, changes: Mapping[str, Value], key: str | None = None
    ) -> int:
        """Ends a pairing on a day and opens one that follows it and keeps what does not change.

        Every day before stays as it was. Returns the id of the one that follows.
        """
        shelf = self.book.pairing
        fields = dict(zip(shelf.columns, kept.fields, strict=True))
        inherited = {name: one for name, one in fields.items() if name not in NOT_INHERITED}
        end = self.day(kept, "end_day")
        if end is not None and end <= day.date:
            inherited |= Span(None, None).fields()
        else:
            put_pairing(self.book, {"key": fields["key"], **bound("end", day)})
        donor, recipient = (
            self.book.by_id[int(str(fields[f"{end}_id"]))] for end in ("donor", "recipient")
        )
        follows: dict[str, Value] = {"follows_id": kept.id}
        return self.add(
            donor, recipient, {**inherited, **bound("start", day), **changes, **follows}, key
        )

    def _free_key(self, wanted: str) -> str:
        key, number = wanted, 2
        while self.book.pairing.find(key) is not None:
            key, number = f"{wanted}/{number}", number + 1
        return key


def bound(name: str, day: Day) -> dict[str, Value]:
    """The columns of a start or an end."""
    return {f"{name}_day": day.date, f"{name}_precision": day.precision.text}


def furthest(between: Between, found: list[Kept]) -> Kept:
    """Of several pairings of the same two the one that has got furthest, the latest of those."""
    return max(reversed(found), key=between.stage)
