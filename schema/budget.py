"""What one answer may take: rows, days and time, spent as lists are paged and days looked at.

The same budget is spent by whichever executor answers, so both end at the same place.
"""

import time
from collections.abc import Hashable
from dataclasses import dataclass, field

ROWS = 10_000
"""How many rows the lists of one answer may hold together."""
VIEWS = 40
"""How many days (with target and exited) one answer may look at: each costs a count of all."""
SECONDS = 10.0
"""How long one answer may take."""
WATCHED = 100
"""After how many rows the time is looked at."""


class Exhausted(BaseException):
    """An answer that takes too much: it ends whole, whichever field was being answered.

    No Exception, so that no executor takes it for the failure of one field and goes on.
    """

    code = "LIMIT"


@dataclass(slots=True)
class Budget:
    """What an answer may still take: nested lists multiply."""

    rows: int = ROWS
    seconds: float = SECONDS
    spent: int = 0
    """Rows."""
    _watched: int = 0
    """From how many rows on the time is looked at again."""
    _views: set[Hashable] = field(default_factory=set)
    _begun: float = field(default_factory=time.monotonic)

    def spend(self, rows: int) -> None:
        """Raises Exhausted when the lists grow too long together, or it took too long."""
        self.spent += rows
        if self.spent >= self._watched:
            self._check_rows()

    def _check_rows(self) -> None:
        if self.spent > self.rows:
            raise Exhausted(
                f"The lists of an answer may hold {self.rows} rows together: ask for less."
            )
        self._watched = min(self.spent + WATCHED, self.rows + 1)
        self.check_time()

    def look(self, view: Hashable) -> None:
        """Raises Exhausted when too many different days are looked at."""
        if view in self._views:
            return
        self._views.add(view)
        if len(self._views) > VIEWS:
            raise Exhausted(f"An answer may look at {VIEWS} different days: ask for fewer.")
        self.check_time()

    def check_time(self) -> None:
        """Raises Exhausted when the answer has taken too long."""
        if time.monotonic() - self._begun > self.seconds:
            raise Exhausted(f"An answer may take {self.seconds:g} seconds: ask for less.")
