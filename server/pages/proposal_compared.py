"""Two proposals side by side: the one before (甲), and the one that is looked at (乙)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graph.analysis.proposal import Nearness, ProposedPairing
from graph.language import say
from graph.words import Word
from server.pages import proposal_than
from server.pages.asked import Asked, Ref
from server.pages.counted import Figure
from server.pages.pairing_line import optional
from server.pages.proposal_lines import own_pairings
from server.pages.proposal_wishes import Proposed, Wishes, in_words, proposed

MOST_DIFFERENCES = 10
"""On the page of the proposal; the page of the comparison has them all."""


class Difference(Word):
    """What becomes of a village that has a donor in one of the two, at least."""

    LOST = 0, say("只在甲")
    GAINED = 1, say("只在乙")
    MOVED = 2, say("换了支援方")
    SAME = 3, say("相同")


DIFFERENT = (Difference.LOST, Difference.GAINED, Difference.MOVED)


@dataclass(frozen=True)
class Compared:
    """`is_plain`: 甲 is 乙 without any wish."""

    first: Proposed
    second: Proposed
    is_plain: bool

    @cached_property
    def old(self) -> Mapping[int, ProposedPairing]:
        """By village, in division order; so is `new`."""
        return {one.village: one for one in self.first.found.pairings}

    @cached_property
    def new(self) -> Mapping[int, ProposedPairing]:
        return {one.village: one for one in self.second.found.pairings}

    @cached_property
    def villages(self) -> Mapping[Difference, list[int]]:
        found: dict[Difference, list[int]] = {what: [] for what in Difference}
        for village in sorted({*self.old, *self.new}):
            found[self.of(village)].append(village)
        return found

    def of(self, village: int) -> Difference:
        if village not in self.new:
            return Difference.LOST
        if village not in self.old:
            return Difference.GAINED
        same = self.old[village].donor == self.new[village].donor
        return Difference.SAME if same else Difference.MOVED

    @property
    def changed(self) -> int:
        return sum(len(self.villages[what]) for what in DIFFERENT)

    def told(self) -> str:
        number = {what.text: f"{len(some):,}" for what, some in self.villages.items()}
        return say(
            "乙比甲多出 {gained} 个村，少了 {lost} 个村，换了支援方 {moved} 个村，"
            "相同 {same} 个村。",
            **number,
        )


class Near(NamedTuple):
    """How many of a proposal's donors stand so near."""

    what: Nearness
    number: int


class Side(NamedTuple):
    """One of the two: what it assumes, what it comes to, and where it is looked at and accepted;
    `own` of its rows are for who asks."""

    wishes: tuple[str, ...]
    villages: int
    left: int
    near: tuple[Near, ...]
    href: str
    own: int
    mark: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """What becomes of a village in 甲, and in 乙."""

    village: Ref
    village_key: str
    township: Ref | None
    county: Ref | None
    what: Difference
    before: Ref | None
    before_key: str
    before_reason: str
    after: Ref | None
    after_key: str
    after_reason: str

    @property
    def places(self) -> tuple[Ref, ...]:
        return tuple(place for place in (self.township, self.county) if place is not None)


class Counted(NamedTuple):
    what: Difference
    figure: Figure


class Comparison(NamedTuple):
    """The first of `changed` villages; `is_plain`: 甲 is this proposal without any wish. `drop`
    leads to 乙 alone, `swap` to the two changed about, `all` to the whole comparison."""

    before: Side
    after: Side
    counts: tuple[Counted, ...]
    changed: int
    lines: tuple[DifferenceLine, ...]
    is_plain: bool
    problems: tuple[str, ...]
    drop: str
    swap: str
    all: str


def compare(asked: Asked, held: Proposed) -> Compared | None:
    """With the proposal that the address names, else with that of no wish; None where that is this
    one, or too large to be known."""
    than = proposal_than.read(asked)
    if (than is None and held.wishes.are_plain) or held.is_too_large:
        return None
    first = proposed(asked, than or held.wishes.plain)
    return None if first.is_too_large else Compared(first, held, than is None)


def comparison(asked: Asked, it: Compared) -> Comparison:
    """Those that lose or get a donor come first."""
    line = difference_line(asked, it)
    every = [village for what in DIFFERENT for village in it.villages[what]]
    return Comparison(
        _side(asked, it, it.first),
        _side(asked, it, it.second),
        tuple(
            Counted(what, Figure(len(it.villages[what]), _listed(asked, it, what)))
            for what in Difference
        ),
        it.changed,
        tuple(map(line, every[:MOST_DIFFERENCES])),
        it.is_plain,
        tuple(problem.message for problem in it.first.problems),
        _there(asked, it.second.wishes),
        _there(asked, it.first.wishes, it.second.wishes),
        _listed(asked, it),
    )


def difference_line(asked: Asked, it: Compared) -> Callable[[int], DifferenceLine]:
    parties = asked.snapshot.parties

    def donor(one: ProposedPairing | None) -> tuple[Ref | None, str, str]:
        if one is None:
            return None, "", ""
        return asked.ref(one.donor), parties.key(one.donor), one.reason

    def line(village: int) -> DifferenceLine:
        return DifferenceLine(
            asked.ref(village),
            parties.key(village),
            optional(asked, parties.township.at[village]),
            optional(asked, parties.county.at[village]),
            it.of(village),
            *donor(it.old.get(village)),
            *donor(it.new.get(village)),
        )

    return line


def keeping(asked: Asked, wishes: Wishes) -> str:
    """Where this proposal is kept as 甲, and the one looked at is changed further."""
    return _there(asked, wishes, wishes)


def question(asked: Asked, it: Compared) -> dict[str, list[str]]:
    """The parameters that name both."""
    wishes = it.second.wishes.parameters(asked.snapshot)
    than = [] if it.is_plain else [proposal_than.written(asked, it.first.wishes)]
    return {**wishes, proposal_than.NAME: than}


def near_in(pairings: list[ProposedPairing]) -> tuple[Near, ...]:
    counts = Counter(one.near for one in pairings)
    return tuple(Near(what, counts[what]) for what in Nearness if counts[what])


def _listed(asked: Asked, it: Compared, what: Difference | None = None) -> str:
    narrowed = [] if what is None else [what.text]
    return asked.urls.proposals_compared({**question(asked, it), "what": narrowed})


def _there(asked: Asked, wishes: Wishes, than: Wishes | None = None) -> str:
    """Where these wishes are looked at, compared with others or alone."""
    other = {} if than is None else {proposal_than.NAME: [proposal_than.written(asked, than)]}
    return asked.urls.proposals_with({**wishes.parameters(asked.snapshot), **other})


def _side(asked: Asked, it: Compared, held: Proposed) -> Side:
    found, own = held.found, own_pairings(asked, held)
    return Side(
        tuple(in_words(asked, held.wishes)),
        len(found.pairings),
        len(found.unassigned),
        near_in(found.pairings),
        _there(asked, held.wishes, None if it.is_plain else it.first.wishes),
        len(own.pairs),
        own.mark,
    )
