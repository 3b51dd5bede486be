"""One row of a ledger while it is read: what its cells mean, and what is wrong with them."""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from graph.days import Day
from graph.errors import Fault, Invalid
from graph.language import joined, say
from graph.registry.book import Known, Span
from graph.registry.cells import fold, parse_ledger_day
from graph.registry.headings import LedgerRow
from graph.registry.ledgers.kinds import kinds_named
from graph.registry.names import Resolution
from graph.registry.places import Places
from graph.words import PartyKind, Word

AnyWord = TypeVar("AnyWord", bound=Word)
_T = TypeVar("_T")


class Row:
    """Every reader returns None for an empty cell and for one with a fault, and keeps the fault."""

    def __init__(self, row: LedgerRow, file: str, places: Places) -> None:
        self._row = row
        self.places = places
        self.source = (file, row.place())
        self.faults: list[Fault] = []

    def text(self, heading: str) -> str:
        return self._row.text(heading)

    def place(self, heading: str) -> str:
        return self._row.place(heading)

    def fault(self, heading: str, message: str, suggestion: str | None = None) -> None:
        place, value = self._row.place(heading), self._row.text(heading)
        self.faults.append(Fault(place, message, value, suggestion))

    def required(self, heading: str) -> str | None:
        text = self._row.text(heading)
        if not text:
            self.fault(heading, say("“{heading}”不能为空", heading=heading))
        return text or None

    def parse(self, heading: str, parse: Callable[[str], _T]) -> _T | None:
        text = self._row.text(heading)
        if not text:
            return None
        try:
            return parse(text)
        except Invalid as error:
            self.fault(heading, str(error))
            return None

    def span(self, first: str, last: str) -> Span:
        """The days under two headings; an end that is not after the start is a fault."""
        start: Day | None = self.parse(first, parse_ledger_day)
        end: Day | None = self.parse(last, parse_ledger_day)
        if start and end and end.date <= start.date:
            message = say("{last}应晚于{first} {day}", last=last, first=first, day=start)
            self.fault(last, message)
        return Span(start, end)

    def word(self, heading: str, words: Iterable[AnyWord]) -> AnyWord | None:
        """The word whose Chinese name the cell holds."""
        text = fold(self._row.text(heading))
        known = {fold(word.chinese): word for word in words}
        if text and text not in known:
            near = [word for word in known if len(text) > 1 and text in word]
            self.fault(heading, _one_of(heading, known), joined(near) if near else None)
        return known.get(text)

    def kinds(self, heading: str, allowed: Collection[PartyKind]) -> frozenset[PartyKind]:
        """The kinds of party that the cell narrows to; all that are allowed when it is empty."""
        text = self._row.text(heading)
        if not text:
            return frozenset(allowed)
        kinds = kinds_named(text) & frozenset(allowed)
        if not kinds:
            self.fault(heading, _one_of(heading, (kind.chinese for kind in sorted(allowed))))
        return kinds

    def take(self, heading: str, text: str, found: Resolution) -> Known | None:
        """The party found, or a fault with what might be meant."""
        if found.found is not None:
            return self.places.known(found.found)
        self.faults.append(self.places.names.fault(found, text, self.place(heading)))
        return None

    def take_inside(
        self,
        heading: str,
        named: tuple[str, Resolution],
        division: Known,
        kinds: Collection[PartyKind],
    ) -> Known | None:
        """The same of what was looked for in a division."""
        text, found = named
        if found.found is not None:
            return self.places.known(found.found)
        place = self.place(heading)
        self.faults.append(self.places.missed(found, fold(text), place, division, kinds))
        return None


def _one_of(heading: str, words: Iterable[str]) -> str:
    """The words stay in Chinese, as they have to be written."""
    listed = joined(map(str, words))
    return say("{heading}应是 {words} 之一", heading=heading, words=listed)
