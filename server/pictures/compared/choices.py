"""What the picture of two proposals shows: villages, and who would get them in each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.analysis.proposal import Proposal
from graph.language import say
from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.compared.contents import Cell, Contents, Mark, Numbers, Row, Tie, contents

STAGE = "proposed"
Donors = Mapping[int, int]
"""By village."""


def donors_of(found: Proposal) -> Donors:
    return {one.village: one.donor for one in found.pairings}


def choice_contents(
    snapshot: Snapshot, first: Proposal, second: Proposal, *, whole: bool, is_large: bool
) -> Contents:
    """By township; a village of none at its county, whose row comes after its townships."""
    at: defaultdict[int, list[int]] = defaultdict(list)
    old, new = donors_of(first), donors_of(second)
    left_over = [frozenset(one.village for one in found.unassigned) for found in (first, second)]
    for village in sorted({*old, *new}.union(*left_over)):
        at[_spot(snapshot, village)].append(village)
    county = snapshot.parties.county.at

    def key(place: int) -> tuple[int, bool, int]:
        return county[place], place == county[place], place

    rows = [
        _row(snapshot, place, at[place], (old, new), left_over) for place in sorted(at, key=key)
    ]
    left, right = _ties(snapshot, old, new, Mark.LOST), _ties(snapshot, new, old, Mark.GAINED)
    return contents(rows, list(left), list(right), whole=whole, is_large=is_large)


def _spot(snapshot: Snapshot, village: int) -> int:
    township = snapshot.parties.township.at[village]
    return snapshot.parties.county.at[village] if township == NOWHERE else township


def _row(
    snapshot: Snapshot,
    place: int,
    villages: list[int],
    donors: tuple[Donors, Donors],
    left_over: list[frozenset[int]],
) -> Row:
    cells = tuple(_cell(snapshot, village, donors, left_over) for village in villages)
    marks = [cell.mark for cell in cells]
    had, has = (sum(village in one for village in villages) for one in donors)
    asked = (
        sum(village in one or village in rest for village in villages)
        for one, rest in zip(donors, left_over, strict=True)
    )
    was_total, now_total = asked
    numbers = Numbers(
        had, was_total, has, now_total, marks.count(Mark.GAINED), marks.count(Mark.LOST)
    )
    changed = any(mark is not Mark.SAME for mark in marks)
    return Row(place, snapshot.parties.county.at[place], numbers, cells, villages_changed=changed)


def _cell(
    snapshot: Snapshot,
    village: int,
    donors: tuple[Donors, Donors],
    left_over: list[frozenset[int]],
) -> Cell:
    """One that neither gives a donor is the same in both, also where one does not ask for it."""
    old, new = (one.get(village) for one in donors)
    was, now = (
        "new" if donor is not None else "none" if village in rest else "outside"
        for donor, rest in zip((old, new), left_over, strict=True)
    )
    names = [say("无") if donor is None else snapshot.parties.name(donor) for donor in (old, new)]
    if old == new:
        state = "none" if old is None else now
        return Cell(village, state, state, Mark.SAME, say("两个方案都是{donor}", donor=names[1]))
    mark = Mark.GAINED if old is None else Mark.LOST if new is None else Mark.BETTER
    return Cell(village, was, now, mark, say("甲 {old}，乙 {new}", old=names[0], new=names[1]))


def _ties(snapshot: Snapshot, own: Donors, other: Donors, only: Mark) -> Iterator[Tie]:
    """By place and donor; `only` marks those with a village that has not this donor there."""
    villages: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for village, donor in own.items():
        villages[_spot(snapshot, village), donor].append(village)
    for (place, donor), some in sorted(villages.items()):
        alone = sum(other.get(village) != donor for village in some)
        yield Tie(donor, place, STAGE, only if alone else Mark.SAME, len(some), alone)
