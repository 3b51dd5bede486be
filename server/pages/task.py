"""One thing to do."""

from typing import NamedTuple

from server.pages.counted import Figure


class Task(NamedTuple):
    """Something to do: how often, and why. `before` stands before the number; one that is not
    `listed` counts no rows of the list that it leads to."""

    figure: Figure
    what: str
    why: str
    urgent: bool = False
    before: str = ""
    listed: bool = True
