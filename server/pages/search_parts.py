"""What a search finds, group by group."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.language import Said

EACH = 6
"""Lines of each group among the others."""


class Hit(NamedTuple):
    """`about` says where it lies, or what it is; `hint` is the whole of a name that was cut."""

    text: str
    href: str
    about: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The first of `total` hits; `whole` leads to all of them. `rank` is that of the best, as in
    `graph.analysis.search`."""

    code: str
    title: str
    unit: Said
    total: int
    hits: tuple[Hit, ...]
    whole: str
    rank: int

    @property
    def units(self) -> str:
        """The unit, of so many."""
        return self.unit.counting(self.total)
