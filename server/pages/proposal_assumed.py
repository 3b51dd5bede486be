"""The withdrawal that a proposal assumes: who is gone, and what became of their villages."""

from dataclasses import dataclass

from graph.analysis.dependence import withdrawal
from graph.language import say
from graph.registry.capacity import stated_in_words
from server.pages.asked import Asked, Ref
from server.pages.counted import Figure
from server.pages.proposal_lines import address
from server.pages.proposal_wishes import Proposed, Wishes


@dataclass(frozen=True, slots=True)
class Assumed:
    """Of the villages `lost` in the scope, `open` wait for a donor here and `others` do not:
    somebody else plans for them, or the chosen district may not take them. `hold`: lies something
    in one of those gone? `without` leads to the proposal of the day."""

    names: tuple[Ref, ...]
    hold: bool
    whole: bool
    lost: Figure
    open: int
    others: int
    without: str


def lost_villages(asked: Asked, wishes: Wishes) -> frozenset[int]:
    """Those covered today that the withdrawal leaves without cover."""
    if not wishes.withdrawn:
        return frozenset()
    gone = (wishes.withdrawn, wishes.within)
    lost = withdrawal(asked.snapshot, asked.view, *gone, whole=wishes.whole)
    return frozenset(lost.tolist())


def assumed(asked: Asked, held: Proposed, lost: frozenset[int]) -> Assumed | None:
    """None where nobody is assumed to withdraw."""
    wishes, parties = held.wishes, asked.snapshot.parties
    if not wishes.withdrawn:
        return None
    found = held.found
    here = {one.village for one in found.pairings} | {one.village for one in found.unassigned}
    waiting = len(lost & here)
    back = asked.urls.withdrawal(
        of=[parties.key(row) for row in wishes.withdrawn],
        within="" if wishes.within is None else parties.key(wishes.within),
        alone=not wishes.whole,
    )
    return Assumed(
        asked.refs(wishes.withdrawn),
        any(parties.end.at[row] > row + 1 for row in wishes.withdrawn),
        wishes.whole,
        Figure(len(lost), back),
        waiting,
        len(lost) - waiting,
        address(asked, Wishes(wishes.within, wishes.district, wishes.offers)),
    )


def beyond(asked: Asked, held: Proposed) -> tuple[str, ...]:
    """The donors that get more villages than they state, because it was wished so."""
    parties = asked.snapshot.parties
    giving = {one.donor for one in held.found.pairings}
    stated = {row: max(parties.capacity.at[row], -1) for row, _ in held.wishes.offers}
    return tuple(
        say(
            "{donor}按 {number:,} 村算（{stated}）",
            donor=parties.name(row),
            number=number,
            stated=stated_in_words(None if stated[row] < 0 else stated[row]),
        )
        for row, number in held.wishes.offers
        if row in giving and number > max(stated[row], 0)
    )
