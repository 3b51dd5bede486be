"""How much the search for the worst to lose looks at: what it may leave out, it leaves out."""

from __future__ import annotations

from itertools import combinations
from random import Random

import numpy as np
import pytest

from graph.analysis import worst as searching
from graph.analysis.worst import _Search, _Sets


def sets(*villages: tuple[int, ...]) -> _Sets:
    """Each village with the parties, by place, that it depends on together."""
    alike = sorted({tuple(sorted(one)) for one in villages}, key=lambda one: (len(one), one))
    widths = np.array([len(one) for one in alike])
    number = [sum(tuple(sorted(one)) == each for one in villages) for each in alike]
    parties = 1 + max(party for one in alike for party in one)
    return _Sets(
        np.arange(parties),
        np.concatenate([np.array(one) for one in alike]),
        np.cumsum(widths) - widths,
        np.repeat(np.arange(len(alike)), widths),
        np.array(number),
    )


def searched(found: _Sets, size: int) -> _Search:
    search = _Search(found, size)
    search.run()
    return search


def best(villages: list[tuple[int, ...]], parties: int, size: int) -> int:
    return max(
        sum(set(one) <= set(chosen) for one in villages)
        for chosen in combinations(range(parties), size)
    )


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_bound_that_is_reached_at_once_ends_the_search(size: int) -> None:
    """Nobody shares a village: the first choice is the best, and its bound proves it."""
    found = searched(sets(*((party,) for party in range(8) for _ in range(party + 1))), size)
    assert found.lost == found.bound == sum(range(8 - size + 1, 9))
    # The root, and one step down for each party that is taken.
    assert found.looked == 1 + size


def test_ties_are_not_looked_at_again() -> None:
    """All choices lose as much: one is enough, and always the same."""
    found = searched(sets(*((party,) for party in range(30))), 4)
    assert (found.lost, found.bound, found.looked) == (4, 4, 5)
    assert np.flatnonzero(found.best).tolist() == [0, 1, 2, 3]


def test_party_that_can_add_nothing_is_not_taken() -> None:
    """Of two pairs three parties hold one; the third would be taken for nothing."""
    found = searched(sets((0, 1), (2, 3)), 3)
    assert (found.lost, found.bound, found.looked) == (1, 1, 3)


def crowded(seed: int) -> list[tuple[int, ...]]:
    chance = Random(seed)
    return [tuple(chance.sample(range(12), chance.choice([2, 2, 3]))) for _ in range(50)]


LOOKED = 446
"""In the twelve searches together; more means that a bound has become weaker."""


def test_what_cannot_be_better_is_not_looked_at() -> None:
    """Twelve searches; all choices of four among twelve would be 495 each."""
    found = [searched(sets(*crowded(seed)), 4) for seed in range(12)]
    assert [one.lost for one in found] == [best(crowded(seed), 12, 4) for seed in range(12)]
    assert all(one.bound == one.lost for one in found)
    assert sum(one.looked for one in found) <= LOOKED


@pytest.mark.parametrize("seed", range(6))
def test_search_ends_within_its_work_and_one_step_more_may_prove_it(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    villages = crowded(seed)
    found = sets(*villages)
    whole = searched(found, 4)
    step = searching.STEP + len(found.members) + len(found.groups)
    assert whole.spent == whole.looked * step
    # Two parts are looked at together, so that the work may be exceeded by those.
    monkeypatch.setattr(searching, "WORK", whole.spent - 2 * step)
    assert searched(found, 4).looked == whole.looked
    monkeypatch.setattr(searching, "WORK", whole.spent - 2 * step - 1)
    less = searched(found, 4)
    assert less.looked == whole.looked - 2
    assert less.lost <= best(villages, 12, 4) <= less.bound


@pytest.mark.parametrize("work", [0, 30_000, 100_000])
def test_work_bounds_what_is_looked_at(work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "WORK", work)
    for seed in range(6):
        villages = crowded(seed)
        found = searched(sets(*villages), 4)
        step = searching.STEP + sum(map(len, {tuple(sorted(one)) for one in villages})) + 12
        assert found.looked <= max(5, work // step + 3)
        assert found.lost <= best(villages, 12, 4) <= found.bound
