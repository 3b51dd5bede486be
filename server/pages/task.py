"""One thing to do."""

from typing import NamedTuple

from graph.language import Said
from server.pages.counted import Figure


class Task(NamedTuple):
    """Something to do: how often, and why. `before` stands before the number; one that is not
    `listed` counts no rows of the list that it leads to."""

    figure: Figure
    what: Said
    why: str
    urgent: bool = False
    before: str = ""
    listed: bool = True

    @property
    def words(self) -> str:
        """`what`, of so many."""
        return self.what.counting(self.figure.number)
