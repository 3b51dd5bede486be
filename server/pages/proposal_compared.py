"""Two proposals side by side: the one before (甲), and the one that is looked at (乙)."""

from typing import NamedTuple

from graph.analysis.proposal import Proposal
from server.pages import proposal_than
from server.pages.asked import Asked, Ref
from server.pages.proposal_lines import address, own_pairings
from server.pages.proposal_wishes import Proposed, Wishes, in_words, proposed

MOST_DIFFERENCES = 50


class Side(NamedTuple):
    """One of the two: what it assumes, what it comes to, and where it is looked at and accepted;
    `own` of its rows are for who asks."""

    wishes: tuple[str, ...]
    villages: int
    left: int
    cost: int
    href: str
    own: int
    mark: str


class Difference(NamedTuple):
    """What becomes of a village in 甲, and in 乙."""

    village: Ref
    what: str
    before: Ref | None
    after: Ref | None


class Comparison(NamedTuple):
    """The first of `changed` villages; `is_plain`: 甲 is this proposal without any wish. `drop`
    leads to 乙 alone, `swap` to the two changed about."""

    before: Side
    after: Side
    gained: int
    lost: int
    moved: int
    same: int
    lines: tuple[Difference, ...]
    is_plain: bool
    problems: tuple[str, ...]
    drop: str
    swap: str

    @property
    def changed(self) -> int:
        return self.gained + self.lost + self.moved


def comparison(asked: Asked, held: Proposed) -> Comparison | None:
    """With the proposal that the address names, else with that of no wish; None where that is this
    one, or too large to be known."""
    than = proposal_than.read(asked)
    other = than or held.wishes.plain
    if (than is None and held.wishes.are_plain) or held.is_too_large:
        return None
    first = proposed(asked, other)
    return None if first.is_too_large else _compared(asked, first, held, is_plain=than is None)


def keeping(asked: Asked, wishes: Wishes) -> str:
    """Where this proposal is kept as 甲, and the one looked at is changed further."""
    return _there(asked, wishes, wishes)


def _compared(asked: Asked, first: Proposed, second: Proposed, *, is_plain: bool) -> Comparison:
    """By village, those that lose or get a donor first."""
    old, new = _donors(first.found), _donors(second.found)
    gained, lost = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    both = sorted(old.keys() & new.keys())
    moved = [village for village in both if old[village] != new[village]]

    def ref(donors: dict[int, int], village: int) -> Ref | None:
        return asked.ref(donors[village]) if village in donors else None

    kinds = (("只在甲", lost), ("只在乙", gained), ("换了支援方", moved))
    every = [(what, village) for what, villages in kinds for village in villages]
    lines = tuple(
        Difference(asked.ref(village), what, ref(old, village), ref(new, village))
        for what, village in every[:MOST_DIFFERENCES]
    )
    return Comparison(
        _side(asked, first),
        _side(asked, second),
        *(len(gained), len(lost), len(moved), len(both) - len(moved)),
        lines,
        is_plain,
        tuple(problem.message for problem in first.problems),
        _there(asked, second.wishes),
        _there(asked, first.wishes, second.wishes),
    )


def _donors(found: Proposal) -> dict[int, int]:
    return {one.village: one.donor for one in found.pairings}


def _there(asked: Asked, wishes: Wishes, than: Wishes | None = None) -> str:
    """Where these wishes are looked at, compared with others or alone."""
    other = None if than is None else proposal_than.written(asked, than)
    return asked.again(**{**wishes.parameters(asked.snapshot), proposal_than.NAME: other})


def _side(asked: Asked, held: Proposed) -> Side:
    found, own = held.found, own_pairings(asked, held)
    return Side(
        tuple(in_words(asked, held.wishes)),
        len(found.pairings),
        len(found.unassigned),
        found.total_cost,
        address(asked, held.wishes),
        len(own.pairs),
        own.mark,
    )
