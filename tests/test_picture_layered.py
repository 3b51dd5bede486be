from __future__ import annotations

import random
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.pictures.layered import Layers, arrange, crossings

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


@given(PAIRS)
def test_crossings_counts_each_pair(pairs: list[tuple[int, int]]) -> None:
    crossed = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))
    assert count(pairs) == crossed


def count(pairs: list[tuple[int, int]]) -> int:
    ranks = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return crossings(ranks[:, 0], ranks[:, 1])


NETWORKS = st.builds(
    lambda leads, donors, paths: Layers(
        (3, 5, len(paths)),
        (
            sorted(leads | {(node, node) for node in range(3)}),
            sorted(
                {(a, b % len(paths)) for a, b in donors}
                | {(node, node % len(paths)) for node in range(5)}
            ),
        ),
        tuple((a, b) for a, b in sorted(paths)),
    ),
    st.sets(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=4),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 11)), max_size=12),
    st.lists(st.tuples(st.integers(0, 1), st.integers(2, 4)), min_size=1, max_size=12),
)


def crossings_of(layers: Layers, orders: list[list[int]]) -> int:
    ranks = [{node: rank for rank, node in enumerate(order)} for order in orders]
    return sum(
        count([(ranks[layer][a], ranks[layer + 1][b]) for a, b in links])
        for layer, links in enumerate(layers.links)
    )


@given(NETWORKS)
def test_arrange_orders_all_and_breaks_no_branch(layers: Layers) -> None:
    orders = arrange(layers)
    assert [sorted(order) for order in orders] == [list(range(size)) for size in layers.sizes]
    for depth in (1, 2):
        branches = [layers.paths[node][:depth] for node in orders[-1]]
        runs = [a for a, b in zip(branches, [None, *branches], strict=False) if a != b]
        assert len(runs) == len(set(branches))
    assert arrange(layers) == orders


def test_arrange_keeps_what_does_not_cross() -> None:
    straight = tuple((node, node) for node in range(6))
    layers = Layers((6, 6), (straight,), tuple((node // 3, node) for node in range(6)))
    assert arrange(layers) == [list(range(6)), list(range(6))]


def test_arrange_brings_the_branches_of_one_lead_together() -> None:
    # One lead for the donors of the first branch and of the third; two others stand alone.
    layers = Layers(
        (1, 6, 6),
        (((0, 0), (0, 1), (0, 4), (0, 5)), tuple((node, node) for node in range(6))),
        ((0, 9), (0, 1), (1, 2), (1, 3), (2, 9), (2, 5)),
    )
    leads, donors, places = arrange(layers)
    assert donors == places
    assert sorted(places.index(node) for node in (0, 1, 4, 5)) in ([0, 1, 2, 3], [2, 3, 4, 5])
    assert crossings_of(layers, [leads, donors, places]) == 0


@given(st.permutations(range(6)))
def test_arrange_untangles_one_to_one(ends: list[int]) -> None:
    layers = Layers((6, 6), (tuple(enumerate(ends)),), tuple((0, node) for node in range(6)))
    orders = arrange(layers)
    assert orders[1] == list(range(6))
    assert crossings_of(layers, orders) == 0


def turned_pairs(first: list[int], second: list[int]) -> int:
    ranks = {node: rank for rank, node in enumerate(second)}
    return count([(rank, ranks[node]) for rank, node in enumerate(first)])


def test_arrange_stays_nearly_as_it_was_when_a_link_goes() -> None:
    """Over random networks of a district's size. Without a price for leaving the order given a
    fifth of the pairs turn around here, now and then all of them."""
    shares = []
    for seed in range(12):
        chance = random.Random(seed)
        paths = tuple((node // 15, node // 5) for node in range(30))
        links = sorted(
            {(node, chance.randrange(30)) for node in range(15)}
            | {(chance.randrange(15), chance.randrange(30)) for _ in range(25)}
        )
        before = arrange(Layers((15, 30), (links,), paths))[1]
        for gone in chance.sample(links, 8):
            rest = [link for link in links if link != gone]
            if any(link[0] == gone[0] for link in rest):
                after = arrange(Layers((15, 30), (rest,), paths))[1]
                shares.append(turned_pairs(before, after) / (30 * 29 / 2))
    assert len(shares) > 50
    assert sum(shares) / len(shares) < 0.05
