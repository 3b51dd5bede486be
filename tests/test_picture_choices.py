"""Two proposals side by side: marks that are the differences, nothing that overlaps."""

from __future__ import annotations

from collections import defaultdict

import pytest
from drawings import check_geometry, check_markup
from proposal_networks import VIEW, generated, small

from graph.analysis.proposal import Proposal, propose
from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.compared.choice_words import ChoiceWords
from server.pictures.compared.choices import choice_contents
from server.pictures.compared.contents import Contents, Mark
from server.pictures.compared.drawing import compared_picture
from server.pictures.drawing import Drawing
from server.urls import Urls


def two(seed: int) -> tuple[Snapshot, Proposal, Proposal]:
    """As the ledger has it, and if every second choice were ruled out and one donor could more."""
    snapshot = generated(seed, 60, 30, counties=4).snapshot()
    first = propose(snapshot, VIEW)
    ruled_out = [(one.donor, one.village) for one in first.pairings[::2]]
    giving = sorted({one.donor for one in first.pairings})
    more = dict.fromkeys(giving[:1], 5)
    return snapshot, first, propose(snapshot, VIEW, forbidden=ruled_out, capacities=more)


def held_of(
    snapshot: Snapshot, first: Proposal, second: Proposal, *, whole: bool = True
) -> Contents:
    return choice_contents(snapshot, first, second, whole=whole, is_large=False)


def drawn(snapshot: Snapshot, held: Contents) -> Drawing:
    return compared_picture(held, ChoiceWords(snapshot, "对比", "不同。", False, Urls(), "/all"))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("whole", [True, False])
def test_nothing_overlaps(seed: int, whole: bool) -> None:
    snapshot, first, second = two(seed)
    for pair in ((first, second), (second, first), (first, first)):
        drawing = drawn(snapshot, held_of(snapshot, *pair, whole=whole))
        check_geometry(drawing)
        check_markup(drawing)


@pytest.mark.parametrize("seed", range(8))
def test_marks_are_the_differences(seed: int) -> None:
    snapshot, first, second = two(seed)
    held = held_of(snapshot, first, second)
    old, new = ({one.village: one.donor for one in each.pairings} for each in (first, second))
    marks = {cell.village: cell.mark for row in held.rows for cell in row.cells}
    assert marks.keys() == {
        *old,
        *new,
        *(one.village for each in (first, second) for one in each.unassigned),
    }
    for village, mark in marks.items():
        assert (mark is Mark.GAINED) == (village in new and village not in old)
        assert (mark is Mark.LOST) == (village in old and village not in new)
        assert (mark is Mark.SAME) == (old.get(village) == new.get(village))
    parties = snapshot.parties
    for side, own, other in ((held.left, old, new), (held.right, new, old)):
        wanted: defaultdict[tuple[int, int], list[bool]] = defaultdict(list)
        for village, donor in own.items():
            township = parties.township.at[village]
            place = parties.county.at[village] if township == NOWHERE else township
            wanted[donor, place].append(other.get(village) != donor)
        found = {(tie.donor, tie.place): (tie.number, tie.only) for tie in side.ties}
        assert found == {one: (len(some), sum(some)) for one, some in wanted.items()}
        assert all((tie.mark is Mark.SAME) == (not tie.only) for tie in side.ties)
    assert sum(row.numbers.was for row in held.rows) == len(old)
    assert sum(row.numbers.now for row in held.rows) == len(new)


def test_small_comparison_is_told() -> None:
    snapshot = small().ledger.snapshot()
    row = snapshot.parties.row
    first = propose(snapshot, VIEW)
    second = propose(snapshot, VIEW, capacities={row("e3"): 0})
    drawing = drawn(snapshot, held_of(snapshot, first, second, whole=False))
    assert drawing.description == "不同。4 个乡镇里有不同的 1 个。"
    labels = [node.label for node in drawing.nodes()]
    assert labels == [
        "e3：图中甲结对 1 村，其中只在甲 1 村",
        "C2",
        "T3：甲结对 1/1 村，乙结对 0/1 村",
        "v4：甲 e3，乙 无",
    ]
    assert "另 3 个乡镇两个方案相同，看全部" in [text.text for text in drawing.notes]
    none = Proposal([], [], 0, 0)
    empty = drawn(snapshot, held_of(snapshot, none, none))
    assert empty.empty
    assert empty.description == "两个方案里都没有要找支援方的村。"
