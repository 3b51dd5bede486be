"""Counts side by side in one number stay apart, however large they get."""

from __future__ import annotations

import numpy as np
import pytest

from graph.analysis.cover_counts import FIELD, KINDS, VillageCover, running_sums
from graph.network.columns import IntArray, ints
from graph.words import Cover, PartyKind


def told(cover: IntArray, donors: IntArray, kinds: IntArray) -> VillageCover:
    rows = ints(np.arange(len(cover)), np.int32)
    sums = running_sums(cover, donors, kinds)
    return VillageCover(rows, ints(cover, np.int8), ints(donors, np.int32), sums)


def test_each_count_is_its_own() -> None:
    chance = np.random.default_rng(2020)
    cover = chance.integers(0, len(Cover), 5000)
    donors, kinds = chance.integers(0, 4, 5000), chance.integers(0, 1 << KINDS, 5000)
    found = told(cover, donors, kinds)
    runs = [tuple(sorted(chance.integers(0, 5001, 2).tolist())) for _ in range(40)]
    for (first, last), counts in zip(runs, found.count_each(runs), strict=True):
        here = slice(first, last)
        assert [counts.of(one) for one in Cover] == [np.sum(cover[here] == one) for one in Cover]
        assert counts.total == last - first
        assert counts.sole_donor == np.sum(donors[here] == 1)
        expected = [np.sum(kinds[here] >> kind & 1) for kind in PartyKind]
        assert [counts.covered_by(kind) for kind in PartyKind] == expected


@pytest.mark.parametrize("cover", Cover)
def test_largest_count_spoils_no_other(cover: Cover) -> None:
    villages = np.full(FIELD, cover, dtype=np.int8)
    one, every = np.ones(FIELD, dtype=np.int32), np.full(FIELD, (1 << KINDS) - 1)
    counts = told(villages, one, every).count([(0, FIELD)])
    assert counts.total == counts.of(cover) == counts.sole_donor == FIELD
    assert counts.by_kind == (FIELD,) * KINDS


def test_more_villages_than_can_be_counted_are_refused() -> None:
    most = np.zeros(FIELD + 1, dtype=np.int8)
    with pytest.raises(OverflowError, match="2,097,152 target villages"):
        running_sums(most, most, most)


def test_no_run_counts_nothing() -> None:
    counts = told(*(np.zeros(3, dtype=np.int32) for _ in range(3))).count([])
    assert (counts.total, counts.rate) == (0, None)
